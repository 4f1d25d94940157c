"""Console: the node itself, its settings and its log, and the record of what was done."""

import re
from typing import Any, Final

from game.rules import RULES
from game.state import Phase
from server.cluster.orders import Announce
from server.console.means import Ask
from server.console.orders import announce as announce_here
from server.console.said import Done, Outcome, conflict, facts, listed, no_such, wrong

UNIT: Final = re.compile("_(s|ms)$")


async def status(ask: Ask) -> Outcome:
    """How the node fares."""
    means, node = ask.means, ask.means.node
    phases = [table.state.phase for table in means.rooms.tables()]
    elsewhere = [each for each in means.rooms.tables() if means.rooms.served_by(each) is not None]
    values = {
        "node": node.name,
        "version": node.version,
        "uptime_seconds": (ask.now_ms - node.started_ms) // 1_000,
        "signed_in": sum(1 for _ in means.crowd.visitors()),
        "games": len(phases),
        "games_by_phase": {
            phase.value: phases.count(phase) for phase in Phase if phases.count(phase)
        },
        "games_served_elsewhere": len(elsewhere),
        "bans": means.ban_list.count,
        "log_level": means.log.level(),
        **await node.facts(),
    }
    return facts(values, ask.now_ms)


async def show_config(ask: Ask) -> Outcome:
    """The settings this node started with, without their secrets."""
    name, config = ask.given.get("name"), ask.means.node.config
    if name is None:
        return facts(config)
    # As README has it or as we call it, with or without its unit.
    asked = name.lower().removeprefix("genius_").removeprefix("max_")
    found = next((each for each in config if asked in (each, UNIT.sub("", each))), None)
    if found is None:
        return no_such("setting", name, "config get")
    return facts({found: config[found]})


async def log_level(ask: Ask) -> Outcome:
    """Show or change what is logged; a new start begins with the setting again."""
    level, before = ask.given.get("level"), ask.means.log.level()
    if level is None:
        return facts({"level": before})
    if level == before:
        return conflict(f"the level is {before} already")
    await _record(ask, "log level", {"level": before}, {"level": level})
    ask.means.log.set_level(level)
    return Done({"level": level, "before": before}, f"{before} -> {level}")


async def announce(ask: Ask) -> Outcome:
    """Tell everyone who is connected, and every game that is played, at all nodes."""
    text = ask.given["text"]
    if not 1 <= len(text) <= RULES.chat_length_max:
        return wrong(f"an announcement has 1 to {RULES.chat_length_max} characters")
    await _record(ask, "announce", None, {"text": text})
    ask.means.cluster.everyone(Announce(text=text))
    told, games = await announce_here(ask.means, text)
    said = f"{told} connections and {games} games here"
    return Done({"connections": told, "games": games}, said)


async def drain(ask: Ask) -> Outcome:
    """Let the node end as SIGTERM would: no new games, everything kept, everyone sent away."""
    await _record(ask, "drain", None, None)
    ask.means.node.drain()
    return Done({"draining": True}, "the node is draining")


async def _record(
    ask: Ask, action: str, old: dict[str, Any] | None, new: dict[str, Any] | None
) -> None:
    """A row for what can't be refused any more: done as good as at once."""
    audit = ask.means.audit
    row = await audit.begin(ask.deed(action), f"node {ask.means.node.name}", old, new)
    await audit.settle(row, "done")


async def show_record(ask: Ask) -> Outcome:
    """What operators did, newest first."""
    rows = [
        {
            "audited_at": each.at,
            "actor": each.actor,
            "address": each.address,
            "action": each.action,
            "target": each.target,
            "old": each.old,
            "new": each.new,
            "outcome": each.outcome,
        }
        for each in await ask.means.audit.newest(ask.given.get("count", 20))
    ]
    return listed(rows, "nothing yet", ask.now_ms)
