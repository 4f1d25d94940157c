"""Why a round was scored as it was: told from the journal to those who saw its reveal."""

from collections import OrderedDict
from typing import Final, Literal

from msgspec import UnsetType

from game.events import RoundJudged
from game.grounds import Because, Grounds
from game.ids import Actor, GameId, ResponseId
from game.refusals import Refusal
from game.seats import may_hear, may_reread
from game.state import OVER, GameState, Phase
from persistence.ports import Journal
from server.place import Place
from server.reading import read_all
from server.visitor import Visitor
from server.wire import AnswerWhy, AskWhy, Fault, WhyReply, error_reply

# After a reveal a whole table asks the same; beyond that, a journal is read again.
KEPT_MAX: Final = 128


class Whys:
    """Answers `judge.why`; raises StorageUnavailable."""

    def __init__(self, journal: Journal, kept_max: int = KEPT_MAX) -> None:
        self._journal, self._kept_max = journal, kept_max
        self._kept: OrderedDict[tuple[GameId, int], RoundJudged | None] = OrderedDict()

    async def tell(self, visitor: Visitor, place: Place, command: AskWhy) -> None:
        """Tell it, once the round is revealed."""
        if not _may_know(place.state, visitor.actor):
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, "you are not in this game"))
            return
        if not is_revealed(place.state, command.round):
            detail = "this round is not revealed"
            visitor.reply(error_reply(command.id, Refusal.ROUND_WRONG.value, detail))
            return
        judged = await self.judged_in(place.game, command.round)
        visitor.reply(
            WhyReply(
                re=command.id,
                round=command.round,
                judge=judged.judge if judged is not None else None,
                answers=tuple(
                    _shown(response, grounds)
                    for response, grounds in grounds_of(judged).items()
                    if command.response in (None, response)
                ),
                because=_because(judged),
            )
        )

    async def judged_in(self, game: GameId, number: int) -> RoundJudged | None:
        """The judge's word on this round; None where it had none, or its time was up."""
        key = (game, number)
        if key not in self._kept:
            found = None
            for entry in await read_all(self._journal, game):
                if isinstance(entry.event, RoundJudged) and entry.event.round == number:
                    found = entry.event
            self._kept[key] = found
            while len(self._kept) > self._kept_max:
                self._kept.popitem(last=False)
        return self._kept[key]


def grounds_of(judged: RoundJudged | None) -> dict[ResponseId, Grounds]:
    """What the verdicts came from, where that was told."""
    if judged is None or isinstance(judged.grounds, UnsetType):
        return {}
    return judged.grounds


def is_revealed(state: GameState, number: int) -> bool:
    """Whether everybody has seen what came out of this round."""
    current = state.round
    if current is None or not 1 <= number <= current.number:
        return False
    return number < current.number or state.phase is Phase.REVEAL or state.phase in OVER


def _may_know(state: GameState, actor: Actor) -> bool:
    return may_reread(state, actor) if state.phase in OVER else may_hear(state, actor)


def _because(judged: RoundJudged | None) -> Because | Literal[""]:
    if judged is None or isinstance(judged.because, UnsetType):
        return ""
    return judged.because


def _shown(response: ResponseId, grounds: Grounds) -> AnswerWhy:
    return AnswerWhy(
        response=response,
        confidence=grounds.confidence,
        marks=grounds.marks,
        reasons=grounds.reasons,
        version=grounds.version,
        table=grounds.table,
    )
