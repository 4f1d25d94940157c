"""What becomes of a batch: one question to the server, or as many as its rows need an order."""

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest
from asyncpg.connection import LoggedQuery

from game.commands import RecordVerdicts, Verdict
from game.events import Entry
from game.ids import SYSTEM, Actor
from game.rules import Settings
from persistence.ports import OwnershipLost, StoredPrompt
from persistence.postgres import statements
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.appends import needs_order
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool, Solo
from persistence.postgres.projections import Rows
from persistence.postgres.prompts import PostgresPrompts
from tests.tables import PROMPTS, Table, guests, write

services = pytest.mark.services
# What is to be seen of one round and the beginning of the next; `$1` is the game.
KEPT = """
select phase, current_round, started_at is not null as started,
    (select count(*) from game_events where game_id = $1) as events,
    (select count(*) from conversation_logs where game_id = $1) as lines,
    (select array_agg(score order by seat) from game_players where game_id = $1) as scores,
    (select array_agg(ended_at is null order by round_number) from game_rounds
        where game_id = $1) as open,
    (select count(*) from player_responses answer join game_rounds round on round.id = round_id
        where game_id = $1 and judged_by = 'owl' and total_score > 0) as judged,
    (select count(*) from votes join player_responses answer on answer.id = response_id
        join game_players author on author.id = answer.player_id and author_id = author.id
        where author.game_id = $1) as votes,
    (select sum(times_used) from prompts) as uses, (select sum(times) from prompt_views) as views
from games where id = $1"""


class Evening(Table):
    """A table with three people and a machine, and what happens there one after the other."""

    def __init__(self, people: list[Actor], number: int) -> None:
        super().__init__(people[0], number)
        self.people = people

    @property
    def steps(self) -> list[Callable[[], list[Entry]]]:
        """All kinds of rows that one statement can write, and one for which it takes several."""
        return [
            lambda: self.open(agents=1, settings=Settings(reveal_seconds=5)),
            lambda: self.join(*self.people),
            lambda: self.chat(self.people[1], "hello"),
            self.start,
            lambda: self.answer(*self.after.players),
            self.judge,
            lambda: self.vote(*[*self.after.players][:-1]),
            lambda: self.vote([*self.after.players][-1]),
            self.tick,
        ]

    def judge(self) -> list[Entry]:
        """Everyone was as good."""
        assert self.after.round is not None
        verdicts = {each.response: Verdict(1, 2, 3) for each in self.after.round.answers.values()}
        command = RecordVerdicts(round=self.round, judge="owl", verdicts=verdicts)
        return self.post(SYSTEM, command)


@pytest.fixture
async def asked(pool: Pool, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every question of a journal's own connection, but for how it sets it up."""
    found: list[str] = []
    solo = pool.solo

    def note(query: LoggedQuery) -> None:
        if not query.query.startswith("set "):
            found.append(query.query)

    async def listened(name: str = "genius") -> Solo:
        link = await solo(name)
        link.add_query_logger(note)
        return link

    monkeypatch.setattr(pool, "solo", listened)
    return found


@pytest.fixture
async def journal(pool: Pool, asked: list[str]) -> AsyncIterator[PostgresJournal]:
    await PostgresPrompts(pool).load([StoredPrompt("house", "en", each) for each in PROMPTS])
    journal = PostgresJournal(pool)
    await journal.start()
    yield journal
    await journal.stop()


@pytest.fixture
async def people(pool: Pool) -> list[Actor]:
    return list(await guests(PostgresAccounts(pool), 3))


async def kept(pool: Pool, room: Table) -> dict[str, object]:
    async with pool.use() as link:
        return dict(await link.fetchrow(KEPT, room.game))


@services
async def test_rooms_in_every_phase_share_one_statement(
    pool: Pool, journal: PostgresJournal, people: list[Actor], asked: list[str]
) -> None:
    """Method: each room is one step further than the one before it; then all go on together."""
    rooms = [Evening(people, number) for number in range(len(Evening(people, 0).steps))]
    for number, room in enumerate(rooms):
        for step in room.steps[:number]:
            await write(journal, room, step())
    last = [room.steps[number]() for number, room in enumerate(rooms)]
    commits = journal.commits
    asked.clear()
    await asyncio.gather(*map(write, [journal] * len(rooms), rooms, last))
    # Guesses are of another mode.
    parts = [each for each in statements.PARTS if each != statements.GUESSES]
    assert (journal.commits, asked) == (commits + 1, [statements.together(tuple(parts))])
    assert await kept(pool, rooms[-1]) == {
        "phase": "answering",
        "current_round": 2,
        "started": True,
        "events": rooms[-1].after.seq,
        "lines": 1,
        "scores": [seat.score for seat in rooms[-1].after.seats.values()],
        "open": [False, True],
        "judged": 4,
        "votes": 12,
        "uses": 7,
        "views": 21,
    }
    assert (await kept(pool, rooms[6]))["votes"] == 9


@services
async def test_a_round_in_one_breath_leaves_the_same_rows(
    pool: Pool, journal: PostgresJournal, people: list[Actor], asked: list[str]
) -> None:
    """Method: its answers, verdicts, votes and end are one append, which no one statement takes."""
    slow, fast = Evening(people, 1), Evening(people, 2)
    for step in slow.steps:
        await write(journal, slow, step())
    asked.clear()
    await write(journal, fast, [entry for step in fast.steps for entry in step()])
    assert len(asked) > len(statements.PARTS)
    one, other = await kept(pool, slow), await kept(pool, fast)
    assert one | {"uses": 4, "views": 12} == other


@services
async def test_whoever_has_lost_a_room_is_told_and_leaves_no_row_of_it(
    pool: Pool, journal: PostgresJournal, people: list[Actor]
) -> None:
    """Method: another has played on in one of three rooms that write rows of many kinds."""
    rooms = [Evening(people, number) for number in range(3)]
    for room in rooms:
        for step in room.steps[:3]:
            await write(journal, room, step())
    lost, before = rooms[1], rooms[1].after
    await write(journal, lost, lost.start())
    was = await kept(pool, lost)
    lost.state = before
    told = await asyncio.gather(
        *(write(journal, room, room.start()) for room in rooms), return_exceptions=True
    )
    assert [type(each) for each in told] == [type(None), OwnershipLost, type(None)]
    assert await kept(pool, lost) == was | {"uses": 3, "views": 9}
    assert (await kept(pool, rooms[2]))["phase"] == "answering"


@services
@pytest.mark.parametrize("said", [2, 3, 4, 5, 6, 7, 8])
async def test_what_is_written_twice_meets_the_fence_before_anything_else(
    journal: PostgresJournal, people: list[Actor], said: int
) -> None:
    """Whatever row is there already: a double of it would be taken for a bug of ours."""
    room = Evening(people, 1)
    entries: list[Entry] = []
    for step in room.steps[: said + 1]:
        entries = step()
        await write(journal, room, entries)
    with pytest.raises(OwnershipLost):
        await write(journal, room, entries)


@services
async def test_who_leaves_the_lobby_is_written_in_order(
    pool: Pool, journal: PostgresJournal, people: list[Actor], asked: list[str]
) -> None:
    room = Evening(people, 1)
    for step in room.steps[:3]:
        await write(journal, room, step())
    asked.clear()
    await write(journal, room, [*room.leave(people[2]), *room.join(people[2])])
    assert asked[0].startswith("BEGIN")
    assert asked.index(statements.FREED) < asked.index(statements.SEATS)
    async with pool.use() as link:
        seats = await link.fetchval("select count(*) from game_players")
    assert seats == len(room.after.seats)


ROW: dict[str, tuple[object, ...]] = {"a": ("a",)}


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ({}, False),
        (dict.fromkeys((statements.ROUNDS, statements.VOTES, statements.SEATS), ROW), False),
        ({statements.ROUNDS: ROW, statements.ENDINGS: {"b": ("b",)}}, False),
        ({statements.ROUNDS: ROW, statements.ENDINGS: ROW}, True),
        ({statements.RESPONSES: ROW, statements.VOTES: ROW}, True),
        ({statements.RESPONSES: ROW, statements.SCORES: ROW}, True),
        ({statements.FREED: ROW}, True),
        ({statements.LOST_LINES: ROW}, True),
    ],
)
def test_what_changes_what_it_adds_needs_an_order(rows: Rows, *, expected: bool) -> None:
    assert needs_order(rows) is expected


def test_no_two_parts_share_a_parameter() -> None:
    whole = statements.together(statements.PARTS)
    assert all(f"${n}::" in whole for n in range(1, 3 + sum(map(widths, statements.PARTS))))


def widths(part: str) -> int:
    return statements.WIDTHS[part]
