"""Decisions: routed to their rule, carried on to the next phase that is due, the same anywhere."""

import os
import subprocess
import sys
from pathlib import Path

import msgspec
import pytest
from msgspec.structs import replace

from game.commands import (
    Announce,
    CancelGame,
    CastGuess,
    CloseLobby,
    JoinGame,
    MoveRoom,
    MuteChat,
    MutePlayer,
    StartGame,
    Tick,
)
from game.decide import Decided, decide
from game.digest import digest
from game.ids import SYSTEM, Actor
from game.refusals import Refusal, Rejected
from game.state import Phase
from tests.game.evening import GOLDEN, Post, play, replay, written
from tests.game.table import GAME, PROMPTS, T0, opening, playing, seated, voting

ROOT = Path(__file__).parents[2]
REPLAY = """
import sys
from game.digest import digest
from tests.game.evening import play

sys.stdout.write(digest(play().entries)[0])
"""


def kinds(events: object) -> list[str]:
    assert isinstance(events, tuple)
    return [type(event).__name__ for event in events]


@pytest.mark.parametrize("command", [Tick(), JoinGame(name="Ada"), StartGame(game=GAME)])
def test_nothing_happens_in_a_room_not_founded(command: object) -> None:
    refused = decide(None, Actor("ada"), command, T0)
    assert refused == Rejected(Refusal.NOT_FOUND, "no such game")


def test_a_game_is_founded_once() -> None:
    assert seated("ada").refused("ada", opening()) is Refusal.CONFLICT


def test_a_start_without_candidates_is_decided_too() -> None:
    table = seated("ada", "bob")
    assert table.refused("bob", StartGame(game=GAME)) is Refusal.GAME_NOT_HOST
    table.now = replace(table.state, deck=PROMPTS[:5])
    assert kinds(table.do("ada", StartGame(game=GAME))) == ["GameStarted", "RoundStarted"]


def test_what_the_golden_evening_has_none_of_finds_its_rule() -> None:
    table = playing("ada", "bob")
    bob = table.player("bob")
    assert kinds(table.do("ada", MutePlayer(game=GAME, player=bob))) == ["PlayerMuted"]
    assert kinds(table.do("ada", MuteChat(game=GAME, player=bob))) == ["ChatMuted"]
    assert kinds(table.do(SYSTEM, Announce(text="We close."))) == ["AnnouncementMade"]
    assert kinds(seated("ada").do(SYSTEM, CloseLobby())) == ["GameCancelled"]
    assert kinds(seated("ada").do(SYSTEM, MoveRoom(to="two"))) == ["RoomMoved"]


def test_a_decision_brings_the_state_it_leads_to() -> None:
    decided = decide(None, Actor("ada"), opening(agents=2), T0)
    assert isinstance(decided, Decided)
    assert kinds(decided.events) == ["GameCreated", "PlayerJoined", "PlayerJoined"]
    assert (decided.state.seq, len(decided.state.seats)) == (3, 2)


def test_one_tick_carries_on_as_far_as_time_has_come() -> None:
    """No budget for the judge, no reveal: what is due follows in the same decision."""
    settings = {"judge": "auto", "judging_seconds": 0, "reveal_seconds": 0}
    table = playing("ada", "bob", settings=settings)
    table.answer("ada")
    assert kinds(table.tick()) == ["JudgingStarted", "VotingStarted"]
    assert kinds(table.tick()) == ["RoundCompleted", "RoundStarted"]


def test_a_phase_opened_late_still_gets_its_full_time() -> None:
    """A tick that comes an hour late must not swallow the phases after it."""
    table = playing("ada", "bob")
    table.answer("ada")
    table.wait(3_600_000)
    assert kinds(table.do(SYSTEM, Tick())) == ["VotingStarted"]
    assert table.state.deadline_ms == table.at_ms + 30_000


def test_any_command_finds_the_phase_that_is_due() -> None:
    """A room that slept over its tick is carried on by whoever comes first."""
    table = voting("ada", "bob")
    table.wait(30_000)
    assert kinds(table.do("stranger", JoinGame(name="Eve"))) == ["RoundCompleted"]


def test_a_refused_command_moves_no_clock() -> None:
    table = voting("ada", "bob")
    table.wait(30_000)
    assert table.refused("stranger", table.ballot_line("ada")) is Refusal.GAME_NOT_SEATED
    assert table.state.phase is Phase.VOTING


def test_the_longest_evening_of_silence_ends_within_its_ticks() -> None:
    table = playing("ada", "bob", total_rounds=50, settings={"reveal_seconds": 0})
    for _ in range(50):
        table.tick()
    # One more, for honours that nobody records.
    table.tick()
    assert table.state.phase is Phase.COMPLETED
    assert table.do(SYSTEM, Tick()) == ()
    assert table.refused("ada", CancelGame(game=GAME)) is Refusal.CONFLICT


def test_the_golden_evening_is_the_same_as_ever() -> None:
    """Method: post the stored log again; then play the script again and compare the whole file.

    If a rule changed on purpose, renew the file (see evening.py) and read what moved.
    """
    stored = msgspec.json.decode(GOLDEN.read_bytes())
    posts = msgspec.convert(stored["posts"], list[Post])
    assert len(posts) > 100
    assert digest(replay(posts))[0] == stored["digest"]
    assert written() == GOLDEN.read_text("utf-8")


def test_the_golden_evening_has_seen_everything() -> None:
    """A digest over an evening in which little happens would prove little."""
    table = play()
    assert table.state.phase is Phase.COMPLETED
    happened = set(kinds(tuple(entry.event for entry in table.entries)))
    assert len(happened) == 18, "all kinds but the end of a game, mutes and announcements"
    assert len(dict.fromkeys(table.refusals)) >= 3
    scores = [standing.score for standing in table.state.seats.values()]
    assert len(dict.fromkeys(scores)) > 3


@pytest.mark.parametrize("seed", ["1", "2"])
def test_the_evening_is_the_same_in_another_process(seed: str) -> None:
    """String hashing differs between the two: an iterated set would show."""
    replay = subprocess.run(
        [sys.executable, "-c", REPLAY],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": seed},
        capture_output=True,
        text=True,
        timeout=30,
        check=True,
    )
    assert replay.stdout == msgspec.json.decode(GOLDEN.read_bytes())["digest"]


def test_a_guess_is_decided_by_its_mode() -> None:
    table = voting("ada", "bob", mode="turing")
    guess = CastGuess(game=GAME, round=1, response=table.response("bob"), is_ai=True)
    assert len(table.do("ada", guess)) == 1
