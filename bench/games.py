"""Whole games: more and more tables of eight people and two machine players on one node.

`python -m bench.games` starts everything itself: the node on the first core, the databases and
the load on the second. A thought comes before every command of a person.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import asyncpg
import uvloop

from bench.evening import End, Grow, Guests, Look
from bench.gauges import difference, read
from bench.queueing import waited_s
from bench.record import RESULTS, Options, Record, keep, prepare, table
from bench.rounds import HEAD, Climb, Plan, Step, line, record, step_of
from bench.table import Habits
from bench.town import Town, built, halves, pin

# Limits as they come; no judge's process, which would take its time from the node's core.
AS_DELIVERED: Final = {
    "GENIUS_LOG_LEVEL": "warning",
    "GENIUS_RATE_FACTOR": "1",
    "GENIUS_JUDGE": "off",
    "GENIUS_MEANING": "off",
}
# The people are slower than the machines, so that theirs is the last answer of a round.
TINY: Final = Plan(
    games=(1, 3),
    habits=Habits(players=3, agents=1, think_min_s=0.3, think_max_s=0.4, reveal_s=0),
    window_s=3.0,
    settle_s=0.3,
    spread_s=0.3,
    pace=0.01,
)
CAUSES: Final = """
create temporary table kept as
select distinct split_part(cause, '/', 3) as name from game_events"""
MISSING: Final = """
select count(*) from unnest($1::text[]) as acked (name)
where not exists (select from kept where kept.name = acked.name)"""


async def climb(plan: Plan) -> Climb:
    """More and more games on one node."""
    steps: list[Step] = []
    pace = {"GENIUS_AGENT_PACE": f"{plan.pace:g}"}
    async with built(1, {**AS_DELIVERED, **pace}) as town:
        guests = await Guests.invite()
        try:
            _place(town, guests)
            for games in plan.games:
                step = await _step(plan, games, steps[-1].games if steps else 0, town, guests)
                steps.append(step)
                tell(line(step))
                if max(step.ack_p99_ms, step.voting_p99_ms) > plan.enough_ms:
                    break
            last = await guests.ask(End())
        finally:
            await guests.leave()
        names = last.names.split()
        missing = await _missing(town.database_url, names)
        troubles = town.wrongs
    troubles += [f"{count} times: {what}" for what, count in last.wrongs.items()]
    troubles += [f"{count} refused, {code}" for code, count in last.refusals.items()]
    if last.unanswered:
        troubles.append(f"{last.unanswered} commands never answered")
    if missing:
        troubles.append(f"{missing} acked commands are not in the journal")
    return Climb(steps=steps, last=last, looked_up=len(names), missing=missing, troubles=troubles)


def _place(town: Town, guests: Guests) -> None:
    places = halves()
    if places is not None:
        pids = town.pids
        pin([*pids["postgres"], *pids["valkey"], guests.pid, os.getpid()], places[1])
        # Last, since they are children of this program, which takes all of its own along.
        pin(pids["nodes"], places[0])


async def _step(plan: Plan, games: int, before: int, town: Town, guests: Guests) -> Step:
    more, pids = games - before, [town.pids["nodes"][0], guests.pid]
    over_s = max(plan.spread_s, more / plan.tables_per_s)
    seated = await guests.ask(Grow(more, over_s, town.nodes[0].port, plan.habits))
    if seated.playing < games:
        tell(f"only {seated.playing} of {games} games began: {seated.wrongs} {seated.refusals}")
    await asyncio.sleep(plan.settle_s)
    counted = await guests.ask(Look(0.0, 0.0))
    began, waited = await read(town, [guests.pid]), _waited(pids)
    await asyncio.sleep(plan.window_s)
    ended, after = await read(town, [guests.pid]), _waited(pids)
    seen = await guests.ask(Look(began.at_s, ended.at_s))
    off = after[0] - waited[0], after[1] - waited[1]
    return step_of(games, difference(began, ended), seen, seen.frames - counted.frames, off)


def _waited(pids: Sequence[int]) -> tuple[float, float]:
    node, load = (waited_s(pid) or 0.0 for pid in pids)
    return node, load


async def _missing(url: str, names: Sequence[str]) -> int:
    """How many of these acked commands the journal does not know."""
    link = await asyncpg.connect(url)
    try:
        await link.execute(CAUSES, timeout=60)
        await link.execute("create index on kept (name)")
        return int(await link.fetchval(MISSING, list(names), timeout=60))
    finally:
        await link.close()


def tell(word: str) -> None:
    """Say how it goes."""
    sys.stderr.write(f"{word}\n")
    sys.stderr.flush()


def run(options: Options) -> Record:
    """This case, as the bench runs it; a smoke run is two small steps of seconds."""
    plan = TINY if options.smoke else Plan()
    return record(plan, uvloop.run(climb(plan)))


def _plan(given: argparse.Namespace) -> Plan:
    low, _, high = given.think.partition("-")
    habits = Habits(
        players=given.players,
        agents=given.agents,
        rounds=given.rounds,
        think_min_s=float(low),
        think_max_s=float(high or low),
        reveal_s=given.reveal_s,
        together=given.together,
    )
    return Plan(
        games=tuple(int(each) for each in given.games.split(",")),
        habits=habits,
        window_s=given.window_s,
        settle_s=given.settle_s,
        tables_per_s=given.tables_per_s,
    )


def main() -> int:
    """Measure, print, keep; 1 where something was lost or wrong."""
    plan, habits = Plan(), Habits()
    parser = argparse.ArgumentParser(prog="python -m bench.games")
    settings: tuple[tuple[str, Any], ...] = (
        ("--players", habits.players),
        ("--agents", habits.agents),
        ("--rounds", habits.rounds),
        ("--reveal-s", habits.reveal_s),
        ("--window-s", plan.window_s),
        ("--settle-s", plan.settle_s),
        ("--tables-per-s", plan.tables_per_s),
    )
    for name, value in settings:
        parser.add_argument(name, type=type(value), default=value, help="(%(default)s)")
    steps = ",".join(str(each) for each in plan.games)
    parser.add_argument("--games", default=steps, help="one after the other (%(default)s)")
    parser.add_argument("--think", default="1-3", help="seconds, from-to (%(default)s)")
    parser.add_argument("--together", action="store_true", help="three votes after one thought")
    parser.add_argument("--smoke", action="store_true", help="a few seconds, to see that it runs")
    parser.add_argument("--folder", type=Path, default=None, help="where the result is kept")
    given = parser.parse_args()
    plan = TINY if given.smoke else _plan(given)
    prepare()
    tell(HEAD)
    found = uvloop.run(climb(plan))
    kept = record(plan, found)
    sys.stdout.write(table(kept) + "\n")
    if given.folder is not None or not given.smoke:
        keep(kept, given.folder or RESULTS)
    return 1 if found.troubles else 0


if __name__ == "__main__":
    sys.exit(main())
