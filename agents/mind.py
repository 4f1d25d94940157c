"""What one machine player carries through one game: frozen, folded from views alone.

Knows no clock: every time in it came with a view or with the call that asked it to think.
"""

from collections.abc import Mapping

from msgspec import Struct, field
from msgspec.structs import replace

from agents.compose import Asking, answer
from agents.persona import Persona
from agents.quips import Repertoire
from agents.taste import choose
from game.ids import GameId, PlayerId, ResponseId
from game.snapshot import BallotLine

# Acts by name: a command's id ends with one, and `done` remembers them.
READY, GREET, ANSWER, CHAT, FAREWELL = "ready", "greet", "answer", "chat", "farewell"
VOTE = "vote."


class Mind(Struct, frozen=True, kw_only=True):
    """One persona at one table; times in Unix milliseconds, `pace` 1.0 is human."""

    game: GameId
    me: PlayerId
    persona: Persona
    repertoire: Repertoire
    # Shared by all minds of the game, so that they can deal the repertoire among themselves.
    seed: str
    pace: float = 1.0
    # The machine players of this game in order of arrival, as far as they can be told.
    machines: tuple[PlayerId, ...] = ()
    cursor: int = 0
    phase: str = "lobby"
    round: int = 0
    since_ms: int = 0
    deadline_ms: int | None = None
    is_paused: bool = False
    is_seated: bool = True
    prompt: str = ""
    category: str = ""
    draft: str = ""
    own: BallotLine | None = None
    ballot: tuple[BallotLine, ...] = ()
    choices: Mapping[str, ResponseId] = field(default_factory=dict)
    # What there is to say in the reveal: a kind of line in the persona's voice.
    feeling: str = ""
    told: tuple[str, ...] = ()
    # Acts that need no more doing in this phase: done, on their way, or given up.
    done: tuple[str, ...] = ()
    # How often an act was put off because the server could not take it, and when it may be next.
    put_off: Mapping[str, int] = field(default_factory=dict)
    acted_ms: int = 0

    @property
    def hand(self) -> tuple[int, int]:
        """Which hand of how many is dealt to this mind; the only one where nobody can tell."""
        if self.me not in self.machines:
            return 0, 1
        return self.machines.index(self.me), len(self.machines)

    def drawn(self, *parts: object) -> tuple[object, ...]:
        """The parts of a draw that belong to this mind in this round."""
        return (self.seed, self.me, self.round, *parts)

    def command_id(self, act: str) -> str:
        """The one id of this act in this round; doing it again says the same id."""
        return f"{self.me}.{self.round}.{act}"


def born(
    game: GameId, me: PlayerId, persona: Persona, repertoire: Repertoire, seed: str, pace: float
) -> Mind:
    """A mind that has seen nothing yet; feed it a snapshot or the game's views from the first."""
    return Mind(
        game=game,
        me=me,
        persona=persona,
        repertoire=repertoire,
        seed=seed,
        pace=pace,
    )


def with_done(mind: Mind, act: str) -> Mind:
    """The mind, with this act off its list."""
    return mind if act in mind.done else replace(mind, done=(*mind.done, act))


def with_draft(mind: Mind) -> Mind:
    """The mind with an answer to its prompt in its head."""
    hand, hands = mind.hand
    asking = Asking(
        prompt=mind.prompt,
        category=mind.category,
        round=mind.round,
        seed=mind.seed,
        hand=hand,
        hands=hands,
        told=mind.told,
    )
    return replace(mind, draft=answer(mind.persona, mind.repertoire, asking))


def with_choices(mind: Mind) -> Mind:
    """The mind with its three votes decided; none where every response is its own."""
    others = tuple(line for line in mind.ballot if not _is_own(mind, line))
    choices = choose(mind.persona.tastes, mind.prompt, others, mind.drawn("taste"))
    return replace(mind, choices=choices)


def _is_own(mind: Mind, line: BallotLine) -> bool:
    return mind.own is not None and line.id == mind.own.id
