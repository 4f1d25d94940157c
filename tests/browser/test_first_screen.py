"""The first screen works before the rest of the page is there."""

import re

import pytest
from playwright.sync_api import Browser, Route, expect

from tests.browser.person import Person
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(120)]


def hold(person: Person, held: list[Route]) -> None:
    """Keep back all that follows the first screen."""
    # Playwright writes on the function that it is given, so it must be one of ours.
    keep = lambda route: held.append(route)  # noqa: E731, PLW0108
    person.page.route(re.compile(r"/party\.[0-9a-f]+\.js"), keep)


def let_go(person: Person, held: list[Route]) -> None:
    """Let it come."""
    for route in held:
        route.continue_()
    person.page.unroute_all()


def test_a_name_said_before_the_page_is_whole_is_not_lost(browser: Browser, server: Server) -> None:
    """Method: all but the first screen is held back until the name was sent."""
    ada = Person(browser, server.page, "Ada")
    held: list[Route] = []
    hold(ada, held)
    ada.page.goto(ada.url)
    expect(ada.page.locator("#go")).not_to_be_empty()
    ada.page.fill("#name", "Ada")
    ada.page.click("#go")
    expect(ada.page.locator("#go")).to_be_disabled()
    expect(ada.page.locator("body")).to_have_attribute("data-connection", "closed")
    assert held
    let_go(ada, held)
    expect(ada.page.locator("#choose-title")).to_contain_text("Ada")
    assert ada.complaints == []


def test_the_next_screen_comes_with_its_own_style(browser: Browser, server: Server) -> None:
    """Method: the sheet of later screens is held back until the name was sent, and so is all but
    the first screen, which comes before that sheet.
    """
    ada = Person(browser, server.page, "Ada")
    held: list[Route] = []
    party: list[Route] = []
    keep = lambda route: held.append(route)  # noqa: E731, PLW0108
    ada.page.route(re.compile(r"/style/later-of-index\.[0-9a-f]+\.css"), keep)
    hold(ada, party)
    # Its scripts have run by then; all has not come before that sheet has.
    ada.page.goto(ada.url, wait_until="domcontentloaded")
    expect(ada.page.locator("#go")).not_to_be_empty()
    assert held
    ada.page.fill("#name", "Ada")
    ada.page.click("#go")
    expect(ada.page.locator("#go")).to_be_disabled()
    assert party
    for route in party:
        route.continue_()
    # The party draws, and yet nobody can say their name twice.
    expect(ada.page.locator("#language option")).not_to_have_count(0)
    expect(ada.page.locator("#go")).to_be_disabled()
    expect(ada.page.locator("#choose-title")).to_be_hidden()
    let_go(ada, held)
    expect(ada.page.locator("#choose-title")).to_contain_text("Ada")
    expect(ada.page.locator('link[media="not all"]')).to_have_count(0)


def test_what_was_typed_meanwhile_stays(browser: Browser, server: Server) -> None:
    bob = Person(browser, server.page, "Bob")
    held: list[Route] = []
    hold(bob, held)
    bob.page.goto(bob.url)
    bob.page.fill("#name", "Bob the ha")
    let_go(bob, held)
    expect(bob.page.locator("#language option")).not_to_have_count(0)
    expect(bob.page.locator("#name")).to_have_value("Bob the ha")
    bob.page.reload()
    expect(bob.page.locator("#name")).to_have_value("Bob the ha")
