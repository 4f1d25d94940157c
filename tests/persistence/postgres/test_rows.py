"""A whole evening on the real database: its rows say what its state does."""

import asyncpg
import pytest

from game.commands import CastGuess, RecordVerdicts, Verdict
from game.ids import SYSTEM
from game.rules import Settings
from game.state import Phase
from persistence.migrate import migrate
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.partitions import ensure_partitions
from persistence.postgres.pool import Pool, create_pool
from persistence.postgres.projections import round_id
from tests.services import MIGRATIONS
from tests.tables import NOW, Table, guests, write

pytestmark = pytest.mark.services


async def evening(pool: Pool) -> Table:
    """Four people and two machines play; one person leaves the lobby and comes back."""
    journal = PostgresJournal(pool)
    await journal.start()
    people = await guests(PostgresAccounts(pool), 4)
    table = Table(people[0])
    await write(journal, table, table.open(agents=2, settings=Settings(reveal_seconds=0)))
    await write(journal, table, table.join(*people))
    await write(journal, table, [*table.chat(people[3], "bye"), *table.leave(people[3])])
    await write(journal, table, [*table.join(people[3]), *table.chat(people[3], "me again")])
    await write(journal, table, table.start())
    while table.after.phase is not Phase.COMPLETED:
        everyone = list(table.after.players)
        await write(journal, table, table.answer(*everyone))
        await judge(journal, table)
        await write(journal, table, table.vote(*everyone[:-1]))
        await write(journal, table, table.vote(everyone[-1]))
        if table.after.phase is Phase.REVEAL:
            await write(journal, table, table.tick())
    await journal.stop()
    return table


async def judge(journal: PostgresJournal, table: Table) -> None:
    current = table.after.round
    assert current is not None
    verdicts = {
        answer.response: Verdict(n, n / 3, 10 - n)
        for n, answer in enumerate(current.answers.values())
    }
    command = RecordVerdicts(round=current.number, judge="owl", verdicts=verdicts)
    await write(journal, table, table.post(SYSTEM, command))


async def test_the_rows_say_what_the_state_says(pool: Pool) -> None:
    table = await evening(pool)
    state = table.after
    assert state.round is not None
    async with pool.use() as connection:
        game = await connection.fetchrow("select * from games")
        seats = await connection.fetch("select * from game_players order by seat")
        rounds = await connection.fetch("select * from game_rounds order by round_number")
        answers = await connection.fetch(
            "select * from player_responses where round_id = $1", round_id(table.game, 5)
        )
        tallied = await connection.fetch(
            "select author_id::text, vote_type, count(*) from votes group by 1, 2"
        )
        lines = await connection.fetch("select * from conversation_logs order by timestamp")

    assert (game["status"], game["phase"], game["current_round"]) == ("completed", "completed", 5)
    assert game["started_at"] < game["ended_at"]
    assert {str(seat["id"]): seat["score"] for seat in seats} == {
        player: seat.score for player, seat in state.seats.items()
    }
    assert [seat["seat"] for seat in seats] == [1, 2, 3, 4, 5, 7]
    assert [each["prompt"] for each in rounds] == [prompt.text for prompt in state.deck]
    assert all(each["ended_at"] > each["started_at"] for each in rounds)
    results = {result.response: result for result in state.round.results}
    assert {str(answer["id"]) for answer in answers} == set(results)
    for answer in answers:
        result = results[str(answer["id"])]  # type: ignore[index]
        assert result.scores is not None
        assert (answer["total_score"], answer["judged_by"]) == (result.scores.total, "owl")
        assert (str(answer["player_id"]), answer["response"]) == (result.player, result.text)
        assert answer["is_ai_generated"] == result.is_ai
    for row in tallied:
        counted = getattr(state.tallies[row["author_id"]].votes, row["vote_type"])
        assert row["count"] == counted
    assert sum(row["count"] for row in tallied) == 5 * 6 * 3
    assert [(line["message"], line["initiator_type"]) for line in lines] == [
        ("bye", "player"),
        ("me again", "player"),
    ]
    assert len({line["initiator_id"] for line in lines}) == 1


async def test_the_table_refuses_a_vote_for_ones_own(pool: Pool) -> None:
    await evening(pool)
    async with pool.use() as connection:
        with pytest.raises(asyncpg.CheckViolationError, match="votes_own_check"):
            await connection.execute("update votes set voter_id = author_id")
        # Lying about the author is of no use either.
        own = (
            "(select id from player_responses as own where own.round_id = votes.round_id"
            " and own.player_id = votes.voter_id)"
        )
        with pytest.raises(asyncpg.ForeignKeyViolationError, match="votes_response_fkey"):
            await connection.execute(f"update votes set response_id = {own}")
        one = "(select min(id::text)::uuid from votes)"
        await connection.execute(f"delete from votes where id <> {one}")
        other = "(select id from game_rounds where id <> votes.round_id limit 1)"
        with pytest.raises(asyncpg.ForeignKeyViolationError, match="votes_response_fkey"):
            await connection.execute(f"update votes set round_id = {other}")


async def test_partitions_are_made_ahead_and_take_what_fell_out(empty_database_url: str) -> None:
    link = await asyncpg.connect(empty_database_url)
    await migrate(link, MIGRATIONS)
    pool = await create_pool(empty_database_url)
    for month in ("2025-10-31 23:59:59.999", "2025-11-01", "2025-12-31", "2026-02-01"):
        await link.execute(
            "insert into conversation_logs (initiator_type, initiator_id, recipient_type,"
            " recipient_id, message, timestamp)"
            f" values ('player', 'a', 'game', 'b', 'c', '{month}+00')"
        )
    made = await ensure_partitions(pool, NOW)
    assert made == [
        f"{table}_{month}"
        for table in ("conversation_logs", "signals")
        for month in ("2025_11", "2025_12", "2026_01")
    ]
    assert await ensure_partitions(pool, NOW) == []
    assert await ensure_partitions(pool, NOW + 31 * 86_400_000) == [
        "conversation_logs_2026_02",
        "signals_2026_02",
    ]
    rows = await link.fetch(
        "select tableoid::regclass::text as place, count(*) from conversation_logs group by 1"
    )
    assert {row["place"]: row["count"] for row in rows} == {
        "conversation_logs_default": 1,
        "conversation_logs_2025_11": 1,
        "conversation_logs_2025_12": 1,
        "conversation_logs_2026_02": 1,
    }
    await pool.close()
    await link.close()


async def test_guesses_have_rows_that_move_and_the_mode_is_kept(pool: Pool) -> None:
    """Method: mode turing; a guess, and another one for the same response."""
    journal = PostgresJournal(pool)
    await journal.start()
    people = await guests(PostgresAccounts(pool), 2)
    table = Table(people[0])
    await write(journal, table, table.open(mode="turing", settings=Settings(judge="off")))
    await write(journal, table, [*table.join(*people), *table.start()])
    await write(journal, table, table.answer(*people))
    current = table.after.round
    assert current is not None
    mine, theirs = (table.after.players[each] for each in people)
    response = current.answers[theirs].response
    for is_ai in (True, False):
        command = CastGuess(game=table.game, round=1, response=response, is_ai=is_ai)
        await write(journal, table, table.post(people[0], command))
        async with pool.use() as connection:
            rows = await connection.fetch("select player_id, response_id, is_ai from guesses")
        assert [(str(a), str(b), c) for a, b, c in rows] == [(mine, response, is_ai)]
    async with pool.use() as connection:
        assert await connection.fetchval("select mode from games") == "turing"
    await journal.stop()
