"""Console: the nodes that play over the same databases, and how their rooms are shared out."""

from collections.abc import Sequence
from typing import Any

from persistence.ports import Member
from server.console.means import Ask
from server.console.said import Done, No, Outcome, conflict, listed, no_such


async def show_nodes(ask: Ask) -> Outcome:
    """Everyone who lives, with what they bear."""
    members = await ask.means.cluster.members()
    rows = [_row(each, here=n == 0) for n, each in enumerate(members)]
    rows.sort(key=lambda row: (row["name"], row["node"]))
    return listed(rows, "no nodes", ask.now_ms)


def _row(member: Member, *, here: bool) -> dict[str, Any]:
    return {
        "name": member.name,
        "node": member.node,
        "version": member.version,
        "state": "open" if member.is_open else "closed",
        "rooms": member.rooms,
        "connections": member.connections,
        "here": here,
    }


async def drain(ask: Ask) -> Outcome:
    """Let a node hand its rooms over and end, wherever it is."""
    cluster, audit = ask.means.cluster, ask.means.audit
    member = _named(await cluster.members(), ask.given["node"])
    if isinstance(member, No):
        return member
    if not member.is_open:
        return conflict(f"{member.name} takes no games: it starts, drains or is in trouble")
    row = await audit.begin(ask.deed("nodes drain"), f"node {member.node}", None, None)
    if not await cluster.drain(member.node):
        await audit.settle(row, "refused")
        return conflict(f"{member.name} is gone")
    await audit.settle(row, "done")
    return Done({"draining": member.node}, f"{member.name} is draining")


def _named(members: Sequence[Member], word: str) -> Member | No:
    """The one that a word names; two runs of one name are told apart by their ids."""
    found = [each for each in members if word in (each.node, each.name)]
    if not found:
        return no_such("node", word, "nodes list")
    if len(found) > 1:
        return conflict(f"there are {len(found)}: {', '.join(each.node for each in found)}")
    return found[0]


async def rebalance(ask: Ask) -> Outcome:
    """Even out the rooms among all who are open."""
    means = ask.means
    row = await means.audit.begin(ask.deed("nodes rebalance"), "nodes", None, None)
    moved = await means.cluster.rebalance()
    await means.audit.settle(row, "done")
    return Done({"moved": moved}, f"{moved} games move from here; the other nodes do the same")
