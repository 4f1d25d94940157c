"""Mode turing: guesses and their points both ways, and masks until the game is over."""

import json
import os
from pathlib import Path

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from game.commands import AddAgent, CastGuess, LeaveGame, SubmitResponse
from game.digest import digest
from game.events import GuessCast, PlayerJoined, RoundCompleted
from game.ids import Actor, ResponseId, agent_actor
from game.look import look
from game.modes.turing import FOOLED_POINTS, GUESSED_POINTS, NAMES, counts, is_veiled
from game.redact import EVERYTHING, redact
from game.refusals import Refusal
from game.results import Guesser, Guesses
from game.state import Phase
from game.views import PlayerJoinedView
from tests.game.table import CAST, GAME, Table, encode, playing, seated, voting

GOLDEN = Path(__file__).parents[2] / "golden" / "turing-evening.json"
BOT = agent_actor("bot0")


def at_vote(*names: str, mode: str = "turing") -> Table:
    """A round in which everybody has answered, one machine among them."""
    table = playing(*names, mode=mode, cast=CAST[:1], agents=1)
    table.answer(*names)
    table.do(BOT, SubmitResponse(game=GAME, round=1, text="the bot says"))
    return table


def of(table: Table, author: str) -> ResponseId:
    current = table.state.round
    assert current is not None
    return current.answers[table.state.players[Actor(author)]].response


def guess(table: Table, author: str, is_ai: bool) -> CastGuess:
    return CastGuess(game=GAME, round=1, response=of(table, author), is_ai=is_ai)


def everyone_votes(table: Table, *names: str) -> None:
    for name in (*names, BOT):
        for vote_type in ("funny", "creative", "best"):
            other = next(each for each in (*names, BOT) if each != name)
            command = table.ballot_line("ada", vote_type)
            response = of(table, other)
            table.do(name, msgspec.structs.replace(command, response=response))


def test_a_guess_is_taken_moved_and_counted() -> None:
    table = at_vote("ada", "bob")
    (first,) = table.do("ada", guess(table, BOT, True))
    assert isinstance(first, GuessCast)
    assert (first.is_ai, first.received, first.expected) == (True, 1, 6)
    assert table.do("ada", guess(table, BOT, True)) == ()
    (moved,) = table.do("ada", guess(table, BOT, False))
    assert isinstance(moved, GuessCast)
    assert (moved.is_ai, moved.received, moved.expected) == (False, 1, 6)
    table.do("bob", LeaveGame(game=GAME))
    assert counts(table.state) == (1, 4)


def test_what_is_no_guess_is_refused() -> None:
    table = at_vote("ada", "bob")
    assert table.refused("eve", guess(table, BOT, True)) is Refusal.GAME_NOT_SEATED
    assert table.refused("ada", guess(table, "ada", True)) is Refusal.VOTE_OWN_RESPONSE
    late = msgspec.structs.replace(guess(table, BOT, True), round=2)
    assert table.refused("ada", late) is Refusal.ROUND_WRONG
    unknown = msgspec.structs.replace(late, round=1, response=ResponseId("r"))
    assert table.refused("ada", unknown) is Refusal.VOTE_UNKNOWN_RESPONSE
    early = seated("ada", "bob", mode="turing")
    assert early.refused("ada", unknown) is Refusal.ROUND_WRONG
    early.start()
    assert early.refused("ada", unknown) is Refusal.VOTE_CLOSED
    classic = voting("ada", "bob")
    assert classic.refused("ada", unknown) is Refusal.CONFLICT


def test_the_reveal_waits_for_every_guess_and_no_longer_than_its_deadline() -> None:
    table = at_vote("ada", "bob")
    everyone_votes(table, "ada", "bob")
    for guesser, other in (("ada", "bob"), ("bob", "ada"), (BOT, "ada")):
        table.do(guesser, guess(table, other, False))
    for guesser, other in (("ada", BOT), ("bob", BOT)):
        table.do(guesser, guess(table, other, True))
    assert table.state.phase is Phase.VOTING
    table.do(BOT, guess(table, "bob", True))
    assert table.state.phase is Phase.REVEAL
    idle = at_vote("ada", "bob")
    everyone_votes(idle, "ada", "bob")
    assert idle.state.phase is Phase.VOTING
    idle.tick()
    assert idle.state.phase is Phase.REVEAL


def test_points_go_to_right_guesses_and_to_who_fools_others() -> None:
    """Method: ada is right twice, bob wrong once, nobody else guesses."""
    table = at_vote("ada", "bob")
    table.do("ada", guess(table, BOT, True))
    table.do("ada", guess(table, "bob", False))
    table.do("bob", guess(table, "ada", True))
    table.tick()
    event = next(e.event for e in table.entries if isinstance(e.event, RoundCompleted))
    ada, bob = table.player("ada"), table.player("bob")
    assert event.guessers == (
        Guesser(ada, 2, 0, GUESSED_POINTS),
        Guesser(bob, 0, 1, 0),
    )
    taken = {each.player: each.guesses for each in event.results}
    assert taken == {
        ada: Guesses(machine=1, human=0, points=FOOLED_POINTS),
        bob: Guesses(machine=0, human=1, points=0),
        table.state.players[BOT]: Guesses(machine=1, human=0, points=0),
    }
    assert {each.player: each.score for each in event.standings} == {
        ada: GUESSED_POINTS + FOOLED_POINTS,
        bob: 0,
        table.state.players[BOT]: 0,
    }
    assert table.state.seats[ada].score == GUESSED_POINTS + FOOLED_POINTS


def test_a_machine_taken_for_a_human_gets_points_and_a_half_guess_half_of_them() -> None:
    table = at_vote("ada", "bob")
    table.do("ada", guess(table, BOT, False))
    table.do("bob", guess(table, BOT, True))
    table.tick()
    event = next(e.event for e in table.entries if isinstance(e.event, RoundCompleted))
    bot = next(each for each in event.results if each.is_ai)
    assert bot.guesses == Guesses(machine=1, human=1, points=FOOLED_POINTS // 2)
    assert [each.points for each in event.guessers] == [0, GUESSED_POINTS // 2]


def test_in_classic_nothing_of_it_shows() -> None:
    table = at_vote("ada", "bob", mode="classic")
    everyone_votes(table, "ada", "bob")
    assert table.state.phase is Phase.REVEAL
    assert b"guess" not in b"".join(encode(entry.event) for entry in table.entries)
    assert b"guess" not in encode(table.views(None))
    assert b"is_veiled" not in encode([entry.event for entry in table.entries])


def seen_machines(table: Table, viewer: object) -> bytes:
    """All that a viewer was ever shown in events and snapshots."""
    snapshot = look(table.state, viewer, table.at_ms, ())  # type: ignore[arg-type]
    return encode(table.views(viewer)) + encode(snapshot)  # type: ignore[arg-type]


def test_until_the_reveal_nobody_can_tell_the_machines_from_the_people() -> None:
    """Method: the bytes that each viewer was shown; and seats but for names and ids alike."""
    table = playing("ada", "bob", mode="turing", agents=2)
    table.do("ada", LeaveGame(game=GAME))
    table.join("ada")
    table.answer("ada", "bob")
    for viewer in (None, table.player("ada"), table.player("bob")):
        shown = seen_machines(table, viewer)
        assert b'"is_ai":true' not in shown
        assert b"agent:" not in shown
        for member in CAST:
            assert member.agent.encode() not in shown
            assert member.name.encode() not in shown
        snapshot = look(table.state, viewer, table.at_ms, (Actor("ada"), Actor("bob")))
        others = [each for each in snapshot.players if each.id != viewer]
        assert {(e.user, e.agent, e.avatar_url, e.is_ai, e.connected) for e in others} == {
            (None, None, None, False, True)
        }
    names = [seat.name for seat in table.state.seats.values() if seat.is_ai]
    assert all(name in NAMES for name in names)
    assert len(set(names)) == 2


def test_one_sees_oneself_and_the_history_sees_all() -> None:
    table = playing("ada", "bob", mode="turing", agents=1)
    joins = [entry for entry in table.entries if isinstance(entry.event, PlayerJoined)]
    for entry in joins:
        assert isinstance(entry.event, PlayerJoined)
        for viewer in (EVERYTHING, entry.event.player):
            view = redact(GAME, entry, viewer)  # type: ignore[arg-type]
            assert isinstance(view, PlayerJoinedView)
            assert view.player.is_ai == entry.event.is_ai
            assert (view.player.agent is not None) == entry.event.is_ai
    mine = next(
        each
        for each in look(table.state, table.player("ada"), 0, ()).players
        if each.id == table.player("ada")
    )
    assert mine.user == "ada"


def test_when_the_game_is_over_the_masks_fall() -> None:
    table = playing("ada", "bob", mode="turing", agents=1)
    assert is_veiled(table.state)
    table.finish()
    assert not is_veiled(table.state)
    players = look(table.state, None, table.at_ms, ()).players
    assert sorted(each.is_ai for each in players) == [False, False, True]


def test_a_full_table_takes_a_second_round_of_names() -> None:
    """Method: people who have every ordinary name; the machine gets one all the same."""
    table = seated(*NAMES[:11], mode="turing", max_players=12, host=Actor(NAMES[0]))
    (joined,) = table.do(NAMES[0], AddAgent(game=GAME))
    assert isinstance(joined, PlayerJoined)
    assert joined.name in NAMES[11:]
    assert joined.is_veiled


@settings(max_examples=40)
@given(st.lists(st.tuples(st.sampled_from(["ada", "bob", BOT]), st.booleans(), st.booleans())))
def test_guesses_never_break_the_round(turns: list[tuple[str, bool, bool]]) -> None:
    """Method: any guesses in any order; points stay within bounds, and the digest is the same."""
    table = at_vote("ada", "bob")
    for guesser, which, is_ai in turns:
        others = [each for each in ("ada", "bob", BOT) if each != guesser]
        if table.state.phase is Phase.VOTING:
            table.do(guesser, guess(table, others[which], is_ai))
    received, expected = counts(table.state)
    assert received <= expected == 6
    table.finish()
    event = next(e.event for e in table.entries if isinstance(e.event, RoundCompleted))
    for each in event.guessers:
        assert 0 <= each.points <= GUESSED_POINTS
    for result in event.results:
        assert result.guesses is not None
        assert 0 <= result.guesses.points <= FOOLED_POINTS
    assert digest(table.entries)[1] == table.state


def evening() -> dict[str, object]:
    """The whole of one evening, and what each of its viewers was shown."""
    table = at_vote("ada", "bob")
    everyone_votes(table, "ada", "bob")
    for guesser, other, is_ai in (
        ("ada", BOT, True),
        ("ada", "bob", False),
        ("bob", BOT, False),
        ("bob", "ada", True),
        (BOT, "ada", False),
        (BOT, "bob", True),
    ):
        table.do(guesser, guess(table, other, is_ai))
    table.finish()
    shown = {"spectator": None, "ada": table.player("ada"), "history": EVERYTHING}
    return {
        "digest": digest(table.entries)[0],
        "events": len(table.entries),
        "views": {
            name: json.loads(encode(table.views(viewer)))  # type: ignore[arg-type]
            for name, viewer in shown.items()
        },
    }


def test_the_golden_evening_is_played_and_shown_as_ever() -> None:
    """`GENIUS_GOLDEN=renew` writes it anew."""
    if os.environ.get("GENIUS_GOLDEN") == "renew":
        GOLDEN.write_text(json.dumps(evening(), indent=1) + "\n")
    assert json.loads(GOLDEN.read_text()) == evening()
