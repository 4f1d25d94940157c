"""How soon the page is there, how much comes over the wire, how smooth the stage is; in Chromium.

Bytes are those of its own Network events, times of its own clock; knows no module of the page.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from msgspec import Struct
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, sync_playwright

from bench.record import (
    Figure,
    Lacking,
    Options,
    Record,
    alone,
    at_least,
    at_most,
    machine,
    now,
)
from tests.browser.extremes import serve, snapshot
from tests.faults.world import Server

NONE: Final = (
    "no chromium here: on Debian `apt-get install chromium`, or name one by GENIUS_CHROMIUM"
)
# What Lighthouse calls mobile: a slow phone on a slow 4G line.
CPU_TIMES: Final = 4
ROUND_TRIP_MS: Final = 150
DOWN_BYTES_S: Final = 1_638_400 // 8
UP_BYTES_S: Final = 750_000 // 8
LOADS: Final = 5
KIB: Final = 1_024
# The form listens once the page has words to show: both are drawn in the same turn.
READY: Final = """() => new Promise((done) => {
  const look = () => (document.getElementById("go")?.textContent ? done(performance.now())
    : requestAnimationFrame(look));
  look();
})"""
# Frames that were drawn, by the time between two of them.
FRAMES: Final = """(ms) => new Promise((done) => {
  const gaps = [];
  const began = performance.now();
  let before = null;
  const look = (at) => {
    if (before !== null) gaps.push(at - before);
    before = at;
    if (performance.now() - began < ms) requestAnimationFrame(look); else done(gaps);
  };
  requestAnimationFrame(look);
})"""
TV: Final = {"width": 1920, "height": 1080}
PHONE: Final = {"width": 390, "height": 844}


class Load(Struct, frozen=True):
    """One visit to the page."""

    bytes: int
    requests: int
    ready_ms: float


class Smoothness(Struct, frozen=True):
    """Frames of one stretch of the stage."""

    per_second: float
    late: float  # the share of frames that took more than one and a half


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser without a window; raises Lacking where there is none."""
    path = os.environ.get("GENIUS_CHROMIUM") or shutil.which("chromium")
    if path is None:
        raise Lacking(NONE)
    with sync_playwright() as playwright:
        # The sandbox needs a user namespace, which containers and root often lack.
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


def load(context: BrowserContext, url: str, *, is_slow: bool) -> Load:
    """Open the page in a new tab, until somebody could type their name and go."""
    page = context.new_page()
    session = context.new_cdp_session(page)
    # Of each answer; nothing for one that the cache gave.
    received: list[int] = []
    session.send("Network.enable")
    session.on("Network.loadingFinished", lambda done: received.append(done["encodedDataLength"]))
    if is_slow:
        slow_down(session)
    page.goto(url, wait_until="commit")
    ready_ms = page.evaluate(READY)
    # What comes after the first screen counts too: it is part of what a first visit costs.
    page.wait_for_load_state("networkidle")
    found = Load(int(sum(received)), sum(size > 0 for size in received), float(ready_ms))
    page.close()
    return found


def slow_down(session: CDPSession) -> None:
    """Make it the slow phone."""
    session.send("Emulation.setCPUThrottlingRate", {"rate": CPU_TIMES})
    line = {"downloadThroughput": DOWN_BYTES_S, "uploadThroughput": UP_BYTES_S}
    line |= {"latency": ROUND_TRIP_MS, "offline": False}
    session.send("Network.emulateNetworkConditions", line)


def visits(browser: Browser, url: str, times: int) -> tuple[list[Load], list[Load]]:
    """First visits with an empty cache, and the second visit after each."""
    first, second = [], []
    for _ in range(times):
        context = browser.new_context(viewport=PHONE, is_mobile=True, has_touch=True)
        first.append(load(context, url, is_slow=True))
        second.append(load(context, url, is_slow=True))
        context.close()
    return first, second


def smooth(page: Page, held: dict[str, Any], url: str, for_ms: int) -> Smoothness:
    """The stage with this game on, watched for a while."""
    serve(page, held)
    page.goto(f"{url}stage/K7QX2")
    page.wait_for_selector(f"body[data-phase={held['phase']}]")
    # What is loaded and compiled first is no scene yet.
    page.wait_for_load_state("networkidle")
    return judged(page.evaluate(FRAMES, for_ms))


def judged(gaps_ms: Sequence[float]) -> Smoothness:
    """Frames per second, and how many came late; a scene that drew none in its time is at 0."""
    if not gaps_ms:
        return Smoothness(per_second=0.0, late=1.0)
    return Smoothness(
        per_second=1_000 * len(gaps_ms) / sum(gaps_ms),
        late=sum(gap > 25 for gap in gaps_ms) / len(gaps_ms),
    )


def median(values: Sequence[float]) -> float:
    """The middle one."""
    return sorted(values)[len(values) // 2]


def run(options: Options) -> Record:
    """Both: the page on a slow phone, the stage with twelve at the table."""
    times, for_ms = (1, 500) if options.smoke else (LOADS, 10_000)
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        Path(folder).chmod(0o755)
        server = Server(Path(folder))
        server.start()
        try:
            first, second = visits(browser, server.page, times)
            stages = {}
            for phase, left_ms in (("voting", 60_000), ("reveal", 24_000), ("completed", 0)):
                page = browser.new_page(viewport=TV)
                held = snapshot(phase, left_ms=left_ms)
                stages[phase] = smooth(page, held, server.page, for_ms)
                page.close()
        finally:
            server.close()
    return record(first, second, stages)


def record(first: Sequence[Load], second: Sequence[Load], stages: dict[str, Smoothness]) -> Record:
    """What was found, beside what was asked for."""
    kib = max(each.bytes for each in first) / KIB
    ready_ms = median([each.ready_ms for each in first])
    worst = min(each.per_second for each in stages.values())
    return Record(
        case="firstload",
        at=now(),
        machine=machine(),
        settings={
            "phone": f"CPU {CPU_TIMES} times slower, {ROUND_TRIP_MS} ms round trip,"
            f" {DOWN_BYTES_S * 8 / 1e6:.1f} Mbit/s down",
            "loads": len(first),
            "stage": "1920 x 1080, 12 players, the longest answers there are",
        },
        figures=[
            Figure("first visit: over the wire, all that follows too", kib, "KiB"),
            Figure("first visit: requests", max(each.requests for each in first)),
            Figure("first visit: name form ready, median", ready_ms, "ms"),
            Figure("first visit: name form ready, worst", max(e.ready_ms for e in first), "ms"),
            Figure("second visit: over the wire", max(e.bytes for e in second) / KIB, "KiB"),
            Figure("second visit: requests", max(each.requests for each in second)),
            Figure("second visit: name form ready", median([e.ready_ms for e in second]), "ms"),
            *(
                Figure(f"stage, {name}: frames", each.per_second, "1/s")
                for name, each in stages.items()
            ),
            *(
                Figure(f"stage, {name}: late frames", 100 * each.late, "%")
                for name, each in stages.items()
            ),
        ],
        bars=[
            at_most("first visit, over the wire", 150, kib, "KiB"),
            at_most("first visit, name form ready on a slow phone", 1_000, ready_ms, "ms"),
            # A frame in a hundred may be counted on the other side of the second.
            at_least("stage with 12 players, worst scene", 59.4, worst, "frames/s"),
        ],
        notes=["Chromium without a window draws by software; its clock gives 60 frames a second."],
    )


if __name__ == "__main__":
    sys.exit(alone(run))
