"""The games one client follows: what arrives is put in order, gaps are asked for, readers fed.

Owns no task and no connection; asks for a resume through a function it is given.
"""

import asyncio
from collections.abc import Callable, Sequence
from typing import Final

from clients.failures import ClientError, Refused
from clients.reader import Reader
from clients.stream import Numbered, Shown, Stream
from game.ids import GameId
from game.snapshot import Snapshot
from server.wire import Reply, ResumeReply

# A resume that brought nothing is not asked again at once.
PAUSE_S: Final = 0.25

Resume = Callable[[GameId, int], asyncio.Future[Reply]]


class Following:
    """Streams by game; with `on_view` everything goes there, else into one Reader per game."""

    def __init__(self, resume: Resume, on_view: Callable[[GameId, Shown], None] | None) -> None:
        self.gaps = 0
        self.astray = 0
        self.snapshots = 0
        self._resume, self._on_view = resume, on_view
        self._streams: dict[GameId, Stream] = {}
        self._readers: dict[GameId, Reader] = {}
        self._asked: dict[GameId, asyncio.Future[Reply]] = {}
        self._ended: ClientError | None = None

    @property
    def duplicates(self) -> int:
        """Views that came twice and were dropped."""
        return sum(stream.duplicates for stream in self._streams.values())

    def reader(self, game: GameId) -> Reader:
        """The queue of one game, which begins with the join."""
        reader = self._readers.setdefault(game, Reader())
        if self._ended is not None:
            reader.end(self._ended)
        return reader

    def feed(self, view: Numbered) -> None:
        """Take a live event; what comes before the join's answer waits for it."""
        stream = self._streams.setdefault(view.game, Stream())
        if stream.seq is not None and view.seq != stream.seq + 1:
            self.astray += 1
        self._show(view.game, stream.feed(view))
        if stream.gapped and view.game not in self._asked:
            self.gaps += 1
            self._fill(view.game)

    def joined(self, snapshot: Snapshot) -> None:
        """Follow this game from its snapshot on."""
        self._restart(snapshot)
        self._check(snapshot.game.id)

    def resumed(self, reply: ResumeReply) -> None:
        """Take what a resume brought, whoever asked for it."""
        if reply.snapshot is not None:
            self.snapshots += 1
            self._restart(reply.snapshot)
        stream = self._streams.setdefault(reply.game.id, Stream())
        for view in reply.events or ():
            self._show(reply.game.id, stream.feed(view))

    def reconnected(self) -> None:
        """A new connection carries nothing until each game is resumed."""
        self._asked.clear()
        for game, stream in list(self._streams.items()):
            if stream.seq is not None:
                self._fill(game)

    def leave(self, game: GameId, error: ClientError) -> None:
        """Follow this game no longer."""
        self._streams.pop(game, None)
        self._asked.pop(game, None)
        if reader := self._readers.pop(game, None):
            reader.end(error)

    def end(self, error: ClientError) -> None:
        """Nothing more will come for any game."""
        self._ended = error
        for reader in self._readers.values():
            reader.end(error)

    def _restart(self, snapshot: Snapshot) -> None:
        stream = self._streams.setdefault(snapshot.game.id, Stream())
        self._show(snapshot.game.id, stream.restart(snapshot))

    def _show(self, game: GameId, shown: Sequence[Shown]) -> None:
        if not shown:
            return
        if self._on_view is None:
            self.reader(game).put(shown)
            return
        for each in shown:
            self._on_view(game, each)

    def _fill(self, game: GameId) -> None:
        seq = self._streams[game].seq
        assert seq is not None
        asked = self._asked[game] = self._resume(game, seq)
        asked.add_done_callback(lambda answer: self._filled(game, seq, answer))

    def _filled(self, game: GameId, since: int, answer: asyncio.Future[Reply]) -> None:
        if self._asked.get(game) is not answer:
            return
        del self._asked[game]
        if answer.cancelled():
            return
        error = answer.exception()
        if isinstance(error, Refused):
            self.leave(game, error)
        elif error is None and self._streams[game].seq == since and self._streams[game].gapped:
            asyncio.get_running_loop().call_later(PAUSE_S, self._check, game)
        else:
            self._check(game)

    def _check(self, game: GameId) -> None:
        stream = self._streams.get(game)
        if stream is not None and stream.gapped and game not in self._asked and not self._ended:
            self._fill(game)
