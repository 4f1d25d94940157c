"""Nodes as programs of their own over one PostgreSQL and one Redis, started by the bench itself."""

import asyncio
import contextlib
import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

import psutil

from persistence.embedded import Embedded
from tests.faults.world import Server

# So that nobody is refused for being quick: a crowd on one machine is not what is measured.
OPEN = {"GENIUS_LOG_LEVEL": "warning", "GENIUS_RATE_FACTOR": "100"}
CONNECTIONS = 200


class Town:
    """Databases and nodes that run."""

    def __init__(self, embedded: Embedded, nodes: Sequence[Server]) -> None:
        self._embedded, self.nodes = embedded, nodes

    @property
    def urls(self) -> tuple[str, ...]:
        """Where players come in, one address for each node."""
        return tuple(node.url for node in self.nodes)

    @property
    def database_url(self) -> str:
        """The PostgreSQL of all."""
        return self._embedded.database_url

    @property
    def redis_url(self) -> str:
        """The Redis of all."""
        return self._embedded.redis_url

    @property
    def pids(self) -> dict[str, list[int]]:
        """The programs by their kind; those that they started belong to them."""
        postgres, valkey = self._embedded.postgres_pid, self._embedded.redis_pid
        assert postgres is not None
        assert valkey is not None
        nodes = [node.process.pid for node in self.nodes if node.process is not None]
        return {"nodes": nodes, "postgres": [postgres], "valkey": [valkey]}

    @property
    def wrongs(self) -> list[str]:
        """What no log may hold, each with what it came to."""
        return [wrong for node in self.nodes for wrong in wrongs_in(node.log)][:3]


def wrongs_in(log: str) -> Iterator[str]:
    """Tracebacks, each by the line before it and its last, and what broke."""
    lines = log.splitlines()
    for at, line in enumerate(lines):
        if line.startswith("Traceback"):
            ends = (later for later in lines[at + 1 :] if later and not later[0].isspace())
            yield f"{lines[at - 1] if at else ''} | {next(ends, '')}"
        elif "broke" in line:
            yield line


@asynccontextmanager
async def built(count: int, environment: Mapping[str, str] = OPEN) -> AsyncIterator[Town]:
    """So many nodes, open, that know each other; all of it ends, and is gone, afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="genius-bench-"))
    os.chmod(folder, 0o755)  # the account of the built-in servers must enter it
    embedded = Embedded(folder / "data", max_connections=CONNECTIONS, log=lambda _: None)
    nodes: list[Server] = []
    try:
        await embedded.start()
        for number in range(count):
            node = Server(
                folder,
                **environment,
                GENIUS_NODE=f"node{number + 1}",
                DATABASE_URL=embedded.database_url,
                REDIS_URL=embedded.redis_url,
            )
            nodes.append(node)
        # The first makes the tables.
        await asyncio.to_thread(nodes[0].start)
        await asyncio.gather(*(asyncio.to_thread(node.start) for node in nodes[1:]))
        yield Town(embedded, nodes)
    finally:
        for node in nodes:
            node.close()
        await embedded.stop()
        shutil.rmtree(folder, ignore_errors=True)


def pin(pids: Iterable[int], cores: Iterable[int]) -> None:
    """Keep these programs, with all their threads and children, on these cores."""
    wanted = list(cores)
    for pid in pids:
        top = psutil.Process(pid)
        for each in (top, *top.children(recursive=True)):
            # One that has ended meanwhile needs no core.
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                for thread in each.threads():
                    os.sched_setaffinity(thread.id, wanted)


def halves() -> tuple[list[int], list[int]] | None:
    """The first core, and the others; None where there is only one."""
    cores = sorted(os.sched_getaffinity(0))
    return (cores[:1], cores[1:]) if len(cores) > 1 else None
