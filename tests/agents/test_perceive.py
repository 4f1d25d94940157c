"""Perception: views and snapshots lead to the same mind, and nothing is seen twice."""

import pytest

from agents.mind import ANSWER, CHAT, FAREWELL, GREET, READY, Mind, born
from agents.perceive import Perceived, perceive
from agents.quips import folded
from agents.taste import VOTE_TYPES
from game import views as seen
from game.ids import MessageId, PlayerId, ResponseId
from game.look import look
from game.results import Result, Standing, VoteCount
from game.rules import Settings
from game.snapshot import BallotLine, Snapshot
from tests.agents.evening import GAME, T0, Evening, personas, repertoire, touched

ME, BOB, EVE = PlayerId("me"), PlayerId("bob"), PlayerId("eve")


def shown(kind: type[seen.View], seq: int = 1, **fields: object) -> Perceived:
    view = kind(game=GAME, seq=seq, at=T0 + seq, **fields)
    assert isinstance(view, seen.EventView)
    return view


def mind(*views: Perceived, **changes: object) -> Mind:
    waking = touched(born(GAME, ME, personas()[0], repertoire(), "seed", 1.0), **changes)
    for view in views:
        waking = perceive(waking, view)
    return waking


def player(who: PlayerId, is_ai: bool) -> seen.PlayerShown:
    return seen.PlayerShown(id=who, name=who, avatar_url=None, is_ai=is_ai, user=None)


def answering(seq: int = 1, n: int = 1) -> Perceived:
    return shown(
        seen.RoundStartedView,
        seq,
        round=n,
        prompt="The goat in the bakery",
        category="animals",
        difficulty="easy",
        deadline=T0 + 60_000,
    )


def voting(seq: int = 3) -> Perceived:
    lines = (BallotLine(ResponseId("mine"), "Hay"), BallotLine(ResponseId("hers"), "Buns"))
    return shown(seen.VotingStartedView, seq, round=1, responses=lines, deadline=T0 + 90_000)


def submitted(seq: int = 2, who: PlayerId = ME, n: int = 1) -> Perceived:
    own = {"text": "Hay", "response": ResponseId("mine")} if who == ME else {}
    fields = {"round": n, "player": who, "received": 1, "expected": 2, **own}
    return shown(seen.ResponseSubmittedView, seq, **fields)


def revealed(
    mine: int = 0, funny: int = 0, ranks: tuple[int, ...] = (1, 1), seq: int = 4
) -> Perceived:
    results = tuple(
        Result(ResponseId(who), who, f"Text of {who}", False, None, None, VoteCount(laughs), points)
        for who, points, laughs in ((ME, mine, 1), (EVE, 5, funny))
    )
    standings = tuple(Standing(who, 0, rank) for who, rank in zip((ME, EVE), ranks, strict=True))
    return shown(
        seen.RoundCompletedView,
        seq,
        round=1,
        results=results,
        standings=standings,
        reveal_until=T0 + 99_000,
    )


def test_a_round_opens_with_a_draft_and_a_clean_slate() -> None:
    fresh = mind(answering(), done=(READY,), put_off={READY: 1}, feeling="losing")
    assert (fresh.phase, fresh.round, fresh.since_ms) == ("answering", 1, T0 + 1)
    assert (fresh.deadline_ms, fresh.category) == (T0 + 60_000, "animals")
    assert fresh.draft
    assert (fresh.done, fresh.put_off, fresh.feeling) == ((), {}, "")


def test_what_was_seen_changes_nothing_any_more() -> None:
    later = mind(answering(7))
    assert perceive(later, shown(seen.GameCancelledView, 7, reason="host")) is later
    assert perceive(later, seen.Skipped(game=GAME, seq=3)) is later


def test_a_skipped_event_only_moves_the_cursor() -> None:
    after = mind(answering(1), seen.Skipped(game=GAME, seq=2))
    assert after == touched(mind(answering(1)), cursor=2)


def test_my_own_answer_is_known_and_done() -> None:
    after = mind(answering(), submitted())
    assert after.own == BallotLine(ResponseId("mine"), "Hay")
    assert after.done == (ANSWER,)


@pytest.mark.parametrize("view", [submitted(who=EVE), submitted(n=9)])
def test_somebody_elses_or_an_older_answer_is_not_mine(view: Perceived) -> None:
    after = mind(answering(), view)
    assert (after.own, after.done) == (None, ())


def test_the_ballot_leads_to_choices_other_than_my_own() -> None:
    after = mind(answering(), submitted(), voting())
    assert [*after.choices.values()] == ["hers"] * 3
    assert after.deadline_ms == T0 + 90_000


def test_my_own_vote_is_done() -> None:
    vote = shown(
        seen.VoteCastView,
        4,
        round=1,
        received=1,
        expected=6,
        player=ME,
        response=ResponseId("hers"),
        vote_type="best",
    )
    hidden = shown(seen.VoteCastView, 5, round=1, received=2, expected=6)
    assert mind(answering(), submitted(), voting(), vote, hidden).done == ("vote.best",)


def test_a_reveal_is_remembered() -> None:
    after = mind(answering(), revealed())
    assert after.phase == "reveal"
    assert after.told == (folded("Text of me"), folded("Text of eve"))


@pytest.mark.parametrize(
    ("view", "feelings"),
    [
        (revealed(mine=5), ["good_round"]),
        (revealed(mine=9, funny=1), ["good_round"]),
        (revealed(funny=1), ["reaction"]),
        (revealed(ranks=(2, 1)), ["losing"]),
        (revealed(ranks=(1, 2)), ["winning"]),
        (revealed(funny=1, ranks=(2, 1)), ["losing", "reaction"]),
        (revealed(), [""]),
    ],
)
def test_what_a_reveal_feels_like(view: Perceived, feelings: list[str]) -> None:
    felt = [mind(answering(), view, seed=str(n)).feeling for n in range(20)]
    assert sorted(dict.fromkeys(felt)) == feelings


def test_the_phases_follow_the_views() -> None:
    judging = shown(seen.JudgingStartedView, 2, round=1, deadline=T0 + 5_000)
    assert mind(answering(), judging).phase == "judging"
    completed = shown(seen.GameCompletedView, 2, standings=(), winners=(), stats=None)
    assert mind(answering(), completed).phase == "completed"
    assert mind(shown(seen.GameCancelledView, reason="host")).phase == "cancelled"


def test_an_outage_shifts_the_phase_and_renews_what_was_put_off() -> None:
    paused = mind(answering(), shown(seen.GamePausedView, 2, reason="storage"))
    assert paused.is_paused
    tired = touched(paused, done=(ANSWER, CHAT), put_off={ANSWER: 13})
    after = perceive(tired, shown(seen.GameResumedView, 3, deadline=T0 + 70_000))
    assert (after.is_paused, after.done, after.put_off) == (False, (CHAT,), {})
    assert (after.since_ms, after.deadline_ms) == (T0 + 10_001, T0 + 70_000)


def test_seats_come_and_go() -> None:
    joined = [
        shown(seen.PlayerJoinedView, 1, player=player(EVE, True)),
        shown(seen.PlayerJoinedView, 2, player=player(ME, True)),
        shown(seen.PlayerJoinedView, 3, player=player(BOB, False)),
        shown(seen.PlayerJoinedView, 4, player=player(EVE, True)),
    ]
    assert mind(*joined).machines == (EVE, ME)
    left = {"player": EVE, "reason": "kicked"}
    assert mind(*joined, shown(seen.PlayerLeftView, 5, freed=False, **left)).hand == (1, 2)
    assert mind(*joined, shown(seen.PlayerLeftView, 5, freed=True, **left)).hand == (0, 1)


def test_my_seat_can_be_lost_and_found() -> None:
    gone = mind(shown(seen.PlayerLeftView, 1, player=ME, reason="left", freed=False))
    assert not gone.is_seated
    back = shown(seen.PlayerJoinedView, 2, player=player(ME, True))
    assert perceive(gone, back).is_seated
    assert perceive(gone, back).since_ms == T0 + 2
    playing = touched(gone, phase="voting", since_ms=T0)
    assert perceive(playing, back).since_ms == T0


def test_only_my_own_yes_makes_me_ready() -> None:
    for who, ready, done in ((ME, True, (READY,)), (ME, False, ()), (EVE, True, ())):
        assert mind(shown(seen.PlayerReadyView, player=who, ready=ready)).done == done


def test_one_line_of_mine_is_enough_for_a_phase() -> None:
    line = {"message": MessageId("m"), "text": "Ahoy"}
    assert mind(shown(seen.ChatView, player=EVE, **line)).done == ()
    assert mind(shown(seen.ChatView, player=ME, **line)).done == (GREET, CHAT, FAREWELL)


def test_what_concerns_others_changes_nothing_but_the_cursor() -> None:
    others = [
        shown(seen.GameStartedView, 1, total_rounds=5, seats=()),
        shown(seen.HostChangedView, 2, host="eve", player=EVE),
        shown(seen.RoundJudgedView, 3, round=1, judge=None, verdicts={}),
        shown(seen.HonoursRecordedView, 3, number=1, achievements=(), is_late=True),
        shown(seen.PlayerMutedView, 4, player=EVE, muted=True),
        shown(seen.ChatMutedView, 5, player=EVE, muted=True),
        shown(
            seen.GameCreatedView,
            6,
            code="Q",
            name="F",
            mode="classic",
            host="a",
            max_players=2,
            total_rounds=5,
        ),
        shown(seen.AnnouncementView, 7, text="the server restarts at nine"),
    ]
    assert mind(*others) == touched(mind(), cursor=7)


PHASES = ["lobby", "answering", "judging", "voting", "reveal"]


def at_phase(phase: str, n: int = 2) -> Evening:
    """An evening stopped in this phase of round two (or in the lobby)."""

    def reached(evening: Evening) -> bool:
        acting = phase in ("answering", "voting")
        is_busy = not acting or any(mind.done for mind in evening.minds.values())
        current = evening.room.round.number if evening.room.round else 0
        return evening.room.phase.value == phase and current >= n and is_busy

    if phase == "lobby":
        evening = Evening()
        for _ in range(4):
            evening.step()
        return evening
    return Evening(settings=Settings(judge="auto", judging_seconds=5)).play(reached)


@pytest.mark.parametrize("phase", PHASES)
def test_a_snapshot_tells_a_new_mind_what_the_old_one_had_done(phase: str) -> None:
    """Method: stop mid-phase, wake new minds from a snapshot; facts and dealt hands agree."""
    evening = at_phase(phase)
    old = dict(evening.minds)
    evening.restart()
    for actor, woken in evening.minds.items():
        before = old[actor]
        assert (woken.phase, woken.round) == (before.phase, before.round) == (phase, before.round)
        assert (woken.own, woken.ballot) == (before.own, before.ballot)
        assert (woken.cursor, woken.deadline_ms) == (evening.room.seq, before.deadline_ms)
        assert woken.hand == before.hand
        assert woken.is_seated
        acts = [act for act in before.done if act in (ANSWER, READY)]
        assert [act for act in acts if act not in woken.done] == []
        if phase != "lobby":
            assert woken.done[-3:] == (GREET, CHAT, FAREWELL)


def test_a_restart_in_the_vote_keeps_the_votes_cast() -> None:
    evening = at_phase("voting")
    before = {actor: mind.done for actor, mind in evening.minds.items()}
    assert any(before.values())
    evening.restart()
    for actor, woken in evening.minds.items():
        votes = [act for act in woken.done if act.startswith("vote.")]
        assert votes == [act for act in before[actor] if act.startswith("vote.")]


@pytest.mark.parametrize("phase", PHASES)
def test_views_from_the_first_rebuild_a_mind_exactly(phase: str) -> None:
    evening = at_phase(phase)
    for old in evening.minds.values():
        rebuilt = born(GAME, old.me, old.persona, repertoire(), evening.seed, 1.0)
        for view in evening.views(old.me):
            rebuilt = perceive(rebuilt, view)
        for field in ("told", "draft", "own", "choices", "feeling", "since_ms", "hand", "cursor"):
            assert getattr(rebuilt, field) == getattr(old, field), field


@pytest.mark.parametrize("phase", PHASES)
def test_a_snapshot_does_not_disturb_a_mind_at_work(phase: str) -> None:
    evening = at_phase(phase)
    for old in evening.minds.values():
        again = perceive(old, snapshot(evening, old))
        facts = [act for act in again.done if act not in old.done]
        votes = [f"vote.{vote_type}" for vote_type in VOTE_TYPES]
        assert [act for act in facts if act not in (READY, ANSWER, *votes)] == []
        assert touched(again, done=old.done) == old


def snapshot(evening: Evening, of: Mind) -> Snapshot:
    return look(evening.room, of.me, evening.at_ms + 500, ())


def test_an_older_snapshot_is_ignored() -> None:
    evening = at_phase("voting")
    old = next(iter(evening.minds.values()))
    stale = touched(snapshot(evening, old), seq=old.cursor - 1)
    assert perceive(old, stale) is old


def test_a_snapshot_without_my_seat_leaves_nothing_to_do() -> None:
    evening = at_phase("answering")
    old = next(iter(evening.minds.values()))
    view = snapshot(evening, old)
    others = tuple(seat for seat in view.players if seat.id != old.me)
    assert not perceive(old, touched(view, players=others)).is_seated


def test_where_machines_are_hidden_all_seats_share_the_repertoire() -> None:
    evening = at_phase("answering")
    old = next(iter(evening.minds.values()))
    view = snapshot(evening, old)
    masked = tuple(touched(seat, is_ai=False) for seat in view.players)
    waking = born(GAME, old.me, old.persona, repertoire(), "seed", 1.0)
    assert perceive(waking, touched(view, players=masked)).hand[1] == len(view.players)


def test_who_spoke_in_the_lobby_does_not_greet_again() -> None:
    chatty = [persona for persona in personas() if persona.pace.chattiness > 0.5]
    assert chatty
    for n in range(20):
        evening = Evening(agents=11, seed=f"greet{n}")
        while evening.at_ms < T0 + 5_500:
            evening.step()
        spoke = [actor for _, actor, sent in evening.sent if sent.id.endswith(GREET)]
        evening.restart()
        for actor, woken in evening.minds.items():
            assert (GREET in woken.done) == (actor in spoke)
        if spoke:
            return
    raise AssertionError("nobody greets")


def test_names_and_ranks_are_known_as_they_are_shown() -> None:
    joined = shown(seen.PlayerJoinedView, 1, player=player(BOB, False))
    left = shown(seen.PlayerLeftView, 2, player=BOB, reason="left", freed=True)
    assert mind(joined).names == {BOB: BOB}
    assert mind(joined, left).names == {}


def test_a_story_told_is_not_told_again_this_evening() -> None:
    once = mind(answering(1), story="m1")
    assert once.recounted == ("m1",)
    assert mind(answering(1)).recounted == ()


def guessing(**changes: object) -> Mind:
    return mind(answering(1), submitted(2), voting(3), mode="turing", **changes)


def test_a_guess_that_came_true_is_not_made_again() -> None:
    before = guessing()
    assert list(before.guesses) == ["guess.0"]
    fields = {"round": 1, "received": 1, "expected": 2, "is_ai": True}
    mine = shown(seen.GuessCastView, 4, player=ME, response=ResponseId("hers"), **fields)
    assert "guess.0" in perceive(before, mine).done
    odd = shown(seen.GuessCastView, 4, player=ME, response=ResponseId("what"), **fields)
    assert perceive(before, odd).done == before.done
    others = shown(seen.GuessCastView, 4, **fields)
    assert perceive(before, others).done == before.done


def test_behind_masks_the_repertoire_is_dealt_among_all() -> None:
    joined = [
        shown(seen.PlayerJoinedView, n, player=player(who, False))
        for n, who in enumerate((ME, BOB), start=1)
    ]
    assert mind(*joined, mode="turing").machines == (ME, BOB)
    assert mind(*joined).machines == ()


def test_who_wakes_in_the_vote_keeps_the_guesses_made_before() -> None:
    evening = Evening(agents=3, mode="turing").play(
        until=lambda evening: any(type(e.event).__name__ == "GuessCast" for e in evening.entries)
    )
    evening.restart()
    done = [act for each in evening.minds.values() for act in each.done if "guess" in act]
    assert len(done) == 1
    assert {each.mode for each in evening.minds.values()} == {"turing"}
    assert all(len(each.machines) == 4 for each in evening.minds.values())
    evening.play()
    guesses = [e for e in evening.entries if type(e.event).__name__ == "GuessCast"]
    assert len(guesses) == 5 * 3 * 2
