"""The wire for generators: an AsyncAPI 3.0 document, told from the server's side."""

from typing import Any, Final

from server.wire.codec import JSON, MSGPACK
from server.wire.codes import VERSION
from server.wire.console import ConsoleSignal
from server.wire.envelope import ErrorReply, Reply
from server.wire.inbound import Hello
from server.wire.printed.contents import (
    CONSOLE_OPERATIONS,
    EVENTS,
    LIMITS,
    OPERATIONS,
    REPLIES,
    SIGNALS,
    Shape,
    name,
    summary,
)
from server.wire.printed.schema import TITLE, definitions, indented
from server.wire.replies import answer_type

CHANNEL: Final = "ws"
CONSOLE: Final = "console"
PLACE: Final = "#/components/schemas/"


def asyncapi() -> str:
    """The document, indented JSON; the server receives commands and sends all else."""
    messages = {_key(each): _message(each) for each in (*OPERATIONS, *REPLIES, *EVENTS, *SIGNALS)}
    operators = {_key(each) for each in _console_messages() if each not in _shared()}
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
                "messages": {
                    key: {"$ref": f"#/components/messages/{key}"}
                    for key in messages
                    if key not in operators
                },
                "bindings": {"ws": {"method": "GET"}},
            },
            CONSOLE: {
                "address": "/console",
                "description": "One websocket for operators; of the others only hello is known.",
                "messages": {
                    key: {"$ref": f"#/components/messages/{key}"}
                    for key in map(_key, _console_messages())
                },
                "bindings": {"ws": {"method": "GET"}},
            },
        },
        "operations": {
            **{name(each): _received(each) for each in OPERATIONS},
            "events": _sent("Events of a game, in the order of their numbers.", EVENTS),
            "signals": _sent(
                "Said once, kept nowhere.",
                tuple(each for each in SIGNALS if each is not ConsoleSignal),
            ),
            "watched": _sent("What an operator watches.", (ConsoleSignal,), CONSOLE),
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


def _console_messages() -> tuple[Shape, ...]:
    asked: tuple[Shape, ...] = (Hello, *CONSOLE_OPERATIONS)
    said: tuple[Shape, ...] = (*asked, *map(answer_type, asked), ErrorReply, ConsoleSignal)
    return tuple(dict.fromkeys(said))


def _shared() -> tuple[Shape, ...]:
    """What both doors know."""
    return (Hello, answer_type(Hello), Reply, ErrorReply)


def _received(operation: Shape) -> dict[str, Any]:
    channel = CONSOLE if operation in CONSOLE_OPERATIONS else CHANNEL
    return {
        "action": "receive",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": summary(operation),
        "messages": _of_channel((operation,), channel),
        "reply": {
            "channel": {"$ref": f"#/channels/{channel}"},
            "messages": _of_channel((answer_type(operation), ErrorReply), channel),
        },
    }


def _sent(what: str, shapes: tuple[Shape, ...], channel: str = CHANNEL) -> dict[str, Any]:
    return {
        "action": "send",
        "channel": {"$ref": f"#/channels/{channel}"},
        "summary": what,
        "messages": _of_channel(shapes, channel),
    }


def _of_channel(shapes: tuple[Shape, ...], channel: str = CHANNEL) -> list[dict[str, str]]:
    return [{"$ref": f"#/channels/{channel}/messages/{_key(each)}"} for each in shapes]
