"""The prompt store."""

from collections.abc import Sequence

from game.commands import Prompt
from persistence.ports import StoredPrompt
from persistence.postgres.pool import Pool

# Only what came with a pack rests when its pack no longer has it.
REST = """
update prompts set is_active = false
where by is null and is_active and not exists (
    select from unnest($1::text[], $2::text[], $3::text[]) as kept (pack, language, text)
    where kept.pack = prompts.pack and kept.language = prompts.language
        and kept.text = prompts.text)"""
LOAD = """
insert into prompts (pack, language, text, category, difficulty)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[])
on conflict on constraint prompts_text_key do update set
    category = excluded.category, difficulty = excluded.difficulty, is_active = true
where (prompts.category, prompts.difficulty, prompts.is_active)
    is distinct from (excluded.category, excluded.difficulty, true)"""
# By bytes, as other orders differ between servers.
DRAWN = """
select text, category, difficulty from prompts
where pack = $1 and language = $2 and is_active order by text collate "C" """
LOCK_KEY = 4_738_211_906


class PostgresPrompts:
    """The Prompts port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        """Make these the active ones and let the others rest; how many there are."""
        rows = {
            (each.pack, each.language, each.prompt.text): (
                each.prompt.category,
                each.prompt.difficulty,
            )
            for each in prompts
        }
        columns = [[*column] for column in zip(*(k + v for k, v in rows.items()), strict=True)]
        columns = columns or [[] for _ in range(5)]
        async with self._pool.transaction() as connection:
            # Two nodes that start at once would block each other's rows.
            await connection.execute("select pg_advisory_xact_lock($1)", LOCK_KEY)
            await connection.execute(REST, *columns[:3])
            await connection.execute(LOAD, *columns)
        return len(rows)

    async def drawn_from(self, pack: str, language: str) -> tuple[Prompt, ...]:
        """The active prompts of a pack, in a stable order."""
        if "\0" in pack + language:
            return ()
        async with self._pool.use() as connection:
            rows = await connection.fetch(DRAWN, pack, language)
        return tuple(Prompt(row["text"], row["category"], row["difficulty"]) for row in rows)
