"""The log of signals, in monthly partitions: what is too old goes, month by month.

And what the layers have learnt, a row for each that learns.
"""

import json
from collections.abc import Sequence
from typing import Final

from agents.neurons.learning import Learnt, apart, together
from agents.neurons.signals import Sent, signal
from game.ids import GameId, mint
from persistence.postgres.pool import Pool
from persistence.postgres.projections import moment

ADD: Final = """
insert into signals (id, from_neuron, to_neuron, layer_from, layer_to, propagation_type, content,
    metadata, batch_id, timestamp)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[],
    $7::text[], $8::jsonb[], $9::uuid[], $10::timestamptz[])
on conflict do nothing"""
LAST: Final = """
select id, from_neuron, layer_from, layer_to, content, metadata,
    (extract(epoch from timestamp) * 1000)::bigint as at_ms
from signals
where from_neuron = any(select $1 || ':L' || layer from generate_series(1, 9) as layer)
order by timestamp desc, id desc limit $2"""
# Months by their names: what they hold is older than their end.
MONTHS: Final = """
select c.relname from pg_inherits join pg_class c on c.oid = inhrelid
where inhparent = 'signals'::regclass and c.relname ~ '^signals_[0-9]{4}_[0-9]{2}$'
    and to_date(right(c.relname, 7), 'YYYY_MM') + interval '1 month' <= $1::timestamptz"""
STRAYS: Final = "delete from signals_default where timestamp < $1"
# An agent that is gone has learnt nothing.
KEEP: Final = """
insert into neurons (agent_id, layer, state, learnt_at)
select agents.id, layer, state, learnt_at
from unnest($1::text[], $2::text[], $3::jsonb[], $4::timestamptz[])
    as given (agent_id, layer, state, learnt_at)
join agents on agents.id = given.agent_id
order by agents.id, layer
on conflict (agent_id, layer) do update
    set state = excluded.state, learnt_at = excluded.learnt_at, updated_at = clock_timestamp()
    where neurons.learnt_at <= excluded.learnt_at"""
LEARNT: Final = """
select agent_id, jsonb_object_agg(layer, state)::text as states,
    (extract(epoch from max(learnt_at)) * 1000)::bigint as at_ms
from neurons group by agent_id order by agent_id collate "C" """


class PostgresNerves:
    """The Nerves port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def add(self, batch: Sequence[Sent]) -> None:
        """Write them in one statement, under one batch id."""
        if not batch:
            return
        together = mint(batch[0].signal.at, "batch", batch[0].id, len(batch))
        rows = [
            (
                each.id,
                f"{each.agent}:{each.signal.source}",
                f"{each.agent}:{each.signal.target}",
                each.signal.source,
                each.signal.target,
                each.signal.direction,
                each.signal.content,
                json.dumps({"strength": each.signal.strength, "game": each.game}),
                together,
                moment(each.signal.at),
            )
            for each in batch
        ]
        async with self._pool.use() as connection:
            await connection.execute(ADD, *map(list, zip(*rows, strict=True)))

    async def last(self, agent: str, limit: int) -> list[Sent]:
        """The newest of an agent, newest first."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(LAST, agent, limit)
        found = []
        for row in rows:
            more = json.loads(row["metadata"])
            source, target = row["layer_from"], row["layer_to"]
            said = signal(row["at_ms"], source, target, row["content"], more["strength"])
            game = GameId(more["game"]) if more["game"] is not None else None
            found.append(Sent(str(row["id"]), agent, game, said))
        return found

    async def cut(self, before_ms: int) -> int:
        """Drop the months that ended before then; how many. Strays of the default go too."""
        before = moment(before_ms)
        async with self._pool.use() as connection:
            months = [row["relname"] for row in await connection.fetch(MONTHS, before)]
            for name in months:
                # One at a time: the lock on the whole log is held for a moment only.
                await connection.execute(f"drop table {name}")
            await connection.execute(STRAYS, before)
        return len(months)

    async def keep(self, batch: Sequence[Learnt]) -> None:
        """Write each layer's part, unless what is there was learnt later."""
        rows = [
            (each.agent, layer, json.dumps(state), moment(each.at))
            for each in batch
            for layer, state in apart(each.grown).items()
        ]
        if not rows:
            return
        async with self._pool.use() as connection:
            await connection.execute(KEEP, *map(list, zip(*rows, strict=True)))

    async def learnt(self) -> list[Learnt]:
        """What every agent has learnt, put together."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(LEARNT)
        return [
            Learnt(row["agent_id"], together(json.loads(row["states"])), row["at_ms"])
            for row in rows
        ]
