"""How the table sees a player: with who is behind the seat, or masked."""

from game.events import PlayerJoined
from game.ids import AGENT_PREFIX, Actor
from game.state import Seat
from game.views import PlayerShown


def person(seat: PlayerJoined | Seat) -> PlayerShown:
    """A player as the table sees them."""
    return PlayerShown(
        id=seat.player,
        name=seat.name,
        avatar_url=seat.avatar_url,
        is_ai=seat.is_ai,
        user=user_shown(seat.user),
        agent=agent_shown(seat.user),
    )


def masked(seat: PlayerJoined) -> PlayerShown:
    """A player as the table sees them while nobody may know who is a machine."""
    # Machines have no picture there, and so nobody has.
    return PlayerShown(id=seat.player, name=seat.name, avatar_url=None, is_ai=False, user=None)


def user_shown(actor: Actor) -> str | None:
    """The user id behind a seat; None for machine players."""
    return None if actor.startswith(AGENT_PREFIX) else actor


def agent_shown(actor: Actor) -> str | None:
    """The agent's slug behind a seat; None for people."""
    return actor.removeprefix(AGENT_PREFIX) if actor.startswith(AGENT_PREFIX) else None
