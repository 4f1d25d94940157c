"""A gap lasts from the moment a player could no longer act to the moment they could again."""

import pytest

from clients.bots.gaps import UNANSWERED_S, Gaps


@pytest.fixture
def told() -> list[float]:
    return []


@pytest.fixture
def gaps(told: list[float]) -> Gaps:
    return Gaps(told.append)


def test_a_loss_while_idle_lasts_until_the_stream_is_resumed(gaps: Gaps, told: list[float]) -> None:
    gaps.lost(1.0)
    gaps.lost(1.5)
    gaps.resumed(3.0)
    gaps.resumed(9.0)
    assert told == [2.0]


def test_a_command_under_way_counts_from_its_sending_to_its_answer(
    gaps: Gaps, told: list[float]
) -> None:
    gaps.asked(1.0)
    gaps.lost(1.25)
    gaps.resumed(2.0)
    assert told == []
    gaps.answered(3.0, put_off=True)
    assert told == [2.0]


def test_a_command_put_off_or_long_unanswered_is_a_gap_of_its_own(
    gaps: Gaps, told: list[float]
) -> None:
    gaps.asked(1.0)
    gaps.answered(1.125, put_off=True)
    gaps.asked(2.0)
    gaps.answered(2.0 + UNANSWERED_S, put_off=False)
    assert told == [0.125, UNANSWERED_S]


def test_an_answer_in_time_is_no_gap(gaps: Gaps, told: list[float]) -> None:
    gaps.asked(1.0)
    gaps.answered(1.4, put_off=False)
    gaps.resumed(9.0)
    assert told == []


def test_a_command_sent_without_a_connection_does_not_shorten_the_gap(
    gaps: Gaps, told: list[float]
) -> None:
    gaps.lost(1.0)
    gaps.asked(1.5)
    gaps.resumed(2.0)
    gaps.answered(2.5, put_off=False)
    assert told == [1.5]
