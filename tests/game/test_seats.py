"""Seats: taken, left, lost and regained, with name and score; and who leads when the host goes."""

import pytest

from game.commands import AddAgent, JoinGame, KickPlayer, LeaveGame, PassHost
from game.events import GameCancelled, HostChanged, PlayerJoined, PlayerLeft
from game.ids import SYSTEM, Actor, PlayerId
from game.modes.turing import NAMES
from game.refusals import Refusal, Rejected
from game.seats import is_full, may_hear, may_reread
from game.state import Phase
from tests.game.table import GAME, Table, opening, playing, revealed, seated

DUCK = "https://duck.example/duck.png?size=2"
LEAVE = LeaveGame(game=GAME)
WATCH = JoinGame(role="spectator")


def here(*names: str) -> PassHost:
    return PassHost(present=tuple(Actor(name) for name in names))


def test_a_seat_is_taken_in_order_of_arrival() -> None:
    table = Table(opening())
    (joined,) = table.do("bob", JoinGame(name="  Bob \n  the  Builder ", avatar_url=DUCK))
    assert isinstance(joined, PlayerJoined)
    assert (joined.name, joined.number) == ("Bob the Builder", 1)
    assert (joined.user, joined.avatar_url, joined.is_ai) == ("bob", DUCK, False)
    table.join("cyd")
    assert [seat.number for seat in table.state.seats.values()] == [1, 2]


def test_joining_twice_is_no_news() -> None:
    table = seated("ada")
    assert table.do("ada", JoinGame(name="Other")) == ()
    assert table.do("ada", WATCH) == ()
    assert len(table.state.seats) == 1


@pytest.mark.parametrize(
    "name", [None, "", "  ", "x" * 33, "a\x00b", "a\u200bb", "a\u202eb", "\u2028"]
)
def test_a_name_that_can_not_be_shown_is_refused(name: str | None) -> None:
    assert Table(opening()).refused("bob", JoinGame(name=name)) is Refusal.NAME_INVALID


def test_a_name_is_as_long_as_it_looks_but_no_longer_than_its_column() -> None:
    table = Table(opening())
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    table.do("ada", JoinGame(name=family * 12))
    assert table.refused("bob", JoinGame(name=family * 13)) is Refusal.NAME_INVALID
    table.do("bob", JoinGame(name="e\u0301" * 32))
    assert len(table.state.seats[table.player("bob")].name) == 32


def test_a_picture_is_fetched_by_https_alone_and_its_address_has_an_end() -> None:
    table = Table(opening())
    for address in (DUCK + "x" * 257, "http://duck.example/a.png", "javascript:alert(1)"):
        rejected = table.post("bob", JoinGame(name="Bob", avatar_url=address))
        assert isinstance(rejected, Rejected)
        assert rejected.code is Refusal.BAD_REQUEST
        assert rejected.detail.startswith("avatar_url: ")
    table.do("bob", JoinGame(name="x" * 32, avatar_url=DUCK.ljust(256, "x")))


def test_names_that_differ_only_unseen_are_made_unlike() -> None:
    table = Table(opening())
    for number, name in enumerate(("Ada", "Ad\u200da", "\uff21da", "Ada\ufe0f")):
        table.do(f"u{number}", JoinGame(name=name))
    names = [seat.name for seat in table.state.seats.values()]
    assert [name[-2:] for name in names] == ["da", " 2", " 3", " 4"]


def test_a_name_is_under_the_tables_word_rules() -> None:
    swears = JoinGame(name="Shit Happens")
    refusing = Table(opening({"profanity": "refuse"}))
    assert refusing.refused("bob", swears) is Refusal.NAME_INVALID
    refusing.do("bob", JoinGame(name="Dickens"))
    masking = Table(opening({"profanity": "mask"}))
    masking.do("bob", swears)
    masking.do("cyd", swears)
    assert [seat.name for seat in masking.state.seats.values()] == [
        "**** Happens",
        "**** Happens 2",
    ]


def test_no_player_is_named_like_those_who_run_the_server() -> None:
    for name in ("Admin", "[MODERATOR]", "AI Genius", "s.y.s.t.e.m"):
        assert Table(opening()).refused("bob", JoinGame(name=name)) is Refusal.NAME_INVALID


def test_who_may_hear_a_game() -> None:
    table = seated("ada", "bob", "cyd", settings={"allow_spectators": False})
    table.do("ada", KickPlayer(game=GAME, player=table.player("cyd")))
    hearing = [may_hear(table.state, Actor(name)) for name in ("ada", "bob", "cyd", "eve")]
    assert hearing == [True, True, False, False]
    assert may_hear(seated("ada").state, Actor("eve"))
    assert may_hear(Table(opening({"allow_spectators": False})).state, Actor("ada"))


def test_the_history_of_a_private_game_is_for_those_who_played_it() -> None:
    table = seated("bob", "cyd", "dan")
    table.start()
    table.do("bob", LEAVE)
    table.do("ada", KickPlayer(game=GAME, player=table.player("cyd")))
    reading = [may_reread(table.state, Actor(name)) for name in ("ada", "bob", "cyd", "dan", "eve")]
    assert reading == [True, True, False, True, False]
    public = seated("bob", visibility="public").state
    assert may_reread(public, Actor("eve"))
    assert may_reread(public, Actor("bob"))


def test_a_closed_table_is_open_to_its_host_and_those_who_left() -> None:
    table = seated("bob", "cyd", "dan", settings={"allow_spectators": False})
    table.start()
    table.do("bob", LEAVE)
    for name in ("ada", "bob"):
        assert table.do(name, WATCH) == ()
    assert table.do("ada", JoinGame(name="Ada")) == (), "a late host watches"
    assert table.refused("eve", WATCH) is Refusal.FORBIDDEN
    assert table.refused("eve", JoinGame(name="Eve")) is Refusal.GAME_NOT_LOBBY


def test_names_are_made_unlike() -> None:
    table = seated("ada", agents=1)
    for actor, name in (("u1", "ADA"), ("u2", "ada"), ("u3", "Bot 0"), ("u4", "Bot 1")):
        table.do(actor, JoinGame(name=name))
    table.do("u5", JoinGame(name="Bot 2"))
    names = [seat.name.casefold() for seat in table.state.seats.values()]
    assert len(dict.fromkeys(names)) == len(names) == 7
    assert table.state.seats[table.player("u1")].name == "ADA 2"
    assert table.state.seats[table.player("u2")].name == "ada 3"


def test_a_numbered_name_stays_within_its_length() -> None:
    table = Table(opening(max_players=12))
    for number in range(12):
        table.do(f"u{number}", JoinGame(name="y" * 32))
    names = [seat.name for seat in table.state.seats.values()]
    assert len(dict.fromkeys(names)) == 12
    assert max(map(len, names)) == 32


def test_who_comes_late_watches() -> None:
    table = playing("ada", "bob")
    assert table.do("cyd", JoinGame(name="Cyd")) == ()
    assert table.state.seat_of(Actor("cyd")) is None


def test_who_comes_late_is_sent_away_where_nobody_watches() -> None:
    table = playing("ada", "bob", settings={"allow_spectators": False})
    assert table.refused("cyd", JoinGame(name="Cyd")) is Refusal.GAME_NOT_LOBBY


def test_a_spectator_takes_no_seat() -> None:
    table = seated("ada")
    assert table.do("cyd", WATCH) == ()
    assert len(table.state.seats) == 1
    table = seated("ada", settings={"allow_spectators": False})
    assert table.refused("cyd", WATCH) is Refusal.FORBIDDEN


def test_who_left_may_watch_without_sitting_down_again() -> None:
    table = playing("ada", "bob", "cyd")
    table.do("cyd", LEAVE)
    assert table.do("cyd", WATCH) == ()
    assert table.state.seat_of(Actor("cyd")) is None


def test_in_the_lobby_a_left_seat_is_free_again() -> None:
    table = seated("ada", "bob", max_players=2)
    player = table.player("bob")
    assert table.do("bob", LEAVE) == (PlayerLeft(player, "left", True),)
    table.join("cyd")
    assert [seat.number for seat in table.state.seats.values()] == [1, 3]
    assert table.refused("bob", JoinGame(name="Bob")) is Refusal.GAME_FULL


def test_leaving_what_one_does_not_hold_changes_nothing() -> None:
    table = playing("ada", "bob", "cyd")
    assert table.do("stranger", LEAVE) == ()
    table.do("cyd", LEAVE)
    assert table.do("cyd", LEAVE) == ()
    table.finish()
    assert table.do("bob", LEAVE) == ()


def test_who_comes_back_finds_seat_name_and_score() -> None:
    table = revealed("ada", "bob", "cyd")
    seat = table.state.seats[table.player("bob")]
    assert seat.score > 0
    table.do("bob", LEAVE)
    assert not table.state.seats[seat.player].is_active
    (joined,) = table.do("bob", JoinGame(name="Renamed"))
    assert isinstance(joined, PlayerJoined)
    assert table.state.seats[seat.player] == seat
    assert table.player("bob") == seat.player


def test_who_comes_back_when_all_is_over_only_looks() -> None:
    table = playing("ada", "bob", "cyd")
    table.do("cyd", LEAVE)
    table.finish()
    assert table.do("cyd", JoinGame()) == ()
    assert table.state.seat_of(Actor("cyd")) is None


@pytest.mark.parametrize("room", [seated, playing])
def test_a_kicked_player_can_not_return(room: object) -> None:
    table = room("ada", "bob", "cyd", "dan")
    player = table.player("bob")
    (left,) = table.do("ada", KickPlayer(game=GAME, player=player))
    assert left == PlayerLeft(player, "kicked", room is seated)
    for command in (JoinGame(name="Bob"), WATCH):
        assert table.refused("bob", command) is Refusal.FORBIDDEN


def test_those_who_run_the_server_kick_anyone_the_host_too() -> None:
    table = playing("ada", "bob", "cyd")
    kick = KickPlayer(game=GAME, player=table.player("ada"))
    left, passed = table.do(SYSTEM, kick)
    assert left == PlayerLeft(table.player("ada"), "kicked", False)
    assert passed == HostChanged(Actor("bob"), table.player("bob"))
    assert table.refused("ada", WATCH) is Refusal.FORBIDDEN


def test_whom_one_may_not_kick() -> None:
    table = playing("ada", "bob", "cyd", "dan")
    kick = KickPlayer(game=GAME, player=table.player("cyd"))
    assert table.refused("bob", kick) is Refusal.GAME_NOT_HOST
    own = KickPlayer(game=GAME, player=table.player("ada"))
    assert table.refused("ada", own) is Refusal.BAD_REQUEST
    unknown = KickPlayer(game=GAME, player=PlayerId("nobody"))
    assert table.refused("ada", unknown) is Refusal.NOT_FOUND
    table.do("ada", kick)
    assert table.refused("ada", kick) is Refusal.NOT_FOUND
    table.finish()
    over = KickPlayer(game=GAME, player=table.player("dan"))
    assert table.refused("ada", over) is Refusal.CONFLICT


@pytest.mark.parametrize("room", [seated, playing])
def test_a_leaving_host_hands_over_to_the_person_seated_longest(room: object) -> None:
    table = room("ada", "bob", "cyd", agents=1)
    events = table.do("ada", LEAVE)
    assert events[1] == HostChanged(Actor("bob"), table.player("bob"))
    assert table.state.host == "bob"
    table.do("ada", JoinGame(name="Ada"))
    assert table.state.host == "bob"


def test_a_host_without_a_seat_who_goes_leaves_the_lead_behind() -> None:
    table = Table(opening())
    assert table.do("ada", LEAVE) == ()
    table.do("bob", JoinGame(name="Bob"))
    table.do("cyd", JoinGame(name="Cyd"))
    assert table.do("cyd", LEAVE)[0].freed  # nobody's lead but the host's own passes
    assert table.do("ada", LEAVE) == (HostChanged(Actor("bob"), table.player("bob")),)
    assert table.state.host == "bob"


def test_a_host_alone_among_machines_leaves_the_lobby_standing() -> None:
    table = seated("ada", agents=2)
    assert len(table.do("ada", LEAVE)) == 1
    assert (table.state.host, table.state.phase) == ("ada", Phase.LOBBY)


def test_the_last_person_to_leave_ends_the_game() -> None:
    table = playing("ada", "bob", agents=2)
    table.do("ada", LEAVE)
    assert table.state.phase is Phase.ANSWERING
    assert table.do("bob", LEAVE)[1:] == (GameCancelled("abandoned"),)
    assert table.state.phase is Phase.CANCELLED


@pytest.mark.parametrize("reveal_seconds", [0, 8])
def test_a_game_without_any_player_left_ends(reveal_seconds: int) -> None:
    """The host, not seated, shows a table of machines out one by one."""
    settings = {"reveal_seconds": reveal_seconds}
    table = playing(agents=2, total_rounds=50, settings=settings)
    first, second = table.state.active
    table.do("ada", KickPlayer(game=GAME, player=first.player))
    assert table.state.phase is Phase.ANSWERING
    events = table.do("ada", KickPlayer(game=GAME, player=second.player))
    assert events[1:] == (GameCancelled("abandoned"),)


def test_a_machine_shown_out_may_be_asked_in_again() -> None:
    table = seated("ada", agents=3)
    table.do("ada", KickPlayer(game=GAME, player=table.player("agent:bot1")))
    table.do("ada", AddAgent(game=GAME, agent="bot1"))
    assert len(table.state.active) == 4


def test_an_absent_hosts_lead_passes_to_who_is_here() -> None:
    table = seated("ada", "bob", "cyd", agents=1)
    assert table.do(SYSTEM, here("ada", "bob")) == ()
    assert table.do(SYSTEM, here()) == ()
    assert table.do(SYSTEM, here("agent:bot0", "agent:bot1", "agent:bot2", "stranger")) == ()
    passed = table.do(SYSTEM, here("stranger", "cyd"))
    assert passed == (HostChanged(Actor("cyd"), table.player("cyd")),)
    assert table.do(SYSTEM, here("cyd")) == ()


def test_who_left_gets_no_lead_and_an_ended_game_needs_none() -> None:
    table = playing("ada", "bob", "cyd", "dan")
    table.do("bob", LEAVE)
    assert table.do(SYSTEM, here("bob")) == ()
    table.finish()
    assert table.do(SYSTEM, here("cyd")) == ()


def test_in_mode_turing_a_machine_sits_down_under_an_ordinary_name() -> None:
    table = seated("ada", mode="turing", agents=1)
    table.tick()
    machine = next(seat for seat in table.state.seats.values() if seat.is_ai)
    assert machine.name in NAMES
    assert machine.avatar_url is None


def test_seats_are_kept_for_machines_that_are_still_to_come() -> None:
    table = seated("ada", mode="turing", agents=2, max_players=3)
    assert is_full(table.state)
    assert table.refused("bob", JoinGame(name="Bob")) is Refusal.GAME_FULL
    assert not is_full(seated("ada", agents=1, max_players=3).state)
