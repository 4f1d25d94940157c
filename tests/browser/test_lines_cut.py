"""What befalls a party's lines: a crash, a dead network, another window, sleep."""

import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.browser.screen import Stage
from tests.faults.lines import Lines
from tests.faults.world import Server, until

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

CUT_S = 20.0


@pytest.fixture
def lines() -> Iterator[Lines]:
    """Proxies, to be frozen."""
    with Lines("browser") as found:
        yield found


def table(browser: Browser, url: str, *names: str, **wishes: str) -> tuple[list[Person], str]:
    """So many at a table of their own, in the lobby."""
    people = [Person(browser, url, name) for name in names]
    people[0].arrive()
    code = people[0].host(agents=0, **wishes)
    for each in people[1:]:
        each.arrive(f"#{code}")
        each.reach("lobby")
    return people, code


def types(person: Person, text: str) -> None:
    """Key by key, as people do."""
    person.page.locator("#answer").press_sequentially(text)


def has_not_sent(person: Person) -> None:
    """Nothing says that it is kept, and the words are still there."""
    expect(person.page.locator("#sent")).to_be_hidden()
    expect(person.page.locator("#send")).to_contain_text("On its way")


def test_a_crash_while_somebody_types_costs_no_word(browser: Browser, server: Server) -> None:
    """Killed in mid-word: typing goes on, "sent" waits for the server, everyone's page resumes."""
    (ada, bob), code = table(browser, server.page, "Ada", "Bob")
    tv = Stage(browser, server.page)
    tv.show(code)
    tv.on("lobby")
    ada.touch("#start")
    for each in (ada, bob):
        each.reach("answering")
    types(bob, "half an ans")
    types(ada, "written across ")
    server.kill()
    types(ada, "a crash")
    ada.touch("#send")
    expect(ada.page.locator("#connection")).to_be_visible()
    has_not_sent(ada)
    server.start()
    expect(ada.page.locator("#sent-text")).to_have_text("written across a crash")
    for each in (ada, bob, tv):
        each.back()
    bob.page.reload()
    bob.reach("answering")
    expect(bob.page.locator("#answer")).to_have_value("half an ans")
    types(bob, "wer")
    bob.touch("#send")
    tv.past("prompt", "judging")
    expect(tv.page.locator("#ballots")).to_contain_text("written across a crash")
    expect(tv.page.locator("#ballots")).to_contain_text("half an answer")
    for each in (ada, bob):
        each.vote()
    tv.on("reveal")
    assert ada.complaints == bob.complaints == tv.complaints == []


def test_a_network_dead_for_20_s_costs_no_word(
    browser: Browser, server: Server, lines: Lines
) -> None:
    """Nothing comes through and nothing is refused, as in a lift; an answer is written in it."""
    line = lines.add(("127.0.0.1", server.port))
    (ada,), code = table(browser, server.page, "Ada")
    bob = Person(browser, f"http://127.0.0.1:{line.port}/", "Bob")
    bob.arrive(f"#{code}")
    bob.reach("lobby")
    ada.touch("#start")
    bob.reach("answering")
    ends = time.monotonic() + CUT_S
    lines.turn(line, "stall")
    bob.context.set_offline(True)
    types(bob, "from the lift")
    bob.touch("#send")
    expect(bob.page.locator("#connection")).to_contain_text("offline")
    has_not_sent(bob)
    ada.answer("meanwhile")
    # The phone believes that it is back before anything comes through.
    bob.context.set_offline(False)
    expect(bob.page.locator("#connection")).not_to_contain_text("offline")
    until(lambda: time.monotonic() > ends, CUT_S, "the cut is over")
    has_not_sent(bob)
    lines.turn(line, "pass")
    bob.back()
    for each in (ada, bob):
        each.vote()
    for each in (ada, bob):
        each.reach("reveal")
        expect(each.page.locator("#results")).to_contain_text("from the lift")
    expect(bob.page.locator("#connection")).to_be_hidden()
    # Only the noise of requests that went nowhere.
    assert [each for each in bob.complaints if "net::ERR" not in each] == ada.complaints == []


def test_two_windows_on_one_seat_take_turns(browser: Browser, site: Server) -> None:
    """The newer plays, the older sleeps and says why; "Play here" wakes it, with its draft."""
    (ada, bob), _ = table(browser, site.page, "Ada", "Bob")
    ada.touch("#start")
    bob.reach("answering")
    types(bob, "begun here, ")
    older = bob.page
    bob.page = bob.open()
    bob.page.goto(site.page)
    bob.reach("answering")
    expect(older.locator("#stopped")).to_contain_text("another window")
    newer, bob.page = bob.page, older
    bob.touch("#take-over")
    expect(newer.locator("#stopped")).to_contain_text("another window")
    bob.back()
    expect(older.locator("#stopped")).to_be_hidden()
    types(bob, "sent here")
    bob.touch("#send")
    expect(older.locator("#sent-text")).to_have_text("begun here, sent here")
    assert ada.complaints == bob.complaints == []


def test_a_sleeping_phone_wakes_where_the_game_is(browser: Browser, site: Server) -> None:
    """Its page is frozen in mid-answer; the round goes on without it, and it finds back."""
    (ada, bob), _ = table(browser, site.page, "Ada", "Bob", limit="8", voting="5", reveal_time="1")
    ada.touch("#start")
    bob.reach("answering")
    types(bob, "zz")
    session = bob.context.new_cdp_session(bob.page)
    session.send("Page.enable")
    session.send("Page.setWebLifecycleState", {"state": "frozen"})
    ada.answer("awake")
    ada.reach("voting")
    ada.reach("reveal")
    ada.reach("answering")
    session.send("Page.setWebLifecycleState", {"state": "active"})
    expect(bob.page.locator("#round")).to_have_text(ada.page.inner_text("#round"))
    bob.answer("awake as well")
    bob.back()
    assert ada.complaints == bob.complaints == []
