"""Views: the names and fields of the wire, and no field in which a secret could travel."""

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
from msgspec import Struct, inspect

from game import commands, events, state
from game.ids import GameId, PlayerId
from game.snapshot import Snapshot
from game.views import (
    EventView,
    ResponseSubmittedView,
    RoundJudgedView,
    Skipped,
    View,
    VoteCastView,
)

# Beside `game`, `seq`, `at`: what the protocol promises, then what was added to it.
PROTOCOL: dict[str, tuple[list[str], list[str]]] = {
    "game.created": ([], ["code", "name", "mode", "host", "max_players", "total_rounds"]),
    "player.joined": (["player"], []),
    "player.left": (["player", "reason"], ["freed"]),
    "player.ready": (["player", "ready"], []),
    "host.changed": ([], ["host", "player"]),
    "game.started": (["total_rounds", "seats"], []),
    "round.started": (["round", "prompt", "category", "difficulty", "deadline"], []),
    "response.submitted": (["round", "player", "received", "expected", "text"], ["response"]),
    "judging.started": (["round", "deadline"], []),
    "round.judged": ([], ["round", "judge", "verdicts"]),
    "voting.started": (["round", "responses", "deadline"], []),
    "vote.cast": (["round", "received", "expected"], ["player", "response", "vote_type"]),
    "round.completed": (["round", "results", "standings", "reveal_until"], ["guessers"]),
    "guess.cast": (["round", "received", "expected"], ["player", "response", "is_ai"]),
    "honours.recorded": ([], ["number", "achievements", "is_late"]),
    "game.completed": (["standings", "winners", "stats", "achievements"], []),
    "game.paused": (["reason"], []),
    "game.resumed": (["deadline"], []),
    "game.cancelled": (["reason"], []),
    "announcement.made": ([], ["text"]),
    "chat.message": (["message", "player", "text"], []),
    "player.muted": (["player", "muted"], []),
    "chat.muted": (["player", "muted"], []),
}
SECRETS = ("seed", "deck", "cast", "prompts", "author", "voter", "elapsed_ms", "kicked", "ballot")


def structs(kind: Any) -> Iterator[inspect.StructType]:
    """All structs that can be reached from a type."""
    found: dict[type, inspect.StructType] = {}

    def walk(node: Any) -> None:
        if isinstance(node, inspect.StructType):
            if node.cls in found:
                return
            found[node.cls] = node
            for each in node.fields:
                walk(each.type)
        for inner in ("types", "item_types"):
            for each in getattr(node, inner, ()):
                walk(each)
        for inner in ("item_type", "key_type", "value_type"):
            if hasattr(node, inner):
                walk(getattr(node, inner))

    walk(inspect.type_info(kind))
    yield from found.values()


def test_the_views_and_their_fields_are_those_of_the_protocol() -> None:
    found = {
        each.__struct_config__.tag: sorted(each.__struct_fields__) for each in get_args(EventView)
    }
    expected = {
        tag: sorted([*promised, *added, "game", "seq", "at"])
        for tag, (promised, added) in PROTOCOL.items()
    }
    assert found == expected


def test_every_event_but_where_it_is_played_has_a_view_of_its_name() -> None:
    shown = [each for each in get_args(events.Event) if each is not events.RoomMoved]
    tags = [each.__struct_config__.tag for each in shown]
    assert [each.__struct_config__.tag for each in get_args(EventView)] == tags


def test_no_view_has_a_place_for_a_secret() -> None:
    reachable = list(structs(tuple[EventView | Skipped, Snapshot]))
    assert len(reachable) > 25
    leaks = [
        (struct.cls.__name__, each.name)
        for struct in reachable
        for each in struct.fields
        if each.name in SECRETS
    ]
    assert leaks == []
    inner = (*vars(state).values(), *vars(events).values())
    private = [each for each in inner if isinstance(each, type) and issubclass(each, Struct)]
    own = [each for each in private if each.__module__ in (state.__name__, events.__name__)]
    assert len(own) > 20
    assert [struct.cls for struct in reachable if struct.cls in own] == []


def test_scores_of_the_judge_travel_alone_only_in_the_history() -> None:
    holders = [
        view
        for view in (*get_args(EventView), Snapshot)
        if commands.Verdict in [reached.cls for reached in structs(view)]
    ]
    assert holders == [RoundJudgedView]


def test_what_is_not_shown_is_not_even_named() -> None:
    common: dict[str, Any] = {"game": GameId("g"), "seq": 7, "at": 5, "round": 1}
    hidden = VoteCastView(**common, received=1, expected=6)
    assert msgspec.to_builtins(hidden) == {
        "ev": "vote.cast",
        **common,
        "received": 1,
        "expected": 6,
    }
    someone = ResponseSubmittedView(**common, received=1, expected=2, player=PlayerId("p"))
    assert sorted(msgspec.to_builtins(someone)) == sorted(
        ["ev", "game", "seq", "at", "round", "received", "expected", "player"]
    )


def test_a_skip_shows_its_number_and_nothing_else() -> None:
    skip = msgspec.json.encode(Skipped(game=GameId("g"), seq=43))
    assert skip == b'{"ev":"skip","game":"g","seq":43}'
    assert not issubclass(Skipped, View)
