"""The statements that choose what comes to an agent's mind: of all, of what is open, of somebody.

Pieces of statements, made of constants of this file; whatever is asked is a parameter.
"""
# ruff: noqa: S608 - constants only

from collections.abc import Iterable
from typing import Final

from persistence.postgres.memories_sql import READ

# The four orders of `agents.retrieval.candidates`, each with the newer first. Of all an agent's
# memories, each order has an index; those about somebody are few, and found by one.
_ALL: Final = "agent_memories where agent_id = $1"
_OPEN: Final = f"{_ALL} and related_players = '{{}}' and game_id is null"
_NEWER: Final = "timestamp desc, id desc limit $2"
_WORDS: Final = "unnest($3::text[]) as asked (word)"
_HAS_A_WORD: Final = f"""words_of(agent_id, words) @@ (
    select string_agg(quote_literal($1 || ' ' || word), ' | ')::tsquery from {_WORDS})"""


def _newest(mine: str) -> str:
    return f"(select id from {mine} order by {_NEWER})"


def _weightiest(mine: str) -> str:
    return f"(select id from {mine} order by importance_score desc, {_NEWER})"


def _sharing(mine: str, has_a_word: str) -> str:
    return f"""(select id from {mine} and {has_a_word}
        order by (select count(*) from {_WORDS} where word = any(words)) desc, {_NEWER})"""


def _nearest(mine: str) -> str:
    return f"""(select id from {mine} and embedding_model = $5
        order by embedding <=> $4::text::vector, {_NEWER})"""


def _chosen(*orders: str) -> str:
    return f"""chosen as ({" union ".join(orders)})
select {READ} from agent_memories join chosen using (id)"""


def _besides(mine: str) -> tuple[str, ...]:
    return _newest(mine), _weightiest(mine), _sharing(mine, _HAS_A_WORD)


RECALL: Final = f"with {_chosen(*_besides(_ALL), _nearest(_ALL))}"
RECALL_OPEN: Final = f"with {_chosen(*_besides(_OPEN), _nearest(_OPEN))}"
# Where nothing is asked but that it is open. With the other two orders, which find nothing then,
# each was planned anew: 1 ms of planning, where all of it takes .3.
FIRST_OPEN: Final = f"with {_chosen(_newest(_OPEN), _weightiest(_OPEN))}"
# Where the nearest have been found before, or nothing is known to be near.
RECALL_BESIDE: Final = f"with {_chosen(*_besides(_ALL), 'select unnest($4::uuid[])')}"
_ABOUT: Final = "whom_of(agent_id, related_players, related_agents) && $1::text[]"
_MINE: Final = "mine where true"
# Read once: a plan that knows nobody's name read all of an agent's memories in each order.
RECALL_ABOUT: Final = f"""
with mine as materialized (
    select id, timestamp, importance_score, words, embedding, embedding_model
    from agent_memories where {_ABOUT}),
{
    _chosen(
        _newest(_MINE), _weightiest(_MINE), _sharing(_MINE, "words && $3::text[]"), _nearest(_MINE)
    )
}"""
# Of each by themselves, the newest and the weightiest.
ABOUT_EACH: Final = f"""
with theirs as (
    select who, id,
        row_number() over (partition by who order by timestamp desc, id desc) as newest,
        row_number() over (
            partition by who order by importance_score desc, timestamp desc, id desc) as weightiest
    from agent_memories, unnest(related_players::text[] || related_agents) as each (who)
    where {_ABOUT} and who = any($3::text[]))
select who, {READ} from theirs join agent_memories using (id)
where least(newest, weightiest) <= $2
order by who, id"""


def whom(agent: str, about: Iterable[str]) -> list[str]:
    """What `whom_of` makes of each of these, in one agent's memories."""
    return [f"{agent} {each}" for each in about]
