"""What any Members promises: who beats lives, who does not lapses, and nobody is dead by mistake.

The members of `hot.members` don't lapse in a test's time, those of `hot.hasty` soon do.
"""

import asyncio

from persistence.ports import Beat, Member
from tests.contracts.conftest import Hot

ONE = Member("one#1", "one", "1.0", rooms=3, connections=7)
TWO = Member("two#1", "two", "1.0")
CLOSED = Member("one#1", "one", "1.0", is_open=False)


async def beat(hot: Hot, member: Member) -> Beat:
    told = await hot.members.beat(member)
    assert told is not None
    return told


async def until_lapsed(hot: Hot, beating: Member, silent: Member) -> None:
    """One beats on, until the other is said to have lapsed."""
    async with asyncio.timeout(20):
        while True:
            told = await hot.hasty.beat(beating)
            assert told is not None
            if silent.node in told.lapsed:
                return


async def test_only_the_first_beat_is_new(hot: Hot) -> None:
    first, again = await beat(hot, ONE), await beat(hot, ONE)
    assert (first.is_new, first.is_buried, first.lapsed) == (True, False, ())
    assert (again.is_new, again.is_buried, again.lapsed) == (False, False, ())


async def test_all_that_was_said_is_kept_and_sorted_by_name(hot: Hot) -> None:
    await beat(hot, TWO)
    await beat(hot, ONE)
    assert await hot.members.living() == (ONE, TWO)
    await beat(hot, CLOSED)
    assert await hot.members.living() == (CLOSED, TWO)


async def test_nobody_lives_where_nobody_beats(hot: Hot) -> None:
    assert await hot.members.living() == ()


async def test_comings_goings_openings_and_closings_are_counted(hot: Hot) -> None:
    counts = [(await beat(hot, each)).change for each in (ONE, TWO, CLOSED, ONE)]
    await hot.members.leave(TWO.node)
    counts.append((await beat(hot, ONE)).change)
    assert counts == sorted(set(counts)), "each has changed something"


async def test_nothing_else_is_counted(hot: Hot) -> None:
    count = (await beat(hot, ONE)).change
    busy = Member(ONE.node, ONE.name, ONE.version, rooms=9, connections=1)
    assert (await beat(hot, busy)).change == count
    await hot.members.leave("nobody")
    await hot.members.bury("nobody else")
    assert (await beat(hot, ONE)).change == count


async def test_who_leaves_is_gone_and_may_come_back(hot: Hot) -> None:
    await beat(hot, ONE)
    await hot.members.leave(ONE.node)
    assert await hot.members.living() == ()
    told = await beat(hot, ONE)
    assert told.is_new
    assert not told.is_buried


async def test_who_is_silent_lapses_and_can_be_buried(hot: Hot) -> None:
    await beat(hot, TWO)
    count = (await beat(hot, ONE)).change
    await until_lapsed(hot, ONE, TWO)
    assert await hot.hasty.bury(TWO.node)
    told = await beat(hot, ONE)
    assert told.lapsed == ()
    assert told.change > count
    assert await hot.members.living() == (ONE,)


async def test_the_buried_are_told_until_they_rejoin(hot: Hot) -> None:
    await beat(hot, TWO)
    await beat(hot, ONE)
    await until_lapsed(hot, ONE, TWO)
    await hot.hasty.bury(TWO.node)
    assert (await beat(hot, TWO)).is_buried
    assert (await beat(hot, TWO)).is_buried
    assert await hot.members.living() == (ONE,)
    back = await hot.members.beat(TWO, rejoin=True)
    assert back is not None
    assert back.is_new
    assert not back.is_buried
    assert not (await beat(hot, TWO)).is_buried
    assert await hot.members.living() == (ONE, TWO)


async def test_who_lives_is_not_buried(hot: Hot) -> None:
    await beat(hot, ONE)
    assert not await hot.members.bury(ONE.node)
    assert not (await beat(hot, ONE)).is_buried


async def test_one_that_was_never_heard_can_be_buried(hot: Hot) -> None:
    assert await hot.members.bury("ghost#1")
    assert (await beat(hot, Member("ghost#1", "ghost", "1.0"))).is_buried


async def test_when_nobody_was_heard_nobody_lapses_at_once(hot: Hot) -> None:
    """Method: all are silent for more than a term, as when Redis was away; then one is back."""
    await beat(hot, ONE)
    await beat(hot, TWO)
    async with asyncio.timeout(20):
        while await hot.hasty.living() != ():
            pass
    told = await hot.hasty.beat(ONE)
    assert told is not None
    assert told.lapsed == ()
    await until_lapsed(hot, ONE, TWO)


async def test_a_new_run_sees_at_once_that_all_before_it_have_lapsed(hot: Hot) -> None:
    await beat(hot, ONE)
    async with asyncio.timeout(20):
        while await hot.hasty.living() != ():
            pass
    told = await hot.hasty.beat(TWO)
    assert told is not None
    assert told.is_new
    assert told.lapsed == (ONE.node,)
    assert await hot.hasty.bury(ONE.node)


async def test_after_a_flush_everyone_is_new_and_nobody_buried(hot: Hot) -> None:
    count = (await beat(hot, ONE)).change
    await hot.members.bury(TWO.node)
    await hot.flush()
    for member in (ONE, TWO):
        told = await beat(hot, member)
        assert told.is_new
        assert not told.is_buried
    assert await hot.members.living() == (ONE, TWO)
    assert count > 0


async def test_without_redis_nobody_knows_and_nobody_is_buried(hot: Hot) -> None:
    await beat(hot, ONE)
    await hot.lose()
    assert await hot.members.beat(ONE) is None
    assert await hot.members.living() is None
    assert not await hot.members.bury(ONE.node)
    await hot.members.leave(ONE.node)
