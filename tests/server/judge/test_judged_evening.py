"""An evening with the real judge: all see the scores, the tables keep them, replays agree."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from game.ids import GameId
from persistence.postgres.games import PostgresGames
from tests.agents.judge.models import Obedient
from tests.agents.providers.endpoint import answer, listening
from tests.server.evening import Place, RealNode, rounds, serving
from tests.server.peer import Peer
from tests.services import Services, fresh_database

pytestmark = pytest.mark.services
SCORES = "creativity_score, humor_score, relevance_score, total_score"


@pytest.fixture
async def place(services: Services, tmp_path: Path) -> AsyncIterator[Place]:
    """The shared services, with a database of the test's own."""
    async with fresh_database(services) as url:
        yield Place.of(url, services.redis_url, tmp_path)


async def test_an_evening_is_judged_offline_and_a_replay_scores_the_same(place: Place) -> None:
    async with serving(place, judge="auto") as node:
        ada, bob = await node.guest("Ada"), await node.guest("Bob")
        game = await node.found(ada, bob, agents=2, judging_seconds=30)
        await ada.ask("game.start", game=game)
        await rounds([ada, bob], game, 1, 5)
        told = {}
        for number in range(1, 6):
            reveal = await bob.event("round.completed", round=number)
            for result in reveal["results"]:
                assert result["judge"] == "offline", result
                scores = result["scores"]
                assert all(0 <= each <= 10 for each in scores.values())
                told[result["response"]] = tuple(scores.values())
        assert len(told) == 20
        await ada.event("game.completed")
        async with node.pool.use() as connection:
            kept = await connection.fetch(f"select id, judged_by, {SCORES} from player_responses")
        assert {row["judged_by"] for row in kept} == {"offline"}
        assert {str(row["id"]): tuple(row)[2:] for row in kept} == told
        await sealed(node, game)
        assert "DIFFERS" not in await node.replayed(game)


async def test_an_evening_is_judged_by_a_language_model_and_a_replay_scores_the_same(
    place: Place,
) -> None:
    """Method: after the first round the model is gone, and the offline judge stands in for it."""
    async with listening() as endpoint:
        endpoint.obeys, endpoint.keeps = Obedient(6.0), True
        model = {"GENIUS_MODEL_URL": endpoint.url, "GENIUS_MODEL_NAME": "llama"}
        async with serving(place, judge="model", **model) as node:
            ada, bob = await node.guest("Ada"), await node.guest("Bob")
            game = await node.found(ada, bob, judging_seconds=30)
            await ada.ask("game.start", game=game)
            await rounds([ada, bob], game, 1, 1)
            assert await who(bob, 1) == {("model: llama", "")}
            gone = answer("", "503 Gone for lunch", "Content-Length: 0\r\n")
            endpoint.obeys, endpoint.says = None, gone
            await rounds([ada, bob], game, 2, 5)
            assert await who(bob, 2) == await who(bob, 5) == {("offline", "away")}
            await ada.event("game.completed")
            await sealed(node, game)
            assert "DIFFERS" not in await node.replayed(game)
            assert not all(each.is_closing() for each in endpoint.accepted), "they are kept"
        async with asyncio.timeout(5):
            for each in endpoint.accepted:
                await each.wait_closed()


async def who(peer: Peer, number: int) -> set[tuple[str, str]]:
    """Who judged a round, and why it was not the model."""
    reveal = await peer.event("round.completed", round=number)
    return {(each["judge"], each.get("because", "")) for each in reveal["results"]}


async def sealed(node: RealNode, game: str) -> None:
    """Wait until the archive has its digest."""
    while await PostgresGames(node.pool).digest(GameId(game)) is None:
        pass
