"""Behind masks machine players come one by one, as people do: who is there at once would be one.

Those asked for at the founding sit down at drawn moments of the lobby; whoever has not come when
the game is started comes then.
"""

from typing import Final

from msgspec import UnsetType

from game.chance import dice, shuffled
from game.commands import CastMember
from game.ids import agent_actor
from game.state import GameState, Phase

# Between two who come.
GAP_MS_MIN, GAP_MS_MAX = 2_000, 12_000
# What the founding drew its order with; see `game.lobby`.
FOUNDED: Final = 1


def invited(state: GameState) -> tuple[CastMember, ...]:
    """Those asked for at the founding, in the order in which they come."""
    if isinstance(state.invited, UnsetType):
        return ()
    return shuffled(state.cast, state.seed, FOUNDED)[: state.invited]


def awaited(state: GameState) -> tuple[tuple[CastMember, int], ...]:
    """Those who are still to come, each with the moment (Unix ms); nobody after the lobby.

    Whom the host has removed does not come back.
    """
    if state.phase is not Phase.LOBBY or not (coming := invited(state)):
        return ()
    draw, at_ms = dice(f"{state.seed}:arrivals", FOUNDED).random, state.created_ms
    found: list[tuple[CastMember, int]] = []
    for member in coming:
        at_ms += GAP_MS_MIN + int(draw() * (GAP_MS_MAX - GAP_MS_MIN))
        actor = agent_actor(member.agent)
        if actor not in state.players and actor not in state.kicked:
            found.append((member, at_ms))
    return tuple(found)
