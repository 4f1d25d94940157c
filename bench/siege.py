"""A node under siege: how long players wait for an answer, in peace and under each attack.

`python -m bench.siege` starts a node of its own, lets bots play on it the whole time, and
compares the 99th percentile of their waits in the same run. Status 1 if a bar is missed.
"""

import argparse
import asyncio
import json
import os
import resource
import shutil
import signal
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import psutil
import uvloop

from bench.calm import Calm, Players
from bench.figures import ACKS_MIN, Row, Scale, table
from clients.bots.load import Load
from clients.bots.options import Options
from game.rules import Settings
from tests.faults.world import Server

KIB: Final = 1024


class Siege:
    """Bots that play, a node that serves, and attackers that come and go."""

    def __init__(self, server: Server, scale: Scale) -> None:
        self.server, self.scale = server, scale
        self.rows: list[Row] = []
        self.attacked: list[Row] = []
        self.notes: list[str] = []
        self.troubles: list[str] = []
        self.calm = Calm()

    async def run(self) -> None:
        """Everything, one after the other, with peace before and after each."""
        players = Players(self._options())
        playing = asyncio.create_task(players.run())
        await players.seated(self.scale.games * self.scale.players)
        await asyncio.sleep(self.scale.settle_s)
        await self._peace(players)
        # First, while the node's memory is still its own.
        await self._idle(players)
        await self._attack(players, "half-open handshakes, one address", self._half_open(1))
        await self._attack(players, "wrong logins, one address", self._logins(1))
        await self._attack(players, "wrong logins, 250 addresses", self._logins(250))
        for row in self.attacked:
            row.peace = self.calm.usual()
        outcome = await playing
        self.notes.append(
            f"{outcome.games_completed} of {outcome.games} games completed by"
            f" {outcome.players} bots, {outcome.errors} errors, {outcome.reconnects} reconnects,"
            f" {outcome.holes} holes, {outcome.acked_lost} acknowledged and lost"
        )
        if not outcome.clean or outcome.reconnects:
            self.troubles.append(f"the players were disturbed: {outcome.notes or outcome}")

    def _options(self) -> Options:
        scale = self.scale
        return Options(
            url=self.server.url,
            games=scale.games,
            players=scale.players,
            rounds=scale.rounds,
            think_ms=scale.think_ms,
            settings=Settings(voting_seconds=60, reveal_seconds=0, judge="off"),
            seed="siege",
            timeout_s=1_200,
        )

    async def _peace(self, players: Players) -> None:
        """A window without an attack; an attack is compared with the middle of all of these."""
        await asyncio.sleep(self.scale.settle_s)
        row = await self._window(players, "calm", self.scale.peace_s)
        self.calm.add(row.p99)

    async def _window(self, players: Players, name: str, lasts_s: float) -> Row:
        began_s = perf_counter()
        await asyncio.sleep(lasts_s)
        waits = players.waits(began_s, perf_counter())
        row = Row(name, waits.n, waits.p50 or 0.0, waits.p99 or 0.0)
        self.rows.append(row)
        return row

    async def _attack(self, players: Players, name: str, arguments: list[str]) -> None:
        attacker = await self._send(*arguments)
        try:
            row = await self._window(players, name, self.scale.window_s)
            row.seen = await _told(attacker)
        finally:
            await _end(attacker)
        await self._peace(players)
        self.attacked.append(row)

    async def _idle(self, players: Players) -> None:
        """The crowd arrives, is there, and one more comes to play."""
        scale, pid = self.scale, self._pid
        before = psutil.Process(pid).memory_info().rss
        addresses = str(max(1, scale.idle // 500))
        seconds = str(scale.idle / scale.idle_per_s * 3)
        attacker = await self._send(
            *("idle", "--count", str(scale.idle), "--rate", str(scale.idle_per_s)),
            *("--addresses", addresses, "--seconds", seconds),
        )
        try:
            began_s = perf_counter()
            here = await _told(attacker)
            waits = players.waits(began_s, perf_counter())
            arriving = Row(
                f"{scale.idle:,d} guests arriving", waits.n, waits.p50 or 0, waits.p99 or 0
            )
            arriving.seen = here
            self.rows.append(arriving)
            await asyncio.sleep(self.scale.settle_s)
            each = (psutil.Process(pid).memory_info().rss - before) / max(1, here["here"])
            self.notes.append(f"{here['here']:,d} idle connections, {each / KIB:.1f} KiB each")
            if here["here"] < scale.idle:
                self.troubles.append(f"only {here['here']} of {scale.idle} idle guests got in")
            name = f"{here['here']:,d} idle connections"
            row = await self._window(players, name, scale.window_s)
            await self._newcomer()
        finally:
            await _end(attacker)
        await self._peace(players)
        self.attacked += [arriving, row]

    async def _newcomer(self) -> None:
        """Two more people find a seat and play a whole game."""
        options = Options(
            url=self.server.url,
            players=2,
            think_ms=20,
            settings=Settings(voting_seconds=30, reveal_seconds=0, judge="off"),
            seed="newcomer",
            timeout_s=60,
        )
        outcome = await Load(options).run()
        self.notes.append(f"newcomers played a game beside them in {outcome.duration_s:.1f} s")
        if not outcome.clean:
            self.troubles.append(f"newcomers could not play: {outcome.notes}")

    # -- attackers

    @property
    def _pid(self) -> int:
        assert self.server.process is not None
        return self.server.process.pid

    def _half_open(self, addresses: int) -> list[str]:
        count, seconds = self.scale.half_open, self.scale.window_s
        return ["half_open", "--count", str(count), "--rate", "200", *_for(seconds, addresses)]

    def _logins(self, addresses: int) -> list[str]:
        rate, seconds = self.scale.logins_per_s, self.scale.window_s
        return ["logins", "--rate", str(rate), *_for(seconds, addresses)]

    async def _send(self, *arguments: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bench.attackers", *arguments),
            *("--port", str(self.server.port)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            # Where sessions are scheduled as one, they take what the players leave only so.
            start_new_session=True,
        )


def _for(seconds: float, addresses: int) -> list[str]:
    return ["--seconds", str(seconds), "--addresses", str(addresses)]


async def _told(attacker: asyncio.subprocess.Process) -> dict[str, Any]:
    """What the attackers saw; they say it when they are done."""
    assert attacker.stdout is not None
    async with asyncio.timeout(180):
        told: dict[str, Any] = json.loads(await attacker.stdout.readline() or b"{}")
    return told


async def _end(attacker: asyncio.subprocess.Process) -> None:
    if attacker.stdin is not None:
        attacker.stdin.close()
    try:
        async with asyncio.timeout(20):
            await attacker.wait()
    except TimeoutError:
        attacker.kill()
        await attacker.wait()


def besiege(scale: Scale, settings: Mapping[str, str], *, spread: bool = True) -> Siege:
    """Start a node with these settings, besiege it, and end it; the siege tells what it saw."""
    folder = Path(tempfile.mkdtemp(prefix="genius-siege-"))
    server = Server(folder, **{"GENIUS_LOG_LEVEL": "warning", **settings})
    siege = Siege(server, scale)
    try:
        server.start()
        assert server.process is not None
        if spread:
            _spread(server.process.pid)
        uvloop.run(siege.run())
    finally:
        server.stop()
        server._log.close()
        siege.troubles += [line for line in server.log.splitlines() if "Traceback" in line][:3]
        shutil.rmtree(folder, ignore_errors=True)
    return siege


def _spread(pid: int) -> None:
    """The node on one core; players and attackers on the others, where there are two."""
    cores = sorted(os.sched_getaffinity(0))
    if len(cores) > 1:
        os.sched_setaffinity(pid, cores[:1])
        os.sched_setaffinity(0, cores[1:])


def main() -> int:
    """Besiege and tell; 1 if a bar was missed or anybody was disturbed."""
    parser = argparse.ArgumentParser(prog="python -m bench.siege")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE")
    for name, kind, value in (
        *(("games", int, 50), ("players", int, 8), ("think-ms", float, 900.0)),
        *(
            ("window-s", float, 30.0),
            ("peace-s", float, 30.0),
            ("idle", int, 10_000),
            ("half-open", int, 5_000),
        ),
        ("logins-per-s", float, 500.0),
    ):
        parser.add_argument(f"--{name}", type=kind, default=value)
    given = vars(parser.parse_args())
    # Told to stop, we stop what we started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    settings = dict(each.split("=", 1) for each in given.pop("set"))
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    siege = besiege(Scale(**given), settings)
    said = ", ".join(f"{k}={v}" for k, v in settings.items()) or "all as they come"
    sys.stdout.write(f"settings: {said}; {siege.scale.games} games of {siege.scale.players} bots\n")
    sys.stdout.write(table(siege.rows, siege.notes) + "\n")
    few = [row.name for row in siege.rows if row.acks < ACKS_MIN]
    if few:
        sys.stdout.write(f"fewer than {ACKS_MIN:,d} acks in: {', '.join(few)}\n")
    for trouble in siege.troubles:
        sys.stdout.write(f"TROUBLE: {trouble[:2_000]}\n")
    return 1 if siege.troubles or not all(row.holds for row in siege.rows) else 0


if __name__ == "__main__":
    sys.exit(main())
