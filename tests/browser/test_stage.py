"""The big screen: it shows a whole round to the room, and nothing that people write is cut."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.extremes import ANSWERS, serve, snapshot
from tests.browser.looks import SPILLING, fits_whole, still
from tests.browser.person import Person
from tests.browser.screen import Stage
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

SIZES = [(1280, 720), (1024, 768), (3840, 2160), (1080, 1920)]


def test_the_room_sees_a_round(browser: Browser, site: Server) -> None:
    """From the lobby to the standings; every answer is revealed, and the phone's seat is safe."""
    ada = Person(browser, site.page, "Ada")
    ada.arrive()
    code = ada.host(agents=2)
    tv = Stage(browser, site.page)
    tv.show(code)
    tv.on("lobby")
    expect(tv.page.locator("#game-code")).to_have_text(code)
    expect(tv.page.locator("#seats li:not([data-free])")).to_have_count(3)
    expect(tv.page.locator("#qr")).to_be_visible()
    expect(tv.page.locator("#link")).to_contain_text(code)
    ada.page.click("#start")
    tv.on("prompt")
    expect(tv.page.locator("#prompt")).to_have_text(ada.page.inner_text("#prompt"))
    ada.answer("A toaster with opinions")
    tv.on("voting")
    expect(tv.page.locator("#ballots li")).to_have_count(3)
    texts = tv.page.locator("#ballots .quote").all_text_contents()
    ada.vote()
    tv.on("reveal")
    tv.on("standings")
    assert sorted(tv.seen) == sorted(texts)
    expect(tv.page.locator("#standings li")).to_have_count(3)
    tv.on("prompt")
    tv.page.reload()
    tv.on("prompt")
    assert ada.complaints == tv.complaints == []


def test_an_unknown_code_asks_for_another(browser: Browser, site: Server) -> None:
    """What was typed wrong is typed again, by keyboard."""
    ada = Person(browser, site.page, "Ada")
    ada.arrive()
    code = ada.host(agents=1)
    tv = Stage(browser, site.page)
    tv.show("WRONG7")
    expect(tv.page.locator("#code-error")).to_be_visible()
    tv.page.locator("#code").fill(code.lower())
    tv.page.keyboard.press("Enter")
    tv.on("lobby")
    assert tv.page.url.endswith(f"/stage/{code}")
    tv.page.keyboard.press("m")
    expect(tv.page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    tv.page.reload()
    tv.on("lobby")
    expect(tv.page.locator("#sound")).to_have_attribute("aria-pressed", "false")
    assert tv.complaints == []


@pytest.mark.parametrize("phase", ["lobby", "answering", "voting", "reveal", "completed"])
def test_nothing_is_cut(browser: Browser, site: Server, phase: str) -> None:
    """Twelve players, the worst answers there are: on no set does a text spill over its box."""
    tv = Stage(browser, site.page, reduced_motion="reduce")
    serve(tv.page, snapshot(phase))
    tv.show("K7QX2")
    expect(tv.page.locator("body")).to_have_attribute("data-phase", phase)
    for width, height in SIZES:
        tv.page.set_viewport_size({"width": width, "height": height})
        # Every step of the phase, by the key that goes on to the next.
        for _ in range(5 if phase == "completed" else 3 if phase == "voting" else 1):
            still(tv.page)
            name = f"{tv.page.locator('body').get_attribute('data-scene')} {width}x{height}"
            fits_whole(tv.page, name)
            tv.page.keyboard.press("ArrowRight")
    assert tv.complaints == []


@pytest.mark.parametrize("left_ms", [30_000, 20_000])
def test_a_reveal_of_twelve_fits_its_time(browser: Browser, site: Server, left_ms: int) -> None:
    """Each of twelve answers is shown, whole, before the standings come."""
    tv = Stage(browser, site.page, reduced_motion="reduce")
    serve(tv.page, snapshot("reveal", left_ms=left_ms))
    tv.show("K7QX2")
    tv.on("reveal")
    while tv.page.locator("body").get_attribute("data-scene") == "reveal":
        still(tv.page)
        assert tv.page.evaluate(SPILLING) == []
        tv.page.keyboard.press("ArrowRight")
    assert len(tv.seen) == len(ANSWERS)
    assert tv.complaints == []
