"""`make fuzz`: a server of our own, a million hostile frames, and a table of what came of them."""

import argparse
import asyncio
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Final

import uvloop

from tests.faults.world import Server
from tests.fuzz.campaign import Campaign, Honest, resident, subsided, troubles_in
from tests.fuzz.settings import LEFT_BYTES_MAX, MIB, UNLIMITED

# Of a failure; all of it can be had by playing its episode again.
SHOWN_LETTERS: Final = 1_500
WARM_SHARE: Final = 0.1
SUBSIDE_S: Final = 60.0
# Numbers of the warm-up's episodes begin here, out of the way of those that count.
WARM_FROM: Final = 10_000_000


def say(line: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run a campaign, or one episode of it again; 1 when a promise was broken."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--frames", type=int, default=1_000_000)
    parser.add_argument("--seed", default="1", help="a seed, or SEED.NUMBER of a single episode")
    arguments = parser.parse_args()
    # Told to stop, we stop what we started first.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    folder = Path(tempfile.mkdtemp(prefix="genius-fuzz-"))
    server = Server(folder, GENIUS_LOG_LEVEL="warning", **UNLIMITED)
    troubles: list[str] = []
    try:
        server.start()
        seed, _, number = arguments.seed.partition(".")
        run = _again(server, seed, int(number)) if number else _run(server, seed, arguments.frames)
        troubles = uvloop.run(run)
    finally:
        server.stop()
        troubles += troubles_in(server.log, folder / "data" / "crashes")
        shutil.rmtree(folder, ignore_errors=True)
    for trouble in troubles:
        say(f"\nBROKEN: {trouble[:SHOWN_LETTERS]}")
    say("fuzz: " + ("every promise was kept" if not troubles else f"{len(troubles)} troubles"))
    return 1 if troubles else 0


async def _again(server: Server, seed: str, number: int) -> list[str]:
    campaign = Campaign(server.port, seed)
    await campaign.again(number)
    say(f"episode {seed}.{number}: {campaign.tally.sent} frames, {dict(campaign.tally.codes)}")
    return campaign.failures


async def _run(server: Server, seed: str, frames: int) -> list[str]:
    assert server.process is not None
    pid = server.process.pid
    warm = Campaign(server.port, seed)
    honest = Honest(server.url)
    playing = asyncio.create_task(honest.play())
    await warm.send(max(2_000, int(frames * WARM_SHARE)), WARM_FROM)
    before = resident(pid)

    campaign = Campaign(server.port, seed)
    began = perf_counter()
    sending = asyncio.create_task(campaign.send(frames))
    while not sending.done():
        await asyncio.wait({sending}, timeout=10)
        said = f"{campaign.tally.heard:9,d} frames, {len(campaign.failures)} troubles"
        say(f"  {said}, {resident(pid) / MIB:.0f} MiB")
    await sending
    took_s = perf_counter() - began
    honest.stopping = True
    await playing
    after = await subsided(pid, before + LEFT_BYTES_MAX, SUBSIDE_S)
    _tell(campaign, honest, took_s, before, after)
    troubles = [*warm.failures, *campaign.failures, *honest.troubles]
    if after > before + LEFT_BYTES_MAX:
        troubles.append(f"{(after - before) / MIB:.1f} MiB stayed behind")
    return troubles


def _tell(campaign: Campaign, honest: Honest, took_s: float, before: int, after: int) -> None:
    tally = campaign.tally
    wordless = tally.heard - tally.answered - tally.ended
    rows = [
        ("seed", campaign.seed),
        ("frames the server had to look at", f"{tally.heard:,d}"),
        ("  answered", f"{tally.answered:,d}"),
        ("  ended their connection", f"{tally.ended:,d}"),
        ("  owed no answer (no readable id)", f"{wordless:,d}"),
        ("frames behind one that ended it, not counted", f"{tally.cut_off:,d}"),
        ("connections", f"{tally.connections:,d}"),
        ("seconds", f"{took_s:.0f} ({tally.heard / took_s:,.0f} frames/s)"),
        ("answers", ", ".join(f"{k} {n}" for k, n in tally.codes.most_common())),
        ("close codes", ", ".join(f"{k} {n}" for k, n in tally.closes.most_common(12))),
        ("episodes", ", ".join(f"{k} {n}" for k, n in tally.kinds.most_common())),
        ("honest games", f"{len(honest.outcomes)}, {len(honest.troubles)} disturbed"),
        ("server memory", f"{before / MIB:.1f} MiB warm, {after / MIB:.1f} MiB after"),
    ]
    for name, value in rows:
        say(f"{name:45s} {value}")


if __name__ == "__main__":
    sys.exit(main())
