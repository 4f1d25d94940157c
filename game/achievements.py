"""The achievements: each with its rule, a pure function of the career before and the game played.

Ten stand in the schema, the rest are the house's own. A rule that looks at the career alone also
holds for what was gathered before the achievement existed.
"""

from collections.abc import Callable, Container
from typing import Literal

from msgspec import Struct

from game.careers import Career, add
from game.outcomes import Played
from game.periods import hour

Category = Literal["games", "wins", "votes", "answers", "people", "account"]


class Achievement(Struct, frozen=True):
    """One of the catalogue: `by_game` looks at one game, `by_career` at all, neither at anything.

    The one with neither is given when an account is made.
    """

    code: str
    name: str
    description: str
    points: int
    category: Category
    by_game: Callable[[Played], bool] | None = None
    by_career: Callable[[Career], bool] | None = None

    def rule(self, before: Career, played: Played) -> bool:
        """Whether this game, after that career, unlocks it."""
        if self.by_career is not None:
            return self.by_career(add(before, played))
        return self.by_game is not None and self.by_game(played)


def perfect_round(played: Played) -> bool:
    """In some round every other who voted, two at least, gave me all three of their votes."""
    return played.perfect_rounds > 0


def speed_demon(career: Career) -> bool:
    """Five answers in under five seconds each, over all finished games."""
    return career.quick_answers >= 5


def comeback_kid(played: Played) -> bool:
    """Won after round `total_rounds // 2` had left nobody behind me, and somebody ahead."""
    return played.has_won and played.was_last


def photo_finish(played: Played) -> bool:
    """Won alone, and by ten points at most: a hundredth of a round."""
    return played.has_won and 0 < played.lead <= 10


def runner_up(played: Played) -> bool:
    """Missed the first place by ten points at most."""
    return not played.has_won and -10 <= played.lead < 0


def giant_killer(played: Played) -> bool:
    """Won alone against at least three machine players."""
    return played.has_won and not played.is_tied and played.machines >= 3


def clean_sweep(played: Played) -> bool:
    """The most "best" votes of all in every single round."""
    return played.rounds_won == played.rounds


def globetrotter(played: Played) -> bool:
    """Answered prompts of five different categories in one game."""
    return played.categories >= 5


def minimalist(played: Played) -> bool:
    """Won a round with three words or fewer."""
    return played.fewest_words is not None and played.fewest_words <= 3


def wordsmith(played: Played) -> bool:
    """Won a round with thirty words or more."""
    return played.most_words is not None and played.most_words >= 30


def marathon(played: Played) -> bool:
    """Answered every prompt of a game of at least twenty rounds."""
    return played.rounds >= 20 and played.answers == played.rounds


def early_bird(played: Played) -> bool:
    """The last reveal came between five and eight in the morning, UTC."""
    return 5 <= hour(played.ended_ms) < 8


def night_owl(played: Played) -> bool:
    """The last reveal came between midnight and four, UTC."""
    return hour(played.ended_ms) < 4


def _games(code: str, name: str, text: str, points: int, games: int) -> Achievement:
    return Achievement(
        code, name, text, points, "games", by_career=lambda each: each.line.games >= games
    )


def _wins(code: str, name: str, text: str, points: int, wins: int) -> Achievement:
    return Achievement(
        code, name, text, points, "wins", by_career=lambda each: each.line.wins >= wins
    )


A = Achievement
CATALOGUE: tuple[Achievement, ...] = (
    # The schema's ten.
    _games("first_game", "First Game", "Finish a game.", 10, 1),
    _wins("first_win", "First Win", "Win a game.", 25, 1),
    A("perfect_round", "Perfect Round", "Get every vote of a round.", 15, "votes", perfect_round),
    A("speed_demon", "Speed Demon", "Answer five times in under five seconds.", 30, "answers",
      by_career=speed_demon),
    A("social_butterfly", "Social Butterfly", "Play with fifty different people.", 35, "people",
      by_career=lambda each: each.co_players >= 50),
    A("comeback_kid", "Comeback Kid", "Win after being last at half time.", 40, "wins",
      comeback_kid),
    A("creative_genius", "Creative Genius", "Get fifty votes for creativity.", 50, "votes",
      by_career=lambda each: each.line.creative >= 50),
    A("comedian", "Comedian", "Get fifty votes for being funny.", 50, "votes",
      by_career=lambda each: each.line.funny >= 50),
    _games("veteran", "Veteran", "Finish a hundred games.", 100, 100),
    _wins("champion", "Champion", "Win fifty games.", 150, 50),
    # The house's own.
    A("signed_up", "Here to Stay", "Make an account.", 10, "account"),
    _games("regular", "Regular", "Finish ten games.", 20, 10),
    _wins("serial_winner", "Serial Winner", "Win ten games.", 50, 10),
    A("hot_streak", "Hot Streak", "Win three games in a row.", 40, "wins",
      by_career=lambda each: each.win_streak >= 3),
    A("peoples_choice", "People's Choice", "Get fifty votes for the best answer.", 50, "votes",
      by_career=lambda each: each.line.best >= 50),
    A("five_figures", "Five Figures", "Gather ten thousand points.", 30, "games",
      by_career=lambda each: each.line.score >= 10_000),
    A("hat_trick", "Hat Trick", "Win three rounds in a row.", 20, "votes",
      lambda each: each.rounds_won_in_a_row >= 3),
    A("clean_sweep", "Clean Sweep", "Win every round of a game.", 60, "votes", clean_sweep),
    A("photo_finish", "Photo Finish", "Win by ten points or less.", 25, "wins", photo_finish),
    A("so_close", "So Close", "Miss the win by ten points or less.", 15, "wins", runner_up),
    A("dead_heat", "Dead Heat", "Share the first place.", 15, "wins",
      lambda each: each.has_won and each.is_tied),
    A("giant_killer", "Giant Killer", "Beat three machine players.", 25, "wins", giant_killer),
    A("full_house", "Full House", "Play at a table of twelve.", 20, "people",
      lambda each: each.seats == 12),
    A("globetrotter", "Globetrotter", "Answer prompts of five categories in one game.", 15,
      "answers", globetrotter),
    A("minimalist", "Minimalist", "Win a round with three words or fewer.", 20, "answers",
      minimalist),
    A("wordsmith", "Wordsmith", "Win a round with thirty words or more.", 20, "answers",
      wordsmith),
    A("judges_pet", "Judge's Pet", "Get nine or more from the judge.", 25, "answers",
      lambda each: each.judged_best >= 9),
    A("marathon", "Marathon", "Answer every prompt of a game of twenty rounds.", 40, "answers",
      marathon),
    A("early_bird", "Early Bird", "Finish a game between five and eight, UTC.", 10, "games",
      early_bird),
    A("night_owl", "Night Owl", "Finish a game between midnight and four, UTC.", 10, "games",
      night_owl),
)  # fmt: skip
BY_CODE = {each.code: each for each in CATALOGUE}
SIGNED_UP = BY_CODE["signed_up"]


def unlocks(held: Container[str], before: Career, played: Played) -> tuple[Achievement, ...]:
    """What this game unlocks for who holds these codes already, in the catalogue's order."""
    return tuple(each for each in CATALOGUE if each.code not in held and each.rule(before, played))


def due(held: Container[str], career: Career) -> tuple[Achievement, ...]:
    """What the making of an account unlocks: the account's own, and all that the career earned."""
    return tuple(
        each
        for each in CATALOGUE
        if each.code not in held
        and (each is SIGNED_UP or (each.by_career is not None and each.by_career(career)))
    )


def points(codes: Container[str]) -> int:
    """What the held achievements are worth together."""
    return sum(each.points for each in CATALOGUE if each.code in codes)
