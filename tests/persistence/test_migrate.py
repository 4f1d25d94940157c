"""The runner, on folders made for the purpose; and our own files up, down and up again."""

import asyncio
import os
from collections.abc import AsyncIterator
from pathlib import Path
from textwrap import TextWrapper
from types import SimpleNamespace
from typing import Any, get_args

import asyncpg
import pytest

from agents.routine import BondType, Kind
from game.rules import VOTE_TYPES, Difficulty, Mode, Visibility
from game.state import Phase, Status
from persistence.migrate import MigrationError, check_server, migrate, read
from tests.services import MIGRATIONS

GOLDEN = Path(__file__).parents[1] / "golden" / "schema.sql"
HEAD = "-- Why:   a test.\n-- Phase: expand.   Locks: none.\n"

# The schema as text, one fact a line, the same on every server version.
DUMP = """
with ours as (
    select c.oid, c.relname, c.relkind from pg_class c
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
        and c.relname <> 'schema_migrations'
)
select line from (
    select relname, 0 as part, '' as name, 'table ' || relname || case
        when relkind = 'p' then ' partition by ' || pg_get_partkeydef(oid) else '' end
        || coalesce((select ' of ' || i.inhparent::regclass from pg_inherits i
            where i.inhrelid = oid), '') as line from ours
    union all
    select relname, 1, lpad(a.attnum::text, 4, '0'), '    ' || a.attname || ' '
        || format_type(a.atttypid, a.atttypmod) || case when a.attnotnull then ' not null'
        else '' end || coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), '')
    from ours join pg_attribute a on a.attrelid = ours.oid and a.attnum > 0
        and not a.attisdropped
    left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    union all
    select relname, 2, n.conname, '    constraint ' || n.conname || ' '
        || pg_get_constraintdef(n.oid)
    from ours join pg_constraint n on n.conrelid = ours.oid and n.contype <> 'n'
    union all
    select relname, 3, x.indexrelid::regclass::text, '    ' || pg_get_indexdef(x.indexrelid)
    from ours join pg_index x on x.indrelid = ours.oid
        and not exists (select from pg_constraint n where n.conindid = x.indexrelid)
) as facts order by relname collate "C", part, name collate "C"
"""


@pytest.fixture
async def link(empty_database_url: str) -> AsyncIterator[Any]:
    connection = await asyncpg.connect(empty_database_url)
    yield connection
    await connection.close()


async def dump(connection: Any) -> str:
    """One fact a paragraph, as a review reads it."""
    wrapped = TextWrapper(
        100, subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False
    )
    rows = await connection.fetch(DUMP)
    return "\n".join(wrapped.fill(row["line"]) for row in rows) + "\n"


def folder(path: Path, *bodies: str) -> Path:
    """A folder of files, each an up part and its undo joined by `---`."""
    path.mkdir(exist_ok=True)
    for number, body in enumerate(bodies, start=1):
        up, _, down = body.partition("---")
        text = f"{HEAD}{up};\n-- down\n{down};\n"
        (path / f"{number:04}_step.sql").write_text(text)
    return path


ONE = "create table one (id integer)---drop table one"
TWO = "create table two (id integer)---drop table two"


@pytest.mark.services
async def test_our_files_go_up_down_and_up_again_to_the_golden_schema(link: Any) -> None:
    """Method: after a change on purpose, rebuild the file with GENIUS_GOLDEN=renew."""
    names = [path.name for path in sorted(MIGRATIONS.glob("*.sql"))]
    assert await migrate(link, MIGRATIONS) == names
    schema = await dump(link)
    assert await migrate(link, MIGRATIONS, direction="down", to=0) == names[::-1]
    assert await dump(link) == "\n"
    for number in range(1, len(names) + 1):
        assert await migrate(link, MIGRATIONS, to=number) == [names[number - 1]]
    assert await dump(link) == schema
    if os.environ.get("GENIUS_GOLDEN") == "renew":
        GOLDEN.write_text(schema)
    assert schema == GOLDEN.read_text()


@pytest.mark.services
async def test_the_vocabularies_are_those_of_the_rules(link: Any) -> None:
    await migrate(link, MIGRATIONS)
    for table, column, words in (
        ("games", "mode", get_args(Mode)),
        ("games", "status", get_args(Status)),
        ("games", "phase", tuple(Phase)),
        ("games", "visibility", get_args(Visibility)),
        ("game_rounds", "difficulty", get_args(Difficulty)),
        ("prompts", "difficulty", get_args(Difficulty)),
        ("votes", "vote_type", VOTE_TYPES),
        ("agent_schedules", "kind", get_args(Kind)),
        ("agent_relationships", "relationship_type", get_args(BondType)),
    ):
        check = await link.fetchval(
            "select pg_get_constraintdef(oid) from pg_constraint"
            " where conrelid = $1::text::regclass and conname = $2",
            table,
            f"{table}_{column}_check",
        )
        assert sorted(check.split("'")[1::2]) == sorted(words), (table, column)


@pytest.mark.services
async def test_every_foreign_key_has_an_index(link: Any) -> None:
    await migrate(link, MIGRATIONS)
    bare = await link.fetch(
        """select conrelid::regclass::text as table, conname from pg_constraint as key
        where contype = 'f' and not exists (
            select from pg_index where indrelid = conrelid
            and (indkey::int2[])[0:cardinality(conkey) - 1] @> conkey)"""
    )
    assert bare == []


@pytest.mark.services
async def test_only_what_is_new_is_applied(link: Any, tmp_path: Path) -> None:
    place = folder(tmp_path, ONE)
    assert await migrate(link, place) == ["0001_step.sql"]
    assert await migrate(link, place) == []
    folder(tmp_path, ONE, TWO)
    assert await migrate(link, place) == ["0002_step.sql"]
    assert await migrate(link, place, direction="down") == ["0002_step.sql"]
    assert await link.fetchval(
        "select to_regclass('two') is null and to_regclass('one') = 'one'::regclass"
    )


@pytest.mark.services
async def test_nodes_that_start_at_once_apply_each_file_once(
    empty_database_url: str, tmp_path: Path
) -> None:
    place = folder(tmp_path, "select pg_sleep(0.1); create table one (id integer)---drop table one")
    links = [await asyncpg.connect(empty_database_url) for _ in range(4)]
    done = await asyncio.gather(*(migrate(each, place) for each in links))
    assert sorted(done) == [[], [], [], ["0001_step.sql"]]
    for each in links:
        await each.close()


@pytest.mark.services
async def test_a_failing_file_leaves_nothing_of_itself(link: Any, tmp_path: Path) -> None:
    place = folder(tmp_path, ONE, "create table two (id integer); select 1 / 0---drop table two")
    with pytest.raises(MigrationError, match=r"0002_step\.sql \(up\): division by zero"):
        await migrate(link, place)
    assert await link.fetchval("select to_regclass('two')") is None
    assert await link.fetchval("select array_agg(number) from schema_migrations") == [1]
    folder(tmp_path, ONE, TWO)
    assert await migrate(link, place) == ["0002_step.sql"]


@pytest.mark.services
async def test_an_edited_file_is_refused(link: Any, tmp_path: Path) -> None:
    place = folder(tmp_path, ONE, TWO)
    await migrate(link, place)
    folder(tmp_path, ONE.replace("integer", "bigint"))
    with pytest.raises(MigrationError, match=r"0001_step\.sql: was edited"):
        await migrate(link, place)
    with pytest.raises(MigrationError, match="was edited"):
        await migrate(link, place, direction="down")


@pytest.mark.services
async def test_a_newer_database_is_refused(link: Any, tmp_path: Path) -> None:
    await migrate(link, folder(tmp_path / "new", ONE, TWO))
    with pytest.raises(MigrationError, match=r"0002_step\.sql: applied, but there is no such"):
        await migrate(link, folder(tmp_path / "old", ONE))


@pytest.mark.services
async def test_a_hole_in_what_was_applied_is_refused(link: Any, tmp_path: Path) -> None:
    place = folder(tmp_path, ONE, TWO)
    await migrate(link, place)
    await link.execute("delete from schema_migrations where number = 1")
    with pytest.raises(MigrationError, match=r"0002_step\.sql: applied, but 0001 before it"):
        await migrate(link, place)


@pytest.mark.parametrize(
    ("name", "text", "why"),
    [
        ("0001-step.sql", f"{HEAD}select 1;\n-- down\nselect 1;", "a name is like"),
        ("0002_step.sql", f"{HEAD}select 1;\n-- down\nselect 1;", "0001 was expected"),
        ("0001_step.sql", f"{HEAD}select 1;\n", "exactly one `-- down`"),
        ("0001_step.sql", f"{HEAD}select 1;\n-- down\n", "exactly one `-- down`"),
        ("0001_step.sql", f"{HEAD}select 1;\n-- down\nx;\n-- down\ny;", "exactly one `-- down`"),
        ("0001_step.sql", "select 1;\n-- down\nselect 1;", "lacks `-- Why:`"),
        ("0001_step.sql", f"{HEAD}select 1;\ncommit;\n-- down\nselect 1;", "`commit;` cannot"),
        (
            "0001_step.sql",
            f"{HEAD}create index concurrently i on t (x);\n-- down\ndrop index i;",
            "`concurrently` cannot",
        ),
    ],
)
def test_a_badly_formed_file_is_refused(tmp_path: Path, name: str, text: str, why: str) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(MigrationError, match=why) as caught:
        read(tmp_path)
    assert str(caught.value).startswith(name)


def test_a_number_given_twice_is_refused(tmp_path: Path) -> None:
    for name in ("0001_a.sql", "0001_b.sql"):
        (tmp_path / name).write_text(f"{HEAD}select 1;\n-- down\nselect 1;")
    with pytest.raises(MigrationError, match=r"0001_b\.sql: number 0002 was expected"):
        read(tmp_path)


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(MigrationError, match="no migrations"):
        read(tmp_path)


@pytest.mark.services
async def test_a_fit_server_passes(link: Any) -> None:
    await check_server(link)


async def test_an_old_server_is_refused_in_plain_words() -> None:
    old: Any = SimpleNamespace(get_server_version=lambda: SimpleNamespace(major=14, micro=9))
    with pytest.raises(MigrationError, match=r"PostgreSQL 15 or newer is needed.*14\.9"):
        await check_server(old)


async def test_another_encoding_is_refused() -> None:
    async def told(_: str) -> str:
        return "SQL_ASCII"

    version = SimpleNamespace(major=18, micro=4)
    other: Any = SimpleNamespace(get_server_version=lambda: version, fetchval=told)
    with pytest.raises(MigrationError, match="SQL_ASCII, UTF8 is needed"):
        await check_server(other)


async def test_a_server_without_vectors_is_refused() -> None:
    async def told(question: str, *_: str) -> str | bool:
        return "UTF8" if question.startswith("show") else False

    version = SimpleNamespace(major=18, micro=4)
    other: Any = SimpleNamespace(get_server_version=lambda: version, fetchval=told)
    with pytest.raises(MigrationError, match=r"has no pgvector.*postgresql-18-pgvector"):
        await check_server(other)
