"""What goes wrong in a run, where, when and for how long: all of it drawn from a seed. Pure.

All kinds are dealt out like cards over BLOCK seeds in a row (1 to 5, 6 to 10, ...), so that each
of those holds a mix, and all of them together hold everything.
"""

import random
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

BLOCK: Final = 5
SPAN_S: Final = 9.0
FIRST_S: Final = 0.5
MODES: Final = ("cut", "delay", "hole", "half", "stall", "slow")
CLUSTER: Final = "redis.failover"
STEPS_MS: Final = {"clock.forward": 30_000, "clock.back": -30_000, "clock.back_little": -5_000}
# A cluster's own addresses lead past all proxies, so these need the one Redis.
ONE_REDIS: Final = (*(f"redis.{mode}" for mode in MODES), "redis.reset", "redis.kill")
ANYWHERE: Final = (
    *("node.kill", "node.freeze", "node.drain"),
    *(f"client.{mode}" for mode in MODES),
    *("client.reset", "client.storm"),
    *(f"postgres.{mode}" for mode in MODES),
    *("postgres.reset", "postgres.restart", "postgres.kill", "postgres.full"),
    "redis.flush",
    *STEPS_MS,
)
KINDS: Final = (*ANYWHERE, *ONE_REDIS, CLUSTER)
# For how long, in seconds; what is not here is over at once or takes USUAL_S.
USUAL_S: Final = (0.5, 3.0)
DURATIONS_S: Final = {
    "node.freeze": (2.5, 5.0),
    "node.kill": (0.2, 2.5),
    "node.drain": (0.2, 1.5),
    "postgres.restart": (0.1, 1.5),
    "postgres.kill": (0.1, 1.5),
    "redis.kill": (0.1, 2.0),
    CLUSTER: (2.0, 4.0),
    **dict.fromkeys(STEPS_MS, (1.5, 5.0)),
    **dict.fromkeys(("client.reset", "client.storm", "postgres.reset"), (0.0, 0.0)),
    **dict.fromkeys(("redis.reset", "redis.flush"), (0.0, 0.0)),
}


class Injection(Struct, frozen=True):
    """One fault; seconds count from the bots' start. `node` counts from 0, whoever it means."""

    at_s: float
    kind: str
    node: int
    for_s: float

    def __str__(self) -> str:
        ends = f" for {self.for_s:.2f} s" if self.for_s else ""
        return f"{self.at_s:5.2f} s  {self.kind} {'abcdefgh'[self.node]}{ends}"


class Plan(Struct, frozen=True):
    """One run."""

    seed: int
    nodes: int
    is_clustered: bool
    injections: tuple[Injection, ...]

    def __str__(self) -> str:
        redis = "a Redis cluster" if self.is_clustered else "one Redis"
        lines = (f"    {each}" for each in self.injections)
        return "\n".join([f"seed {self.seed}: {self.nodes} nodes, {redis}", *lines])


def drawn(seed: int) -> Plan:
    """The plan of a seed, the same for ever, or until this file changes."""
    dice = random.Random(f"plan {seed}")
    kinds = dealt((seed - 1) // BLOCK)[(seed - 1) % BLOCK]
    nodes = dice.choice((2, 2, 3))
    found = [_injection(dice, kind, nodes) for kind in kinds]
    return Plan(seed, nodes, CLUSTER in kinds, tuple(sorted(found, key=lambda each: each.at_s)))


def dealt(block: int) -> Sequence[Sequence[str]]:
    """The kinds of each seed of a block: every kind once."""
    dice = random.Random(f"block {block}")
    anywhere, one_redis = list(ANYWHERE), list(ONE_REDIS)
    dice.shuffle(anywhere)
    size = -(-len(KINDS) // BLOCK)
    clustered = [CLUSTER, *(anywhere.pop() for _ in range(size - 1))]
    rest = anywhere + one_redis
    dice.shuffle(rest)
    hands = [rest[n :: BLOCK - 1] for n in range(BLOCK - 1)]
    hands.insert(dice.randrange(BLOCK), clustered)
    return hands


def _injection(dice: random.Random, kind: str, nodes: int) -> Injection:
    low, high = DURATIONS_S.get(kind, USUAL_S)
    at_s, for_s = dice.uniform(FIRST_S, SPAN_S), dice.uniform(low, high)
    return Injection(round(at_s, 2), kind, dice.randrange(nodes), round(for_s, 2))
