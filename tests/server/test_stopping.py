"""Told to stop: an open node drains, one that starts lets go, and nobody else's end is taken."""

import asyncio
import os
import signal

import pytest

from server.stopping import Stopping


@pytest.mark.parametrize("word", [signal.SIGTERM, signal.SIGINT])
async def test_an_open_node_hears_it_and_drains(word: signal.Signals) -> None:
    drained = False
    async with Stopping() as stopping:
        stopping.open()
        os.kill(os.getpid(), word)
        await stopping.told()
        os.kill(os.getpid(), word)
        await asyncio.sleep(0)
        drained = True
    assert drained


async def test_a_start_is_given_up_once_and_cleans_up_in_peace() -> None:
    """Method: told twice, the second time while it cleans up."""
    steps = []

    async def serve() -> None:
        async with Stopping() as stopping:
            try:
                stopping.tell()
                await asyncio.Event().wait()
            finally:
                stopping.tell()
                await asyncio.sleep(0)
                steps.append("cleaned up")
            steps.append("opened")
        steps.append("ended")

    await asyncio.create_task(serve())
    assert steps == ["cleaned up", "ended"]


async def test_errors_and_the_cancellations_of_others_pass_through() -> None:
    with pytest.raises(ZeroDivisionError):
        async with Stopping():
            raise ZeroDivisionError
    begun = asyncio.Event()

    async def serve() -> None:
        async with Stopping():
            begun.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(serve())
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
