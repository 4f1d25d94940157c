"""Starts whose migrations don't fit the database: the file is named, nothing is changed."""

import asyncio
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from persistence.migrate import migrate
from tests.starts.conftest import Written
from tests.starts.serving import refused, serves

pytestmark = pytest.mark.services

FORM = "-- Why: a test.\n-- Phase: additive.\n-- Locks: none.\n\n{}\n-- down\n{}\n"
APPLIED = "select string_agg(number || checksum, ',' order by number) from schema_migrations"
TABLES = "select count(*) from pg_tables where schemaname = 'public'"


def asked(url: str, question: str) -> Any:
    """One value of the database."""

    async def ask() -> Any:
        connection = await asyncpg.connect(url)
        try:
            return await connection.fetchval(question)
        finally:
            await connection.close()

    return asyncio.run(ask())


def picture(at_hand: dict[str, str]) -> tuple[Any, Any]:
    """What is applied, and how many tables there are."""
    return asked(at_hand["DATABASE_URL"], APPLIED), asked(at_hand["DATABASE_URL"], TABLES)


def migrated(at_hand: dict[str, str], tree: Path) -> tuple[Any, Any]:
    """Apply all that this program has, as its last start did; the picture after it."""

    async def apply() -> None:
        connection = await asyncpg.connect(at_hand["DATABASE_URL"])
        try:
            await migrate(connection, tree / "migrations")
        finally:
            await connection.close()

    asyncio.run(apply())
    return picture(at_hand)


def newest(tree: Path) -> Path:
    """The last migration."""
    return sorted((tree / "migrations").glob("*.sql"))[-1]


def test_a_file_that_was_edited_afterwards_is_named(
    tree: Path, at_hand: dict[str, str], tmp_path: Path
) -> None:
    before = migrated(at_hand, tree)
    edited = sorted((tree / "migrations").glob("*.sql"))[1]
    kept = edited.read_text()
    edited.write_text(kept.replace("-- Why:", "-- Why: well,"))
    refused(at_hand, edited.name, "was edited after it was applied", tree=tree)
    assert picture(at_hand) == before
    edited.write_text(kept)
    serves(at_hand, tmp_path / "log", tree)


def test_a_hole_or_a_number_twice_is_named_and_nothing_applied(
    tree: Path, write: Written, at_hand: dict[str, str]
) -> None:
    last = int(newest(tree).name[:4])
    write(f"migrations/{last + 2:04}_far.sql", FORM.format("select 1;", "select 1;"))
    refused(at_hand, f"{last + 2:04}_far.sql", f"{last + 1:04} was expected", tree=tree)
    (tree / f"migrations/{last + 2:04}_far.sql").unlink()
    write(f"migrations/{last:04}_twin.sql", FORM.format("select 1;", "select 1;"))
    refused(at_hand, f"number {last + 1:04} was expected", tree=tree)
    assert asked(at_hand["DATABASE_URL"], TABLES) == 0


def test_one_that_fails_half_way_leaves_nothing_of_itself(
    tree: Path, write: Written, at_hand: dict[str, str], tmp_path: Path
) -> None:
    before = migrated(at_hand, tree)
    name = f"{int(newest(tree).name[:4]) + 1:04}_half.sql"
    half = "create table half_done (id integer);\nselect 1 / 0;"
    write(f"migrations/{name}", FORM.format(half, "drop table half_done;"))
    refused(at_hand, name, "division by zero", tree=tree)
    assert picture(at_hand) == before
    whole = "create table half_done (id integer);"
    write(f"migrations/{name}", FORM.format(whole, "drop table half_done;"))
    serves(at_hand, tmp_path / "log", tree)
    assert asked(at_hand["DATABASE_URL"], "select to_regclass('half_done')::text") == "half_done"


def test_an_older_program_leaves_a_newer_database_alone(
    tree: Path, at_hand: dict[str, str], tmp_path: Path
) -> None:
    before = migrated(at_hand, tree)
    gone = newest(tree)
    gone.rename(tree / "kept")
    refused(at_hand, gone.name, "older program on a newer database", tree=tree)
    assert picture(at_hand) == before
    (tree / "kept").rename(gone)
    serves(at_hand, tmp_path / "log", tree)


def test_no_migrations_at_all_are_missed(tree: Path, at_hand: dict[str, str]) -> None:
    for each in (tree / "migrations").iterdir():
        each.unlink()
    refused(at_hand, "no migrations there", tree=tree)
    assert asked(at_hand["DATABASE_URL"], TABLES) == 0
