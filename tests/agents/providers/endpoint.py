"""A language model's endpoint on the loopback: it says whatever a test wants, byte by byte."""

import asyncio
import json
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from agents.ports import Question
from agents.providers.chat import ChatModel
from tests.agents.judge.models import Obedient


class Endpoint:
    """Answers each request with `says`, with None never; or as the model does that `obeys`.

    It hangs up after each answer, unless it `keeps` connections.
    """

    def __init__(self, scheme: str) -> None:
        self.scheme, self.port = scheme, 0
        self.close: Callable[[], None] = lambda: None
        self.says: bytes | None = chat("ten")
        self.obeys: Obedient | None = None
        self.keeps = False
        self.heard: list[tuple[list[str], Any]] = []
        self.accepted: list[asyncio.StreamWriter] = []
        self.left = asyncio.Event()
        self.models: list[ChatModel] = []

    @property
    def url(self) -> str:
        return f"{self.scheme}://127.0.0.1:{self.port}/v1"

    def model(self, key: str = "") -> ChatModel:
        """One that asks here, until the endpoint is gone."""
        self.models.append(ChatModel(f"{self.url}/", "llama", key))
        return self.models[-1]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.accepted.append(writer)
        try:
            while True:
                await self._answer(reader, writer)
                if not self.keeps:
                    return
        except (OSError, asyncio.IncompleteReadError):
            pass  # who asked has gone
        finally:
            writer.close()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().split("\r\n")
        lengths = [line for line in head if line.startswith("Content-Length")]
        body = json.loads(await reader.readexactly(int(lengths[0].split(":")[1])))
        self.heard.append((head, body))
        if self.obeys is not None:
            told, text = (each["content"] for each in body["messages"])
            said = await self.obeys.reply(Question(told, text, body["seed"]))
            writer.write(chat(said))
        elif self.says is None:
            await reader.read()
            self.left.set()
        else:
            writer.write(self.says)


@asynccontextmanager
async def listening(secure: ssl.SSLContext | None = None) -> AsyncIterator[Endpoint]:
    """An endpoint, while it is there, and who asks there."""
    made = Endpoint("https" if secure else "http")
    server = await asyncio.start_server(made.serve, "127.0.0.1", 0, ssl=secure)
    made.port, made.close = server.sockets[0].getsockname()[1], server.close
    try:
        yield made
    finally:
        for model in made.models:
            await model.close()
        server.close()


def answer(body: str, status: str = "200 OK", head: str = "") -> bytes:
    """A whole answer, as it stands on the wire."""
    return f"HTTP/1.1 {status}\r\n{head}\r\n{body}".encode()


def saying(content: Any) -> str:
    """The body of an answer with these words."""
    return json.dumps({"id": "x", "choices": [{"index": 0, "message": {"content": content}}]})


def chat(words: str) -> bytes:
    """An answer with these words."""
    body = saying(words)
    return answer(body, head=f"Content-Length: {len(body.encode())}\r\n")
