"""The built-in servers as real ones: they start, keep, come back, hand over and leave nothing."""

import asyncio
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

import asyncpg
import pytest
from redis.asyncio import Redis
from redis.exceptions import RedisError

from persistence import embedded, embedded_place, embedded_redis
from persistence.embedded import Embedded, EmbeddedError

ROOT = Path(__file__).parents[2]
AS_ROOT = os.geteuid() == 0
ROOT_ONLY = pytest.mark.skipif(not AS_ROOT, reason="only root runs them as another user")
ENTRY = [0o755, pytest.param(0o700, marks=ROOT_ONLY)]  # who may enter the folder above
LOG_BYTES_MAX = 10 * 1024 * 1024
SHOWN = {
    **dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "on"),
    "listen_addresses": "",
    "server_encoding": "UTF8",
    "max_connections": "33",
}
CONFIGURED = {
    "appendonly": "yes",
    "appendfsync": "everysec",
    "save": "",
    "maxmemory": str(256 << 20),
    "maxmemory-policy": "noeviction",
}
OWNER = """
import asyncio, json, sys
from pathlib import Path
from persistence.embedded import Embedded

async def main():
    servers = Embedded(Path(sys.argv[1]), log=lambda line: None)
    await servers.start()
    sys.stdout.write(json.dumps([servers.postgres_pid, servers.redis_pid]) + "\\n")
    sys.stdout.flush()
    await asyncio.to_thread(sys.stdin.read)
    await servers.stop()

asyncio.run(main())
"""

pytestmark = pytest.mark.services


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike tmp_path, whose parents only we may."""
    folder = Path(tempfile.mkdtemp(prefix="genius-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def ground() -> Iterator[Path]:
    """The folder above one that has been set up once; each test leaves it stopped."""
    folder = Path(tempfile.mkdtemp(prefix="genius-test-"))
    with program(folder / "data") as child:
        child.communicate(timeout=30)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def made(ground: Path) -> Path:
    ground.chmod(0o755)
    return ground / "data"


def built(data: Path, **wishes: Any) -> Embedded:
    return Embedded(data, log=lambda line: None, **wishes)


@asynccontextmanager
async def running(data: Path, **wishes: Any) -> AsyncIterator[Embedded]:
    servers = built(data, **wishes)
    await servers.start()
    try:
        yield servers
    finally:
        await servers.stop()


@contextmanager
def program(data: Path) -> Iterator[subprocess.Popen[str]]:
    """Another program that owns the servers; it writes their pids once they run."""
    argv = [sys.executable, "-c", OWNER, str(data)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(argv, cwd=ROOT, text=True, **pipes) as child:
        try:
            yield child
        finally:
            child.kill()


async def pids_of(child: subprocess.Popen[str]) -> list[int]:
    assert child.stdout
    async with asyncio.timeout(20):
        return json.loads(await asyncio.to_thread(child.stdout.readline))


async def until(condition: Callable[[], object], within_s: float = 10.0) -> None:
    give_up_at = time.monotonic() + within_s
    while not condition():
        assert time.monotonic() < give_up_at, "it did not come to pass in time"
        await asyncio.sleep(0.01)


def alive(pid: int) -> bool:
    """Whether the pid runs; one that waits to be reaped does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] not in "ZX"
    except OSError:
        return False


async def patiently(ask: Callable[[], Awaitable[Any]]) -> Any:
    """Ask again while a server comes back."""
    give_up_at = time.monotonic() + 10
    while True:
        try:
            return await ask()
        except (OSError, asyncpg.PostgresError, RedisError):
            assert time.monotonic() < give_up_at
            await asyncio.sleep(0.02)


async def sql(servers: Embedded, statement: str) -> Any:
    connection = await patiently(lambda: asyncpg.connect(servers.database_url, timeout=5))
    try:
        return await connection.fetchval(statement)
    finally:
        await connection.close()


async def keys(servers: Embedded, *words: str) -> Any:
    client = Redis.from_url(servers.redis_url, decode_responses=True)
    try:
        return await patiently(lambda: client.execute_command(*words))
    finally:
        await client.aclose()


async def write(servers: Embedded) -> None:
    await sql(servers, "drop table if exists kept")
    await sql(servers, "create table kept as select 'a quip' as text")
    await keys(servers, "SET", "kept", "a quip")


async def assert_kept(servers: Embedded) -> None:
    assert await sql(servers, "select text from kept") == "a quip"
    assert await keys(servers, "GET", "kept") == "a quip"


@pytest.mark.parametrize("mode", ENTRY)
async def test_a_second_start_is_quick_and_finds_what_the_first_wrote(
    place: Path, mode: int
) -> None:
    place.chmod(mode)
    data = place / ".genius"
    modes = [parent.stat().st_mode for parent in data.parents]
    async with running(data) as servers:
        assert servers.is_owner
        await write(servers)
    began = time.monotonic()
    async with running(data) as servers:
        assert time.monotonic() - began < 3
        await assert_kept(servers)
    assert [parent.stat().st_mode for parent in data.parents] == modes


async def test_they_are_set_up_to_lose_nothing_and_to_be_reached_by_us_alone(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PGPORT", "6000")  # what is meant for other servers must not reach ours
    monkeypatch.setenv("PGDATA", str(made / "elsewhere"))
    async with running(made, max_connections=33) as servers:
        for name, value in SHOWN.items():
            assert await sql(servers, f"show {name}") == value
        assert await sql(servers, "select datlocale from pg_database limit 1") == "C.UTF-8"
        for name, value in CONFIGURED.items():
            assert await keys(servers, "CONFIG", "GET", name) == {name: value}
        for folder in ("postgres", "redis", "sockets"):
            assert stat.S_IMODE((made / folder).stat().st_mode) == 0o700
        for pid in (servers.postgres_pid, servers.redis_pid):
            runs_as = Path(f"/proc/{pid}").stat().st_uid
            assert runs_as == (embedded_place.nobody().uid if AS_ROOT else os.geteuid())


async def test_the_lock_is_not_inherited(made: Path) -> None:
    async with running(made, want_redis=False) as servers:
        opened = [os.readlink(e) for e in Path(f"/proc/{os.getpid()}/fd").iterdir() if e.exists()]
        assert str(made / "owner.lock") in opened
        opened = [os.readlink(e) for e in Path(f"/proc/{servers.postgres_pid}/fd").iterdir()]
        assert str(made / "owner.lock") not in opened


async def test_only_what_is_wanted_is_started_and_a_grown_log_put_aside(place: Path) -> None:
    async with running(place / "none", want_postgres=False, want_redis=False):
        assert not (place / "none").exists()
    data = place / "data"
    data.mkdir()
    for name in ("redis.log", "redis.log.1"):
        with (data / name).open("wb") as log:
            log.truncate(LOG_BYTES_MAX + 1)
    async with running(data, want_postgres=False) as servers:
        assert servers.redis_pid
        assert servers.postgres_pid is None
        assert not (data / "postgres").exists()
        assert 0 < (data / "redis.log").stat().st_size < 100_000
        assert (data / "redis.log.1").stat().st_size > LOG_BYTES_MAX


async def test_a_killed_server_is_started_again_with_all_it_held(made: Path) -> None:
    async with running(made) as servers:
        await write(servers)
        for _ in range(2):
            postmaster, valkey = servers.postgres_pid, servers.redis_pid
            assert postmaster
            assert valkey
            os.kill(postmaster, signal.SIGKILL)
            os.kill(valkey, signal.SIGKILL)
            await until(lambda old=postmaster: servers.postgres_pid not in (None, old))
            await until(lambda old=valkey: servers.redis_pid not in (None, old))
            await assert_kept(servers)


@pytest.mark.parametrize("mode", ENTRY)
async def test_they_die_with_their_owner_and_the_next_start_works(made: Path, mode: int) -> None:
    made.parent.chmod(mode)
    with program(made) as child:
        pids = await pids_of(child)
        assert all(alive(pid) for pid in pids)
        child.kill()
        await until(lambda: not any(alive(pid) for pid in pids))
    async with running(made) as servers:
        await write(servers)


async def test_a_start_right_after_the_owner_was_killed_waits_for_its_servers(made: Path) -> None:
    with program(made) as child:
        pids = await pids_of(child)
        child.kill()
        child.wait()
        async with running(made) as servers:
            assert servers.is_owner
            assert not any(alive(pid) for pid in pids)
            await write(servers)


async def test_servers_that_missed_their_owners_death_are_ended(made: Path) -> None:
    """Method: free the lock but leave the servers running, as a lost signal would."""
    first = built(made)
    await first.start()
    await write(first)
    left = [server.child for server in first._servers if server.child]
    for guard in first._tasks:
        guard.cancel()
    assert first._lock is not None
    os.close(first._lock)
    first._lock = None
    async with running(made) as second:
        assert [child.poll() for child in left] == [0, 0]
        await assert_kept(second)


async def test_a_kill_in_the_first_set_up_leaves_nothing_to_stumble_over(place: Path) -> None:
    data = place / "data"
    with program(data):
        await until(lambda: list(data.glob("postgres.new-*/PG_VERSION")))
    assert not (data / "postgres").exists()
    async with running(data) as servers:
        await write(servers)
        assert not list(data.glob("postgres.new-*"))


@contextmanager
def stranger() -> Iterator[int]:
    """A program of the servers' own user: only such a pid can PostgreSQL take for a server's."""
    plain = {"user": embedded_place.nobody().uid, "extra_groups": []} if AS_ROOT else {}
    with subprocess.Popen(["sleep", "60"], **plain) as child:
        yield child.pid
        assert child.poll() is None
        child.kill()


async def test_a_stale_pid_file_does_not_stop_a_start(made: Path) -> None:
    pid_file = made / "postgres" / "postmaster.pid"
    async with running(made) as servers:
        await write(servers)
        rest = pid_file.read_text().split("\n", 1)[1]
    with stranger() as pid:
        for first in (1, pid, os.getpid(), 0, "no number", None):
            pid_file.write_text(f"{first}\n{rest}" if first is not None else "")
            pid_file.chmod(0o644)
            async with running(made) as servers:
                await assert_kept(servers)


@pytest.mark.parametrize("mode", ENTRY)
async def test_a_second_program_uses_them_and_takes_over_from_a_killed_owner(
    made: Path, mode: int
) -> None:
    made.parent.chmod(mode)
    with program(made) as child:
        pids = await pids_of(child)
        async with running(made) as second:
            assert not second.is_owner
            assert second.postgres_pid is None
            await write(second)
            child.kill()
            await until(lambda: second.postgres_pid and second.redis_pid)
            assert second.is_owner
            assert not set(pids) & {second.postgres_pid, second.redis_pid}
            await assert_kept(second)


async def test_a_second_program_takes_over_from_an_owner_that_leaves(made: Path) -> None:
    first, second = built(made), built(made)
    await asyncio.gather(first.start(), second.start())
    try:
        assert [first.is_owner, second.is_owner] == [True, False]
        assert first.database_url == second.database_url
        await write(second)
        await first.stop()
        await until(lambda: second.postgres_pid and second.redis_pid)
        await assert_kept(second)
    finally:
        await second.stop()


async def test_waiting_for_an_owner_without_servers_has_an_end(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded, "ATTACH_WITHIN_S", 0.2)
    async with running(place / "data", want_postgres=False):
        with pytest.raises(EmbeddedError, match=f"process {os.getpid()} owns .*data"):
            await built(place / "data").start()


async def test_stop_leaves_nothing_running_and_may_be_repeated(made: Path) -> None:
    servers = built(made)
    await servers.stop()
    for _ in range(2):
        await servers.start()
        pids = [pid for pid in (servers.postgres_pid, servers.redis_pid) if pid]
        assert len(pids) == 2
        await asyncio.gather(servers.stop(), servers.stop())
        await servers.stop()
        assert not any(alive(pid) for pid in pids)
        assert (servers.postgres_pid, servers.redis_pid, servers.is_owner) == (None, None, False)
        assert not (made / "postgres" / "postmaster.pid").exists()


async def test_a_stop_in_the_middle_of_a_start_is_heard(
    made: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the end comes in the very turn in which Redis answers its first question."""
    asked = asyncio.Event()
    ping = embedded_redis.Redis._ping

    async def tell(redis: embedded_redis.Redis) -> bool:
        answered = await ping(redis)
        asked.set()
        return answered

    async with running(made, want_postgres=False) as first:
        second = built(made, want_postgres=False)
        await second.start()
        monkeypatch.setattr(embedded_redis.Redis, "_ping", tell)
        await first.stop()
        async with asyncio.timeout(10):
            await asked.wait()
            await second.stop()
        assert (second.redis_pid, second.is_owner) == (None, False)
