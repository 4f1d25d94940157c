"""Where in a JSON text each value stands, so that a complaint about a path can name its line."""

import re
from typing import Final

# A key with its colon, a string, a bracket, or anything else that is not space.
TOKEN: Final = re.compile(r'("(?:[^"\\]|\\.)*")\s*:|"(?:[^"\\]|\\.)*"|[{}\[\]]|[^\s{}\[\],"]+')


def lines(text: str) -> dict[str, int]:
    """The line (from 1) of every value, by its path as `$.schedule.rest[2].place`."""
    found: dict[str, int] = {}
    # The path of each open bracket, and how many values an array has had; -1 for an object.
    open_: list[list[object]] = []
    line, read, key = 1, 0, ""

    def path() -> str:
        if not open_:
            return "$"
        parent, count = open_[-1]
        return f"{parent}.{key}" if count == -1 else f"{parent}[{count}]"

    for match in TOKEN.finditer(text):
        line += text.count("\n", read, match.start())
        read = match.start()
        token = match[0]
        if match[1] is not None:
            key = match[1][1:-1]
            continue
        if token in "}]":
            open_ = open_[:-1]
        else:
            found.setdefault(path(), line)
        if token in "{[":
            open_.append([path(), -1 if token == "{" else 0])
        elif open_ and isinstance(open_[-1][1], int) and open_[-1][1] >= 0:
            open_[-1][1] += 1
    return found


def line_of(text: str, path: str) -> int:
    """The line of the value at a path, or of the nearest one around it."""
    known = lines(text)
    while path not in known and path:
        path = path[: max(path.rfind("."), path.rfind("["), 0)]
    return known.get(path, 1)


def line_at(text: str, byte: int) -> int:
    """The line of a byte of the text's UTF-8."""
    return text.encode()[:byte].count(b"\n") + 1
