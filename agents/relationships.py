"""What one feels about another, by a table of rules; every change carries its cause.

Each side is a tie of its own: A may like B more than B likes A. What agents feel about people is
kept the same way; what people feel is their own. All arithmetic is of integers.
"""

from typing import Final, Literal

from msgspec import Struct
from msgspec.structs import replace

from agents.routine import BondType

Cause = Literal[
    "vote_funny", "vote_creative", "vote_best", "laughed", "beaten", "played", "kicked", "muted",
    "met", "chat", "praised", "quarrel", "made_up", "gift", "insult", "pried", "promise_kept",
    "promise_broken", "gossip", "apart",
]  # fmt: skip
AFFECTION_MAX, TRUST_MAX = 100, 100
# A friend is one from here up, and stays one until affection falls below the second.
FRIEND_FROM, FRIEND_UNTIL, FRIEND_TIMES = 40, 20, 5
RIVAL_FROM, RIVAL_UNTIL = -30, -10
# After so many days apart feelings begin to fade, a point a day.
APART_DAYS: Final = 3
TRUST_REST: Final = 50


class Tie(Struct, frozen=True):
    """What one feels about another; `frequency` counts what passed between them.

    `last_ms` is when that was last, in the teller's milliseconds.
    """

    type: BondType = "acquaintance"
    affection: int = 0
    trust: int = 50
    frequency: int = 0
    last_ms: int = 0


class Change(Struct, frozen=True, kw_only=True):
    """One change of what `of` feels about `toward`: by how much, and why.

    `by` is which of the two did it, `source` who told it, for gossip; `note` says more to people.
    """

    of: str
    toward: str
    cause: Cause
    affection: int
    trust: int
    at_ms: int
    by: str = ""
    source: str = ""
    note: str = ""


class Stir(Struct, frozen=True, kw_only=True):
    """A change that is to come about once, whoever brings it again: `id` says which it is.

    `is_person`: what it is toward is a person, by user id, and no other agent.
    """

    id: str
    change: Change
    is_person: bool = True


class Rule(Struct, frozen=True):
    """What a cause does to the one it happens to, and to the one who did it."""

    affection: int = 0
    trust: int = 0
    back_affection: int = 0
    back_trust: int = 0


# "X voted for my joke" moves me toward X; `back` is how X then feels about me.
RULES: Final[dict[Cause, Rule]] = {
    "vote_funny": Rule(4, 1, 1, 0),
    "vote_creative": Rule(3, 1, 1, 0),
    "vote_best": Rule(5, 2, 2, 0),
    "laughed": Rule(3, 1, 1, 0),
    "beaten": Rule(-2, 0, 1, 0),
    "played": Rule(1, 1, 1, 1),
    "kicked": Rule(-20, -15, -4, 0),
    "muted": Rule(-10, -8, -2, 0),
    "met": Rule(1, 0, 1, 0),
    "chat": Rule(3, 2, 3, 2),
    "praised": Rule(5, 2, 2, 0),
    "quarrel": Rule(-12, -6, -12, -6),
    "made_up": Rule(14, 5, 14, 5),
    "gift": Rule(8, 3, 2, 0),
    "insult": Rule(-10, -4, -3, 0),
    # Somebody tried to talk me out of being myself.
    "pried": Rule(-2, -4, 0, 0),
    "promise_kept": Rule(4, 10, 1, 2),
    "promise_broken": Rule(-8, -18, -1, 0),
    "gossip": Rule(),
    "apart": Rule(),
}
GOSSIP_SHARE: Final = 12


def toward_bound(value: int, change: int, low: int, high: int) -> int:
    """The value after a change that weighs less the nearer the bound is, but at least one."""
    if change == 0:
        return value
    room = high - value if change > 0 else value - low
    half = (high - low) // 2
    moved = min(room, max(1, (abs(change) * min(room, half) + half // 2) // half))
    return value + moved if change > 0 else value - moved


def moved(tie: Tie, change: Change, *, is_contact: bool = True) -> tuple[Tie, Change]:
    """The tie after a change, and the change as it really came out within the bounds."""
    affection = toward_bound(tie.affection, change.affection, -AFFECTION_MAX, AFFECTION_MAX)
    trust = toward_bound(tie.trust, change.trust, 0, TRUST_MAX)
    frequency = tie.frequency + is_contact
    after = Tie(
        kind_of(tie.type, affection, frequency),
        affection,
        trust,
        frequency,
        change.at_ms if is_contact else tie.last_ms,
    )
    real = replace(change, affection=affection - tie.affection, trust=trust - tie.trust)
    return after, real


def kind_of(type: BondType, affection: int, frequency: int) -> BondType:
    """How people would call it now: only acquaintances, friends and rivals turn into each other."""
    match type:
        case "acquaintance" if affection >= FRIEND_FROM and frequency >= FRIEND_TIMES:
            return "friend"
        case "acquaintance" | "friend" if affection <= RIVAL_FROM:
            return "rival"
        case "friend" if affection < FRIEND_UNTIL:
            return "acquaintance"
        case "rival" if affection > RIVAL_UNTIL:
            return "acquaintance"
        case _:
            return type


def caused(cause: Cause, who: str, by: str, at_ms: int, note: str = "") -> tuple[Change, Change]:
    """What it does to `who` that `by` did this, and what it does to `by`."""
    rule = RULES[cause]
    return (
        Change(
            of=who, toward=by, cause=cause, affection=rule.affection, trust=rule.trust,
            at_ms=at_ms, by=by, note=note,
        ),
        Change(
            of=by, toward=who, cause=cause, affection=rule.back_affection, trust=rule.back_trust,
            at_ms=at_ms, by=by, note=note,
        ),
    )  # fmt: skip


def gossip(hearer: str, teller: str, about: str, told: Tie, heard_from: Tie, at_ms: int) -> Change:
    """What the hearer makes of how the teller (tie `heard_from`) feels about a third (`told`).

    A trusted teller moves more, one without trust nothing.
    """
    share = told.affection * heard_from.trust * GOSSIP_SHARE
    weight = 100 * 100
    affection = share // weight if share >= 0 else -(-share // weight)
    return Change(
        of=hearer,
        toward=about,
        cause="gossip",
        affection=affection,
        trust=(affection > 0) - (affection < 0),
        at_ms=at_ms,
        source=teller,
    )


def stirred(tie: Tie | None, change: Change) -> tuple[Tie, Change]:
    """`moved`, also for those who had nothing to do with each other; hearsay is no contact."""
    before = tie or Tie(last_ms=change.at_ms)
    return moved(before, change, is_contact=change.cause not in ("gossip", "apart"))


def wearied(change: Change, times: int) -> Change:
    """The change when the same cause has come about so many times today: half as much each time."""
    return replace(
        change,
        affection=_halved(change.affection, times),
        trust=_halved(change.trust, times),
    )


def _halved(value: int, times: int) -> int:
    size = abs(value) >> min(times, 16)
    return size if value >= 0 else -size


def apart(tie: Tie, who: str, toward: str, at_ms: int, day_ms: int) -> tuple[Tie, Change] | None:
    """A day more without each other: feelings fade by a point, trust goes back to the middle.

    None while it is not long enough, or nothing is left to fade. Family and lovers wait longer.
    """
    patience = APART_DAYS * (4 if tie.type in ("family", "romantic") else 1)
    if at_ms - tie.last_ms < patience * day_ms:
        return None
    affection = (tie.affection < 0) - (tie.affection > 0)
    trust = (tie.trust < TRUST_REST) - (tie.trust > TRUST_REST)
    if affection == 0 and trust == 0:
        return None
    change = Change(
        of=who, toward=toward, cause="apart", affection=affection, trust=trust, at_ms=at_ms
    )
    return moved(tie, change, is_contact=False)
