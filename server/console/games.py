"""Console: games and who plays in them."""

from typing import Any

from game.commands import Announce, CancelGame, KickPlayer, MutePlayer
from game.ids import PlayerId
from game.state import GameState, Seat
from server.console.acting import play, table_of
from server.console.means import Ask, Table
from server.console.said import Done, No, Outcome, facts, listed, no_such


async def show_games(ask: Ask) -> Outcome:
    """Every game that is open on this node."""
    wanted = ask.given.get("phase")
    rows = [
        _brief(ask, table)
        for table in ask.means.rooms.tables()
        if wanted in (None, table.state.phase.value)
    ]
    return listed(rows, "no games")


def _brief(ask: Ask, table: Table) -> dict[str, Any]:
    state = table.state
    return {
        "game": state.game,
        "code": state.code,
        "name": state.name,
        "phase": state.phase.value,
        "round": f"{state.round.number if state.round else 0}/{state.total_rounds}",
        "players": len(state.active),
        "watching": ask.means.rooms.watching(table),
        "node": ask.means.rooms.served_by(table) or ask.means.node.name,
    }


async def show_game(ask: Ask) -> Outcome:
    """One game, without what its players keep from each other."""
    table = await table_of(ask, ask.given["game"])
    if isinstance(table, No):
        return table
    state = table.state
    values = {
        **_brief(ask, table),
        "mode": state.mode,
        "visibility": state.visibility,
        "host": state.host,
        "seq": state.seq,
        "created_at": state.created_ms,
        "deadline_at": state.deadline_ms,
        "paused": state.paused,
    }
    shown = facts(values, ask.now_ms)
    rows = _seats(state)
    seats = listed(rows, "no players")
    return Done({**values, "players": rows}, f"{shown.text}\n\n{seats.text}")


def _seats(state: GameState) -> list[dict[str, Any]]:
    return [
        {
            "player": seat.player,
            "name": seat.name,
            "user": seat.user,
            "machine": seat.is_ai,
            "active": seat.is_active,
            "score": seat.score,
            "game": state.code,
        }
        for seat in state.seats.values()
    ]


async def show_players(ask: Ask) -> Outcome:
    """The seats of one game, or of all that are open here."""
    word = ask.given.get("game")
    if word is None:
        tables = ask.means.rooms.tables()
        rows = [row for table in tables for row in _seats(table.state)]
        return listed(rows, "no players")
    table = await table_of(ask, word)
    return table if isinstance(table, No) else listed(_seats(table.state), "no players")


async def say(ask: Ask) -> Outcome:
    """Tell a table something."""
    table, text = await table_of(ask, ask.given["game"]), ask.given["text"]
    if isinstance(table, No):
        return table
    said = await play(ask, table, "games say", {"text": text}, Announce(text=text))
    return said if isinstance(said, No) else Done({"game": table.game}, "said")


async def end(ask: Ask) -> Outcome:
    """End a game for everyone; they are told why, if a reason is given."""
    table, reason = await table_of(ask, ask.given["game"]), ask.given.get("reason")
    if isinstance(table, No):
        return table
    told = (Announce(text=reason),) if reason else ()
    ending = CancelGame(game=table.game)
    said = await play(ask, table, "games end", {"reason": reason}, *told, ending)
    return said if isinstance(said, No) else Done({"game": table.game}, "ended")


async def kick(ask: Ask) -> Outcome:
    """Remove a player from a game for good."""
    found = await _seat_of(ask)
    if isinstance(found, No):
        return found
    table, seat = found
    command = KickPlayer(game=table.game, player=seat.player)
    said = await play(ask, table, "players kick", {"kicked": seat.player}, command)
    if isinstance(said, No):
        return said
    return Done({"game": table.game, "player": seat.player}, f"{seat.name} is out")


async def _seat_of(ask: Ask) -> tuple[Table, Seat] | No:
    table = await table_of(ask, ask.given["game"])
    if isinstance(table, No):
        return table
    word, seats = ask.given["player"], table.state.seats
    seat = seats.get(PlayerId(word))
    # Names at a table differ, whatever their case.
    named = (each for each in seats.values() if each.name.casefold() == word.casefold())
    seat = seat or next(named, None)
    look = f"players list {ask.given['game']}"
    return no_such("player", word, look) if seat is None else (table, seat)


async def mute(ask: Ask) -> Outcome:
    """Silence a player in a game's chat, or let them speak again."""
    found, muted = await _seat_of(ask), not ask.given.get("off", False)
    if isinstance(found, No):
        return found
    table, seat = found
    command = MutePlayer(game=table.game, player=seat.player, muted=muted)
    new = {"player": seat.player, "muted": muted}
    said = await play(ask, table, "players mute", new, command)
    if isinstance(said, No):
        return said
    word = "is silent" if muted else "may speak"
    return Done({"game": table.game, **new}, f"{seat.name} {word} now")
