"""Whoever they are, they can play: axe on every screen, zoom, no motion, and hostile words."""

from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.browser import axe
from tests.browser.looks import MOVING, flaws, nothing
from tests.browser.screens import Phone, Screen, Walk, phone, stage
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(180)]


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


def test_zoomed_to_200_percent_nothing_scrolls_sideways(browser: Browser, site: Server) -> None:
    """A window of 640 by 512 at 200 %: 320 by 256 of what is left."""
    zoomed = {"viewport": {"width": 320, "height": 256}, "device_scale_factor": 2}
    person = Phone(browser, site.page, "de", is_mobile=False, has_touch=False, **zoomed)
    found = {name: flaws(page) for name, page in phone(person)}
    nothing(found)
