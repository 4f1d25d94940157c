"""A connection without a socket: it keeps what it was sent, decoded."""

import itertools
from collections.abc import Iterator
from typing import Any

import msgspec

from game.ids import Actor, GameId
from persistence.ports import Login, Person
from server.fanout import Audience
from server.wire import CODECS, JSON, Close, Codec

FAR_MS = 9_999_999_999_999

Said = dict[str, Any]


def unframed(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The opcodes and payloads of unmasked, unfragmented frames."""
    while data:
        opcode, length, head = data[0] & 0x0F, data[1], 2
        assert data[0] & 0x80, "whole frames only"
        assert length < 128, "a server does not mask"
        if length == 126:
            length, head = int.from_bytes(data[2:4], "big"), 4
        elif length == 127:
            length, head = int.from_bytes(data[2:10], "big"), 10
        yield opcode, data[head : head + length]
        data = data[head + length :]


def said_in(data: bytes, codec: Codec) -> list[Said]:
    """What these frames say."""
    form = msgspec.msgpack if codec.binary else msgspec.json
    return [form.decode(payload) for _, payload in unframed(data)]


class FakeVisitor:
    """The Visitor and Listener protocols, for one person."""

    def __init__(
        self,
        actor: str,
        name: str = "",
        codec: Codec = CODECS[JSON],
        *,
        login: Login | None = None,
        address: str | None = "192.0.2.1",
    ) -> None:
        person = Person(Actor(actor), name or actor.title(), "user", is_guest=True)
        self.login = login or Login(person, f"session of {actor}", FAR_MS)
        self.codec, self.address = codec, address
        self.games: dict[GameId, Audience] = {}
        self.gone = self.lagging = False
        # Everything in the order in which it would be written.
        self.heard: list[Said] = []
        self.frames: list[bytes] = []
        self.keys: list[str] = []
        self.closed: tuple[Close, str] | None = None
        self._ids = itertools.count(1)

    @property
    def actor(self) -> Actor:
        """The person's id."""
        return self.login.person.id

    @property
    def name(self) -> str:
        """The name that others see."""
        return self.login.person.name

    def welcome(self, login: Login) -> None:
        """Go on as this person."""
        self.login = login

    def reply(self, said: object) -> None:
        """Answer."""
        self.heard.append(msgspec.json.decode(msgspec.json.encode(said)))

    def must(self, frames: bytes) -> None:
        """Send without fail."""
        self.frames.append(frames)
        self.heard += said_in(frames, self.codec)

    def newest(self, key: str, frames: bytes) -> None:
        """Send in place of an older one of this key."""
        self.keys.append(key)
        self.heard += said_in(frames, self.codec)

    def best_effort(self, frames: bytes) -> None:
        """Send if there is room."""
        self.heard += said_in(frames, self.codec)

    def hang_up(self, code: Close, reason: str) -> None:
        """End the connection."""
        self.closed = self.closed or (code, reason)

    def new_id(self) -> str:
        """An id for the next command."""
        return f"{self.name}-{next(self._ids)}"

    def answers(self, command_id: str) -> list[Said]:
        """Every reply to this command so far."""
        return [said for said in self.heard if said.get("re") == command_id]

    @property
    def events(self) -> list[Said]:
        """The events and skips so far."""
        return [said for said in self.heard if "ev" in said]

    @property
    def kinds(self) -> list[str]:
        """The names of the events so far."""
        return [said["ev"] for said in self.events]

    @property
    def seqs(self) -> list[int]:
        """The numbers of the events so far."""
        return [said["seq"] for said in self.events]

    def signals(self, kind: str) -> list[Said]:
        """The signals of this kind so far."""
        return [said for said in self.heard if said.get("sig") == kind]


class FakeCrowd:
    """The Crowd protocol, for visitors that the test has let in."""

    def __init__(self, *people: FakeVisitor) -> None:
        self.people = list(people)

    def visitors(self) -> list[FakeVisitor]:
        """All who are here and not hung up on."""
        return [each for each in self.people if each.closed is None]

    def part(self, user: Actor, code: Close, reason: str, *, session: str | None = None) -> int:
        """End a person's connections, or those of one session of theirs; how many."""
        found = [
            each
            for each in self.visitors()
            if each.actor == user and session in (None, each.login.session)
        ]
        for each in found:
            each.hang_up(code, reason)
        return len(found)
