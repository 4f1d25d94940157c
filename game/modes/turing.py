"""Mode turing: in the vote everyone also guesses which answers a machine made.

Points go both ways: to who guesses right, and to who is taken for what they are not. Machine
players sit there veiled, under ordinary names, until the game is over.
"""

from typing import Final

from msgspec import UnsetType
from msgspec.structs import replace

from game.casting import caster
from game.chance import lot, shuffled
from game.commands import CastGuess
from game.events import Event, GuessCast
from game.ids import Actor, PlayerId, ResponseId
from game.refusals import Refusal, Rejected
from game.results import Guesser, Guesses
from game.state import OVER, Answer, GameState, Round, Seat

Decision = tuple[Event, ...] | Rejected
# For all guesses of a round right, and for being misjudged by all who guessed.
GUESSED_POINTS: Final = 300
FOOLED_POINTS: Final = 300
# Names that anybody might have; twice as many as there can be players.
NAMES: Final = (
    *("Alex", "Anna", "Ben", "Carla", "Chris", "Dana", "Elif", "Emma", "Felix", "Finn", "Greta"),
    *("Hannah", "Ida", "Jan", "Jonas", "Julia", "Kim", "Lara", "Leo", "Lina", "Lukas", "Maja"),
    *("Marie", "Max", "Mia", "Mila", "Nico", "Nora", "Oskar", "Paul", "Robin", "Sam", "Tom"),
)


def is_veiled(state: GameState) -> bool:
    """Whether nobody may know yet who is a machine."""
    return state.mode == "turing" and state.phase not in OVER


def in_order(state: GameState) -> tuple[Seat, ...]:
    """All seats as they are shown: in order of arrival, or drawn, where that would tell."""
    seats = tuple(state.seats.values())
    if state.mode != "turing":
        return seats
    return tuple(sorted(seats, key=lambda seat: lot(state.seed, "seat", seat.player)))


def ordinary_name(state: GameState) -> str:
    """A name for a machine player; one that nobody at the table has, as long as there is one."""
    taken = [seat.name for seat in state.seats.values()]
    drawn = shuffled(NAMES, state.seed, state.seq)
    return next((name for name in drawn if name not in taken), drawn[0])


def cast_guess(state: GameState, actor: Actor, command: CastGuess) -> Decision:
    """Guess whether a machine made a response, or think again; the same again changes nothing."""
    if state.mode != "turing":
        return Rejected(Refusal.CONFLICT, "in this mode nobody guesses")
    found = caster(state, actor, command.round, command.response)
    if isinstance(found, Rejected):
        return found
    seat, current = found
    before = guesses(current).get(seat.player, {}).get(command.response)
    if before == command.is_ai:
        return ()
    received, expected = counts(state)
    return (
        GuessCast(
            round=current.number,
            guesser=seat.player,
            response=command.response,
            is_ai=command.is_ai,
            received=received + (before is None),
            expected=expected,
        ),
    )


def guesses(current: Round) -> dict[PlayerId, dict[ResponseId, bool]]:
    """All guesses of a round, by who made them."""
    return {} if isinstance(current.guesses, UnsetType) else current.guesses


def counts(state: GameState) -> tuple[int, int]:
    """Guesses received, and expected: those received plus those still open."""
    current = state.round
    assert current is not None
    made = guesses(current)
    received = sum(map(len, made.values()))
    still_open = 0
    for seat in state.seats.values():
        if seat.is_active:
            others = len(current.answers) - (seat.player in current.answers)
            still_open += others - len(made.get(seat.player, {}))
    return received, received + still_open


def is_waiting(state: GameState) -> bool:
    """Whether somebody still has something to guess."""
    if state.mode != "turing":
        return False
    received, expected = counts(state)
    return received < expected


def guess_cast(state: GameState, event: GuessCast) -> GameState:
    """Fold: the guess stands, in place of an earlier one."""
    current = state.round
    assert current is not None
    made = guesses(current)
    mine = {**made.get(event.guesser, {}), event.response: event.is_ai}
    guessed = replace(current, guesses={**made, event.guesser: mine})
    return replace(state, seq=state.seq + 1, round=guessed)


def taken_for(state: GameState, answer: Answer) -> Guesses | None:
    """What they took an answer for, and what its author gets for fooling them."""
    if state.mode != "turing":
        return None
    assert state.round is not None
    made = guesses(state.round)
    said = [mine[answer.response] for mine in made.values() if answer.response in mine]
    machine = sum(said)
    human = len(said) - machine
    wrong = human if state.seats[answer.author].is_ai else machine
    points = round(FOOLED_POINTS * wrong / len(said)) if said else 0
    return Guesses(machine=machine, human=human, points=points)


def guessers(state: GameState) -> tuple[Guesser, ...]:
    """How well each of those guessed who did, in order of their seats."""
    if state.mode != "turing":
        return ()
    current = state.round
    assert current is not None
    truth = {
        answer.response: state.seats[player].is_ai for player, answer in current.answers.items()
    }
    found = []
    for player in state.seats:
        mine = guesses(current).get(player, {})
        if mine:
            right = sum(truth[response] == is_ai for response, is_ai in mine.items())
            possible = len(truth) - (player in current.answers)
            points = round(GUESSED_POINTS * right / possible)
            found.append(Guesser(player, right, len(mine) - right, points))
    return tuple(found)
