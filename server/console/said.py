"""What comes of a line: a result with its text, or a refusal that says what would do. Pure."""

from collections.abc import Sequence
from typing import Any, Final

from msgspec import Struct

from server.wire import Fault

SPANS: Final = ((86_400, "d"), (3_600, "h"), (60, "m"), (1, "s"))


class Done(Struct, frozen=True):
    """`result` is for programs, `text` the same for people."""

    result: Any
    text: str


class No(Struct, frozen=True):
    """Refused: nothing changed."""

    code: str
    text: str


Outcome = Done | No


def no_such(kind: str, name: str, look: str) -> No:
    """There is none, and where those that are can be seen."""
    return No(Fault.NOT_FOUND, f"no {kind} {name!r}; `{look}` shows them")


def conflict(text: str) -> No:
    """It does not fit."""
    return No(Fault.CONFLICT, text)


def wrong(text: str) -> No:
    """It was not well said."""
    return No(Fault.BAD_REQUEST, text)


def listed(rows: Sequence[dict[str, Any]], nothing: str, now_ms: int = 0) -> Done:
    """Rows of the same fields, as a table for people; `..._at` are moments, Unix ms."""
    return Done(list(rows), table([_dated(row, now_ms) for row in rows]) if rows else nothing)


def facts(values: dict[str, Any], now_ms: int = 0) -> Done:
    """Names and values, one a line."""
    width = max(map(len, values), default=0)
    dated = _dated(values, now_ms).items()
    return Done(values, "\n".join(f"{name:<{width}}  {shown(value)}" for name, value in dated))


def _dated(values: dict[str, Any], now_ms: int) -> dict[str, Any]:
    return {
        name: ago(value, now_ms) if name.endswith("_at") and isinstance(value, int) else value
        for name, value in values.items()
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Rows of the same fields in columns, under their names."""
    head = list(rows[0])
    cells = [head, *([shown(row[name]) for name in head] for row in rows)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(head))]
    lines = (
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in cells
    )
    return "\n".join(lines)


def shown(value: Any) -> str:
    """A value in a line of text."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case dict():
            return ", ".join(f"{name} {shown(each)}" for name, each in value.items()) or "-"
        case list() | tuple():
            return ", ".join(map(shown, value)) or "-"
        case _:
            return " ".join(str(value).split())


def ago(at_ms: int, now_ms: int) -> str:
    """A moment as people take it in: how long ago, or how far ahead."""
    seconds = abs(now_ms - at_ms) // 1_000
    size, unit = next((size, unit) for size, unit in SPANS if seconds >= size or size == 1)
    span = f"{seconds // size}{unit}"
    return f"{span} ago" if at_ms <= now_ms else f"in {span}"
