"""A line between a person and a server, byte by byte: what is sent arrives in order, or not at
all once it is cut. Knows frames, and whom they are from; nothing of how the server works.
"""

from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any

import msgspec
from websockets.frames import Opcode

from game.ids import Actor, GameId
from server.connection_task import Connection
from tests.simulation.node import Node
from tests.simulation.truth import Wrong

UPGRADE = (
    "GET /ws HTTP/1.1\r\nHost: game\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Version: 13\r\n"
    "Sec-WebSocket-Protocol: %s\r\n\r\n"
)
PONG = bytes([0x80 | Opcode.PONG, 0x80, 0, 0, 0, 0])


class Line:
    """One TCP connection."""

    def __init__(
        self,
        node: Node,
        codec: str,
        draw: Random,
        on_frame: Callable[["Line", dict[str, Any]], None],
        on_close: Callable[["Line"], None],
    ) -> None:
        self.node, self.heap, self.draw = node, node.heap, draw
        self.actor = Actor("")
        self.is_up = True
        self._binary = codec.endswith("msgpack")
        self._on_frame, self._on_close = on_frame, on_close
        self._decode = msgspec.msgpack.decode if self._binary else msgspec.json.decode
        self._up_ms = self._down_ms = self.heap.now
        self._is_shaken = False
        self._server_knows = False
        # The causes of commands under way, by their ids, for the truth to match replies with.
        self.causes: dict[str, str] = {}
        self.founding: dict[str, None] = {}
        # What has reached the server and has no reply yet, since when; and what was asked there
        # while the game was played elsewhere.
        self.asked: dict[str, int] = {}
        self.relayed: dict[str, None] = {}
        # Why the server hung up, if it did.
        self.code = 0
        node.lines.append(self)
        node.life.enter(self._open)
        self._deliver((UPGRADE % codec).encode())

    def _open(self) -> None:
        self._connection = Connection(self.node.hall)
        self._connection.connection_made(self)  # type: ignore[arg-type]

    def watches(self, game: GameId) -> bool:
        """Whether its node tells it of a game."""
        place = self.node.directory.here(game)
        return place is not None and self._connection in place.audience

    # ------------------------------------------------------------ to the server

    def send(self, payload: bytes, cause: str, key: str) -> None:
        """A frame, masked as the protocol wants it (with zeros)."""
        opcode = Opcode.BINARY if self._binary else Opcode.TEXT
        size = len(payload)
        length = bytes([0x80 | size]) if size < 126 else b"\xfe" + size.to_bytes(2, "big")
        self._deliver(bytes([0x80 | opcode]) + length + b"\0\0\0\0" + payload, cause, key)

    def _deliver(self, data: bytes, cause: str = "", key: str = "") -> None:
        self._up_ms = max(self._up_ms, self.heap.now + self.draw.choice((1, 2, 5, 40)))
        self.heap.at(self._up_ms, lambda: self._arrive(data, cause, key))

    def _arrive(self, data: bytes, cause: str, key: str) -> None:
        if self.is_up and not self._server_knows:
            # The kernel holds it for a server that stands still.
            self.node.life.enter(lambda: self._receive(data, cause, key))

    def _receive(self, data: bytes, cause: str, key: str) -> None:
        if self._server_knows:
            return
        self.heap.tell(self.node.name, "hears", self.actor, data)
        if cause:
            self.node.storage.truth.heard(cause)
        if key:
            self.asked[key] = self.heap.now
            if not self.node.is_serving:
                self.relayed[key] = None
        self._connection.data_received(data)

    # ------------------------------------------------------------ from the server: a transport

    def write(self, data: bytes) -> None:
        if not self.node.life.alive or self._server_knows:
            return
        if not self._is_shaken:
            self._is_shaken = True
            head, _, data = data.partition(b"\r\n\r\n")
            if not head.startswith(b"HTTP/1.1 101"):
                raise Wrong(f"no upgrade: {head!r}")
        heard: list[dict[str, Any] | int] = []
        for opcode, payload in _frames(data):
            if opcode in (Opcode.TEXT, Opcode.BINARY):
                self.heap.tell(self.node.name, "tells", self.actor, payload)
                said = self._decode(payload)
                if "token" in said:
                    self.actor = said["user"]["id"]
                key = said.get("re") or ""
                cause = self.causes.get(key, "")
                self.asked.pop(key, None)
                # Two creations at once can't know of each other until one is written.
                is_alone = key not in self.relayed and cause not in self.founding
                is_served = self.node.is_serving and is_alone
                self.node.storage.truth.told(self.actor, said, payload, cause, is_served=is_served)
                heard.append(said)
            elif opcode == Opcode.CLOSE:
                heard.append(int.from_bytes(payload[:2], "big"))
            elif opcode == Opcode.PING:
                self._deliver(PONG)
        self._down_ms = max(self._down_ms, self.heap.now + self.draw.choice((1, 2, 5, 40)))
        if self.is_up:
            self.heap.at(self._down_ms, partial(self._hear, heard))

    def _hear(self, heard: list[dict[str, Any] | int]) -> None:
        for said in heard:
            if isinstance(said, int):
                self.code = said
                self.cut()
            elif self.is_up:
                self._on_frame(self, said)

    def is_closing(self) -> bool:
        return self._server_knows

    def close(self) -> None:
        self.cut(detected_ms=0)

    abort = close

    def pause_reading(self) -> None:
        """The kernel's buffers hold what comes."""

    def resume_reading(self) -> None:
        """Nothing was held back."""

    def get_extra_info(self, name: str) -> tuple[str, int]:
        return ("127.0.0.1", 1)

    # ------------------------------------------------------------ the end

    def cut(self, detected_ms: int = 0) -> None:
        """Nothing passes any more; the server notices after a while, the person after a moment."""
        if self.is_up:
            self.is_up = False
            self.heap.after(self.draw.choice((5, 50, 900)), lambda: self._on_close(self))
        if not self._server_knows:
            self.heap.after(detected_ms, lambda: self.node.life.enter(self._lost))

    def _lost(self) -> None:
        if not self._server_knows:
            self._server_knows = True
            self.node.lines.remove(self)
            self._connection.connection_lost(None)


def _frames(data: bytes) -> list[tuple[int, bytes]]:
    """The frames in what a server wrote: unmasked and whole."""
    found, at = [], 0
    while at < len(data):
        size, start = data[at + 1], at + 2
        if size >= 126:
            width = 2 if size == 126 else 8
            size, start = int.from_bytes(data[start : start + width], "big"), start + width
        found.append((data[at] & 15, data[start : start + size]))
        at = start + size
    return found
