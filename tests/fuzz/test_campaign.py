"""20,000 hostile frames over sockets in every test run, while two honest bots play on."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvloop

from server.wire import Close
from tests.faults.world import Server
from tests.fuzz.campaign import Campaign, Honest, resident, subsided, troubles_in
from tests.fuzz.settings import LEFT_BYTES_MAX, UNLIMITED

pytestmark = pytest.mark.services

FRAMES = 20_000
WARM_FRAMES = 5_000
SEED = "test"


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """`genius serve` with these settings, and no line in its log that tells of a bug."""
    started = Server(tmp_path, GENIUS_LOG_LEVEL="warning", **getattr(request, "param", {}))
    started.start()
    yield started
    started.stop()
    started._log.close()
    assert troubles_in(started.log, tmp_path / "data" / "crashes") == []


@pytest.mark.timeout(180)
@pytest.mark.parametrize("server", [UNLIMITED], indirect=True)
def test_hostile_frames_are_answered_or_closed_and_nobody_else_notices(server: Server) -> None:
    """Method: many lanes of episodes, each judged, while two honest bots play game after game."""
    uvloop.run(_attack(server, FRAMES))


async def _attack(server: Server, frames: int) -> None:
    assert server.process is not None
    warm, campaign = Campaign(server.port, SEED), Campaign(server.port, SEED)
    honest = Honest(server.url)
    playing = asyncio.create_task(honest.play())
    await warm.send(WARM_FRAMES, 10_000_000)
    before = resident(server.process.pid)
    await campaign.send(frames)
    honest.stopping = True
    await playing
    assert [*warm.failures, *campaign.failures] == []
    assert campaign.tally.heard >= frames
    assert honest.outcomes
    assert honest.troubles == []
    most = before + LEFT_BYTES_MAX
    assert await subsided(server.process.pid, most, 20) <= most


@pytest.mark.timeout(120)
def test_with_the_usual_limits_the_hostile_are_held_back_and_nobody_else_is(
    server: Server,
) -> None:
    """Method: the same lanes against the defaults; they may also be refused and closed for it."""
    uvloop.run(_flood(server))


async def _flood(server: Server) -> None:
    campaign = Campaign(server.port, f"{SEED}-flood", may_limit=True)
    honest = Honest(server.url)
    playing = asyncio.create_task(honest.play())
    await campaign.send(3_000)
    honest.stopping = True
    await playing
    assert campaign.failures == []
    assert honest.troubles == []
    assert campaign.tally.codes["rate_limited"] or campaign.tally.closes[Close.FLOODING]
