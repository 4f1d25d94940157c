"""What any Nerves promise: each once, newest first, as they were sent, and cut off when old."""

from agents.neurons.brain import Grown
from agents.neurons.learning import Learnt
from agents.neurons.signals import Sent, signal
from game.ids import GameId, mint
from persistence.postgres.partitions import ensure_partitions
from tests.agents.evening import personas
from tests.contracts.conftest import RealWorld, World
from tests.tables import NOW

GAME = GameId(mint(NOW, "game"))
DAY_MS = 86_400_000


def sent(number: int, agent: str = "goat", at: int | None = None) -> Sent:
    at = NOW + number if at is None else at
    said = signal(at, "L4", "L3" if number % 2 else "L5", f"joke {number}", number / 100)
    return Sent(mint(at, "signal", agent, number), agent, GAME if number % 3 else None, said)


async def test_they_come_back_as_they_were_sent_newest_first(world: World) -> None:
    batch = [sent(number) for number in range(1, 8)]
    await world.nerves.add([*batch, sent(9, "fox")])
    await world.nerves.add([])
    assert await world.nerves.last("goat", 100) == batch[::-1]
    assert await world.nerves.last("goat", 2) == batch[:-3:-1]
    assert [each.agent for each in await world.nerves.last("fox", 9)] == ["fox"]
    assert await world.nerves.last("nobody", 9) == []


async def test_what_is_written_again_is_there_once(world: World) -> None:
    batch = [sent(number) for number in range(1, 4)]
    await world.nerves.add(batch)
    await world.nerves.add([*batch, sent(4)])
    assert len(await world.nerves.last("goat", 100)) == 4


async def test_the_old_end_is_cut_off(world: World) -> None:
    """Whole months go; what lies in no month of its own goes at once."""
    if isinstance(world, RealWorld):
        await ensure_partitions(world.pool, NOW - 90 * DAY_MS)
        await ensure_partitions(world.pool, NOW)
    old, older = sent(1, at=NOW - 80 * DAY_MS), sent(2, at=NOW - 400 * DAY_MS)
    await world.nerves.add([old, older, sent(3)])
    assert await world.nerves.cut(NOW - 45 * DAY_MS) >= 1
    assert await world.nerves.last("goat", 9) == [sent(3)]
    assert await world.nerves.cut(NOW - 45 * DAY_MS) == 0
    # What came in the meantime is not lost: it falls into the default partition.
    await world.nerves.add([sent(5)])
    assert len(await world.nerves.last("goat", 9)) == 2


async def test_what_was_learnt_last_is_kept_of_each_who_is_there(world: World) -> None:
    await world.agents.load(personas())
    goat = Grown(games=3, wins=1, style={"pun": 0.25}, devices={"list": -0.5}, thought={"L6": NOW})
    await world.nerves.keep([])
    await world.nerves.keep([Learnt("goat", goat, NOW), Learnt("nobody", goat, NOW)])
    await world.nerves.keep(
        [Learnt("ghost", Grown(games=1), NOW), Learnt("goat", Grown(), NOW - 1)]
    )
    assert await world.nerves.learnt() == [
        Learnt("ghost", Grown(games=1), NOW),
        Learnt("goat", goat, NOW),
    ]
    later = Learnt("goat", Grown(games=4, ambition=0.125, rate=0.5, stories=1), NOW + 1)
    await world.nerves.keep([later])
    assert (await world.nerves.learnt())[1] == later
