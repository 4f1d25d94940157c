"""Results as people see them in a terminal: lists as tables, all else as the server put it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any, TextIO

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from server.wire import ConsoleSignal, ExecuteReply


class Screen:
    """Where an operator reads; what others wrote is never taken for markup."""

    def __init__(self, file: TextIO | None = None, *, width: int | None = None) -> None:
        self._console = Console(file=file, width=width, highlight=False)

    def show(self, reply: ExecuteReply) -> None:
        """A result."""
        rows = reply.result
        if isinstance(rows, list) and rows and all(isinstance(row, dict) for row in rows):
            self._console.print(_table(rows))
        else:
            self.say(reply.text)

    def say(self, text: str, style: str = "") -> None:
        """A line."""
        self._console.print(Text(plain(text), style=style))

    def signal(self, signal: ConsoleSignal) -> None:
        """Something that is watched."""
        about = f" {signal.about}" if signal.about else ""
        self.say(f"{signal.topic}{about}  {signal.text}", "dim")


def _table(rows: Sequence[dict[str, Any]]) -> Table:
    table = Table(box=None, header_style="bold", pad_edge=False)
    for name in rows[0]:
        table.add_column(name.removesuffix("_at"), overflow="fold")
    for row in rows:
        table.add_row(*(Text(plain(cell(name, value))) for name, value in row.items()))
    return table


def cell(name: str, value: Any) -> str:
    """A value in its column; those named `..._at` are moments, shown in the time of this place."""
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case int() if name.endswith("_at"):
            return _moment(value)
        case dict() | list():
            return msgspec.json.encode(value).decode() if value else "-"
        case _:
            return " ".join(str(value).split())


def _moment(at_ms: int) -> str:
    return datetime.fromtimestamp(at_ms / 1_000, UTC).astimezone().strftime("%Y-%m-%d %H:%M:%S")


def plain(text: str) -> str:
    """Without signs that would move a terminal's cursor or colour what follows."""
    return "".join(sign if sign.isprintable() or sign == "\n" else "?" for sign in text)
