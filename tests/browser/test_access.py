"""Whoever they are, they can play: axe on every screen, no motion, and hostile words."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import axe
from tests.browser.looks import MOVING, nothing
from tests.browser.screens import Phone, Screen, Walk, phone, stage
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]


def judged(walk: Walk) -> dict[str, Any]:
    """What axe finds on the way, by day and by night."""
    found: dict[str, Any] = {}
    for name, page in walk:
        found[name] = axe.violations(page)
        found[f"{name}, by night"] = axe.violations(page, "dark")
        # And what moves though nobody wants it to.
        found[f"{name}, moving"] = page.evaluate(MOVING)
    return found


def test_no_screen_of_a_phone_keeps_anyone_out(browser: Browser, site: Server) -> None:
    """WCAG 2.2 AA as far as a machine can tell, and no motion where none is wanted."""
    axe.require()
    person = Phone(browser, site.page, "en")
    axe.bring(person.page)
    found = judged(phone(person))
    nothing(found)
    assert len(found) > 90


def test_no_scene_of_the_stage_keeps_anyone_out(browser: Browser, site: Server) -> None:
    """The same of the big screen."""
    axe.require()
    tv = Screen(browser, site.page, "en")
    axe.bring(tv.page)
    found = judged(stage(tv))
    nothing(found)
    assert len(found) > 36
