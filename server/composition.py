"""The node put together, on one page: which part stands on which."""

import asyncio
import functools
import secrets
import ssl
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

from msgspec.structs import replace

from agents.ports import Judge
from agents.providers.asked_judge import AskedJudge
from persistence.ports import Login
from persistence.postgres.feed import PostgresFeed
from persistence.postgres.partitions import ensure_partitions
from server import content
from server.accounts.ban_list import BanList
from server.accounts.doorkeeper import Doorkeeper
from server.accounts.keys import Keys
from server.accounts.passwords_task import Passwords
from server.accounts.profiles import Profiles
from server.accounts.reception import House, Reception
from server.accounts.revocations import Revocations
from server.board import Board
from server.caretaker import Caretaker
from server.clock import SystemClock
from server.cluster.cluster_task import Cluster
from server.cluster.membership import Membership
from server.cluster.owners import Owners
from server.console import Console, Means, WideCrowd, carry_out
from server.console import Node as ConsoleNode
from server.console.config import without_secrets
from server.console_task import Floor, GameTap, LiveLog, LogTap
from server.dealer import Dealer
from server.desk import Desk
from server.directory import Directory
from server.favourites import Favourites
from server.followers import Followers
from server.founding import Founding
from server.gathering import Gathering, keep_out
from server.judge.opening import Judging, judging
from server.judge.record import Record
from server.judge.why import Whys
from server.lan import doors, links
from server.metrics import Metrics, sources
from server.minds.mindscope import Mindscope
from server.minds.residents import at_home
from server.moderation import Moderation
from server.node_task import Chore, Node, every
from server.offices import Offices
from server.quota import Quota
from server.recorder import Recorder
from server.seating import Seating
from server.settings import Settings
from server.site import Assets, Site
from server.slowdown import Slowdown
from server.stores import Stores
from server.suggestions import Suggestions
from server.terms import Terms
from server.valley.valley_task import ValleyTask
from server.valley.village_task import opened, settled
from server.visitor import Crowd

VERSION: Final = version("ai-genius")
DAY_S: Final = 24 * 3600.0
PURGED_AT_ONCE: Final = 5_000


async def compose(
    settings: Settings,
    kept: Stores,
    words: content.Words,
    metrics: Metrics,
    hashes: Passwords,
    secure: ssl.SSLContext | None,
    drain: Callable[[], None],
) -> Node:
    """Put a node together, `secure` with TLS; raises StorageUnavailable."""
    clock = SystemClock()
    await kept.prompts.load(words.prompts)
    words = replace(words, personas=await settled(kept.agents, words.personas))
    await kept.honours.start()
    await ensure_partitions(kept.pool, clock.now_ms())
    ban_list = BanList(kept.bans)
    await ban_list.refresh(clock.now_ms())
    gathering = Gathering()
    directory, cluster = _cluster(settings, kept, gathering, clock, metrics, drain)
    crowd = WideCrowd(gathering, cluster)
    judges = judging(settings, kept.calibrations, clock, *_asked(settings))
    valley = opened(settings, kept, words, judges.meaning, cluster, clock, metrics)
    followers = await Followers(kept, words, clock, judges, settings).restored()
    desk = _desk(
        settings, kept, words, hashes, ban_list, cluster, crowd, clock, judges, valley, followers
    )
    cluster.ties.changed = desk.seating.await_host
    record = judges.bench.record
    console = _console(settings, kept, desk, directory, crowd, ban_list, clock, cluster, record)
    cluster.carry_out = lambda order: directory.spawn(carry_out(console.means, gathering, order))
    followers.live_in(valley, desk.offices.mindscope, desk.offices.parlour)
    cluster.bereaved, gathering.parted = followers.look_again, followers.minds.forget
    directory.followers = (*followers.all, GameTap(console.tell, clock, console.is_watched))
    metrics.watch(sources(kept, gathering, cluster, judges.bench.record))
    feed = PostgresFeed(kept.pool)
    feed.on_memory, feed.on_cast = valley.remembered, followers.casting.heard
    return Node(
        clock,
        desk,
        Site(Assets(Path(__file__).parents[1] / "clients" / "web"), links(settings)),
        directory,
        feed,
        followers.keeper,
        cluster,
        kept.probe.answers,
        chores=[
            ("loop lag", metrics.run),
            ("bans", every(5.0, functools.partial(keep_out, ban_list, gathering, clock))),
            ("opinions", every(2.0, desk.offices.suggestions.flush)),
            *followers.chores,
            ("valley", valley.run),
            *_chores(kept, console, gathering, Caretaker(directory, clock), clock),
        ],
        gathering=gathering,
        console=console,
        terms=Terms(settings.limits, doors(settings), ban_list, metrics),
        tls=secure,
        numbers=metrics.page,
        farewell=valley.stop,
    )


def _asked(settings: Settings) -> tuple[Callable[[Judge], Judge] | None, Sequence[Chore]]:
    """A language model for a judge, where the settings want one, and what is done for it."""
    if settings.judge != "model" or settings.model_url is None:
        return None, []
    from agents.providers.chat import ChatModel  # late: it takes 0.1 s and 7 MB

    model = ChatModel(settings.model_url, settings.model_name, settings.model_key)
    judge = functools.partial(AskedJudge, model, secret=secrets.token_bytes(16))
    return judge, [("model", model.run)]


def _cluster(
    settings: Settings,
    kept: Stores,
    gathering: Gathering,
    clock: SystemClock,
    metrics: Metrics,
    drain: Callable[[], None],
) -> tuple[Directory, Cluster]:
    """The games of this node, and what it has of the other nodes."""
    # Every run has a name of its own: whoever comes back from the dead is somebody else.
    membership = Membership(kept.members, settings.node, secrets.token_hex(4), VERSION)
    owners = Owners(kept.leases, membership)
    recorder = functools.partial(Recorder, settings.data_dir / "crashes")
    directory = Directory(clock, kept.journal, kept.games, kept.snapshots, owners, recorder)
    directory.audience = functools.partial(directory.audience, meters=metrics)
    membership.load = lambda: (len(directory.rooms), len(gathering))
    cluster = Cluster(directory, kept.games, kept.snapshots, kept.inboxes, clock)
    cluster.drain_here = drain
    return directory, cluster


def _chores(
    kept: Stores,
    console: Console,
    gathering: Gathering,
    caretaker: Caretaker,
    clock: SystemClock,
) -> Sequence[Chore]:
    """What comes round again and again, beside what the node does for itself."""
    log_tap = LogTap(console.tell, console.is_watched)
    revocations = Revocations(kept.sessions, clock)
    return (
        ("lobbies", every(10.0, caretaker.look)),
        ("watched log", log_tap.run),
        ("watchers", every(10.0, console.look_after)),
        ("revocations", every(10.0, lambda: revocations.sweep(gathering))),
        ("tokens", every(600.0, lambda: kept.sessions.purge(clock.now_ms(), PURGED_AT_ONCE))),
        ("partitions", every(DAY_S, lambda: ensure_partitions(kept.pool, clock.now_ms()))),
    )


def _desk(  # noqa: PLR0913, PLR0917 - the desk is put together in one place
    settings: Settings,
    kept: Stores,
    words: content.Words,
    hashes: Passwords,
    ban_list: BanList,
    cluster: Cluster,
    crowd: Crowd,
    clock: SystemClock,
    judges: Judging,
    valley: ValleyTask,
    followers: Followers,
) -> Desk:
    directory, cast = cluster.directory, followers.cast
    reception = Reception(
        kept.accounts,
        kept.sessions,
        kept.keys,
        Doorkeeper(kept.accounts, hashes, Slowdown(), clock),
        crowd,
        lambda visitor: desk.depart(visitor),  # noqa: PLW0108 - there is no desk yet
        clock,
        House(VERSION, settings.node),
    )

    async def granted(login: Login) -> None:
        await kept.honours.grant(login.person.id, clock.now_ms())

    reception.registered = granted
    reception.banned = lambda address, user: ban_list.refuses(address, user, clock.now_ms())
    founding = Founding(
        directory,
        kept.journal,
        kept.prompts,
        judges.bench,
        lambda: content.cast(cast.values()),
        clock,
        Quota(kept.games, settings.limits.games_per_user),
    )
    memoirs, parlour = at_home(
        kept, words, cast, clock, judges.meaning, followers.recollections, valley
    )
    offices = Offices(
        reception=reception,
        keys=Keys(kept.keys, kept.sessions, crowd, clock),
        profiles=Profiles(kept.people, kept.honours, kept.records, cluster, crowd, clock),
        board=Board(kept.boards, clock.now_ms),
        dealer=Dealer(kept.prompts),
        suggestions=Suggestions(kept.prompts, clock),
        moderation=Moderation(kept.reports, clock),
        whys=Whys(kept.journal),
        valley=valley.office,
        favourites=Favourites(kept.ballots, asyncio.to_thread),
        memoirs=memoirs,
        parlour=parlour,
        mindscope=Mindscope(cast, kept.memories, settings.agent_layers_off, clock.now_ms),
    )
    desk = Desk(directory, founding, Seating(directory, clock), kept.games, kept.journal, offices)
    return desk


def _console(  # noqa: PLR0913, PLR0917 - the console is put together in one place
    settings: Settings,
    kept: Stores,
    desk: Desk,
    directory: Directory,
    crowd: Crowd,
    ban_list: BanList,
    clock: SystemClock,
    cluster: Cluster,
    record: Record,
) -> Console:
    async def facts() -> dict[str, Any]:
        names = ("size", "idle", "in_use", "waiting")
        return {
            "database_answers": await kept.probe.answers(),
            "database_connections": dict(zip(names, kept.pool.use_now(), strict=True)),
            "commits": kept.journal.commits,
            "redis_up": kept.redis.is_up,
            "connections": cluster.membership.me.connections,
        }

    return Console(
        Means(
            clock=clock,
            node=ConsoleNode(
                name=settings.node,
                version=VERSION,
                started_ms=clock.now_ms(),
                config=without_secrets(settings),
                facts=facts,
                drain=cluster.drain_here,
            ),
            log=LiveLog(),
            door=desk,
            crowd=crowd,
            cluster=cluster,
            rooms=Floor(directory),
            people=kept.people,
            sessions=kept.sessions,
            keys=kept.keys,
            audit=kept.audit,
            bans=kept.bans,
            ban_list=ban_list,
            prompts=kept.prompts,
            reports=kept.reports,
            signals=kept.signals,
            favourites=desk.offices.favourites,
            calibrations=kept.calibrations,
            whys=desk.offices.whys,
            judged=record,
            watchers={},
        )
    )
