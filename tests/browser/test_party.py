"""A whole party in real browsers: a host, three phones, the big screen, and two machines."""

from itertools import cycle, islice

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import fits, fits_whole, still
from tests.browser.person import DESK, Person
from tests.browser.screen import Stage
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

ROUNDS = 5
# As people count: a family is one character.
SIGNS = [*"هذا جواب طويل جدا عن لا شيء على الإطلاق 😂🔥", "👩‍👩‍👧‍👦", " "]
ANSWER = "".join(islice(cycle(SIGNS), 279)) + "🔥"


def guests(browser: Browser, site: Server, *names: str) -> list[Person]:
    """Phones, with fingers and a phone's way to lay a page out."""
    return [Person(browser, site.page, name, is_mobile=True) for name in names]


def seated(person: Person, code: str) -> None:
    """By the link of the QR code: a name, and one tap to a seat."""
    person.page.goto(f"{person.url}join/{code}")
    person.page.fill("#name", person.name)
    expect(person.page.locator("#go")).to_contain_text(code)
    person.touch("#go")
    person.reach("lobby")


def test_a_party_plays_a_whole_game(browser: Browser, site: Server) -> None:
    """Five rounds to the podium; phones and stage say the same, and nothing sticks out."""
    host = Person(browser, site.page, "Ada", viewport=DESK, has_touch=False)
    host.arrive()
    code = host.host(agents=2, voting="120", reveal_time="4")
    tv = Stage(browser, site.page)
    tv.show(code)
    tv.on("lobby")
    people = [host, *guests(browser, site, "Bob", "Zoë", "بدر الدين")]
    for phone in people[1:]:
        seated(phone, code)
        phone.touch("#ready")
    expect(tv.page.locator("#seats li:not([data-free])")).to_have_count(6)
    expect(host.page.locator("#players li")).to_have_count(6)
    host.touch("#start")
    for turn in range(1, ROUNDS + 1):
        a_round(people, tv, turn)
    for person in people:
        person.reach("completed")
        expect(person.page.locator("#podium li").first).to_be_visible()
        expect(person.page.locator("#standings li")).to_have_count(6)
        still(person.page)
        fits(person.page, f"{person.name} at the podium")
    tv.on("podium")
    expect(tv.page.locator("#winner")).not_to_be_empty()
    same_standings(people)
    assert [each.complaints for each in (*people, tv)] == [[]] * 5


REVEALED = """said => new Promise((done) => {
  const look = () => {
    const results = document.querySelector("#results");
    const whole = document.body.dataset.phase === "reveal"
      && results.querySelectorAll(".result").length === 6
      && said.every((text) => results.textContent.includes(text));
    if (whole) done(true); else requestAnimationFrame(look);
  };
  look();
})"""


def a_round(people: list[Person], tv: Stage, turn: int) -> None:
    """Everyone answers, everyone votes, and all are told the same."""
    for person in people:
        person.reach("answering")
    tv.past("intro", "standings", "lobby")
    prompt = people[0].page.inner_text("#prompt")
    for person in people[1:]:
        assert person.page.inner_text("#prompt") == prompt
    expect(tv.page.locator("#prompt")).to_have_text(prompt)
    for person in people:
        person.answer(f"{person.name} says {turn}")
    tv.past("prompt", "judging")
    for person in people:
        person.vote()
    # In one look each, since a reveal is short and the next round waits for nobody.
    said = [f"{each.name} says {turn}" for each in people]
    for person in people:
        assert person.page.evaluate(REVEALED, said)


def same_standings(people: list[Person]) -> None:
    """Nobody is told another winner."""
    scores = "nodes => nodes.map(node => node.textContent)"
    told = [
        (each.page.inner_text("#podium-title"), each.page.eval_on_selector_all(".score", scores))
        for each in people
    ]
    assert len(told[0][1]) == 6
    assert all(scores == told[0][1] for _, scores in told)


def test_280_characters_of_arabic_and_emoji_fit_everywhere(browser: Browser, site: Server) -> None:
    """Written, sent, voted for, revealed and on the stage: whole, and from right to left."""
    host = Person(browser, site.page, "Ada", is_mobile=True)
    host.arrive()
    code = host.host(agents=1)
    bob = Person(browser, site.page, "Bob", is_mobile=True, viewport={"width": 320, "height": 640})
    seated(bob, code)
    tv = Stage(browser, site.page)
    tv.show(code)
    tv.on("lobby")
    host.touch("#start")
    host.reach("answering")
    host.page.fill("#answer", ANSWER)
    expect(host.page.locator("#answer-count")).to_have_text("280 / 280")
    assert host.page.evaluate("() => document.querySelector('#answer').matches(':dir(rtl)')")
    fits(host.page, "writing it")
    host.answer(ANSWER)
    bob.answer("short")
    for page in (host.page, bob.page, tv.page):
        quote = page.locator("#ballots .quote").filter(has_text=ANSWER)
        expect(quote).to_be_visible()
        assert quote.evaluate("node => getComputedStyle(node).direction") == "rtl"
    for person in (host, bob):
        still(person.page)
        fits(person.page, f"voting, {person.name}")
    still(tv.page)
    fits_whole(tv.page, "voting, the stage")
    for person in (host, bob):
        person.vote()
    tv.on("reveal")
    for person in (host, bob):
        person.reach("reveal")
        expect(person.page.locator("#results .quote").filter(has_text=ANSWER)).to_be_visible()
        still(person.page)
        fits(person.page, f"reveal, {person.name}")
    tv.on("standings")
    assert ANSWER in tv.seen
    assert host.complaints == bob.complaints == tv.complaints == []
