"""What the page says: every key that is asked for is there, none lies idle, nothing is glued in."""

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

from server.wire.codes import MESSAGES

WEB = Path(__file__).parents[3] / "clients" / "web"
LANG = WEB / "lang"
ENGLISH = json.loads((LANG / "en.json").read_text(encoding="utf-8"))
PAGES = sorted(WEB.rglob("*.html"))
SCRIPTS = sorted(WEB.rglob("*.js"))
# The name of the game and what a code looks like; a sign for "paused" on the stage.
NAMES = ["AI Genius", "BCDFG", "II"]
SPOKEN = ("aria-label", "placeholder", "title", "alt")
SCRIPTLESS = "noscript"
PART = re.compile(r"[a-z]+(_[a-z]+)+")
KEY = r"[a-z_]+(?:\.[a-z0-9_-]+)+"


class Markup(HTMLParser):
    """The keys a page names, and the text that stands in it as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.keys: set[str] = set()
        self.literal: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open.append(tag)
        for name, value in attrs:
            if name.startswith("data-say"):
                self.keys.add(value or "")
            elif name in SPOKEN and value and value not in NAMES:
                self.literal.append(value)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass  # an element that is never closed

    def handle_data(self, text: str) -> None:
        said = re.search(r"[^\W\d_]{2,}", text)
        if said and SCRIPTLESS not in self._open and text.strip() not in NAMES:
            self.literal.append(" ".join(text.split()))


def markup(path: Path) -> Markup:
    """A page, read."""
    found = Markup()
    found.feed(path.read_text(encoding="utf-8"))
    return found


def code(path: Path) -> str:
    """A script without its comments."""
    text = path.read_text(encoding="utf-8")
    return re.sub(r"/\*.*?\*/|(?<=\s)//[^\n]*", "", text, flags=re.DOTALL)


def strings() -> Iterator[str]:
    """Every string that stands in a script."""
    for path in SCRIPTS:
        for found in re.finditer(r'"([^"\n]*)"|`([^`]*)`', code(path)):
            yield found[1] if found[1] is not None else found[2]


def asked() -> set[str]:
    """Keys that a page or a script names in full."""
    named = {key for path in PAGES for key in markup(path).keys}
    for path in SCRIPTS:
        named.update(re.findall(rf'\bsay\(\s*"({KEY})"', code(path)))
    return named


def patterns() -> list[re.Pattern[str]]:
    """What keys made from codes look like: `error.${code}` as error.<anything>."""
    made = {text for text in strings() if "${" in text and re.match(r"[a-z_]+\.|\$\{", text)}
    shapes = [re.split(r"\$\{[^}]*\}", text) for text in made if "." in text and " " not in text]
    anything = "[a-z0-9_.-]+"
    found = [anything.join(map(re.escape, shape)) for shape in shapes if any(shape[:1])]
    # Errors are looked up by place and code.
    places = [place for place in ("error", "signin.error") if place in set(strings())]
    return [re.compile(each) for each in [*found, *(rf"{place}\.{anything}" for place in places)]]


def test_every_key_that_is_named_is_known() -> None:
    assert sorted(asked() - set(ENGLISH)) == []


def test_no_key_lies_idle() -> None:
    """Named in a page or a script, whole or as one of a family that codes choose from."""
    used = asked() | set(strings())
    families = patterns()
    idle = [
        key
        for key in ENGLISH
        if key not in used and not any(each.fullmatch(key) for each in families)
    ]
    assert sorted(idle) == []


def test_every_code_of_the_wire_has_its_words() -> None:
    assert [code for code in MESSAGES if f"error.{code}" not in ENGLISH] == []


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_no_page_says_anything_by_itself(path: Path) -> None:
    assert markup(path).literal == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.relative_to(WEB).as_posix())
def test_no_script_says_anything_by_itself(path: Path) -> None:
    """Text that is set, or stands in a new element, is not a literal with letters in it."""
    text = code(path)
    word = r"[^\"`]*[^\W\d_]{2,}[^\"`]*"
    literal = rf"(?:\"({word})\"|`((?:\$\{{[^}}]*\}}|[^`$])*)`)"
    texts = rf"(?:setText|setLine)\((?:(?!say\(|Words\()[^;])*?,\s*{literal}\s*\)"
    said = [a or re.sub(r"\$\{[^}]*\}", "", b) for a, b in re.findall(texts, text)]
    said += re.findall(rf"\.(?:textContent|ariaLabel|title|placeholder)\s*=\s*\"({word})\"", text)
    labels = r"\"?(?:aria-label|placeholder|title|alt)\"?(?:,|:)\s*[\"`]([^\"`]*)[\"`]"
    said += [re.sub(r"\$\{[^}]*\}", "", each) for each in re.findall(labels, text)]
    said += re.findall(rf"\bel\(\"[a-z0-9]+\", \{{[^}}]*\}}, \"({word})\"", text)
    words = [each for each in said if re.search(r"[^\W\d_]{2,}", each)]
    # Part of a key is no text.
    assert [each for each in words if each not in NAMES and not PART.fullmatch(each)] == []
