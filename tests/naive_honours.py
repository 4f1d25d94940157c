"""A recount of honours as anybody might write it: lists of games, looked through again and again.

Shares nothing with the house's own counting but the journal's entries and the rating library.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from openskill.models import PlackettLuce

from game.events import (
    Entry,
    GameCreated,
    PlayerJoined,
    ResponseSubmitted,
    RoundCompleted,
    RoundJudged,
    VoteCast,
)
from game.ids import Actor, PlayerId

Row = tuple[object, ...]


class Game:
    """One game's journal, cut off behind its last reveal."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        events = [entry.event for entry in entries]
        (founding,) = (each for each in events if isinstance(each, GameCreated))
        reveals = [each for each in events if isinstance(each, RoundCompleted)]
        assert len(reveals) == founding.total_rounds
        self.id, self.last = founding.game, reveals[-1]
        self.answers = [each for each in events if isinstance(each, ResponseSubmitted)]
        self.results = [each for reveal in reveals for each in reveal.results]
        joined = [each for each in events if isinstance(each, PlayerJoined)]
        self.users: dict[PlayerId, Actor] = {each.player: each.user for each in joined}
        self.machines = [each.player for each in joined if each.is_ai]
        self.votes: dict[tuple[int, PlayerId, str], str] = {}
        for each in events:
            assert not isinstance(each, RoundJudged)
            if isinstance(each, VoteCast):
                self.votes[each.round, each.voter, each.vote_type] = each.response
        self.at = datetime.fromtimestamp(self.last.at_ms / 1000, UTC)

    @property
    def people(self) -> list[PlayerId]:
        """Who answered at all, in order of sitting down."""
        answered = {each.author for each in self.answers}
        return [each for each in self.users if each in answered and each not in self.machines]

    def part(self, user: Actor) -> PlayerId | None:
        """As whom somebody played; None for who didn't."""
        return next((each for each in self.people if self.users[each] == user), None)

    def score(self, player: PlayerId) -> int:
        return sum(each.points for each in self.results if each.player == player)

    def scores(self) -> list[int]:
        return [self.score(each.player) for each in self.last.standings]

    def rank(self, player: PlayerId) -> int:
        return 1 + sum(each > self.score(player) for each in self.scores())

    def got(self, player: PlayerId, vote_type: str) -> int:
        mine = [each.response for each in self.answers if each.author == player]
        return sum(vote[2] == vote_type and to in mine for vote, to in self.votes.items())

    def quick(self, player: PlayerId) -> int:
        return sum(each.author == player and each.elapsed_ms < 5_000 for each in self.answers)

    def won(self, player: PlayerId) -> bool:
        return self.rank(player) == 1 and self.score(player) > 0

    def boards(self) -> list[tuple[str, str]]:
        year, week, _ = self.at.isocalendar()
        season = f"{self.at.year:04}-Q{(self.at.month + 2) // 3}"
        return [("all", ""), ("season", season), ("week", f"{year:04}-W{week:02}")]


def boards(games: Sequence[Game]) -> dict[tuple[str, ...], Row]:
    """The leaderboard but for its achievement points: each row summed from all of its games."""
    rows: dict[tuple[str, ...], Row] = {}
    for board in {board: None for game in games for board in game.boards()}:
        here = [game for game in games if board in game.boards()]
        rated = ratings(here)
        for user in {game.users[player] for game in here for player in game.people}:
            mine = [(game, player) for game in here if (player := game.part(user))]
            scores = [game.score(player) for game, player in mine]
            rows[user, *board] = (
                len(mine),
                sum(game.won(player) for game, player in mine),
                sum(scores),
                max(scores),
                *(
                    sum(game.got(player, kind) for game, player in mine)
                    for kind in ("creative", "funny", "best")
                ),
                *rated[user],
                sum(scores) / len(mine),
            )
    return rows


def ratings(games: Sequence[Game]) -> dict[Actor, tuple[float, float]]:
    """Mean and deviation after these games, with the library's own defaults."""
    model = PlackettLuce()
    held = {game.users[player]: model.rating() for game in games for player in game.people}
    for game in games:
        if len(game.people) < 2:
            continue
        teams = [[held[game.users[player]]] for player in game.people]
        ranks = [float(game.rank(player)) for player in game.people]
        for player, (after,) in zip(game.people, model.rate(teams, ranks=ranks), strict=True):
            held[game.users[player]] = after
    return {user: (each.mu, each.sigma) for user, each in held.items()}


def careers(games: Sequence[Game]) -> dict[tuple[str, ...], Row]:
    """Quick answers, the running streak of wins, and how many others somebody ever played with."""
    rows: dict[tuple[str, ...], Row] = {}
    for user in {game.users[player] for game in games for player in game.people}:
        mine = [(game, player) for game in games if (player := game.part(user))]
        wins = [game.won(player) for game, player in mine]
        streak = len(wins) if all(wins) else wins[::-1].index(False)
        met = [key for key in pairs(games) if key[0] == user]
        rows[(user,)] = (sum(game.quick(player) for game, player in mine), streak, len(met))
    return rows


def pairs(games: Sequence[Game]) -> dict[tuple[str, ...], Row]:
    """Everybody who ever finished a game with somebody."""
    users = [[game.users[player] for player in game.people] for game in games]
    return {(a, b): () for table in users for a in table for b in table if a != b}


def stats(games: Mapping[int, Game]) -> dict[tuple[str, ...], Row]:
    """Number, end, responses and their times of each game."""
    rows: dict[tuple[str, ...], Row] = {}
    for number, game in games.items():
        times = [each.elapsed_ms for each in game.answers]
        by_ai = sum(each.author in game.machines for each in game.answers)
        mean = sum(times) / len(times) if times else None
        count = len(times)
        rows[(game.id,)] = (number, game.last.at_ms, count, by_ai, count - by_ai, sum(times), mean)
    return rows
