"""Signings in for the contracts about people."""

from persistence.ports import Login, NewAccount, Visit
from tests.contracts.conftest import World
from tests.tables import DAY_MS, NOW, hashed


def visit(token: str, now_ms: int = NOW, *, ttl_ms: int = DAY_MS, agent: str = "web/1") -> Visit:
    """One with this token."""
    return Visit(hashed(token), now_ms, ttl_ms, "192.0.2.7", agent)


def account(name: str, email: str | None = None) -> NewAccount:
    """A name, its key, and a hash that nobody checks here."""
    return NewAccount(name, name.lower(), email, f"hash of {name}")


async def guest(world: World, token: str, name: str = "Guest") -> Login:
    """A new guest."""
    return await world.accounts.welcome_guest(name, visit(token))


async def member(world: World, name: str, token: str | None = None) -> Login:
    """Somebody with an account, signed in by the token of their name."""
    came = await guest(world, f"guest token of {name}")
    done = await world.accounts.register(came.person.id, account(name), visit(token or name))
    assert isinstance(done, Login), done
    return done
