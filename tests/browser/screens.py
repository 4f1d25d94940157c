"""Every screen there is, one after the other, on a phone and on the stage; by a fake server."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from playwright.sync_api import Browser, Page, expect

from tests.browser import hamlet
from tests.browser.extremes import ANSWERS as LONG
from tests.browser.fake import Fake
from tests.browser.ordinary import CODE, evening, seat
from tests.browser.person import Person
from tests.browser.screen import Stage

# The name of a screen, and the page it is on; whoever walks looks at it before going on.
Walk = Iterator[tuple[str, Page]]
SOMETHING: Final = re.compile(".+")
FOLDED = "document.querySelectorAll('dialog[open] details').forEach((one) => { one.open = true; })"


class Phone(Person):
    """A phone whose server is a fake; motion is off, so that what is seen is what stays."""

    def __init__(self, browser: Browser, url: str, language: str, **context: object) -> None:
        locale = {"en": "en-GB", "de": "de-DE"}[language]
        context = {"locale": locale, "reduced_motion": "reduce", "is_mobile": True} | context
        super().__init__(browser, url, "Ada", **context)
        self.language = language
        self.fake = Fake(self.page, language)

    def enter(self, phase: str, **parts: Any) -> None:
        """Be in this phase of the game from now on."""
        self.fake.held = evening(self.language, phase, **parts)
        self.page.goto(f"{self.url}?{phase}#{CODE}")
        self.reach(phase)
        # What comes after the first screen is there once the chat has its words.
        expect(self.page.locator("#chat-open")).to_have_attribute("aria-label", SOMETHING)

    def opens(self, button: str, dialog: str) -> str:
        """Open a dialog; its name."""
        self.page.locator(button).first.click()
        expect(self.page.locator(dialog)).to_be_visible()
        return dialog.strip("#")

    def closes(self) -> None:
        """Close what lies on top."""
        self.page.keyboard.press("Escape")


def phone(person: Phone) -> Walk:
    """All that a phone shows, from the door to the podium and the valley, with every sheet."""
    walks: tuple[Callable[[Phone], Walk], ...] = (door, people, lobby, round_, end, trouble, valley)
    for walk in walks:
        yield from walk(person)


def door(person: Phone) -> Walk:
    """Before a game."""
    page = person.page
    page.goto(f"{person.url}#{CODE}")
    expect(page.locator("#go")).to_contain_text(CODE)
    yield "name-with-link", page
    page.goto(f"{person.url}?plain")
    expect(page.locator("#go")).not_to_be_empty()
    yield "name", page
    page.fill("#name", "Ada")
    page.click("#go")
    expect(page.locator("#open-list li")).to_have_count(3)
    yield "choose", page
    yield person.opens("#host", "#host-sheet"), page
    page.evaluate(FOLDED)
    expect(page.locator("#cast li")).to_have_count(2)
    yield "host-sheet-unfolded", page
    person.fake.refused["game.create"] = "rate_limited"
    page.click("#create")
    expect(page.locator("#host-error")).to_be_visible()
    page.locator("#host-error").scroll_into_view_if_needed()
    yield "host-sheet-refused", page
    person.closes()


def people(person: Phone) -> Walk:
    """What is about people and no game."""
    page = person.page
    yield person.opens("#register", "#account"), page
    person.fake.refused["auth.register"] = "name.taken"
    person.sign("ada_lovelace", "correct horse")
    expect(page.locator("#account-error")).to_be_visible()
    yield "account-refused", page
    person.closes()
    person.opens("#ranks", "#board")
    expect(page.locator("#rows li")).to_have_count(4)
    yield "board", page
    person.closes()
    person.opens("#profile", "#profile-sheet")
    expect(page.locator("#profile-all")).to_be_visible()
    yield "profile", page
    page.locator("#past").scroll_into_view_if_needed()
    yield "profile-games", page
    person.opens("#past [data-replay]", "#replay")
    page.locator("#replay-scene").wait_for()
    yield "replay", page
    for _ in range(9):
        page.click("#replay-next")
    yield "replay-later", page
    page.locator("#replay-round").press("End")
    yield "replay-end", page
    person.closes()
    for what in ("export", "erase"):
        yield person.opens(f"#profile-mine [data-open={what}]", f"#{what}"), page
        person.closes()


def lobby(person: Phone) -> Walk:
    """Until it starts."""
    page = person.page
    person.enter("lobby")
    yield "lobby-host", page
    yield person.opens("#players [data-person=p1]", "#seat"), page
    person.closes()
    yield person.opens("#add-agent", "#machines"), page
    person.closes()
    person.turn_chat(wanted=True)
    page.locator("#chat [data-more]").first.click()
    yield "chat", page
    person.turn_chat(wanted=False)
    person.enter("lobby", host="u1")
    yield "lobby-guest", page


def round_(person: Phone) -> Walk:
    """From the prompt to the votes."""
    page = person.page
    person.enter("answering")
    yield "answering", page
    page.fill("#answer", "long " * 60)
    yield "answering-too-long", page
    page.fill("#answer", "A toaster with opinions")
    person.fake.mute.add("response.submit")
    page.click("#send")
    yield "answering-on-its-way", page
    person.fake.mute.clear()
    person.opens("#leave", "#leave-ask")
    yield "leave-ask", page
    person.closes()
    person.enter("answering", my_response={"id": "r0", "text": LONG[1]})
    # Past the reactions, which lie over the end of the page.
    page.evaluate("() => scrollTo(0, document.body.scrollHeight)")
    yield "answering-sent", page
    person.enter("answering", me=None)
    yield "answering-watching", page
    person.enter("judging")
    yield "judging", page
    person.enter("voting")
    yield "voting", page
    person.enter("voting", my_votes={"funny": "r1", "creative": "r2", "best": "r1"})
    yield "voting-done", page


def end(person: Phone) -> Walk:
    """What follows the votes."""
    page = person.page
    person.enter("reveal")
    yield "reveal", page
    # By keys, as by a tap.
    page.locator(".why").first.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".reasons li").first).to_be_visible()
    page.locator(".judge").first.scroll_into_view_if_needed()
    yield "reveal-why", page
    person.enter("completed")
    yield "completed", page
    page.locator("#honours-card").scroll_into_view_if_needed()
    yield "completed-honours", page
    page.locator("#again").scroll_into_view_if_needed()
    yield "completed-below", page
    person.enter("cancelled", reason="host")
    yield "cancelled", page
    person.enter("lobby")
    page.click("#leave")
    expect(page.locator("#back-card")).to_be_visible()
    yield "choose-with-way-back", page


def valley(person: Phone) -> Walk:
    """The valley between games: who is there, a talk, a memory, a mind."""
    page = person.page
    person.fake.cast = hamlet.agents()
    page.goto(f"{person.url}valley")
    expect(page.locator("body")).to_have_attribute("data-here", "true")
    person.fake.push(**hamlet.tick())
    expect(page.locator("#folk li")).to_have_count(12)
    page.fill("#character", "Ada")
    page.click("#join")
    expect(page.locator("#walk-form")).to_be_visible()
    yield "valley", page
    page.click("#folk [data-agent=goat]")
    expect(page.locator("#say")).to_be_visible()
    page.fill("#say", "Hello! Still on the roof?")
    page.click("#send")
    expect(page.locator("#moved p")).to_be_visible()
    yield "valley-talk", page
    page.click("#tab-memories")
    page.locator("#memories summary").first.click()
    yield "valley-memories", page
    page.click("#tab-ties")
    expect(page.locator("#graph svg")).to_be_visible()
    # The longest of all follows the graph, and stands for the day's and the mind's own lists.
    page.click("#tab-mind")
    expect(page.locator("#layers li")).to_have_count(9)
    yield "valley-mind", page


def trouble(person: Phone) -> Walk:
    """When something is wrong, or is said to all."""
    page = person.page
    person.enter("answering", paused=True)
    yield "paused", page
    person.fake.push(sig="announcement", text="The server restarts at eleven.", at=1)
    expect(page.locator("#said")).to_be_visible()
    yield "announced", page
    person.enter("answering", players=[seat(each) | {"connected": False} for each in range(6)])
    person.context.set_offline(True)
    expect(page.locator("#connection")).to_be_visible()
    yield "offline", page
    person.context.set_offline(False)
    expect(page.locator("#connection")).to_be_hidden()
    person.fake.hang_up(4409)
    expect(page.locator("#stopped")).to_be_visible()
    yield "taken", page


class Screen(Stage):
    """The stage, whose server is a fake."""

    def __init__(self, browser: Browser, url: str, language: str, **context: object) -> None:
        locale = {"en": "en-GB", "de": "de-DE"}[language]
        super().__init__(browser, url, locale=locale, reduced_motion="reduce", **context)
        self.language = language
        self.fake = Fake(self.page, language)

    def enter(self, phase: str, **parts: Any) -> None:
        """Show this phase of the game from now on."""
        self.fake.held = evening(self.language, phase, me=None, **parts)
        self.show(CODE)
        expect(self.page.locator("body")).to_have_attribute("data-phase", phase)


def stage(tv: Screen) -> Walk:
    """All scenes of the big screen."""
    page = tv.page
    tv.fake.refused["game.join"] = "not_found"
    tv.show("WRONG7")
    expect(page.locator("#code-error")).to_be_visible()
    yield "code", page
    tv.fake.refused.clear()
    for phase in ("lobby", "answering", "judging", "voting", "reveal", "completed", "cancelled"):
        tv.enter(phase)
        seen: set[str | None] = set()
        # By the key that goes on to the next scene, as long as there is one.
        while (scene := page.locator("body").get_attribute("data-scene")) not in seen:
            seen.add(scene)
            yield f"{phase}-{scene}", page
            page.keyboard.press("ArrowRight")
            page.evaluate("() => new Promise((done) => requestAnimationFrame(() => done(null)))")
    tv.enter("answering", paused=True)
    yield "paused", page
