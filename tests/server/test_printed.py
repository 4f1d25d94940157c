"""The printed wire: the same as ever unless meant, complete, and with all the names we promised.

`GENIUS_GOLDEN=renew python -m pytest tests/server/test_printed.py` writes the golden files anew.
"""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_overloads, get_type_hints

import msgspec
import pytest
from msgspec import Meta

from clients.asking import Asking
from game.commands import Internal
from game.refusals import Refusal
from game.rules import Rules
from game.views import EventView, Skipped
from server.limits import Limits
from server.session import HELLO_MS_MAX
from server.wire import (
    MESSAGES,
    AnySignal,
    Close,
    ConsoleCommand,
    Fault,
    FromClient,
    GuestAuth,
    Reply,
    TokenAuth,
    answer_type,
)
from server.wire.printed import FORMATS, printed
from server.wire.printed.contents import (
    CHECKED_LATER,
    CLOSES_MEAN,
    CONSOLE_OPERATIONS,
    LIMITS,
    OPERATIONS,
    REPLIES,
    name,
)
from server.wire.printed.fields import lines, shapes_in
from tests.server.promised import (
    PROMISED_CLOSES,
    PROMISED_ERRORS,
    PROMISED_EVENTS,
    PROMISED_OPERATIONS,
    PROMISED_REPLIES,
    PROMISED_SETTINGS,
    PROMISED_SIGNALS,
)

ROOT = Path(__file__).parents[2]
GOLDEN = {"markdown": "wire.md", "json-schema": "wire.json"}
EVENTS = (*get_args(EventView), Skipped)

SCHEMA: dict[str, Any] = json.loads(printed("json-schema"))
DEFINED: dict[str, Any] = SCHEMA["$defs"]
ASYNCAPI: dict[str, Any] = json.loads(printed("asyncapi"))
PAGE = printed("markdown")


def tagged(field: str, tag: str) -> dict[str, Any]:
    """The definition whose frames carry this tag."""
    found: list[dict[str, Any]] = [
        each
        for each in DEFINED.values()
        if each.get("properties", {}).get(field, {}).get("enum") == [tag]
    ]
    (only,) = found
    return only


def inner(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The structs that a field may hold, through references, lists and nulls."""
    if "$ref" in schema:
        return [DEFINED[schema["$ref"].rpartition("/")[2]]]
    parts = [*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else ())]
    return [each for part in parts for each in inner(part)]


def has(schemas: list[dict[str, Any]], path: str) -> bool:
    """Whether one of the structs has the field, and that one the next, and so on."""
    field, _, rest = path.partition(".")
    found = [each["properties"][field] for each in schemas if field in each.get("properties", {})]
    return bool(found) and (not rest or has([one for each in found for one in inner(each)], rest))


def missing(promised: str, schema: dict[str, Any]) -> list[str]:
    return [path for path in promised.split() if not has([schema], path)]


def references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return own + [each for value in part.values() for each in references(value)]
    return [each for value in part for each in references(value)] if isinstance(part, list) else []


def resolved(document: dict[str, Any], reference: str) -> Any:
    part: Any = document
    for step in reference.removeprefix("#/").split("/"):
        part = part[step]
    return part


def section(title: str) -> str:
    """One chapter of the page."""
    (found,) = re.findall(rf"^## {title}\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


# ---------------------------------------------------------------- the same as ever


@pytest.mark.parametrize("format", GOLDEN)
def test_the_wire_is_the_golden_one(format: str) -> None:
    kept = ROOT / "tests" / "golden" / GOLDEN[format]
    if os.environ.get("GENIUS_GOLDEN") == "renew":
        kept.write_text(printed(format) + "\n", encoding="utf-8")
    assert kept.read_text(encoding="utf-8") == printed(format) + "\n", (
        "The wire has changed. If that is meant and version 1 allows it, write it anew with "
        "GENIUS_GOLDEN=renew python -m pytest tests/server/test_printed.py"
    )


def test_every_process_prints_the_same() -> None:
    code = "from server.wire.printed import *; print(*map(printed, FORMATS), sep='')"
    for seed in ("1", "2"):
        run = subprocess.run(
            [sys.executable, "-c", code],
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
        )
        assert run.stdout.decode() == "".join(map(printed, FORMATS)) + "\n"


def test_an_unknown_format_is_refused() -> None:
    with pytest.raises(ValueError, match="asyncapi, json-schema, markdown"):
        printed("yaml")


# ---------------------------------------------------------------- version 1


@pytest.mark.parametrize("op", PROMISED_OPERATIONS)
def test_a_promised_operation_is_there(op: str) -> None:
    assert missing(PROMISED_OPERATIONS[op], tagged("op", op)) == []
    reply = DEFINED[tagged("op", op)["x-reply"]]
    assert missing(f"re ok seq {PROMISED_REPLIES.get(op, '')}", reply) == []


@pytest.mark.parametrize("ev", PROMISED_EVENTS)
def test_a_promised_event_is_there(ev: str) -> None:
    common = "" if ev == "skip" else "game seq at "
    assert missing(common + PROMISED_EVENTS[ev], tagged("ev", ev)) == []


@pytest.mark.parametrize("sig", PROMISED_SIGNALS)
def test_a_promised_signal_is_there(sig: str) -> None:
    assert missing(PROMISED_SIGNALS[sig], tagged("sig", sig)) == []


def test_the_promised_settings_and_codes_are_there() -> None:
    assert missing(PROMISED_SETTINGS, DEFINED["Settings"]) == []
    assert missing("error.code error.message error.retry_after_ms", DEFINED["ErrorReply"]) == []
    assert set(PROMISED_ERRORS.split()) <= {each["const"] for each in DEFINED["ErrorCode"]["oneOf"]}
    assert [each["const"] for each in DEFINED["CloseCode"]["oneOf"]] == list(PROMISED_CLOSES)


def test_a_missing_promise_is_seen() -> None:
    event = tagged("ev", "round.completed")
    assert missing("results.points results.price standings.rank.x y", event) == [
        *("results.price", "standings.rank.x", "y")
    ]


# ---------------------------------------------------------------- complete


def test_everything_that_can_be_asked_is_printed() -> None:
    asked = get_args(FromClient | ConsoleCommand)
    assert sorted(map(name, OPERATIONS)) == sorted(map(name, asked))
    for each in asked:
        assert f"\n### `{name(each)}`\n" in section("Operations")
        assert name(each) in ASYNCAPI["operations"]
        assert {"$ref": f"#/$defs/{each.__name__}"} in DEFINED["FromClient"]["anyOf"]


@pytest.mark.parametrize(
    ("title", "union", "field", "shapes"),
    [("Events", "Event", "ev", EVENTS), ("Signals", "Signal", "sig", get_args(AnySignal))],
)
def test_everything_that_is_told_is_printed(
    title: str, union: str, field: str, shapes: tuple[type[msgspec.Struct], ...]
) -> None:
    sent = ASYNCAPI["operations"][title.lower()]["messages"]
    for each in shapes:
        assert f"\n| `{name(each)}` |" in section(title)
        assert {"$ref": f"#/$defs/{each.__name__}"} in DEFINED[union]["anyOf"]
        assert {"$ref": f"#/channels/ws/messages/{field}.{name(each)}"} in sent


def test_every_field_is_printed() -> None:
    """Those of operations, replies and shapes as rows of their chapter, all others in one row."""
    chapters = dict(re.findall(r"^### `([^`]*)`\n(.*?)(?=^#|\Z)", PAGE, re.MULTILINE | re.DOTALL))
    everything = (*OPERATIONS, *REPLIES, *EVENTS, *get_args(AnySignal))
    for shape in (*OPERATIONS, *REPLIES, *shapes_in(everything)):
        tag = shape.__struct_config__.tag
        chapter = chapters[name(shape) if shape in OPERATIONS else shape.__name__]
        assert f'"{tag}"' in chapter or not tag or shape in OPERATIONS
        for field in shape.__struct_encode_fields__:
            assert f"\n| `{field}` | " in chapter or field in ("id", "re", "ok", "seq")
    for shape in (*EVENTS, *get_args(AnySignal)):
        title = "Events" if shape in EVENTS else "Signals"
        (row,) = [each for each in section(title).splitlines() if f"| `{name(shape)}` |" in each]
        for field in shape.__struct_encode_fields__:
            assert f"`{field}` " in row or (shape in EVENTS and field in ("game", "seq", "at"))


def test_every_code_is_printed_with_its_meaning() -> None:
    assert set(MESSAGES) == {*Fault, *Refusal}
    for code, message in MESSAGES.items():
        assert f"\n| `{code}` | {message} |" in section("Error codes")
    assert set(CLOSES_MEAN) == set(Close)
    for close in Close:
        assert f"\n| {close.value} | {CLOSES_MEAN[close]} |" in section("Close codes")


def test_every_limit_is_printed() -> None:
    assert {"frame_bytes_max", "bad_frames_max", *Rules.__struct_fields__} == {
        limit.name for limit in LIMITS
    }
    for limit in LIMITS:
        assert f"\n| `{limit.name}` | {limit.value} |" in section("Limits")
        assert SCHEMA["x-limits"][limit.name] == limit.value


class Sample(msgspec.Struct):
    """Every kind of field that the wire has."""

    low: Annotated[int, Meta(ge=1)]
    high: Annotated[str, Meta(max_length=3)] | None
    both: Annotated[float, Meta(ge=0.5, le=2)] = 1.0
    code: Annotated[str, Meta(pattern="^[a-z]$")] = "e"
    where: tuple[str, ...] = ()
    votes: dict[Literal["best", "funny"], int] = {}
    who: GuestAuth | TokenAuth | None = None
    auth: GuestAuth = GuestAuth("Ada")


def test_a_field_is_told_in_words() -> None:
    guest, token = "[`GuestAuth`](#guestauth)", "[`TokenAuth`](#tokenauth)"
    assert [each[:4] for each in lines(Sample)] == [
        ("low", "integer", "at least 1", ""),
        ("high", "string or null", "at most 3 characters", ""),
        ("both", "number", "0.5 to 2", "1.0"),
        ("code", "string", "matches `^[a-z]$`", '"e"'),
        ("where", "list of string", "", "[]"),
        ("votes", 'map of `"best"` / `"funny"` to integer', "", "{}"),
        ("who", f"{guest} or {token} or null", "", "null"),
        ("auth", guest, "", "{}"),
    ]


def test_limits_and_defaults_stand_beside_their_fields() -> None:
    page = section("Operations")
    assert "\n| `max_players` | integer | 2 to 12 | `8` |\n" in page
    assert "\n| `text` | string | 1 to 280 characters between the spaces, else" in page
    assert "\n| `data` | string or null | at most 128 characters | `null` |\n" in page
    assert "\n| `ready` | boolean | `true` |\n" in page
    assert '\n| `language` | string | matches `^[a-z]{2}$` | `"en"` |\n' in section("Shapes")


def test_the_server_keeps_to_itself_what_only_it_may_post() -> None:
    for each in get_args(Internal):
        for format in FORMATS:
            for quoted in (f'"{name(each)}"', f"`{name(each)}`", f"op.{name(each)}"):
                assert quoted not in printed(format)
            assert f"{each.__name__}`" not in printed(format)
            assert f'{each.__name__}"' not in printed(format)


def test_each_operation_has_the_reply_that_the_client_awaits() -> None:
    awaited = {}
    for each in get_overloads(Asking.ask):
        hints = get_type_hints(each)
        for command in get_args(hints["command"]) or (hints["command"],):
            awaited.setdefault(command, hints["return"])
    for operation in OPERATIONS:
        if name(operation) != "hello" and operation not in CONSOLE_OPERATIONS:
            assert answer_type(operation) is awaited.get(operation, Reply)


def test_what_is_checked_later_is_a_field() -> None:
    for shape, field in CHECKED_LATER:
        assert field in shape.__struct_fields__


def test_times_in_words_are_those_of_the_server() -> None:
    assert f" {HELLO_MS_MAX // 1000} s" in CLOSES_MEAN[Close.NOT_SIGNED_IN]
    assert f" {Limits().silent_ms // 1000} s" in CLOSES_MEAN[Close.HEARTBEAT_LOST]


def test_every_reference_leads_somewhere() -> None:
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert ASYNCAPI["asyncapi"] == "3.0.0"
    for document in (SCHEMA, ASYNCAPI):
        assert len(references(document)) > 100
        for reference in references(document):
            resolved(document, reference)


def test_success_and_failure_can_be_told_apart() -> None:
    for reply in REPLIES:
        printed_reply = DEFINED[reply.__name__]
        assert printed_reply["properties"]["ok"] == {"const": reply.__name__ != "ErrorReply"}
        assert {"re", "ok"} <= set(printed_reply["required"])


def test_a_retry_can_be_matched_with_its_reply() -> None:
    messages = ASYNCAPI["components"]["messages"]
    asked = messages["op.vote.cast"]
    assert asked["name"] == "vote.cast"
    assert asked["correlationId"] == {"location": "$message.payload#/id"}
    assert messages["Reply"]["correlationId"] == {"location": "$message.payload#/re"}
    answers = ASYNCAPI["operations"]["chat.send"]["reply"]["messages"]
    assert [each["$ref"].rpartition("/")[2] for each in answers] == ["MessageReply", "ErrorReply"]


def test_every_link_on_the_page_has_its_heading() -> None:
    headings = re.findall(r"^#+ (.*)$", PAGE, re.MULTILINE)
    anchors = [re.sub(r"[^a-z0-9_ -]", "", each.lower()).replace(" ", "-") for each in headings]
    assert len(anchors) == len(set(anchors))
    links = re.findall(r"\]\(#([^)]*)\)", PAGE)
    assert links
    assert set(links) <= set(anchors)


def test_prose_fits_the_column_and_tables_are_whole() -> None:
    for line in PAGE.splitlines():
        assert line.startswith("|") or len(line) <= 100
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        assert len({row.count("|") for row in table.splitlines()}) == 1
