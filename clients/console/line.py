"""One connection to a server's console: lines out, results back, signals as they come.

Knows the wire and nothing of how results look.
"""

import asyncio
from collections.abc import Callable
from itertools import count
from types import TracebackType
from typing import Any, Final, Self
from urllib.parse import urlsplit, urlunsplit

import msgspec
from msgspec import UNSET, Struct, UnsetType
from websockets.exceptions import InvalidHandshake, InvalidURI

from clients.failures import Dismissed, Refused, Unanswered, Unreachable
from clients.link import Link, connect
from server.wire import (
    CONSOLE_CODECS,
    JSON,
    Complete,
    CompleteReply,
    ConsoleSignal,
    ErrorReply,
    Execute,
    ExecuteReply,
    FromConsole,
    Hello,
    HelloReply,
    KeyAuth,
    PasswordAuth,
    Reply,
    Topic,
    Watch,
)

PATH: Final = "/console"
CONNECT_S: Final = 10.0
ANSWER_S: Final = 30.0
SCHEMES: Final = {"ws": "ws", "wss": "wss", "http": "ws", "https": "wss"}
SAID_BY: Final = "genius-console/1"


class _Head(Struct):
    """Enough of a frame to know what it is."""

    re: str | UnsetType | None = UNSET
    ok: bool = True
    sig: str | UnsetType = UNSET


def console_url(given: str) -> str:
    """The console's own address on a server that is named in any usual way."""
    parts = urlsplit(given if "://" in given else f"ws://{given}")
    scheme = SCHEMES.get(parts.scheme)
    if scheme is None or not parts.netloc:
        raise Unreachable(f"{given}: an address such as ws://127.0.0.1:8765 is needed")
    path = parts.path if parts.path.endswith(PATH) else parts.path.rstrip("/") + PATH
    return urlunsplit((scheme, parts.netloc, path, "", ""))


class Line:
    """An open console. Use as `async with`; raises Unreachable, Refused or Dismissed."""

    def __init__(
        self,
        url: str,
        auth: PasswordAuth | KeyAuth,
        on_signal: Callable[[ConsoleSignal], None] = lambda _signal: None,
    ) -> None:
        self.greeting: HelloReply | None = None
        self._url, self._auth, self._on_signal = console_url(url), auth, on_signal
        self._codec = CONSOLE_CODECS[JSON]
        self._link: Link | None = None
        # At most one of each kind is on its way: a person, or a script, asks and waits.
        self._waiting: dict[str, tuple[type[Reply], asyncio.Future[Reply]]] = {}
        self._ids = count(1)

    async def __aenter__(self) -> Self:
        """Connect and sign in."""
        try:
            self._link = await connect(self._url, JSON, self._take, CONNECT_S)
        except (OSError, InvalidHandshake, InvalidURI) as error:
            said = str(error) or type(error).__name__
            raise Unreachable(f"{self._url}: {said}") from error
        self._link.closed.add_done_callback(self._closed)
        try:
            hello = Hello(id=self._id(), v=1, client=SAID_BY, auth=self._auth)
            self.greeting = await self._ask(hello, HelloReply)
        except BaseException:
            self._link.abort()
            raise
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._link is not None
        await self._link.goodbye()

    async def execute(self, line: str) -> ExecuteReply:
        """Have a line carried out; raises Refused with what would do."""
        reply: ExecuteReply = await self._ask(Execute(id=self._id(), line=line), ExecuteReply)
        return reply

    async def complete(self, line: str) -> list[str]:
        """Words that could stand where the last one stands."""
        reply: CompleteReply = await self._ask(Complete(id=self._id(), line=line), CompleteReply)
        return reply.completions

    async def watch(self, *topics: Topic) -> None:
        """Hear of these from now on, and of nothing else."""
        await self._ask(Watch(id=self._id(), topics=topics), Reply)

    @property
    def is_open(self) -> bool:
        """Whether lines still get through."""
        return self._link is not None and not self._link.closed.done()

    def _id(self) -> str:
        return f"t{next(self._ids)}"

    async def _ask(self, command: FromConsole, kind: type[Any]) -> Any:
        assert self._link is not None
        assert command.id is not None
        if self._link.closed.done():
            raise Dismissed(*self._link.closed.result())
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        self._waiting[command.id] = (kind, answer)
        self._link.send(self._codec.encode(command), binary=False)
        try:
            async with asyncio.timeout(ANSWER_S):
                return await answer
        except TimeoutError as error:
            raise Unanswered(f"no answer in {ANSWER_S:g} s: it may yet be done") from error
        finally:
            self._waiting.pop(command.id, None)

    def _take(self, frame: bytes) -> None:
        head = msgspec.json.decode(frame, type=_Head)
        if head.sig == "console":
            self._on_signal(msgspec.json.decode(frame, type=ConsoleSignal))
        waiting = self._waiting.get(head.re) if isinstance(head.re, str) else None
        if waiting is None or waiting[1].done():
            return
        kind, answer = waiting
        if head.ok:
            answer.set_result(msgspec.json.decode(frame, type=kind))
        else:
            error = msgspec.json.decode(frame, type=ErrorReply).error
            answer.set_exception(Refused(error.code, error.message, error.retry_after_ms))

    def _closed(self, closed: asyncio.Future[tuple[int, str]]) -> None:
        for _, answer in self._waiting.values():
            if not answer.done():
                answer.set_exception(Dismissed(*closed.result()))
