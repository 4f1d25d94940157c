"""Folds what a machine player is shown into its mind: (mind, view) -> mind.

Views and snapshots are the same as people get; nothing hidden ever passes here.
"""

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from agents.draw import pick
from agents.hearing import felt, heard, said
from agents.mind import (
    ANSWER,
    CHAT,
    FAREWELL,
    GREET,
    READY,
    VOTE,
    Mind,
    aimed,
    with_choices,
    with_done,
    with_draft,
)
from agents.neurons.outlook import after_game
from agents.quips import folded
from agents.tabletalk import turned
from game import views as seen
from game.ids import PlayerId
from game.results import Result, Standing
from game.snapshot import BallotLine, Snapshot
from game.views import EventView, Skipped

Perceived = EventView | Skipped | Snapshot


def perceive(mind: Mind, view: Perceived) -> Mind:
    """The mind after this view; what it has seen already changes nothing."""
    if isinstance(view, Snapshot):
        return mind if view.seq < mind.cursor else _snapshot(mind, view)
    if view.seq <= mind.cursor:
        return mind
    after = mind if isinstance(view, Skipped) else _event(mind, view)
    return replace(after, cursor=view.seq)


def _event(mind: Mind, view: EventView) -> Mind:
    match view:
        case seen.RoundStartedView():
            return _round_started(mind, view)
        case seen.JudgingStartedView():
            return _phase(mind, "judging", view.at, view.deadline)
        case seen.VotingStartedView():
            voting = _phase(mind, "voting", view.at, view.deadline)
            return with_choices(aimed(replace(voting, ballot=view.responses)))
        case seen.RoundCompletedView():
            return _round_completed(mind, view)
        case seen.GameCompletedView():
            over = _phase(mind, "completed", view.at, None)
            brain = after_game(mind.brain, view.at, is_won=mind.me in view.winners)
            return replace(over, brain=brain)
        case seen.GameCancelledView():
            return _phase(mind, "cancelled", view.at, None)
        case seen.ResponseSubmittedView() | seen.VoteCastView() | seen.GuessCastView():
            return _acted(mind, view)
        case seen.GamePausedView():
            return replace(mind, is_paused=True)
        case seen.GameResumedView():
            return _resumed(mind, view)
        case seen.PlayerJoinedView() | seen.PlayerLeftView() | seen.PlayerReadyView():
            return _seats(mind, view)
        case (
            seen.GameCreatedView()
            | seen.GameStartedView()
            | seen.HostChangedView()
            | seen.RoundJudgedView()
            | seen.HonoursRecordedView()
            | seen.AnnouncementView()
        ):
            return mind
        case seen.PlayerMutedView() | seen.ChatMutedView():
            # Who is muted and talks is refused, and lets it be.
            return mind
        case seen.ChatView():
            return _quiet(said(mind, view)) if view.player == mind.me else heard(mind, view)
        case _:
            assert_never(view)


def _phase(mind: Mind, phase: str, since_ms: int, deadline_ms: int | None) -> Mind:
    """A new phase begins with nothing done in it."""
    return replace(
        mind,
        phase=phase,
        reflex="",
        since_ms=since_ms,
        deadline_ms=deadline_ms,
        is_paused=False,
        done=(),
        put_off={},
        talk=turned(mind.talk),
    )


def _round_started(mind: Mind, view: seen.RoundStartedView) -> Mind:
    answering = replace(
        _phase(mind, "answering", view.at, view.deadline),
        round=view.round,
        prompt=view.prompt,
        category=view.category,
        own=None,
        ballot=(),
        choices={},
        feeling="",
        recounted=(*mind.recounted, mind.story) if mind.story else mind.recounted,
        story="",
    )
    return with_draft(aimed(answering))


def _round_completed(mind: Mind, view: seen.RoundCompletedView) -> Mind:
    reveal = _phase(mind, "reveal", view.at, view.reveal_until)
    brain, reflex = felt(mind, view)
    return replace(
        reveal,
        brain=brain,
        reflex=reflex,
        reflex_ms=view.at,
        ranks={place.player: place.rank for place in view.standings},
        ballot=(),
        choices={},
        told=mind.told + tuple(folded(result.text) for result in view.results),
        feeling=_feeling(mind, view.results, view.standings),
    )


def _acted(
    mind: Mind, view: seen.ResponseSubmittedView | seen.VoteCastView | seen.GuessCastView
) -> Mind:
    """My own act has come true, whether this mind or one before it sent it."""
    if view.player != mind.me or view.round != mind.round:
        return mind
    if isinstance(view, seen.VoteCastView):
        return with_done(mind, f"{VOTE}{view.vote_type}")
    if isinstance(view, seen.GuessCastView):
        acts = [act for act, (response, _) in mind.guesses.items() if response == view.response]
        return with_done(mind, acts[0]) if acts else mind
    assert view.response is not None
    assert view.text is not None
    own = BallotLine(view.response, view.text)
    return with_done(replace(mind, own=own), ANSWER)


def _resumed(mind: Mind, view: seen.GameResumedView) -> Mind:
    """After an outage: what was put off is tried anew, under the ids it had."""
    done = tuple(act for act in mind.done if act not in mind.put_off)
    lost_ms = (view.deadline or 0) - (mind.deadline_ms or 0)
    return replace(
        mind,
        is_paused=False,
        since_ms=mind.since_ms + lost_ms,
        deadline_ms=view.deadline,
        done=done,
        put_off={},
    )


def _quiet(mind: Mind) -> Mind:
    """One line a phase is enough."""
    for act in (GREET, CHAT, FAREWELL):
        mind = with_done(mind, act)
    return mind


def _seats(
    mind: Mind, view: seen.PlayerJoinedView | seen.PlayerLeftView | seen.PlayerReadyView
) -> Mind:
    if isinstance(view, seen.PlayerReadyView):
        return with_done(mind, READY) if view.player == mind.me and view.ready else mind
    if isinstance(view, seen.PlayerLeftView):
        if view.player == mind.me:
            return replace(mind, is_seated=False)
        left = tuple(each for each in mind.machines if each != view.player or not view.freed)
        names = {who: name for who, name in mind.names.items() if who != view.player}
        return replace(mind, machines=left, names=names)
    player = view.player
    mind = replace(mind, names={**mind.names, player.id: player.name})
    if player.id == mind.me:
        # In the lobby the time to settle in counts from here.
        since_ms = view.at if mind.phase == "lobby" else mind.since_ms
        mind = replace(mind, is_seated=True, since_ms=since_ms)
    if (player.is_ai or mind.mode == "turing") and player.id not in mind.machines:
        mind = replace(mind, machines=(*mind.machines, player.id))
    return mind


def _snapshot(mind: Mind, view: Snapshot) -> Mind:
    """All at once, at any point of the game; acts that it shows done are not done again."""
    is_same = (mind.phase, mind.round) == (view.phase, view.round) and mind.cursor > 0
    since_ms = mind.since_ms if is_same else view.at
    me = next((seat for seat in view.players if seat.id == mind.me), None)
    done = (mind.done if is_same else ()) + _done_by(mind, view)
    woken = replace(
        mind,
        cursor=view.seq,
        phase=view.phase,
        round=view.round,
        since_ms=since_ms,
        deadline_ms=view.deadline,
        is_paused=view.paused,
        is_seated=me is not None and me.is_active,
        mode=view.game.mode,
        machines=_machines(mind.me, view),
        names={seat.id: seat.name for seat in view.players if seat.is_active},
        ranks={place.player: place.rank for place in view.standings},
        prompt=view.prompt.text if view.prompt else "",
        category=view.prompt.category if view.prompt else "",
        own=view.my_response,
        ballot=view.responses,
        choices=mind.choices if is_same else {},
        guesses=mind.guesses if is_same else {},
        done=tuple(dict.fromkeys(done)),
        put_off=mind.put_off if is_same else {},
    )
    # A mind can't tell what it said before it woke in mid-game, so it stays quiet for a phase.
    if not is_same and (view.phase != "lobby" or _has_spoken(mind, view)):
        woken = _quiet(woken)
    if not is_same:
        woken = aimed(woken)
    if view.phase == "answering" and not is_same:
        return with_draft(woken)
    if view.phase == "voting" and not is_same:
        return _with_guesses_made(with_choices(woken), view)
    if view.phase == "reveal" and not is_same:
        return replace(woken, told=woken.told + tuple(folded(each.text) for each in view.results))
    return woken


def _has_spoken(mind: Mind, view: Snapshot) -> bool:
    return any(line.player == mind.me for line in view.chat)


def _with_guesses_made(mind: Mind, view: Snapshot) -> Mind:
    """Guesses that a mind before this one has made stand."""
    for act, (response, _) in mind.guesses.items():
        if response in view.my_guesses:
            mind = with_done(mind, act)
    return mind


def _done_by(mind: Mind, view: Snapshot) -> tuple[str, ...]:
    """My acts of this phase that the snapshot shows as done."""
    done = [VOTE + vote_type for vote_type in view.my_votes]
    if view.my_response is not None:
        done.append(ANSWER)
    if any(seat.id == mind.me and seat.is_ready for seat in view.players):
        done.append(READY)
    return tuple(done)


def _machines(me: PlayerId, view: Snapshot) -> tuple[PlayerId, ...]:
    """Machine seats in order of arrival; all seats where the table hides who is a machine."""
    seated = tuple(seat.id for seat in view.players if seat.is_ai)
    is_known = me in seated and view.game.mode != "turing"
    return seated if is_known else tuple(seat.id for seat in view.players)


def _feeling(mind: Mind, results: Sequence[Result], standings: Sequence[Standing]) -> str:
    """What this reveal gives one to say: the kind of line, or nothing."""
    mine = sum(result.points for result in results if result.player == mind.me)
    if mine > 0 and mine == max(result.points for result in results):
        return "good_round"
    kinds = []
    if any(result.votes.funny > 0 for result in results if result.player != mind.me):
        kinds.append("reaction")
    rank = next((place.rank for place in standings if place.player == mind.me), 0)
    last = max((place.rank for place in standings), default=0)
    if last > 1 and rank in (1, last):
        kinds.append("winning" if rank == 1 else "losing")
    return pick(kinds, *mind.drawn("feeling")) if kinds else ""
