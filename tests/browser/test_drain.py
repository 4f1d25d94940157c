"""A node is replaced while people play, and none of them is told."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.person import Person
from tests.faults.ground import grounded
from tests.faults.town import Town, built
from tests.faults.world import until

pytestmark = [pytest.mark.services, pytest.mark.browser, pytest.mark.timeout(300)]

# Notes every word that the lines under the header ever said of the connection.
LISTENING = """window.told = [];
  document.addEventListener("DOMContentLoaded", () => {
    const look = () => ["connection", "stopped", "error"].forEach((id) => {
      const node = document.getElementById(id);
      if (!node.hidden) window.told.push(`${id}: ${node.textContent}`);
    });
    new MutationObserver(look).observe(document.body, {subtree: true, childList: true,
      characterData: true, attributes: true, attributeFilter: ["hidden"]});
  });"""


@pytest.fixture(scope="module")
def town() -> Iterator[Town]:
    """Two nodes; up before any browser and down after it, since its loop bars all others."""
    with grounded() as ground, built(ground, 2) as (town, _):
        yield town


def test_a_node_that_drains_is_not_noticed(town: Town, browser: Browser) -> None:
    """Its games move to another node in mid-answer; no page says a word, and all play on."""
    first, second = town.nodes
    door = town.lines.add(first.client.target)
    url = f"http://127.0.0.1:{door.port}/"
    ada, bob = people = [Person(browser, url, name) for name in ("Ada", "Bob")]
    for each in people:
        each.page.add_init_script(LISTENING)
    ada.arrive()
    code = ada.host(agents=0)
    bob.arrive(f"#{code}")
    bob.reach("lobby")
    ada.touch("#start")
    bob.reach("answering")
    bob.page.locator("#answer").press_sequentially("typed while it ")
    # What a balancer does: new connections go to the other.
    door.target = second.client.target
    first.drain()
    until(lambda: not first.runs, 30, "it has drained")
    bob.page.locator("#answer").press_sequentially("drained")
    bob.touch("#send")
    expect(bob.page.locator("#sent-text")).to_have_text("typed while it drained")
    ada.answer("and mine")
    for each in people:
        each.vote()
        each.back()
    for each in people:
        each.reach("reveal")
        assert each.page.evaluate("() => window.told") == []
        assert each.complaints == []
