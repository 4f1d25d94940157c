"""Whether a node can play: what troubles it, for how long, and by which clock."""

import pytest

from server.health import CUT_OFF_MS, DISABLED_MS, Health


class Body:
    """What a node stands on, and its clock."""

    def __init__(self) -> None:
        self.answers, self.deaf, self.cut_off = True, False, False
        self.now_ms, self.wait_ms = 1_000_000, 0
        self.health = Health(self.ask, lambda: self.deaf, lambda: self.cut_off)

    async def ask(self) -> bool:
        self.now_ms += self.wait_ms
        return self.answers

    async def look(self, after_ms: int = 0) -> str | None:
        self.now_ms += after_ms
        await self.health.look(lambda: self.now_ms)
        return self.health.trouble


@pytest.fixture
def body() -> Body:
    return Body()


async def test_the_worst_is_said_first_and_all_ends(body: Body) -> None:
    assert await body.look() is None
    assert body.health.is_open
    body.cut_off = True
    # Without Redis all nodes are alike: people are taken in, games are not.
    assert await body.look() is None
    assert not body.health.is_open
    body.deaf = True
    assert "hears nothing" in str(await body.look())
    body.answers = False
    assert "does not answer" in str(await body.look())
    body.answers, body.deaf, body.cut_off = True, False, False
    assert await body.look() is None


async def test_only_what_lasts_disables(body: Body) -> None:
    body.answers = False
    await body.look()
    await body.look(DISABLED_MS - 1)
    assert not body.health.is_disabled
    await body.look(1)
    assert body.health.is_disabled
    body.answers = True
    await body.look()
    assert not body.health.is_disabled
    body.answers = False
    await body.look(DISABLED_MS)
    assert not body.health.is_disabled, "it counts anew"


async def test_an_answer_that_is_long_in_coming_counts_when_it_comes(body: Body) -> None:
    body.answers, body.wait_ms = False, 1_500
    await body.look()
    await body.look(1_500)
    assert body.health.is_disabled


async def test_only_what_lasts_sends_people_away(body: Body) -> None:
    body.cut_off = True
    await body.look()
    assert not body.health.is_cut_off
    await body.look(CUT_OFF_MS)
    assert body.health.is_cut_off
