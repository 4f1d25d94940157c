"""What a person has gathered over games, and how one more game adds to it. Pure arithmetic."""

from msgspec import Struct
from msgspec.structs import replace

from game.outcomes import Played


class Line(Struct, frozen=True):
    """A person's sums over some games, as a board shows them; votes are those received."""

    games: int = 0
    wins: int = 0
    score: int = 0
    highest: int = 0  # in a single game
    creative: int = 0
    funny: int = 0
    best: int = 0


class Career(Struct, frozen=True):
    """All of a person's games, counted one after the other."""

    line: Line = Line()
    quick_answers: int = 0
    win_streak: int = 0  # games won in a row, up to the last one
    co_players: int = 0  # different people


def add_line(line: Line, played: Played) -> Line:
    """The sums after one more game."""
    return Line(
        games=line.games + 1,
        wins=line.wins + played.has_won,
        score=line.score + played.score,
        highest=max(line.highest, played.score),
        creative=line.creative + played.creative,
        funny=line.funny + played.funny,
        best=line.best + played.best,
    )


def add(career: Career, played: Played) -> Career:
    """The career after one more game."""
    return replace(
        career,
        line=add_line(career.line, played),
        quick_answers=career.quick_answers + played.quick_answers,
        win_streak=career.win_streak + 1 if played.has_won else 0,
        co_players=career.co_players + played.new_faces,
    )
