"""What one more finished game changes in everybody's honours. Pure: rows before, rows after.

Every store of honours counts with this, so that they can differ only in how they keep rows.
"""

from collections.abc import Mapping

from msgspec import Struct

from game.achievements import Achievement, points, unlocks
from game.careers import Career, Line, add, add_line
from game.ids import Actor
from game.outcomes import Outcome, Played
from game.periods import BoardKey, board, boards
from game.results import Unlocked
from persistence.ratings import Rating, rated

Entries = Mapping[tuple[BoardKey, Actor], "BoardEntry"]


class BoardEntry(Struct, frozen=True):
    """A person's row on a board."""

    line: Line = Line()
    points: int = 0
    rating: Rating = Rating()


class Before(Struct, frozen=True):
    """What is known of a game's people: careers, codes held, rows on its boards."""

    careers: Mapping[Actor, Career]
    held: Mapping[Actor, tuple[str, ...]]
    entries: Entries


class Change(Struct, frozen=True):
    """The new rows, and what was unlocked by whom, in order of seats and then of the catalogue."""

    careers: dict[Actor, Career]
    entries: dict[tuple[BoardKey, Actor], BoardEntry]
    unlocked: tuple[tuple[Played, Achievement], ...]


def change(outcome: Outcome, before: Before) -> Change:
    """Count the game; its people's `new_faces` are filled in."""
    people = outcome.people
    careers = {each.user: add(before.careers.get(each.user, Career()), each) for each in people}
    won = {
        each.user: unlocks(
            before.held.get(each.user, ()), before.careers.get(each.user, Career()), each
        )
        for each in people
    }
    entries: dict[tuple[BoardKey, Actor], BoardEntry] = {}
    for key in boards(outcome.ended_ms):
        old = [before.entries.get((key, each.user), BoardEntry()) for each in people]
        ratings = rated([entry.rating for entry in old], [each.rank for each in people])
        for each, entry, rating in zip(people, old, ratings, strict=True):
            gained = sum(achievement.points for achievement in won[each.user])
            if key.scope == "all":
                # What an account brought before the first game counts here, and only here.
                gained += points(before.held.get(each.user, ())) - entry.points
            entries[key, each.user] = BoardEntry(
                add_line(entry.line, each), entry.points + gained, rating
            )
    unlocked = tuple((each, achievement) for each in people for achievement in won[each.user])
    return Change(careers, entries, unlocked)


def told(played: Played, achievement: Achievement) -> Unlocked:
    """An unlocked achievement as the room is told of it."""
    return Unlocked(played.player, achievement.code, achievement.name, achievement.points)


def all_time(user: Actor) -> tuple[BoardKey, Actor]:
    """The key of somebody's row for all time."""
    return board("all", 0), user
