"""A wire to PostgreSQL that can go deaf: what the server says to who listens is swallowed."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

CHUNK = 65_536
PORT = 5432


def host_and_port(url: str) -> tuple[str, int]:
    """Where an address leads; a folder of sockets for a host."""
    parts = urlsplit(url)
    query = parse_qs(parts.query)
    host = query["host"][0] if "host" in query else parts.hostname or "localhost"
    port = query["port"][0] if "port" in query else parts.port or PORT
    return host, int(port)


class Wire:
    """Carries connections; `url` is the address of the same database through it."""

    def __init__(self, url: str, folder: Path) -> None:
        self._host, self._port = host_and_port(url)
        query = urlencode({"host": str(folder), "port": PORT})
        parts = urlsplit(url)
        user = parts.netloc.rpartition("@")[0]
        self.url = f"postgresql://{user}@{parts.path}?{query}"
        # Those that listen, of which what the server says is no longer passed on if True.
        self._listening: dict[asyncio.StreamWriter, bool] = {}
        self._deaf_from_now_on = False
        self.deafened = 0

    def deafen(self, *, for_good: bool = False) -> None:
        """Whoever listens now hears nothing any more, nor, `for_good`, whoever will."""
        self._deaf_from_now_on = for_good
        self._listening = dict.fromkeys(self._listening, True)
        self.deafened = len(self._listening)

    def heal(self) -> None:
        """Whoever listens from now on hears."""
        self._deaf_from_now_on = False

    async def carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        if self._host.startswith("/"):
            path = f"{self._host}/.s.PGSQL.{self._port}"
            back, forth = await asyncio.open_unix_connection(path)
        else:
            back, forth = await asyncio.open_connection(self._host, self._port)
        ways = [
            asyncio.create_task(self._ask(reader, forth, writer)),
            asyncio.create_task(self._answer(back, writer)),
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            self._listening.pop(writer, None)
            for each in (writer, forth):
                each.transport.abort()

    async def _ask(
        self,
        reader: asyncio.StreamReader,
        forth: asyncio.StreamWriter,
        writer: asyncio.StreamWriter,
    ) -> None:
        while said := await reader.read(CHUNK):
            if b'LISTEN "game_events"' in said:
                self._listening[writer] = False
            forth.write(said)
            await forth.drain()

    async def _answer(self, back: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while said := await back.read(CHUNK):
            if not self._listening.get(writer):
                writer.write(said)
                await writer.drain()
            # The answer to LISTEN itself is heard, and nothing after.
            if writer in self._listening and self._deaf_from_now_on:
                self._listening[writer] = True


@asynccontextmanager
async def wire_to(url: str) -> AsyncIterator[Wire]:
    """A wire to this database; its connections are cut at the end."""
    with tempfile.TemporaryDirectory(prefix="genius-wire-") as folder:
        wire, carried = Wire(url, Path(folder)), dict[asyncio.Task[None], None]()

        def begin(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            task = asyncio.create_task(wire.carry(reader, writer))
            carried[task] = None
            task.add_done_callback(lambda _: carried.pop(task))

        path = f"{folder}/.s.PGSQL.{PORT}"
        server = await asyncio.start_unix_server(begin, path)
        try:
            yield wire
        finally:
            server.close()
            tasks = [*carried]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
