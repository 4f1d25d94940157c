"""A person at the page, as a test moves them: by what is written and can be touched."""

from playwright.sync_api import Browser, Dialog, Page, Request, ViewportSize, expect

PHONE: ViewportSize = {"width": 390, "height": 844}
DESK: ViewportSize = {"width": 1280, "height": 800}
# A page is asked until it is so; only one that is wrong waits as long as this.
WITHIN_MS = 45_000
expect.set_options(timeout=WITHIN_MS)


class Person:
    """Someone with a phone (or another screen), and everything that went wrong on their page."""

    def __init__(self, browser: Browser, url: str, name: str, **context: object) -> None:
        options = {"viewport": PHONE, "has_touch": True, "locale": "en-GB", **context}
        self.touches = bool(options["has_touch"])
        self.context = browser.new_context(**options)  # type: ignore[arg-type]
        self.name, self.url = name, url
        self.complaints: list[str] = []
        self.page = self.open()

    def open(self) -> Page:
        """Another window of mine; what goes wrong in it is noted too."""
        page = self.context.new_page()
        page.set_default_timeout(WITHIN_MS)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("console", self._heard)
        page.on("request", self._asked)
        page.on("dialog", self._interrupted)
        return page

    def _heard(self, message: object) -> None:
        # A server that is killed on purpose shows as a failed socket, which is no fault of ours.
        text = getattr(message, "text", "")
        if getattr(message, "type", "") == "error" and "WebSocket" not in text:
            self.complaints.append(text)

    def _asked(self, request: Request) -> None:
        if not request.url.startswith((self.url, "data:", "blob:")):
            self.complaints.append(f"asked for {request.url}")

    def _interrupted(self, dialog: Dialog) -> None:
        self.complaints.append(f"was asked {dialog.message!r}")
        dialog.dismiss()

    def touch(self, where: str) -> None:
        """With a finger, or with a mouse where there is one."""
        (self.page.tap if self.touches else self.page.click)(where)

    def arrive(self, link: str = "") -> None:
        """Open the page and say who I am."""
        self.page.goto(self.url + link)
        self.page.fill("#name", self.name)
        self.touch("#go")

    def host(self, agents: int, **wishes: str) -> str:
        """Found a game; `wishes` are fields of the sheet's folded part. Its code."""
        self.touch("#host")
        self.page.locator("#agents").fill(str(agents))
        if wishes:
            self.touch("#host-sheet .advanced summary")
        for field, value in wishes.items():
            self.page.fill(f"#{field.replace('_', '-')}", value)
        self.touch("#create")
        self.reach("lobby")
        return self.page.inner_text("#game-code").replace(" ", "")

    def reach(self, phase: str) -> None:
        """Wait until my page is in this phase."""
        expect(self.page.locator("body")).to_have_attribute("data-phase", phase)

    def back(self) -> None:
        """Wait until my page has its connection again."""
        body = self.page.locator("body")
        expect(body).to_have_attribute("data-connection", "open")

    def answer(self, text: str) -> None:
        """Write my answer; "sent" shows once it is kept, or the phase ends at once with it."""
        self.reach("answering")
        self.page.fill("#answer", text)
        self.touch("#send")
        self.is_sent()

    def is_sent(self) -> None:
        """Wait until my answer is."""
        sent = self.page.locator("#sent:visible, body:not([data-phase=answering])")
        expect(sent.first).to_be_attached()

    def turn_chat(self, wanted: bool) -> None:
        """Open the chat on a phone, or fold it away; on a desk it always lies there."""
        chat = self.page.locator("#chat-open:visible, #chat-text:visible")
        expect(chat.first).to_be_visible()
        button = self.page.locator("#chat-open")
        if button.is_visible() and button.get_attribute("aria-expanded") != str(wanted).lower():
            self.touch("#chat-open" if wanted else "#chat-close")

    def say(self, text: str) -> None:
        """A line of chat."""
        self.turn_chat(wanted=True)
        self.page.fill("#chat-text", text)
        self.touch("#chat-send")
        expect(self.page.locator("#chat")).to_contain_text(text)

    def sign(self, username: str, password: str) -> None:
        """Fill in the account dialog and send it."""
        self.page.fill("#username", username)
        self.page.fill("#password", password)
        self.touch("#account-go")

    def vote(self) -> None:
        """Give all three votes to the first that isn't mine."""
        self.reach("voting")
        for vote in ("funny", "creative", "best"):
            button = f".ballot[data-mine=false] button[data-vote={vote}]"
            self.touch(f"{button} >> nth=0")
            # The last vote of all ends the phase, and may do so before it is drawn.
            given = self.page.locator(
                f".ballot[data-mine=false] [data-vote={vote}][aria-pressed=true], "
                "body:not([data-phase=voting])"
            )
            expect(given.first).to_be_attached()
