"""The door: a game found in the list, the way back into one that was left, the host's sheet."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_host_chooses_who_comes_and_what_is_asked(browser: Browser, site: Server) -> None:
    """Named machines sit down, the prompt is of the one category; strangers find it in the list."""
    ada = Person(browser, site.page, "Ada", is_mobile=True)
    ada.arrive()
    ada.touch("#host")
    ada.page.fill("#game-name", "Kitchen talk")
    ada.page.locator("#agents").fill("0")
    ada.touch("#cast-part summary")
    chosen = ada.page.locator("#cast li").filter(has_text="Goat")
    chosen = chosen if chosen.count() else ada.page.locator("#cast li").first
    name = chosen.locator(".name").inner_text()
    chosen.locator("label").tap()
    expect(ada.page.locator("#agents-text")).to_contain_text("1")
    ada.page.locator("[name=visibility][value=public]").check()
    ada.page.locator("#categories").evaluate("(node) => { node.closest('details').open = true; }")
    ada.page.locator("#categories li").filter(has_text="Kitchen").locator("label").tap()
    ada.touch("#create")
    ada.reach("lobby")
    expect(ada.page.locator("#players li")).to_have_count(2)
    expect(ada.page.locator("#players")).to_contain_text(name)
    bob = Person(browser, site.page, "Bob", is_mobile=True)
    bob.arrive()
    row = bob.page.locator("#open-list li").filter(has_text="Kitchen talk")
    row.locator("button").tap()
    bob.reach("lobby")
    ada.touch("#start")
    for each in (ada, bob):
        each.reach("answering")
        expect(each.page.locator("#category")).to_have_text("Kitchen")
    assert ada.complaints == bob.complaints == []


def test_a_limit_is_told_where_it_is_set(browser: Browser, site: Server) -> None:
    """Too many rounds: the sheet stays, and the field says that it is wrong."""
    ada = Person(browser, site.page, "Ada")
    ada.arrive()
    ada.touch("#host")
    ada.page.fill("#rounds", "51")
    ada.touch("#create")
    assert ada.page.locator("#rounds").evaluate("(node) => node.validity.rangeOverflow")
    expect(ada.page.locator("#rounds-hint")).to_contain_text("50")
    expect(ada.page.locator("#host-sheet")).to_be_visible()
    ada.page.fill("#rounds", "5")
    ada.touch("#create")
    ada.reach("lobby")
    assert ada.complaints == []


def test_who_left_is_offered_the_way_back(browser: Browser, site: Server) -> None:
    """Out of a running game after a question, and one tap back into it."""
    ada = Person(browser, site.page, "Ada")
    ada.arrive()
    code = ada.host(agents=1)
    bob = Person(browser, site.page, "Bob")
    bob.arrive(f"#{code}")
    bob.reach("lobby")
    ada.touch("#start")
    bob.reach("answering")
    bob.touch("#leave")
    bob.touch("#leave-go")
    expect(bob.page.locator("#back-text")).to_contain_text(code)
    bob.touch("#back")
    bob.reach("answering")
    expect(bob.page.locator("#answer")).to_be_visible()
    assert ada.complaints == bob.complaints == []


def test_who_was_here_before_comes_in_by_the_link_alone(browser: Browser, site: Server) -> None:
    """A code scanned by a known phone: no form, no tap, a seat."""
    ada = Person(browser, site.page, "Ada")
    ada.arrive()
    code = ada.host(agents=1)
    bob = Person(browser, site.page, "Bob")
    bob.arrive()
    expect(bob.page.locator("#host")).to_be_visible()
    bob.page.goto(f"{site.page}join/{code}")
    bob.reach("lobby")
    assert ada.complaints == bob.complaints == []
