"""Draws README's pictures from a real game: `make pictures`."""

import base64
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.looks import still
from tests.browser.person import Person
from tests.browser.screen import Stage
from tests.faults.world import Server

PICTURES = Path(__file__).parents[2] / "clients" / "pictures"
ANSWERS = (
    "It has strong opinions about bread",
    "My grandmother, but waterproof",
    "A small apology, framed",
    "Nothing. It was the goat again",
    "Soup, but with a password",
)
GROUND = "#ddd8f5"
# Wide enough for four phones, or two big screens, beside each other.
SHEET_WIDTH = 1640


def main() -> None:
    """Play a game in Chromium; three sheets: an evening on the phone, the host's, the stage."""
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        Path(folder).chmod(0o755)
        server = Server(Path(folder))
        server.start()
        try:
            sheets = play(browser, server.page)
        finally:
            server.close()
        for name, (shots, width) in sheets.items():
            draw(browser, name, shots, width)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The one the tests use."""
    path = os.environ.get("GENIUS_CHROMIUM") or shutil.which("chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def play(browser: Browser, url: str) -> dict[str, tuple[list[str], int]]:
    """A whole game beside four machine players; by the name of a sheet its pictures, and their
    width on it."""
    ada = Person(browser, url, "Ada", device_scale_factor=2)
    night = Person(browser, url, "Ada", device_scale_factor=2, color_scheme="dark")
    tv = Stage(browser, url, color_scheme="dark")
    host = [*door(night), *door(ada)]
    code = ada.host(agents=4)
    phone, stage = evening(ada, tv, code)
    return {"evening": (phone, 390), "host": (host, 390), "stage": (stage, 796)}


def door(person: Person) -> list[str]:
    """Arriving, and the host's sheet; closed again."""
    person.arrive()
    page = person.page
    page.locator("#host").wait_for()
    shots = [shot(page)]
    page.click("#host")
    page.locator("#cast-part").evaluate("(node) => { node.open = true; }")
    page.locator("#cast li").first.wait_for()
    page.locator("#cast-part").evaluate("(node) => node.scrollIntoView({block: 'center'})")
    shots.append(shot(page))
    page.click("#host-close")
    return shots


def evening(ada: Person, tv: Stage, code: str) -> tuple[list[str], list[str]]:
    """Four moments on the phone, and four on the stage."""
    tv.show(code)
    tv.on("lobby")
    ada.page.locator("#players li").nth(4).wait_for()
    phone, stage = [shot(ada.page)], [shot(tv.page)]
    ada.touch("#start")
    for turn, answer in enumerate(ANSWERS, start=1):
        ada.reach("answering")
        ada.page.fill("#answer", answer)
        if turn == 1:
            phone.append(shot(ada.page))
        ada.answer(answer)
        ada.reach("voting")
        if turn == 2:
            tv.on("voting")
            stage.append(shot(tv.page))
        ada.vote()
        ada.reach("reveal")
        if turn == 2:
            phone.append(shot(ada.page))
            tv.on("standings")
            stage.append(shot(tv.page))
    ada.reach("completed")
    tv.on("podium")
    return [*phone, shot(ada.page)], [*stage, shot(tv.page)]


def shot(page: Page) -> str:
    """The screen once nothing moves, as base64."""
    still(page)
    return base64.b64encode(page.screenshot()).decode()


def draw(browser: Browser, name: str, shots: list[str], width: int) -> None:
    """The pictures beside each other, in rows."""
    sheet = browser.new_page(viewport={"width": SHEET_WIDTH, "height": 200})
    sheet.set_content(
        "<body style='margin:0;display:flex;flex-wrap:wrap;gap:16px;padding:16px;"
        f"background:{GROUND}'>"
        + "".join(
            f"<img width={width} style='border-radius:28px' src='data:image/png;base64,{each}'>"
            for each in shots
        )
    )
    sheet.screenshot(path=PICTURES / f"{name}.png", full_page=True)
    sheet.close()
    sys.stdout.write(f"{name}.png is drawn\n")


if __name__ == "__main__":
    main()
