"""Console: people, and what signs them in."""

from typing import Any

from persistence.ports import Account, Page, Status
from server.console.acting import change
from server.console.means import Ask
from server.console.said import Done, No, Outcome, conflict, facts, listed, no_such, wrong
from server.wire import Close

PAGE: int = 100
NOT_ONESELF = "this is you; another admin can do it"


async def show_users(ask: Ask) -> Outcome:
    """The newest people whose names hold a word."""
    people, _ = await ask.means.people.page(ask.given.get("query", ""), None, PAGE)
    return listed([_brief(each) for each in people], "nobody", ask.now_ms)


def _brief(person: Account) -> dict[str, Any]:
    return {
        "user": person.id,
        "username": person.username,
        "name": person.name,
        "role": person.role,
        "status": person.status,
        "guest": person.is_guest,
        "created_at": person.created_at,
        "last_login_at": person.last_login,
    }


async def found(ask: Ask, word: str) -> Account | No:
    """Somebody, by id or username."""
    return await ask.means.people.find(word) or no_such("user", word, "users list")


async def show_user(ask: Ask) -> Outcome:
    """One person."""
    person = await found(ask, ask.given["user"])
    if isinstance(person, No):
        return person
    sessions = await ask.means.sessions.of(person.id, ask.now_ms)
    keys = await ask.means.keys.of(person.id)
    values = {
        **_brief(person),
        "email": person.email,
        "sessions": len(sessions),
        "keys": sum(key.is_active for key in keys),
        "here": sum(each.actor == person.id for each in ask.means.crowd.visitors()),
    }
    return facts(values, ask.now_ms)


async def give_role(ask: Ask) -> Outcome:
    """Change what somebody may do; one's own role is another admin's affair."""

    async def work(page: Page) -> Outcome:
        person, role = await found(ask, ask.given["user"]), ask.given["role"]
        if isinstance(person, No):
            return person
        if person.id == ask.user:
            return conflict(NOT_ONESELF)
        if person.is_guest and role != "user":
            return conflict("a guest stays a user; they can make themselves an account first")
        if person.role == role:
            return conflict(f"{person.username} has this role already")
        await ask.means.people.set_role(person.id, role, ask.now_ms)
        page.write(f"user {person.id}", {"role": person.role}, {"role": role})
        return Done({"user": person.id, "role": role}, f"{person.username} is {role} now")

    return await change(ask, "users role", work)


async def suspend(ask: Ask) -> Outcome:
    """Keep somebody out until restored, and end their connections."""
    done = await _set_status(ask, "users suspend", "suspended")
    if isinstance(done, Done):
        ask.means.crowd.part(done.result["user"], Close.FORBIDDEN, "this account is suspended")
    return done


async def restore(ask: Ask) -> Outcome:
    """Let somebody in again."""
    return await _set_status(ask, "users restore", "active")


async def _set_status(ask: Ask, action: str, status: Status) -> Outcome:
    reason = ask.given.get("reason")

    async def work(page: Page) -> Outcome:
        person = await found(ask, ask.given["user"])
        if isinstance(person, No):
            return person
        if person.id == ask.user:
            return conflict(NOT_ONESELF)
        if person.status in (status, "deleted"):
            return conflict(f"{person.username} is {person.status} already")
        await ask.means.people.set_status(person.id, status, ask.now_ms)
        new = {"status": status, **({"reason": reason} if reason else {})}
        page.write(f"user {person.id}", {"status": person.status}, new)
        return Done({"user": person.id, "status": status}, f"{person.username} is {status} now")

    return await change(ask, action, work)


async def show_sessions(ask: Ask) -> Outcome:
    """Where somebody is signed in."""
    person = await found(ask, ask.given["user"])
    if isinstance(person, No):
        return person
    rows = [
        {
            "session": each.id,
            "address": each.ip,
            "client": each.agent,
            "created_at": each.created_at,
            "active_at": each.last_activity,
            "expires_at": each.expires_at,
        }
        for each in await ask.means.sessions.of(person.id, ask.now_ms)
    ]
    return listed(rows, "no sessions", ask.now_ms)


async def end_sessions(ask: Ask) -> Outcome:
    """End one session, or all of somebody's, and the connections they opened."""
    session, user = ask.given.get("session"), ask.given.get("user")
    if (session is None) == (user is None):
        return wrong("either a session or --user USER; `sessions list USER` shows them")
    return await (_end_one(ask, session) if session is not None else _end_all(ask, user or ""))


async def _end_one(ask: Ask, session: str) -> Outcome:
    async def work(page: Page) -> Outcome:
        user = await ask.means.sessions.end(session, ask.now_ms)
        if user is None:
            return no_such("live session", session, "sessions list USER")
        page.write(f"session {session}", {"user": user}, None)
        return Done({"user": user, "ended": 1}, "ended")

    done = await change(ask, "sessions revoke", work)
    if isinstance(done, Done):
        user = done.result["user"]
        ask.means.crowd.part(user, Close.NOT_SIGNED_IN, "signed out", session=session)
    return done


async def _end_all(ask: Ask, name: str) -> Outcome:
    async def work(page: Page) -> Outcome:
        person = await found(ask, name)
        if isinstance(person, No):
            return person
        live = await ask.means.sessions.of(person.id, ask.now_ms)
        if not live:
            return conflict(f"{person.username} is signed in nowhere")
        ended = await ask.means.sessions.end_all(person.id, ask.now_ms)
        page.write(f"user {person.id}", {"sessions": ended}, {"sessions": 0})
        return Done(
            {"user": person.id, "ended": ended, "sessions": [each.id for each in live]},
            f"{ended} ended",
        )

    done = await change(ask, "sessions revoke", work)
    if isinstance(done, Done):
        # One by one: whoever came with a key stays.
        for session in done.result["sessions"]:
            user = done.result["user"]
            ask.means.crowd.part(user, Close.NOT_SIGNED_IN, "signed out", session=session)
    return done


async def show_keys(ask: Ask) -> Outcome:
    """The API keys of somebody, without what they open with."""
    person = await found(ask, ask.given["user"])
    if isinstance(person, No):
        return person
    rows = [
        {
            "key": each.id,
            "name": each.name,
            "scopes": list(each.scopes),
            "per_minute": each.rate_limit,
            "active": each.is_active,
            "created_at": each.created_at,
            "used_at": each.last_used_at,
            "expires_at": each.expires_at,
        }
        for each in await ask.means.keys.of(person.id)
    ]
    return listed(rows, "no keys", ask.now_ms)


async def revoke_key(ask: Ask) -> Outcome:
    """End a key, and the connections it opened."""

    async def work(page: Page) -> Outcome:
        key = await ask.means.keys.revoke(ask.given["key"])
        if key is None:
            return no_such("live key", ask.given["key"], "keys list USER")
        page.write(f"key {key.id}", {"is_active": True, "user": key.user}, {"is_active": False})
        return Done({"key": key.id, "user": key.user}, f"{key.name} opens nothing any more")

    done = await change(ask, "keys revoke", work)
    if isinstance(done, Done):
        user, key = done.result["user"], done.result["key"]
        ask.means.crowd.part(user, Close.NOT_SIGNED_IN, "the key was revoked", session=key)
    return done
