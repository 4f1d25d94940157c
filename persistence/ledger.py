"""Honours in memory: the whole of the tables as values, counted game by game. Pure.

The twin stands on it, and so does every recount from the journals.
"""

from collections.abc import Mapping

from msgspec import Struct
from msgspec.structs import replace

from game.achievements import BY_CODE, due, points
from game.careers import Career
from game.ids import Actor, GameId
from game.outcomes import Outcome, Sums
from game.periods import BoardKey
from persistence.counting import Before, BoardEntry, all_time, change, told
from persistence.ports.honours import Counted, Earned, Tables

# The columns of each table: those of the key, then the others. All that is kept is named here.
COLUMNS: Mapping[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "game_stats": (
        ("game_id",),
        (
            *("number", "ended_at", "total_responses", "ai_responses", "human_responses"),
            *("judged_responses", "response_time_ms_sum"),
            *("creativity_sum", "humor_sum", "relevance_sum"),
            *("most_creative_player", "most_funny_player", "fastest_player"),
            *("avg_response_time_ms", "avg_creativity_score", "avg_humor_score"),
            "avg_relevance_score",
        ),
    ),
    "careers": (("user_id",), ("quick_answers", "win_streak", "co_players")),
    "co_players": (("user_id", "other_user_id"), ()),
    "leaderboard": (
        ("user_id", "scope", "period"),
        (
            *("total_games_played", "total_wins", "total_score", "highest_single_game_score"),
            *("creativity_votes", "humor_votes", "best_votes", "achievement_points"),
            *("rating_mu", "rating_sigma", "avg_score_per_game"),
        ),
    ),
    "player_achievements": (("user_id", "code"), ("game_id", "unlocked_at")),
}


class Kept(Struct, frozen=True):
    """A counted game."""

    number: int
    outcome: Outcome


class Ledger:
    """All honours; `tables` gives them as the rows that a database would hold."""

    def __init__(self) -> None:
        self.games: dict[GameId, Kept] = {}
        self.careers: dict[Actor, Career] = {}
        self.met: dict[Actor, dict[Actor, None]] = {}
        self.entries: dict[tuple[BoardKey, Actor], BoardEntry] = {}
        self.earned: dict[Actor, dict[str, Earned]] = {}
        self.last_number = 0

    def count(self, outcome: Outcome, number: int | None = None) -> Counted:
        """Count a game once, with this number or the next; asked again, the same answer."""
        if outcome.game in self.games:
            return self.counted(outcome)
        number = self.last_number + 1 if number is None else number
        assert number > self.last_number, "games are counted in the order of their numbers"
        self.last_number = number
        outcome = self._introduce(outcome)
        held = {each.user: tuple(self.earned.get(each.user, ())) for each in outcome.people}
        after = change(outcome, Before(self.careers, held, self.entries))
        self.games[outcome.game] = Kept(number, outcome)
        self.careers.update(after.careers)
        self.entries.update(after.entries)
        for played, achievement in after.unlocked:
            earned = Earned(achievement.code, outcome.ended_ms, outcome.game)
            self.earned.setdefault(played.user, {})[achievement.code] = earned
        return self.counted(outcome)

    def _introduce(self, outcome: Outcome) -> Outcome:
        """Note who has met whom, and for how many that was the first time."""
        people = []
        for each in outcome.people:
            met = self.met.setdefault(each.user, {})
            before = len(met)
            met.update(dict.fromkeys(each.co_players))
            people.append(replace(each, new_faces=len(met) - before))
        return replace(outcome, people=tuple(people))

    def counted(self, outcome: Outcome) -> Counted:
        """What counting this game has brought."""
        unlocked = tuple(
            told(each, BY_CODE[code])
            for each in outcome.people
            for code in BY_CODE
            if (got := self.earned.get(each.user, {}).get(code)) and got.game == outcome.game
        )
        return Counted(self.games[outcome.game].number, unlocked)

    def grant(self, user: Actor, now_ms: int) -> tuple[str, ...]:
        """Give what an account brings; the codes."""
        earned = self.earned.setdefault(user, {})
        career = self.careers.setdefault(user, Career())
        codes = tuple(each.code for each in due(earned, career))
        earned.update((code, Earned(code, now_ms, None)) for code in codes)
        key = all_time(user)
        if key in self.entries:
            self.entries[key] = replace(self.entries[key], points=self.points(user))
        return codes

    def points(self, user: Actor) -> int:
        """What somebody's achievements are worth together."""
        return points(self.earned.get(user, {}))

    def keep(self, user: Actor, earned: Earned) -> None:
        """Take over what no game brought; before the games are counted."""
        self.careers.setdefault(user, Career())
        self.earned.setdefault(user, {})[earned.code] = earned

    def forget(self, user: Actor) -> None:
        """Drop somebody's rows; what others owe to having met or beaten them stays."""
        self.careers.pop(user, None)
        self.met.pop(user, None)
        self.earned.pop(user, None)
        self.entries = {key: entry for key, entry in self.entries.items() if key[1] != user}

    def tables(self) -> Tables:
        """Every row, under its key."""
        return {
            "game_stats": {(game,): _stats(kept) for game, kept in self.games.items()},
            "careers": {
                (user,): (each.quick_answers, each.win_streak, each.co_players)
                for user, each in self.careers.items()
            },
            "co_players": {(a, b): () for a, others in self.met.items() for b in others},
            "leaderboard": {
                (user, key.scope, key.period): _entry(entry)
                for (key, user), entry in self.entries.items()
            },
            "player_achievements": {
                (user, each.code): (each.game, each.at_ms)
                for user, codes in self.earned.items()
                for each in codes.values()
            },
        }


def _stats(kept: Kept) -> tuple[object, ...]:
    sums: Sums = kept.outcome.sums
    return (
        *(kept.number, kept.outcome.ended_ms),
        *(sums.total_responses, sums.ai_responses, sums.human_responses),
        *(sums.judged_responses, sums.response_time_ms),
        *(float(sums.creativity), float(sums.humor), float(sums.relevance)),
        *(sums.most_creative_player, sums.most_funny_player, sums.fastest_player),
        _mean(sums.response_time_ms, sums.total_responses),
        _mean(sums.creativity, sums.judged_responses),
        _mean(sums.humor, sums.judged_responses),
        _mean(sums.relevance, sums.judged_responses),
    )


def _mean(total: float, count: int) -> float | None:
    return total / count if count else None


def _entry(entry: BoardEntry) -> tuple[object, ...]:
    line, rating = entry.line, entry.rating
    return (
        *(line.games, line.wins, line.score, line.highest),
        *(line.creative, line.funny, line.best, entry.points),
        *(rating.mu, rating.sigma, line.score / line.games),
    )
