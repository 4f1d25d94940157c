"""A node of twins behind a real socket, with its console."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from msgspec.structs import replace

from server.accounts.ban_list import BanList
from server.console import Console
from server.console_task import Floor
from server.terms import Terms
from tests.server.console.scene import Scene
from tests.server.peer import PLENTY, SocketNode

PASSWORD = "correct horse"


class LiveScene(Scene):
    """The same people and games; connections are those of the sockets."""

    def __init__(self) -> None:
        super().__init__()
        self.bans = BanList(self.means.bans)
        self.sockets = SocketNode(self.node, Terms(PLENTY, bans=self.bans))
        self.means = replace(
            self.means,
            crowd=self.sockets.gathering,
            rooms=Floor(self.node.directory),
            ban_list=self.bans,
        )
        self.console = self.sockets.node.console = Console(self.means)

    @property
    def port(self) -> int:
        """Where it listens."""
        return self.sockets.port

    async def open(self) -> None:
        """Listen, and give everyone a password."""
        hashed = await self.node.passwords.hashed(PASSWORD)
        for row in self.store.users.values():
            row.password_hash = None if row.is_guest else hashed
        await self.sockets.node.start(self.sockets.listening)


@asynccontextmanager
async def live() -> AsyncIterator[LiveScene]:
    """A scene that listens, until the end of the test."""
    scene = LiveScene()
    await scene.open()
    try:
        yield scene
    finally:
        await scene.sockets.stop()
