"""What the simulation can see: each bug planted here is one it must catch, and say by its name."""

from collections.abc import Sequence
from typing import Any

import pytest

from agents.mind import Mind
from game.commands import ThawClock
from game.events import Entry, ResponseSubmitted
from game.ids import SYSTEM, GameId
from game.redact import Viewer, redact
from game.state import GameState
from server import fanout
from server.cluster import relay
from server.cluster.afar import Afar
from server.cluster.lost_time import LostTime
from server.cluster.membership import Membership
from server.cluster.owners import Holding
from server.cluster.relay import Relay
from server.directory import Directory
from server.fanout import Audience
from server.outcomes import Unavailable
from server.recent import Recent
from server.room import Answer, Post, Room, post
from server.room_task import RoomTask
from tests.simulation.evening import Evening
from tests.simulation.truth import Wrong

# A bug that so many evenings don't show is one that the simulation can't see.
TRIES = 80
FAR_MS = 9_999_999_999_999
Patch = pytest.MonkeyPatch


def caught(what: str) -> None:
    """Play until something is wrong, and see that it is this."""
    with pytest.raises(Wrong, match=what):
        play_all()


def play_all() -> None:
    """As many evenings as a bug may take to show."""
    for seed in range(TRIES):
        Evening(seed).play()


def test_an_ack_before_the_write(monkeypatch: Patch) -> None:
    turn = RoomTask._turn

    async def hasty(self: RoomTask) -> None:
        waiting = list(self.room.inbox)
        batch = self.room.propose(self._clock.now_ms())
        self.room.inbox = waiting
        for posted, outcome in batch.outcomes if self.room.state is not None else ():
            self._answer(posted, outcome)
        await turn(self)

    monkeypatch.setattr(RoomTask, "_turn", hasty)
    caught("acked before it was written|carried out after it was answered")


def test_an_event_before_the_write(monkeypatch: Patch) -> None:
    turn = RoomTask._turn

    async def hasty(self: RoomTask) -> None:
        waiting = list(self.room.inbox)
        batch = self.room.propose(self._clock.now_ms())
        self.room.inbox = waiting
        if batch.entries and self.room.state is not None:
            self.audience.publish(batch.entries, self.state)
        await turn(self)

    publish = Audience.publish

    def once(self: Audience, entries: Sequence[Entry], state: GameState) -> None:
        publish(self, [each for each in entries if each.seq > self.recent.last_seq], state)

    monkeypatch.setattr(RoomTask, "_turn", hasty)
    monkeypatch.setattr(Audience, "publish", once)
    caught("was told before it was written")


def test_outcomes_that_are_forgotten_with_the_room(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Room, "recall", lambda self, entries: None)
    caught("but it stands in the journal|done twice|carried out after")


def test_retries_that_are_decided_anew(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Room, "answer", lambda self, posted: None)
    caught("but it stands in the journal|done twice|but was acked|carried out after")


def test_a_retry_that_is_told_another_number(monkeypatch: Patch) -> None:
    known = Room.answer

    def wrong(self: Room, posted: Post) -> Any:
        answer = known(self, posted)
        return Answer(answer.seq - 1, answer.made) if isinstance(answer, Answer) else answer

    monkeypatch.setattr(Room, "answer", wrong)
    caught("but was acked")


def test_a_text_that_everybody_sees(monkeypatch: Patch) -> None:
    def open_book(game: str, entry: Entry, viewer: Viewer, hidden: Any = ()) -> Any:
        shown = entry.event.author if isinstance(entry.event, ResponseSubmitted) else viewer
        return redact(game, entry, shown, hidden)  # type: ignore[arg-type]

    monkeypatch.setattr(fanout, "redact", open_book)
    caught("is told the secret|shows .*text")


def test_a_vote_that_everybody_sees(monkeypatch: Patch) -> None:
    def open_book(game: str, entry: Entry, viewer: Viewer, hidden: Any = ()) -> Any:
        shown = getattr(entry.event, "voter", viewer)
        return redact(game, entry, shown, hidden)  # type: ignore[arg-type]

    monkeypatch.setattr(fanout, "redact", open_book)
    caught("vote.cast")


def test_a_deadline_that_is_not_given_back(monkeypatch: Patch) -> None:
    monkeypatch.setattr(RoomTask, "give_back", lambda self, lost_ms, reason: None)
    caught("ms were stolen")


def test_time_given_back_behind_those_who_waited(monkeypatch: Patch) -> None:
    def last(self: RoomTask, lost_ms: int, reason: str) -> None:
        if lost_ms >= 250:
            self.room.inbox.append(post(SYSTEM, ThawClock(lost_ms=lost_ms, reason=reason)))
            self._wake()

    monkeypatch.setattr(RoomTask, "give_back", last)
    caught("ms were stolen")


def test_a_resume_with_a_hole(monkeypatch: Patch) -> None:
    since = Recent.since

    def holey(self: Recent, seq: int, last: int) -> list[Entry] | None:
        entries = since(self, seq, last)
        return entries[1:] if entries else entries

    monkeypatch.setattr(Recent, "since", holey)
    caught("hears|resumes to")


def test_a_stream_that_says_things_twice(monkeypatch: Patch) -> None:
    publish = Audience.publish

    def stammer(self: Audience, entries: Sequence[Entry], state: GameState) -> None:
        publish(self, entries, state)
        publish(self, entries[-1:], state)

    monkeypatch.setattr(Audience, "publish", stammer)
    caught("twice, then|holds|hears")


def test_a_refused_command_that_is_carried_out(monkeypatch: Patch) -> None:
    def leaky(self: RoomTask) -> None:
        for posted in list(self.room.inbox):
            self._answer(posted, Unavailable())

    monkeypatch.setattr(RoomTask, "_refuse_waiting", leaky)
    caught("carried out after|but it stands in the journal")


def test_a_mind_that_acts_twice_after_a_crash(monkeypatch: Patch) -> None:
    """Method: acts get a new id with every waking, and a mind that wakes knows of none."""
    monkeypatch.setattr("agents.perceive._done_by", lambda mind, view: ())
    monkeypatch.setattr(
        Mind, "command_id", lambda self, act: f"{self.me}.{self.round}.{self.since_ms}.{act}"
    )
    caught("the mind of")


def test_a_room_that_is_not_what_its_journal_says(monkeypatch: Patch) -> None:
    commit = Room.commit

    def forgetful(self: Room, batch: Any) -> None:
        before = self.state
        commit(self, batch)
        if before is not None and self.seq > 40:
            self.state = self.state and type(self.state)(
                **{name: getattr(self.state, name) for name in self.state.__struct_fields__}
                | {"chat": ()}
            )

    monkeypatch.setattr(Room, "commit", forgetful)
    caught("not what its journal says|does not fold")


def test_a_command_that_is_never_answered(monkeypatch: Patch) -> None:
    answer = RoomTask._answer

    def deaf(self: RoomTask, posted: Post, said: Any) -> None:
        if not (isinstance(said, Answer) and said.seq == 17):
            answer(self, posted, said)

    monkeypatch.setattr(RoomTask, "_answer", deaf)
    caught("and hears nothing")


def test_a_game_that_is_taken_over_without_a_word(monkeypatch: Patch) -> None:
    """Method: the heir writes nothing that would fence off who wrote before."""
    monkeypatch.setattr("game.decide.moving.move_room", lambda state, command: ())
    caught("game$")


def test_time_lost_by_a_dead_node_that_its_heir_does_not_give_back(monkeypatch: Patch) -> None:
    async def all_played(self: LostTime, game: GameId, holding: Holding, said_ms: int) -> int:
        return FAR_MS

    monkeypatch.setattr(LostTime, "played_until", all_played)
    caught("ms were stolen")


def test_a_seat_with_two_connections(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Audience, "unseat", lambda self, actor, claim: False)
    caught("and again elsewhere|never quiet")


def test_people_of_other_nodes_who_are_not_seen(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Afar, "company", lambda self, letter: None)
    caught("are there, not")


def test_a_question_to_another_node_that_nobody_gives_up(monkeypatch: Patch) -> None:
    monkeypatch.setattr(relay, "ASK_MS", 3_600_000)
    caught("and hears nothing|never quiet")


def test_games_of_dead_nodes_that_nobody_inherits(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Membership, "lives", lambda self, node: True)
    caught("can't get through|never quiet|never over")


def test_a_reply_before_its_event_where_a_game_is_only_shown(monkeypatch: Patch) -> None:
    async def hasty(self: Relay, call: Any, letter: Any) -> None:
        call.tell(letter.said, call.shadow)

    monkeypatch.setattr(Relay, "_tell_after", hasty)
    caught("and is told")


def test_hints_that_nobody_follows(monkeypatch: Patch) -> None:
    monkeypatch.setattr(Directory, "hint", lambda self, game, seq: None)
    caught("and sees no more")


def test_a_bug_in_the_shells_is_not_swallowed(monkeypatch: Patch) -> None:
    def broken(self: Room, entries: Sequence[Entry]) -> None:
        raise ZeroDivisionError("a bug")

    monkeypatch.setattr(Room, "reload", broken)
    caught("a task broke")
