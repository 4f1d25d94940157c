"""Why a judge scored as it did: kept in the journal, told after the reveal. Types only."""

from typing import Literal

from msgspec import Struct

# Why the judge that was asked first did not speak: its time was up, there was no word to be had
# from it, it failed, what it said could not be used, or there is none.
Because = Literal["late", "away", "broken", "nonsense", "none"]


class Reason(Struct, frozen=True):
    """What raised or lowered a score ("all": each of them) by so many points, in English."""

    heading: str
    # Names the sentence `text`, for other languages.
    key: str
    # By how much the score would be lower without it; 0 where that can't be said.
    points: float
    text: str


class Grounds(Struct, frozen=True, omit_defaults=True):
    """What a verdict came from: `parts` are what each feature added to which score."""

    confidence: float = 0.0
    parts: dict[str, dict[str, float]] = {}
    marks: tuple[str, ...] = ()
    reasons: tuple[Reason, ...] = ()
    # Of the calibration by the players' votes that scored; 0 is the judge as it shipped.
    version: int = 0
    # How many votes of its own table, cast in earlier rounds, moved it as well.
    table: int = 0
