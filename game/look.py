"""A whole game as one viewer may see it: the snapshot that joins and resumes answer with."""

from collections.abc import Container

from game import answering, voting
from game.faces import agent_shown, user_shown
from game.honours import unlocked
from game.ids import Actor, PlayerId
from game.modes import turing
from game.muting import hidden_from, is_muted
from game.results import Standing
from game.snapshot import (
    AnnouncementShown,
    BallotLine,
    ChatLine,
    GameShown,
    PromptShown,
    SeatShown,
    Snapshot,
)
from game.standings import standings
from game.state import OVER, Announcement, GameState, Phase, Round


def look(
    state: GameState, viewer: PlayerId | None, at_ms: int, connected: Container[Actor]
) -> Snapshot:
    """The game at `state.seq` for this player (None: a spectator); `connected` are those online."""
    current = state.round
    table = standings(state)
    received, expected = _counts(state)
    hidden = hidden_from(state, viewer)
    return Snapshot(
        game=shown(state),
        seq=state.seq,
        at=at_ms,
        phase=state.phase.value,
        round=current.number if current else 0,
        total_rounds=state.total_rounds,
        deadline=state.deadline_ms if state.phase is not Phase.LOBBY else None,
        paused=state.paused,
        host=state.host,
        me=viewer,
        players=_seats(state, viewer, table, connected),
        prompt=_prompt(current),
        responses=_ballot(state),
        my_response=_own(current, viewer),
        my_votes=current.votes.get(viewer, {}) if current and viewer else {},
        received=received,
        expected=expected,
        results=current.results if current else (),
        standings=table,
        winners=state.winners,
        chat=tuple(
            ChatLine(line.message, line.player, line.name, line.text, line.at_ms)
            for line in state.chat
            if line.player not in hidden
        ),
        announcement=_announced(state),
        my_guesses=turing.guesses(current).get(viewer, {}) if current and viewer else {},
        my_mutes=tuple(player for player in state.seats if player in hidden),
        achievements=unlocked(state.honours) if state.phase is Phase.COMPLETED else (),
    )


def _announced(state: GameState) -> AnnouncementShown | None:
    said = state.announcement
    return AnnouncementShown(said.text, said.at_ms) if isinstance(said, Announcement) else None


def shown(state: GameState) -> GameShown:
    """The game as lists and replies name it."""
    return GameShown(
        id=state.game,
        code=state.code,
        name=state.name,
        mode=state.mode,
        status=state.status,
        phase=state.phase.value,
        host=state.host,
        visibility=state.visibility,
        max_players=state.max_players,
        # Who left in mid-game is no longer playing; afterwards everyone who took part counts.
        players=len(state.seats if state.phase in OVER else state.active),
        current_round=state.round.number if state.round else 0,
        total_rounds=state.total_rounds,
        time_limit_seconds=state.time_limit_seconds,
        settings=state.settings,
    )


def _counts(state: GameState) -> tuple[int, int]:
    if state.round is None:
        return 0, 0
    if state.phase is Phase.VOTING:
        return voting.counts(state)
    answered = len(state.round.answers)
    open_seats = len(answering.waiting(state)) if state.phase is Phase.ANSWERING else 0
    return answered, answered + open_seats


def _seats(
    state: GameState,
    viewer: PlayerId | None,
    table: tuple[Standing, ...],
    connected: Container[Actor],
) -> tuple[SeatShown, ...]:
    veiled = [
        seat.player
        for seat in state.seats.values()
        if turing.is_veiled(state) and seat.player != viewer
    ]
    ranks = {standing.player: standing.rank for standing in table}
    return tuple(
        SeatShown(
            id=seat.player,
            name=seat.name,
            avatar_url=seat.avatar_url if seat.player not in veiled else None,
            is_ai=seat.is_ai and seat.player not in veiled,
            user=user_shown(seat.user) if seat.player not in veiled else None,
            agent=agent_shown(seat.user) if seat.player not in veiled else None,
            score=seat.score,
            rank=ranks[seat.player],
            is_ready=seat.is_ready,
            is_active=seat.is_active,
            # Machines are always there.
            connected=seat.is_ai or seat.user in connected or seat.player in veiled,
            muted=is_muted(state, seat.user),
        )
        for seat in turing.in_order(state)
    )


def _prompt(current: Round | None) -> PromptShown | None:
    if current is None:
        return None
    prompt = current.prompt
    return PromptShown(current.number, prompt.text, prompt.category, prompt.difficulty)


def _ballot(state: GameState) -> tuple[BallotLine, ...]:
    """The responses to vote for; nothing before voting, when they are still a secret."""
    if state.round is None or state.phase is not Phase.VOTING:
        return ()
    texts = {each.response: each.text for each in state.round.answers.values()}
    return tuple(BallotLine(response, texts[response]) for response in state.round.ballot)


def _own(current: Round | None, viewer: PlayerId | None) -> BallotLine | None:
    answer = current.answers.get(viewer) if current and viewer else None
    return BallotLine(answer.response, answer.text) if answer else None
