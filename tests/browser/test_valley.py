"""The valley in a real browser: watched, walked in, talked with, by touch and by keyboard."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import hamlet
from tests.browser.looks import fits
from tests.browser.person import Person
from tests.browser.screens import Phone
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

WIRE = (Path(__file__).parents[1] / "golden" / "wire.json").read_text("utf-8")
needs_minds = pytest.mark.skipif(
    not all(f'"{op}"' in WIRE for op in ("world.watch", "agent.talk", "agent.mind")),
    reason="this server has no valley yet",
)
HARM = "<img src=x onerror=alert(1)>"
# Where a place is on the canvas, by the page's own modules; all of the map is seen.
SPOT = """async ([reply, slug]) => {
  const { toScreen, viewOf, whole } = await import("/valley/camera.js");
  const { mapped, nothing } = await import("/valley/fold.js");
  const { map } = mapped(nothing(), reply, 0);
  const { clientWidth: width, clientHeight: height } = document.getElementById("canvas");
  return toScreen(viewOf(whole(map.bounds), map.bounds, { width, height }), map.places.get(slug));
}"""
# Whether anything but one colour was painted.
PAINTED = """() => {
  const canvas = document.getElementById("canvas");
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return new Set(new Uint32Array(data.buffer)).size;
}"""
SHARP = """() => { const canvas = document.getElementById("canvas");
  return canvas.width / canvas.clientWidth; }"""


def opened(browser: Browser, url: str, **context: object) -> Phone:
    """A phone in the valley of a fake server."""
    person = Phone(browser, url, "en", **context)
    person.fake.cast = hamlet.agents()
    person.page.goto(f"{url}valley")
    expect(person.page.locator("body")).to_have_attribute("data-here", "true")
    person.fake.push(**hamlet.tick())
    expect(person.page.locator("#folk li")).to_have_count(12)
    return person


def spot(page: Page, slug: str) -> Any:
    """The pixel of a place."""
    reply = {"map": hamlet.ground(), "tick": 1, "now": hamlet.now()}
    return page.evaluate(SPOT, [reply, slug])


def asked(person: Phone, op: str) -> list[dict[str, Any]]:
    """What the page asked for."""
    return [each for each in person.fake.heard if each["op"] == op]


def test_a_tap_on_a_place_walks_there_and_one_on_a_face_opens_it(
    browser: Browser, site: Server
) -> None:
    """And the map is as sharp as the screen."""
    person = opened(browser, site.page, device_scale_factor=3)
    page = person.page
    assert page.evaluate(PAINTED) > 100
    assert abs(page.evaluate(SHARP) - 3) < 0.1
    page.locator("#canvas").tap(position=spot(page, "pond"))
    expect(page.locator("#hint")).to_contain_text("nobody")
    assert asked(person, "world.move") == []
    page.fill("#character", "Ada")
    page.tap("#join")
    expect(page.locator("#walk-form")).to_be_visible()
    page.locator("#canvas").tap(position=spot(page, "pond"))
    expect(page.locator("#hint")).to_contain_text("Pond")
    assert [each["to"] for each in asked(person, "world.move")] == ["pond"]
    station = spot(page, "station")
    page.locator("#canvas").tap(position={"x": station["x"], "y": station["y"] + 10})
    expect(page.locator("#who")).to_have_text("Vend")
    assert person.complaints == []


def test_the_keyboard_alone_reaches_everything(browser: Browser, site: Server) -> None:
    """The list is equal to the map: open, go from tab to tab, close, and the focus comes along."""
    desk = {"is_mobile": False, "has_touch": False, "viewport": {"width": 1280, "height": 800}}
    page = opened(browser, site.page, **desk).page
    page.locator("#folk [data-agent=goat]").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#who")).to_be_focused()
    page.locator("#tab-talk").focus()
    for tab in ("day", "ties", "memories", "mind", "talk"):
        page.keyboard.press("ArrowRight")
        expect(page.locator(f"#tab-{tab}")).to_be_focused()
        expect(page.locator(f"#panel-{tab}")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#folk-title")).to_be_focused()
    fits(page, "desk")


def test_what_others_write_is_words(browser: Browser, site: Server) -> None:
    """A hostile name, reply and memory harm nothing, and are shown as they were written."""
    person = opened(browser, site.page)
    page, fake = person.page, person.fake
    stranger = hamlet.person(HARM) | {"id": "u9"}
    fake.push(**hamlet.tick() | {"tick": 814, "full": False, "agents": [stranger]})
    expect(page.locator("#folk .person b")).to_have_text(HARM)
    page.tap("#folk [data-agent=goat]")
    page.fill("#intro", "Ada")
    page.keyboard.press("Enter")
    page.fill("#say", HARM)
    page.keyboard.press("Enter")
    expect(page.locator("#lines li").first).to_contain_text(HARM)
    fits(page, "hostile")
    assert person.complaints == []


def test_a_refusal_is_said_and_what_was_typed_stays(browser: Browser, site: Server) -> None:
    person = opened(browser, site.page)
    page = person.page
    page.tap("#folk [data-agent=goat]")
    page.fill("#intro", "Ada")
    page.keyboard.press("Enter")
    person.fake.refused["agent.talk"] = "agent.busy"
    page.fill("#say", "Hello!")
    page.tap("#send")
    expect(page.locator("#part-error")).to_contain_text("Bramble needs a little peace")
    expect(page.locator("#say")).to_have_value("Hello!")


@needs_minds
def test_watch_walk_and_talk_until_affection_moves(browser: Browser, server: Server) -> None:
    """By a real server: watch, walk, talk, and see what the agent feels move, and why."""
    ada = Person(browser, server.page, "Ada")
    page = ada.page
    page.goto(f"{server.page}valley")
    expect(page.locator("#folk li")).to_have_count(12)
    before = page.inner_text("#clock-text")
    expect(page.locator("#clock-text")).not_to_have_text(before)
    page.fill("#character", "Ada")
    page.tap("#join")
    expect(page.locator("#me-title")).to_contain_text("Ada")
    page.select_option("#place", "hill")
    page.tap("#walk")
    expect(page.locator("#me-doing")).to_contain_text("Heartwood Hill")
    page.tap("#folk [data-agent=goat]")
    meter = page.locator("#feels-meters dd span").first
    expect(meter).to_have_text("0")
    page.fill("#say", "Hello Bramble, what a fine roof you have!")
    page.tap("#send")
    expect(page.locator("#moved p")).to_contain_text("because")
    expect(page.locator("#moved p")).to_contain_text(re.compile(r"Affection \+\d"))
    expect(meter).to_have_text(re.compile(r"^\+\d"))
    expect(page.locator("#lines li")).to_have_count(2)
    page.tap("#tab-ties")
    expect(page.locator("#causes li").first).to_contain_text("because")
    page.tap("#tab-mind")
    expect(page.locator("#layers li")).to_have_count(9)
    # Who comes back finds the talk where it was.
    page.reload()
    expect(page.locator("#lines li")).to_have_count(2)
    assert json.loads(page.evaluate("() => JSON.stringify(localStorage['genius.name'])")) == "Ada"
    assert ada.complaints == []
