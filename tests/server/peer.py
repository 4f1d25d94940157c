"""A client that speaks the wire byte by byte, and a node of twins that listens for it."""

import asyncio
import base64
import contextlib
import functools
import socket
import ssl
from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import Struct
from websockets.frames import Close, Frame, Opcode

from server.bootstrap import listen
from server.gathering import Gathering
from server.limits import Limits
from server.node_task import Node
from server.site import Assets, Site
from server.terms import Terms
from server.wire import CODECS, JSON, Codec
from tests.server.fake_clock import WITHIN_S
from tests.server.stage import ROOT, TwinNode
from tests.server.visiting import Said

KEY = base64.b64encode(b"0123456789abcdef").decode()


class Closed(Struct, frozen=True):
    """The server closed; 1006 without a word."""

    code: int
    reason: str = ""


class Answer(Struct, frozen=True):
    """A response to a plain request."""

    status: int
    head: str
    body: bytes


class Peer:
    """One socket. `say` and `hear` are single messages, `ask` waits for its reply."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, codec: Codec
    ) -> None:
        self.reader, self.writer, self.codec = reader, writer, codec
        self.heard: list[Said] = []
        self.pings = 0
        self.answers_pings = True
        self.closed: Closed | None = None
        self.subprotocol: str | None = None
        self.extensions = ""
        self._count = 0

    @classmethod
    async def connect(
        cls,
        port: int,
        codec: str = JSON,
        *offered: str,
        path: str = "/ws",
        headers: Mapping[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
    ) -> "Peer":
        """Open a socket and shake hands; `offered` are the sub-protocols, the codec's if none."""
        peer = await cls.raw(port, codec, tls)
        protocols = ", ".join(offered or (codec,))
        asked = {"Sec-WebSocket-Protocol": protocols} if protocols != "none" else {}
        peer.write(upgrade(path, {**asked, **(headers or {})}))
        head = (await peer.reader.readuntil(b"\r\n\r\n")).decode()
        assert head.startswith("HTTP/1.1 101"), head
        for line in head.splitlines():
            name, _, value = line.partition(": ")
            if name.lower() == "sec-websocket-protocol":
                peer.subprotocol = value
            elif name.lower() == "sec-websocket-extensions":
                peer.extensions = value
        return peer

    @classmethod
    async def raw(cls, port: int, codec: str = JSON, tls: ssl.SSLContext | None = None) -> "Peer":
        """A socket before any handshake."""
        reader, writer = await asyncio.open_connection("127.0.0.1", port, ssl=tls)
        return cls(reader, writer, CODECS[codec])

    def write(self, data: bytes) -> None:
        """These bytes."""
        self.writer.write(data)

    def send(self, payload: bytes, opcode: Opcode | None = None, *, fin: bool = True) -> None:
        """One frame, masked as a client must."""
        kind = opcode if opcode is not None else self.kind
        self.write(Frame(kind, payload, fin).serialize(mask=True))

    @property
    def kind(self) -> Opcode:
        """The opcode of the codec's messages."""
        return Opcode.BINARY if self.codec.binary else Opcode.TEXT

    def say(self, op: str, **fields: Any) -> str:
        """Send a command without waiting; gives its id."""
        self._count += 1
        command_id = fields.pop("id", f"c{self._count}")
        said = {"op": op, "id": command_id, **fields}
        self.send(self.codec.encode({key: each for key, each in said.items() if each is not None}))
        return str(command_id)

    async def hear(self) -> Said | Closed:
        """The next message, or how it ended."""
        async with asyncio.timeout(WITHIN_S):
            while True:
                if self.closed is not None:
                    return self.closed
                opcode, payload = await self._frame()
                if opcode == Opcode.CLOSE:
                    close = Close.parse(payload)
                    self.closed = Closed(close.code, close.reason)
                    self.send(payload, Opcode.CLOSE)
                elif opcode == Opcode.PING:
                    self.pings += 1
                    if self.answers_pings:
                        self.send(payload, Opcode.PONG)
                elif opcode != Opcode.PONG:
                    assert opcode == self.kind
                    form = msgspec.msgpack if self.codec.binary else msgspec.json
                    said: Said = form.decode(payload)
                    self.heard.append(said)
                    return said

    async def _frame(self) -> tuple[int, bytes]:
        try:
            head = await self.reader.readexactly(2)
            length = head[1] & 0x7F
            if length >= 126:
                wide = await self.reader.readexactly(2 if length == 126 else 8)
                length = int.from_bytes(wide, "big")
            return head[0] & 0x0F, await self.reader.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed = Closed(1006)
            return Opcode.PONG, b""

    async def ask(self, op: str, **fields: Any) -> Said:
        """Send a command and read on until its reply."""
        return await self.reply(self.say(op, **fields))

    async def reply(self, command_id: str) -> Said:
        """Read on until this reply, or take it from what was heard."""
        known = [said for said in self.heard if said.get("re") == command_id]
        while not known:
            said = await self.hear()
            assert not isinstance(said, Closed), said
            known = [said] if said.get("re") == command_id else []
        return known[-1]

    async def event(self, kind: str, **fields: Any) -> Said:
        """Read on until an event of this kind, or take the last of those heard."""
        wanted = {"ev": kind, **fields}.items()
        known = [said for said in self.heard if wanted <= said.items()]
        while not known:
            said = await self.hear()
            assert not isinstance(said, Closed), said
            known = [said] if wanted <= said.items() else []
        return known[-1]

    async def end(self) -> Closed:
        """Read on until the server closes."""
        while not isinstance(said := await self.hear(), Closed):
            pass
        return said

    async def hello(self, name: str = "Ada") -> Said:
        """Sign in as a guest."""
        said = await self.ask("hello", v=1, client="t/1", auth={"kind": "guest", "name": name})
        assert said["ok"], said
        return said

    @property
    def seqs(self) -> list[int]:
        """The numbers of all events heard."""
        return [said["seq"] for said in self.heard if "ev" in said]

    async def hang_up(self) -> None:
        """Close without a word."""
        self.writer.close()
        await asyncio.gather(self.writer.wait_closed(), return_exceptions=True)


def upgrade(path: str = "/ws", headers: Mapping[str, str] | None = None) -> bytes:
    """A handshake's request, with these headers in place of its own."""
    lines = {
        "Host": "x",
        "Upgrade": "websocket",
        "Connection": "Upgrade",
        "Sec-WebSocket-Key": KEY,
        "Sec-WebSocket-Version": "13",
        **(headers or {}),
    }
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return f"GET {path} HTTP/1.1\r\n{head}\r\n".encode()


async def fetch(
    port: int, path: str, method: str = "GET", headers: Mapping[str, str] | None = None
) -> Answer:
    """A plain request, to the end of its response; status 0 where there is none."""
    lines = {"Host": "x", "Connection": "close", **(headers or {})}
    head = "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value)
    return await answered(port, f"{method} {path} HTTP/1.1\r\n{head}\r\n".encode())


async def answered(port: int, request: bytes) -> Answer:
    """What comes back for these bytes, to the end."""
    peer = await Peer.raw(port)
    peer.write(request)
    data = b""
    async with asyncio.timeout(WITHIN_S):
        with contextlib.suppress(ConnectionError):
            data = await peer.reader.read()
    await peer.hang_up()
    head, _, body = data.partition(b"\r\n\r\n")
    return Answer(int(head.split()[1]) if head else 0, head.decode(), body)


@functools.cache
def assets() -> Assets:
    """What ships: read and packed once for all tests."""
    return Assets(ROOT / "clients" / "web")


def site() -> Site:
    """A site of one's own: its links and its pictures are nobody else's."""
    return Site(assets())


# The clock stands still in most tests, and with it all credits.
PLENTY = Limits(rate_factor=10_000)


class SocketNode:
    """A node of twins on a port of its own."""

    def __init__(self, inner: TwinNode, terms: Terms | None = None, **parts: Any) -> None:
        self.inner = inner
        self.terms = terms or Terms(PLENTY)
        self.peers: list[Peer] = []
        self.database_is_here = True
        self.gathering = Gathering()
        # As `composition` has it: a hello is asked about the bans of the node's own terms.
        inner.reception.banned = lambda address, user: self.terms.bans.refuses(
            address, user, inner.clock.now_ms()
        )
        self.node = Node(
            inner.clock,
            inner.desk,
            site(),
            inner.directory,
            inner.feed,
            inner.keeper,
            inner.cluster,
            self._answers,
            gathering=self.gathering,
            terms=self.terms,
            **parts,
        )
        self.listening: socket.socket = listen("127.0.0.1", 0)
        self.port: int = self.listening.getsockname()[1]

    @property
    def connections(self) -> list[Any]:
        """Those that are open, in the order in which they came."""
        return list(self.gathering)

    async def _answers(self) -> bool:
        return self.database_is_here

    async def connect(self, codec: str = JSON, *offered: str, **more: Any) -> Peer:
        """A peer that is hung up at the end of the test."""
        self.peers.append(await Peer.connect(self.port, codec, *offered, **more))
        return self.peers[-1]

    async def guest(self, name: str, codec: str = JSON) -> Peer:
        """A peer that has said hello."""
        peer = await self.connect(codec)
        await peer.hello(name)
        return peer

    async def table(self, *names: str) -> tuple[str, list[Peer]]:
        """A lobby where these people sit."""
        people = [await self.guest(name) for name in names]
        settings = {"judge": "off", "reveal_seconds": 0}
        said = await people[0].ask("game.create", settings=settings)
        game = str(said["game"]["id"])
        for person in people:
            assert (await person.ask("game.join", game=game))["ok"]
        return game, people

    async def look_after(self) -> None:
        """What the node does every second."""
        await self.node._look_after()

    async def stop(self) -> None:
        """Hang up everybody, and drain."""
        for peer in self.peers:
            await peer.hang_up()
        await self.node.drain()
