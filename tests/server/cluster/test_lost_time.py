"""Until when each game was played: by its last holder, the caller, and what is owed."""

from game.ids import GameId
from persistence import fakes
from server.cluster.lost_time import LostTime
from server.cluster.membership import Membership
from server.cluster.owners import Holding
from tests.server.fake_clock import NOW, FakeClock

GAME = GameId("g")
MINE, FORMER = Holding("a#1", None), Holding("a#1", "b#1")


class World:
    """Runs of nodes over one Redis."""

    def __init__(self) -> None:
        self.memory = fakes.Memory(FakeClock().now_ms)
        self.snapshots = fakes.TwinSnapshots(self.memory)

    async def run(self, name: str, suffix: str = "1") -> LostTime:
        membership = Membership(fakes.TwinMembers(self.memory), name, suffix, "1")
        found = LostTime(self.snapshots, membership)
        await found.recall()
        return found


async def test_the_next_run_of_a_name_knows_when_the_last_one_lived() -> None:
    world = World()
    first = await world.run("a")
    assert await first.played_until(GAME, MINE, 0) == 0, "nobody knows"
    await first.note([NOW - 5], NOW)
    second = await world.run("a", "2")
    await second.note([], NOW + 9_000)
    # What the new run notes for itself does not make the old one's games played.
    assert await second.played_until(GAME, Holding("a#2", None), 0) == NOW - 5
    assert await second.played_until(GAME, Holding("a#2", "a#1"), 0) == NOW - 5


async def test_the_pulse_of_the_last_holder_counts_more_than_a_later_word() -> None:
    world = World()
    mine, other = await world.run("a"), await world.run("b")
    await other.note([], NOW)
    assert await mine.played_until(GAME, FORMER, 0) == NOW
    # This node stood still meanwhile, and takes its own word for now.
    assert await mine.played_until(GAME, FORMER, NOW + 5_000) == NOW
    assert await mine.played_until(GAME, MINE, NOW + 5_000) == NOW + 5_000
    assert await mine.played_until(GAME, Holding("a#1", "gone#1"), NOW) == 0


async def test_what_is_owed_is_noted_until_somebody_plays_again() -> None:
    world = World()
    mine = await world.run("a")
    mine.owe(GAME, NOW)
    mine.owe(GAME, NOW + 50)
    await mine.note([NOW + 4_000], NOW + 5_000)
    assert world.memory.pulses == {"a#1": NOW, "a": NOW}
    assert await mine.played_until(GAME, MINE, NOW + 5_000) == NOW
    mine.settle(GAME)
    await mine.note([], NOW + 5_000)
    assert world.memory.pulses["a"] == NOW + 5_000
    mine.settle(GAME)


async def test_each_dead_run_is_asked_about_once_for_all_of_its_games() -> None:
    """Method: what was found out for all is what would be found out for each."""
    world = World()
    mine, other = await world.run("a"), await world.run("b")
    await other.note([], NOW)
    games = [GameId(f"g{number}") for number in range(4)]
    gone = Holding("a#1", "gone#1")
    dated = await mine.dated(dict(zip(games, (FORMER, FORMER, gone, MINE), strict=True)))
    assert [each.former_ms for each in dated.values()] == [NOW, NOW, 0, None]
    world.memory.pulses.clear()
    said_ms = NOW + 5_000
    found = [await mine.played_until(game, dated[game], said_ms) for game in games]
    assert found == [NOW, NOW, 0, said_ms]
