"""Draws the picture in README from a real game: `make pictures`."""

import base64
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.browser.person import Person
from tests.faults.world import Server

PICTURE = Path(__file__).parents[2] / "clients" / "pictures" / "evening.png"
ANSWERS = (
    "It has strong opinions about bread",
    "My grandmother, but waterproof",
    "A small apology, framed",
    "Nothing. It was the goat again",
    "Soup, but with a password",
)


def main() -> None:
    """Play a game in Chromium and put four of its moments beside each other."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        Path(folder).chmod(0o755)
        server = Server(Path(folder))
        server.start()
        try:
            chromium = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox"]
            )
            ada = Person(chromium, f"http://127.0.0.1:{server.port}/", "Ada", device_scale_factor=2)
            shots = play(ada)
            sheet = chromium.new_page(viewport={"width": 1640, "height": 880})
            sheet.set_content(
                "<body style='margin:0;display:flex;gap:16px;padding:16px;background:#ddd8f5'>"
                + "".join(
                    f"<img width=390 style='border-radius:28px' src='data:image/png;base64,{each}'>"
                    for each in shots
                )
            )
            sheet.screenshot(path=PICTURE)
            chromium.close()
        finally:
            server.close()
    sys.stdout.write(f"{PICTURE.name} is drawn\n")


def play(person: Person) -> list[str]:
    """A whole game beside four machine players; screenshots of four moments, as base64."""
    shots: list[str] = []
    person.arrive()
    person.host(agents=4)
    person.page.wait_for_timeout(1_000)
    shots.append(shot(person.page))
    person.page.click("#start")
    for turn, answer in enumerate(ANSWERS, start=1):
        person.reach("answering")
        person.page.fill("#answer", answer)
        if turn == 1:
            shots.append(shot(person.page))
        person.answer(answer)
        person.vote()
        person.reach("reveal")
        if turn == 2:
            person.page.wait_for_timeout(500)
            shots.append(shot(person.page))
    person.reach("completed")
    person.page.wait_for_timeout(500)
    shots.append(shot(person.page))
    return shots


def shot(page: Page) -> str:
    """The screen as it is."""
    return base64.b64encode(page.screenshot()).decode()


if __name__ == "__main__":
    main()
