"""What any Honours promises: each game counted once and whole, whoever asks and how often."""

import asyncio
from random import Random

import pytest

from game.achievements import BY_CODE
from game.careers import Career
from game.ids import Actor, GameId
from game.outcomes import Outcome
from game.periods import board
from persistence.ledger import Ledger
from persistence.ports import Earned
from tests.contracts.conftest import World
from tests.honours import Evening
from tests.tables import NOW, guests, write

NOBODY = Actor("00000000-0000-7000-8000-000000000000")


async def played(world: World, people: list[Actor], number: int, **wishes: int) -> Outcome:
    """A whole game, journaled."""
    evening = Evening(people, number, leaves=False, **wishes)
    await write(await world.journal(), evening.table, evening.play())
    return evening.outcome()


async def test_a_counted_game_shows_in_every_table(world: World) -> None:
    await world.honours.start()
    people = await guests(world.accounts, 4)
    outcome = await played(world, people, 1, agents=1)
    counted = await world.honours.count(outcome)
    assert {each.code for each in counted.unlocked} >= {"first_game", "first_win"}
    ledger = Ledger()
    assert ledger.count(outcome, counted.number) == counted
    assert await world.books.tables() == ledger.tables()


async def test_asked_again_the_answer_is_the_same_and_nothing_changes(world: World) -> None:
    await world.honours.start()
    people = await guests(world.accounts, 3)
    first, second = [await played(world, people, number) for number in (1, 2)]
    counted = [await world.honours.count(each) for each in (first, second)]
    before = await world.books.tables()
    again = await asyncio.gather(*(world.honours.count(each) for each in (second, first, second)))
    assert again == [counted[1], counted[0], counted[1]]
    assert await world.books.tables() == before


async def test_the_same_game_asked_for_at_once_is_counted_once(world: World) -> None:
    await world.honours.start()
    outcome = await played(world, await guests(world.accounts, 5), 1)
    counted = await asyncio.gather(*(world.honours.count(outcome) for _ in range(8)))
    assert counted == [counted[0]] * 8
    ledger = Ledger()
    ledger.count(outcome, counted[0].number)
    assert await world.books.tables() == ledger.tables()


async def test_games_of_the_same_people_ending_at_once_add_up(world: World) -> None:
    """Method: what was counted in a crowd equals a count one by one, in the order of numbers."""
    await world.honours.start()
    people, draw = await guests(world.accounts, 6), Random("at once")
    outcomes = [
        await played(world, draw.sample(people, draw.randint(2, 6)), number, agents=number % 3)
        for number in range(1, 25)
    ]
    counted = await asyncio.gather(*(world.honours.count(each) for each in outcomes * 2))
    numbers = {game.game: said.number for game, said in zip(outcomes * 2, counted, strict=True)}
    ledger = Ledger()
    for outcome in sorted(outcomes, key=lambda each: numbers[each.game]):
        told = ledger.count(outcome, numbers[outcome.game])
        assert told in counted
    assert await world.books.tables() == ledger.tables()


async def test_a_game_of_machines_alone_has_statistics_and_no_careers(world: World) -> None:
    """Method: the people's part is cut out, as nobody but machines can end a game today."""
    await world.honours.start()
    whole = await played(world, await guests(world.accounts, 2), 1)
    empty = Outcome(game=whole.game, ended_ms=whole.ended_ms, sums=whole.sums, people=())
    first, second = await asyncio.gather(*(world.honours.count(empty) for _ in range(2)))
    assert first == second
    assert first.unlocked == ()
    tables = await world.books.tables()
    assert len(tables["game_stats"]) == 1
    assert tables["careers"] == tables["leaderboard"] == {}


async def test_a_profile_is_the_career_with_what_was_earned(world: World) -> None:
    await world.honours.start()
    people = await guests(world.accounts, 3)
    ledger = Ledger()
    for number in (1, 2, 3):
        outcome = await played(world, people, number)
        await world.honours.count(outcome)
        ledger.count(outcome)
    for user in people:
        profile = await world.honours.profile(user)
        assert profile.career == ledger.careers[user]
        assert profile.points == sum(BY_CODE[each.code].points for each in profile.earned)
        assert set(profile.earned) == set(ledger.earned[user].values())
        line = await world.boards.standing(board("all", 0), user)
        assert line is not None
        assert (profile.rank, profile.rating) == (line.rank, line.rating)
        assert line.points == profile.points


async def test_who_is_unknown_has_an_empty_profile(world: World) -> None:
    await world.honours.start()
    for user in (NOBODY, Actor("nonsense")):
        profile = await world.honours.profile(user)
        assert (profile.career, profile.rank, profile.earned) == (Career(), None, ())


async def test_an_account_brings_its_own_achievement_once(world: World) -> None:
    await world.honours.start()
    (ada, bob), at_ms = await guests(world.accounts, 2), NOW + 5
    # One before the first game, one after it.
    assert await world.honours.grant(ada, at_ms) == ("signed_up",)
    outcome = await played(world, [ada, bob], 1)
    await world.honours.count(outcome)
    assert await world.honours.grant(bob, at_ms) == ("signed_up",)
    assert await world.honours.grant(ada, at_ms) == await world.honours.grant(bob, at_ms) == ()
    for user in (ada, bob):
        profile = await world.honours.profile(user)
        assert Earned("signed_up", at_ms, None) in profile.earned
        line = await world.boards.standing(board("all", 0), user)
        assert line is not None
        assert line.points == profile.points
        week = await world.boards.standing(board("week", outcome.ended_ms), user)
        # A week counts what its games brought.
        assert week is not None
        assert week.points == profile.points - BY_CODE["signed_up"].points


async def test_what_was_never_counted_is_listed_by_its_end(world: World) -> None:
    await world.honours.start()
    people = await guests(world.accounts, 2)
    late = Evening(people, 1, leaves=False, at_ms=NOW + 9_000_000)
    soon = Evening(people, 2, leaves=False, at_ms=NOW)
    open_yet = Evening(people, 3, leaves=False, at_ms=NOW)
    journal = await world.journal()
    for evening in (late, soon):
        await write(journal, evening.table, evening.play())
    await write(journal, open_yet.table, open_yet.play(to_the_podium=False))
    # Cancelled before its end, so it doesn't count.
    half = Evening(people, 4)
    await write(journal, half.table, [*half.table.open(), *half.table.tick()])
    ends = [soon.table.game, late.table.game]
    assert await world.honours.uncounted() == ends
    number = (await world.honours.count(soon.outcome())).number
    assert await world.honours.uncounted() == [late.table.game]
    known = {each.game: (each.number, each.is_over) for each in await world.books.games()}
    assert known == {
        soon.table.game: (number, True),
        late.table.game: (None, True),
        open_yet.table.game: (None, False),
    }


@pytest.mark.parametrize("count", [0, 1])
async def test_the_catalogue_may_be_written_at_every_start(world: World, count: int) -> None:
    for _ in range(count + 1):
        await world.honours.start()
    outcome = await played(world, await guests(world.accounts, 2), 1)
    assert (await world.honours.count(outcome)).unlocked


async def test_a_rebuild_replaces_everything(world: World) -> None:
    await world.honours.start()
    people = await guests(world.accounts, 3)
    outcomes = [await played(world, people, number) for number in (1, 2)]
    for outcome in outcomes:
        await world.honours.count(outcome)
    other = Ledger()
    other.count(outcomes[1], 7)

    async def made() -> Ledger:
        return other

    await world.books.replace(made)
    assert await world.books.tables() == other.tables()
    # Numbers go on behind those put in.
    assert (await world.honours.count(outcomes[0])).number == 8
    assert await world.books.erased() == []
    assert GameId(NOBODY) not in [each.game for each in await world.books.games()]
