"""What any Ballots and Signals promise: whose votes are read, whose words, and what is kept."""

from typing import Literal

import pytest
from msgspec.structs import replace

from game.ballots import Ballot, ballots
from game.ids import Actor
from game.mutual import Signal
from game.outcomes import outcome
from game.rules import Settings
from persistence.ports.ballots import AGAIN
from tests.contracts.conftest import RealWorld, World
from tests.tables import NOW, PROMPTS, Table, guests, write

QUIET = Settings(judge="off", reveal_seconds=0)
NOBODY = Actor("00000000-0000-7000-8000-000000000000")
Visibility = Literal["public", "private"]


async def played(
    world: World,
    people: list[Actor],
    number: int = 1,
    visibility: Visibility = "public",
    agents: int = 0,
) -> Table:
    """A whole game of these people, played and counted."""
    await world.honours.start()
    table, journal = Table(people[0], number, NOW + 100_000 * number), await world.journal()
    await write(journal, table, table.open(visibility=visibility, settings=QUIET, agents=agents))
    await write(journal, table, table.join(*people))
    await write(journal, table, table.start())
    everybody = [seat.user for seat in table.after.seats.values()]
    await write(journal, table, table.play_on(everybody))
    done = outcome(table.game, await journal.read(table.game, 0, 1_000))
    assert done is not None
    await world.honours.count(done)
    return table


def in_order(found: list[Ballot]) -> list[Ballot]:
    """The same, whatever order answers and votes came in."""
    return [
        replace(
            each,
            lines=tuple(sorted(each.lines, key=lambda line: line.response)),
            votes=tuple(sorted(each.votes, key=lambda vote: (vote.voter, vote.vote_type))),
        )
        for each in found
    ]


def silent(found: list[Ballot]) -> list[Ballot]:
    return [
        replace(each, lines=tuple(replace(line, text=None, name="") for line in each.lines))
        for each in found
    ]


async def whole(world: World, table: Table) -> list[Ballot]:
    """What the journal says."""
    journal = await world.journal()
    return in_order(ballots(table.game, await journal.read(table.game, 0, 1_000)))


async def test_the_rounds_of_a_prompt_come_from_all_public_games_in_order(world: World) -> None:
    people = list(await guests(world.accounts, 3))
    first = await played(world, people, agents=1)
    second = await played(world, people[:2], 2)
    secret = await played(world, people, 3, "private")
    asked = PROMPTS[0].text
    found = in_order(await world.ballots.of_prompt(asked))
    expected = [
        next(each for each in await whole(world, table) if each.round == _round(table, asked))
        for table in (first, second)
        if _round(table, asked)
    ]
    assert found == expected
    assert found, "the prompt was asked"
    assert secret.game not in {each.game for each in found}
    assert in_order(await world.ballots.of_prompt(asked, 1)) == expected[-1:]
    assert await world.ballots.of_prompt(asked, 0) == []
    for other in ("never asked", "a\0b", NOBODY):
        assert await world.ballots.of_prompt(other) == []


def _round(table: Table, prompt: str) -> int:
    """In which round a game asked it, 0 for never."""
    asked = [each.text for each in table.after.deck]
    return asked.index(prompt) + 1 if prompt in asked[:5] else 0


async def test_the_words_of_the_erased_are_gone_and_their_votes_stay(world: World) -> None:
    people = list(await guests(world.accounts, 3))
    table = await played(world, people)
    asked = table.after.deck[0].text
    (before,) = await world.ballots.of_prompt(asked)
    await world.records.erase(people[1], NOW + 1)
    (after,) = await world.ballots.of_prompt(asked)
    gone = {line.author: line.text is None for line in after.lines}
    assert gone == {people[0]: False, people[1]: True, people[2]: False}
    (one,), (other,) = in_order([before]), in_order([after])
    assert one.votes == other.votes


async def test_a_game_under_way_or_cancelled_shows_nothing(world: World) -> None:
    people = list(await guests(world.accounts, 2))
    table, journal = Table(people[0]), await world.journal()
    await write(journal, table, table.open(settings=QUIET))
    await write(journal, table, table.join(*people))
    await write(journal, table, table.start())
    await write(journal, table, table.answer(*people))
    await write(journal, table, table.vote(*people))
    assert table.round > 1
    assert await world.ballots.of_prompt(table.after.deck[0].text) == []
    assert await world.ballots.of_people(people) == []


async def test_the_games_that_people_had_together_come_without_words(world: World) -> None:
    ada, bob, cyd, dan = await guests(world.accounts, 4)
    first = await played(world, [ada, bob, cyd])
    await played(world, [cyd, dan], 2)
    third = await played(world, [ada, dan, bob], 3, "private", agents=1)
    both = silent([*await whole(world, first), *await whole(world, third)])
    assert in_order(await world.ballots.of_people([bob, ada])) == both
    assert in_order(await world.ballots.of_people([bob, ada, NOBODY], 1)) == both[5:]
    assert await world.ballots.of_people([bob, ada], 0) == []
    assert await world.ballots.of_people([ada]) == await world.ballots.of_people([]) == []
    assert await world.ballots.of_people([ada, Actor("nonsense")]) == []
    assert both[0].arrivals.keys() == {ada, bob, cyd}


def signal(*people: Actor, won: float = 1e5, kind: str = "mutual") -> Signal:
    return Signal(kind=kind, people=people, won=won, rounds=20, games=4)


async def test_a_signal_is_on_the_list_once_and_grows(world: World) -> None:
    ada, bob, cyd = sorted(await guests(world.accounts, 3))
    assert await world.signals.keep(signal(bob, ada), NOW)
    (first,) = await world.signals.page("open", 10)
    assert (first.people, first.kind, first.status) == ((ada, bob), "mutual", "open")
    assert first.evidence == pytest.approx(5)
    assert (first.created_at, first.updated_at, first.resolved_by) == (NOW, NOW, None)
    assert await world.signals.keep(signal(ada, bob, won=1e6), NOW + 5)
    assert await world.signals.keep(signal(ada, bob, cyd, kind="flock"), NOW + 9)
    flock, pair = await world.signals.page(None, 10)
    assert (flock.people, flock.kind) == ((ada, bob, cyd), "flock")
    assert (pair.id, pair.created_at, pair.updated_at) == (first.id, NOW, NOW + 5)
    assert pair.evidence == pytest.approx(6)
    assert await world.signals.page(None, 1) == [flock]
    assert await world.signals.page("resolved", 10) == await world.signals.page(None, -1) == []


async def test_a_closed_signal_opens_again_only_with_much_more_evidence(world: World) -> None:
    ada, bob, boss = await guests(world.accounts, 3)
    assert await world.signals.keep(signal(ada, bob), NOW)
    (raised,) = await world.signals.page("open", 10)
    assert await world.signals.resolve(raised.id, "dismissed", boss, NOW + 1)
    assert not await world.signals.resolve(raised.id, "resolved", boss, NOW + 2)
    for nonsense in (NOBODY, "x", "a\0b"):
        assert not await world.signals.resolve(nonsense, "resolved", boss, NOW)
    assert not await world.signals.keep(signal(ada, bob, won=10 ** (4.9 + AGAIN)), NOW + 3)
    (closed,) = await world.signals.page(None, 10)
    assert (closed.status, closed.resolved_by, closed.updated_at) == ("dismissed", boss, NOW)
    assert await world.signals.keep(signal(ada, bob, won=10 ** (5.1 + AGAIN)), NOW + 4)
    (again,) = await world.signals.page("open", 10)
    assert (again.id, again.resolved_by) == (raised.id, None)


async def test_nothing_is_kept_of_the_erased(world: World) -> None:
    ada, bob, cyd, dan = await guests(world.accounts, 4)
    await world.signals.keep(signal(ada, bob), NOW)
    await world.signals.keep(signal(ada, bob, cyd, kind="flock"), NOW)
    await world.signals.keep(signal(ada, dan), NOW)
    await world.records.erase(bob, NOW + 1)
    (left,) = await world.signals.page(None, 10)
    assert set(left.people) == {ada, dan}
    # What was found before they were erased comes too late.
    assert not await world.signals.keep(signal(ada, bob), NOW + 2)
    assert len(await world.signals.page(None, 10)) == 1


async def test_what_is_kept_of_me_is_handed_out(world: World) -> None:
    if not isinstance(world, RealWorld):
        return
    ada, bob = await guests(world.accounts, 2)
    await world.signals.keep(signal(ada, bob), NOW)
    exported = await world.records.export(bob, "vote_signals", 0)
    assert exported is not None
    (row,) = exported.tables["vote_signals"]
    assert row["kind"] == "mutual"
    assert "resolved_by" not in row
