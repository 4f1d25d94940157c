"""A line as an operator types it: its words, the command it names, and what it is given. Pure."""

import re
from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import Struct

# Double quotes hold a value with spaces together; an apostrophe is an apostrophe.
WORD: Final = re.compile(r'"([^"]*)"?|([^\s"]+)')
UNITS_S: Final = {"s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
DURATION_S_MAX: Final = 10 * 365 * 86_400


class Word(Struct, frozen=True):
    """A word of a line, and where it begins there."""

    text: str
    at: int
    quoted: bool


def words(line: str) -> list[Word]:
    """The words of a line; an open quote reaches to its end."""
    return [
        Word(found[2] if found[1] is None else found[1], found.start(), found[1] is not None)
        for found in WORD.finditer(line)
    ]


class Wrong(Exception):
    """A word that will not do, and what would."""


class Param(Struct, frozen=True):
    """One thing a command is given.

    `--name VALUE` or `--name` for options and switches, else by its place; `rest` takes the line
    as it stands to its end. `source` names what completes it.
    """

    name: str
    source: str = ""
    optional: bool = False
    rest: bool = False
    option: bool = False
    switch: bool = False
    read: Callable[[str], Any] = str

    @property
    def usage(self) -> str:
        """As it stands in the usage of its command."""
        if self.switch:
            return f"[--{self.name}]"
        if self.option:
            return f"[--{self.name} {(self.source or self.name).upper()}]"
        shown = self.name.upper()
        return f"[{shown}]" if self.optional else shown


class Form(Struct, frozen=True):
    """How a command is written."""

    words: tuple[str, ...]
    params: tuple[Param, ...] = ()

    @property
    def usage(self) -> str:
        """The command with all it takes."""
        return " ".join((*self.words, *(param.usage for param in self.params)))

    @property
    def places(self) -> tuple[Param, ...]:
        """What it takes by place."""
        return tuple(each for each in self.params if not (each.option or each.switch))

    def option(self, word: Word) -> Param | None:
        """The option or switch that this word names."""
        name = "" if word.quoted else word.text.removeprefix("--")
        found = (each for each in self.params if (each.option or each.switch) and each.name == name)
        return next(found, None) if word.text.startswith("--") else None

    def fits(self, given: Sequence[Word]) -> bool:
        """Whether a line begins with this command's words."""
        return tuple(word.text for word in given[: len(self.words)]) == self.words

    def read(self, line: str) -> dict[str, Any]:
        """What a line that fits gives, by name; raises Wrong with what would do."""
        given = words(line)[len(self.words) :]
        values: dict[str, Any] = {}
        places = list(self.places)
        while given:
            word = given.pop(0)
            option = self.option(word)
            if option is not None and option.switch:
                values[option.name] = True
            elif option is not None:
                if not given:
                    raise Wrong(f"--{option.name} needs a value; usage: {self.usage}")
                values[option.name] = self._value(option, given.pop(0).text)
            elif not places:
                raise Wrong(f"{word.text!r} is too much; usage: {self.usage}")
            elif places[0].rest:
                text = word.text if word.quoted and not given else line[word.at :].strip()
                values[places.pop(0).name] = text
                given = []
            else:
                param = places.pop(0)
                values[param.name] = self._value(param, word.text)
        missing = [param.usage for param in places if not param.optional]
        if missing:
            raise Wrong(f"{' '.join(missing)} is missing; usage: {self.usage}")
        return values

    def _value(self, param: Param, text: str) -> Any:
        try:
            return param.read(text)
        except ValueError as error:
            raise Wrong(f"{text!r}: {error}; usage: {self.usage}") from error


def one_of(*choices: str) -> Callable[[str], str]:
    """A reader of one of these words."""

    def read(text: str) -> str:
        if text not in choices:
            raise ValueError(f"one of {', '.join(choices)}")
        return text

    return read


def count(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers."""

    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(text)

    return read


def duration_ms(text: str) -> int:
    """A span of time such as 30m, 12h or 7d, in milliseconds."""
    found = re.fullmatch(r"([0-9]{1,9})([smhdw])", text)
    seconds = int(found[1]) * UNITS_S[found[2]] if found else 0
    if not 0 < seconds <= DURATION_S_MAX:
        raise ValueError("a span of time such as 30m, 12h or 7d, ten years at most")
    return seconds * 1_000
