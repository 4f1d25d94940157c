"""Evenings end to end: real sockets, PostgreSQL and Redis, restarts, two nodes, and losses."""

import asyncio
import os
import shutil
import signal
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from game.ids import GameId
from persistence.embedded import Embedded
from persistence.migrate import migrate
from persistence.postgres.games import PostgresGames
from tests.server.evening import Place, RealNode, answer, insist, is_dense, rounds, serving, vote
from tests.server.fake_clock import until
from tests.services import MIGRATIONS, Services, fresh_database

pytestmark = pytest.mark.services


@pytest.fixture
async def place(services: Services, tmp_path: Path) -> AsyncIterator[Place]:
    """The shared services, with a database of the test's own."""
    async with fresh_database(services) as url:
        yield Place.of(url, services.redis_url, tmp_path)


@pytest.fixture
async def embedded() -> AsyncIterator[Embedded]:
    """Services of the test's own, to be killed."""
    folder = Path(tempfile.mkdtemp(prefix="genius-test-"))
    folder.chmod(0o755)
    embedded = Embedded(folder / "kept", log=lambda _: None)
    await embedded.start()
    connection = await asyncpg.connect(embedded.database_url)
    await migrate(connection, MIGRATIONS)
    await connection.close()
    yield embedded
    await embedded.stop()
    shutil.rmtree(folder, ignore_errors=True)


async def test_a_whole_game_of_two_people_and_a_machine(place: Place) -> None:
    async with serving(place) as node:
        ada, bob = await node.guest("Ada"), await node.guest("Bob")
        game = await node.found(ada, bob, agents=1)
        # What PostgreSQL can't keep is refused, rather than killing the room.
        for words in ({"text": "a\0b"}, {"text": "a", "id": "c\0"}):
            said = await ada.ask("chat.send", **{"game": game, "id": "odd", **words})
            assert said["error"]["code"] == "bad_request"
        await ada.ask("game.start", game=game)
        await rounds([ada, bob], game, 1, 5)
        for person in (ada, bob):
            podium = await person.event("game.completed")
            assert len(podium["standings"]) == 3
            assert is_dense(person.seqs)
        history = await bob.ask("game.history", game=game, limit=500)
        events = history["events"]
        assert is_dense([0, *(each["seq"] for each in events)])
        assert {each["seq"] for each in ada.heard if "ev" in each} <= {
            each["seq"] for each in events
        }
        texts = [each["text"] for each in events if each["ev"] == "response.submitted"]
        assert len(texts) == 15
        assert all(texts), "nobody missed a round, and nothing is hidden any more"
        # What was hidden while it was played was only hidden to those it was not for.
        mine = [each for each in ada.heard if each.get("ev") == "response.submitted"]
        assert sum("text" in each for each in mine) == 5
        await until_sealed(node, game)
        assert "DIFFERS" not in await node.replayed(game)


async def test_nobody_votes_for_themselves_from_any_connection(place: Place) -> None:
    """Method: a guest asks, takes the seat to another connection, makes an account; asks again."""
    async with serving(place) as node:
        ada, bob = await node.guest("Ada"), await node.guest("Bob")
        game = await node.found(ada, bob)
        await ada.ask("game.start", game=game)
        await answer([ada, bob], game, 1)
        ballot = (await bob.event("voting.started"))["responses"]
        said = [each for each in bob.heard if each.get("ev") == "response.submitted"]
        (mine,) = (each["text"] for each in said if "text" in each)
        (hers,) = (each["id"] for each in ballot if each["text"] != mine)
        (his,) = (each["id"] for each in ballot if each["id"] != hers)
        account = {"username": "ada", "email": "ada@example.org", "password": "correct horse"}
        for step in ("guest", "elsewhere", "account"):
            if step == "elsewhere":
                ada = await node.back(ada)
                assert (await ada.ask("game.join", game=game))["player"] is not None
            if step == "account":
                assert (await ada.ask("auth.register", **account))["ok"]
            for kind in ("funny", "creative", "best"):
                fields = {"game": game, "round": 1, "vote_type": kind}
                refused = await ada.ask("vote.cast", response=hers, **fields)
                assert refused["error"]["code"] == "vote.own_response"
                assert (await ada.ask("vote.cast", response=his, **fields))["ok"]
        async with node.pool.use() as connection:
            votes = await connection.fetch("select * from votes")
        assert [row["voter_id"] == row["author_id"] for row in votes] == [False] * 3


async def until_sealed(node: RealNode, game: str) -> None:
    """Wait until the archive has its digest."""
    async with asyncio.timeout(10):
        while await PostgresGames(node.pool).digest(GameId(game)) is None:
            pass


async def test_a_restart_in_the_middle_costs_nobody_anything(place: Place) -> None:
    """Method: the same ids are sent again on the new node, and get the answers they had."""
    async with serving(place) as node:
        ada, bob = await node.guest("Ada"), await node.guest("Bob")
        game = await node.found(ada, bob, agents=1)
        await ada.ask("game.start", game=game)
        await rounds([ada, bob], game, 1, 1)
        first = await answer([ada], game, 2)
        created = next(said for said in ada.heard if "game" in said and said.get("re") == "c2")
    assert [person.closed.code for person in (ada, bob) if person.closed] == [1001, 1001]
    assert ada.heard[-1]["sig"] == "goodbye"
    async with serving(place) as node:
        again = [await node.back(person) for person in (ada, bob)]
        for old, new in zip((ada, bob), again, strict=True):
            said = await new.ask("game.resume", game=game, seq=old.seqs[-1])
            assert said["ok"]
            old.heard += said["events"]
        # Their commands are known here, those that founded the game as well.
        wishes = {"reveal_seconds": 0, "voting_seconds": 20}
        fields = {"agents": 1, "time_limit_seconds": 20, "settings": wishes}
        founded = await again[0].ask("game.create", id="c2", **fields)
        assert founded["game"]["id"] == created["game"]["id"]
        submit = {"game": game, "round": 2, "text": "quip 2 of 0"}
        said = await again[0].ask("response.submit", id="r2", **submit)
        assert (said["ok"], said["seq"]) == (True, first[0]["seq"])
        assert said["response"] == first[0]["response"]
        await insist(again[1], "response.submit", id="r2", game=game, round=2, text="quip 2 of 1")
        await vote(again, game, 2)
        await rounds(again, game, 3, 5)
        for old, new in zip((ada, bob), again, strict=True):
            await new.event("game.completed")
            assert is_dense([*old.seqs, *new.seqs])
        history = await again[0].ask("game.history", game=game, limit=500)
        mine = [each for each in history["events"] if each.get("text") == "quip 2 of 0"]
        assert len(mine) == 1


async def test_a_spectator_on_a_second_node_sees_it_all_in_order(place: Place) -> None:
    async with serving(place, "one") as one, serving(place, "two") as two:
        ada, bob, cyd = await one.guest("Ada"), await one.guest("Bob"), await two.guest("Cyd")
        game = await one.found(ada, bob, agents=1)
        said = await cyd.ask("game.join", game=game, role="spectator")
        start = said["seq"]
        # Asked at the node that plays, and answered by it.
        refused = await cyd.ask("chat.send", game=game, text="hello?")
        assert refused["error"]["code"] == "game.not_seated"
        await ada.ask("game.start", game=game)
        await rounds([ada, bob], game, 1, 5)
        await cyd.event("game.completed")
        assert is_dense(cyd.seqs)
        assert cyd.seqs[0] == start + 1
        await ada.event("game.completed")
        seen, told = ([each for each in who.heard if "ev" in each] for who in (cyd, ada))
        last = {each["seq"]: each["ev"] for each in told}
        assert all(each["ev"] == last.get(each["seq"], each["ev"]) for each in seen)
        quips = [each for each in cyd.heard if each.get("ev") == "response.submitted"]
        assert len(quips) == 15
        assert not any("text" in each for each in quips)


async def test_postgres_is_killed_and_play_goes_on_by_itself(
    embedded: Embedded, tmp_path: Path
) -> None:
    """Method: SIGKILL to the postmaster while a round is open; its commands are sent on."""
    place = Place.of(embedded.database_url, embedded.redis_url, tmp_path)
    async with serving(place) as node:
        ada, bob = await node.guest("Ada"), await node.guest("Bob")
        game = await node.found(ada, bob, agents=1)
        await ada.ask("game.start", game=game)
        await rounds([ada, bob], game, 1, 1)
        opened = await bob.event("round.started", round=2)
        # A machine may answer by itself meanwhile; all that counts is that nothing is lost.
        killed = embedded.postgres_pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        ada.say("response.submit", id="r2", game=game, round=2, text="quip 2 of 0")
        refused = await bob.ask("chat.send", id="early", game=game, text="anyone?")
        while refused["ok"]:  # the first may still have slipped through
            refused = await bob.ask("chat.send", game=game, text="anyone?")
        assert refused["error"]["code"] == "unavailable"
        assert refused["error"]["retry_after_ms"] > 0
        await insist(ada, "response.submit", id="r2", game=game, round=2, text="quip 2 of 0")
        await insist(bob, "response.submit", id="r2", game=game, round=2, text="quip 2 of 1")
        await vote([ada, bob], game, 2)
        await rounds([ada, bob], game, 3, 5)
        for person in (ada, bob):
            await person.event("game.completed")
            assert is_dense(person.seqs)
            assert person.closed is None
        assert embedded.postgres_pid not in (None, killed)
        outage = [each for each in bob.heard if each.get("sig") == "outage"]
        assert (outage[0]["over"], outage[-1]["over"]) == (False, True)
        resumed = next(each for each in bob.heard if each.get("ev") == "game.resumed")
        assert resumed["deadline"] > opened["deadline"]
        history = await ada.ask("game.history", game=game, limit=500)
        texts = [each["text"] for each in history["events"] if each["ev"] == "response.submitted"]
        assert len(texts) == len(set(texts)) == 15


async def test_redis_is_flushed_and_killed_and_nobody_notices(
    embedded: Embedded, tmp_path: Path
) -> None:
    place = Place.of(embedded.database_url, embedded.redis_url, tmp_path)
    async with serving(place) as node:
        ada, bob = await node.guest("Ada"), await node.guest("Bob")
        game = await node.found(ada, bob, agents=1)
        await ada.ask("game.start", game=game)
        await rounds([ada, bob], game, 1, 1)
        redis = Redis.from_url(embedded.redis_url)
        await redis.flushall()
        await redis.aclose()
        await rounds([ada, bob], game, 2, 2)
        killed = embedded.redis_pid
        assert killed is not None
        os.kill(killed, signal.SIGKILL)
        await rounds([ada, bob], game, 3, 5)
        for person in (ada, bob):
            await person.event("game.completed")
            assert is_dense(person.seqs)
        assert not any(each.get("sig") == "outage" for each in bob.heard)
        assert not any(said.get("ok") is False for said in (*ada.heard, *bob.heard))
        await until(lambda: embedded.redis_pid not in (None, killed))
