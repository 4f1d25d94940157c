"""A plan follows from its seed alone, and a handful of seeds in a row hold every kind of fault."""

from collections import Counter

import pytest

from tests.faults.plan import BLOCK, CLUSTER, KINDS, ONE_REDIS, SPAN_S, dealt, drawn


@pytest.mark.parametrize("block", range(5))
def test_a_block_of_seeds_holds_every_kind_once(block: int) -> None:
    hands = dealt(block)
    assert len(hands) == BLOCK
    assert Counter(kind for hand in hands for kind in hand) == Counter(KINDS)
    seeds = range(block * BLOCK + 1, (block + 1) * BLOCK + 1)
    found = Counter(each.kind for seed in seeds for each in drawn(seed).injections)
    assert found == Counter(KINDS)
    sizes = [len(hand) for hand in hands]
    assert max(sizes) - min(sizes) <= 1, "a mix in each"


@pytest.mark.parametrize("seed", range(1, 41))
def test_a_plan_can_be_carried_out_and_repeated(seed: int) -> None:
    plan = drawn(seed)
    assert plan == drawn(seed)
    kinds = [each.kind for each in plan.injections]
    assert plan.is_clustered == (CLUSTER in kinds)
    assert not (plan.is_clustered and set(kinds) & set(ONE_REDIS))
    assert [each.at_s for each in plan.injections] == sorted(each.at_s for each in plan.injections)
    assert all(each.node < plan.nodes for each in plan.injections)
    assert all(0 < each.at_s <= SPAN_S and each.for_s <= 5 for each in plan.injections)
    assert str(seed) in str(plan)


def test_seeds_differ() -> None:
    assert len({drawn(seed).injections for seed in range(1, 201)}) == 200
