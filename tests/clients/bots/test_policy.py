"""Bots play by what they were shown: ready, one answer, three votes never for themselves."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import asdict

from clients.bots.policy import Seat, next_move, see, think_s
from clients.bots.texts import MARK, answer_text, chat_text
from game.commands import CastGuess, CastVote, SendChat, SetReady, StartGame, SubmitResponse
from game.ids import PlayerId, ResponseId
from game.rules import RULES, VOTE_TYPES
from game.snapshot import BallotLine
from game.views import (
    EventView,
    GameCancelledView,
    JudgingStartedView,
    PlayerJoinedView,
    PlayerLeftView,
    PlayerReadyView,
    PlayerShown,
    ResponseSubmittedView,
    RoundCompletedView,
    RoundStartedView,
    VotingStartedView,
)
from tests.clients.fake_server import ADA, GAME, snapshot

BOB = PlayerId("player-bob")
MINE = ResponseId("r-mine")
SEAT = Seat(key="7.0.1", game=GAME, me=ADA)
ROUND = RoundStartedView(
    game=GAME, seq=9, at=1, round=2, prompt="Why?", category="odd", difficulty="easy", deadline=9
)


def joined(player: PlayerId, *, is_ai: bool = False) -> PlayerJoinedView:
    shown = PlayerShown(id=player, name="X", avatar_url=None, is_ai=is_ai, user=None)
    return PlayerJoinedView(game=GAME, seq=1, at=1, player=shown)


def ready(player: PlayerId) -> PlayerReadyView:
    return PlayerReadyView(game=GAME, seq=1, at=1, player=player, ready=True)


def answered(player: PlayerId) -> ResponseSubmittedView:
    own = {"text": "x", "response": MINE} if player == ADA else {}
    return ResponseSubmittedView(
        game=GAME, seq=1, at=1, round=2, player=player, received=1, expected=2, **own
    )


def voting(*ids: str) -> VotingStartedView:
    lines = tuple(BallotLine(ResponseId(each), "text") for each in ids)
    return VotingStartedView(game=GAME, seq=1, at=1, round=2, responses=lines, deadline=9)


def seat_after(*views: EventView, seat: Seat = SEAT) -> Seat:
    for view in views:
        seat = see(seat, view)
    return seat


def moves(seat: Seat) -> list[object]:
    """All that the bot would do if nothing else happened."""
    done: dict[str, object] = {}
    while (move := next_move(seat, done)) is not None:
        done[move.name] = move.command
    return list(done.values())


def test_the_host_starts_when_all_people_are_there_and_ready() -> None:
    host = Seat(key="k", game=GAME, me=ADA, starts_at=2)
    lobby = seat_after(joined(ADA), ready(ADA), joined(PlayerId("ai"), is_ai=True), seat=host)
    assert moves(lobby) == [SetReady(game=GAME)]
    lobby = see(lobby, joined(BOB))
    assert moves(lobby) == [SetReady(game=GAME)]
    lobby = see(lobby, ready(BOB))
    assert moves(lobby) == [SetReady(game=GAME), StartGame(game=GAME)]
    gone = PlayerLeftView(game=GAME, seq=1, at=1, player=BOB, reason="left", freed=True)
    assert moves(see(lobby, gone)) == [SetReady(game=GAME)]


def test_who_is_not_host_never_starts() -> None:
    assert moves(seat_after(joined(ADA), joined(BOB), ready(ADA), ready(BOB))) == [
        SetReady(game=GAME)
    ]


def test_one_answer_for_each_round() -> None:
    seat = seat_after(ROUND)
    answers = [each for each in moves(seat) if isinstance(each, SubmitResponse)]
    assert [each.round for each in answers] == [2]
    after = see(seat, answered(ADA))
    assert not [each for each in moves(after) if isinstance(each, SubmitResponse)]
    assert [each for each in moves(see(seat, answered(BOB))) if isinstance(each, SubmitResponse)]


def test_three_votes_for_others() -> None:
    votes = moves(seat_after(ROUND, answered(ADA), voting("r-mine", "a", "b", "c")))
    assert [vote.vote_type for vote in votes if isinstance(vote, CastVote)] == list(VOTE_TYPES)
    assert MINE not in [vote.response for vote in votes if isinstance(vote, CastVote)]


@given(st.text(), st.integers(1, 50), st.lists(st.sampled_from("abcdef"), unique=True))
def test_never_a_vote_for_oneself(key: str, number: int, others: list[str]) -> None:
    """Method: any key, any round, any ballot with my own response somewhere on it."""
    mine = Seat(key=key, game=GAME, me=ADA, round=number, own=MINE)
    ballot = voting(*others[: number % 3], MINE, *others[number % 3 :])
    votes = moves(see(mine, ballot))
    assert len(votes) == (3 if others else 0)
    assert all(isinstance(vote, CastVote) and vote.response != MINE for vote in votes)


def test_nothing_is_done_between_and_after() -> None:
    seat = seat_after(ROUND, answered(ADA))
    judging = JudgingStartedView(game=GAME, seq=1, at=1, round=2, deadline=9)
    reveal = RoundCompletedView(
        game=GAME, seq=1, at=1, round=2, results=(), standings=(), reveal_until=9
    )
    cancelled = GameCancelledView(game=GAME, seq=1, at=1, reason="host")
    for view in (judging, reveal, cancelled):
        assert moves(see(seat, view)) == []
    assert see(seat, cancelled).over
    assert not see(seat, reveal).over


@pytest.mark.parametrize("key", ["1.0.0", "1.0.1", "other"])
def test_the_same_key_plays_the_same_and_another_differs(key: str) -> None:
    def evening(name: str) -> list[object]:
        seat = Seat(key=name, game=GAME, me=ADA)
        begun = seat_after(ROUND, seat=seat)
        return moves(begun) + moves(see(begun, voting(*"abcdefgh")))

    assert evening(key) == evening(key)
    assert evening(key) != evening(key + "x")
    assert think_s(key, "answer-1", 50) == think_s(key, "answer-1", 50)


def test_the_pauses_have_the_wanted_mean() -> None:
    pauses = [think_s(f"key{n}", "answer-1", 50.0) for n in range(4_000)]
    assert 0.046 < sum(pauses) / len(pauses) < 0.054
    assert think_s("k", "m", 0.0) == 0.0


def test_a_snapshot_replaces_what_was_known() -> None:
    seat = seat_after(joined(BOB), ROUND, answered(ADA), voting("a"))
    fresh = see(seat, snapshot(3))
    assert (fresh.phase, fresh.round, fresh.people, fresh.ballot) == ("lobby", 0, (), ())
    assert fresh.own is None


def test_lines_are_unlike_each_other_and_marked() -> None:
    keys = [f"1.{game}.{seat}" for game in range(20) for seat in range(8)]
    lines = [answer_text(key, number, "Why?") for key in keys for number in range(1, 6)]
    lines += [chat_text(key, number) for key in keys for number in range(1, 6)]
    marks = [found for line in lines for found in MARK.findall(line)]
    assert len(set(marks)) == len(marks) == len(lines)
    assert max(map(len, lines)) <= RULES.text_length_max


def test_some_chat_but_not_always() -> None:
    chatty = 0
    for n in range(500):
        seat = seat_after(ROUND, seat=Seat(key=f"k{n}", game=GAME, me=ADA))
        chatty += SendChat in map(type, moves(seat))
    assert 60 < chatty < 140


def test_in_mode_turing_every_response_but_mine_is_guessed() -> None:
    seat = Seat(key="7.0.1", game=GAME, me=ADA, mode="turing")
    seat = see(see(see(seat, ROUND), answered(ADA)), voting("r-mine", "a", "b"))
    said = moves(seat)
    guesses = [each for each in said if isinstance(each, CastGuess)]
    assert [each.response for each in guesses] == ["a", "b"]
    assert said == moves(seat)
    tosses = {
        each.is_ai
        for number in range(20)
        for each in moves(Seat(**{**asdict(seat), "key": str(number)}))
        if isinstance(each, CastGuess)
    }
    assert tosses == {True, False}
