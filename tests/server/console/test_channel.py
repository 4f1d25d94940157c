"""The console's counter: who gets through its door, what may be watched, what is completed."""

from collections.abc import AsyncIterator
from typing import Any

import pytest

from persistence.ports import StorageUnavailable
from server import wire
from server.accounts.reception import digest
from tests.server.console.scene import Scene


@pytest.fixture
async def scene() -> AsyncIterator[Scene]:
    scene = Scene()
    await scene.furnish()
    yield scene
    await scene.node.stop()


async def hello(scene: Scene, auth: Any) -> Any:
    command = wire.Hello(id="h", v=1, client="test/1", auth=auth)
    return await scene.console.hello(command, "203.0.113.9")


async def by_password(scene: Scene, name: str) -> Any:
    hashed = await scene.node.passwords.hashed("correct horse")
    for row in scene.store.users.values():
        row.password_hash = hashed if row.username == name else row.password_hash
    return await hello(scene, wire.PasswordAuth(username=name, password="correct horse"))


async def test_an_admin_gets_in_by_password(scene: Scene) -> None:
    login, reply = await by_password(scene, "boss")
    assert (login.person.role, reply.user.role) == ("admin", "admin")


@pytest.mark.parametrize("name", ["ada", "mod"])
async def test_who_does_not_run_the_server_is_forbidden(scene: Scene, name: str) -> None:
    scene.person("mod", role="moderator")
    said = await by_password(scene, name)
    assert (said.re, said.error.code) == ("h", "forbidden")


async def test_a_guest_is_not_even_made(scene: Scene) -> None:
    users = len(scene.store.users)
    said = await hello(scene, wire.GuestAuth(name="Zoe"))
    assert said.error.code == "forbidden"
    assert len(scene.store.users) == users


@pytest.mark.parametrize(("scopes", "enters"), [(("admin",), True), (("read", "play"), False)])
async def test_a_key_needs_the_scope(scene: Scene, scopes: tuple[str, ...], enters: bool) -> None:
    key = scene.with_key(scene.boss, *scopes)
    scene.store.keys[key.login.session].key_hash = digest("gk_secret")
    said = await hello(scene, wire.KeyAuth(key="gk_secret"))
    assert isinstance(said, tuple) is enters


async def test_of_two_who_depose_each_other_one_stays(scene: Scene) -> None:
    assert (await scene.say(scene.boss, "users role deputy user"))["ok"]
    said = await scene.say(scene.deputy, "users role boss user")
    assert said["error"]["code"] == "forbidden"
    assert scene.store.users[scene.boss.actor].role == "admin"
    assert len(scene.rows) == 1


async def test_a_role_lost_while_a_line_waits_counts(scene: Scene) -> None:
    """Method: the role goes between the look at the door and the change itself."""
    changing, store = scene.means.audit.changing, scene.store

    def later(deed: Any) -> Any:
        store.users[scene.boss.actor].role = "user"
        return changing(deed)

    scene.means.audit.changing = later  # type: ignore[method-assign]
    said = await scene.say(scene.boss, "users role ada moderator")
    assert said["error"]["code"] == "forbidden"
    assert store.users[scene.ada.actor].role == "user"
    assert scene.rows == []


async def test_who_is_suspended_banned_or_signed_out_is_disconnected(scene: Scene) -> None:
    cases = {"ada": "users suspend ada", "bob": "bans add bob", "gus": "sessions revoke --user gus"}
    codes = {"ada": 4403, "bob": 4403, "gus": 4401}
    for name, line in cases.items():
        assert (await scene.say(scene.boss, line))["ok"]
        visitor = getattr(scene, name)
        assert visitor.closed is not None
        assert visitor.closed[0] == codes[name]
    assert scene.boss.closed is None
    assert scene.means.ban_list.refuses("192.0.2.1", scene.bob.actor, scene.clock.now_ms())


async def test_a_banned_address_ends_the_connections_from_there(scene: Scene) -> None:
    near = scene.person("near", address="192.0.2.200")
    far = scene.person("far", address="198.51.99.1")
    assert (await scene.say(scene.boss, "bans add 192.0.2.128/25 --for 1h spam"))["ok"]
    assert near.closed == (wire.Close.FORBIDDEN, "banned: spam")
    assert far.closed is None
    scene.clock.jump(3_600_000)
    assert scene.means.ban_list.refuses("192.0.2.200", None, scene.clock.now_ms()) is None


async def test_what_a_game_refuses_leaves_no_row(scene: Scene) -> None:
    assert (await scene.say(scene.boss, "games end {GAME}"))["ok"]
    said = await scene.say(scene.boss, "games end {GAME}")
    assert said["error"]["code"] == "conflict"
    assert [(row.action, row.outcome) for row in scene.rows] == [("games end", "done")]
    kinds = scene.databases.kinds(scene.game)
    assert kinds.count("GameCancelled") == 1


async def test_a_reason_is_told_to_the_table_before_its_end(scene: Scene) -> None:
    await scene.say(scene.boss, "games end {GAME} We close at nine.")
    assert scene.databases.kinds(scene.game)[-2:] == ["AnnouncementMade", "GameCancelled"]
    told = [said for said in scene.ada.events if said["ev"] == "announcement.made"]
    assert told[0]["text"] == "We close at nine."
    assert scene.rows[0].new == {"reason": "We close at nine."}


async def test_without_the_record_nothing_is_done(scene: Scene) -> None:
    """Method: the database goes away; what the console does elsewhere must not happen either."""
    scene.store.away = True
    for line in (
        "games end {GAME}",
        "log level debug",
        "drain",
        "announce hi",
        "users role ada user",
    ):
        with pytest.raises(StorageUnavailable):
            await scene.say(scene.boss, line)
    assert (scene.log.now, scene.drained) == ("info", 0)
    assert "GameCancelled" not in scene.databases.kinds(scene.game)
    assert scene.ada.signals("announcement") == []


async def test_an_announcement_reaches_everyone_and_the_games(scene: Scene) -> None:
    assert (await scene.say(scene.boss, "announce Don't panic"))["ok"]
    for visitor in (scene.boss, scene.ada, scene.gus):
        (signal,) = visitor.signals("announcement")
        assert signal["text"] == "Don't panic"
    assert "AnnouncementMade" in scene.databases.kinds(scene.game)


async def test_what_is_watched_is_heard_until_it_is_not(scene: Scene) -> None:
    said = await scene.ask(scene.boss, wire.Watch(id="w", topics=("log", "game")))
    assert said["ok"]
    scene.console.tell("log", None, "info server: hello", 5)
    scene.console.tell("task", "t1", "done", 6)
    scene.console.tell("game", "g1", "x" * 3_000, 7)
    first, second = scene.boss.signals("console")
    assert (first["topic"], first["text"], first["at"]) == ("log", "info server: hello", 5)
    assert (second["about"], len(second["text"])) == ("g1", 2_000)
    await scene.ask(scene.boss, wire.Watch(id="v", topics=()))
    scene.console.tell("log", None, "more", 8)
    assert len(scene.boss.signals("console")) == 2


async def test_who_no_longer_may_watches_no_more(scene: Scene) -> None:
    await scene.ask(scene.deputy, wire.Watch(id="w", topics=("log",)))
    await scene.ask(scene.boss, wire.Watch(id="w", topics=("log",)))
    scene.store.users[scene.deputy.actor].role = "user"
    await scene.console.look_after()
    assert list(scene.means.watchers) == [scene.boss]
    assert scene.deputy.closed is not None
    scene.console.depart(scene.boss)
    assert scene.means.watchers == {}


async def test_a_players_command_is_not_for_this_door(scene: Scene) -> None:
    said: Any = await scene.ask(scene.boss, wire.ListGames(id="g"))  # type: ignore[arg-type]
    assert said["error"]["code"] == "bad_request"


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("", ["help", "status", "games", "players", "users", "sessions"]),
        ("ga", ["games"]),
        ("games ", ["list", "show", "say", "end"]),
        ("games s", ["show", "say"]),
        ("games list --", ["--phase"]),
        ("games list --phase an", ["answering"]),
        ("games show ", ["{CODE}", "{GAME}"]),
        ("players kick {CODE} ", ["Ada", "Bob"]),
        ("players kick {CODE} b", ["Bob"]),
        ("users role b", ["bob", "boss"]),
        ("users role bob mo", ["moderator"]),
        ("log level ", ["debug", "info", "warning", "error"]),
        ("config get po", ["port"]),
        ("bans remove ", ["{BAN}"]),
        ("prompts accept ", ["{PROMPT}"]),
        ("reports resolve ", ["{REPORT}", "{SIGNAL}"]),
        ("help ga", ["games"]),
        ("games say {CODE} hel", []),
        ("players mute {CODE} Bob --", ["--off"]),
        ("players mute {CODE} Bob --off --", []),
        ("bans add bob --for 2h ", []),
        ("nonsense ", []),
        ("games show XX", []),
    ],
)
async def test_a_line_is_completed(scene: Scene, line: str, found: list[str]) -> None:
    for name, value in scene.names.items():
        line = line.replace("{" + name + "}", value)
        found = [each.replace("{" + name + "}", value) for each in found]
    said = await scene.ask(scene.boss, wire.Complete(id="c", line=line))
    completions = said["completions"]
    assert completions[: len(found)] == found
    assert (completions == []) is (found == [])


async def test_a_name_with_a_space_is_completed_in_quotes(scene: Scene) -> None:
    eve = scene.person("eve")
    game = await scene.node.table(eve)
    await scene.node.ask(eve, "game.leave", game=game)
    await scene.node.ask(eve, "game.join", game=game, name="Eve the Great")
    said = await scene.ask(scene.boss, wire.Complete(id="c", line=f"players kick {game} "))
    assert said["completions"] == ['"Eve the Great"']
    assert (await scene.say(scene.boss, f'players kick {game} "eve the great"'))["ok"]
