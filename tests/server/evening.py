"""A real node in the test's own process, and people who play on it over sockets."""

import asyncio
import contextlib
import itertools
import os
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from msgspec import Struct

from persistence.postgres.games import PostgresGames
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.pool import Pool, create_pool
from persistence.redis.client import Client
from server import content
from server.bootstrap import ROOT, listen, pool_settings
from server.composition import compose
from server.metrics import Metrics
from server.node_task import Node
from server.replay import replay
from server.settings import read_settings
from server.stores import stores
from tests.server.peer import Peer
from tests.server.plain_passwords import PlainPasswords
from tests.server.visiting import Said

VOTES = ("funny", "creative", "best")
_count = itertools.count(1)


class Place(Struct, frozen=True):
    """Where the databases are; `prefix` keeps the keys of one test apart."""

    database_url: str
    redis_url: str
    prefix: str
    folder: Path

    @classmethod
    def of(cls, database_url: str, redis_url: str, folder: Path) -> "Place":
        """A place of one test's own."""
        return cls(database_url, redis_url, f"test-{os.getpid()}-evening-{next(_count)}", folder)


class RealNode:
    """What `genius serve` puts together, without its process."""

    def __init__(
        self, place: Place, node: Node, port: int, pool: Pool, journal: PostgresJournal
    ) -> None:
        self.place, self.node, self.port = place, node, port
        self.pool, self.journal = pool, journal
        self.peers: list[Peer] = []

    async def guest(self, name: str) -> Peer:
        """A person who has just signed in."""
        peer = await self._connect()
        await peer.hello(name)
        return peer

    async def back(self, before: Peer) -> Peer:
        """The same person on a new connection."""
        peer = await self._connect()
        said = await peer.ask("hello", auth={"kind": "token", "token": before.heard[0]["token"]})
        assert said["user"]["id"] == before.heard[0]["user"]["id"]
        return peer

    async def _connect(self) -> Peer:
        self.peers.append(await Peer.connect(self.port))
        return self.peers[-1]

    async def found(self, *people: Peer, agents: int = 0, **settings: object) -> str:
        """A game of these people and so many machines, about to begin."""
        wishes = {"reveal_seconds": 0, "voting_seconds": 20, **settings}
        fields = {"agents": agents, "time_limit_seconds": 20, "settings": wishes}
        game = str((await people[0].ask("game.create", **fields))["game"]["id"])
        for person in people:
            assert (await person.ask("game.join", game=game))["ok"]
        return game

    async def replayed(self, game: str) -> str:
        """What `genius replay` says; asserts that it is content."""
        lines: list[str] = []
        status = await replay(PostgresGames(self.pool), self.journal, game, lines.append)
        assert status == 0, lines
        return "\n".join(lines)


@contextlib.asynccontextmanager
async def serving(
    place: Place, name: str = "one", judge: str = "off", **others: str
) -> AsyncIterator[RealNode]:
    """A node with these `others` of the settings, drained at the end."""
    settings = read_settings(
        {
            "GENIUS_DATA_DIR": str(place.folder),
            "GENIUS_NODE": name,
            "GENIUS_AGENT_PACE": "0.01",
            "GENIUS_JUDGE": judge,
            # However busy the machine is with other tests.
            "GENIUS_JUDGE_BUDGET": "30s",
            "DATABASE_URL": place.database_url,
            "DATABASE_POOL_SIZE": "4",
            **others,
        }
    )
    pool = await create_pool(place.database_url, pool_settings(settings))
    redis = Client(place.redis_url, prefix=place.prefix)
    journal = PostgresJournal(pool)
    await journal.start()
    try:
        kept = stores(pool, redis, journal)
        words, metrics = content.words(ROOT), Metrics()
        node = await compose(settings, kept, words, metrics, PlainPasswords(), None, lambda: None)
        listening = listen("127.0.0.1", 0)
        real = RealNode(place, node, listening.getsockname()[1], pool, journal)
        await node.start(listening)
        try:
            yield real
        finally:
            draining = asyncio.create_task(node.drain())
            for peer in real.peers:
                await peer.end()
                await peer.hang_up()
            await draining
            kept.probe.close()
    finally:
        await journal.stop()
        await redis.close()
        await pool.close()


async def insist(peer: Peer, op: str, **fields: object) -> Said:
    """Ask until it is taken, with the same id, as clients do in an outage."""
    async with asyncio.timeout(20):
        while True:
            peer.heard = [said for said in peer.heard if said.get("re") != fields["id"]]
            said = await peer.ask(op, **fields)
            if said["ok"]:
                return said
            assert said["error"]["code"] == "unavailable", said
            await asyncio.sleep(0.02)


async def answer(people: Sequence[Peer], game: str, number: int) -> list[Said]:
    """Everybody answers this round; gives the replies."""
    replies = []
    for n, person in enumerate(people):
        await person.event("round.started", round=number)
        fields = {"game": game, "round": number, "text": f"quip {number} of {n}"}
        replies.append(await insist(person, "response.submit", id=f"r{number}", **fields))
    return replies


async def vote(people: Sequence[Peer], game: str, number: int) -> None:
    """Everybody votes in this round, and sees its reveal."""
    for n, person in enumerate(people):
        ballot = await person.event("voting.started", round=number)
        lines = [line for line in ballot["responses"] if line["text"] != f"quip {number} of {n}"]
        for place, kind in enumerate(VOTES):
            chosen = lines[place % len(lines)]["id"]
            fields = {"game": game, "round": number, "response": chosen, "vote_type": kind}
            await insist(person, "vote.cast", id=f"v{number}.{kind}", **fields)
    for person in people:
        await person.event("round.completed", round=number)


async def rounds(people: Sequence[Peer], game: str, first: int, last: int) -> None:
    """Play these rounds."""
    for number in range(first, last + 1):
        await answer(people, game, number)
        await vote(people, game, number)


def is_dense(seqs: Sequence[int]) -> bool:
    """Whether no number is missing, doubled or out of order."""
    return list(seqs) == list(range(seqs[0], seqs[0] + len(seqs)))
