"""A person in a real browser beside machine players plays a whole game."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(180)]


def page_of(server: Server) -> str:
    """Where people open it."""
    return f"http://127.0.0.1:{server.port}/"


def test_a_person_plays_a_whole_game_beside_three_machines(
    browser: Browser, server: Server
) -> None:
    """From the name to the podium, on a phone; every answer of theirs is in the reveal."""
    ada = Person(browser, page_of(server), "Ada")
    ada.arrive()
    ada.host(agents=3)
    expect(ada.page.locator("#players li")).to_have_count(4)
    ada.page.click("#start")
    for turn in range(1, 6):
        answer = f"Toaster number {turn}, with opinions"
        ada.answer(answer)
        ada.vote()
        ada.reach("reveal")
        expect(ada.page.locator("#results .result")).to_have_count(4)
        expect(ada.page.locator("#results")).to_contain_text(answer)
    ada.reach("completed")
    expect(ada.page.locator("#podium")).to_be_visible()
    expect(ada.page.locator("#standings li")).to_have_count(4)
    assert ada.complaints == []


def test_a_crash_in_mid_answer_costs_a_person_nothing(browser: Browser, server: Server) -> None:
    """A friend joins by link; the server dies twice, a page is reloaded, and both play on."""
    ada = Person(browser, page_of(server), "Ada")
    ada.arrive()
    code = ada.host(agents=1)
    bob = Person(browser, page_of(server), "Bob")
    bob.arrive(f"#{code}")
    bob.reach("lobby")
    expect(ada.page.locator("#players li")).to_have_count(3)
    ada.page.click("#start")

    ada.reach("answering")
    ada.page.fill("#answer", "written before the crash")
    server.kill()
    ada.page.click("#send")
    server.start()
    expect(ada.page.locator("#sent")).to_be_visible(timeout=30_000)
    bob.answer("and one from Bob")
    bob.page.reload()
    for person in (ada, bob):
        person.vote()
    ada.reach("reveal")
    server.kill()
    server.start()
    expect(ada.page.locator("body")).to_have_attribute("data-connection", "open", timeout=30_000)
    ada.reach("answering")
    bob.reach("answering")
    assert ada.complaints == bob.complaints == []
