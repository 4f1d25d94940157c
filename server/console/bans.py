"""Console: who is kept out."""

from typing import Any

from game.ids import mint
from persistence.ports import Ban, Page
from server.accounts.ban_list import BANS_MAX, network_of, put_out
from server.cluster.orders import BansChanged
from server.console.accounts import NOT_ONESELF, found
from server.console.acting import change
from server.console.means import Ask
from server.console.said import Done, No, Outcome, conflict, listed, no_such, wrong

LISTED_MAX = 500
REASON_LENGTH_MAX = 500


async def show_bans(ask: Ask) -> Outcome:
    """The bans that hold."""
    bans = await ask.means.bans.lasting(ask.now_ms, LISTED_MAX)
    return listed([_row(ban) for ban in bans], "no bans", ask.now_ms)


def _row(ban: Ban) -> dict[str, Any]:
    return {
        "ban": ban.id,
        "user": ban.user,
        "address": ban.address,
        "reason": ban.reason,
        "by": ban.by,
        "created_at": ban.created_at,
        "expires_at": ban.expires_at,
    }


async def add(ask: Ask) -> Outcome:
    """Keep a person, an address or a network out, and end their connections."""
    made: list[Ban] = []

    async def work(page: Page) -> Outcome:
        ban = await _wanted(ask)
        if isinstance(ban, No):
            return ban
        if len(await ask.means.bans.lasting(ask.now_ms, BANS_MAX)) >= BANS_MAX:
            return conflict(f"there are {BANS_MAX} bans; lift some, or ban a network")
        await ask.means.bans.add(ban)
        made.append(ban)
        row = _row(ban)
        page.write(_target(ban), None, row)
        return Done(row, f"banned: {ban.id} lifts it")

    done = await change(ask, "bans add", work)
    for ban in made if isinstance(done, Done) else ():
        _enforce(ask, ban)
    return done


def _target(ban: Ban) -> str:
    return f"user {ban.user}" if ban.user is not None else f"address {ban.address}"


async def _wanted(ask: Ask) -> Ban | No:
    target, lasts_ms = ask.given["target"], ask.given.get("for")
    reason = ask.given.get("reason", "")
    if len(reason) > REASON_LENGTH_MAX:
        return wrong(f"a reason has at most {REASON_LENGTH_MAX} characters")
    network, user = network_of(target), None
    if network is None:
        person = await found(ask, target)
        if isinstance(person, No):
            return No(person.code, f"{person.text}; an address would do too")
        if person.id == ask.user:
            return conflict(NOT_ONESELF)
        user = person.id
    else:
        own = network_of(ask.address or "")
        if own is not None and own.network_address in network:
            return conflict("you are there yourself")
    address = None
    if network is not None:
        single = network.num_addresses == 1
        address = str(network.network_address) if single else str(network)
    return Ban(
        id=mint(ask.now_ms, "ban", ask.means.node.name, target),
        user=user,
        address=address,
        reason=reason,
        by=ask.user,
        created_at=ask.now_ms,
        expires_at=None if lasts_ms is None else ask.now_ms + lasts_ms,
    )


def _enforce(ask: Ask, ban: Ban) -> None:
    means = ask.means
    means.ban_list.note(ban)
    put_out(means.ban_list, means.crowd.visitors(), ask.now_ms)
    means.cluster.everyone(BansChanged())


async def remove(ask: Ask) -> Outcome:
    """Lift a ban."""

    async def work(page: Page) -> Outcome:
        ban = await ask.means.bans.remove(ask.given["ban"])
        if ban is None:
            return no_such("ban", ask.given["ban"], "bans list")
        page.write(_target(ban), _row(ban), None)
        return Done(_row(ban), "lifted")

    done = await change(ask, "bans remove", work)
    if isinstance(done, Done):
        ask.means.ban_list.forget(done.result["ban"])
        ask.means.cluster.everyone(BansChanged())
    return done
