"""Counting finished games: one transaction each, under the locks of all its people's careers.

Must not know what a game is worth: `persistence.counting` says which rows follow from which.
"""

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from game.achievements import BY_CODE, CATALOGUE, due, points
from game.careers import Career, Line
from game.ids import Actor, GameId
from game.outcomes import Outcome
from game.periods import BoardKey, Scope, board, boards
from game.results import Unlocked
from persistence.counting import Before, BoardEntry, Change, change, told
from persistence.ports.honours import Counted, Earned, Profile
from persistence.postgres import honours_sql as sql
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Link, Pool
from persistence.postgres.projections import moment
from persistence.ratings import Rating, is_rated, shown


class PostgresHonours:
    """The Honours port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def start(self) -> None:
        """Write the catalogue down."""
        rows = [(a.code, a.name, a.description, a.points, a.category) for a in CATALOGUE]
        async with self._pool.transaction() as connection:
            await connection.execute(sql.CATALOGUE, *_columns(rows, 5))

    async def count(self, outcome: Outcome) -> Counted:
        """Count a game once, all of it or nothing; asked again, the answer is the same."""
        # One order for everybody who counts: two games of the same people can't lock each other.
        users = sorted(each.user for each in outcome.people)
        async with self._pool.transaction() as connection:
            await connection.execute(sql.NEW_CAREERS, users)
            careers = await connection.fetch(sql.LOCK_CAREERS, users)
            known: int | None = await connection.fetchval(sql.NUMBER, outcome.game)
            if known is None:
                outcome = await _introduced(connection, outcome)
                before = await _before(connection, outcome, users, careers)
                known = await connection.fetchval(sql.STATS, *_stats(outcome))
                if known is not None:
                    after = change(outcome, before)
                    await _write(connection, outcome, after)
                    unlocked = tuple(told(*each) for each in after.unlocked)
                    return Counted(known, unlocked)
                # A game without people has no lock: somebody else has counted it just now.
                known = await connection.fetchval(sql.NUMBER, outcome.game)
            rows = await connection.fetch(sql.UNLOCKED, outcome.game)
        assert known is not None
        return Counted(known, _in_order(outcome, [(str(row[0]), row[1]) for row in rows]))

    async def grant(self, user: Actor, now_ms: int) -> tuple[str, ...]:
        """Give what an account brings, and what the career has earned; the codes."""
        async with self._pool.transaction() as connection:
            await connection.execute(sql.NEW_CAREERS, [user])
            careers = await connection.fetch(sql.LOCK_CAREERS, [user])
            before = await _known(connection, [board("all", 0)], [user], careers)
            held = before.held.get(user, ())
            codes = tuple(each.code for each in due(held, before.careers[user]))
            rows = [(user, code, None, moment(now_ms)) for code in codes]
            await connection.execute(sql.UNLOCK, *_columns(rows, 4))
            await connection.execute(sql.POINTS, user, points((*held, *codes)))
        return codes

    async def profile(self, user: Actor) -> Profile:
        """What somebody has gathered; an empty career for who is unknown."""
        if not is_uuid(user):
            return Profile(Career(), 0, 0.0, False, None, ())
        async with self._pool.use() as connection:
            careers = await connection.fetch(sql.CAREERS, [user])
            entries = await _entries(connection, [board("all", 0)], [user])
            earned = await connection.fetch(sql.EARNED, user)
            rank: int | None = await connection.fetchval(sql.RANK, user)
        entry = next(iter(entries.values()), None)
        found = [
            Earned(row["code"], row["at_ms"], row["game_id"] and GameId(str(row["game_id"])))
            for row in earned
        ]
        return Profile(
            career=_career(careers[0], entry) if careers else Career(),
            points=points([each.code for each in found]),
            rating=shown(entry.rating) if entry else 0.0,
            is_rated=entry is not None and is_rated(entry.rating, entry.line.games),
            rank=rank,
            earned=tuple(found),
        )

    async def uncounted(self) -> list[GameId]:
        """Games that are over, were played to their last reveal and never counted, by its time."""
        async with self._pool.use() as connection:
            rows = await connection.fetch(sql.UNCOUNTED)
        return [GameId(str(row["id"])) for row in rows]


async def _introduced(connection: Link, outcome: Outcome) -> Outcome:
    """Note who has met whom; the outcome with how many that was new to each."""
    pairs = sorted((each.user, other) for each in outcome.people for other in each.co_players)
    rows = await connection.fetch(sql.MEET, *_columns(pairs, 2))
    new = [str(row["user_id"]) for row in rows]
    people = tuple(replace(each, new_faces=new.count(each.user)) for each in outcome.people)
    return replace(outcome, people=people)


async def _before(
    connection: Link, outcome: Outcome, users: Sequence[Actor], careers: Sequence[Any]
) -> Before:
    return await _known(connection, boards(outcome.ended_ms), users, careers)


async def _known(
    connection: Link, keys: Sequence[BoardKey], users: Sequence[Actor], careers: Sequence[Any]
) -> Before:
    """What is kept of these people, whose careers are locked."""
    entries = await _entries(connection, keys, users)
    held: dict[Actor, tuple[str, ...]] = {}
    for row in await connection.fetch(sql.HELD, users):
        user = Actor(str(row["user_id"]))
        held[user] = (*held.get(user, ()), row["code"])
    found = {
        Actor(str(row["user_id"])): _career(
            row, entries.get((board("all", 0), Actor(str(row["user_id"]))))
        )
        for row in careers
    }
    return Before(found, held, entries)


async def _entries(
    connection: Link, keys: Sequence[BoardKey], users: Sequence[Actor]
) -> dict[tuple[BoardKey, Actor], BoardEntry]:
    scopes, periods = _columns([(key.scope, key.period) for key in keys], 2)
    rows = await connection.fetch(sql.ENTRIES, users, scopes, periods)
    return {
        (BoardKey(_scope(row), row["period"]), Actor(str(row["user_id"]))): entry(row)
        for row in rows
    }


def _scope(row: Any) -> Scope:
    scope: Scope = row["scope"]
    return scope


def entry(row: Any) -> BoardEntry:
    """A row of the leaderboard."""
    line = Line(
        games=row["total_games_played"],
        wins=row["total_wins"],
        score=row["total_score"],
        highest=row["highest_single_game_score"],
        creative=row["creativity_votes"],
        funny=row["humor_votes"],
        best=row["best_votes"],
    )
    return BoardEntry(
        line, row["achievement_points"], Rating(row["rating_mu"], row["rating_sigma"])
    )


def _career(row: Any, all_time: BoardEntry | None) -> Career:
    return Career(
        line=all_time.line if all_time else Line(),
        quick_answers=row["quick_answers"],
        win_streak=row["win_streak"],
        co_players=row["co_players"],
    )


def _stats(outcome: Outcome) -> tuple[object, ...]:
    sums = outcome.sums
    return (
        *(outcome.game, moment(outcome.ended_ms)),
        *(sums.total_responses, sums.ai_responses, sums.human_responses),
        *(sums.judged_responses, sums.response_time_ms),
        *(float(sums.creativity), float(sums.humor), float(sums.relevance)),
        *(sums.most_creative_player, sums.most_funny_player, sums.fastest_player),
    )


async def _write(connection: Link, outcome: Outcome, after: Change) -> None:
    careers = [
        (user, each.quick_answers, each.win_streak, each.co_players)
        for user, each in after.careers.items()
    ]
    await connection.execute(sql.WRITE_CAREERS, *_columns(careers, 4))
    entries = [_row(user, key, each) for (key, user), each in after.entries.items()]
    await connection.execute(sql.WRITE_ENTRIES, *_columns(entries, 13))
    at = moment(outcome.ended_ms)
    earned = [(played.user, each.code, outcome.game, at) for played, each in after.unlocked]
    await connection.execute(sql.UNLOCK, *_columns(earned, 4))


def _row(user: Actor, key: BoardKey, each: BoardEntry) -> tuple[object, ...]:
    line = each.line
    return (
        *(user, key.scope, key.period, line.games, line.wins, line.score, line.highest),
        *(line.creative, line.funny, line.best, each.points),
        *(each.rating.mu, each.rating.sigma),
    )


def _columns(rows: Sequence[Sequence[object]], width: int) -> list[list[object]]:
    """Rows as the arrays that `unnest` takes, one a column."""
    return [list(each) for each in zip(*rows, strict=True)] or [[] for _ in range(width)]


def _in_order(outcome: Outcome, earned: Sequence[tuple[str, str]]) -> tuple[Unlocked, ...]:
    """By seats and then by the catalogue, as they were told the first time."""
    return tuple(
        told(each, BY_CODE[code])
        for each in outcome.people
        for code in BY_CODE
        if (each.user, code) in earned
    )
