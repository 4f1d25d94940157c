"""Mode turing in a real browser: the host picks it, ballots ask who it was, the reveal tells."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.looks import fits
from tests.browser.person import DESK, Person
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(120)]


def test_people_guess_who_is_a_machine(browser: Browser, site: Server) -> None:
    """Ada on a desk, Bob on a phone, and two machines whom nothing on the page gives away."""
    ada = Person(browser, site.page, "Ada", viewport=DESK, has_touch=False)
    ada.arrive()
    ada.touch("#host")
    ada.page.check("#host-sheet [name=mode][value=turing]")
    ada.touch("#host-close")
    code = ada.host(agents=2, reveal_time="30")
    bob = Person(browser, site.page, "Bob", is_mobile=True)
    bob.page.goto(f"{bob.url}join/{code}")
    bob.page.fill("#name", "Bob")
    bob.touch("#go")
    bob.reach("lobby")
    # The machines come one by one, as people do.
    expect(ada.page.locator("#players li")).to_have_count(4, timeout=30_000)
    expect(ada.page.locator("#players [data-machine=true]")).to_have_count(0)
    ada.touch("#start")
    for person in (ada, bob):
        person.answer(f"{person.name} says so")
    for person in (ada, bob):
        person.vote()
    for person in (ada, bob):
        guess_all(person)
        fits(person.page, f"{person.name} guessing")
    for person in (ada, bob):
        person.reach("reveal")
        taken = person.page.locator("#results .taken:visible")
        expect(taken).to_have_count(4)
        told = taken.all_inner_texts()
        assert sum("You guessed" in each for each in told) == 3
        expect(person.page.locator("#guess-verdict")).to_contain_text("Your guesses:")
        expect(person.page.locator("#results .tag[data-kind=machine]")).to_have_count(2)


def guess_all(person: Person) -> None:
    """Take every answer for a machine's, and the last one for a human's after all."""
    ballots = person.page.locator(".ballot[data-mine=false]")
    for place in range(3):
        machine = ballots.nth(place).locator("[data-guess=machine]")
        machine.click()
        if place < 2:
            expect(machine).to_have_attribute("aria-pressed", "true")
