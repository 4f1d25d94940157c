"""What an agent goes into an answer with, how it feels about it, and when it has had enough."""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from agents.banter import Banter, Warmth
from agents.exchange import Exchange
from agents.persona import Persona
from agents.relationships import Change, Tie
from agents.retrieval import Recalled
from agents.voice import unsigned
from game.ids import Actor

# Of the last exchanges: no line of these is said again while there are others.
LINES_READ: Final = 40
SESSION_MS: Final = 10 * 60_000
# After it took its leave, and after it left in anger.
REST_MS, SULK_MS = 15_000, 60_000
PATIENCE_MIN, PATIENCE, PATIENCE_MAX = 4, 9, 14
WARM, COOL = 25, -15


class Meeting(Struct, frozen=True, kw_only=True):
    """All that an answer may rest on; `lines` oldest first, `changes` those of the last day.

    `mine` are memories about this person, `common` ones that anybody may know; both best first.
    """

    persona: Persona
    banter: Banter
    user: Actor
    name: str
    tie: Tie
    lines: tuple[Exchange, ...] = ()
    changes: tuple[Change, ...] = ()
    mine: tuple[Recalled, ...] = ()
    common: tuple[Recalled, ...] = ()
    # Who else lives in the valley, by slug; and how the agent feels about them.
    others: Mapping[str, str] = {}
    ties: Mapping[str, Tie] = {}
    mood: int = 0
    activity: str = ""
    # At a table: the names it is called by there. Elsewhere nobody needs to call it.
    called: tuple[str, ...] = ()
    # Behind a mask it says nothing that tells who or what it is.
    is_masked: bool = False


def masked(persona: Persona, name: str) -> Persona:
    """Somebody behind a mask: of this name, with no likes, aims and habits that one could know."""
    return replace(
        unsigned(persona), slug="", name=name, likes=(), dislikes=(), personality_traits=(),
        primary_goal="", secondary_goals=(),
    )  # fmt: skip


def rests_until(lines: Sequence[Exchange]) -> int:
    """Until when the agent wants no more talk; 0 where it never took its leave."""
    if not lines or not lines[-1].ended:
        return 0
    last = lines[-1]
    return last.at + (SULK_MS if last.tone == "angry" else REST_MS)


def session(lines: Sequence[Exchange], now_ms: int) -> tuple[Exchange, ...]:
    """The lines of the talk that is under way; none where the last one is over."""
    found: list[Exchange] = []
    until = now_ms
    for line in reversed(lines):
        if line.ended or until - line.at > SESSION_MS:
            break
        found.append(line)
        until = line.at
    return tuple(reversed(found))


def warmth(tie: Tie, mood: int) -> Warmth:
    """How it speaks to them: by what it feels, and a little by its mood."""
    felt = tie.affection + mood // 5
    return "warm" if felt >= WARM else "cool" if felt <= COOL else "neutral"


def patience(tie: Tie, mood: int) -> int:
    """How many lines it answers before it has other things to do."""
    wanted = PATIENCE + tie.affection // 15 + mood // 40
    return max(PATIENCE_MIN, min(PATIENCE_MAX, wanted))
