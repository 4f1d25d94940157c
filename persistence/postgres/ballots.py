"""The votes of games that are over, read from their rows."""

from collections.abc import Sequence
from typing import Any, Final

from game.ballots import Ballot, Line, Vote
from game.ids import Actor, GameId, ResponseId, agent_actor
from persistence.ports.ballots import GAMES_MAX, ROUNDS_MAX, ROUNDS_TOGETHER_MAX
from persistence.postgres.journal import is_uuid
from persistence.postgres.pool import Link, Pool

_MS: Final = "(extract(epoch from {}) * 1000)::bigint"
# By id where it is one; a prompt is known by its text to the rounds that asked it.
OF_PROMPT: Final = f"""
select rounds.id, game_id, round_number, {_MS.format("rounds.ended_at")} as at_ms
from game_rounds as rounds join games on games.id = game_id
where prompt = coalesce((select text from prompts where id = $2), $1)
    and games.status = 'completed' and visibility = 'public' and rounds.ended_at is not null
order by rounds.started_at desc, rounds.id desc limit $3"""  # noqa: S608 - constants only
# A game is counted at its last reveal, so all its rounds are over.
OF_PEOPLE: Final = f"""
with together as (
    select game_players.game_id, number from game_players
    join game_stats on game_stats.game_id = game_players.game_id
    where user_id = any($1::uuid[])
    group by game_players.game_id, number having count(*) > 1
    order by number desc limit $2
)
select rounds.id, rounds.game_id, round_number, {_MS.format("rounds.ended_at")} as at_ms
from game_rounds as rounds join together on together.game_id = rounds.game_id
where rounds.ended_at is not null
order by number desc, round_number desc limit $3"""  # noqa: S608 - constants only
LINES: Final = """
select round_id, answers.id, user_id, agent_id, player_name,
    case when users.status = 'deleted' then null else response end as text
from player_responses as answers
join game_players on game_players.id = answers.player_id
left join users on users.id = user_id
where round_id = any($1::uuid[]) order by answers.id"""
VOTES: Final = """
select round_id, user_id, agent_id, vote_type, response_id from votes
join game_players on game_players.id = voter_id
where round_id = any($1::uuid[]) order by votes.id"""
ARRIVALS: Final = f"""
select game_id, user_id, {_MS.format("joined_at")} as at_ms from game_players
where game_id = any($1::uuid[]) and user_id is not null"""  # noqa: S608 - constants only


class PostgresBallots:
    """The Ballots port."""

    def __init__(self, pool: Pool) -> None:
        self._pool = pool

    async def of_prompt(self, prompt: str, limit: int = ROUNDS_MAX) -> list[Ballot]:
        """The newest rounds of a prompt in public games."""
        if "\0" in prompt:
            return []
        key = prompt if is_uuid(prompt) else None
        async with self._pool.use() as connection:
            rounds = await connection.fetch(OF_PROMPT, prompt, key, max(0, limit))
            return await _ballots(connection, rounds)

    async def of_people(self, people: Sequence[Actor], limit: int = GAMES_MAX) -> list[Ballot]:
        """The rounds of their last games together."""
        users = [user for user in people if is_uuid(user)]
        async with self._pool.use() as connection:
            rounds = await connection.fetch(OF_PEOPLE, users, max(0, limit), ROUNDS_TOGETHER_MAX)
            return await _ballots(connection, rounds, with_words=False)


async def _ballots(
    connection: Link, rounds: Sequence[Any], *, with_words: bool = True
) -> list[Ballot]:
    """These rounds, which come newest first, with all that hangs on them."""
    ids = [row["id"] for row in rounds]
    games = list(dict.fromkeys(row["game_id"] for row in rounds))
    lines: dict[object, list[Line]] = {key: [] for key in ids}
    for row in await connection.fetch(LINES, ids):
        line = Line(
            ResponseId(str(row["id"])),
            _who(row),
            row["agent_id"] is not None,
            row["text"] if with_words else None,
            row["player_name"] if with_words else "",
        )
        lines[row["round_id"]].append(line)
    votes: dict[object, list[Vote]] = {key: [] for key in ids}
    for row in await connection.fetch(VOTES, ids):
        vote = Vote(_who(row), row["vote_type"], ResponseId(str(row["response_id"])))
        votes[row["round_id"]].append(vote)
    came: dict[object, dict[Actor, int]] = {key: {} for key in games}
    for row in await connection.fetch(ARRIVALS, games):
        came[row["game_id"]][Actor(str(row["user_id"]))] = row["at_ms"]
    return [
        Ballot(
            game=GameId(str(row["game_id"])),
            round=row["round_number"],
            at_ms=row["at_ms"],
            lines=tuple(lines[row["id"]]),
            votes=tuple(votes[row["id"]]),
            arrivals=came[row["game_id"]],
        )
        for row in reversed(rounds)
    ]


def _who(row: Any) -> Actor:
    agent = row["agent_id"]
    return agent_actor(agent) if agent is not None else Actor(str(row["user_id"]))
