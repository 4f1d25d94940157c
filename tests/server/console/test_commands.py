"""The table of commands, walked: with right arguments, with wrong ones, and by the wrong people."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from server.console import COMMANDS
from tests.server.console.scene import Scene

# What each command is given, and a word that its text then holds.
RIGHT: dict[str, tuple[tuple[str, str], ...]] = {
    "help": (("help", "games list [--phase PHASE]"), ("help games", "games end")),
    "status": (("status", "1.2.3"),),
    "games list": (("games list", "{CODE}"), ("games list --phase lobby", "no games")),
    "games show": (("games show {GAME}", "Ada"), ("games show {CODE}", "Bob")),
    "games say": (("games say {CODE} It's late, isn't it?", "said"),),
    "games end": (("games end {GAME} we close", "ended"),),
    "players list": (("players list", "Bob"), ("players list {CODE}", "Bob")),
    "players kick": (("players kick {CODE} bob", "Bob is out"),),
    "players mute": (
        ("players mute {GAME} {BOB}", "is silent"),
        ("players mute {GAME} Bob --off", "may speak"),
    ),
    "users list": (("users list", "gus"), ("users list ad", "ada")),
    "users show": (("users show ADA", "Ada"),),
    "users role": (("users role ada moderator", "ada is moderator now"),),
    "users suspend": (("users suspend bob very rude", "bob is suspended"),),
    "users restore": (("users suspend bob", "bob"), ("users restore bob", "bob is active")),
    "sessions list": (("sessions list bob", "test/1"),),
    "sessions revoke": (
        ("sessions revoke {SESSION}", "ended"),
        ("sessions revoke --user ada", "1 ended"),
    ),
    "keys list": (("keys list bob", "script"),),
    "keys revoke": (("keys revoke {KEY}", "script"),),
    "bans list": (("bans list", "198.51.100.0/24"),),
    "bans add": (
        ("bans add bob --for 2h very rude", "banned"),
        ("bans add 192.0.2.77", "banned"),
        ("bans add 2001:db8::/32 spam", "banned"),
    ),
    "bans remove": (("bans remove {BAN}", "lifted"),),
    "prompts proposed": (("prompts proposed", "Why?"),),
    "prompts accept": (("prompts accept {PROMPT}", "accepted"),),
    "prompts refuse": (("prompts refuse {PROMPT}", "refused"),),
    "prompts best": (("prompts best Why?", "no answers"),),
    "judge why": (("judge why {GAME} 1", "not revealed yet"),),
    "judge status": (("judge status", "no round was judged yet"),),
    "judge versions": (("judge versions", "reverted_to"),),
    "judge revert": (("judge revert 0", "version 2 is as version 0 was"),),
    "reports list": (("reports list", "rude words"),),
    "reports votes": (("reports votes", "{SIGNAL}"),),
    "reports resolve": (("reports resolve {REPORT}", "resolved"),),
    "reports dismiss": (("reports dismiss {REPORT}", "dismissed"),),
    "announce": (('announce "Back at nine."', "connections and 1 games"),),
    "config get": (
        ("config get", "8765"),
        ("config get REDIS_TIMEOUT", "1.0"),
        ("config get GENIUS_PORT", "8765"),
    ),
    "log level": (("log level debug", "info -> debug"),),
    "audit": (("audit", "nothing yet"), ("audit 5", "nothing yet")),
    "nodes list": (("nodes list", "two#1"),),
    "nodes drain": (("nodes drain two", "two is draining"), ("nodes drain one#1", "draining")),
    "nodes rebalance": (("nodes rebalance", "1 games"),),
    "drain": (("drain", "draining"),),
}

# What won't do, with the error's code and a word of what would.
WRONG: dict[str, tuple[tuple[str, str, str], ...]] = {
    "help": (("help me", "not_found", "`help` shows them"),),
    "status": (("status now", "bad_request", "usage: status"),),
    "games list": (
        ("games list --phase noon", "bad_request", "one of lobby, answering"),
        ("games list --phase", "bad_request", "needs a value"),
        ("games list all", "bad_request", "usage: games list"),
    ),
    "games show": (
        ("games show", "bad_request", "GAME is missing"),
        ("games show {NOTHING}", "not_found", "`games list` shows them"),
        ("games show ../..", "not_found", "`games list` shows them"),
    ),
    "games say": (
        ("games say {GAME}", "bad_request", "TEXT is missing"),
        ('games say {GAME} " "', "bad_request", "1 to 500 characters"),
        ("games say XXXX hello", "not_found", "games list"),
    ),
    "games end": (("games end", "bad_request", "usage: games end GAME [REASON]"),),
    "players list": (("players list XXXX", "not_found", "games list"),),
    "players kick": (
        ("players kick {GAME}", "bad_request", "PLAYER is missing"),
        ("players kick {GAME} zoe", "not_found", "`players list {GAME}` shows them"),
        ("players kick {GAME} bob now", "bad_request", "is too much"),
    ),
    "players mute": (("players mute {GAME} zoe --off", "not_found", "players list"),),
    "users list": (("users list a b", "bad_request", "usage: users list [QUERY]"),),
    "users show": (("users show zoe", "not_found", "`users list` shows them"),),
    "users role": (
        ("users role ada king", "bad_request", "one of user, moderator, admin, service"),
        ("users role zoe admin", "not_found", "users list"),
        ("users role ada user", "conflict", "has this role already"),
        ("users role gus admin", "conflict", "a guest stays a user"),
        ("users role boss user", "conflict", "another admin can do it"),
    ),
    "users suspend": (
        ("users suspend", "bad_request", "USER is missing"),
        ("users suspend boss", "conflict", "another admin can do it"),
        ("users suspend zoe", "not_found", "users list"),
    ),
    "users restore": (("users restore ada", "conflict", "ada is active already"),),
    "sessions list": (("sessions list zoe", "not_found", "users list"),),
    "sessions revoke": (
        ("sessions revoke", "bad_request", "--user USER"),
        ("sessions revoke {SESSION} --user bob", "bad_request", "either"),
        ("sessions revoke 7", "bad_request", "an id has 36 characters"),
        ("sessions revoke {NOTHING}", "not_found", "sessions list"),
        ("sessions revoke --user zoe", "not_found", "users list"),
    ),
    "keys list": (("keys list", "bad_request", "USER is missing"),),
    "keys revoke": (("keys revoke {NOTHING}", "not_found", "`keys list USER` shows them"),),
    "bans list": (("bans list all", "bad_request", "usage: bans list"),),
    "bans add": (
        ("bans add", "bad_request", "TARGET is missing"),
        ("bans add bob --for ever", "bad_request", "such as 30m, 12h or 7d"),
        ("bans add zoe", "not_found", "an address would do too"),
        ("bans add boss", "conflict", "another admin"),
        ("bans add 203.0.113.0/24", "conflict", "you are there yourself"),
        ("bans add bob " + "x" * 501, "bad_request", "at most 500"),
    ),
    "bans remove": (("bans remove {NOTHING}", "not_found", "`bans list` shows them"),),
    "prompts proposed": (("prompts proposed 3", "bad_request", "usage"),),
    "prompts accept": (("prompts accept {NOTHING}", "not_found", "prompts proposed"),),
    "prompts refuse": (("prompts refuse x", "bad_request", "an id has 36"),),
    "prompts best": (("prompts best", "bad_request", "PROMPT is missing"),),
    "judge why": (
        ("judge why {GAME} 0", "bad_request", "a whole number from 1 to"),
        ("judge why {GAME} 7", "not_found", "`games show {GAME}` shows them"),
        ("judge why XXXX 1", "not_found", "games list"),
    ),
    "judge status": (("judge status now", "bad_request", "usage: judge status"),),
    "judge versions": (("judge versions all", "bad_request", "usage: judge versions"),),
    "judge revert": (
        ("judge revert", "bad_request", "VERSION is missing"),
        ("judge revert 2", "not_found", "`judge versions` shows them"),
    ),
    "reports list": (("reports list x", "bad_request", "usage"),),
    "reports votes": (("reports votes x", "bad_request", "usage"),),
    "reports resolve": (("reports resolve {NOTHING}", "not_found", "reports list"),),
    "reports dismiss": (("reports dismiss", "bad_request", "REPORT is missing"),),
    "announce": (
        ("announce", "bad_request", "TEXT is missing"),
        ("announce " + "x" * 501, "bad_request", "1 to 500 characters"),
    ),
    "config get": (("config get DB_PASSWORD", "not_found", "`config get` shows them"),),
    "log level": (
        ("log level loud", "bad_request", "one of debug, info, warning, error"),
        ("log level info", "conflict", "already"),
    ),
    "audit": (("audit 0", "bad_request", "a whole number from 1 to 500"),),
    "nodes list": (("nodes list all", "bad_request", "usage: nodes list"),),
    "nodes drain": (
        ("nodes drain", "bad_request", "NODE is missing"),
        ("nodes drain three", "not_found", "`nodes list` shows them"),
    ),
    "nodes rebalance": (("nodes rebalance now", "bad_request", "usage: nodes rebalance"),),
    "drain": (("drain now", "bad_request", "usage: drain"),),
}


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    await scene.furnish()
    yield scene
    await scene.node.stop()


def filled(scene: Scene, text: str) -> str:
    for name, value in scene.names.items():
        text = text.replace("{" + name + "}", value)
    return text


def kept(scene: Scene) -> Any:
    """All that a line could have changed."""
    store = scene.store
    users = [(row.role, row.status) for row in store.users.values()]
    tokens = [row.ended_at for row in store.tokens.values()]
    keys = [row.is_active for row in store.keys.values()]
    entries = [len(each) for each in store.entries.values()]
    reviews, reports = dict(store.reviews), {**store.reports, **store.signals}
    versions = len(store.versions)
    moved = (dict(store.bans), versions, reviews, reports, scene.log.now, scene.drained)
    cluster = scene.cluster
    beyond = (list(cluster.ordered), list(cluster.drained), cluster.moved)
    return users, tokens, keys, entries, *moved, *beyond


def test_the_walk_misses_no_command() -> None:
    names = [command.name for command in COMMANDS]
    assert list(RIGHT) == list(WRONG) == names
    assert len(dict.fromkeys(names)) == len(names)


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_right_arguments_are_carried_out_and_on_record(scene: Scene, command: Any) -> None:
    for line, word in RIGHT[command.name]:
        rows, before = len(scene.rows), kept(scene)
        said = await scene.say(scene.boss, line)
        assert said["ok"], said
        assert filled(scene, word) in said["text"]
        assert said["result"] is not None
        written = scene.rows[rows:]
        assert len(written) == (1 if command.changes else 0)
        for row in written:
            assert (row.actor, row.address) == (f"user {scene.boss.actor}", "203.0.113.9")
            assert (row.at, row.outcome) == (scene.clock.now_ms(), "done")
            assert line.startswith(row.action)
            assert row.target
        if not command.changes:
            assert kept(scene) == before


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_wrong_arguments_change_nothing_and_hear_what_would_do(
    scene: Scene, command: Any
) -> None:
    for line, code, word in WRONG[command.name]:
        before = kept(scene)
        said = await scene.say(scene.boss, line)
        assert not said["ok"], line
        assert said["error"]["code"] == code, said
        assert filled(scene, word) in said["error"]["message"]
        assert kept(scene) == before
        assert scene.rows == []
        assert scene.boss.closed is None


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.name)
async def test_too_low_a_role_changes_nothing_and_is_sent_away(scene: Scene, command: Any) -> None:
    lower = (
        scene.ada,
        scene.person("mod", role="moderator"),
        scene.person("bot", role="service"),
        scene.gus,
        scene.with_key(scene.boss, "read", "play"),
        scene.with_key(scene.ada, "admin"),
    )
    line, _ = RIGHT[command.name][0]
    for visitor in lower:
        before = kept(scene)
        said = await scene.say(visitor, line)
        assert said["error"]["code"] == "forbidden", visitor.name
        assert visitor.closed is not None
        assert visitor.closed[0] == 4403
        assert kept(scene) == before
        assert scene.rows == []


async def test_a_key_with_scope_admin_runs_the_server_under_its_own_name(scene: Scene) -> None:
    key = scene.with_key(scene.boss, "admin")
    assert (await scene.say(key, "users role ada moderator"))["ok"]
    assert scene.rows[-1].actor == f"key {key.login.session}"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("", "`help` shows"),
        ("   ", "`help` shows"),
        ("make tea", "`help` shows"),
        ("games", "games show GAME"),
        ("games play", "there are: games list"),
    ],
)
async def test_an_unknown_line_hears_what_could_be_meant(
    scene: Scene, line: str, word: str
) -> None:
    said = await scene.say(scene.boss, line)
    assert said["error"]["code"] == "bad_request"
    assert word in said["error"]["message"]
