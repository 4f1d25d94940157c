"""The thin WebSocket client reads what a real server writes: whole, in pieces, long, and pings."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from websockets.asyncio.server import ServerConnection, serve
from websockets.uri import parse_uri

from clients.bots.thin import ABNORMAL, Thin
from server.wire import JSON

Script = Callable[[ServerConnection], object]


class Line:
    """A thin client and all that it told."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.opened: asyncio.Future[Thin] = asyncio.get_running_loop().create_future()
        self.closed: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self.heard: asyncio.Queue[bytes] = asyncio.Queue()

    async def connect(self) -> Thin:
        uri = parse_uri(self.url)
        await asyncio.get_running_loop().create_connection(
            lambda: Thin(
                uri, self.opened.set_result, self.heard.put_nowait, self.closed.set_result
            ),
            uri.host,
            uri.port,
        )
        return await self.opened


@asynccontextmanager
async def line(script: Script) -> AsyncIterator[Line]:
    async with serve(script, "127.0.0.1", 0, subprotocols=[JSON], compression=None) as server:
        yield Line(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws?x=1")


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536, 400_000])
async def test_frames_of_every_length_arrive_whole(size: int) -> None:
    async def script(server: ServerConnection) -> None:
        for _ in range(2):
            await server.send("x" * size)
        await server.recv()

    async with line(script) as client:
        thin = await client.connect()
        assert [await client.heard.get() for _ in range(2)] == [b"x" * size] * 2
        thin.abort()
        assert await client.closed == ABNORMAL


@pytest.mark.parametrize("size", [1, 125, 126, 60_000])
async def test_what_it_says_is_heard(size: int) -> None:
    async def script(server: ServerConnection) -> None:
        await server.send(await server.recv())

    async with line(script) as client:
        thin = await client.connect()
        thin.send(b"y" * size)
        assert await client.heard.get() == b"y" * size
        assert await client.closed == 1000


async def test_pieces_are_put_together_and_pings_answered() -> None:
    pongs: list[float] = []

    async def script(server: ServerConnection) -> None:
        await server.send(["one", "two", "three"])
        pongs.append(await (await server.ping(b"there?")))
        await server.send("after")
        await server.close(1001)

    async with line(script) as client:
        await client.connect()
        assert await client.heard.get() == b"onetwothree"
        assert await client.heard.get() == b"after"
        assert await client.closed == 1001
    assert len(pongs) == 1


async def test_a_byte_at_a_time_is_enough() -> None:
    heard: list[bytes] = []
    opened: list[Thin] = []
    thin = Thin(parse_uri("ws://h/ws"), opened.append, heard.append, lambda code: None)

    class Nowhere(asyncio.Transport):
        def write(self, data: object) -> None:
            pass

    thin.connection_made(Nowhere())
    for byte in b"HTTP/1.1 101 Hello\r\nA: b\r\n\r\n\x81\x02hi\x81\x7e\x00\x03you":
        thin.data_received(bytes([byte]))
    assert (len(opened), heard) == (1, [b"hi", b"you"])


async def test_who_is_not_let_in_is_told() -> None:
    async def refuse(connection: ServerConnection, request: object) -> object:
        return connection.respond(503, "full")

    async def never(server: ServerConnection) -> None:
        raise AssertionError

    async with serve(never, "127.0.0.1", 0, process_request=refuse) as server:
        client = Line(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}/ws")
        connecting = asyncio.create_task(client.connect())
        assert await client.closed == ABNORMAL
        connecting.cancel()
        await asyncio.wait({connecting})
