"""Every screen in both sizes, by day and by night, in both languages: nothing is cut, and axe finds
nothing. Pictures of them lie in build/pictures, for people to look at.
"""

import shutil
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser import axe
from tests.browser.looks import MOVING, flaws, flaws_whole, nothing, shines
from tests.browser.person import PHONE
from tests.browser.screens import Phone, Screen, phone, stage
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

KEPT = Path(__file__).parents[2] / "build" / "pictures"
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
SMALL: ViewportSize = {"width": 320, "height": 640}
# What is left of a window of 640 by 512 at 200 %.
ZOOMED: ViewportSize = {"width": 320, "height": 256}


@pytest.fixture(params=["en", "de"])
def language(request: pytest.FixtureRequest) -> str:
    """Both languages."""
    return str(request.param)


def kept(kind: str, language: str) -> Path:
    """The folder of these pictures, empty."""
    folder = KEPT / kind / language
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def seen(page: Page, language: str, file: str, found: dict[str, Any]) -> None:
    """By day and by night: a picture, in English what axe finds, and what moves unasked."""
    for scheme in SCHEMES:
        if language == "en":
            found[f"{file}, axe by {scheme}"] = axe.violations(page, scheme)
        else:
            shines(page, scheme)
        page.screenshot(path=f"{file}-{scheme}.png")
    found[f"{file}, moving"] = page.evaluate(MOVING)


def with_axe(page: Page, language: str) -> None:
    """It looks at one language: what it finds is no matter of words."""
    if language == "en":
        axe.require()
        axe.bring(page)


def test_every_screen_of_a_phone(browser: Browser, site: Server, language: str) -> None:
    """WCAG 2.2 AA; nothing sticks out or is cut, nor on the smallest phone, nor at 200 %."""
    folder = kept("phone", language)
    person = Phone(browser, site.page, language)
    with_axe(person.page, language)
    found: dict[str, Any] = {}
    for number, (name, page) in enumerate(phone(person)):
        file = f"{folder}/{number:02d}-{name}"
        seen(page, language, file, found)
        found[name] = flaws(page)
        page.set_viewport_size(SMALL)
        found[f"{name}, small"] = flaws(page)
        page.screenshot(path=f"{file}-small.png")
        page.set_viewport_size(ZOOMED)
        found[f"{name}, zoomed"] = flaws(page)
        page.set_viewport_size(PHONE)
    nothing(found)
    assert number >= 30


def test_every_scene_of_the_stage(browser: Browser, site: Server, language: str) -> None:
    """WCAG 2.2 AA, and on a set of 1920 by 1080 every scene is whole."""
    folder = kept("stage", language)
    tv = Screen(browser, site.page, language)
    with_axe(tv.page, language)
    found: dict[str, Any] = {}
    for number, (name, page) in enumerate(stage(tv)):
        seen(page, language, f"{folder}/{number:02d}-{name}", found)
        found[name] = flaws_whole(page)
    nothing(found)
    assert number >= 12
    assert tv.complaints == []
