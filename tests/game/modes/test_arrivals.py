"""Arrivals: behind masks machine players come one by one, and the last of them at the start."""

import statistics

import msgspec
from msgspec import UNSET

from game.commands import AddAgent, JoinGame, KickPlayer, Tick
from game.deadlines import next_deadline
from game.events import Event, GameStarted, PlayerJoined
from game.evolve import evolve
from game.ids import SYSTEM
from game.look import look
from game.modes.arrivals import GAP_MS_MAX, GAP_MS_MIN, awaited, invited
from game.refusals import Refusal
from tests.game.table import CAST, GAME, T0, Table, beginning, encode, opening


def lobby(agents: int = 3, mode: str = "turing", **changes: object) -> Table:
    table = Table(opening(mode=mode, agents=agents, **changes))
    table.join("ada")
    return table


def machines(table: Table) -> list[str]:
    return [seat.user for seat in table.state.seats.values() if seat.is_ai]


def test_they_come_one_after_the_other_at_drawn_moments() -> None:
    table = lobby()
    assert machines(table) == []
    moments = [due_ms for _, due_ms in awaited(table.state)]
    gaps = [after - before for before, after in zip([T0, *moments], moments, strict=False)]
    assert all(GAP_MS_MIN <= gap < GAP_MS_MAX for gap in gaps)
    for number, due_ms in enumerate(moments, start=1):
        assert next_deadline(table.state) == due_ms
        tick_at(table, due_ms - 1)
        assert len(machines(table)) == number - 1
        tick_at(table, due_ms)
        assert len(machines(table)) == number
    assert awaited(table.state) == ()
    assert next_deadline(table.state) == table.state.deadline_ms
    other = [due_ms for _, due_ms in awaited(lobby(seed="another").state)]
    assert other != moments


def test_who_has_not_come_comes_with_the_start() -> None:
    table = lobby(agents=2)
    events = table.do("ada", beginning())
    assert [type(each).__name__ for each in events] == [
        "PlayerJoined", "PlayerJoined", "GameStarted", "RoundStarted",
    ]  # fmt: skip
    assert awaited(table.state) == ()
    alone = lobby(agents=0)
    assert alone.refused("ada", beginning()) is Refusal.GAME_TOO_FEW_PLAYERS


def test_their_seats_are_kept_and_who_was_removed_stays_away() -> None:
    table = lobby(agents=2, max_players=3)
    full = JoinGame(name="Bob")
    assert table.refused("bob", full) is Refusal.GAME_FULL
    assert table.refused("ada", AddAgent(game=GAME)) is Refusal.GAME_FULL
    (first, due_ms), _ = awaited(table.state)
    tick_at(table, due_ms)
    seat = table.state.players[table.state.active[-1].user]
    table.do("ada", KickPlayer(game=GAME, player=seat))
    assert [member.agent for member, _ in awaited(table.state)] != [first.agent]
    assert len(awaited(table.state)) == 1
    table.join("bob")


def test_who_is_added_is_none_of_those_to_come_and_none_is_named() -> None:
    table = lobby(agents=2)
    coming = [member.agent for member, _ in awaited(table.state)]
    (joined,) = table.do("ada", AddAgent(game=GAME))
    assert isinstance(joined, PlayerJoined)
    assert joined.user.removeprefix("agent:") not in coming
    assert table.refused("ada", AddAgent(game=GAME, agent=CAST[0].agent)) is Refusal.CONFLICT


def test_without_masks_they_are_there_at_once_and_nothing_of_it_is_written() -> None:
    for table in (lobby(mode="classic"), lobby(agents=0)):
        assert table.state.invited is UNSET
        assert invited(table.state) == ()
        assert b"invited" not in encode([entry.event for entry in table.entries])
    assert len(machines(lobby(mode="classic"))) == 3


def test_games_from_before_fold_to_the_same_bytes() -> None:
    """Method: a lobby as it was written when all machines came at once, in a mode with masks."""
    old = lobby(mode="classic", agents=2)
    written = [encode(entry.event).replace(b'"classic"', b'"turing"') for entry in old.entries]
    state = None
    for each in written:
        event = msgspec.json.decode(each, type=Event)
        assert encode(event) == each
        state = evolve(state, event)
    assert state is not None
    assert (state.mode, awaited(state), list(state.seats)) == ("turing", (), list(old.state.seats))


def test_neither_place_nor_id_tells_a_machine() -> None:
    """Method: eighty tables of three people and three machines, who come when they come; the
    places of the machines among the six, which are 2.5 in the mean if all is drawn.
    """
    by_place, by_id, by_standing, started = [], [], [], []
    for number in range(80):
        table = lobby(agents=3, seed=f"table {number}")
        table.join("bob", "eve")
        tick_at(table, T0 + 40_000)
        found = {seat.player for seat in table.state.seats.values() if seat.is_ai}
        assert len(found) == 3
        # The front of an id is a moment: the same for all of them.
        assert len({each[:13] for each in table.state.seats}) == 1
        seen = look(table.state, None, table.at_ms, ())
        shown = [each.id for each in seen.players]
        by_place += [shown.index(each) for each in found]
        by_id += [sorted(shown).index(each) for each in found]
        by_standing += [[s.player for s in seen.standings].index(each) for each in found]
        (event, *_) = table.do("ada", beginning())
        assert isinstance(event, GameStarted)
        started += [event.seats.index(each) for each in found]
        # One's own place is no other when others come.
        assert shown == [each.id for each in look(table.state, None, 0, ()).players]
    for places in (by_place, by_id, by_standing, started):
        assert abs(statistics.mean(places) - 2.5) < 0.4
        assert {0, 5} <= set(places)


def tick_at(table: Table, at_ms: int) -> None:
    """The clock ticks at this moment."""
    table.at_ms = at_ms
    table.do(SYSTEM, Tick())
