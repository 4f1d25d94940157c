"""Views for each pair of eyes, one encoding for all who see the same, and who holds a seat."""

from collections import Counter
from typing import Any

import pytest

from game.commands import KickPlayer, MuteChat, SendChat
from game.events import Entry
from game.ids import Actor, PlayerId
from game.state import Phase
from server import fanout
from server.fanout import RETURN_MS, Audience
from server.recent import ENTRIES_KEPT
from server.tie import NOWHERE, Elsewhere
from server.wire import (
    CODECS,
    JSON,
    MSGPACK,
    AnySignal,
    Close,
    Codec,
    ReactionSignal,
    TypingSignal,
)
from tests.game.table import GAME, Table, playing
from tests.server.visiting import FakeVisitor

ADA, BOB, CYD = (Actor(name) for name in ("ada", "bob", "cyd"))


@pytest.fixture
def table() -> Table:
    return playing("ada", "bob")


@pytest.fixture
def audience() -> Audience:
    return Audience(GAME)


def seated(audience: Audience, name: str, codec: str = JSON) -> FakeVisitor:
    visitor = FakeVisitor(name, codec=CODECS[codec])
    audience.attach(visitor, visitor.actor, seated=True)
    return visitor


def watching(audience: Audience, name: str, codec: str = JSON) -> FakeVisitor:
    visitor = FakeVisitor(name, codec=CODECS[codec])
    audience.attach(visitor, visitor.actor, seated=False)
    return visitor


def test_each_sees_an_answer_through_their_own_eyes(table: Table, audience: Audience) -> None:
    ada, bob, cyd = seated(audience, "ada"), seated(audience, "bob"), watching(audience, "cyd")
    # Not the seat's connection, though of the same person: it looks as a spectator.
    second = watching(audience, "bob")
    table.answer("bob")
    audience.publish(table.entries[-1:], table.state)
    assert bob.events[0]["text"] == "bob says"
    assert bob.events[0]["response"]
    for other in (ada, cyd, second):
        assert other.kinds == ["response.submitted"]
        assert "text" not in other.events[0]
        assert "response" not in other.events[0]


def test_what_nobody_may_see_arrives_as_its_number(audience: Audience) -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    before = len(table.entries)
    assert table.state.phase is Phase.JUDGING
    bob = seated(audience, "bob")
    table.judge({"ada": (1, 2, 3)})
    audience.publish(table.entries[before:], table.state)
    assert bob.events[0] == {"ev": "skip", "game": GAME, "seq": before + 1}
    assert bob.kinds == ["skip", "voting.started"]


def test_a_view_that_is_the_same_for_many_is_encoded_once_per_codec(
    table: Table, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: Counter[str] = Counter()
    real = fanout.frame

    def counted(codec: Codec, said: object) -> bytes:
        encoded[codec.name] += 1
        return real(codec, said)

    monkeypatch.setattr(fanout, "frame", counted)
    crowd = [watching(audience, f"w{n}") for n in range(20)]
    packed = [watching(audience, f"p{n}", MSGPACK) for n in range(20)]
    bob, ada = seated(audience, "bob"), seated(audience, "ada")
    table.answer("bob")
    audience.publish(table.entries[-1:], table.state)
    assert ada.frames == crowd[0].frames
    # One for the crowd, one for the author.
    assert encoded == {JSON: 2, MSGPACK: 1}
    assert len({each.frames[0] for each in crowd}) == 1
    assert packed[0].events == crowd[0].events
    assert bob.events != crowd[0].events
    encoded.clear()
    audience.signal(TypingSignal(game=GAME, player=None), "typing")
    assert encoded == {JSON: 1, MSGPACK: 1}


def test_several_events_go_out_in_one_piece_and_in_order(table: Table, audience: Audience) -> None:
    ada = seated(audience, "ada")
    before = len(table.entries)
    table.answer("ada", "bob")
    audience.publish(table.entries[before:], table.state)
    assert len(ada.frames) == 1
    assert ada.seqs == list(range(before + 1, len(table.entries) + 1))
    assert ada.kinds == ["response.submitted", "response.submitted", "voting.started"]


def test_the_newest_connection_holds_the_seat(table: Table, audience: Audience) -> None:
    old = FakeVisitor("bob")
    assert audience.attach(old, BOB, seated=True), "bob just came"
    assert not audience.attach(old, BOB, seated=True), "nothing new"
    assert old.closed is None
    new = FakeVisitor("bob")
    assert not audience.attach(new, BOB, seated=True), "bob was here all the time"
    assert old.closed is not None
    assert old.closed[0] is Close.SEAT_TAKEN
    assert old not in audience
    assert audience.listener(BOB) is new
    assert audience.eyes(old, table.state) is None
    assert audience.eyes(new, table.state) == table.player("bob")
    # The old one's end is nobody's leaving.
    assert not audience.detach(old)
    assert audience.present == (BOB,)
    assert audience.detach(new)
    assert audience.present == ()


def test_who_is_here(table: Table, audience: Audience) -> None:
    assert len(audience) == 0
    bob, cyd = seated(audience, "bob"), watching(audience, "cyd")
    assert (len(audience), cyd in audience) == (2, True)
    assert audience.present == (BOB,)
    assert audience.claims[0][0] == BOB
    assert (audience.is_watched_here(CYD), audience.is_led(CYD), audience.is_led(ADA)) == (
        True,
        True,
        False,
    )
    assert audience.eyes(cyd, table.state) is None
    assert not audience.detach(cyd)
    assert not audience.detach(cyd)
    assert not audience.is_watched_here(CYD)
    assert audience.everywhere == 1
    assert audience.eyes(bob, table.state) == table.player("bob")


def test_a_spectator_who_sits_down_hears_everything_once(table: Table, audience: Audience) -> None:
    bob = watching(audience, "bob")
    audience.attach(bob, BOB, seated=True)
    table.answer("bob")
    audience.publish(table.entries[-1:], table.state)
    assert bob.seqs == [len(table.entries)]
    assert bob.events[0]["text"] == "bob says"


def test_what_was_missed_can_be_had_while_it_is_kept(table: Table) -> None:
    audience = Audience(GAME, table.entries)
    last = len(table.entries)
    assert audience.recent.last_seq == last
    assert audience.recent.since(last, last) == []
    assert audience.recent.since(last + 7, last) == []
    nameless = [Entry(each.seq, each.at_ms, "", each.event) for each in table.entries]
    assert audience.recent.since(2, last) == nameless[2:]
    assert audience.recent.since(0, last) == nameless
    assert Audience(GAME, table.entries[2:]).recent.since(1, last) is None
    assert Audience(GAME, table.entries[2:]).recent.since(2, last) == nameless[2:]
    assert Audience(GAME).recent.since(0, last) is None
    assert Audience(GAME).recent.last_seq == 0


def test_only_the_last_entries_are_kept(table: Table, audience: Audience) -> None:
    for n in range(ENTRIES_KEPT):
        table.do("ada", SendChat(game=GAME, text=f"line {n}"))
    audience.publish(table.entries, table.state)
    last = len(table.entries)
    assert len(audience.recent.since(last - ENTRIES_KEPT, last) or ()) == ENTRIES_KEPT
    assert audience.recent.since(last - ENTRIES_KEPT - 1, last) is None


def test_signals_reach_everyone_and_only_the_newest_of_a_key_counts(audience: Audience) -> None:
    ada, cyd = seated(audience, "ada"), watching(audience, "cyd", MSGPACK)
    audience.signal(TypingSignal(game=GAME, player=None), "typing None")
    audience.signal(ReactionSignal(game=GAME, player=None, kind="clap", data=None))
    expected: list[dict[str, Any]] = [
        {"sig": "typing", "game": GAME, "player": None},
        {"sig": "reaction", "game": GAME, "player": None, "kind": "clap", "data": None},
    ]
    assert ada.heard == cyd.heard == expected
    # Of this game: a connection may watch several.
    assert ada.keys == [f"{GAME} typing None"]


def test_presence_is_told_of_players_only(table: Table, audience: Audience) -> None:
    cyd = watching(audience, "cyd")
    audience.presence(BOB, table.state, connected=False)
    audience.presence(CYD, table.state, connected=True)
    assert cyd.heard == [
        {"sig": "presence", "game": GAME, "player": table.player("bob"), "connected": False}
    ]


def test_all_can_be_sent_away(audience: Audience) -> None:
    crowd = [seated(audience, "ada"), watching(audience, "cyd")]
    audience.hang_up_all(Close.GOING_AWAY, "come back")
    assert [each.closed for each in crowd] == [(Close.GOING_AWAY, "come back")] * 2
    for each in crowd:
        assert each.heard[-1] == {"sig": "goodbye", "retry_after_ms": RETURN_MS}


def test_nothing_is_sent_when_nothing_happened(table: Table, audience: Audience) -> None:
    ada = seated(audience, "ada")
    audience.publish([], table.state)
    assert ada.frames == []


def test_a_hidden_line_reaches_all_but_who_hides_it(table: Table, audience: Audience) -> None:
    ada, bob, cyd = seated(audience, "ada"), seated(audience, "bob"), watching(audience, "cyd")
    # Of ada too, but not the seat's connection: a spectator hides nobody.
    second = watching(audience, "ada")
    table.do("ada", MuteChat(game=GAME, player=table.player("bob")))
    audience.publish(table.entries[-1:], table.state)
    assert ada.events[-1]["player"] == table.player("bob")
    assert ada.kinds == ["chat.muted"]
    for other in (bob, cyd, second):
        assert other.events == [{"ev": "skip", "game": GAME, "seq": table.state.seq}]
    table.do("bob", SendChat(game=GAME, text="psst"))
    table.do("ada", SendChat(game=GAME, text="hello"))
    audience.publish(table.entries[-2:], table.state)
    assert ada.kinds[1:] == ["skip", "chat.message"]
    assert ada.seqs == [table.state.seq - 2, table.state.seq - 1, table.state.seq]
    for other in (bob, cyd, second):
        assert [each["text"] for each in other.events[1:]] == ["psst", "hello"]
    # All who hide nobody still share their bytes.
    assert bob.frames == cyd.frames == second.frames


def test_only_lines_of_the_hidden_are_encoded_again(
    table: Table, audience: Audience, monkeypatch: pytest.MonkeyPatch
) -> None:
    encoded: list[object] = []
    real = fanout.frame
    monkeypatch.setattr(
        fanout, "frame", lambda codec, said: encoded.append(said) or real(codec, said)
    )
    seated(audience, "ada")
    seated(audience, "bob")
    table.do("ada", MuteChat(game=GAME, player=table.player("bob")))
    for name, times in (("ada", 1), ("bob", 2)):
        encoded.clear()
        table.do(name, SendChat(game=GAME, text="ha"))
        audience.publish(table.entries[-1:], table.state)
        assert len(encoded) == times


def test_who_sat_where_is_known_while_it_is_kept(table: Table) -> None:
    audience = Audience(GAME, table.entries)
    assert audience.recent.who_sat(table.player("bob")) == BOB
    assert audience.recent.who_sat(PlayerId("nobody")) is None


def test_whoever_is_removed_hears_that_and_nothing_after_it(
    table: Table, audience: Audience
) -> None:
    """Method: two connections of theirs, and what follows the removal in the same batch."""
    ada, bob, second = seated(audience, "ada"), seated(audience, "bob"), watching(audience, "bob")
    before = len(table.entries)
    table.do("ada", KickPlayer(game=GAME, player=table.player("bob")))
    table.do("ada", SendChat(game=GAME, text="well"))
    audience.publish(table.entries[before:], table.state)
    assert ada.kinds == ["player.left", "chat.message"]
    for gone in (bob, second):
        assert gone.kinds == ["player.left"]
        assert gone not in audience
    assert audience.present == (ADA,)


# ---------------------------------------------------------------- with others elsewhere


class CountedTie:
    """Notes what it is told."""

    def __init__(self) -> None:
        self.moves = 0
        self.handed_on: list[tuple[str | None, AnySignal]] = []

    def moved(self) -> None:
        self.moves += 1

    def hand_on(self, said: AnySignal, key: str | None) -> None:
        self.handed_on.append((key, said))


def test_who_is_elsewhere_counts_as_present_and_does_not_come_twice(audience: Audience) -> None:
    audience.elsewhere = Elsewhere(present=(BOB, CYD), connections=3)
    bob = FakeVisitor("bob")
    assert not audience.attach(bob, BOB, seated=True), "bob was present all the time"
    assert audience.present == (BOB, CYD)
    assert (len(audience), audience.everywhere) == (1, 4)
    assert audience.is_led(CYD), "present elsewhere"
    assert not audience.is_watched_here(CYD)
    assert not audience.detach(bob), "still present elsewhere"
    audience.elsewhere = Elsewhere(hosts=(ADA,), connections=1)
    assert audience.is_led(ADA), "watches elsewhere without a seat"
    assert audience.attach(bob, BOB, seated=True)
    assert audience.detach(bob)


def test_it_tells_who_came_and_went_by_what_is_heard_of_elsewhere(
    table: Table, audience: Audience
) -> None:
    ada = seated(audience, "ada")
    audience.hear_of(Elsewhere(present=(ADA, BOB)), table.state)
    audience.hear_of(Elsewhere(present=(BOB,)), table.state)
    audience.hear_of(NOWHERE, table.state)
    told = [(each["player"], each["connected"]) for each in ada.signals("presence")]
    # Ada is here herself.
    assert told == [(table.player("bob"), True), (table.player("bob"), False)]


def test_each_coming_to_a_seat_has_a_mark_of_its_own(audience: Audience) -> None:
    bob = seated(audience, "bob")
    ((actor, claim),) = audience.claims
    assert actor == BOB
    audience.attach(bob, BOB, seated=True)
    assert audience.claims == ((BOB, claim),), "the same connection came only once"
    seated(audience, "bob")
    assert audience.claims[0][1] != claim


def test_only_the_claim_that_was_lost_is_hung_up_on(audience: Audience) -> None:
    bob, second = seated(audience, "bob"), watching(audience, "bob")
    claim = audience.claims[0][1]
    assert not audience.unseat(BOB, "another")
    assert not audience.unseat(CYD, claim)
    assert bob.closed is None
    assert audience.unseat(BOB, claim), "bob is away now, as far as is known"
    assert bob.closed is not None
    assert bob.closed[0] is Close.SEAT_TAKEN
    assert (audience.claims, bob in audience, second in audience) == ((), False, True)
    seated(audience, "bob")
    audience.elsewhere = Elsewhere(present=(BOB,))
    assert not audience.unseat(BOB, audience.claims[0][1]), "bob is elsewhere"


def test_other_nodes_hear_of_comings_goings_and_signals(table: Table, audience: Audience) -> None:
    tie = CountedTie()
    audience.tie = tie
    bob, cyd = seated(audience, "bob"), watching(audience, "cyd")
    audience.detach(cyd)
    audience.detach(cyd)
    assert tie.moves == 3
    audience.unseat(BOB, audience.claims[0][1])
    assert tie.moves == 4
    said = TypingSignal(game=GAME, player=None)
    audience.signal(said, "typing None")
    assert tie.handed_on == [("typing None", said)]
    # What is shown here only, and who is here, they are told otherwise.
    audience.show(said)
    audience.presence(BOB, table.state, connected=True)
    assert len(tie.handed_on) == 1
    assert bob not in audience
