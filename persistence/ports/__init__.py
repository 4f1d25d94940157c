"""What the server may ask of storage: small protocols, their shapes, and their errors.

Knows no adapter. Each port has a twin below `fakes/` and a real one below `postgres/` or `redis/`.
"""

from persistence.ports.errors import NothingWritten, OwnershipLost, StorageUnavailable
from persistence.ports.hot import Kept, Leases, Snapshots
from persistence.ports.people import Accounts, Login, Person
from persistence.ports.prompts import Prompts, StoredPrompt
from persistence.ports.rooms import Feed, Games, Journal

__all__ = [
    "Accounts",
    "Feed",
    "Games",
    "Journal",
    "Kept",
    "Leases",
    "Login",
    "NothingWritten",
    "OwnershipLost",
    "Person",
    "Prompts",
    "Snapshots",
    "StorageUnavailable",
    "StoredPrompt",
]
