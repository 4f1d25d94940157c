"""Composes an answer to a prompt from the repertoire.

All machine players of a game deal the same shuffled bank among themselves and each plays only
from its own hand, so no two of them say the same thing and nobody says it twice.
"""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Literal

from msgspec import Struct

from agents.draw import shuffled, unit
from agents.nouns import GAP, gap_word, nouns
from agents.persona import Persona
from agents.quips import FILL_IN, GENERAL, Repertoire, fill, fingerprint, folded
from agents.voice import dressed, habits

ANSWER_LENGTH_MAX = 280
GAPS_FILLED_MAX = 3
# How often a quip about the prompt's own words goes first, when there is one.
TEMPLATE_SHARE = 0.4
SECOND_NOUN_SHARE = 0.3
# What a step of style adds to it, and how often one of length decides what comes first.
TEMPLATE_PER_STEP = 0.15
LENGTH_PER_STEP = 0.4


class Asking(Struct, frozen=True, kw_only=True):
    """One prompt as one mind has to answer it; `hand` of `hands` is its share of each bank."""

    prompt: str
    category: str
    round: int
    seed: str
    hand: int
    hands: int
    # Folded texts said in this game so far.
    told: tuple[str, ...] = ()


class Line(Struct, frozen=True):
    """One thing to say: whether it is new tonight, and made of the prompt's own words."""

    text: str
    is_new: bool
    is_made: bool = False


class Proposal(Struct, frozen=True):
    """Something that could be said, and whether it is built on the prompt's own words."""

    text: str
    device: Literal["quip", "template"]


def answer(persona: Persona, repertoire: Repertoire, asking: Asking) -> str:
    """What this persona answers: 1 to 280 characters, new in this game."""
    return proposals(persona, repertoire, asking, 1)[0].text


def proposals(
    persona: Persona, repertoire: Repertoire, asking: Asking, count: int
) -> list[Proposal]:
    """Up to `count` answers, at least one, in the order in which they come to mind."""
    is_gap = GAP in asking.prompt
    size = min(asking.prompt.count(GAP), GAPS_FILLED_MAX) if is_gap else 1
    lines = _fresh(persona, repertoire, asking, is_gap)
    found: list[Proposal] = []
    while len(found) < count:
        group = list(islice(lines, size))
        # What would use up two is only said when nothing new is left.
        if found and not (group and all(line.is_new for line in group)):
            break
        quip = " / ".join(line.text for line in group)
        text = spoken(persona, quip, is_gap, asking)
        found.append(Proposal(text, "template" if any(each.is_made for each in group) else "quip"))
    return found


def spoken(persona: Persona, quip: str, is_gap: bool, asking: Asking) -> str:
    """The quip in the persona's voice, as far as there is room for it."""
    text = dressed(persona, quip, is_gap, asking.seed, asking.round, persona.slug, "form")
    return fitted(text if len(text) <= ANSWER_LENGTH_MAX else quip)


def plain(repertoire: Repertoire, asking: Asking) -> str:
    """The next quip of the hand as it stands: nobody's voice, and not of this prompt."""
    hand = _hand(repertoire, asking, GAP in asking.prompt)
    return next((item for item in hand if "{" not in item), "…")


def fitted(text: str) -> str:
    """The text, cut at the limit if it must be."""
    if len(text) <= ANSWER_LENGTH_MAX:
        return text
    return text[: ANSWER_LENGTH_MAX - 1].rstrip() + "…"


def _fresh(
    persona: Persona, repertoire: Repertoire, asking: Asking, is_gap: bool
) -> Iterator[Line]:
    """What could be said, best first: new quips, new pairs of old ones, then numbered old ones."""
    words, hand = _chosen_words(persona, asking), _hand(repertoire, asking, is_gap)
    order = _leaning(persona, hand, asking)
    share = TEMPLATE_SHARE + TEMPLATE_PER_STEP * persona.style.template
    if unit(asking.seed, persona.slug, asking.round, "template") < share:
        order = sorted(order, key=lambda item: "{" not in item)
    # One by one: the first is nearly always new, and to dress the whole hand takes a millisecond.
    for item in order:
        spoken = habits(persona, item)
        if not _is_told(fingerprint(spoken), asking.told):
            filled = fill(spoken, *words)
            if filled is not None:
                yield Line(filled, True, "{" in item)
    dressed_hand = (fill(habits(persona, item), *words) for item in hand)
    plain = [filled for filled in dressed_hand if filled is not None]
    joint = " and " if is_gap else " "
    for step in range(1, len(plain)):
        for place, first in enumerate(plain):
            pair = f"{first}{joint}{plain[(place + step) % len(plain)]}"
            if not _is_told(folded(pair), asking.told):
                yield Line(pair, False)
    # The number keeps even the last resort new.
    number = f"number {asking.round}" if is_gap else f"That is answer number {asking.round}."
    for item in plain or ["…"]:
        yield Line(f"{item} {number}", False)


def _hand(repertoire: Repertoire, asking: Asking, is_gap: bool) -> list[str]:
    """This mind's share: of its category first, then of what fits everywhere."""
    first = FILL_IN if is_gap else asking.category
    names = [name for name in dict.fromkeys((first, GENERAL)) if name in repertoire]
    if is_gap:
        # A whole sentence doesn't fit into a gap.
        names = [FILL_IN]
    hand: list[str] = []
    for name in names:
        order = shuffled(repertoire[name].items, asking.seed, "hand", name)
        share = order[asking.hand :: asking.hands]
        # Turned with the round, so that a mind which forgot what it said rarely says it again.
        turn = asking.round % max(1, len(share))
        hand += share[turn:] + share[:turn]
    return hand or list(repertoire[names[-1]].items)


def _leaning(persona: Persona, hand: list[str], asking: Asking) -> list[str]:
    """The hand, its longer half first, or its shorter one, as often as the style leans there."""
    step = persona.style.length
    if unit(asking.seed, persona.slug, asking.round, "length") >= LENGTH_PER_STEP * abs(step):
        return hand
    middle = sorted(map(len, hand))[len(hand) // 2]
    return sorted(hand, key=lambda item: (len(item) < middle) is (step > 0))


def _chosen_words(persona: Persona, asking: Asking) -> tuple[str | None, str | None]:
    """The prompt's word to joke about, and the one beside its gap."""
    found = nouns(asking.prompt)
    drawn = unit(asking.seed, persona.slug, asking.round, "noun") < SECOND_NOUN_SHARE
    noun = found[int(drawn and len(found) > 1)] if found else None
    return noun, gap_word(asking.prompt)


def _is_told(mark: str, told: Sequence[str]) -> bool:
    return any(mark in text for text in told)
