"""How a line changes anything: allowed still, on record first, and told what became of it.

A change of tables is one transaction with its row of the record. Of a change elsewhere (a game,
the log, the node) the row is written before, as `begun`, and its outcome after; so nothing is
changed without a row, and a row left at `begun` tells of a node that ended in between.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from msgspec.structs import replace

from game.commands import Command
from game.decide import decide
from game.ids import SYSTEM
from game.refusals import Rejected
from persistence.ports import Login, Page
from server.authority import denied
from server.console.means import Ask, Means, Table
from server.console.said import No, Outcome, no_such
from server.outcomes import Said, Unavailable
from server.room import Answer
from server.wire import Execute, Fault

UNKNOWN = "nothing is known yet: it may still be carried out"


async def barred(means: Means, login: Login, now_ms: int) -> No | None:
    """Why somebody may no longer run the server, as the tables are now; None if they may."""
    standing = (await means.sessions.standing([login.session], now_ms)).get(login.session)
    if standing is None or standing.status != "active":
        return No(Fault.FORBIDDEN, "this sign-in has ended")
    refused = denied(replace(login, person=standing.person), Execute)
    return None if refused is None else No(refused.code, refused.detail)


async def change(ask: Ask, action: str, work: Callable[[Page], Awaitable[Outcome]]) -> Outcome:
    """Change tables: `work` checks, changes and writes the row, or changes nothing."""
    async with ask.means.audit.changing(ask.deed(action)) as page:
        # Looked at again inside: of two admins who depose each other, the second is one no more.
        refused = await barred(ask.means, ask.login, ask.now_ms)
        return refused or await work(page)


async def table_of(ask: Ask, word: str) -> Table | No:
    """The game that a word names."""
    return await ask.means.rooms.find(word) or no_such("game", word, "games list")


async def play(
    ask: Ask, table: Table, action: str, new: dict[str, Any], *commands: Command
) -> Said | No:
    """Have commands carried out in a game, on record; what came of the last."""
    means = ask.means
    elsewhere, state = means.rooms.served_by(table) is not None, table.state
    for command in commands:
        # Asked of the rules beforehand, so that what they refuse leaves no row.
        decided = decide(state, SYSTEM, command, ask.now_ms)
        if isinstance(decided, Rejected):
            return No(decided.code.value, decided.detail)
        state = decided.state
    row = await means.audit.begin(ask.deed(action), f"game {table.game}", None, new)
    said: Said | None = None
    for command in commands:
        said = await means.rooms.ask(table, command)
        if not isinstance(said, Answer):
            break
    if said is None or (elsewhere and isinstance(said, Unavailable)):
        return No(Fault.UNAVAILABLE, UNKNOWN)
    await means.audit.settle(row, "done" if isinstance(said, Answer) else "refused")
    if isinstance(said, Rejected):
        return No(said.code.value, said.detail)
    if not isinstance(said, Answer):
        return No(Fault.UNAVAILABLE, "the game can't be written right now; try again")
    return said
