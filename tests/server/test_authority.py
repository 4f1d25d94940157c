"""Every operation of the wire against every kind of person, in one table that is walked."""

import json
from typing import get_args

import pytest

from game.ids import Actor
from persistence.ports import Login, Person, Role
from server import authority
from server.authority import ACCESS, denied
from server.credits import Credits
from server.session import Session
from server.wallet import Wallet
from server.wire import (
    CODECS,
    JSON,
    ConsoleCommand,
    ErrorReply,
    Fault,
    FromClient,
    FromConsole,
    Hello,
    WireError,
)
from server.wire.printed.contents import name
from tests.server.promised import PROMISED_OPERATIONS
from tests.server.stage import Databases, TwinNode, parsed
from tests.server.visiting import FAR_MS, FakeVisitor

ROLES = ("guest", "user", "moderator", "service", "admin", "read", "play", "admin key")
GAME, ID = "01a20405-67fd-7e56-a299-f6c1f73b2a5f", "01a20405-6825-7cb7-8851-96529627b93a"
# By operation: who may, one letter per role of ROLES (y, or - for forbidden), and a sample.
TABLE = """
game.create      yyyyy-y-  {}
game.list        yyyyyy--  {}
agent.list       yyyyyy--  {}
agent.get        yyyyyy--  {"agent": "goat"}
agent.memories   yyyyyy--  {"agent": "goat"}
world.join       yyyyy-y-  {"character_name": "Ada of the Hill"}
world.leave      yyyyy-y-  {}
world.move       yyyyy-y-  {"to": "square"}
world.watch      yyyyyy--  {"hz": 10}
world.unwatch    yyyyyy--  {}
game.join        yyyyy-y-  {"game": GAME}
game.resume      yyyyyy--  {"game": GAME, "seq": 0}
game.leave       yyyyy-y-  {"game": GAME}
game.ready       yyyyy-y-  {"game": GAME}
game.start       yyyyy-y-  {"game": GAME}
game.kick        yyyyy-y-  {"game": GAME, "player": ID}
game.add_agent   yyyyy-y-  {"game": GAME}
game.cancel      yyyyy-y-  {"game": GAME}
game.mute        yyyyy-y-  {"game": GAME, "player": ID}
game.react       yyyyy-y-  {"game": GAME, "kind": "wow"}
game.typing      yyyyy-y-  {"game": GAME}
game.history     yyyyyy--  {"game": GAME}
response.submit  yyyyy-y-  {"game": GAME, "round": 1, "text": "x"}
vote.cast        yyyyy-y-  {"game": GAME, "round": 1, "response": ID, "vote_type": "best"}
chat.send        yyyyy-y-  {"game": GAME, "text": "x"}
chat.mute        yyyyy-y-  {"game": GAME, "player": ID}
chat.report      yyyyy-y-  {"game": GAME, "message": ID}
prompt.propose   -yyyy-y-  {"text": "A fine prompt about a duck"}
prompt.rate      yyyyy-y-  {"game": GAME, "round": 1, "liked": true}
auth.register    yyyyy---  {"username": "x", "password": "y"}
auth.login       yyyyy---  {"username": "x", "password": "y"}
auth.refresh     yyyyy---  {}
auth.logout      yyyyy---  {}
key.create       -yyyy---  {"name": "k", "scopes": ["play"]}
key.list         -yyyy---  {}
key.revoke       -yyyy---  {"key": ID}
profile.get      yyyyyy--  {}
profile.export   yyyyy---  {}
profile.erase    yyyyy---  {"confirm": "no"}
leaderboard.get  yyyyyy--  {}
console.exec     ----y--y  {"line": "help"}
console.watch    ----y--y  {"topics": []}
console.complete ----y--y  {"line": "h"}
"""
ROWS = {
    op: (marks, json.loads(sample.replace("GAME", f'"{GAME}"').replace("ID}", f'"{ID}"}}')))
    for op, marks, sample in (
        line.replace("ID,", f'"{ID}",').split(maxsplit=2) for line in TABLE.strip().splitlines()
    )
}
SHAPES = {name(each): each for each in get_args(FromClient | FromConsole)}
ON_CONSOLE = [name(each) for each in get_args(ConsoleCommand)]


def login(role: str) -> Login:
    """Somebody of this kind; the last three come by a key, of an admin's where it says so."""
    scopes: tuple[str, ...] | None = None
    rank: Role = "user"
    if role in ("read", "play", "admin key"):
        scopes, rank = (role.removesuffix(" key"),), "admin"
    elif role in ("moderator", "service", "admin"):
        rank = role  # type: ignore[assignment]
    person = Person(Actor(f"somebody {role}"), role, rank, is_guest=role == "guest")
    return Login(person, f"session of {role}", FAR_MS, scopes)


def test_the_table_has_every_operation_of_the_wire_and_of_the_protocol() -> None:
    assert set(ROWS) == {*SHAPES} - {"hello"} == {name(each) for each in ACCESS}
    assert set(PROMISED_OPERATIONS) <= {*ROWS, "hello"}


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("op", ROWS)
def test_who_may_is_as_the_table_says(op: str, role: str) -> None:
    found = denied(login(role), SHAPES[op])
    assert (found is None) is (ROWS[op][0][ROLES.index(role)] == "y")
    assert found is None or found.code == Fault.FORBIDDEN


@pytest.mark.parametrize("op", [op for op in ROWS if op not in ON_CONSOLE])
async def test_the_desk_holds_to_it(databases: Databases, op: str) -> None:
    """Method: each kind of person says it to a live node; only a refusal may say "this needs"."""
    node = TwinNode(databases)
    marks, sample = ROWS[op]
    for role, mark in zip(ROLES, marks, strict=True):
        visitor = FakeVisitor("x", login=login(role))
        said = await node.ask(visitor, op, **sample)
        refused = not said["ok"] and "this needs" in said["error"]["message"]
        assert refused is (mark == "-"), (role, said)
        if refused:
            assert said["error"]["code"] == "forbidden"
        else:
            assert said["ok"] or said["error"]["code"] != "internal", said
    await node.stop()


@pytest.mark.parametrize("op", ROWS)
def test_a_stranger_may_only_say_hello(op: str) -> None:
    session, codec = Session(CODECS[JSON], 0, Wallet(Credits(1.0), None)), CODECS[JSON]
    said = codec.encode({"op": op, "id": "1", **ROWS[op][1]})
    heard = session.hear(said, binary=False, now_ms=0)
    assert isinstance(heard, ErrorReply)
    assert heard.error.code == ("bad_request" if op in ON_CONSOLE else "unauthorized")
    hello = {"op": "hello", "id": "2", "auth": {"kind": "guest", "name": "Ada"}}
    assert isinstance(session.hear(codec.encode(hello), binary=False, now_ms=0), Hello)


@pytest.mark.parametrize("op", ON_CONSOLE)
def test_the_players_door_does_not_know_the_operators_words(op: str) -> None:
    with pytest.raises(WireError) as caught:
        parsed(op, id="1", **ROWS[op][1])
    assert caught.value.code == "bad_request"


def test_what_stands_in_no_row_nobody_may(monkeypatch: pytest.MonkeyPatch) -> None:
    # A table of the test's own: what is put back into a dictionary comes last in it.
    left = {each: access for each, access in ACCESS.items() if each is not SHAPES["game.list"]}
    monkeypatch.setattr(authority, "ACCESS", left)
    found = denied(login("admin"), SHAPES["game.list"])
    assert found is not None
    assert found.code == Fault.FORBIDDEN
