"""What lasts, in one place: every adapter of the database and of Redis that a node stands on."""

from msgspec import Struct

from persistence.boards import CachedBoards, CachedHonours
from persistence.postgres.accounts import PostgresAccounts
from persistence.postgres.agents import PostgresAgents
from persistence.postgres.audit import PostgresAudit
from persistence.postgres.bans import PostgresBans
from persistence.postgres.boards import PostgresBoards
from persistence.postgres.games import PostgresGames
from persistence.postgres.honours import PostgresHonours
from persistence.postgres.journal import PostgresJournal
from persistence.postgres.keys import PostgresKeys
from persistence.postgres.memories import PostgresMemories
from persistence.postgres.people import PostgresPeople
from persistence.postgres.pool import Pool
from persistence.postgres.probe import Probe
from persistence.postgres.prompts import PostgresPrompts
from persistence.postgres.records import PostgresRecords
from persistence.postgres.reports import PostgresReports
from persistence.postgres.sessions import PostgresSessions
from persistence.postgres.valley import PostgresValley
from persistence.redis.client import Client
from persistence.redis.inboxes import RedisInboxes
from persistence.redis.leases import RedisLeases
from persistence.redis.members import RedisMembers
from persistence.redis.ranking import RedisRanking
from persistence.redis.snapshots import RedisSnapshots


class Stores(Struct, frozen=True):
    """What lasts: every adapter of the database and of Redis."""

    pool: Pool
    redis: Client
    journal: PostgresJournal
    probe: Probe
    games: PostgresGames
    prompts: PostgresPrompts
    accounts: PostgresAccounts
    sessions: PostgresSessions
    keys: PostgresKeys
    people: PostgresPeople
    honours: CachedHonours
    boards: CachedBoards
    records: PostgresRecords
    reports: PostgresReports
    memories: PostgresMemories
    agents: PostgresAgents
    valley: PostgresValley
    bans: PostgresBans
    audit: PostgresAudit
    snapshots: RedisSnapshots
    members: RedisMembers
    leases: RedisLeases
    inboxes: RedisInboxes


def stores(pool: Pool, redis: Client, journal: PostgresJournal) -> Stores:
    """The adapters; nothing is read yet."""
    boards = CachedBoards(PostgresBoards(pool), RedisRanking(redis))
    return Stores(
        pool,
        redis,
        journal,
        Probe(pool),
        PostgresGames(pool),
        PostgresPrompts(pool),
        PostgresAccounts(pool),
        PostgresSessions(pool),
        PostgresKeys(pool),
        PostgresPeople(pool),
        CachedHonours(PostgresHonours(pool), boards),
        boards,
        PostgresRecords(pool),
        PostgresReports(pool),
        PostgresMemories(pool),
        PostgresAgents(pool),
        PostgresValley(pool),
        PostgresBans(pool),
        PostgresAudit(pool),
        RedisSnapshots(redis),
        RedisMembers(redis),
        RedisLeases(redis),
        RedisInboxes(redis),
    )


def villagers(pool: Pool) -> PostgresAgents:
    """Who lives in the valley, for the command line."""
    return PostgresAgents(pool)
