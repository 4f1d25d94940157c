"""The prompt store: packs, what can be dealt, ratings, and the review list."""

from collections.abc import Sequence

from game.commands import Candidate, Prompt
from game.dealing import rating
from game.ids import Actor, mint
from persistence.ports import KnownText, Opinion, Proposal, Proposed, StoredPrompt, TooManyWaiting
from persistence.ports.prompts import COMMUNITY, WAITING_MAX, Wanted, packs
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment
from persistence.postgres.statements import PLAYED

# Only what came with a pack rests when its pack no longer has it.
REST = """
update prompts set is_active = false
where review is null and is_active and not exists (
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
# The salt makes another order for each game without drawing anything here.
CANDIDATES = """
select text, category, difficulty, rating,
    coalesce((extract(epoch from met.last_seen) * 1000)::bigint, 0) as met_ms
from prompts
left join (
    select prompt_id, max(last_seen) as last_seen from prompt_views
    where user_id = any($5::uuid[]) group by prompt_id
) as met on met.prompt_id = prompts.id
where pack = any($1::text[]) and language = $2 and is_active
    and (cardinality($3::text[]) = 0 or category = any($3::text[]))
    and ($4::text is null or difficulty = $4)
order by met.last_seen nulls first, md5($7 || text), pack limit $6"""

_SAID = f"""
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::boolean[],
    $7::timestamptz[]) as said (user_id, pack, also, language, text, liked, at) {PLAYED}"""
# In one order, as the journal does, so that two who count can't block each other.
LOCK = f"""
select id from prompts where id in (select prompt.id {_SAID})
order by id for no key update"""  # noqa: S608 - constants only
OPINIONS = f"""
insert into prompt_ratings (user_id, prompt_id, liked, at)
select distinct on (said.user_id, prompt.id) said.user_id, prompt.id, said.liked, said.at {_SAID}
join users on users.id = said.user_id
order by said.user_id, prompt.id, said.at desc
on conflict (user_id, prompt_id) do update set liked = excluded.liked, at = excluded.at
where prompt_ratings.at <= excluded.at"""
COUNTS = """
select prompt_id, count(*) filter (where liked) as likes, count(*) as opinions
from prompt_ratings where prompt_id = any($1::uuid[]) group by prompt_id"""
RATED = """
update prompts set rating = rated.rating
from unnest($1::uuid[], $2::double precision[]) as rated (id, rating)
where prompts.id = rated.id"""

AGAIN = "select id from prompts where by = $1 and cause = $2"
KNOWN = "select exists (select from prompts where language = $1 and lower(text) = lower($2))"
WAITING = "select count(*) from prompts where by = $1 and review = 'proposed'"
PROPOSE = """
insert into prompts (id, pack, text, category, difficulty, language, by, is_active, review, cause,
    proposed_at)
values ($1, $2, $3, $4, $5, $6, $7, false, 'proposed', $8, $9)"""
PROPOSED = """
select id, by, language, text, category, difficulty,
    (extract(epoch from proposed_at) * 1000)::bigint as at_ms
from prompts where review = 'proposed' order by proposed_at, id limit $1"""
REVIEW = """
update prompts set is_active = $2, review = case when $2 then 'accepted' else 'refused' end,
    reviewed_by = $3, reviewed_at = $4
where id = $1 and review = 'proposed' returning true"""
LOAD_KEY = 4_738_211_906
PROPOSE_KEY = 4_738_211_907


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
            await connection.execute("select pg_advisory_xact_lock($1)", LOAD_KEY)
            await connection.execute(REST, *columns[:3])
            await connection.execute(LOAD, *columns)
        return len(rows)

    async def candidates(
        self, wanted: Wanted, users: Sequence[Actor], limit: int, salt: str = ""
    ) -> tuple[Candidate, ...]:
        """Prompts that fit, those first that these people have not met, or not for long."""
        if "\0" in "".join((wanted.pack, *wanted.categories)):
            return ()
        asked = (packs(wanted.pack), wanted.language, wanted.categories, wanted.difficulty)
        async with self._pool.use() as connection:
            rows = await connection.fetch(CANDIDATES, *asked, users, limit, salt)
        return tuple(
            Candidate(
                Prompt(row["text"], row["category"], row["difficulty"]),
                row["met_ms"],
                row["rating"],
            )
            for row in rows
        )

    async def rate(self, opinions: Sequence[Opinion]) -> None:
        """Keep these opinions and rate the prompts anew."""
        if not opinions:
            return
        rows = [
            (
                each.by,
                each.played.pack,
                packs(each.played.pack)[-1],
                each.played.language,
                each.played.text,
                each.liked,
                moment(each.at_ms),
            )
            for each in opinions
        ]
        columns = list(zip(*rows, strict=True))
        async with self._pool.transaction() as connection:
            found = [row["id"] for row in await connection.fetch(LOCK, *columns)]
            await connection.execute(OPINIONS, *columns)
            # Counted under the lock: nobody else's opinion can be missed.
            counts = await connection.fetch(COUNTS, found)
            ratings = [rating(row["likes"], row["opinions"] - row["likes"]) for row in counts]
            await connection.execute(RATED, [row["prompt_id"] for row in counts], ratings)

    async def propose(self, proposal: Proposal) -> str | KnownText | TooManyWaiting:
        """Put a prompt into the review list: its id, the same again for the same command."""
        async with self._pool.transaction() as connection:
            # One at a time: what is looked up here must still hold when it is written.
            await connection.execute("select pg_advisory_xact_lock($1)", PROPOSE_KEY)
            return await self._propose(connection, proposal)

    async def _propose(
        self, connection: Link, proposal: Proposal
    ) -> str | KnownText | TooManyWaiting:
        by, prompt, language = proposal.by, proposal.prompt, proposal.language
        again = await connection.fetchval(AGAIN, by, proposal.cause)
        if again is not None:
            return str(again)
        if await connection.fetchval(KNOWN, language, prompt.text):
            return KnownText()
        if await connection.fetchval(WAITING, by) >= WAITING_MAX:
            return TooManyWaiting()
        key = mint(proposal.at_ms, "prompt", by, language, prompt.text)
        row = (COMMUNITY, prompt.text, prompt.category, prompt.difficulty, language, by)
        await connection.execute(PROPOSE, key, *row, proposal.cause, moment(proposal.at_ms))
        return key

    async def proposed(self, limit: int) -> list[Proposed]:
        """What waits for review, oldest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(PROPOSED, limit)
        return [
            Proposed(
                str(row["id"]),
                Actor(str(row["by"])) if row["by"] is not None else None,
                row["language"],
                Prompt(row["text"], row["category"], row["difficulty"]),
                row["at_ms"],
            )
            for row in rows
        ]

    async def review(self, prompt: str, *, accept: bool, by: Actor, now_ms: int) -> bool:
        """Take a proposal into the community's pack or refuse it; False if no such one waits."""
        if not is_uuid(prompt):
            return False
        async with self._pool.use() as connection:
            done = await connection.fetchval(REVIEW, prompt, accept, by, moment(now_ms))
        return done is not None
