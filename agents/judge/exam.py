"""The judge is examined: its scores beside people's, and beside what a fool would score."""

from collections.abc import Mapping

import msgspec
from msgspec import Struct

from agents.judge.agreement import Figure, Measure, ceiling, figure, folds, pairs, pearson, spearman
from agents.judge.answers import TARGETS, Answers, Target
from agents.judge.features import Read
from agents.judge.learning import CREATIVITY, HUMOR, gathered, learn
from agents.judge.scoring import Judged, Senses, judged
from agents.judge.weights import Model, Weights

RECIPES = {"creativity": CREATIVITY, "humor": HUMOR}
FOLDS = 50  # so many prompts or fewer are left out one by one
MEASURES: Mapping[str, Measure] = {"pearson": pearson, "spearman": spearman, "pairs": pairs}


class Exam(Struct, frozen=True):
    """Figures of one file: by who scored, by measure; a ceiling where it has the raters' votes."""

    answers: int
    prompts: int
    split: bool  # whether each prompt was judged by weights that never saw it
    figures: dict[str, dict[str, Figure | None]]
    ceiling: float | None = None


def model_of(
    answers: Answers, reads: Mapping[str, Read], target: Target, without: frozenset[str]
) -> Model:
    """What these answers teach, but for those to some prompts."""
    rooms = answers.rooms()
    rated = gathered(
        [(reads[prompt], places) for prompt, places in rooms.items()],
        answers.ratings,
        answers.groups,
        RECIPES[target].reads,
    )
    kept = [at for at, prompt in enumerate(answers.prompts) if prompt not in without]
    return learn(rated.at(kept), RECIPES[target])


def examine(answers: Answers, senses: Senses, weights: Weights, split: bool) -> Exam:
    """Score a file's answers, room by room, and compare."""
    reads = answers.reads(senses)
    target = answers.shape.target
    said: dict[int, Judged] = {}
    parts = folds(answers.prompts, FOLDS) if split else [frozenset(answers.rooms())]
    for part in parts:
        used = weights
        if split and target is not None:
            model = model_of(answers, reads, target, without=part)
            used = msgspec.structs.replace(weights, **{target: model})
        for prompt, places in answers.rooms().items():
            if prompt in part:
                texts = [answers.texts[at] for at in places]
                said |= zip(places, judged(prompt, texts, reads[prompt], used), strict=True)
    scored: dict[str, list[float]] = {
        f"judge: {name}": [getattr(said[at], name) for at in range(len(said))]
        for name in ([target] if target else [*TARGETS, "relevance"])
    }
    scored["length"] = [float(len(text)) for text in answers.texts]
    scored["constant"] = [0.0] * len(said)
    return Exam(
        answers=len(answers.texts),
        prompts=len(reads),
        split=split and target is not None,
        figures={name: _figures(answers, column) for name, column in scored.items()},
        ceiling=ceiling(answers.counts, answers.groups) if answers.shape.counts else None,
    )


def _figures(answers: Answers, scores: list[float]) -> dict[str, Figure | None]:
    found = {
        f"{name} within prompt": figure(measure, scores, answers.ratings, answers.groups)
        for name, measure in MEASURES.items()
    }
    if answers.shape.panel is not None:
        found["pearson within panel"] = figure(pearson, scores, answers.ratings, answers.panels)
        found["spearman within panel"] = figure(spearman, scores, answers.ratings, answers.panels)
    ends = {"top": 1.0, "low": 0.0}
    if set(ends) <= set(answers.strata):
        kept = [at for at, stratum in enumerate(answers.strata) if stratum in ends]
        found["pairs top against low"] = figure(
            pairs,
            [scores[at] for at in kept],
            [ends[answers.strata[at]] for at in kept],
            [answers.groups[at] for at in kept],
        )
    return found
