"""Characters from their rows: what has columns is as these say; what can't be read is left out."""

import logging

import pytest
from msgspec.structs import replace

from agents.persona import Persona
from persistence.postgres.agents import PostgresAgents
from persistence.postgres.pool import Pool
from tests.agents.evening import personas

BAKER, BEEKEEPER, GHOST = personas()[:3]

pytestmark = pytest.mark.services


@pytest.fixture
async def agents(pool: Pool) -> PostgresAgents:
    """Three of them, loaded."""
    agents = PostgresAgents(pool)
    await agents.load([BAKER, BEEKEEPER, GHOST])
    return agents


async def change(pool: Pool, statement: str) -> None:
    async with pool.use() as connection:
        await connection.execute(statement)


async def found(agents: PostgresAgents) -> dict[str, Persona]:
    return {each.slug: each for each in await agents.cast()}


async def test_goals_and_days_are_as_they_are_by_now(pool: Pool, agents: PostgresAgents) -> None:
    await change(pool, "update agents set primary_goal = 'To nap.' where id = 'ghost'")
    await change(
        pool,
        "update agent_schedules set activity = 'napping' where agent_id = 'ghost'"
        " and day_of_week = 6 and start_time = '00:00'",
    )
    ghost = (await found(agents))["ghost"]
    first = replace(GHOST.schedule.rest[0], activity="napping")
    rest = (first, *GHOST.schedule.rest[1:])
    assert ghost == replace(
        GHOST, primary_goal="To nap.", schedule=replace(GHOST.schedule, rest=rest)
    )


async def test_days_that_are_no_days_leave_those_of_the_file(
    pool: Pool, agents: PostgresAgents, caplog: pytest.LogCaptureFixture
) -> None:
    await change(pool, "delete from agent_schedules where agent_id = 'ghost' and day_of_week = 0")
    assert (await found(agents))["ghost"] == GHOST
    assert "ghost keeps the days of its file" in caplog.text
    await change(pool, "delete from agent_schedules where agent_id = 'ghost'")
    assert (await found(agents))["ghost"] == GHOST


async def test_who_was_loaded_by_an_older_program_is_completed_if_they_ship(
    pool: Pool, agents: PostgresAgents, caplog: pytest.LogCaptureFixture
) -> None:
    await change(pool, "update agents set persona = null, primary_goal = 'To rest.'")
    with caplog.at_level(logging.WARNING):
        assert await agents.cast() == ()
    assert "baker is not complete" in caplog.text
    assert await agents.enroll([BAKER, GHOST]) == []
    cast = await found(agents)
    assert list(cast) == ["baker", "ghost"]
    assert cast["baker"] == replace(BAKER, primary_goal="To rest.")


async def test_a_file_that_this_program_can_not_read_is_left_out(
    pool: Pool, agents: PostgresAgents, caplog: pytest.LogCaptureFixture
) -> None:
    await change(
        pool, "update agents set persona = persona || '{\"soul\": 1}' where id = 'beekeeper'"
    )
    assert list(await found(agents)) == ["baker", "ghost"]
    assert "beekeeper can't be read" in caplog.text
    await agents.load([BEEKEEPER])
    assert list(await found(agents)) == ["baker", "beekeeper", "ghost"]
