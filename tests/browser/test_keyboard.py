"""A whole game by keys alone: every stop shows where it is, and axe looks at the real pages too."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.browser import axe
from tests.browser.looks import nothing
from tests.browser.person import DESK, Person
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

STOPS_MAX = 60
# Where the focus is, and whether one sees it: drawn round it, on the screen, not behind something.
FOCUS = """() => {
  const node = document.activeElement;
  const style = getComputedStyle(node);
  const box = node.getBoundingClientRect();
  const ringed = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2;
  // Chromium's own way to point into a box with round corners is a shadow.
  const seen = node === document.body || ringed || style.boxShadow !== "none";
  const inside = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth;
  return {id: node.id, what: node.tagName, seen: seen && inside,
    marks: node.matches("h1, h2, ol, body") ? "" : `${node.tagName} #${node.id} ${style.outline}`};
}"""


class Keys(Person):
    """Somebody without mouse and fingers; stands on what TAB and the arrows reach."""

    def __init__(self, browser: Browser, url: str, name: str) -> None:
        super().__init__(
            browser, url, name, viewport=DESK, has_touch=False, reduced_motion="reduce"
        )
        self.hidden: list[str] = []

    def press(self, *keys: str) -> None:
        """One key after the other."""
        for key in keys:
            self.page.keyboard.press(key)

    def seek(self, where: str) -> None:
        """TAB until the focus is there; every stop on the way must be seen."""
        for _ in range(STOPS_MAX):
            if self.page.evaluate("(css) => document.activeElement.matches(css)", where):
                self._look()
                return
            self.press("Tab")
            self._look()
        raise AssertionError(f"{where} is not to be reached by keys")

    def _look(self) -> None:
        found: dict[str, Any] = self.page.evaluate(FOCUS)
        if found["marks"] and not found["seen"]:
            self.hidden.append(found["marks"])

    def push(self, where: str, key: str = "Enter") -> None:
        """Go there and press."""
        self.seek(where)
        self.press(key)

    def write(self, text: str) -> None:
        """Type where I am."""
        self.page.keyboard.type(text)


def test_a_game_by_keys_alone(browser: Browser, site: Server) -> None:
    """Name, host's sheet, five rounds with votes, podium, leaderboard, and out again."""
    axe.require()
    ada = Keys(browser, site.page, "Ada")
    axe.bring(ada.page)
    ada.page.goto(site.page)
    found = {}
    ada.seek("#name")
    ada.write("Ada")
    found["name"] = axe.violations(ada.page)
    ada.press("Enter")
    expect(ada.page.locator("#host")).to_be_visible()
    ada.push("#host")
    expect(ada.page.locator("#host-sheet")).to_be_visible()
    ada.seek("#agents")
    ada.press("Home", "ArrowRight", "ArrowRight")
    ada.push(".advanced summary")
    ada.seek("#reveal-time")
    ada.press("Control+a")
    ada.write("2")
    found["host sheet"] = axe.violations(ada.page)
    ada.press("Enter")
    ada.reach("lobby")
    expect(ada.page.locator("#players li")).to_have_count(3)
    found["lobby"] = axe.violations(ada.page)
    ada.push("#ready", "Space")
    ada.push("#start")
    for turn in range(1, 6):
        a_round(ada, turn, found if turn == 1 else {})
    ada.reach("completed")
    found["completed"] = axe.violations(ada.page)
    ada.push("#ranks-end")
    expect(ada.page.locator("#board")).to_be_visible()
    ada.press("Escape")
    expect(ada.page.locator("#ranks-end")).to_be_focused()
    ada.push("#again")
    expect(ada.page.locator("#host")).to_be_visible()
    nothing(found)
    assert ada.hidden == []
    assert ada.complaints == []


def a_round(ada: Keys, turn: int, found: dict[str, Any]) -> None:
    """Answer, then funny to one, creative and best to the next, as the page tells."""
    ada.reach("answering")
    expect(ada.page.locator("#answer")).to_be_focused()
    if turn == 1:
        found["answering"] = axe.violations(ada.page)
    ada.write(f"by key {turn}")
    ada.press("Control+Enter")
    ada.is_sent()
    ada.reach("voting")
    if turn == 1:
        found["voting"] = axe.violations(ada.page)
    ada.seek(".ballot button")
    ada.press("1", "ArrowDown", "2", "3")
    given = ada.page.locator("#votebar [data-given=true], body:not([data-phase=voting])")
    expect(given.first).to_be_attached()
    ada.reach("reveal")
    expect(ada.page.locator("#results")).to_contain_text(f"by key {turn}")
    if turn == 1:
        found["reveal"] = axe.violations(ada.page)
