"""What a node and its judge's process say to each other, a line of JSON each. Shapes only.

Whatever a process says that does not fit is nonsense, and none of it counts.
"""

from typing import Annotated

from msgspec import Meta, Struct

from agents.calibration import Ballot, Leans, Pull
from agents.tables import Liked
from game.grounds import Grounds

Score = Annotated[float, Meta(ge=0, le=10)]


class Task(Struct, frozen=True, omit_defaults=True):
    """Judge these answers, beside earlier ones; or only read ahead; or learn from ballots."""

    n: int = 0
    prompt: str = ""
    answers: tuple[str, ...] = ()
    earlier: tuple[str, ...] = ()
    is_ahead: bool = False
    # By score, how the parts lean by players' votes, and the version that says so.
    leans: dict[str, Leans] = {}
    version: int = 0
    # By score, what the table's votes of earlier rounds say.
    table: Liked = {}
    # By score, votes to learn from.
    ballots: dict[str, Ballot] = {}
    # Instead of all that: what do these mean?
    texts: tuple[str, ...] = ()


class Opinion(Struct, frozen=True):
    """What the judge thinks of one answer."""

    creativity: Score
    humor: Score
    relevance: Score
    grounds: Grounds


class Word(Struct, frozen=True, omit_defaults=True):
    """The answer to task `n`, an opinion for each of its answers; number 0 means ready."""

    n: int
    opinions: tuple[Opinion, ...] = ()
    learned: dict[str, Pull] = {}
    # For each of the texts, as `agents.memories.unit` makes it; and by which model.
    meanings: tuple[bytes | None, ...] = ()
    model: str = ""
    fault: str | None = None
