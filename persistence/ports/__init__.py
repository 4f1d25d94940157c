"""What the server may ask of storage: small protocols, their shapes, and their errors.

Knows no adapter. Each port has a twin below `fakes/` and a real one below `postgres/` or `redis/`.
"""

from persistence.ports.agents import Agents, Loaded, Moved, Reason, StoredAgent
from persistence.ports.audit import Audit, Audited, Deed, Page, Values
from persistence.ports.ballots import Ballots, Raised, Signals
from persistence.ports.bans import Ban, Bans
from persistence.ports.bonds import Bonds
from persistence.ports.calibrations import Calibrations, VersionLine
from persistence.ports.cluster import Beat, Inboxes, Leases, Member, Members
from persistence.ports.errors import NothingWritten, OwnershipLost, StorageUnavailable
from persistence.ports.honours import (
    BoardLine,
    Boards,
    Books,
    Counted,
    Earned,
    Honours,
    Known,
    Place,
    Profile,
    Ranking,
    Tables,
)
from persistence.ports.hot import Kept, Snapshots
from persistence.ports.keys import FOREVER_MS, Keys, NewKey, StoredKey
from persistence.ports.memories import Changes, Cursor, Memories, Saved
from persistence.ports.minds import Minds, Review, Thoughts
from persistence.ports.nerves import Nerves
from persistence.ports.people import (
    Account,
    Accounts,
    Barred,
    Credentials,
    Login,
    NewAccount,
    People,
    Person,
    Role,
    Status,
    Taken,
    Visit,
)
from persistence.ports.prompts import (
    KnownText,
    Opinion,
    Played,
    Prompts,
    Proposal,
    Proposed,
    StoredPrompt,
    TooManyWaiting,
    Wanted,
)
from persistence.ports.records import ROWS_PER_PAGE, Exported, PastGame, Records
from persistence.ports.reports import Report, Reports, ReportStatus
from persistence.ports.rooms import Feed, Games, Journal
from persistence.ports.sessions import Sessions, Standing, StoredSession
from persistence.ports.talks import Scene, Talks
from persistence.ports.valley import Checkpoint, Life, StoredCharacter, StoredValley, Valley

__all__ = [
    "FOREVER_MS",
    "ROWS_PER_PAGE",
    "Account",
    "Accounts",
    "Agents",
    "Audit",
    "Audited",
    "Ballots",
    "Ban",
    "Bans",
    "Barred",
    "Beat",
    "BoardLine",
    "Boards",
    "Bonds",
    "Books",
    "Calibrations",
    "Changes",
    "Checkpoint",
    "Counted",
    "Credentials",
    "Cursor",
    "Deed",
    "Earned",
    "Exported",
    "Feed",
    "Games",
    "Honours",
    "Inboxes",
    "Journal",
    "Kept",
    "Keys",
    "Known",
    "KnownText",
    "Leases",
    "Life",
    "Loaded",
    "Login",
    "Member",
    "Members",
    "Memories",
    "Minds",
    "Moved",
    "Nerves",
    "NewAccount",
    "NewKey",
    "NothingWritten",
    "Opinion",
    "OwnershipLost",
    "Page",
    "PastGame",
    "People",
    "Person",
    "Place",
    "Played",
    "Profile",
    "Prompts",
    "Proposal",
    "Proposed",
    "Raised",
    "Ranking",
    "Reason",
    "Records",
    "Report",
    "ReportStatus",
    "Reports",
    "Review",
    "Role",
    "Saved",
    "Scene",
    "Sessions",
    "Signals",
    "Snapshots",
    "Standing",
    "Status",
    "StorageUnavailable",
    "StoredAgent",
    "StoredCharacter",
    "StoredKey",
    "StoredPrompt",
    "StoredSession",
    "StoredValley",
    "Tables",
    "Taken",
    "Talks",
    "Thoughts",
    "TooManyWaiting",
    "Valley",
    "Values",
    "VersionLine",
    "Visit",
    "Wanted",
]
