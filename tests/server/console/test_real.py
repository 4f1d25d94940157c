"""`genius serve`, `genius admin create` and `genius console`, each as a process of its own."""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec import Struct

from tests.faults.world import free_port
from tests.server.peer import Peer
from tests.services import Services, fresh_database

pytestmark = pytest.mark.services
ROOT = Path(__file__).parents[3]
PASSWORD = "a long word 77"


class Place(Struct, frozen=True):
    """Where a server runs, or would; all its commands get the same environment."""

    environment: dict[str, str]

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.environment["GENIUS_PORT"])


@pytest.fixture
async def place(services: Services, tmp_path: Path) -> AsyncIterator[Place]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith("GENIUS_")}
    async with fresh_database(services) as url:
        ours = {"DATABASE_URL": url, "REDIS_URL": services.redis_url}
        port, folder = str(free_port()), str(tmp_path)
        yield Place({**clean, **ours, "GENIUS_PORT": port, "GENIUS_DATA_DIR": folder})


async def begun(place: Place, *arguments: str, **environment: str) -> asyncio.subprocess.Process:
    """The command line as a process."""
    return await asyncio.create_subprocess_exec(
        sys.executable,
        str(ROOT / "genius.py"),
        *arguments,
        env={**place.environment, **environment},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def genius(
    place: Place, *arguments: str, stdin: str = "", **environment: str
) -> tuple[int, str, str]:
    """Run the command line to its end; its status, standard output and standard error."""
    child = await begun(place, *arguments, **environment)
    async with asyncio.timeout(40):
        out, err = await child.communicate(stdin.encode())
    assert child.returncode is not None
    return child.returncode, out.decode(), err.decode()


@asynccontextmanager
async def serving(place: Place) -> AsyncIterator[asyncio.subprocess.Process]:
    """A server, ended with SIGTERM unless it has ended by itself."""
    child = await begun(place, "serve", GENIUS_LOG_LEVEL="warning")
    assert child.stdout is not None
    try:
        async with asyncio.timeout(40):
            said = await child.stdout.readline()
        assert b"is open" in said
        yield child
    finally:
        if child.returncode is None:
            child.terminate()
        async with asyncio.timeout(40):
            await child.communicate()


async def person(place: Place, name: str) -> Peer:
    """A guest who has just signed in."""
    peer = await Peer.connect(place.port)
    await peer.hello(name)
    return peer


async def line(place: Place, said: str) -> tuple[int, str, str]:
    """Have a line carried out by Grace; the console knows the port by itself."""
    arguments = ("console", "--user", "Grace", "-c", said)
    return await genius(place, *arguments, GENIUS_CONSOLE_PASSWORD=PASSWORD)


async def test_the_first_admin_is_made_without_a_server_and_runs_it(place: Place) -> None:
    status, out, err = await genius(place, "admin", "create", "Grace", stdin=f"{PASSWORD}\n")
    assert (status, err) == (0, "")
    assert "new account" in out
    async with serving(place):
        guest = await person(place, "Ada")
        user = guest.heard[0]["user"]["id"]
        status, out, err = await line(place, f"users suspend {user} rude")
        assert (status, err) == (0, "")
        assert json.loads(out) == {"user": user, "status": "suspended"}
        assert (await guest.end()).code == 4403
        await guest.hang_up()
        # While the server runs another one is made, and the first is no news.
        assert (await genius(place, "admin", "create", "Linus", stdin="other word 88"))[0] == 0
        status, out, _ = await genius(place, "admin", "create", "GRACE")
        assert (status, "already" in out) == (0, True)
        status, out, err = await genius(place, "admin", "create", "Eve", stdin="short")
        assert (status, out) == (1, "")
        assert "at least 8" in err
        rows = json.loads((await line(place, "audit"))[1])
        acts = [(row["action"], row["actor"].split()[0], row["outcome"]) for row in rows]
        assert acts == [
            ("admin create", "terminal", "done"),
            ("users suspend", "user", "done"),
            ("admin create", "terminal", "done"),
        ]
        assert rows[1]["address"] == "127.0.0.1"
        assert rows[1]["old"] == {"status": "active"}
        assert rows[1]["new"] == {"status": "suspended", "reason": "rude"}
        status, _, err = await line(place, "users role linus king")
        assert (status, "one of" in err) == (1, True)


async def test_a_game_of_a_real_node_is_ended_from_outside_and_then_the_node(place: Place) -> None:
    await genius(place, "admin", "create", "Grace", stdin=PASSWORD)
    async with serving(place) as server:
        ada, bob = await person(place, "Ada"), await person(place, "Bob")
        game = str((await ada.ask("game.create"))["game"]["id"])
        for each in (ada, bob):
            assert (await each.ask("game.join", game=game))["ok"]
        status, out, _ = await line(place, f"games end {game} We close.")
        assert (status, json.loads(out)) == (0, {"game": game})
        for each in (ada, bob):
            said = await each.event("announcement.made")
            assert said["text"] == "We close."
            assert (await each.event("game.cancelled"))["reason"] == "operator"
            await each.hang_up()
        status, out, _ = await genius(place, "replay", game)
        assert (status, "digest" in out) == (0, True)
        assert json.loads((await line(place, "drain"))[1]) == {"draining": True}
        async with asyncio.timeout(40):
            assert await server.wait() == 0
