"""A person at the page, as a test moves them: by what is written and can be touched."""

from playwright.sync_api import Browser, Page, expect

PHONE = {"width": 390, "height": 844}
WITHIN_MS = 30_000


class Person:
    """Someone with a phone (or another screen), and everything that went wrong on their page."""

    def __init__(self, browser: Browser, url: str, name: str, **context: object) -> None:
        options = {"viewport": PHONE, "has_touch": True, **context}
        self.context = browser.new_context(**options)  # type: ignore[arg-type]
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(WITHIN_MS)
        self.name, self.url = name, url
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)

    def _heard(self, message: object) -> None:
        # A server that is killed on purpose shows as a failed socket, which is no fault of ours.
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and "WebSocket" not in text:
            self.complaints.append(text)

    def arrive(self, link: str = "") -> None:
        """Open the page and say who I am."""
        self.page.goto(self.url + link)
        self.page.fill("#name", self.name)
        self.page.click("#go")

    def host(self, agents: int) -> str:
        """Found a game; its code."""
        self.page.click("#host")
        self.page.locator("#agents").fill(str(agents))
        self.page.click("#create")
        self.reach("lobby")
        return self.page.inner_text("#game-code").replace(" ", "")

    def reach(self, phase: str) -> None:
        """Wait until my page is in this phase."""
        expect(self.page.locator("body")).to_have_attribute("data-phase", phase, timeout=WITHIN_MS)

    def answer(self, text: str) -> None:
        """Write my answer; "sent" shows once it is kept, or the phase ends at once with it."""
        self.reach("answering")
        self.page.fill("#answer", text)
        self.page.click("#send")
        sent = self.page.locator("#sent:visible, body:not([data-phase=answering])")
        expect(sent.first).to_be_attached(timeout=WITHIN_MS)

    def say(self, text: str) -> None:
        """A line of chat."""
        self.page.fill("#chat-text", text)
        self.page.click("#chat-send")
        expect(self.page.locator("#chat")).to_contain_text(text, timeout=WITHIN_MS)

    def sign(self, username: str, password: str) -> None:
        """Fill in the account dialog and send it."""
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.page.click("#account-go")

    def vote(self) -> None:
        """Give all three votes to the first that isn't mine."""
        self.reach("voting")
        for vote in ("funny", "creative", "best"):
            button = self.page.locator(f".ballot[data-mine=false] button[data-vote={vote}]").first
            button.click()
            expect(button).to_have_attribute("aria-pressed", "true", timeout=WITHIN_MS)
