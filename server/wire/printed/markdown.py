"""The wire for people: one page of Markdown, tables first."""

from collections.abc import Iterator, Sequence
from typing import Final

from server.wire.codec import JSON, MSGPACK
from server.wire.codes import BAD_FRAMES_MAX, FRAME_BYTES_MAX, MESSAGES, VERSION, Close
from server.wire.envelope import ErrorReply, Reply
from server.wire.printed.contents import (
    CLOSES_MEAN,
    EVENTS,
    LIMITS,
    OPERATIONS,
    REPLIES,
    SIGNALS,
    Shape,
    name,
    summary,
)
from server.wire.printed.fields import Line, lines, shapes_in
from server.wire.replies import answer_type

INTRODUCTION: Final = f"""\
# AI Genius: the wire, version {VERSION}

All that goes between a server and its clients, printed from the server's own types by
`genius protocol --format markdown`. The same as a JSON Schema: `--format json-schema`; as an
AsyncAPI document: `--format asyncapi`.

## Connecting

One websocket, `/ws`, for players, spectators and bots. Two sub-protocols carry the same maps:
`{JSON}` in text frames, also where none is asked for, and `{MSGPACK}` in
binary frames. A frame holds at most {FRAME_BYTES_MAX} bytes. One that is longer, of the wrong kind
or does not decode is answered with an error where its `id` can be read; after the
{BAD_FRAMES_MAX}rd the connection closes with {Close.PROTOCOL_ERROR.value}.

Operators have a door of their own, `/console`: there only `hello` and the operations that begin
with `console.` are known, and who signs in needs role `admin` or a key with scope `admin`.

Times are Unix milliseconds, UTC. Ids are opaque strings. No text holds U+0000. A field the server
doesn't know is refused; fields, events and signals a client doesn't know must be ignored.

## Envelopes

A client sends commands: `op` names the operation, `id` (1 to 64 characters) this one action.
A retry of the same action carries the same `id` and is told the first outcome, also after a
reconnect or a restart. Without an `id` there is no reply.

```json
{{"op": "response.submit", "id": "c7", "game": "…", "round": 1, "text": "A very small moon."}}
```

The server sends replies, events and signals. `"ok": true` means that what the command changed is
committed; the reply comes after the event it caused.

```json
{{"re": "c7", "ok": true, "seq": 41, "response": "…"}}
{{"re": "c8", "ok": false, "error": {{"code": "vote.closed", "message": "…", "…": "…"}}}}
{{"ev": "response.submitted", "game": "…", "seq": 41, "at": 1764000000000, "round": 1, "…": "…"}}
{{"sig": "typing", "game": "…", "player": "…"}}
```

Events are numbered per game, without a hole, and the same for every viewer; what a viewer may not
see arrives as `skip`. Signals have no number, are kept nowhere and may be dropped.
"""


def markdown() -> str:
    """The whole wire on one page."""
    parts = (
        INTRODUCTION.rstrip(),
        *_operations(),
        *_replies(),
        *_events(),
        *_signals(),
        *_shapes(),
        *_codes(),
    )
    return "\n\n".join(parts)


def _operations() -> Iterator[str]:
    yield "## Operations"
    rows = [(_link(each, name(each)), summary(each), _reply(each)) for each in OPERATIONS]
    yield _table(("op", "what it asks", "reply"), rows)
    yield "Beside `op` and `id` they have these fields."
    for each in OPERATIONS:
        yield f"### `{name(each)}`"
        yield f"{summary(each)}\nReply: {_reply(each)}."
        yield _given(lines(each, without=("id",)))


def _replies() -> Iterator[str]:
    yield "## Replies"
    yield (
        "Every reply has `re`, the `id` of its command, and `ok`; all but the last have `seq`:\n"
        "the number of the event that the command caused, or of the last one that the reply\n"
        "knows of; null where there is none."
    )
    for each in REPLIES:
        yield f"### `{each.__name__}`"
        yield summary(each)
        common = ("re", "ok") if each is ErrorReply else ("re", "ok", "seq")
        if each is not Reply:
            yield _shown(lines(each, without=common))


def _events() -> Iterator[str]:
    yield "## Events"
    yield "Beside `ev`, `game`, `seq` and `at` (`skip` has no `at`) they have these fields."
    yield _table(("ev", "fields", "what happened"), _rows(EVENTS, ("game", "seq", "at")))


def _signals() -> Iterator[str]:
    yield "## Signals"
    yield _table(("sig", "fields", "what it says"), _rows(SIGNALS, ()))


def _shapes() -> Iterator[str]:
    yield "## Shapes"
    yield "What the fields above are made of."
    inbound = shapes_in(OPERATIONS)
    for each in shapes_in((*OPERATIONS, *REPLIES, *EVENTS, *SIGNALS)):
        yield f"### `{each.__name__}`"
        config = each.__struct_config__
        tagged = f'\nIts `{config.tag_field}` is `"{config.tag}"`.' if config.tag else ""
        yield summary(each) + tagged
        yield _given(lines(each)) if each in inbound else _shown(lines(each))


def _codes() -> Iterator[str]:
    yield "## Error codes"
    yield (
        "`code` is for machines and stays; `message` is for people and may say more.\n"
        "`retry_after_ms` says when to try again with the same `id`, else it is null.\n"
        "A refused command changes nothing."
    )
    rows = [(f"`{code}`", message) for code, message in MESSAGES.items()]
    yield _table(("code", "message"), rows)
    yield "## Close codes"
    yield f"44xx below {Close.FLOODING.value} mean: don't retry unchanged."
    yield _table(("code", "why"), [(str(code.value), CLOSES_MEAN[code]) for code in Close])
    yield "## Limits"
    counted = [(f"`{each.name}`", str(each.value), each.meaning) for each in LIMITS]
    yield _table(("limit", "value", "what it counts"), counted)


def _link(shape: Shape, called: str) -> str:
    """Headings become anchors without their dots."""
    return f"[`{called}`](#{called.replace('.', '')})"


def _reply(operation: Shape) -> str:
    reply = answer_type(operation).__name__
    return f"[`{reply}`](#{reply.lower()})"


def _given(fields: Sequence[Line]) -> str:
    """What a client gives: with limits, and with the default where it may be left out."""
    rows = [
        (
            f"`{each.name}`",
            each.type,
            each.limits,
            f"`{each.default}`" if each.default else "must be given",
        )
        for each in fields
    ]
    head = ("field", "type", "limits", "default")
    if not any(each.limits for each in fields):
        return _table((head[0], head[1], head[3]), [(a, b, d) for a, b, _, d in rows])
    return _table(head, rows)


def _shown(fields: Sequence[Line]) -> str:
    """What a client gets: always all of it."""
    return _table(("field", "type"), [(f"`{each.name}`", each.type) for each in fields])


def _rows(shapes: tuple[Shape, ...], common: tuple[str, ...]) -> list[tuple[str, str, str]]:
    """Events or signals, each with its fields in one cell."""
    return [
        (
            f"`{name(each)}`",
            ", ".join(map(_field, lines(each, without=common))) or "none",
            summary(each),
        )
        for each in shapes
    ]


def _field(line: Line) -> str:
    # What is absent where it would be null is never null where it is present.
    kind = f"{line.type.removesuffix(' or null')} (or absent)" if line.sparse else line.type
    return f"`{line.name}` {kind}"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(each.replace('|', '/') for each in row)} |" for row in cells)
