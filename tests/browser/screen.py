"""The big screen, as a test looks at it."""

from playwright.sync_api import Browser, expect

from tests.browser.person import Person

TV = {"width": 1920, "height": 1080}
# Keeps the text of every answer that the reveal ever showed.
NOTING = """window.seen = new Set();
  document.addEventListener("DOMContentLoaded", () => new MutationObserver(() =>
    document.querySelectorAll("#results .quote").forEach((one) => window.seen.add(one.textContent)))
    .observe(document.getElementById("results"), {childList: true, subtree: true}));"""


class Stage(Person):
    """A TV; it is nobody, but complains like everyone."""

    def __init__(self, browser: Browser, url: str, **context: object) -> None:
        super().__init__(browser, url, "", **{"viewport": TV, "has_touch": False, **context})
        self.page.add_init_script(NOTING)

    def show(self, code: str) -> None:
        """Open the screen of this game."""
        self.page.goto(f"{self.url}stage/{code}")

    def on(self, scene: str) -> None:
        """Wait until this scene is on."""
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-scene", scene)

    def past(self, *scenes: str) -> None:
        """Wait until none of these is on."""
        none = "".join(f":not([data-scene={each}])" for each in scenes)
        expect(self.page.locator(f"body{none}")).to_be_attached()

    @property
    def seen(self) -> list[str]:
        """Every answer that was revealed since the page came."""
        texts: list[str] = self.page.evaluate("() => [...window.seen]")
        return texts
