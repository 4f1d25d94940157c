"""The oracle sees every kind of broken promise, and complains of nothing else."""

from collections.abc import Sequence

import pytest
from msgspec.structs import replace

from clients.bots.findings import Findings
from clients.bots.ledger import Acked, Ledger
from clients.bots.oracle import audit
from clients.bots.rows import compare, row_of
from clients.bots.texts import answer_text
from clients.bots.witness import as_seen, tells_more
from clients.stream import Shown
from game.commands import CastVote, JoinGame, SendChat, SetReady, SubmitResponse, Verdict
from game.ids import MessageId, PlayerId, ResponseId
from game.results import GameStats
from game.snapshot import BallotLine
from game.views import (
    ChatView,
    EventView,
    GameCancelledView,
    GameCompletedView,
    HonoursRecordedView,
    PlayerJoinedView,
    PlayerReadyView,
    PlayerShown,
    ResponseSubmittedView,
    RoundJudgedView,
    RoundStartedView,
    Skipped,
    VoteCastView,
    VotingStartedView,
)
from tests.clients.fake_server import ADA, GAME, snapshot

BOB = PlayerId("player-bob")
RA, RB = ResponseId("ra"), ResponseId("rb")
TEXT_A, TEXT_B = answer_text("a", 1, "Why?"), answer_text("b", 1, "Why?")
STATS = GameStats(2, 2, 0, 1, 5, None, None, None)
ACKS = 6


def shown(player: PlayerId) -> PlayerShown:
    return PlayerShown(id=player, name="X", avatar_url=None, is_ai=False, user=None)


def answer(seq: int, player: PlayerId, text: str, response: ResponseId) -> ResponseSubmittedView:
    return ResponseSubmittedView(
        game=GAME,
        seq=seq,
        at=1,
        round=1,
        player=player,
        received=seq - 4,
        expected=2,
        text=text,
        response=response,
    )


HISTORY: list[EventView] = [
    PlayerJoinedView(game=GAME, seq=1, at=1, player=shown(ADA)),
    PlayerJoinedView(game=GAME, seq=2, at=1, player=shown(BOB)),
    PlayerReadyView(game=GAME, seq=3, at=1, player=ADA, ready=True),
    RoundStartedView(
        game=GAME, seq=4, at=1, round=1, prompt="Why?", category="c", difficulty="easy", deadline=9
    ),
    answer(5, ADA, TEXT_A, RA),
    answer(6, BOB, TEXT_B, RB),
    RoundJudgedView(game=GAME, seq=7, at=1, round=1, judge="j", verdicts={RA: Verdict(1, 1, 1)}),
    VotingStartedView(
        game=GAME,
        seq=8,
        at=1,
        round=1,
        responses=(BallotLine(RB, TEXT_B), BallotLine(RA, TEXT_A)),
        deadline=9,
    ),
    VoteCastView(
        game=GAME,
        seq=9,
        at=1,
        round=1,
        received=1,
        expected=6,
        player=ADA,
        response=RB,
        vote_type="best",
    ),
    ChatView(game=GAME, seq=10, at=1, message=MessageId("m"), player=BOB, text="Hello"),
    GameCompletedView(game=GAME, seq=11, at=1, standings=(), winners=(), stats=STATS),
]
SAID_A = SubmitResponse(game=GAME, round=1, text=TEXT_A)
SAID_B = SubmitResponse(game=GAME, round=1, text=TEXT_B)
VOTED = CastVote(game=GAME, round=1, response=RB, vote_type="best")
CHATTED = SendChat(game=GAME, text=" Hello ")


@pytest.mark.parametrize("is_late", [True, False])
def test_honours_are_due_by_themselves_only_where_the_podium_came_first(is_late: bool) -> None:
    view = HonoursRecordedView(game=GAME, seq=7, at=1, number=1, achievements=(), is_late=is_late)
    due = as_seen(view, ADA)
    assert due == (view if is_late else Skipped(game=GAME, seq=7))
    assert tells_more(view, due) is not is_late


def stream(viewer: PlayerId, first: int) -> list[Shown]:
    """What this viewer is properly shown after a snapshot at `first`."""
    views: list[Shown] = [snapshot(first)]
    for view in HISTORY[first:]:
        if isinstance(view, RoundJudgedView):
            views.append(Skipped(game=GAME, seq=view.seq))
        elif isinstance(view, ResponseSubmittedView) and view.player != viewer:
            views.append(replace(view, text=None, response=None))
        elif isinstance(view, VoteCastView) and view.player != viewer:
            views.append(replace(view, player=None, response=None, vote_type=None))
        else:
            views.append(view)
    return views


def ledger(ada: Sequence[Shown] | None = None, bob: Sequence[Shown] | None = None) -> Ledger:
    """All of it acknowledged, and both streams as given, or as they should be."""
    kept = Ledger(GAME, 0)
    kept.completed = True
    kept.ask(ADA, SAID_A)
    kept.ask(BOB, SAID_B)
    kept.ack(Acked(player=ADA, command=JoinGame(code="X"), seq=1))
    kept.ack(Acked(player=ADA, command=SetReady(game=GAME), seq=3))
    kept.ack(Acked(player=ADA, command=SAID_A, seq=5, made=RA))
    kept.ack(Acked(player=BOB, command=SAID_B, seq=6, made=RB))
    kept.ack(Acked(player=ADA, command=VOTED, seq=9))
    kept.ack(Acked(player=BOB, command=CHATTED, seq=10, made="m"))
    for view in stream(ADA, 1) if ada is None else ada:
        kept.show(ADA, view)
    for view in stream(BOB, 2) if bob is None else bob:
        kept.show(BOB, view)
    return kept


def faults(found: Findings) -> dict[str, int]:
    names = ("lost", "duplicated", "altered", "holes", "leaks", "mismatches")
    return {name: getattr(found, name) for name in names if getattr(found, name)}


def without(seq: int) -> list[EventView]:
    """A history that forgot one event and closed the gap."""
    kept = [view for view in HISTORY if view.seq != seq]
    return [replace(view, seq=n) for n, view in enumerate(kept, start=1)]


def test_a_kept_promise_is_no_fault() -> None:
    found = audit(ledger(), HISTORY)
    assert faults(found) == {}, found.notes
    assert found.acked == ACKS
    # Bob's join was never acknowledged, and is there: allowed, and counted.
    assert found.unacked_present == 1


def test_a_number_that_nobody_is_told_of_may_be_missing_from_the_history() -> None:
    """Method: the room moved at 7, of which there is only the number, then and afterwards."""
    moved = [view for view in HISTORY if view.seq != 7]
    found = audit(ledger(), moved)
    assert faults(found) == {}, found.notes
    told: list[Shown] = [
        ChatView(game=GAME, seq=7, at=1, message=MessageId("x"), player=BOB, text="Hm")
        if view.seq == 7
        else view
        for view in stream(ADA, 1)
    ]
    assert faults(audit(ledger(ada=told), moved)) == {"mismatches": 1}


def test_a_stream_may_not_go_on_behind_the_history() -> None:
    late = Skipped(game=GAME, seq=len(HISTORY) + 1)
    assert faults(audit(ledger(ada=[*stream(ADA, 1), late]), HISTORY)) == {"mismatches": 1}


@pytest.mark.parametrize("order", [[1, 0], [0, 0, 1]])
def test_a_history_out_of_order_is_seen(order: Sequence[int]) -> None:
    history = [*(HISTORY[n] for n in order), *HISTORY[2:]]
    assert faults(audit(ledger(), history))["holes"] == 1


def test_every_game_ends_on_its_podium_or_cancelled() -> None:
    assert (audit(ledger(), HISTORY).unended, audit(ledger(), HISTORY).cancelled) == (0, 0)
    cut = [view for view in HISTORY if not isinstance(view, GameCompletedView)]
    open_ended = audit(ledger(), cut)
    assert (open_ended.unended, open_ended.cancelled) == (1, 0)
    assert open_ended.faults > 0
    cancelled = GameCancelledView(game=GAME, seq=len(HISTORY) + 5, at=1, reason="host")
    found = audit(ledger(), [*cut, cancelled])
    assert (found.unended, found.cancelled) == (0, 1)


@pytest.mark.parametrize("seq", [1, 3, 5, 6, 9, 10])
def test_a_lost_acknowledgement_is_seen(seq: int) -> None:
    assert faults(audit(ledger(), without(seq)))["lost"] == 1


@pytest.mark.parametrize("seq", [5, 9, 10])
def test_a_doubled_one_is_seen(seq: int) -> None:
    again = replace(HISTORY[seq - 1], seq=12)
    assert faults(audit(ledger(), [*HISTORY, again])) == {"duplicated": 1}


@pytest.mark.parametrize(
    ("seq", "change"),
    [
        (5, {"text": "Something else"}),
        (5, {"response": ResponseId("rx")}),
        (9, {"response": RA}),
        (10, {"message": MessageId("other")}),
        (3, {"ready": False}),
    ],
)
def test_a_changed_one_is_seen(seq: int, change: dict[str, object]) -> None:
    history = list(HISTORY)
    history[seq - 1] = replace(history[seq - 1], **change)
    assert faults(audit(ledger(), history))["altered"] == 1


def test_another_number_than_promised_is_seen() -> None:
    kept = ledger()
    kept.acked[2] = replace(kept.acked[2], seq=6)
    assert faults(audit(kept, HISTORY)) == {"altered": 1}


def test_a_history_with_a_hole_is_seen() -> None:
    history = [replace(view, seq=view.seq + (view.seq > 10)) for view in HISTORY]
    assert faults(audit(ledger(), history))["holes"] >= 1


@pytest.mark.parametrize("gone", [1, 5, 9])
def test_a_hole_in_a_stream_is_seen(gone: int) -> None:
    views = stream(ADA, 1)
    del views[gone]
    assert faults(audit(ledger(ada=views), HISTORY)) == {"holes": 1}


def test_a_double_in_a_stream_is_seen() -> None:
    views = stream(ADA, 1)
    assert faults(audit(ledger(ada=[*views[:4], *views[3:]]), HISTORY)) == {"holes": 1}


def test_a_stream_that_stops_early_is_seen_unless_the_game_did_not_end() -> None:
    kept = ledger(ada=stream(ADA, 1)[:-1])
    assert faults(audit(kept, HISTORY)) == {"holes": 1}
    kept.completed = False
    assert faults(audit(kept, HISTORY)) == {}


def test_a_snapshot_may_jump_ahead() -> None:
    views = [*stream(ADA, 1)[:3], *stream(ADA, 8)]
    assert faults(audit(ledger(ada=views), HISTORY)) == {}


def test_anothers_answer_is_a_secret() -> None:
    views = stream(BOB, 2)
    views[3] = HISTORY[4]
    assert faults(audit(ledger(bob=views), HISTORY)) == {"leaks": 1}


def test_anothers_vote_is_a_secret() -> None:
    views = stream(BOB, 2)
    views[7] = HISTORY[8]
    assert faults(audit(ledger(bob=views), HISTORY)) == {"leaks": 1}


def test_the_verdicts_are_a_secret() -> None:
    views = stream(BOB, 2)
    views[5] = HISTORY[6]
    assert faults(audit(ledger(bob=views), HISTORY)) == {"leaks": 1}


def test_an_answer_that_leaks_elsewhere_is_seen() -> None:
    """Method: Ada's words stand in a snapshot that Bob gets before the vote."""
    early = replace(snapshot(5), my_response=BallotLine(RA, TEXT_A))
    views = [*stream(BOB, 2)[:4], early, *stream(BOB, 2)[4:]]
    assert faults(audit(ledger(bob=views), HISTORY)) == {"leaks": 1}
    own = [*stream(ADA, 1)[:5], early, *stream(ADA, 1)[5:]]
    assert faults(audit(ledger(ada=own), HISTORY)) == {}


def test_a_stream_that_tells_another_story_is_seen() -> None:
    views = stream(ADA, 1)
    views[9] = replace(HISTORY[9], text="Goodbye")
    assert faults(audit(ledger(ada=views), HISTORY)) == {"mismatches": 1}
    views = stream(ADA, 1)
    views[9] = Skipped(game=GAME, seq=10)
    assert faults(audit(ledger(ada=views), HISTORY)) == {"mismatches": 1}
    views = [*stream(ADA, 1), Skipped(game=GAME, seq=12)]
    assert faults(audit(ledger(ada=views), HISTORY)) == {"mismatches": 1}


def test_what_was_not_acknowledged_may_be_there() -> None:
    kept = ledger()
    del kept.acked[2:]
    found = audit(kept, HISTORY)
    assert faults(found) == {}
    assert found.unacked_present == 5


def test_rows_are_looked_for() -> None:
    kept = ledger()
    there = dict(each for each in map(row_of, kept.acked) if each is not None)
    found = Findings()
    compare(found, kept, there)
    assert (found.rows_checked, found.rows_missing, found.rows_altered) == (4, 0, 0)
    there["answer", RA] = (1, ADA, "Something else")
    del there["vote", 1, ADA, "best"]
    compare(found, kept, there)
    assert (found.rows_checked, found.rows_missing, found.rows_altered) == (8, 1, 1)
    assert there["chat", "m"] == "Hello"


def test_findings_add_up_and_say_only_so_much() -> None:
    total, one = Findings(), Findings()
    one.lost, one.rows_missing = 2, 1
    for n in range(30):
        one.note(str(n))
    total.add(one)
    total.add(one)
    assert (total.lost, total.faults, len(total.notes)) == (4, 6, 20)
