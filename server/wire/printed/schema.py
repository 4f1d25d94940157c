"""The wire for validators: a JSON Schema (draft 2020-12) with every struct under `$defs`."""

import json
from typing import Any, Final

import msgspec

from server.wire.codes import MESSAGES, VERSION, Close
from server.wire.envelope import ErrorReply, ErrorShown
from server.wire.printed.contents import (
    CHECKED_LATER,
    CLOSES_MEAN,
    EVENTS,
    LIMITS,
    OPERATIONS,
    REPLIES,
    SIGNALS,
    Shape,
)
from server.wire.replies import answer_type

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
TITLE: Final = "AI Genius, the wire"

Schema = dict[str, Any]


def json_schema() -> str:
    """One schema that every frame of either direction fits, indented JSON."""
    place = "#/$defs/"
    return indented(
        {
            "$schema": DIALECT,
            "title": f"{TITLE}, version {VERSION}",
            "description": "A frame is FromClient or ToClient, by who sends it.",
            "anyOf": [{"$ref": f"{place}FromClient"}, {"$ref": f"{place}ToClient"}],
            "x-limits": {limit.name: limit.value for limit in LIMITS},
            "$defs": definitions(place),
        }
    )


def indented(document: Schema) -> str:
    """JSON for files that people compare."""
    return json.dumps(document, indent=2, ensure_ascii=False)


def definitions(place: str) -> Schema:
    """Every struct, union and code of the wire by name; `place` is where references look."""
    structs = (*OPERATIONS, *REPLIES, *EVENTS, *SIGNALS)
    _, found = msgspec.json.schema_components(structs, ref_template=place + "{name}")
    components: Schema = {each: _plain(found[each]) for each in sorted(found)}
    for (shape, field), checked in CHECKED_LATER.items():
        components[shape.__name__]["properties"][field]["description"] = checked
    for operation in OPERATIONS:
        components[operation.__name__]["x-reply"] = answer_type(operation).__name__
    for reply in REPLIES:
        mine = components[reply.__name__]
        mine["properties"]["ok"] = {"const": reply is not ErrorReply}
        mine["required"] = list(dict.fromkeys(["re", "ok", *mine["required"]]))
    components[ErrorShown.__name__]["properties"]["code"] = {"$ref": f"{place}ErrorCode"}
    return {
        "FromClient": _any_of(OPERATIONS, place),
        "ToClient": {"anyOf": [{"$ref": place + each} for each in ("Answer", "Event", "Signal")]},
        "Answer": _any_of(REPLIES, place),
        "Event": _any_of(EVENTS, place),
        "Signal": _any_of(SIGNALS, place),
        "ErrorCode": _codes({str(code): message for code, message in MESSAGES.items()}),
        "CloseCode": _codes({code.value: CLOSES_MEAN[code] for code in Close}),
        **components,
    }


def _any_of(shapes: tuple[Shape, ...], place: str) -> Schema:
    return {"anyOf": [{"$ref": place + each.__name__} for each in shapes]}


def _codes(meanings: dict[Any, str]) -> Schema:
    return {"oneOf": [{"const": code, "description": why} for code, why in meanings.items()]}


def _plain(part: Any) -> Any:
    """Without `discriminator`, which is OpenAPI's and means something else to AsyncAPI."""
    if isinstance(part, dict):
        return {key: _plain(value) for key, value in part.items() if key != "discriminator"}
    return [_plain(each) for each in part] if isinstance(part, list) else part
