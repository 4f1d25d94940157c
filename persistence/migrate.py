"""Applies the numbered SQL files of a folder, once each and in order, and can undo them.

Must not know what the files say, except their header and their `-- down` line.
"""

import hashlib
import re
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import asyncpg
from msgspec import Struct

if TYPE_CHECKING:
    Link = asyncpg.Connection[asyncpg.Record]
else:
    Link = asyncpg.Connection

SERVER_MAJOR_MIN = 15
EXTENSION = "vector"
# Any fixed number will do, as long as every release takes the same.
LOCK_KEY = 4_738_211_905
# A file that waits for a table longer than this would hold up the whole game behind it.
LOCK_TIMEOUT = "10s"

_NAME = re.compile(r"(\d{4})_[a-z0-9]+(_[a-z0-9]+)*\.sql")
_DOWN = re.compile(r"^-- down[ \t]*$", re.MULTILINE)
# One transaction per file is the runner's; a file that ends it could be applied by half.
_UNSAFE = re.compile(
    r"^\s*(begin|commit|rollback|end|abort|start\s+transaction)\s*;|\bconcurrently\b",
    re.IGNORECASE | re.MULTILINE,
)

_TABLE = """
create table if not exists schema_migrations (
    number     integer     primary key,
    name       text        not null,
    checksum   text        not null,
    applied_at timestamptz not null default clock_timestamp()
)"""
_NOTE = "insert into schema_migrations (number, name, checksum) values ($1, $2, $3)"


class MigrationError(Exception):
    """The schema could not be brought where it was wanted; says which file, and why."""


class Migration(Struct, frozen=True):
    """One file, read."""

    number: int
    name: str
    checksum: str
    up: str
    down: str


async def migrate(
    connection: Link,
    folder: Path,
    *,
    direction: Literal["up", "down"] = "up",
    to: int | None = None,
) -> list[str]:
    """Apply all files (up to number `to`), or undo those above `to`; the names of what was done.

    Without `to`, down undoes the newest only. Waits for another node that is at it.
    """
    files = read(folder)
    await connection.execute("select pg_advisory_lock($1)", LOCK_KEY, timeout=600)
    try:
        await _make_table(connection)
        applied = await _applied(connection, files)
        if direction == "up":
            last = len(files) if to is None else to
            chosen = [each for each in files[applied:] if each.number <= last]
        else:
            last = applied - 1 if to is None else to
            chosen = [each for each in reversed(files[:applied]) if each.number > last]
        for each in chosen:
            await _run(connection, each, direction)
        return [each.name for each in chosen]
    finally:
        # A lost connection has let go of the lock by itself.
        if not connection.is_closed():
            await connection.execute("select pg_advisory_unlock($1)", LOCK_KEY)


def read(folder: Path) -> list[Migration]:
    """The folder's files in order; raises MigrationError for any that breaks the form."""
    files = [_parse(path) for path in sorted(folder.glob("*.sql"))]
    if not files:
        raise MigrationError(f"{folder}: no migrations there")
    for expected, each in enumerate(files, start=1):
        if each.number != expected:
            raise MigrationError(f"{each.name}: number {expected:04} was expected here")
    return files


def _parse(path: Path) -> Migration:
    found = _NAME.fullmatch(path.name)
    if found is None:
        raise MigrationError(f"{path.name}: a name is like 0001_snake_words.sql")
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise MigrationError(f"{path.name}: can't be read: {error}") from error
    up, *down = _DOWN.split(text)
    if len(down) != 1 or not down[0].strip():
        raise MigrationError(f"{path.name}: exactly one `-- down` line, with the undo below it")
    head = up[: up.find("\ncreate")] if "\ncreate" in up else up
    for word in ("-- Why:", "-- Phase:", "Locks:"):
        if word not in head:
            raise MigrationError(f"{path.name}: the header lacks `{word}`")
    if unsafe := _UNSAFE.search(text):
        word = unsafe[0].strip()
        raise MigrationError(f"{path.name}: `{word}` cannot stand in the runner's transaction")
    checksum = hashlib.sha256(text.encode()).hexdigest()
    return Migration(int(found[1]), path.name, checksum, up, down[0])


async def _make_table(connection: Link) -> None:
    """Where it is noted what is applied; the first thing that a user without rights can't make."""
    try:
        await connection.execute(_TABLE)
    except asyncpg.PostgresError as error:
        raise MigrationError(f"nothing can be made in this database: {error}") from error


async def _applied(connection: Link, files: Sequence[Migration]) -> int:
    """How many files are applied; raises MigrationError when the database tells another story."""
    rows = await connection.fetch(
        "select number, name, checksum from schema_migrations order by number"
    )
    for expected, row in enumerate(rows, start=1):
        if row["number"] != expected:
            raise MigrationError(f"{row['name']}: applied, but {expected:04} before it is not")
        if expected > len(files):
            raise MigrationError(
                f"{row['name']}: applied, but there is no such file: an older program "
                "on a newer database?"
            )
        each = files[expected - 1]
        if (row["name"], row["checksum"]) != (each.name, each.checksum):
            raise MigrationError(
                f"{each.name}: was edited after it was applied as {row['name']}; "
                "undo the edit and write a new file"
            )
    return len(rows)


async def _run(connection: Link, each: Migration, direction: Literal["up", "down"]) -> None:
    try:
        async with connection.transaction():
            await connection.execute(f"set local lock_timeout = '{LOCK_TIMEOUT}'")
            # No limit: it takes as long as it takes, and halves are impossible.
            await connection.execute(each.up if direction == "up" else each.down, timeout=3600)
            if direction == "up":
                await connection.execute(_NOTE, each.number, each.name, each.checksum)
            else:
                await connection.execute(
                    "delete from schema_migrations where number = $1", each.number
                )
    except asyncpg.PostgresError as error:
        raise MigrationError(f"{each.name} ({direction}): {error}") from error


def check_version(connection: Link) -> None:
    """Raise MigrationError if this PostgreSQL is too old; it is asked nothing."""
    version = connection.get_server_version()
    if version.major < SERVER_MAJOR_MIN:
        raise MigrationError(
            f"PostgreSQL {SERVER_MAJOR_MIN} or newer is needed, DATABASE_URL leads to "
            f"{version.major}.{version.micro}"
        )


async def check_server(connection: Link) -> None:
    """Raise MigrationError unless this is a PostgreSQL that the schema can live on."""
    check_version(connection)
    encoding = await connection.fetchval("show server_encoding")
    if encoding != "UTF8":
        raise MigrationError(
            f"the database has the encoding {encoding}, UTF8 is needed: "
            "create it with `encoding 'UTF8' template template0`"
        )
    offered = "select exists (select from pg_available_extensions where name = $1)"
    if not await connection.fetchval(offered, EXTENSION):
        major = connection.get_server_version().major
        raise MigrationError(
            f"this PostgreSQL has no pgvector (the extension {EXTENSION}): install it beside the "
            f"server, for example the package postgresql-{major}-pgvector, or leave "
            "DATABASE_URL empty to use the built-in one"
        )
