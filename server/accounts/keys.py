"""Keys for programs: made, listed and revoked by whoever has an account."""

import secrets
from typing import Final

from msgspec.structs import asdict

from persistence import ports
from persistence.ports import NewKey, StoredKey
from server import wire
from server.accounts.reception import NEEDS_ID, digest
from server.accounts.registration import fallen
from server.clock import Clock
from server.visitor import Crowd, Visitor
from server.wire import Close, Fault, error_reply

# So that a key is known for one wherever it turns up.
PREFIX: Final = "gk_"
SECRET_BYTES: Final = 32
RATE_LIMIT: Final = 600
ACTIVE_MAX: Final = 20
REVOKED: Final = "this key was revoked"


class Keys:
    """Carries out key.create, key.list and key.revoke; raises StorageUnavailable."""

    def __init__(
        self, keys: ports.Keys, sessions: ports.Sessions, crowd: Crowd, clock: Clock
    ) -> None:
        self._keys, self._sessions = keys, sessions
        self._crowd, self._clock = crowd, clock

    async def serve(
        self, visitor: Visitor, command: wire.CreateKey | wire.ListKeys | wire.RevokeKey
    ) -> None:
        """Carry it out and reply. A guest has no keys, and a key makes none."""
        login = visitor.login
        if login.person.is_guest or login.scopes is not None:
            detail = "keys belong to accounts; sign in with your password"
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, detail))
            return
        match command:
            case wire.CreateKey():
                visitor.reply(await self._create(visitor, command))
            case wire.ListKeys():
                kept = await self._keys.of(visitor.actor)
                visitor.reply(wire.KeysReply(re=command.id, keys=[_shown(each) for each in kept]))
            case wire.RevokeKey(key=key):
                revoked = await self._keys.revoke(key, digest(key), visitor.actor)
                if revoked is None:
                    detail = "no such key of yours"
                    visitor.reply(error_reply(command.id, Fault.NOT_FOUND, detail))
                    return
                visitor.reply(wire.Reply(re=command.id))
                self._crowd.part(visitor.actor, Close.NOT_SIGNED_IN, REVOKED, session=revoked.id)

    async def _create(
        self, visitor: Visitor, command: wire.CreateKey
    ) -> wire.KeyReply | wire.ErrorReply:
        now_ms = self._clock.now_ms()
        if command.id is None:
            return error_reply(None, Fault.BAD_REQUEST, NEEDS_ID)
        if not command.name.isprintable():
            return error_reply(command.id, Fault.BAD_REQUEST, "name: letters, digits and signs")
        if "admin" in command.scopes and visitor.login.person.role != "admin":
            return error_reply(command.id, Fault.FORBIDDEN, "scopes: admin is for admins")
        if command.expires_at is not None and command.expires_at <= now_ms:
            return error_reply(command.id, Fault.BAD_REQUEST, "expires_at: is past already")
        # A key outlives its session, so this one must not be over already, on whatever node.
        standing = await self._sessions.standing([visitor.login.session], now_ms)
        if refusal := fallen(command.id, standing.get(visitor.login.session)):
            return refusal
        secret = PREFIX + secrets.token_urlsafe(SECRET_BYTES)
        key = NewKey(
            digest(secret),
            command.name,
            tuple(dict.fromkeys(command.scopes)),
            RATE_LIMIT if command.rate_limit is None else command.rate_limit,
            command.expires_at,
            command.id,
        )
        kept = await self._keys.create(visitor.actor, key, ACTIVE_MAX, now_ms)
        if isinstance(kept, StoredKey):
            return wire.KeyReply(re=command.id, key=secret, details=_shown(kept))
        if kept == "full":
            detail = f"{ACTIVE_MAX} keys are the most; revoke one first"
        else:
            detail = "id: this command has made a key already"
        return error_reply(command.id, Fault.CONFLICT, detail)


def _shown(key: StoredKey) -> wire.KeyShown:
    fields = asdict(key)
    del fields["user"]
    return wire.KeyShown(**fields)
