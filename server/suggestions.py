"""What players think of prompts, and the prompts they propose: checked here, kept in the store."""

from typing import Final

from game.commands import Prompt
from game.ids import Actor, GameId
from game.state import OVER, GameState
from game.texts import Flaw, clean_line, length
from persistence.ports import (
    KnownText,
    Opinion,
    Played,
    Prompts,
    Proposal,
    StorageUnavailable,
    TooManyWaiting,
)
from persistence.ports.prompts import WAITING_MAX
from server.clock import Clock
from server.place import Place
from server.room import cause_of
from server.visitor import Visitor
from server.wire import Fault, PromptReply, ProposePrompt, RatePrompt, Reply, error_reply

TEXT_LENGTH_MIN: Final = 10
TEXT_LENGTH_MAX: Final = 200
# What the columns hold, in code points.
TEXT_POINTS_MAX: Final = 500
CATEGORY_LENGTH_MAX: Final = 64
# Reactions that wait for the next flush, one per person and round; more are let go.
NOTED_MAX: Final = 10_000

# The thumbs come with any tone of skin.
LIKES: Final = ("👍", "like")
DISLIKES: Final = ("👎", "dislike")


class Suggestions:
    """Ratings and proposals; raises StorageUnavailable where the prompts can't be reached."""

    def __init__(self, prompts: Prompts, clock: Clock) -> None:
        self._prompts, self._clock = prompts, clock
        self._noted: dict[tuple[Actor, GameId, int], Opinion] = {}

    async def rate(self, visitor: Visitor, place: Place, command: RatePrompt) -> None:
        """Keep what a player thinks of a prompt that was played; replies once it is durable."""
        state = place.room.state
        if state is None:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, "no such game"))
        elif state.seat_of(visitor.actor) is None:
            visitor.reply(error_reply(command.id, "game.not_seated"))
        elif (played := played_in(state, command.round)) is None:
            visitor.reply(error_reply(command.id, "round.wrong"))
        else:
            now_ms = self._clock.now_ms()
            # Whatever was noted for this round is older.
            self._noted.pop((visitor.actor, state.game, command.round), None)
            await self._prompts.rate([Opinion(visitor.actor, played, command.liked, now_ms)])
            visitor.reply(Reply(re=command.id))

    def noted(self, visitor: Visitor, place: Place, kind: str) -> None:
        """Take a thumb up or down in a round for a rating too, if there is room for it."""
        state, liked = place.room.state, _liked(kind)
        if liked is None or state is None or state.round is None or state.phase in OVER:
            return
        played = played_in(state, state.round.number)
        if played is None or state.seat_of(visitor.actor) is None:
            return
        key = (visitor.actor, state.game, state.round.number)
        if key in self._noted or len(self._noted) < NOTED_MAX:
            self._noted[key] = Opinion(visitor.actor, played, liked, self._clock.now_ms())

    async def flush(self) -> None:
        """Keep what was noted; what can't be kept now waits for the next time."""
        noted, self._noted = self._noted, {}
        try:
            await self._prompts.rate(list(noted.values()))
        except StorageUnavailable:
            newer = self._noted
            self._noted = dict([*newer.items(), *(noted | newer).items()][:NOTED_MAX])
            raise

    async def propose(self, visitor: Visitor, command: ProposePrompt) -> None:
        """Put a prompt of a player's own into the review list; replies once it is durable."""
        category = clean_line(command.category, CATEGORY_LENGTH_MAX, CATEGORY_LENGTH_MAX)
        text = clean_line(command.text, TEXT_LENGTH_MAX, TEXT_POINTS_MAX)
        flaw = _flaw(category, text)
        if isinstance(category, Flaw) or isinstance(text, Flaw) or flaw is not None:
            visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, flaw or ""))
            return
        prompt = Prompt(text, category, command.difficulty)
        # The author is a column of its own, so that the rest may stay when they go.
        cause = cause_of(visitor.actor, command).removeprefix(f"{visitor.actor}/") or None
        said = await self._prompts.propose(
            Proposal(visitor.actor, command.language, prompt, cause, self._clock.now_ms())
        )
        match said:
            case KnownText():
                detail = "this prompt exists, or was proposed before"
                visitor.reply(error_reply(command.id, Fault.CONFLICT, detail))
            case TooManyWaiting():
                detail = f"{WAITING_MAX} prompts of yours wait for review already"
                visitor.reply(error_reply(command.id, Fault.CONFLICT, detail))
            case key:
                visitor.reply(PromptReply(re=command.id, prompt=key))


def played_in(state: GameState, number: int) -> Played | None:
    """The prompt of a round that was opened in this game; None for any other round."""
    if state.round is None or not 1 <= number <= state.round.number:
        return None
    asked = state.settings
    return Played(asked.pack, asked.language, state.deck[number - 1].text)


def _liked(kind: str) -> bool | None:
    if kind.startswith(LIKES[0]) or kind == LIKES[1]:
        return True
    return False if kind.startswith(DISLIKES[0]) or kind == DISLIKES[1] else None


def _flaw(category: str | Flaw, text: str | Flaw) -> str | None:
    """What is wrong with a proposal, in words."""
    if isinstance(category, Flaw):
        return f"category: {category}"
    if isinstance(text, Flaw):
        return f"text: {text}"
    if length(text) < TEXT_LENGTH_MIN:
        return f"text: shorter than {TEXT_LENGTH_MIN} characters"
    return None
