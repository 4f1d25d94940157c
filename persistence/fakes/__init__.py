"""In-process twins of every port, for the simulation and the tests of whatever stands on ports.

Their coroutines never suspend, so they can be driven without an event loop. Must not know one.
What each method promises is said at its port.
"""

from persistence.fakes.agents import TwinAgents
from persistence.fakes.audit import TwinAudit, TwinBans
from persistence.fakes.cluster import LAPSE_MS, TwinInboxes, TwinLeases, TwinMembers
from persistence.fakes.honours import TwinBoards, TwinBooks, TwinHonours, TwinRanking
from persistence.fakes.hot import Memory, TwinSnapshots
from persistence.fakes.keys import TwinKeys
from persistence.fakes.memories import TwinMemories
from persistence.fakes.people import TwinAccounts, TwinPeople
from persistence.fakes.prompts import TwinPrompts
from persistence.fakes.records import TwinRecords
from persistence.fakes.reports import TwinReports
from persistence.fakes.rooms import PAGE_MAX, TwinFeed, TwinGames, TwinJournal
from persistence.fakes.sessions import TwinSessions
from persistence.fakes.store import Store, Weather, run
from persistence.fakes.valley import TwinValley

__all__ = [
    "LAPSE_MS",
    "PAGE_MAX",
    "Memory",
    "Store",
    "TwinAccounts",
    "TwinAgents",
    "TwinAudit",
    "TwinBans",
    "TwinBoards",
    "TwinBooks",
    "TwinFeed",
    "TwinGames",
    "TwinHonours",
    "TwinInboxes",
    "TwinJournal",
    "TwinKeys",
    "TwinLeases",
    "TwinMembers",
    "TwinMemories",
    "TwinPeople",
    "TwinPrompts",
    "TwinRanking",
    "TwinRecords",
    "TwinReports",
    "TwinSessions",
    "TwinSnapshots",
    "TwinValley",
    "Weather",
    "run",
]
