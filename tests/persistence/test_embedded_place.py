"""Where the built-in servers live: odd paths, walls between users, and refusals in one line."""

import os
import shutil
import stat
import tempfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import asyncpg
import pytest
from redis.asyncio import Redis

from persistence import embedded_place, embedded_postgres, embedded_redis
from persistence.embedded import Embedded, EmbeddedError

AS_ROOT = os.geteuid() == 0
ROOT_ONLY = pytest.mark.skipif(not AS_ROOT, reason="only root runs them as another user")
STRANGER = 12345

pytestmark = pytest.mark.services


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike tmp_path, whose parents only we may."""
    folder = Path(tempfile.mkdtemp(prefix="genius-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[Embedded]:
    servers = Embedded(data, log=lambda line: None)
    await servers.start()
    try:
        yield servers
    finally:
        await servers.stop()


async def assert_both_answer(servers: Embedded) -> None:
    connection = await asyncpg.connect(servers.database_url, timeout=5)
    assert await connection.fetchval("select current_database()") == "genius"
    await connection.close()
    client = Redis.from_url(servers.redis_url)
    assert await client.set("kept", "a quip")
    await client.aclose()


async def refused(data: Path, why: str) -> None:
    """One line says why, and nothing runs or is owned."""
    servers = Embedded(data, log=lambda line: None)
    with pytest.raises(EmbeddedError, match=why) as refusal:
        await servers.start()
    assert "\n" not in str(refusal.value)
    assert (servers.postgres_pid, servers.redis_pid, servers.is_owner) == (None, None, False)


@pytest.mark.parametrize("name", ["long" * 40, "ein, größerer Ordner?"])
async def test_a_path_no_socket_can_have_gets_its_sockets_elsewhere(place: Path, name: str) -> None:
    async with running(place / name) as servers:
        folder = Path(servers.redis_url.removeprefix("unix://")).parent
        assert folder.parent == Path(tempfile.gettempdir())
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        await assert_both_answer(servers)
    assert not folder.exists()


async def test_sockets_are_never_put_into_a_folder_of_someone_else(place: Path) -> None:
    data = place / ("long" * 40)
    folder = embedded_place.socket_folder(data)
    folder.symlink_to(place)
    try:
        await refused(data, f"{folder}")
    finally:
        folder.unlink()
    assert list(place.iterdir()) == [data]


@ROOT_ONLY
async def test_programs_the_user_cannot_reach_are_copied(
    place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.chmod(0o700)
    for module in (embedded_postgres, embedded_redis):
        kit = module.find_kit()
        for part in kit.parts:
            (tmp_path / part).parent.mkdir(exist_ok=True)
            (tmp_path / part).symlink_to(kit.root / part)
        hidden = embedded_place.Kit(kit.name, tmp_path, kit.parts, kit.program)
        monkeypatch.setattr(module, "find_kit", lambda hidden=hidden: hidden)
    for _ in range(2):
        async with running(place) as servers:
            for pid in (servers.postgres_pid, servers.redis_pid):
                runs = Path(os.readlink(f"/proc/{pid}/exe"))
                assert runs.is_relative_to(place / "programs")
                assert Path(f"/proc/{pid}").stat().st_uid == embedded_place.nobody().uid
        assert len(list((place / "programs").iterdir())) == 2


@ROOT_ONLY
async def test_an_account_that_changes_takes_its_files_along(place: Path) -> None:
    for mode in (0o755, 0o700, 0o755):
        place.chmod(mode)
        async with running(place / "data") as servers:
            await assert_both_answer(servers)
            owner = (place / "data" / "postgres" / "PG_VERSION").stat().st_uid
            assert owner == (embedded_place.nobody().uid if mode == 0o755 else 0)


@ROOT_ONLY
async def test_no_way_in_is_said(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place.chmod(0o700)
    monkeypatch.setenv("PATH", str(place))  # so that there is no unshare
    await refused(place / "data", "nobody cannot reach .*data.*GENIUS_DATA_DIR")
    assert [entry.name for entry in (place / "data").iterdir()] == ["owner.lock"]


async def test_a_folder_that_is_not_ours_is_refused_untouched(place: Path) -> None:
    if AS_ROOT:
        os.chown(place, STRANGER, STRANGER)
    foreign = place if AS_ROOT else Path("/usr")
    before = sorted(foreign.iterdir())
    await refused(foreign, f"{foreign} belongs to another user")
    assert sorted(foreign.iterdir()) == before


async def test_a_folder_that_cannot_be_made_or_written_is_refused(place: Path) -> None:
    (place / "file").write_text("")
    await refused(place / "file" / "data", "file/data cannot be made: Not a directory")
    if not AS_ROOT:
        (place / "data").mkdir(mode=0o500)
        await refused(place / "data", "data cannot be written.*GENIUS_DATA_DIR")


async def test_missing_programs_are_named_before_anything_is_made(
    place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(embedded_postgres, "PACKAGE", "no_such_package")
    await refused(place / "data", "no_such_package.*make setup.*DATABASE_URL")
    assert not (place / "data").exists()


async def test_tables_of_another_version_are_refused(place: Path) -> None:
    (place / "postgres").mkdir()
    (place / "postgres" / "PG_VERSION").write_text("16\n")
    await refused(place, "was made by PostgreSQL 16")
