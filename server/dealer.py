"""Starting a game: brings the prompts that this table has met least to the rules, which deal."""

from functools import partial
from typing import Final

from game.commands import BeginGame, StartGame
from game.rules import Settings
from game.state import Phase
from persistence.ports import Prompts, Wanted
from server.answers import replied
from server.outcomes import Said
from server.place import Place
from server.room import Post, cause_of
from server.visitor import Visitor
from server.wire import Fault, error_reply

# How many candidates are brought: enough to choose by likes and category, and not many, since
# the room's recorder keeps them for a while.
CANDIDATES_PER_ROUND: Final = 4
CANDIDATES_MIN: Final = 24


class Dealer:
    """Turns `game.start` into the room's own command; raises StorageUnavailable."""

    def __init__(self, prompts: Prompts) -> None:
        self._prompts = prompts

    async def start(self, visitor: Visitor, place: Place, command: StartGame) -> None:
        """Start the game for who sits there now; the reply comes once it is durable."""
        if place.room.state is None:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, "no such game"))
            return
        actor, told = visitor.actor, partial(_told, visitor, command)
        state = place.state
        if actor != state.host or state.phase is not Phase.LOBBY:
            # Answered before, or refused: nothing is read for it.
            place.post(actor, command, told)
            return
        wanted = wanted_by(state.settings)
        limit = max(CANDIDATES_MIN, CANDIDATES_PER_ROUND * state.total_rounds)
        found = await self._prompts.candidates(wanted, state.people, limit, state.seed)
        begun = BeginGame(game=state.game, candidates=found)
        place.take(Post(actor, begun, cause_of(actor, command)), told)


def wanted_by(asked: Settings) -> Wanted:
    """What a game's settings ask of its prompts."""
    return Wanted(asked.pack, asked.language, asked.categories, asked.difficulty)


def _told(visitor: Visitor, command: StartGame, said: Said, _place: Place) -> None:
    visitor.reply(replied(command, said))
