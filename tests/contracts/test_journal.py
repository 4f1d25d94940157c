"""What any Journal promises: numbers without holes, one owner, and honesty about its failures."""

import asyncio
from functools import reduce

import pytest

from game.commands import JoinGame, SendChat, SubmitResponse
from game.evolve import evolve
from game.state import GameState, Phase
from persistence.ports import OwnershipLost, StorageUnavailable
from tests.contracts.conftest import World
from tests.tables import Table, guests, write


async def test_what_is_appended_is_read_and_folds_to_the_same_game(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 3)
    table = Table(people[0])
    played = [table.open(agents=1)]
    await write(journal, table, played[-1])
    for step in (
        lambda: table.join(*people),
        lambda: table.chat(people[1], "hello \N{PARTY POPPER} 'quoted' \\ \n"),
        table.start,
        lambda: table.play_on([*people, *(a for a in table.after.players if a not in people)]),
    ):
        played.append(step())
        await write(journal, table, played[-1])

    entries = await journal.read(table.game, 0)
    assert entries == [entry for part in played for entry in part]
    state: GameState | None = None
    for entry in entries:
        state = evolve(state, entry.event)
    assert state == table.after
    assert table.after.phase is Phase.COMPLETED


async def test_reading_starts_after_a_number_and_is_limited(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 4)
    table = Table(people[0])
    await write(journal, table, table.open())
    await write(journal, table, table.join(*people))
    assert [entry.seq for entry in await journal.read(table.game, 2, limit=2)] == [3, 4]
    assert await journal.read(table.game, 5) == []


async def test_games_that_are_read_at_the_same_time_are_not_mixed_up(world: World) -> None:
    """Method: each after a number and with a limit of its own, and one that is not there."""
    journal = await world.journal()
    people = await guests(world.accounts, 3)
    tables = [Table(people[0], number) for number in range(3)]
    written = []
    for count, table in enumerate(tables, start=1):
        written.append([*table.open(), *table.join(*people[:count])])
        await write(journal, table, written[-1])
    games = [*(table.game for table in tables), tables[0].game, people[0]]
    asked = zip(games, (0, 1, 0, 1, 0), (9, 9, 2, 9, 9), strict=True)
    found = await asyncio.gather(*(journal.read(*each) for each in asked))  # type: ignore[arg-type]
    assert found == [written[0], written[1][1:], written[2][:2], written[0][1:], []]


async def test_a_game_that_is_not_there_has_no_entries(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    for name in (Table(people[0]).game, "no id", "", "\0", "é" * 36):
        assert await journal.read(name, 0) == []  # type: ignore[arg-type]


async def test_the_second_owner_of_a_number_loses_the_room(world: World) -> None:
    first, second = await world.journal(), await world.journal()
    people = await guests(world.accounts, 2)
    table = Table(people[0])
    await write(first, table, table.open())
    before = table.state
    mine = table.join(people[0])
    await write(first, table, mine)
    table.state = before
    theirs = table.join(people[1])
    with pytest.raises(OwnershipLost):
        await write(second, table, theirs)
    assert await first.read(table.game, 1) == mine


async def test_a_batch_that_overlaps_by_one_leaves_nothing(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 3)
    table = Table(people[0])
    await write(journal, table, table.open())
    before = table.state
    await write(journal, table, table.join(people[0]))
    table.state = before
    with pytest.raises(OwnershipLost):
        await write(journal, table, table.join(people[1], people[2]))
    assert len(await journal.read(table.game, 0)) == 2


async def test_two_owners_at_once_leave_one(world: World) -> None:
    first, second = await world.journal(), await world.journal()
    people = await guests(world.accounts, 2)
    table = Table(people[0])
    await write(first, table, table.open())
    before = table.state
    one, after_one = table.join(people[0]), table.after
    table.state = before
    two, after_two = table.join(people[1]), table.after
    told = await asyncio.gather(
        first.append(table.game, 1, one, after_one),
        second.append(table.game, 1, two, after_two),
        return_exceptions=True,
    )
    assert sorted(type(each) for each in told if each) == [OwnershipLost]
    winner = one if told[0] is None else two
    assert await first.read(table.game, 1) == winner


async def test_a_loser_in_a_full_batch_loses_alone(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    tables = [Table(people[0], n) for n in range(20)]
    for table in tables[:1]:
        await write(journal, table, table.open())
    lost = tables[0]
    lost.state = None
    told = await asyncio.gather(
        *(write(journal, table, table.open()) for table in tables), return_exceptions=True
    )
    assert isinstance(told[0], OwnershipLost)
    assert told[1:] == [None] * 19
    for table in tables:
        assert len(await journal.read(table.game, 0)) == 1


async def test_two_appends_of_one_room_keep_their_order(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 2)
    table = Table(people[0])
    opened, first = table.open(), table.after
    joined, second = table.join(*people), table.after
    await asyncio.gather(
        journal.append(table.game, 0, opened, first),
        journal.append(table.game, 1, joined, second),
    )
    assert await journal.read(table.game, 0) == opened + joined


async def test_a_failure_before_the_write_leaves_nothing_and_can_be_retried(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    table = Table(people[0])
    opened = table.open()
    world.weather("before")
    with pytest.raises(StorageUnavailable):
        await write(journal, table, opened)
    assert await journal.read(table.game, 0) == []
    world.weather("fair")
    await write(journal, table, opened)
    assert await journal.read(table.game, 0) == opened


async def test_an_unknown_outcome_is_there_and_its_retry_is_fenced(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    table = Table(people[0])
    opened = table.open()
    world.weather("after")
    with pytest.raises(StorageUnavailable):
        await write(journal, table, opened)
    world.weather("fair")
    assert await journal.read(table.game, 0) == opened
    with pytest.raises(OwnershipLost):
        await write(journal, table, opened)
    joined = table.join(people[0])
    await write(journal, table, joined)
    assert await journal.read(table.game, 1) == joined


async def test_the_same_founding_command_founds_once(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    first, second = Table(people[0], 1), Table(people[0], 2)
    assert await journal.founded_by("u:c1:x") is None
    await write(journal, first, first.open(cause="u:c1:x"))
    with pytest.raises(OwnershipLost):
        await write(journal, second, second.open(cause="u:c1:x"))
    assert await journal.founded_by("u:c1:x") == first.game
    assert await journal.read(second.game, 0) == []


async def test_only_the_first_entry_counts_as_founding(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    table, other = Table(people[0], 1), Table(people[0], 2)
    await write(journal, table, table.open())
    joined = table.join(people[0])
    await write(journal, table, joined)
    assert await journal.founded_by(joined[0].cause) is None
    await write(journal, other, other.open(cause=joined[0].cause))


async def test_a_code_names_one_live_game_and_is_free_again_after_it(world: World) -> None:
    journal = await world.journal()
    people = await guests(world.accounts, 1)
    first, second, third = (Table(people[0], n) for n in (1, 2, 3))
    await write(journal, first, first.open(code="SAME"))
    with pytest.raises(OwnershipLost):
        await write(journal, second, second.open(code="SAME"))
    await write(journal, first, first.tick())
    await write(journal, third, third.open(code="SAME"))


async def test_the_longest_texts_that_the_rules_take_are_kept(world: World) -> None:
    """One character may be many code points; no column is narrower than the rules."""
    journal = await world.journal()
    ada, bob = await guests(world.accounts, 2)
    table = Table(ada)
    await write(journal, table, table.open())
    family = "\u200d".join("\U0001f468\U0001f469\U0001f467\U0001f466")
    name = JoinGame(game=table.game, name=(family * 9) + "x")
    await write(journal, table, table.post(ada, name))
    await write(journal, table, table.post(bob, name))
    longest = SendChat(game=table.game, text=family * 500)
    await write(journal, table, table.post(ada, longest))
    await write(journal, table, table.start())
    answer = SubmitResponse(game=table.game, round=1, text="👍🏽" * 200 + "x" * 80)
    await write(journal, table, table.post(ada, answer))
    answer = SubmitResponse(game=table.game, round=1, text="\u200d".join("👩" * (280 * 4)))
    await write(journal, table, table.post(bob, answer))
    assert table.after.round is not None
    assert [len(each.text) for each in table.after.round.answers.values()] == [480, 2_239]
    assert [len(seat.name) for seat in table.after.seats.values()] == [64, 58]
    assert table.after == reduce(
        lambda state, entry: evolve(state, entry.event),
        await journal.read(table.game, 0),
        None,
    )
