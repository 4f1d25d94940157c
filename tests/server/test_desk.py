"""Every operation of the wire leads somewhere: signing in, lists, history, signals, rooms."""

import hashlib
from typing import Any, get_args

import pytest

from game.ids import Actor, GameId
from game.state import Phase
from persistence.ports import StorageUnavailable
from server import wire
from server.accounts.reception import DAY_MS, TOKEN_DAYS
from server.shadow import Shadow
from tests.server.conftest import NewNode
from tests.server.fake_clock import NOW, FakeClock, settle, until
from tests.server.stage import Databases, TwinNode, parsed
from tests.server.visiting import FakeVisitor


def hello(kind: str, value: str) -> wire.Hello:
    field = "name" if kind == "guest" else "token"
    said = parsed("hello", id="h", client="test/1", auth={"kind": kind, field: value})
    assert isinstance(said, wire.Hello)
    return said


async def test_a_guest_gets_a_token_that_brings_them_back(
    node: TwinNode, databases: Databases, clock: FakeClock
) -> None:
    signed = await node.desk.hello(hello("guest", "  Ada   B. "), "1.2.3.4")
    assert isinstance(signed, tuple)
    login, reply = signed
    assert (reply.user.name, reply.user.role, reply.user.is_guest) == ("Ada B.", "user", True)
    assert reply.token_expires_at == NOW + TOKEN_DAYS * DAY_MS
    assert (reply.server.version, reply.server.node, reply.server.now) == ("1.2.3", "one", NOW)
    # Only its digest is kept.
    assert list(databases.store.tokens) == [hashlib.sha256(reply.token.encode()).digest()]
    again = await node.desk.hello(hello("token", reply.token), None)
    assert isinstance(again, tuple)
    assert again[0].person == login.person
    assert again[1].token == reply.token
    await clock.advance(TOKEN_DAYS * DAY_MS)
    late = await node.desk.hello(hello("token", reply.token), None)
    assert isinstance(late, wire.ErrorReply)
    assert (late.re, late.error.code) == ("h", "unauthorized")


async def test_an_unknown_token_signs_nobody_in(node: TwinNode) -> None:
    said = await node.desk.hello(hello("token", "guess"), None)
    assert isinstance(said, wire.ErrorReply)
    assert said.error.code == "unauthorized"


@pytest.mark.parametrize("name", ["   ", "x" * 33, "a\tb\x07", "\u202eevil"])
async def test_a_name_must_be_one(node: TwinNode, name: str) -> None:
    said = await node.desk.hello(hello("guest", name), None)
    assert isinstance(said, wire.ErrorReply)
    assert said.error.code == "name.invalid"
    assert isinstance(await node.desk.hello(hello("guest", "x" * 32), None), tuple)


async def test_a_whole_game_by_its_operations(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    assert (await node.ask(bob, "game.ready", game=game))["ok"]
    assert (await node.ask(ada, "game.start", game=game))["ok"]
    while node.state(game).phase is Phase.ANSWERING:
        current = node.state(game).round
        assert current is not None
        number = current.number
        for person in (ada, bob):
            said = await node.ask(
                person, "response.submit", game=game, round=number, text=f"by {person.name}"
            )
            assert person.events[-1]["ev"] in ("response.submitted", "voting.started")
            mine = [each for each in person.events if each.get("text") == f"by {person.name}"]
            assert mine[-1]["response"] == said["response"]
        lines = ada.events[-1]["responses"]
        for person in (ada, bob):
            other = next(line for line in lines if line["text"] != f"by {person.name}")
            for kind in ("funny", "creative", "best"):
                vote = {"round": number, "response": other["id"], "vote_type": kind}
                assert (await node.ask(person, "vote.cast", game=game, **vote))["ok"]
        assert bob.kinds[-1] == "round.completed"
        await clock.advance(5_000)
    assert node.state(game).phase is Phase.COMPLETED
    assert ada.kinds[-1] == "game.completed"
    assert bob.seqs == list(range(bob.seqs[0], len(node.databases.entries(game)) + 1))


async def test_the_host_seats_machines_and_ends_the_game(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    assert (await node.ask(bob, "game.add_agent", game=game))["error"]["code"] == "game.not_host"
    assert (await node.ask(ada, "game.add_agent", game=game, agent="goat"))["ok"]
    assert bob.events[-1]["player"]["agent"] == "goat"
    assert (await node.ask(ada, "game.cancel", game=game))["ok"]
    assert bob.events[-1] == {**bob.events[-1], "ev": "game.cancelled", "reason": "host"}


async def test_chat_is_answered_with_its_message(node: TwinNode, ada: FakeVisitor) -> None:
    game = await node.table(ada)
    said = await node.ask(ada, "chat.send", game=game, text="hi")
    assert said["message"] == ada.events[-1]["message"]
    assert said["seq"] == ada.events[-1]["seq"]


async def test_a_join_names_a_game(node: TwinNode, ada: FakeVisitor) -> None:
    assert (await node.ask(ada, "game.join"))["error"]["code"] == "bad_request"
    assert (await node.ask(ada, "game.join", game="no"))["error"]["code"] == "not_found"
    assert (await node.ask(ada, "game.join", code="no"))["error"]["code"] == "not_found"


NEEDED: dict[str, dict[str, Any]] = {
    "game.resume": {"seq": 0},
    "game.kick": {"player": "p"},
    "game.mute": {"player": "p"},
    "chat.mute": {"player": "p"},
    "chat.report": {"message": "m"},
    "response.submit": {"round": 1, "text": "t"},
    "vote.cast": {"round": 1, "response": "r", "vote_type": "best"},
    "chat.send": {"text": "t"},
    "game.react": {"kind": "k"},
    "prompt.rate": {"round": 1, "liked": True},
    "judge.why": {"round": 1},
    "guess.cast": {"round": 1, "response": "r", "is_ai": True},
}
ELSEWHERE = ("hello", "game.create", "game.list", "game.join")
# Those about a game; what is about people is tried in the tests of its offices.
OPS = [
    each.__struct_config__.tag
    for each in get_args(wire.FromClient)
    if "game" in each.__struct_fields__ or each is wire.Hello
]


@pytest.mark.parametrize("op", [op for op in OPS if op not in ELSEWHERE])
async def test_every_operation_on_no_game_is_answered(
    node: TwinNode, ada: FakeVisitor, op: str
) -> None:
    said = await node.ask(ada, op, game="nothing", **NEEDED.get(op, {}))
    assert said["error"]["code"] == "not_found"


async def test_public_games_are_listed_by_pages(node: TwinNode, ada: FakeVisitor) -> None:
    games = []
    for _ in range(3):
        node.clock.jump(1)
        games.append(await node.create(ada))
    await node.create(ada, visibility="private")
    await node.ask(ada, "game.cancel", game=games[0])
    said = await node.ask(ada, "game.list", limit=2)
    assert [each["id"] for each in said["games"]] == [games[2], games[1]]
    rest = await node.ask(ada, "game.list", limit=2, cursor=said["next"])
    assert [each["id"] for each in rest["games"]] == [games[0]]
    assert rest["next"] is None
    waiting = await node.ask(ada, "game.list", status="cancelled", mode="classic")
    assert [each["id"] for each in waiting["games"]] == [games[0]]


async def test_a_finished_game_is_told_with_all_its_secrets(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    await node.ask(ada, "response.submit", game=game, round=1, text="a secret")
    early = await node.ask(bob, "game.history", game=game)
    assert early["error"]["code"] == "conflict"
    await node.ask(ada, "game.cancel", game=game)
    stranger = FakeVisitor("eve")
    said = await node.ask(stranger, "game.history", game=game)
    last = len(node.databases.entries(game))
    assert [each["seq"] for each in said["events"]] == list(range(1, last + 1))
    assert said["next"] is None
    assert [each["text"] for each in said["events"] if "text" in each] == ["a secret"]
    part = await node.ask(stranger, "game.history", game=game, from_seq=2, limit=3)
    assert ([each["seq"] for each in part["events"]], part["next"]) == ([2, 3, 4], 5)
    end = await node.ask(stranger, "game.history", game=game, from_seq=last + 1)
    assert (end["events"], end["next"]) == ([], None)


async def test_signals_reach_everyone_here_and_are_kept_nowhere(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada)
    await node.ask(bob, "game.join", game=game, role="spectator")
    before = len(node.databases.entries(game))
    assert (await node.ask(ada, "game.typing", game=game))["ok"]
    player = node.state(game).players[Actor("ada")]
    for each in (ada, bob):
        assert each.signals("typing") == [{"sig": "typing", "game": game, "player": player}]
    await node.ask(bob, "game.react", game=game, kind="clap", data="👏")
    reaction = {"sig": "reaction", "game": game, "player": None, "kind": "clap", "data": "👏"}
    await until(lambda: ada.signals("reaction"))
    assert ada.signals("reaction") == bob.signals("reaction") == [reaction]
    assert len(node.databases.entries(game)) == before
    stranger = FakeVisitor("eve")
    said = await node.ask(stranger, "game.react", game=game, kind="boo")
    assert said["error"]["code"] == "game.not_seated"
    assert len(ada.signals("reaction")) == 1


async def test_what_needs_no_waiting_is_done_at_once(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada)
    at_once = {
        op: node.desk.at_once(bob, parsed(op, id=op, game=game, **NEEDED.get(op, {})))
        for op in OPS
        if op not in ELSEWHERE
    }
    waits = {"game.resume", "game.leave", "game.kick", "game.history", "game.start"}
    waits |= {"chat.report", "prompt.rate", "judge.why"}
    assert {op for op, done in at_once.items() if not done} == waits
    assert not node.desk.at_once(bob, parsed("chat.send", id="x", game="not here", text="t"))


async def test_a_command_for_a_game_elsewhere_is_carried_out_there(
    new_node: NewNode, databases: Databases, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    for node in (one, two):
        await node.start()
    game = await one.table(ada)
    said = await two.ask(bob, "game.join", game=game)
    assert said["ok"]
    assert (said["player"]["name"], said["seq"]) == ("Bob", 3)
    for op in ("chat.send", "game.ready"):
        fields = {"chat.send": {"text": "hi"}, "game.ready": {"ready": True}}[op]
        said = await two.ask(bob, op, game=game, **fields)
        # The event comes before the reply, here as at home.
        assert [each.get("seq") for each in bob.heard[-2:]] == [said["seq"]] * 2
    for op in ("game.start", "game.kick"):
        said = await two.ask(bob, op, game=game, **NEEDED.get(op, {}))
        assert said["error"]["code"] == "game.not_host"
    assert (await one.ask(ada, "game.start", game=game))["ok"]
    said = await two.ask(bob, "response.submit", game=game, round=1, text="me", id="r")
    again = await two.ask(bob, "response.submit", game=game, round=1, text="me", id="r")
    assert said["ok"]
    assert again == said
    assert databases.kinds(game).count("ResponseSubmitted") == 1
    assert isinstance(two.directory.here(GameId(game)), Shadow)


async def test_while_it_drains_a_node_founds_nothing_and_denies_nothing(
    node: TwinNode, ada: FakeVisitor
) -> None:
    """Method: the rooms are closed already, the connections not yet."""
    game = await node.table(ada)
    node.desk.draining = True
    said = await node.ask(ada, "game.create")
    assert said["error"]["code"] == "unavailable"
    assert said["error"]["retry_after_ms"] > 0
    assert (await node.ask(ada, "chat.send", game=game, text="on"))["ok"]
    await node.directory.close()
    for op in ("chat.send", "game.resume", "game.join"):
        said = await node.ask(ada, op, game=game, **NEEDED.get(op, {}))
        assert said["error"]["code"] == "unavailable"
        assert said["error"]["retry_after_ms"] > 0


async def test_a_connection_that_ends_leaves_all_its_games(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    games = [await node.table(ada, bob) for _ in range(2)]
    node.desk.depart(bob)
    assert bob.games == {}
    for game in games:
        assert node.room(game).audience.present == (Actor("ada"),)
    node.desk.depart(FakeVisitor("nobody"))


async def test_without_a_database_the_caller_is_told(
    node: TwinNode, databases: Databases, ada: FakeVisitor
) -> None:
    databases.store.away = True
    for op in ("game.create", "game.list", "game.join", "game.history", "chat.send"):
        fields = {} if op in ("game.create", "game.list") else {"game": GameId("g")}
        with pytest.raises(StorageUnavailable):
            await node.send(ada, op, **fields, **NEEDED.get(op, {}))
    with pytest.raises(StorageUnavailable):
        await node.desk.hello(hello("guest", "Ada"), None)
    await settle()
    assert ada.heard == []
