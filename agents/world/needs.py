"""Energy and mood, minute by minute, as integers in thousandths of a point."""

from typing import Final

from agents.routine import Kind
from agents.world.body import FULL, POINT, Body

ENERGY: Final[dict[Kind, int]] = {
    "sleep": 240,
    "rest": 60,
    "eat": 80,
    "social": -30,
    "play": -90,
    "work": -100,
    "errand": -70,
}
MOOD: Final[dict[Kind, int]] = {
    "sleep": 0,
    "rest": 15,
    "eat": 20,
    "social": 25,
    "play": 40,
    "work": -15,
    "errand": -5,
}
WALKING: Final = -60
# Below this one wants to lie down, for so many minutes.
TIRED: Final = 12 * POINT
NAP_MINUTES: Final = 90
NAP_PRIORITY: Final = 8
# A mood fades toward what the energy makes of it, by half in about three hours.
FADES: Final = 256
MEETING_MOOD: Final = 15
TALK_MOOD: Final = {"chat": 4 * POINT, "quarrel": -15 * POINT, "made_up": 15 * POINT}


def after_minute(body: Body) -> tuple[int, int]:
    """Energy and mood a minute later."""
    energy = body.energy + (WALKING if body.route else ENERGY[body.kind])
    energy = min(FULL, max(0, energy))
    base = (energy - FULL // 2) // 5
    return energy, mood_within(body.mood + (base - body.mood) // FADES + MOOD[body.kind])


def mood_within(mood: int) -> int:
    """The mood, kept within its bounds."""
    return min(FULL, max(-FULL, mood))
