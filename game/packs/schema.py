"""What a prompt pack may say: text in, Pack or PackError out. Must not know where the text lies."""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from typing import Any, cast, get_args

import msgspec

from game.rules import Difficulty

CATEGORIES = (
    "bad-advice",
    "fine-print",
    "inventions",
    "headlines",
    "first-lines",
    "animals",
    "office",
    "history",
    "kitchen",
    "love",
    "space",
    "fill-in",
)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)
TEXT_LENGTH_MAX = 200
# Filled from what players propose, and never from a file.
RESERVED = "community"

_PACK_KEYS = ("pack", "language", "category")
_PROMPT_KEYS = ("text", "difficulty")
_LANGUAGE = re.compile(r"[a-z]{2}")
_AT_LINE = re.compile(r"\(at line (\d+), ")
_UNSEEN = ("Cc", "Cf", "Zl", "Zp")
# Joiners are format characters too, but emoji and some scripts are written with them.
_JOINERS = "\u200c\u200d"


class PackError(Exception):
    """A pack that is refused; `line` counts from 1."""

    def __init__(self, file: str, line: int, reason: str) -> None:
        super().__init__(file, line, reason)
        self.file = file
        self.line = line
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason}"


class PackPrompt(msgspec.Struct, frozen=True):
    """One prompt; `line` is where its text stands in the file, 0 when it came from none."""

    text: str
    difficulty: Difficulty
    line: int = 0


class Pack(msgspec.Struct, frozen=True):
    """One file's prompts; several files may share a pack name."""

    pack: str
    language: str
    category: str
    prompts: tuple[PackPrompt, ...]


class _Entry(msgspec.Struct, frozen=True):
    line: int
    value: Any


class _Table(msgspec.Struct, frozen=True):
    line: int
    entries: dict[str, _Entry]


def parse_pack(text: str, name: str) -> Pack:
    """Read one file's text; `name` is what errors call the file. Raises PackError."""
    root, *tables = _tables(text.replace("\r\n", "\n"), name)
    strings = _strings(root, _PACK_KEYS, name)
    language, category = strings["language"], strings["category"]
    if not _LANGUAGE.fullmatch(language):
        line = root.entries["language"].line
        raise PackError(name, line, f"language {language!r} is not a two-letter code")
    _one_of(CATEGORIES, "category", root, name)
    if strings["pack"] == RESERVED:
        line = root.entries["pack"].line
        raise PackError(name, line, f"the pack {RESERVED!r} is the players' own")
    if not tables:
        raise PackError(name, root.line, "no prompts")
    prompts = tuple(_prompt(table, name) for table in tables)
    pack = Pack(strings["pack"], language, category, prompts)
    check_packs([(name, pack)])
    return pack


def check_packs(packs: Sequence[tuple[str, Pack]]) -> None:
    """Refuse a text that stands twice in one pack and language, whatever its case and spacing."""
    seen: dict[tuple[str, str, str], tuple[str, int]] = {}
    for name, pack in packs:
        for prompt in pack.prompts:
            key = (pack.pack, pack.language, " ".join(prompt.text.casefold().split()))
            if key in seen:
                file, line = seen[key]
                raise PackError(name, prompt.line, f"text already stands at {file}:{line}")
            seen[key] = (name, prompt.line)


def _prompt(table: _Table, name: str) -> PackPrompt:
    strings = _strings(table, _PROMPT_KEYS, name)
    _one_of(DIFFICULTIES, "difficulty", table, name)
    difficulty = cast(Difficulty, strings["difficulty"])
    return PackPrompt(strings["text"], difficulty, table.entries["text"].line)


def _one_of(allowed: tuple[str, ...], key: str, table: _Table, name: str) -> None:
    entry = table.entries[key]
    if entry.value not in allowed:
        choice = ", ".join(allowed)
        raise PackError(name, entry.line, f"unknown {key} {entry.value!r}, not one of {choice}")


def _strings(table: _Table, keys: tuple[str, ...], name: str) -> dict[str, str]:
    """The table's values, which must be exactly `keys` and readable text."""
    for key, entry in table.entries.items():
        fault = f"unknown key {key!r}" if key not in keys else _fault(key, entry.value)
        if fault:
            raise PackError(name, entry.line, fault)
    for key in keys:
        if key not in table.entries:
            raise PackError(name, table.line, f"missing key {key!r}")
    return {key: table.entries[key].value for key in keys}


def _fault(key: str, value: object) -> str | None:
    """What is wrong with a value before its meaning is looked at, if anything."""
    if not isinstance(value, str):
        return f"{key} must be a string"
    if not value.strip():
        return f"{key} is empty"
    if len(value) > TEXT_LENGTH_MAX:
        return f"{key} has {len(value)} characters, {TEXT_LENGTH_MAX} are allowed"
    if not unicodedata.is_normalized("NFC", value):
        return f"{key} is not NFC-normalised"
    for character in value:
        if unicodedata.category(character) in _UNSEEN and character not in _JOINERS:
            return f"{key} holds the control character U+{ord(character):04X}"
    return None


def _tables(text: str, name: str) -> list[_Table]:
    """The top of the file, then each [[prompt]], with the line of every key."""
    tables = [_Table(1, {})]
    for line, source, parsed in _statements(text, name):
        # `prompt = [{}]` parses the same as a header, yet opens nothing.
        if not source.lstrip().startswith("["):
            entries = {key: _Entry(line, value) for key, value in parsed.items()}
            tables[-1].entries.update(entries)
        elif parsed == {"prompt": [{}]}:
            tables.append(_Table(line, {}))
        else:
            raise PackError(name, line, f"unknown table {source.strip()}, only [[prompt]] is known")
    return tables


def _statements(text: str, name: str) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """Each statement with its first line: the shortest run of lines that is TOML by itself.

    tomllib keeps no lines of what it has read; what comes before its first fault is sound, so
    a file is parsed whole for its syntax and then once more, piece by piece, for the lines.
    """
    _check_syntax(text, name)
    start, source = 1, ""
    for number, row in enumerate(text.split("\n"), start=1):
        source += row
        try:
            parsed = tomllib.loads(source)
        except tomllib.TOMLDecodeError:
            source += "\n"
            continue
        except (ValueError, RecursionError) as error:
            raise PackError(name, start, f"unreadable value: {error}") from error
        yield start, source, parsed
        start, source = number + 1, ""


def _check_syntax(text: str, name: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = _AT_LINE.search(str(error))
        line = int(found[1]) if found else text.count("\n") + 1
        raise PackError(name, line, str(error)) from error
    except (ValueError, RecursionError):
        # An endless number or nesting: tomllib does not say where, but the pieces will.
        return
