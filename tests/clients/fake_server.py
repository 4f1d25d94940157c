"""A scripted server that speaks the wire over a real socket: what it answers is the test's."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

import msgspec
from websockets.asyncio.server import Server, ServerConnection, serve
from websockets.exceptions import ConnectionClosed

from game.commands import JoinGame, SendChat
from game.ids import GameId, MessageId, PlayerId
from game.rules import Settings
from game.snapshot import GameShown, Snapshot
from game.views import ChatView
from server.wire import (
    CODECS,
    FromClient,
    Hello,
    HelloReply,
    JoinReply,
    MessageReply,
    Reply,
    ResumeGame,
    ResumeReply,
    ServerShown,
    UserShown,
)

GAME = GameId("game-1")
ADA = PlayerId("player-ada")

Script = Callable[["Peer", FromClient], Awaitable[None]]
Greet = Callable[["Peer", Hello], HelloReply]


def game(**changes: Any) -> GameShown:
    plain = GameShown(
        id=GAME,
        code="K7QX",
        name="Evening",
        mode="classic",
        status="waiting",
        phase="lobby",
        host="user-1",
        visibility="public",
        max_players=8,
        players=1,
        current_round=0,
        total_rounds=5,
        time_limit_seconds=60,
        settings=Settings(),
    )
    return msgspec.structs.replace(plain, **changes)


def snapshot(seq: int) -> Snapshot:
    return Snapshot(
        game=game(),
        seq=seq,
        at=1,
        phase="lobby",
        round=0,
        total_rounds=5,
        deadline=None,
        paused=False,
        host="user-1",
        me=ADA,
        players=(),
        prompt=None,
        responses=(),
        my_response=None,
        my_votes={},
        received=0,
        expected=0,
        results=(),
        standings=(),
        winners=(),
        chat=(),
    )


def chat(seq: int, text: str = "hello") -> ChatView:
    return ChatView(game=GAME, seq=seq, at=seq, message=MessageId(f"m{seq}"), player=ADA, text=text)


class Peer:
    """One connection, seen from the server."""

    def __init__(self, connection: ServerConnection) -> None:
        self.connection = connection
        self.codec = CODECS[connection.subprotocol or "genius.v1.json"]

    async def send(self, frame: object) -> None:
        """Lost where the connection is gone."""
        payload = self.codec.encode(frame)
        with suppress(ConnectionClosed):
            await self.connection.send(payload, text=not self.codec.binary)

    async def send_in_pieces(self, frame: object) -> None:
        """As `send`, in fragments of a few bytes."""
        payload = self.codec.encode(frame)
        pieces = [payload[start : start + 7] for start in range(0, len(payload), 7)]
        await self.connection.send(pieces, text=not self.codec.binary)

    async def close(self, code: int) -> None:
        await self.connection.close(code)

    def cut(self) -> None:
        """Gone without a word."""
        self.connection.transport.abort()


def welcome(_: Peer, command: Hello) -> HelloReply:
    """Everyone is Ada."""
    return HelloReply(
        re=command.id,
        user=UserShown("user-1", "Ada", "user", True),
        token="token-1",
        token_expires_at=0,
        server=ServerShown("0", "node", 0),
    )


async def answer(peer: Peer, command: FromClient, newest: int = 0) -> None:
    """Carry everything out; a join begins at seq 3, a resume brings chat up to the newest seq."""
    match command:
        case JoinGame():
            await peer.send(
                JoinReply(re=command.id, seq=3, game=game(), player=None, snapshot=snapshot(3))
            )
        case SendChat():
            await peer.send(MessageReply(re=command.id, seq=4, message=MessageId("m4")))
        case ResumeGame():
            missed = [chat(seq) for seq in range(command.seq + 1, newest + 1)]
            await peer.send(ResumeReply(re=command.id, game=game(), events=missed))
        case _:
            await peer.send(Reply(re=command.id))


class FakeServer:
    """Answers hello by itself, and hands every other command to the script."""

    def __init__(self, script: Script, greet: Greet) -> None:
        self.script, self.greet = script, greet
        self.heard: list[FromClient] = []
        self.hellos: list[Hello] = []
        self.connections = 0
        self.url = ""

    def ids(self, kind: type[Any]) -> list[str | None]:
        return [command.id for command in self.heard if isinstance(command, kind)]

    async def serve(self, connection: ServerConnection) -> None:
        self.connections += 1
        peer = Peer(connection)
        try:
            async for frame in connection:
                raw = frame.encode() if isinstance(frame, str) else frame
                command = peer.codec.decode(raw, binary=isinstance(frame, bytes))
                if isinstance(command, Hello):
                    self.hellos.append(command)
                    await peer.send(self.greet(peer, command))
                else:
                    self.heard.append(command)
                    await self.script(peer, command)
        except ConnectionClosed:
            return


@asynccontextmanager
async def running(script: Script, greet: Greet = welcome) -> AsyncIterator[FakeServer]:
    fake = FakeServer(script, greet)
    server: Server
    async with serve(
        fake.serve, "127.0.0.1", 0, subprotocols=list(CODECS), compression=None, close_timeout=1
    ) as server:
        fake.url = f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws"
        yield fake


async def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, turn by turn of the loop; the test's time limit ends a vain wait."""
    while not condition():  # noqa: ASYNC110
        await asyncio.sleep(0)
