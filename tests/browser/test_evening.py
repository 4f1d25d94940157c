"""A person in a real browser beside machine players plays a whole game."""

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.faults.world import Server

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]


def test_a_person_plays_a_whole_game_beside_three_machines(
    browser: Browser, server: Server
) -> None:
    """From the name to the podium, on a phone; every answer of theirs is in the reveal."""
    ada = Person(browser, server.page, "Ada")
    ada.arrive()
    ada.host(agents=3, reveal_time="2")
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
    keeps_the_evening(ada)
    assert ada.complaints == []


def keeps_the_evening(ada: Person) -> None:
    """From the podium: honours, an account made of a guest, the leaderboard, out and in again."""
    expect(ada.page.locator("#honours li[data-me=true] .medals")).to_contain_text("First Game")
    ada.page.click("#keep")
    ada.sign("ada lovelace", "correct horse")
    expect(ada.page.locator("#account-error")).to_contain_text("username")
    ada.sign("ada_lovelace", "correct horse")
    expect(ada.page.locator("#account")).to_be_hidden()
    ada.page.click("#again")
    expect(ada.page.locator("#me-name")).to_have_text("Signed in as ada_lovelace")
    expect(ada.page.locator("#me-stats")).to_contain_text("1 game")
    ada.page.click("#ranks")
    expect(ada.page.locator("#rows [data-me=true]")).to_contain_text("ada_lovelace (you)")
    ada.page.keyboard.press("Escape")
    ada.page.click("#logout")
    ada.page.click("#known")
    ada.sign("ada_lovelace", "correct horse")
    expect(ada.page.locator("#me-name")).to_have_text("Signed in as ada_lovelace")


def test_a_host_keeps_the_table_clean(browser: Browser, server: Server) -> None:
    """A line is reported, its author muted and hidden, by keys and fingers; a prompt is judged."""
    ada = Person(browser, server.page, "Ada")
    ada.arrive()
    code = ada.host(agents=1)
    bob = Person(browser, server.page, "Bob")
    bob.arrive(f"#{code}")
    bob.say("psst, a secret")
    ada.turn_chat(wanted=True)
    line = ada.page.locator("#chat li", has_text="psst")
    line.locator("[data-more]").focus()
    ada.page.keyboard.press("Enter")
    line.locator("[data-report]").click()
    expect(line.locator("[data-report]")).to_contain_text("Thank you")
    line.locator("[data-mute]").click()
    expect(bob.page.locator("#chat-text")).to_be_disabled()
    expect(line.locator(".tag")).to_contain_text("muted")
    line.locator("[data-hide]").click()
    expect(line).to_have_count(0)
    ada.page.click("#hidden [data-show]")
    expect(line).to_have_count(1)
    ada.turn_chat(wanted=False)
    ada.page.click("#start")
    ada.reach("answering")
    ada.page.click("#dislike")
    expect(ada.page.locator("#dislike")).to_have_attribute("aria-pressed", "true")
    assert ada.complaints == bob.complaints == []


def test_a_crash_in_mid_answer_costs_a_person_nothing(browser: Browser, server: Server) -> None:
    """A friend joins by link; the server dies twice, a page is reloaded, and both play on."""
    ada = Person(browser, server.page, "Ada")
    ada.arrive()
    code = ada.host(agents=1)
    bob = Person(browser, server.page, "Bob")
    bob.arrive(f"#{code}")
    bob.reach("lobby")
    expect(ada.page.locator("#players li")).to_have_count(3)
    ada.page.click("#start")

    ada.reach("answering")
    ada.page.fill("#answer", "written before the crash")
    server.kill()
    ada.page.click("#send")
    server.start()
    expect(ada.page.locator("#sent")).to_be_visible()
    bob.answer("and one from Bob")
    bob.page.reload()
    for person in (ada, bob):
        person.vote()
    ada.reach("reveal")
    server.kill()
    server.start()
    expect(ada.page.locator("body")).to_have_attribute("data-connection", "open")
    ada.reach("answering")
    bob.reach("answering")
    assert ada.complaints == bob.complaints == []
