"""What any Snapshots promises: the newest copy, or none."""

from game.ids import Actor, GameId
from persistence.ports import Kept
from tests.contracts.conftest import Hot
from tests.tables import NOW, Table

HOST = Actor("019ab697-e800-7483-b7e2-b2e616a01e03")


def played(number: int) -> Table:
    """A game in its second round, with a machine player and all that a state can hold."""
    table = Table(HOST, number)
    table.open(agents=2)
    table.join(HOST)
    table.start()
    table.chat(HOST, "hello \N{PARTY POPPER}")
    everyone = list(table.after.players)
    table.answer(*everyone)
    table.vote(*everyone)
    table.tick()
    table.answer(*everyone)
    table.vote(everyone[0])
    return table


async def test_a_saved_room_is_loaded_as_it_was(hot: Hot) -> None:
    first, second = played(1), played(2)
    await hot.snapshots.save(Kept(first.after, NOW), Kept(second.after, NOW))
    await hot.snapshots.save()
    absent = GameId("absent")
    assert await hot.snapshots.load([first.game, absent, second.game]) == {
        first.game: Kept(first.after, NOW),
        second.game: Kept(second.after, NOW),
    }
    assert await hot.snapshots.load([]) == {}


async def test_a_later_copy_replaces_the_earlier_and_can_be_forgotten(hot: Hot) -> None:
    table = played(1)
    await hot.snapshots.save(Kept(table.after, NOW))
    table.chat(HOST, "more")
    await hot.snapshots.save(Kept(table.after, NOW + 5))
    assert await hot.snapshots.load([table.game]) == {table.game: Kept(table.after, NOW + 5)}
    await hot.snapshots.forget(table.game)
    await hot.snapshots.forget(table.game)
    assert await hot.snapshots.load([table.game]) == {}


async def test_the_last_pulse_of_each_node_is_kept(hot: Hot) -> None:
    assert await hot.snapshots.last_pulse("a") is None
    await hot.snapshots.pulse("a", NOW)
    await hot.snapshots.pulse("b", NOW + 1)
    await hot.snapshots.pulse("a", NOW + 2)
    assert await hot.snapshots.last_pulse("a") == NOW + 2
    assert await hot.snapshots.last_pulse("b") == NOW + 1


async def test_without_redis_nothing_is_there_and_nothing_is_raised(hot: Hot) -> None:
    table = played(1)
    await hot.snapshots.save(Kept(table.after, NOW))
    await hot.snapshots.pulse("a", NOW)
    await hot.lose()
    await hot.snapshots.save(Kept(table.after, NOW))
    await hot.snapshots.pulse("a", NOW)
    await hot.snapshots.forget(table.game)
    assert await hot.snapshots.load([table.game]) == {}
    assert await hot.snapshots.last_pulse("a") is None
