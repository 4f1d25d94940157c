"""Why a judge scored as it did: kept in the journal, told after the reveal. Types only."""

from msgspec import Struct


class Reason(Struct, frozen=True):
    """One thing that raised or lowered a score ("all": each of them).

    `key` names the sentence `text`, which is English; `points` are by how much the score would be
    lower without it, 0 where that can't be said.
    """

    heading: str
    key: str
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
