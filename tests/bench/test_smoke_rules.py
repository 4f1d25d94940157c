"""The case of the pure rules: a game of twelve as it is measured, and one tiny run of it all."""

from typing import get_args

from bench.record import Options, table
from bench.rules import by_kind, journals, run
from bench.scripted import Script
from game.commands import CastGuess, Command
from game.events import ChatSent, ResponseSubmitted
from game.rules import VOTE_TYPES
from game.state import Phase

# Guesses are of another mode.
CLASSIC = [each for each in get_args(Command) if each is not CastGuess]


def said(script: Script) -> list[str]:
    """Every answer and every line of chat."""
    events = [entry.event for kept in journals([script]) for entry in kept.entries]
    return [each.text for each in events if isinstance(each, ResponseSubmitted | ChatSent)]


def test_a_scripted_game_is_for_twelve_and_asks_for_everything_there_is() -> None:
    script = Script(1, "off")
    assert len(script.state.seats) == 12
    assert script.state.phase is Phase.COMPLETED
    counts = {kind: count for kind, (count, _) in by_kind([script]).items()}
    assert sorted(counts) == sorted(each.__name__ for each in CLASSIC)
    # Votes are most of what a game is asked, then answers, then chat.
    assert counts["CastVote"] > 12 * len(VOTE_TYPES) * (script.state.total_rounds - 1)
    assert counts["SubmitResponse"] >= 11 * script.state.total_rounds
    assert counts["SendChat"] > 5 * script.state.total_rounds
    assert 0 < script.refused < len(script.steps) / 10


def test_a_script_is_the_same_each_time_and_another_for_each_number() -> None:
    assert Script(3, "mask").steps == Script(3, "mask").steps
    first, second = (said(Script(number, "off")) for number in (1, 2))
    assert len(first) > 150
    assert len({*first, *second}) == len(first) + len(second)


def test_a_tiny_run_measures_every_way_and_kind() -> None:
    record = run(Options(smoke=True))
    assert record.case == "rules"
    assert [each.name for each in record.bars] == ["decided and folded", "and told, both codecs"]
    assert all(each.reached > 0 for each in record.bars)
    assert all(each.value > 0 for each in record.figures)
    assert sum(each.unit == "us" for each in record.figures) == len(CLASSIC)
    assert "decided and folded" in table(record)
