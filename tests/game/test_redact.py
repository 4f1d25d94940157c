"""Who sees what of an event: the author their text, the voter their choice, the history all."""

import msgspec
import pytest

from game.commands import (
    Announce,
    CancelGame,
    CastGuess,
    LeaveGame,
    MoveRoom,
    MuteChat,
    MutePlayer,
    PassHost,
    RecordHonours,
    SendChat,
    SetReady,
    ThawClock,
    Verdict,
)
from game.events import (
    ChatMuted,
    HonoursRecorded,
    PlayerJoined,
    ResponseSubmitted,
    RoomMoved,
    RoundJudged,
    VoteCast,
)
from game.faces import agent_shown, user_shown
from game.honours import all_played
from game.ids import SYSTEM, Actor, agent_actor
from game.redact import EVERYTHING, Viewer, owner, redact
from game.results import Unlocked
from game.snapshot import BallotLine
from game.views import (
    ChatMutedView,
    ChatView,
    EventView,
    GameCompletedView,
    GameCreatedView,
    GameResumedView,
    GuessCastView,
    HonoursRecordedView,
    PlayerJoinedView,
    PlayerShown,
    ResponseSubmittedView,
    RoundCompletedView,
    RoundJudgedView,
    RoundStartedView,
    VoteCastView,
    VotingStartedView,
)
from tests.game.table import GAME, Table, playing, seated, voting


def last(table: Table, viewer: Viewer) -> EventView | None:
    return redact(GAME, table.entries[-1], viewer)


def whole() -> Table:
    """A game with every kind of event, to its podium."""
    table = seated("ada", "bob", "cyd", agents=1, settings={"judge": "auto"})
    table.do("bob", SetReady(game=GAME))
    table.do("bob", SendChat(game=GAME, text="ha"))
    table.do("ada", MutePlayer(game=GAME, player=table.player("bob")))
    table.do("ada", MuteChat(game=GAME, player=table.player("bob")))
    table.do(SYSTEM, PassHost(present=(Actor("bob"),)))
    table.do(SYSTEM, Announce(text="hear, hear"))
    table.do(SYSTEM, MoveRoom(to="two#1"))
    table.start()
    table.do(SYSTEM, ThawClock(lost_ms=5, reason="storage"))
    table.answer("ada", "bob", "cyd")
    table.do("cyd", LeaveGame(game=GAME))
    table.tick()
    table.judge({"ada": (1, 2, 3)})
    table.vote("ada", "bob")
    table.finish()
    return table


def test_a_text_reaches_its_author_and_the_history_only() -> None:
    table = playing("ada", "bob", "cyd")
    table.wait(5)
    table.answer("ada")
    open_view = ResponseSubmittedView(
        game=GAME,
        seq=table.state.seq,
        at=table.at_ms,
        round=1,
        player=table.player("ada"),
        received=1,
        expected=3,
        text="ada says",
        response=table.response("ada"),
    )
    covered = msgspec.structs.replace(open_view, text=None, response=None)
    assert last(table, table.player("ada")) == last(table, EVERYTHING) == open_view
    assert last(table, table.player("bob")) == last(table, None) == covered


def test_a_choice_reaches_its_voter_and_the_history_only() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob", "creative")
    open_view = VoteCastView(
        game=GAME,
        seq=table.state.seq,
        at=table.at_ms,
        round=1,
        received=1,
        expected=9,
        player=table.player("ada"),
        response=table.response("bob"),
        vote_type="creative",
    )
    covered = msgspec.structs.replace(open_view, player=None, response=None, vote_type=None)
    assert last(table, table.player("ada")) == last(table, EVERYTHING) == open_view
    assert last(table, table.player("bob")) == last(table, None) == covered


def test_the_judges_word_is_a_bare_number_until_the_reveal() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    table.answer("ada", "bob")
    table.judge({"ada": (1, 2, 3)})
    (entry,) = [each for each in table.entries if isinstance(each.event, RoundJudged)]
    for viewer in (None, table.player("ada")):
        assert redact(GAME, entry, viewer) is None
    assert redact(GAME, entry, EVERYTHING) == RoundJudgedView(
        game=GAME,
        seq=entry.seq,
        at=entry.at_ms,
        round=1,
        judge="ear",
        verdicts={table.response("ada"): Verdict(1, 2, 3)},
    )


def test_a_ballot_shows_texts_without_authors() -> None:
    table = voting("ada", "bob")
    view = last(table, None)
    assert isinstance(view, VotingStartedView)
    assert sorted(view.responses, key=lambda line: line.text) == [
        BallotLine(table.response("ada"), "ada says"),
        BallotLine(table.response("bob"), "bob says"),
    ]
    assert view.deadline == table.state.deadline_ms


def test_the_founding_shows_neither_seed_nor_deck() -> None:
    table = seated()
    view = redact(GAME, table.entries[0], None)
    assert view == GameCreatedView(
        game=GAME,
        seq=1,
        at=table.at_ms,
        code="QUIP",
        name="Friday",
        mode="classic",
        host="ada",
        max_players=8,
        total_rounds=5,
    )


def test_the_start_shows_no_deck_to_anybody() -> None:
    table = playing("ada", "bob")
    assert len(dict.fromkeys(prompt.text for prompt in table.state.deck)) == 5
    for viewer in (None, table.player("ada"), EVERYTHING):
        shown = msgspec.json.encode(redact(GAME, table.entries[-2], viewer))
        assert b"game.started" in shown
        assert b"prompt." not in shown


def test_a_machine_player_is_shown_by_its_slug_and_a_person_by_their_user() -> None:
    table = seated("ada", agents=1)
    machine, person = (redact(GAME, entry, None) for entry in table.entries[1:3])
    assert isinstance(machine, PlayerJoinedView)
    assert isinstance(person, PlayerJoinedView)
    assert machine.player.user is None
    assert machine.player.agent in ("bot0", "bot1", "bot2")
    assert person.player == PlayerShown(
        id=table.player("ada"), name="Ada", avatar_url=None, is_ai=False, user="ada", agent=None
    )
    assert (user_shown(Actor("ada")), agent_shown(Actor("ada"))) == ("ada", None)
    assert (user_shown(agent_actor("m")), agent_shown(agent_actor("m"))) == (None, "m")


@pytest.mark.parametrize("name", ["ada", None])
def test_every_event_has_its_view_with_its_number_and_time(name: str | None) -> None:
    table = whole()
    viewer = table.player(name) if name else None
    for entry in table.entries:
        view = redact(GAME, entry, viewer)
        if view is None:
            assert isinstance(entry.event, RoundJudged | ChatMuted | HonoursRecorded | RoomMoved)
            assert not isinstance(entry.event, ChatMuted) or name is None
            continue
        assert (view.game, view.seq, view.at) == (GAME, entry.seq, entry.at_ms)
        tag = view.__struct_config__.tag
        assert tag == entry.event.__struct_config__.tag
        # Where a view and its event share a name, they share the value.
        for field in view.__struct_fields__:
            value = getattr(view, field)
            if (
                field in entry.event.__struct_fields__
                and value is not None
                and tag
                not in (
                    "player.joined",
                    "round.started",
                )
            ):
                assert value == getattr(entry.event, field), (tag, field)


def test_honours_are_shown_by_the_podium_and_only_late_ones_by_themselves() -> None:
    table = playing("ada", "bob", settings={"reveal_seconds": 8})
    while not all_played(table.state):
        table.tick()
    unlocked = (Unlocked(table.player("ada"), "first_game", "First Game", 10),)
    table.do(SYSTEM, RecordHonours(number=3, unlocked=unlocked))
    assert last(table, table.player("ada")) is last(table, None) is None
    shown = last(table, EVERYTHING)
    assert isinstance(shown, HonoursRecordedView)
    assert (shown.number, shown.achievements, shown.is_late) == (3, unlocked, False)
    table.tick()
    podium = last(table, None)
    assert isinstance(podium, GameCompletedView)
    assert podium.achievements == unlocked


def test_late_honours_are_shown_to_everyone() -> None:
    table = playing("ada", "bob")
    table.finish()
    unlocked = (Unlocked(table.player("ada"), "first_game", "First Game", 10),)
    table.do(SYSTEM, RecordHonours(number=3, unlocked=unlocked))
    view = HonoursRecordedView(
        game=GAME,
        seq=table.state.seq,
        at=table.at_ms,
        number=3,
        achievements=unlocked,
        is_late=True,
    )
    assert last(table, None) == last(table, table.player("bob")) == last(table, EVERYTHING) == view


def test_the_times_and_texts_that_change_their_name() -> None:
    table = whole()
    views = {type(view): view for view in table.views(EVERYTHING) if view}
    events = {each.event.__struct_config__.tag: each.event for each in table.entries}
    started, completed = views[RoundStartedView], views[RoundCompletedView]
    assert isinstance(started, RoundStartedView)
    assert isinstance(completed, RoundCompletedView)
    assert started.prompt == events["round.started"].prompt.text
    assert started.category == events["round.started"].prompt.category
    assert started.deadline == events["round.started"].deadline_ms
    assert completed.reveal_until == events["round.completed"].reveal_until_ms
    resumed, podium = views[GameResumedView], views[GameCompletedView]
    assert isinstance(resumed, GameResumedView)
    assert isinstance(podium, GameCompletedView)
    assert resumed.deadline == events["game.resumed"].deadline_ms
    assert podium.achievements == ()


def test_a_cancelled_game_says_why() -> None:
    table = playing("ada", "bob")
    table.do("ada", CancelGame(game=GAME))
    view = last(table, None)
    assert view is not None
    assert msgspec.to_builtins(view)["reason"] == "host"


def test_only_what_is_somebodys_own_has_an_owner() -> None:
    """The fan-out encodes an event twice only where somebody sees more of it than the others."""
    table = whole()
    for entry in table.entries:
        match entry.event:
            case ResponseSubmitted(author=player) | VoteCast(voter=player):
                assert owner(entry.event) == player
            case ChatMuted(by=player):
                assert owner(entry.event) == player
            case _:
                assert owner(entry.event) is None
                shown = [redact(GAME, entry, seat) for seat in (None, *table.state.seats)]
                assert all(view == shown[0] for view in shown)


def test_who_hides_whom_is_theirs_alone_even_in_the_history() -> None:
    table = seated("ada", "bob", "cyd")
    table.do("ada", MuteChat(game=GAME, player=table.player("bob")))
    assert last(table, table.player("ada")) == ChatMutedView(
        game=GAME, seq=table.state.seq, at=table.at_ms, player=table.player("bob"), muted=True
    )
    for other in (table.player("bob"), table.player("cyd"), None, EVERYTHING):
        assert last(table, other) is None


def test_a_hidden_line_is_a_bare_number_whenever_it_was_said() -> None:
    table = seated("ada", "bob")
    table.do("bob", SendChat(game=GAME, text="psst"))
    (entry, ada) = (table.entries[-1], table.player("ada"))
    assert redact(GAME, entry, ada, (table.player("bob"),)) is None
    for hidden in ((), (ada,)):
        view = redact(GAME, entry, ada, hidden)
        assert isinstance(view, ChatView)
        assert view.text == "psst"


def test_a_guess_reaches_its_guesser_and_a_mask_hides_who_sat_down() -> None:
    table = voting("ada", "bob", mode="turing")
    ada, bob = table.player("ada"), table.player("bob")
    table.do("ada", CastGuess(game=GAME, round=1, response=table.response("bob"), is_ai=True))
    assert owner(table.entries[-1].event) == ada
    for viewer, guess in ((ada, True), (EVERYTHING, True), (bob, None), (None, None)):
        view = last(table, viewer)
        assert isinstance(view, GuessCastView)
        assert view.is_ai is guess
    (join, _) = [each for each in table.entries if isinstance(each.event, PlayerJoined)]
    assert owner(join.event) == ada
    for viewer, user in ((ada, "ada"), (EVERYTHING, "ada"), (bob, None), (None, None)):
        seat = redact(GAME, join, viewer)
        assert isinstance(seat, PlayerJoinedView)
        assert seat.player.user == user
