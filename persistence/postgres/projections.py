"""Events to rows, pure: what people and SQL read of a game, next to its journal.

Must not know connections; which statement a row is for is its key, the order is the journal's.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from game import events as happened
from game.events import Entry
from game.ids import AGENT_PREFIX, Actor, GameId, PlayerId, mint
from game.state import GameState, Seat
from persistence.ports.prompts import packs
from persistence.postgres import statements

Row = tuple[Any, ...]
# Statement -> primary key -> row: within one append the newest row of a key wins, since no
# statement may touch a row twice.
Rows = dict[str, dict[str, Row]]

# After these the game's own row may differ.
_CHANGES_GAME = (
    happened.GameCreated,
    happened.HostChanged,
    happened.GameStarted,
    happened.RoundStarted,
    happened.JudgingStarted,
    happened.VotingStarted,
    happened.RoundCompleted,
    happened.GameCompleted,
    happened.GameCancelled,
)


def project(game: GameId, entries: Sequence[Entry], state: GameState) -> Rows:
    """The rows that these entries change; `state` is the game after the last of them."""
    rows: Rows = {}
    touched: dict[PlayerId, None] = {}
    changes_game = False
    for entry in entries:
        # Most of all that happens is chat, so it is asked for first.
        if isinstance(entry.event, happened.ChatSent):
            _line(rows, game, entry.event, _speaker(entry.event.player, entries, state))
        else:
            _project_one(rows, touched, game, entry, state)
            changes_game = changes_game or isinstance(entry.event, _CHANGES_GAME)
    if changes_game:
        _put(rows, statements.GAMES, game, *_game(entries, state))
    for player in touched:
        if seat := state.seats.get(player):
            _put(rows, statements.SEATS, player, *_seat(game, seat))
    return rows


def round_id(game: GameId, number: int) -> str:
    """The id of a round's row: minted from the game, as the rules have none for it."""
    return mint(minted_ms(game), game, "round", number)


def minted_ms(uuid7: str) -> int:
    """The Unix milliseconds in front of a version 7 id; ValueError for what is no uuid."""
    return int(uuid7.replace("-", "")[:12], 16)


def moment(at_ms: int) -> datetime:
    """Unix milliseconds as the database's time."""
    return datetime.fromtimestamp(at_ms / 1000, UTC)


def _put(rows: Rows, statement: str, key: str, *values: object) -> None:
    rows.setdefault(statement, {})[key] = (key, *values)


def _project_one(
    rows: Rows,
    touched: dict[PlayerId, None],
    game: GameId,
    entry: Entry,
    state: GameState,
) -> None:
    """The rows of one event; seats are only noted, as their rows come from the last state."""
    at = moment(entry.at_ms)
    match entry.event:
        case happened.PlayerJoined(player) | happened.PlayerReady(player):
            touched[player] = None
        case happened.PlayerLeft(player, _, freed):
            if freed:
                _put(rows, statements.FREED, player)
            else:
                touched[player] = None
        case happened.RoundStarted() as event:
            _round(rows, game, event, state.time_limit_seconds)
            _met(rows, game, event, state)
        case happened.ResponseSubmitted() as event:
            is_ai = state.seats[event.author].is_ai
            row = (round_id(game, event.round), event.author, event.text, event.elapsed_ms)
            _put(rows, statements.RESPONSES, event.response, *row, is_ai, at)
        case happened.VoteCast() as event:
            found_in = round_id(game, event.round)
            key = mint(state.created_ms, found_in, event.voter, event.vote_type)
            choice = (event.response, found_in, event.voter, event.vote_type)
            _put(rows, statements.VOTES, key, *choice, at)
        case happened.GuessCast() as event:
            key, asked = f"{event.guesser} {event.response}", round_id(game, event.round)
            guess = (asked, event.guesser, event.response, event.is_ai)
            _put(rows, statements.GUESSES, key, *guess, at)
        case happened.RoundCompleted() as event:
            _put(rows, statements.ENDINGS, round_id(game, event.round), at)
            _verdicts(rows, event)
            touched.update((result.player, None) for result in event.results)
        case _:
            pass  # shows in the journal, and in the game's own row


def _round(rows: Rows, game: GameId, event: happened.RoundStarted, limit_seconds: int) -> None:
    prompt = event.prompt
    _put(
        rows,
        statements.ROUNDS,
        round_id(game, event.round),
        game,
        event.round,
        prompt.text,
        prompt.category,
        prompt.difficulty,
        limit_seconds,
        moment(event.at_ms),
    )


def _met(rows: Rows, game: GameId, event: happened.RoundStarted, state: GameState) -> None:
    """The prompt is used once more, and these people have met it."""
    key, wanted = round_id(game, event.round), packs(state.settings.pack)
    played = (wanted[0], wanted[-1], state.settings.language, event.prompt.text)
    _put(rows, statements.USES, key, *played)
    for person in state.people:
        at = moment(event.at_ms)
        _put(rows, statements.VIEWS, f"{key} {person}", person, *played, at)


def _verdicts(rows: Rows, event: happened.RoundCompleted) -> None:
    for result in event.results:
        if (given := result.scores) is not None:
            marks = (given.creativity, given.humor, given.relevance, given.total)
            _put(rows, statements.SCORES, result.response, *marks, result.judge)


def _line(rows: Rows, game: GameId, event: happened.ChatSent, speaker: Actor | None) -> None:
    if speaker is None:
        lost = (event.player, game, event.text, moment(event.at_ms))
        _put(rows, statements.LOST_LINES, event.message, *lost)
        return
    is_ai = speaker.startswith(AGENT_PREFIX)
    said = (is_ai, speaker.removeprefix(AGENT_PREFIX), event.text, event.at_ms)
    _put(rows, statements.LINES, event.message, game, *said)


def _speaker(player: PlayerId, entries: Sequence[Entry], state: GameState) -> Actor | None:
    """Who sat there; None for a seat from before that was freed since: its row still knows."""
    if seat := state.seats.get(player):
        return seat.user
    for entry in entries:
        if isinstance(entry.event, happened.PlayerJoined) and entry.event.player == player:
            return entry.event.user
    return None


def _game(entries: Sequence[Entry], state: GameState) -> Row:
    started = _when(entries, happened.GameStarted)
    ended = _when(entries, happened.GameCompleted, happened.GameCancelled)
    return (
        state.code,
        state.host,
        state.name,
        state.mode,
        state.status,
        state.phase.value,
        state.max_players,
        state.round.number if state.round else 0,
        state.total_rounds,
        state.time_limit_seconds,
        state.visibility,
        msgspec.json.encode(state.settings).decode(),
        state.seed,
        moment(state.created_ms),
        started,
        ended,
    )


def _when(entries: Sequence[Entry], *kinds: type[happened.Fact]) -> datetime | None:
    for entry in entries:
        if isinstance(entry.event, kinds):
            return moment(entry.at_ms)
    return None


def _seat(game: GameId, seat: Seat) -> Row:
    agent = seat.user.removeprefix(AGENT_PREFIX) if seat.is_ai else None
    return (
        game,
        None if seat.is_ai else seat.user,
        agent,
        seat.name,
        seat.avatar_url,
        seat.score,
        seat.is_ready,
        seat.is_active,
        seat.is_ai,
        seat.number,
        # A player's id was minted when they sat down; kept when the seat is taken again.
        moment(minted_ms(seat.player)),
    )
