"""What any Calibrations promises: lessons become versions, and any can be taken up again."""

import asyncio

import pytest

from agents.calibration import EVERY_MS, NEW_VOTES_MIN, Ballot, Calibration, Learned, Vote, pulled
from persistence.ports.calibrations import VERSIONS_KEPT
from tests.contracts.conftest import World
from tests.tables import NOW


def lesson(votes: int, family: str = "office", chosen: int = 0) -> Learned:
    """So many people prefer one of two."""
    among = ({"brevity": 1.0, "rarity": 0.5}, {"brevity": -0.25})
    return {family: {"humor": pulled(Ballot(among, (Vote(chosen),) * votes))}}


async def test_it_begins_with_the_judge_as_it_shipped(world: World) -> None:
    assert await world.calibrations.newer(0) is None
    assert await world.calibrations.versions() == []
    assert await world.calibrations.advance(NOW) is None
    assert await world.calibrations.revert(0, NOW) is None, "nothing to take back"


async def test_enough_votes_make_a_version_and_are_used_up(world: World) -> None:
    kept = world.calibrations
    await kept.learn({})
    await kept.learn(lesson(NEW_VOTES_MIN - 1))
    assert await kept.advance(NOW) is None
    await kept.learn(lesson(1, "love"))
    made = await kept.advance(NOW)
    assert made is not None
    assert (made.version, made.votes) == (1, NEW_VOTES_MIN)
    assert made.of("office")["humor"]["brevity"] > 0
    assert await kept.newer(0) == made
    assert await kept.advance(NOW + EVERY_MS) is None


async def test_versions_are_made_only_now_and_then(world: World) -> None:
    kept = world.calibrations
    await kept.learn(lesson(500))
    first = await kept.advance(NOW)
    await kept.learn(lesson(500))
    assert await kept.advance(NOW + EVERY_MS - 1) is None
    second = await kept.advance(NOW + EVERY_MS)
    assert first is not None
    assert second is not None
    assert second.votes == 2 * first.votes
    lines = await kept.versions()
    assert [(line.version, line.votes, line.reverted_to, line.created_at) for line in lines] == [
        (2, 1_000, None, NOW + EVERY_MS),
        (1, 500, None, NOW),
    ]


@pytest.mark.parametrize("to", [0, 1])
async def test_an_earlier_version_is_taken_up_again_as_a_new_one(world: World, to: int) -> None:
    kept = world.calibrations
    before = Calibration()
    for number in (1, 2):
        await kept.learn(lesson(300, chosen=number - 1))
        made = await kept.advance(NOW + number * EVERY_MS)
        assert made is not None
        if number <= to:
            before = made
    await kept.learn(lesson(300, chosen=1))
    back = await kept.revert(to, NOW + 3 * EVERY_MS)
    assert back is not None
    assert (back.version, back.learned, back.leans) == (3, before.learned, before.leans)
    assert await kept.newer(0) == back
    assert (await kept.versions())[0].reverted_to == to
    assert await kept.advance(NOW + 9 * EVERY_MS) is None, "what came since is dropped as well"


async def test_there_is_no_such_version(world: World) -> None:
    kept = world.calibrations
    await kept.learn(lesson(300))
    made = await kept.advance(NOW)
    for version in (-1, 2, 2**40):
        assert await kept.revert(version, NOW) is None
    assert await kept.newer(0) == made


async def test_two_nodes_make_one_version(world: World) -> None:
    kept = world.calibrations
    await kept.learn(lesson(300))
    made = await asyncio.gather(*(kept.advance(NOW) for _ in range(4)))
    assert sum(each is not None for each in made) == 1


async def test_old_versions_are_forgotten(world: World) -> None:
    kept = world.calibrations
    await kept.learn(lesson(300))
    await kept.advance(NOW)
    for number in range(VERSIONS_KEPT):
        assert await kept.revert(1 + number, NOW) is not None
    assert await kept.revert(1, NOW) is None
    assert len(await kept.versions()) == VERSIONS_KEPT
