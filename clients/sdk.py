"""The Python client: typed commands, views in order, and coming back after any disconnect.

It stands on the wire alone, and knows nothing that a player could not be told.

    async with Client("ws://127.0.0.1:8765/ws", auth=Guest("Ada")) as client:
        joined = await client.ask(JoinGame(code="K7QX", name="Ada"))
        async for shown in client.events(joined.game.id):
            ...
"""

import asyncio
import secrets
from collections.abc import AsyncIterator, Callable, Sequence
from itertools import count
from types import TracebackType
from typing import Literal, Self

from msgspec.structs import replace

from clients.asking import Asking
from clients.auth import AnyAuth, Guest, Key, Password, Token
from clients.counts import Counts
from clients.exchange import Exchange
from clients.failures import (
    Broken,
    ClientError,
    Dismissed,
    FellBehind,
    Left,
    Refused,
    Unanswered,
    Unreachable,
    told,
)
from clients.following import Following
from clients.frames import FRAMES, Heard
from clients.stream import Shown
from clients.uplink import Uplink
from game.commands import LeaveGame
from game.ids import GameId
from game.views import Skipped, View
from server.wire import (
    CODECS,
    JSON,
    MSGPACK,
    AnySignal,
    ErrorReply,
    FromClient,
    GoodbyeSignal,
    Hello,
    HelloReply,
    JoinReply,
    Reply,
    ResumeGame,
    ResumeReply,
)

__all__ = [
    "Broken",
    "Client",
    "ClientError",
    "Counts",
    "Dismissed",
    "FellBehind",
    "Guest",
    "Key",
    "Left",
    "Password",
    "Refused",
    "Shown",
    "Token",
    "Unanswered",
    "Unreachable",
]


class Client(Asking):
    """One person's connection to one server, kept alive. Use as `async with`.

    `urls` may be several ways to it: which comes `first` is drawn unless given (a place in
    `urls`), and when one fails or says goodbye the next is tried at once.

    `on_view(game, shown)` and `on_signal(signal)` are called as things arrive; with `on_view` no
    queues are kept and `events` must not be used. `on_link(up)` tells of each connection's begin
    and end, and of the client's (see `failure`); `on_resumed(game)` that all that was missed has
    been shown. `patience_s` bounds each `ask`, and the time without any connection.
    """

    def __init__(  # noqa: PLR0913 - who listens for what is named one by one
        self,
        urls: str | Sequence[str],
        *,
        auth: AnyAuth,
        first: int | None = None,
        codec: Literal["json", "msgpack"] = "json",
        name: str = "genius-sdk/1",
        on_view: Callable[[GameId, Shown], None] | None = None,
        on_signal: Callable[[AnySignal], None] | None = None,
        on_link: Callable[[bool], None] | None = None,
        on_resumed: Callable[[GameId], None] | None = None,
        patience_s: float = 60.0,
    ) -> None:
        self.hello: HelloReply | None = None
        self.failure: ClientError | None = None
        self._links = self._heard = 0
        self._auth, self._name, self._patience_s = auth, name, patience_s
        self._on_signal, self._on_link, self._on_resumed = on_signal, on_link, on_resumed
        self._on_view = on_view
        # Ids differ between processes, so that a token used by the next one starts anew.
        self._ids = (f"{start}-{n}" for start in (secrets.token_hex(4),) for n in count(1))
        wire = CODECS[MSGPACK if codec == "msgpack" else JSON]
        self._frames = FRAMES[wire.name]
        self._exchange = Exchange(wire)
        self._following = Following(self._resume, on_view)
        self._uplink = Uplink(
            (urls,) if isinstance(urls, str) else urls,
            self._exchange,
            first=first,
            hello=self._hello,
            on_frame=self._take,
            on_up=self._up,
            on_down=self._down,
            give_up_s=patience_s,
        )
        self._signed_in = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    # -- what callers use

    @property
    def token(self) -> str | None:
        """What brings me back: `Client(url, auth=Token(client.token))`."""
        return self.hello.token if self.hello else None

    @property
    def counts(self) -> Counts:
        """What happened on the way so far."""
        return Counts(
            links=self._links,
            frames=self._heard,
            resent=self._exchange.resent,
            put_off=self._exchange.put_off,
            gaps=self._following.gaps,
            duplicates=self._following.duplicates,
            astray=self._following.astray,
            snapshots=self._following.snapshots,
        )

    async def __aenter__(self) -> Self:
        """Connect and sign in; raises Unreachable, Refused or Dismissed."""
        self._task = asyncio.create_task(self._run())
        try:
            await self._signed_in.wait()
        except BaseException:
            self._task.cancel()
            raise
        if self.failure is not None:
            await self.close()
            raise self.failure
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Say goodbye and stop; whatever still waits gets `Left`."""
        self._stop(Left("the client was closed"))
        if self._uplink.link is not None:
            await self._uplink.link.goodbye()
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait({self._task})

    async def carry_out(self, command: FromClient, timeout_s: float | None) -> Reply:
        """What `ask` does, without its types."""
        if self.failure is not None:
            raise self.failure
        if command.id is None:
            command = replace(command, id=self.new_id())
        assert command.id is not None
        limit_s = self._patience_s if timeout_s is None else timeout_s
        try:
            async with asyncio.timeout(limit_s):
                reply = await self._exchange.post(command)
        except TimeoutError as error:
            raise Unanswered(f"{command.id}: no answer in {limit_s:g} s") from error
        finally:
            self._exchange.forget(command.id)
        if isinstance(command, LeaveGame):
            self.unfollow(command.game)
        return reply

    def tell(self, command: FromClient) -> None:
        """Send a signal (React, Typing): no answer, and lost where there is no connection."""
        self._exchange.tell(command)

    def new_id(self) -> str:
        """A fresh command id, for callers who want to know it before they ask."""
        return next(self._ids)

    async def events(self, game: GameId) -> AsyncIterator[Shown]:
        """All that is shown of a game from the join on: a Snapshot first, then every number.

        Another Snapshot comes only where a gap is too old to be filled, and replaces all before.
        Ends when the client leaves or closes; raises what ended the client otherwise.
        """
        assert self._on_view is None, "views go to on_view"
        async for shown in self._following.reader(game):
            yield shown

    def unfollow(self, game: GameId) -> None:
        """Stop following a game: it is not resumed, and its iterator ends."""
        self._following.leave(game, Left("no longer followed"))

    # -- what the connection calls

    async def _run(self) -> None:
        try:
            await self._uplink.run()
        except Exception as error:
            self._stop(told(error))

    def _hello(self) -> Hello:
        auth = Token(self.hello.token) if self.hello else self._auth
        return Hello(id=self.new_id(), client=self._name, auth=auth)

    def _resume(self, game: GameId, seq: int) -> asyncio.Future[Reply]:
        return self._exchange.post(ResumeGame(id=self.new_id(), game=game, seq=seq), transient=True)

    def _up(self, greeting: HelloReply) -> None:
        self.hello = greeting
        self._links += 1
        # Resumes go first: they take the seats back, on which waiting commands may rest.
        self._following.reconnected()
        self._exchange.signed_in()
        self._signed_in.set()
        if self._on_link is not None:
            self._on_link(True)

    def _down(self) -> None:
        if self._on_link is not None and not isinstance(self.failure, Left):
            self._on_link(False)

    def _take(self, frame: bytes) -> None:
        """One frame. A fault in it, or in whoever listens, ends the client and is told there."""
        if self.failure is not None:
            return
        self._heard += 1
        try:
            self._dispatch(self._frames.read(frame, self._exchange.kind_of))
        except Exception as error:
            self._stop(told(error))

    def _dispatch(self, heard: Heard) -> None:
        if isinstance(heard, View | Skipped):
            self._following.feed(heard)
        elif isinstance(heard, Reply | ErrorReply):
            if isinstance(heard, JoinReply):
                self._following.joined(heard.snapshot)
            elif isinstance(heard, ResumeReply):
                self._following.resumed(heard)
                if self._on_resumed is not None:
                    self._on_resumed(heard.game.id)
            elif isinstance(heard, HelloReply) and self.hello is not None:
                # Registered, renewed, or somebody else now: the token before this one is dead.
                self.hello = heard
            self._exchange.settle(heard)
        elif heard is not None:
            if isinstance(heard, GoodbyeSignal):
                self._uplink.come_back_s = heard.retry_after_ms / 1000
            if self._on_signal is not None:
                self._on_signal(heard)

    def _stop(self, error: ClientError) -> None:
        """The end of this client, for all who wait on it."""
        if self.failure is not None:
            return
        self.failure = error
        self._exchange.fail(error)
        self._following.end(error)
        self._signed_in.set()
        if not isinstance(error, Left):
            if self._uplink.link is not None:
                self._uplink.link.close()
            self._down()
