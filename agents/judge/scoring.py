"""Creativity, humor and relevance of answers to one prompt, with the parts they came from."""

from collections.abc import Callable, Mapping, Sequence

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from agents.judge.features import Read, read
from agents.judge.language import is_english
from agents.judge.noise import noise
from agents.judge.weights import Weights, opinion
from agents.judge.wording import bare, copies_prompt, is_empty_wit, words
from agents.ports import Embedder

Parts = dict[str, NDArray[np.float64]]
Opinion = Callable[[Read, NDArray[np.bool_]], Parts]
WORDS_MAX = 120  # of an answer; the rest is not read
# Nobody rated relevance in the data, so this is not learned: cosines between an answer's ideas and
# its prompt's are 0.15 for strangers and 0.5 for kin. The kin of the others' answers is on topic
# as well, however far the joke went.
RELATED, RELATED_SPREAD, OTHERS_SHARE = 0.28, 0.14, 0.4
NOISE_MIN = 0.12  # share of letters in noise from which it costs; less is a slip
# What is left of the scores when the answer is one of these. A copy is hardly less funny: the
# jokes that many hit on are rather the better ones (captions.csv).
LEFT = {"empty": 0.1, "copies_prompt": 0.15, "copies_another": 0.5}
FUNNY_COPY = 0.9
SURE = {"alone": 0.35, "crowded": 0.65, "foreign": 0.4, "short": 0.8}


class Context(Struct, frozen=True):
    """What the judge may know beside the prompt: earlier answers to it, from other rooms."""

    earlier: tuple[str, ...] = ()


class Judged(Struct, frozen=True):
    """Scores 0 to 10, confidence 0 to 1, what each feature added, and what was found wrong.

    `left`: for each fault among the marks, which share of the scores it leaves.
    """

    creativity: float
    humor: float
    relevance: float
    confidence: float
    parts: dict[str, dict[str, float]]
    marks: tuple[str, ...] = ()
    left: dict[str, float] = {}


class Senses(Struct, frozen=True):
    """What the judge perceives with: a model of meaning and a list of words, commonest first."""

    embedder: Embedder
    ranks: Mapping[str, int]


def score(
    prompt: str,
    responses: Sequence[str],
    senses: Senses,
    weights: Weights,
    context: Context | None = None,
) -> list[Judged]:
    """Judge all answers of a round at once, each in its place; nothing depends on the order."""
    if not responses:
        return []
    cut = [_cut(text) for text in responses]
    order = sorted(range(len(cut)), key=lambda at: cut[at].casefold())
    earlier = sorted(_cut(text) for text in (context or Context()).earlier)
    ordered = [cut[at] for at in order]
    seen = read(prompt, ordered, earlier, senses.embedder, senses.ranks)
    found = judged(prompt, ordered, seen, weights)
    return [one for _, one in sorted(zip(order, found, strict=True), key=lambda pair: pair[0])]


def judged(prompt: str, texts: Sequence[str], seen: Read, weights: Weights) -> list[Judged]:
    """Judge answers that were read already."""
    said = [bare(text) for text in texts]
    english = np.array([is_english(each) for each in said])
    parts = {
        "creativity": _lowest(weights.creativity.parts, seen, english),
        "humor": _lowest(weights.humor.parts, seen, english),
        "relevance": _lowest(_related, seen, english),
    }
    # Who says what another says and something beside it has still said it.
    copies = np.zeros(seen.answers)
    np.maximum.at(copies, seen.owners, seen.crowd.copies)
    faults = [_faults(each, prompt, weights, some) for each, some in zip(said, copies, strict=True)]
    left = np.array([float(np.prod(list(fault.values()))) for fault in faults])
    copied = np.array(["copies_another" in fault for fault in faults])
    again = np.where(copied, FUNNY_COPY / LEFT["copies_another"], 1.0)
    creativity, humor, relevance = (
        10 * left * more * _squashed(opinion(parts[name]))
        for name, more in (("creativity", 1.0), ("humor", again), ("relevance", 1.0))
    )
    found = []
    for at, fault in enumerate(faults):
        marks = (*fault, *(() if english[at] else ("not_english",)))
        found.append(
            Judged(
                creativity=round(float(creativity[at]), 2),
                humor=round(float(humor[at]), 2),
                relevance=round(float(relevance[at]), 2),
                confidence=_confidence(seen.crowd.trust, bool(english[at]), len(said[at])),
                parts={
                    name: {part: round(float(column[at]), 3) for part, column in columns.items()}
                    for name, columns in parts.items()
                },
                marks=marks,
                left={name: round(share, 3) for name, share in fault.items()},
            )
        )
    return found


def _cut(text: str) -> str:
    """At most WORDS_MAX words; spaces at the ends are nobody's wit."""
    return text.strip() if len(words(text)) <= WORDS_MAX else " ".join(words(text)[:WORDS_MAX])


def _lowest(model: Opinion, seen: Read, english: NDArray[np.bool_]) -> Parts:
    """What a model says of each answer, or of that run of its clauses of which it says least.

    So an answer gains nothing by clauses put before or behind it, whatever they say.
    """
    parts = model(seen, english)
    said = opinion(parts)
    order = np.lexsort((said, seen.owners))
    first = np.searchsorted(seen.owners[order], np.arange(seen.answers))
    return {name: column[order[first]] for name, column in parts.items()}


def _related(seen: Read, english: NDArray[np.bool_]) -> Parts:
    share = OTHERS_SHARE * seen.crowd.trust
    kin = (1 - share) * seen.related + share * seen.crowd.mean
    return {"related": np.asarray((kin - RELATED) / RELATED_SPREAD)}


def _faults(said: Sequence[str], prompt: str, weights: Weights, copies: float) -> dict[str, float]:
    """What is wrong with an answer, and which share of its scores each fault leaves."""
    faults = {}
    if is_empty_wit(said):
        faults["empty"] = LEFT["empty"]
    gibberish = noise(said, weights.letters)
    if gibberish > NOISE_MIN:
        faults["gibberish"] = max(0.05, 1 - 1.5 * gibberish)
    if copies_prompt(said, prompt):
        faults["copies_prompt"] = LEFT["copies_prompt"]
    if copies:
        faults["copies_another"] = LEFT["copies_another"]
    return faults


def _squashed(sums: NDArray[np.float64]) -> NDArray[np.float64]:
    """A sum of parts as a share, 0 to 1: the logistic function."""
    return np.asarray(1 / (1 + np.exp(-np.clip(sums, -30, 30))))


def _confidence(trust: float, english: bool, length: int) -> float:
    """More in a full room, less for another language and for an answer of two words or fewer."""
    sure = SURE["alone"] + (SURE["crowded"] - SURE["alone"]) * trust
    sure *= 1.0 if english else SURE["foreign"]
    return round(sure * (1.0 if length > 2 else SURE["short"]), 2)
