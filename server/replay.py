"""Refolds one stored game and compares it with what was kept when it ended."""

from collections.abc import Callable

from game.digest import digest
from game.ids import GameId
from persistence.ports import Games, Journal
from server.reading import read_all

UUID_LENGTH = 36


async def replay(games: Games, journal: Journal, name: str, say: Callable[[str], None]) -> int:
    """Fold the game `name` (id or code) and say how it went; 0 when its digest is the kept one.

    A game that is not over has none yet; it is folded all the same, and 0 if it folds.
    """
    game = await games.find(name.upper()) if len(name) < UUID_LENGTH else GameId(name)
    entries = await read_all(journal, game) if game is not None else []
    if game is None or not entries:
        say(f"there is no game {name}")
        return 1
    folded, state = digest(entries)
    assert state is not None
    say(f"game    {game} ({state.code}), {state.name}")
    say(f"events  {state.seq} folded of {len(entries)}, now {state.phase.value}")
    for seat in state.seats.values():
        say(f"        {seat.score:>6}  {seat.name}")
    kept = await games.digest(game)
    say(f"digest  {folded}")
    if kept is None:
        say("kept    none yet: a game gets its digest when it is over")
        return 0
    say(f"kept    {kept}" + ("" if kept == folded else "  DIFFERS"))
    return 0 if kept == folded else 1
