"""In-process twins of every port, for the simulation and the tests of whatever stands on ports.

Their coroutines never suspend, so they can be driven without an event loop. Must not know one.
What each method promises is said at its port.
"""

from persistence.fakes.hot import LEASE_TTL_MS, Memory, TwinLeases, TwinSnapshots
from persistence.fakes.people import TwinAccounts
from persistence.fakes.prompts import TwinPrompts
from persistence.fakes.rooms import PAGE_MAX, TwinFeed, TwinGames, TwinJournal
from persistence.fakes.store import Store, Weather, run

__all__ = [
    "LEASE_TTL_MS",
    "PAGE_MAX",
    "Memory",
    "Store",
    "TwinAccounts",
    "TwinFeed",
    "TwinGames",
    "TwinJournal",
    "TwinLeases",
    "TwinPrompts",
    "TwinSnapshots",
    "Weather",
    "run",
]
