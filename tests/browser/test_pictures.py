"""Every screen in both sizes, by day and by night, in both languages: kept, and measured for cuts.

They lie in build/pictures, for people to look at; what a picture shows is theirs to judge.
"""

import shutil
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from tests.browser.looks import flaws, flaws_whole, nothing, shines
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


def shoot(page: Page, folder: Path, name: str) -> None:
    """By day and by night."""
    for scheme in SCHEMES:
        shines(page, scheme)
        page.screenshot(path=folder / f"{name}-{scheme}.png")


def test_every_screen_of_a_phone(browser: Browser, site: Server, language: str) -> None:
    """Nothing sticks out at a side, nothing is cut; nor on the smallest phone, nor at 200 %."""
    folder = kept("phone", language)
    found: dict[str, list[str]] = {}
    for number, (name, page) in enumerate(phone(Phone(browser, site.page, language))):
        shoot(page, folder, f"{number:02d}-{name}")
        found[name] = flaws(page)
        page.set_viewport_size(SMALL)
        found[f"{name}, small"] = flaws(page)
        page.screenshot(path=folder / f"{number:02d}-{name}-small.png")
        page.set_viewport_size(ZOOMED)
        found[f"{name}, zoomed"] = flaws(page)
        page.set_viewport_size(PHONE)
    nothing(found)
    assert len(found) > 90


def test_every_scene_of_the_stage(browser: Browser, site: Server, language: str) -> None:
    """On a set of 1920 by 1080 every scene is whole."""
    folder = kept("stage", language)
    tv = Screen(browser, site.page, language)
    found: dict[str, list[str]] = {}
    for number, (name, page) in enumerate(stage(tv)):
        shoot(page, folder, f"{number:02d}-{name}")
        found[name] = flaws_whole(page)
    nothing(found)
    assert len(found) > 12
    assert tv.complaints == []
