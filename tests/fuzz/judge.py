"""What is owed to whoever sent these messages on one connection, and whether it was paid. Pure.

The oracle: a message whose id can be read gets exactly one reply, with a documented code if it is
an error; or the connection ends with a close code that something sent is a reason for.
"""

import json
from collections import Counter
from typing import Any, Final

import msgspec
from msgspec import UNSET, Struct, UnsetType

from server.wire import BAD_FRAMES_MAX, FRAME_BYTES_MAX, JSON, MESSAGES, Close, Fault

ID_LENGTH_MAX: Final = 64
# More than the buffers on the way hold.
LONG_BYTES: Final = 60_000
# 1006 is no code but an end without one: for who broke off first.
SAID_NOTHING: Final = 1006
DOCUMENTED: Final = (1000, 1001, 1002, 1003, 1007, 1009, *map(int, Close))
# Operations that may end a connection, by the words that must be in a frame for them.
ENDINGS: Final = (b"hello", b"auth.logout", b"profile.erase", b"auth.refresh")


# The last: two connections that signed in to one account may meet at one seat.
GOODBYES: Final = tuple(
    map(int, (Close.NOT_SIGNED_IN, Close.DONE, Close.GOING_AWAY, Close.SEAT_TAKEN))
)


class Broken(Exception):
    """The server did not keep its word; says how."""


class ErrorTold(Struct):
    """The part of an error that is a promise."""

    code: str


class Told(Struct):
    """A message of the server's, as far as anyone here looks at it."""

    re: str | UnsetType | None = UNSET
    ok: bool | UnsetType = UNSET
    ev: str | UnsetType = UNSET
    sig: str | UnsetType = UNSET
    error: ErrorTold | None = None
    game: Any = None
    player: Any = None
    response: Any = None
    responses: Any = None
    message: Any = None
    user: Any = None
    token: Any = None


class Judge:
    """The account of one connection."""

    def __init__(self, codec: str, may_limit: bool = False) -> None:
        self._binary = codec != JSON
        form: Any = msgspec.json if codec == JSON else msgspec.msgpack
        self._read, self._told = form.decode, form.Decoder(Told).decode
        self._owed: Counter[str] = Counter()
        self._allowed: Counter[str] = Counter()
        self._said: dict[str, bytes] = {}
        # Messages of which it can't be said from outside whether their id is readable.
        self._unclear: list[bytes] = []
        self._bad_least = self._bad_most = 0
        self._reasons: set[int] = {int(Close.FLOODING)} if may_limit else set()
        # Whether what was said may end this person's other connections too, now or soon.
        self.may_be_over = False
        # Set where flipped bits may have turned into any id.
        self.lenient = False
        self.sent = self.answered = 0
        self.ended: int | None = None
        self.codes: Counter[str] = Counter()

    def send(self, payload: bytes, *, binary: bool) -> None:
        """Note a message about to be sent."""
        self.sent += 1
        is_map, name = self._look(payload)
        wrong = binary is not self._binary or len(payload) > FRAME_BYTES_MAX
        self._bad_least += wrong or is_map is False
        self._bad_most += wrong or is_map is not True
        if self._bad_most >= BAD_FRAMES_MAX:
            self._reasons.add(int(Close.PROTOCOL_ERROR))
        if len(payload) > LONG_BYTES:
            # Whoever is still writing when the door closes may not hear why.
            self._reasons.add(SAID_NOTHING)
        if any(word in payload for word in ENDINGS):
            # Who has themselves erased is sent away from games whose journal is rewritten.
            self.expect(*GOODBYES)
            self.may_be_over = True
        if name is None or is_map is not True:
            self._unclear.append(payload)
        elif 1 <= len(name) <= ID_LENGTH_MAX:
            self._owed[name] += 1
            self._said[name] = payload[:200]
        else:
            self._allowed[name] += 1

    def _look(self, payload: bytes) -> tuple[bool | None, str | None]:
        """Whether it is a map (None: that can be argued about), and the id in it."""
        try:
            said = self._read(payload)
        except msgspec.ValidationError:
            return None, None
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError, ValueError):
            return False, None
        if not isinstance(said, dict):
            return False, None
        name = said.get("id")
        if payload.count(b'"id"' if not self._binary else b"\xa2id") > 1:
            # The same key twice: whose word counts is for the reader to say.
            return True, None
        # MessagePack knows maps with keys that are no text, and JSON none.
        return all(isinstance(key, str) for key in said) or None, (
            name if isinstance(name, str) else None
        )

    def expect(self, *codes: int) -> None:
        """What goes out now is a reason to close with any of these."""
        self._reasons.update(codes)

    @property
    def must_end(self) -> bool:
        """Whether enough was sent that no server may listen on."""
        return self._bad_least >= BAD_FRAMES_MAX

    @property
    def settled(self) -> bool:
        """Whether everything owed was paid, or the connection is over."""
        return self.ended is not None or (not self._owed and not self.must_end)

    @property
    def unpaid(self) -> int:
        """How many replies are still owed."""
        return self._owed.total()

    @property
    def waiting(self) -> str:
        """What is still owed, for a complaint."""
        names = ", ".join(f"{name} {self._said.get(name)!r}" for name in list(self._owed)[:3])
        return f"replies to {names}" if names else "the end of the connection"

    def read(self, payload: bytes) -> Told:
        """What the server says; raises Broken."""
        try:
            told: Told = self._told(payload)
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise Broken(f"the server sent what can't be read ({error}): {payload!r}") from error
        return told

    def hear(self, told: Told, payload: bytes) -> None:
        """Enter it in the account; raises Broken."""
        if told.re is not UNSET:
            self._reply(told, payload)
        elif told.ev is UNSET and told.sig is UNSET:
            raise Broken(f"neither reply nor event nor signal: {payload!r}")

    def _reply(self, told: Told, payload: bytes) -> None:
        name = told.re
        if not isinstance(name, str):
            raise Broken(f"a reply to nothing: {payload!r}")
        code = "ok" if told.ok is True else told.error.code if told.error else "?"
        if code == Fault.INTERNAL or (code != "ok" and code not in MESSAGES):
            raise Broken(f"the error {code} for {name!r}: {payload!r}")
        self.codes[code] += 1
        self.answered += 1
        for book in (self._owed, self._allowed):
            if book[name]:
                book[name] -= 1
                if not book[name]:
                    del book[name]
                return
            del book[name]
        if not self.lenient and not any(_holds(each, name) for each in self._unclear):
            raise Broken(f"a reply too many, to {name!r}: {payload!r}")

    def end(self, code: int) -> None:
        """The connection is over; raises Broken if nothing was a reason for this code."""
        self.ended = code
        if code not in self._reasons:
            known = "" if code in DOCUMENTED or code == SAID_NOTHING else "undocumented "
            raise Broken(f"closed with {known}{code}, where {sorted(self._reasons)} would do")


def _holds(payload: bytes, name: str) -> bool:
    """Whether this id may be in there, in one of the ways that JSON writes it."""
    ways = (name, json.dumps(name)[1:-1], json.dumps(name, ensure_ascii=False)[1:-1])
    return any(way.encode(errors="surrogatepass") in payload for way in ways)
