"""The wire for generators: an AsyncAPI 3.0 document, told from the server's side."""

from typing import Any, Final

from server.wire.codec import JSON, MSGPACK
from server.wire.codes import VERSION
from server.wire.outbound import ErrorReply
from server.wire.printed.contents import (
    EVENTS,
    LIMITS,
    OPERATIONS,
    REPLIES,
    SIGNALS,
    Shape,
    name,
    reply_to,
    summary,
)
from server.wire.printed.schema import TITLE, definitions, indented

CHANNEL: Final = "ws"
PLACE: Final = "#/components/schemas/"


def asyncapi() -> str:
    """The document, indented JSON; the server receives commands and sends all else."""
    messages = {_key(each): _message(each) for each in (*OPERATIONS, *REPLIES, *EVENTS, *SIGNALS)}
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": TITLE,
            "version": f"{VERSION}.0.0",
            "description": (
                f"Sub-protocol `{JSON}`: text frames of JSON; `{MSGPACK}`: the same maps as "
                "MessagePack in binary frames."
            ),
            "x-limits": {limit.name: limit.value for limit in LIMITS},
        },
        "defaultContentType": "application/json",
        "channels": {
            CHANNEL: {
                "address": "/ws",
                "description": "One websocket for players, spectators and bots.",
                "messages": {key: {"$ref": f"#/components/messages/{key}"} for key in messages},
                "bindings": {"ws": {"method": "GET"}},
            }
        },
        "operations": {
            **{name(each): _received(each) for each in OPERATIONS},
            "events": _sent("Events of a game, in the order of their numbers.", EVENTS),
            "signals": _sent("Said once, kept nowhere.", SIGNALS),
        },
        "components": {"messages": messages, "schemas": definitions(PLACE)},
    }
    return indented(document)


def _key(shape: Shape) -> str:
    """`op.vote.cast` and `ev.vote.cast` share a name on the wire; replies have only a struct's."""
    config = shape.__struct_config__
    return f"{config.tag_field}.{config.tag}" if config.tag else shape.__name__


def _message(shape: Shape) -> dict[str, Any]:
    message = {
        "name": name(shape) if shape.__struct_config__.tag else shape.__name__,
        "summary": summary(shape),
        "payload": {"$ref": PLACE + shape.__name__},
    }
    if shape in OPERATIONS or shape in REPLIES:
        field = "id" if shape in OPERATIONS else "re"
        message["correlationId"] = {"location": f"$message.payload#/{field}"}
    return message


def _received(operation: Shape) -> dict[str, Any]:
    return {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "summary": summary(operation),
        "messages": _of_channel((operation,)),
        "reply": {
            "channel": {"$ref": f"#/channels/{CHANNEL}"},
            "messages": _of_channel((reply_to(operation), ErrorReply)),
        },
    }


def _sent(what: str, shapes: tuple[Shape, ...]) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{CHANNEL}"},
        "summary": what,
        "messages": _of_channel(shapes),
    }


def _of_channel(shapes: tuple[Shape, ...]) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/{CHANNEL}/messages/{_key(each)}"} for each in shapes]
