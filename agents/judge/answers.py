"""Rated answers as they come from a file: what people thought of answers to prompts."""

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from agents.judge.features import Read, read
from agents.judge.scoring import Senses

Target = Literal["creativity", "humor"]
TARGETS: Final[tuple[Target, ...]] = ("creativity", "humor")


class AnswersError(ValueError):
    """Rows that can't be used; says which column is missing or which row is wrong."""


class Shape(Struct, frozen=True):
    """Which column holds what; `target` is the score that people's ratings are about."""

    prompt: str
    text: str
    score: str
    target: Target | None = None
    panel: str | None = None  # who rated: ratings of two panels are never compared
    stratum: str | None = None
    counts: tuple[str, ...] = ()  # how many gave the lowest grade, the next, ...
    source: str = ""


KNOWN: Final = (
    Shape(
        *("prompt", "response", "originality", "creativity", "study"),
        source="uses: massivetexts/llm_aut_study, MIT",
    ),
    Shape(
        *("cartoon_description", "caption", "mean_1to3", "humor", None, "stratum"),
        ("unfunny", "somewhat_funny", "funny"),
        "captions: nextml/caption-contest-data, CC BY 4.0",
    ),
)


class Answers(Struct, frozen=True):
    """The rows of one file, column by column."""

    shape: Shape
    prompts: list[str]
    texts: list[str]
    ratings: list[float]
    panels: list[str]
    strata: list[str]
    counts: list[tuple[int, ...]]

    @property
    def groups(self) -> list[str]:
        """Answers that can be compared: one prompt and one panel."""
        return [f"{a}\n{b}" for a, b in zip(self.prompts, self.panels, strict=True)]

    def rooms(self) -> dict[str, list[int]]:
        """The places of each prompt's answers."""
        found: dict[str, list[int]] = {}
        for place, prompt in enumerate(self.prompts):
            found.setdefault(prompt, []).append(place)
        return found

    def reads(self, senses: Senses) -> dict[str, Read]:
        """Each prompt's answers, measured as one room."""
        return {
            prompt: read(
                prompt, [self.texts[at] for at in places], [], senses.embedder, senses.ranks
            )
            for prompt, places in self.rooms().items()
        }


def shape_of(columns: Sequence[str], chosen: Mapping[str, str], target: Target | None) -> Shape:
    """The shape of a file with these columns; `chosen` names prompt, text and score itself."""
    if chosen:
        missing = [name for name in ("prompt", "text", "score") if name not in chosen]
        unknown = [name for name in chosen if name not in ("prompt", "text", "score")]
        if missing or unknown:
            raise AnswersError("a map names prompt, text and score, and nothing else")
        shape = Shape(chosen["prompt"], chosen["text"], chosen["score"], target)
        wanted = [shape.prompt, shape.text, shape.score]
    else:
        fits = [shape for shape in KNOWN if {shape.prompt, shape.text, shape.score} <= set(columns)]
        if not fits:
            raise AnswersError("columns unknown: say --map prompt=..,text=..,score=..")
        shape = fits[0]
        wanted = [name for name in (shape.panel, shape.stratum, *shape.counts) if name]
    absent = [name for name in wanted if name not in columns]
    if absent:
        raise AnswersError(f"no column {', '.join(absent)}")
    return shape


def parse(rows: Sequence[Mapping[str, str]], shape: Shape) -> Answers:
    """The rows as numbers and texts; raises AnswersError at the first that isn't."""
    ratings, counts = [], []
    for number, row in enumerate(rows, 2):
        try:
            ratings.append(float(row[shape.score]))
            counts.append(tuple(int(row[name]) for name in shape.counts))
        except (TypeError, ValueError) as error:
            raise AnswersError(f"row {number}: {error}") from error
    if not rows:
        raise AnswersError("no rows")
    return Answers(
        shape,
        [row[shape.prompt] for row in rows],
        [row[shape.text] for row in rows],
        ratings,
        [row[shape.panel] if shape.panel else "" for row in rows],
        [row[shape.stratum] if shape.stratum else "" for row in rows],
        counts,
    )
