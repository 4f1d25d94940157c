"""One writer: batches beside the state, one answer to one command, and a bounded inbox."""

from typing import Any

import pytest
from msgspec.structs import replace

from game.commands import BeginGame, Command, JoinGame, SendChat, SubmitResponse, ThawClock, Tick
from game.events import Entry
from game.evolve import evolve
from game.ids import SYSTEM, Actor, GameId
from game.refusals import Refusal, Rejected
from game.state import Phase
from server.answered import ANSWERS_MAX
from server.room import (
    ACTORS_MAX,
    INBOX_MAX,
    Answer,
    Outcome,
    Post,
    Room,
    author,
    cause_of,
    fold,
    post,
)
from tests.game.table import GAME, T0, beginning, opening

ADA, BOB = Actor("ada"), Actor("bob")


class Writer:
    """A room whose journal never fails; `say` is one turn of the inbox."""

    def __init__(self) -> None:
        self.room = Room(GAME)
        self.entries: list[Entry] = []
        self.at_ms = T0
        self.say("ada", opening())

    def say(self, actor: str, command: Command) -> Outcome:
        return self.turn((actor, command))[-1]

    def turn(self, *posts: tuple[str, Command]) -> list[Outcome]:
        for actor, command in posts:
            assert self.room.post(post(Actor(actor), command))
        batch = self.room.propose(self.at_ms)
        self.entries += batch.entries
        self.room.commit(batch)
        return [outcome for _, outcome in batch.outcomes]


def chat(text: str, id: str | None = "c1") -> SendChat:
    return SendChat(id=id, game=GAME, text=text)


def start(id: str) -> BeginGame:
    return replace(beginning(), id=id)


@pytest.fixture
def writer() -> Writer:
    writer = Writer()
    writer.turn(("ada", JoinGame(id="j", name="Ada")), ("bob", JoinGame(id="j", name="Bob")))
    return writer


def test_until_it_is_committed_a_room_is_what_it_was(writer: Writer) -> None:
    room, before = writer.room, writer.room.state
    room.post(post(ADA, chat("hi")))
    batch = room.propose(T0 + 1)
    assert room.state is before
    assert (batch.after, [entry.seq for entry in batch.entries]) == (3, [4])
    # Thrown away, it has not happened: the same command is decided anew.
    room.post(post(ADA, chat("hi")))
    again = room.propose(T0 + 2)
    room.commit(again)
    assert room.seq == 4
    assert room.state == again.state


def test_a_batch_is_decided_in_order_at_one_moment(writer: Writer) -> None:
    writer.at_ms += 5_000
    outcomes = writer.turn(
        ("bob", start("s")),
        ("ada", start("s")),
        ("bob", SubmitResponse(id="r", game=GAME, round=1, text="mine")),
        ("ada", start("s2")),
    )
    assert outcomes[0] == Rejected(Refusal.GAME_NOT_HOST)
    assert outcomes[1] == Answer(4)
    assert isinstance(outcomes[2], Answer)
    assert outcomes[3] == Rejected(Refusal.GAME_NOT_LOBBY)
    assert [entry.seq for entry in writer.entries] == list(range(1, 7))
    assert {entry.at_ms for entry in writer.entries[3:]} == {T0 + 5_000}
    assert fold(writer.entries) == writer.room.state


def test_an_answer_names_the_first_event_and_what_was_minted(writer: Writer) -> None:
    state = writer.room.state
    assert state is not None
    said = writer.say("ada", chat("hi"))
    assert isinstance(said, Answer)
    assert said.made == writer.entries[-1].event.message  # type: ignore[union-attr]
    joined = writer.say("cyd", JoinGame(id="j", name="Cyd"))
    assert isinstance(joined, Answer)
    assert joined.made == writer.room.state.players[Actor("cyd")]  # type: ignore[union-attr]
    started = writer.say("ada", start("s"))
    assert started == Answer(6), "of two events the first is its own"
    answered = writer.say("ada", SubmitResponse(id="r", game=GAME, round=1, text="mine"))
    assert isinstance(answered, Answer)
    assert answered.made == writer.entries[-1].event.response  # type: ignore[union-attr]


def test_what_changes_nothing_is_answered_with_the_present_number(writer: Writer) -> None:
    assert writer.say("ada", JoinGame(id="again", name="Ada")) == Answer(3)
    assert len(writer.entries) == 3


def test_a_retry_gets_the_first_outcome_and_does_nothing(writer: Writer) -> None:
    first = writer.say("ada", chat("hi"))
    writer.say("bob", chat("ho"))
    assert writer.say("ada", chat("hi")) == first
    refused = writer.say("bob", start("s"))
    writer.say("ada", start("s"))
    assert writer.say("bob", start("s")) == refused
    assert len(writer.entries) == 7


def test_a_retry_in_the_same_batch_gets_the_first_outcome(writer: Writer) -> None:
    one, two, other = writer.turn(("ada", chat("hi")), ("ada", chat("hi")), ("bob", chat("hi")))
    assert one == two != other
    assert len(writer.entries) == 5


def test_the_same_id_with_other_words_is_another_command(writer: Writer) -> None:
    assert writer.say("ada", chat("one")) != writer.say("ada", chat("two"))
    assert len(writer.entries) == 5


def test_a_command_without_an_id_is_never_a_retry(writer: Writer) -> None:
    assert writer.say("ada", chat("hi", None)) != writer.say("ada", chat("hi", None))
    assert [entry.cause for entry in writer.entries[-2:]] == ["", ""]


@pytest.mark.parametrize("id", ["c/7", "a:b:c", "//", "ada/x/c1", "ü 🦆", "/"])
def test_ids_may_hold_anything(writer: Writer, id: str) -> None:
    """Method: a reload of the journal must find the answer by the cause alone."""
    first = writer.say("bob", chat("hi", id))
    cause = writer.entries[-1].cause
    assert author(cause) == BOB
    assert cause.endswith(f"/{id}")
    again = Room(GAME)
    again.reload(writer.entries)
    assert again.answer(post(BOB, chat("hi", id))) == first
    assert again.answer(post(ADA, chat("hi", id))) is None


def test_causes_tell_the_system_and_nameless_ones_apart() -> None:
    assert post(SYSTEM, Tick()).cause == SYSTEM
    assert author(SYSTEM) is None
    assert author("") is None
    assert cause_of(ADA, chat("hi", None)) == ""
    assert cause_of(ADA, chat("hi")) == cause_of(ADA, chat("hi"))
    assert len({cause_of(who, chat(text)) for who in (ADA, BOB) for text in "ab"}) == 4


def test_a_reload_rebuilds_state_time_and_answers(writer: Writer) -> None:
    given: list[tuple[str, Any, Outcome]] = []
    commands: list[tuple[str, Command]] = [
        ("ada", chat("hi")),
        ("ada", start("s")),
        ("bob", SubmitResponse(id="r", game=GAME, round=1, text="mine")),
    ]
    for actor, command in commands:
        writer.at_ms += 1_000
        given.append((actor, command, writer.say(actor, command)))
    room = Room(GAME)
    room.reload(writer.entries)
    assert room.state == writer.room.state
    assert room.at_ms == writer.at_ms
    for actor, command, outcome in given:
        assert room.answer(post(Actor(actor), command)) == outcome


def test_a_reload_may_continue_a_state_and_never_leaves_a_hole(writer: Writer) -> None:
    room = Room(GAME)
    room.reload(writer.entries[:2])
    room.reload(writer.entries[2:])
    assert room.state == writer.room.state
    gap = Room(GAME)
    gap.reload(writer.entries[:1])
    with pytest.raises(AssertionError):
        gap.reload(writer.entries[2:])


def test_the_inbox_has_a_bound_but_the_rooms_own_posts_get_in(writer: Writer) -> None:
    """A deadline that is refused would leave the game waiting for ever."""
    room = writer.room
    for n in range(INBOX_MAX):
        assert room.post(post(ADA, chat(f"{n}", f"c{n}")))
    assert not room.post(post(BOB, chat("one too many")))
    assert room.post(post(SYSTEM, Tick()))
    room.commit(room.propose(T0))
    assert room.post(post(BOB, chat("now there is room")))


def test_answers_are_kept_for_the_last_commands_of_each(writer: Writer) -> None:
    writer.say("bob", chat("bob", "b"))
    for n in range(ANSWERS_MAX + 1):
        writer.say("ada", chat("hi", f"c{n}"))
    room = writer.room
    assert room.answer(post(ADA, chat("hi", "c0"))) is None
    assert room.answer(post(ADA, chat("hi", "c1"))) is not None
    assert room.answer(post(BOB, chat("bob", "b"))) is not None


def test_a_crowd_of_strangers_pushes_out_its_own_and_no_players_answers(writer: Writer) -> None:
    """Method: more strangers than there is room for, each refused, between a player's retries."""
    hi, ho = writer.say("ada", chat("hi", "a")), writer.say("bob", chat("ho", "b"))
    for n in range(2 * ACTORS_MAX):
        assert isinstance(writer.say(f"stranger {n}", start("s")), Rejected)
        assert len(writer.room._answers) <= ACTORS_MAX
    room = writer.room
    assert room.answer(post(ADA, chat("hi", "a"))) == hi
    assert room.answer(post(BOB, chat("ho", "b"))) == ho
    assert room.answer(post(Actor("stranger 0"), start("s"))) is None
    last = Actor(f"stranger {2 * ACTORS_MAX - 1}")
    assert room.answer(post(last, start("s"))) is not None


def test_who_asked_last_is_remembered_longest(writer: Writer) -> None:
    writer.say("first", start("s"))
    for n in range(ACTORS_MAX - 3):
        writer.say(f"stranger {n}", start("s"))
    writer.say("first", start("again"))
    writer.say("one more", start("s"))
    assert writer.room.answer(post(Actor("first"), start("s"))) is not None
    assert writer.room.answer(post(Actor("stranger 0"), start("s"))) is None


def test_time_never_goes_backwards(writer: Writer) -> None:
    writer.at_ms = T0 + 9_000
    writer.say("ada", chat("late"))
    writer.at_ms = T0 - 60_000
    writer.say("ada", chat("the clock was set", "c2"))
    assert writer.entries[-1].at_ms == T0 + 9_000
    again = Room(GAME, writer.room.state, writer.room.at_ms)
    again.post(post(BOB, chat("x")))
    assert again.propose(0).entries[0].at_ms == T0 + 9_000


def test_nothing_but_its_founding_reaches_a_room_that_does_not_exist() -> None:
    room = Room(GameId("nothing"))
    room.post(post(ADA, chat("hello?")))
    batch = room.propose(T0)
    assert batch.entries == ()
    assert isinstance(batch.outcomes[0][1], Rejected)
    room.commit(batch)
    assert (room.state, room.seq) == (None, 0)


def test_the_system_is_never_answered_from_memory(writer: Writer) -> None:
    writer.say("ada", start("s"))
    thaw = ThawClock(lost_ms=500, reason="storage")
    writer.turn(("system", thaw), ("system", thaw))
    assert len(writer.entries) == 5 + 4
    assert writer.room.state is not None
    assert writer.room.state.phase is Phase.ANSWERING


def test_a_fold_starts_from_nothing() -> None:
    assert fold([]) is None
    writer = Writer()
    assert fold(writer.entries) == evolve(None, writer.entries[0].event)
    assert Post(ADA, chat("hi"), "x").cause == "x"
