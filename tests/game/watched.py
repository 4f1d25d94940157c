"""A table under watch: after every command all that must always hold is looked at again.

Its texts, prompts and seed must be unmistakable, since secrets are searched for in encoded views.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from msgspec.structs import replace

from game.commands import Command
from game.deadlines import next_deadline
from game.events import Entry, Event, RoundCompleted, VoteCast
from game.ids import AGENT_PREFIX, Actor, PlayerId
from game.look import look
from game.redact import redact
from game.refusals import Rejected
from game.rules import VOTE_TYPES
from game.state import MOVES, OVER, Answer, GameState, Phase
from game.views import EventView, Skipped
from tests.game.evening import Post, replay
from tests.game.table import GAME, T0, Table, encode

HIDDEN = (Phase.ANSWERING, Phase.JUDGING, Phase.CANCELLED)


class Watched(Table):
    """Every command posted here is checked for what it changed, and for who could see what."""

    def __init__(self, command: Any) -> None:
        self.posts: list[Post] = []
        self.viewers: list[PlayerId | None] = [None]
        super().__init__(command)

    def post(self, actor: str, command: Command) -> tuple[Event, ...] | Rejected:
        self.posts.append(Post(Actor(actor), self.at_ms, command))
        before, count = self.now, len(self.entries)
        result = super().post(actor, command)
        if isinstance(result, Rejected):
            assert self.now is before
            assert len(self.entries) == count
            return result
        steps = pairwise([*self.past[count:], self.now])
        for entry, (old, new) in zip(self.entries[count:], steps, strict=True):
            assert new is not None
            check_move(old, new, entry.event)
            self.viewers = list(dict.fromkeys([*self.viewers, *new.seats]))
            for viewer in self.viewers:
                check_view(entry, new, viewer)
        check_state(self.state, self.at_ms)
        for viewer in self.viewers:
            check_snapshot(self.state, viewer)
        return result

    def close(self) -> None:
        """Let the clock run out; then the whole evening must be the same once more."""
        self.finish()
        again = replay(self.posts)
        events = [(entry.seq, entry.at_ms, entry.event) for entry in self.entries]
        assert [(entry.seq, entry.at_ms, entry.event) for entry in again] == events
        paid: dict[PlayerId, int] = {}
        for entry in self.entries:
            if isinstance(entry.event, RoundCompleted):
                for each in entry.event.results:
                    paid[each.player] = paid.get(each.player, 0) + each.points
        scores = {seat.player: seat.score for seat in self.state.seats.values()}
        assert {player: score for player, score in scores.items() if score} == {
            player: score for player, score in paid.items() if score
        }


def check_move(old: GameState | None, new: GameState, event: Event) -> None:
    """One step of seq, and an allowed move if the phase changed at all."""
    if old is None:
        assert (new.seq, new.phase) == (1, Phase.LOBBY)
        return
    assert new.seq == old.seq + 1
    assert new.phase is old.phase or new.phase in MOVES[old.phase], (old.phase, new.phase)
    if old.round is not None and new.round is not None:
        assert new.round.number - old.round.number in (0, 1)
    if isinstance(event, RoundCompleted):
        assert all(0 <= each.points <= 1_000 for each in event.results)


def check_state(state: GameState, at_ms: int) -> None:
    """Nobody who is gone is waited for, and nothing is due that has not happened."""
    assert (state.deadline_ms is None) == (state.phase in OVER)
    due_ms = next_deadline(state)
    assert (due_ms is None) == (state.deadline_ms is None)
    assert due_ms is None or due_ms > at_ms
    assert not state.paused
    assert not state.host.startswith(AGENT_PREFIX)
    names = [seat.name.casefold() for seat in state.seats.values()]
    assert len(dict.fromkeys(names)) == len(names) <= state.max_players
    numbers = [seat.number for seat in state.seats.values()]
    assert numbers == sorted(dict.fromkeys(numbers))
    people = [actor for actor in state.kicked if not actor.startswith(AGENT_PREFIX)]
    assert all(state.seat_of(actor) is None for actor in people)
    if state.round is not None:
        check_round(state)


def check_round(state: GameState) -> None:
    """The running phase waits for somebody who is here; no vote is for its voter's own answer."""
    current = state.round
    assert current is not None
    here = [seat.player for seat in state.active]
    assert here or state.phase in OVER, "a game that plays on by itself"
    match state.phase:
        case Phase.ANSWERING:
            assert [player for player in here if player not in current.answers]
        case Phase.JUDGING:
            assert state.settings.judge != "off"
            assert not current.judged
        case Phase.VOTING:
            choices = [
                len(current.votes.get(player, {})) for player in here if may_vote(state, player)
            ]
            assert min(choices) < len(VOTE_TYPES)
    own = {player: answer.response for player, answer in current.answers.items()}
    for voter, chosen in current.votes.items():
        assert all(response in current.ballot for response in chosen.values())
        assert own.get(voter) not in chosen.values()
    assert len(dict.fromkeys(own.values())) == len(own)
    assert len(dict.fromkeys(response[:13] for response in own.values())) <= 1
    assert not current.ballot or sorted(current.ballot) == sorted(own.values())


def may_vote(state: GameState, player: PlayerId) -> bool:
    """Whether this player sees an answer that isn't theirs."""
    assert state.round is not None
    return any(author != player for author in state.round.answers)


def secrets(state: GameState) -> Iterator[str]:
    """What nobody may see in a running game: its seed, and every prompt still to come."""
    yield state.seed
    reached = state.round.number if state.round else 0
    shown = [prompt.text for prompt in state.deck[:reached]]
    yield from (prompt.text for prompt in state.deck if prompt.text not in shown)


def others(state: GameState, viewer: PlayerId | None) -> list[Answer]:
    """The answers of this round that aren't the viewer's."""
    answers = state.round.answers.values() if state.round else ()
    return [answer for answer in answers if answer.author != viewer]


def check_view(entry: Entry, state: GameState, viewer: PlayerId | None) -> None:
    """What one viewer is sent of one event holds nothing before its time."""
    view: EventView | Skipped | None = redact(GAME, entry, viewer)
    view = view or Skipped(game=GAME, seq=entry.seq)
    assert view.seq == entry.seq == state.seq
    body = encode(view).decode()
    assert [secret for secret in secrets(state) if secret in body] == []
    current = state.round
    if current is None or current.results:
        return
    foreign = [each for each in others(state, viewer) if each.text in body or each.response in body]
    named = [player for player in state.seats if player in body]
    if not current.ballot:
        assert foreign == [], "an answer before voting has started"
    voted = isinstance(entry.event, VoteCast)
    if voted and viewer != entry.event.voter:
        assert (foreign, named) == ([], []), "somebody else's vote"
        assert all(answer.response not in body for answer in current.answers.values())
    elif foreign:
        assert named == ([viewer] if voted else []), "an author before the reveal"


def check_snapshot(state: GameState, viewer: PlayerId | None) -> None:
    """What one viewer may read of the whole game holds nothing before its time either."""
    snapshot = look(state, viewer, T0, ())
    body = encode(snapshot).decode()
    assert [secret for secret in secrets(state) if secret in body] == []
    current = state.round
    mine = current.votes.get(viewer, {}) if current and viewer else {}
    assert snapshot.my_votes == mine
    if current is None or current.results:
        return
    lines = encode((snapshot.responses, snapshot.my_response)).decode()
    assert [player for player in state.seats if player in lines] == []
    rest = encode(replace(snapshot, responses=(), my_response=None, my_votes={})).decode()
    for answer in current.answers.values():
        assert answer.text not in rest
        assert answer.response not in rest
    if state.phase in HIDDEN:
        assert [each for each in others(state, viewer) if each.text in body] == []
    else:
        assert tuple(line.id for line in snapshot.responses) == current.ballot
