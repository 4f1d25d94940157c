"""Whether a folder of character files holds together: all complaints, with file, line and reason.

Reads no files: the caller brings each one's name and text.
"""

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, Final

import msgspec
from msgspec import Struct

from agents.linemap import line_at, line_of
from agents.persona import Persona
from agents.routine import DAY_KINDS, Entry, day_of, minutes

UNKNOWN: Final = re.compile(r"^Object contains unknown field `(.*?)`")
AT_PATH: Final = re.compile(r" - at `(?:key in )?(\$.*?)`$")
AT_BYTE: Final = re.compile(r"\(byte (\d+)\)$")
TRUNCATED: Final = "Input data was truncated"
WORD: Final = re.compile(r"\w+")


class Complaint(Struct, frozen=True, order=True):
    """What is wrong where; `line` counts from 1."""

    file: str
    line: int
    reason: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class File(Struct, frozen=True):
    """A character that could be read, with its text to find lines in."""

    name: str
    text: str
    persona: Persona

    def wrong(self, path: str, reason: str) -> Complaint:
        """A complaint about the value at a path."""
        return Complaint(f"{self.name}.json", line_of(self.text, path), reason)


def schema() -> dict[str, Any]:
    """The published JSON Schema of a character file, from the structs that read it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A character of AI Genius",
        **msgspec.json.schema(Persona),
    }


def check(texts: Sequence[tuple[str, str]], places: Collection[str]) -> list[Complaint]:
    """All that is wrong with (name without ending, text) pairs, by file and line."""
    files: dict[str, File] = {}
    found: list[Complaint] = []
    for name, text in sorted(texts):
        try:
            files[name] = File(name, text, msgspec.json.decode(text, type=Persona))
        except msgspec.MsgspecError as error:
            found.append(unreadable(name, text, str(error)))
    unread = {complaint.file.removesuffix(".json") for complaint in found}
    for file in files.values():
        found += own(file, places)
        found += bonds(file, files, unread)
    return sorted([*found, *doubles(files)])


def unreadable(name: str, text: str, error: str) -> Complaint:
    """What the decoder says, with a line instead of a path or a byte."""
    byte, path, unknown = AT_BYTE.search(error), AT_PATH.search(error), UNKNOWN.match(error)
    reason = AT_BYTE.sub("", AT_PATH.sub("", error)).strip()
    if byte is not None:
        line = line_at(text, int(byte[1]))
    elif error == TRUNCATED:
        line = text.count("\n") + 1
    else:
        where = path[1] if path is not None else "$"
        line = line_of(text, f"{where}.{unknown[1]}" if unknown is not None else where)
        reason = f"{where.removeprefix('$.')}: {reason}" if path is not None else reason
    return Complaint(f"{name}.json", line, reason)


def own(file: File, places: Collection[str]) -> Iterator[Complaint]:
    """What can be seen from the file alone."""
    persona = file.persona
    if persona.slug != file.name:
        yield file.wrong("$.slug", f"slug is {persona.slug!r}, but the file is named {file.name!r}")
    if persona.pace.think_min_ms > persona.pace.think_max_ms:
        yield file.wrong("$.pace", "pace.think_min_ms is above pace.think_max_ms")
    if persona.home not in places:
        yield file.wrong("$.home", f"home: there is no place {persona.home!r} on the map")
    for kind in DAY_KINDS:
        last: Entry | None = None
        for number, entry in enumerate(day_of(persona.schedule, kind)):
            path = f"$.schedule.{kind}[{number}]"
            label = f"{kind} {entry.start}"
            if entry.place not in places:
                reason = f"{label}: there is no place {entry.place!r} on the map"
                yield file.wrong(f"{path}.place", reason)
            if minutes(entry.end) <= minutes(entry.start):
                yield file.wrong(path, f"{label}: ends at {entry.end}, before it starts")
            if last is not None and minutes(entry.start) < minutes(last.end):
                reason = f"{label}: overlaps with {last.activity!r}, {last.start} to {last.end}"
                yield file.wrong(path, reason)
            last = entry
    yield from unmasked(file)


def unmasked(file: File) -> Iterator[Complaint]:
    """Words of an answer that say whose it is: it is read before anybody may know that."""
    voice, name = file.persona.voice, set(WORD.findall(file.persona.name))
    lines = [(f"forms[{number}]", line) for number, line in enumerate(voice.forms)]
    lines += [(f"fills[{number}]", line) for number, line in enumerate(voice.fills)]
    lines += [(f"swaps.{common}", own) for common, own in voice.swaps.items()]
    for where, line in lines:
        if not name.isdisjoint(WORD.findall(line)):
            reason = f"{line!r} says the name of who answers, but answers are unsigned"
            yield file.wrong(f"$.voice.{where}", f"voice.{where}: {reason}")


def bonds(file: File, files: Mapping[str, File], unread: Collection[str]) -> Iterator[Complaint]:
    """Relationships: to somebody who is there, once, and from both sides."""
    met: dict[str, int] = {}
    for number, bond in enumerate(file.persona.relationships):
        path = f"$.relationships[{number}]"
        if bond.to == file.name:
            yield file.wrong(path, "a relationship with oneself")
        elif bond.to in met:
            yield file.wrong(path, f"a second relationship with {bond.to!r}")
        elif bond.to in files:
            back = files[bond.to].persona.relationships
            if all(each.to != file.name for each in back):
                reason = f"a relationship with {bond.to!r} of one side only: none leads back"
                yield file.wrong(path, reason)
        elif bond.to not in unread:
            yield file.wrong(f"{path}.to", f"there is no agent {bond.to!r}")
        met[bond.to] = number


def doubles(files: Mapping[str, File]) -> Iterator[Complaint]:
    """Two characters of one name."""
    seen: dict[str, str] = {}
    for file in files.values():
        name = file.persona.name
        if name in seen:
            yield file.wrong("$.name", f"name {name!r} is {seen[name]}'s already")
        seen[name] = file.name
