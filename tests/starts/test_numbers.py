"""`genius serve` counts what it does where it happens, and tells of it at /metrics."""

import asyncio
from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families

from server.fanout import PASSING_MAX
from tests.faults.world import Server
from tests.server.peer import Peer, fetch

TRIES = 20
SAMPLE = ("genius_conflated_frames_total", {"kind": "too_many"})


@pytest.mark.services
@pytest.mark.timeout(60)
async def test_reactions_that_a_room_has_no_room_for_are_counted(place: Path) -> None:
    """Method: so many in one write that the node reads more than PASSING_MAX in one turn."""
    server = Server(place, GENIUS_LOG_LEVEL="warning", GENIUS_RATE_FACTOR="10000")
    try:
        await asyncio.to_thread(server.start)
        ada = await Peer.connect(server.port)
        await ada.hello("Ada")
        game = (await ada.ask("game.create"))["game"]["id"]
        assert (await ada.ask("game.join", game=game))["ok"]
        assert await dropped(server) == 0
        for _ in range(TRIES):
            for _ in range(2 * PASSING_MAX):
                ada.say("game.react", id=None, game=game, kind="clap")
            assert (await ada.ask("game.list"))["ok"]
            if found := await dropped(server):
                break
        assert 0 < found < TRIES * 2 * PASSING_MAX
        await ada.hang_up()
    finally:
        await asyncio.to_thread(server.close)


async def dropped(server: Server) -> float:
    """The sample, which is there from the start."""
    page = (await fetch(server.port, "/metrics")).body.decode()
    for family in text_string_to_metric_families(page):
        for sample in family.samples:
            if (sample.name, sample.labels) == SAMPLE:
                return sample.value
    raise AssertionError("not told")
