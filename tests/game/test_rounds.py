"""Rounds: each opens with its own prompt of the deck and the game's full time."""

import pytest

from game.events import RoundStarted
from game.rounds import open_round, round_started
from game.state import Phase, Round
from tests.game.table import playing, revealed, voting


def test_a_round_opens_with_its_prompt_and_the_full_time() -> None:
    table = playing("ada", "bob", time_limit_seconds=45)
    for number in range(1, 6):
        opened = open_round(table.state, number, 1_000)
        assert opened == RoundStarted(number, table.state.deck[number - 1], 1_000, 46_000)


def test_a_fresh_round_remembers_nothing_of_the_last() -> None:
    table = revealed("ada", "bob")
    table.tick()
    assert table.state.phase is Phase.ANSWERING
    assert table.state.round == Round(2, table.state.deck[1], table.at_ms)
    assert table.state.deadline_ms == table.at_ms + 60_000


def test_the_prompts_come_in_the_order_of_the_deck() -> None:
    table = playing("ada", "bob", total_rounds=7)
    table.finish()
    started = [entry.event for entry in table.entries if isinstance(entry.event, RoundStarted)]
    assert tuple(event.prompt for event in started) == table.state.deck
    assert [event.round for event in started] == list(range(1, 8))


@pytest.mark.parametrize("room", [playing, voting])
def test_no_round_opens_in_the_middle_of_another(room: object) -> None:
    state = room("ada", "bob").state
    with pytest.raises(AssertionError):
        round_started(state, open_round(state, 2, 0))
