"""README.md says what the code does: its tables, promises, commands and links are checked.

Between `<!-- settings -->` and `<!-- /settings -->` stands the table of settings, likewise
`refusals`, and `promises` with the tests that keep each promise.
"""

import ast
import re
import shlex
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest

import genius
from server.authority import ACCESS
from server.console import COMMANDS
from server.limits import limits_table
from server.settings import TABLE
from server.tariffs import TARIFFS, Rate
from server.wire import MESSAGES
from server.wire.printed.contents import name

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"


# ---------------------------------------------------------------- the page and its parts


@pytest.fixture(scope="module")
def readme() -> str:
    if not README.is_file():
        pytest.fail("README.md is missing: a visitor would not know what this is")
    return README.read_text(encoding="utf-8")


def marked(page: str, name: str) -> str:
    """What stands between the two markers of this name."""
    opening, closing = f"<!-- {name} -->", f"<!-- /{name} -->"
    if page.count(opening) != 1 or page.count(closing) != 1:
        pytest.fail(f"README.md needs exactly one {opening} and one {closing}, each on a line")
    _, _, rest = page.partition(opening)
    inside, found, _ = rest.partition(closing)
    if not found:
        pytest.fail(f"README.md has {closing} before {opening}")
    return inside.strip()


def prose(page: str) -> str:
    """The page without its code."""
    fenced = re.sub(r"^(```+|~~~+).*?^\1", "", page, flags=re.MULTILINE | re.DOTALL)
    return re.sub(r"`[^`\n]*`", "", fenced)


def code(page: str) -> list[str]:
    """Every line of a code block and every code span."""
    blocks = re.findall(r"^(```+|~~~+)[^\n]*\n(.*?)^\1", page, re.MULTILINE | re.DOTALL)
    rest = re.sub(r"^(```+|~~~+).*?^\1", "", page, flags=re.MULTILINE | re.DOTALL)
    joined = [block.replace("\\\n", " ") for _, block in blocks]
    return [line for block in joined for line in block.splitlines()] + re.findall(
        r"`([^`\n]+)`", rest
    )


# ---------------------------------------------------------------- tables that are rendered


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table as README has it, one row a line."""
    cells = [head, ["---"] * len(head), *rows]
    return "\n".join(
        "| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in cells
    )


def settings_table() -> str:
    """Every setting with the default that holds where it is not set."""
    rows = [
        (f"`{each.name}`", f"`{each.default}`" if each.default else "", each.meaning)
        for each in TABLE
    ]
    return table(("setting", "default", "meaning"), rows)


def refusals_table() -> str:
    """Every error code with what people read."""
    rows = [(f"`{code}`", message) for code, message in MESSAGES.items()]
    return table(("code", "message"), rows)


def access_table() -> str:
    """Who may give which operation, and what a key needs for it."""
    rows = [
        (f"`{name(op)}`", each.who, f"`{each.scope}`" if each.scope else "not with a key")
        for op, each in ACCESS.items()
    ]
    return table(("operation", "who", "a key needs"), rows)


def commands_table() -> str:
    """What operators may type."""
    rows = [(f"`{each.form.usage}`", each.help, "yes" if each.changes else "") for each in COMMANDS]
    return table(("command", "what it does", "audited"), rows)


def caps_table() -> str:
    """Every limit of a connection, and what happens there."""
    rows = [
        (each.what, each.most, f"`{each.setting}`" if each.setting else "", each.reached)
        for each in limits_table()
    ]
    return table(("what", "at most", "setting", "when it is reached"), rows)


def rates_table() -> str:
    """How much of each kind of command may be said: at once, and a second in the long run."""

    def worded(rate: Rate) -> str:
        return f"{rate.burst:g}, then {rate.per_s:g}/s"

    rows = [
        (each.kind, *map(worded, (each.connection, each.user, each.address))) for each in TARIFFS
    ]
    return table(("kind", "a connection", "a person", "an address"), rows)


def differing(found: str, right: str, name: str) -> str | None:
    """What to paste where the table is not the code's; None where it is."""
    if found == right:
        return None
    return f"the table between <!-- {name} --> and <!-- /{name} --> must be\n\n{right}\n"


@pytest.mark.parametrize(
    ("name", "render"),
    [
        ("settings", settings_table),
        ("refusals", refusals_table),
        ("access", access_table),
        ("console", commands_table),
        ("limits", caps_table),
        ("rates", rates_table),
    ],
)
def test_the_table_is_the_codes(readme: str, name: str, render: Callable[[], str]) -> None:
    wrong = differing(marked(readme, name), render(), name)
    assert wrong is None, wrong


def test_a_wrong_table_is_answered_with_the_right_one() -> None:
    right = settings_table()
    row = "| `GENIUS_PORT` | `8765` | port for pages and websockets |"
    assert row in right
    assert differing(right, right, "settings") is None
    for wrong in (right.replace("8765", "8766"), right.replace(f"{row}\n", ""), ""):
        assert right in (differing(wrong, right, "settings") or "")
    assert "| `vote.closed` | Voting is not open. |" in refusals_table()


@pytest.mark.parametrize(
    "page",
    [
        "no markers",
        "<!-- settings --> never closed",
        "<!-- /settings --> before <!-- settings -->",
        "<!-- settings --><!-- settings --><!-- /settings -->",
    ],
)
def test_missing_markers_are_named(page: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="<!-- /settings -->"):
        marked(page, "settings")


# ---------------------------------------------------------------- promises


def promises(inside: str) -> list[tuple[str, list[str]]]:
    """Each promise with the tests named in its last cell."""
    rows = [line.strip().strip("|") for line in inside.splitlines() if line.strip().startswith("|")]
    cells = [re.split(r"(?<!\\)\|", row) for row in rows[2:]]
    return [(row[0].strip(), re.findall(r"`([^`]+)`", row[-1])) for row in cells]


def names_in(path: Path) -> set[str]:
    """The tests of a Python file, with their class where they have one; of any other, none."""
    found: set[str] = set()

    def walk(body: Sequence[ast.stmt], before: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                found.add(before + node.name)
                walk(node.body, f"{before}{node.name}::")
            elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                found.add(before + node.name)

    if path.suffix == ".py":
        walk(ast.parse(path.read_text(encoding="utf-8")).body, "")
    return found


def broken_promises(inside: str) -> Iterator[str]:
    """Promises that no test keeps."""
    rows = promises(inside)
    if not rows:
        yield "there are no promises: write a table `| promise | test |`"
    for promise, tests in rows:
        if not tests:
            yield f"{promise!r} names no test in its last cell, as `tests/…::test_…`"
        for test in tests:
            file, _, name = test.partition("::")
            path = ROOT / file
            if not (file.startswith("tests/") and path.exists()):
                yield f"{promise!r}: there is no {file}"
            elif name and (path.is_dir() or name not in names_in(path)):
                yield f"{promise!r}: {file} has no {name}"


def test_every_promise_has_its_test(readme: str) -> None:
    wrong = list(broken_promises(marked(readme, "promises")))
    assert not wrong, "\n" + "\n".join(wrong)


HEAD = "| promise | test |\n|---|---|\n"


@pytest.mark.parametrize(
    ("cell", "complaints"),
    [
        ("`tests/test_tidy.py`", 0),
        ("`tests/test_tidy.py::test_the_source_is_tidy`, `tests/test_walls.py`", 0),
        ("`tests/game`", 0),
        ("`tests/test_tidy.py::test_that_never_was`", 1),
        ("`tests/test_never.py`, `tests/test_walls.py`", 1),
        ("`game/decide.py`", 1),
        ("trust us", 1),
    ],
)
def test_a_promise_without_its_test_is_seen(cell: str, complaints: int) -> None:
    assert len(list(broken_promises(f"{HEAD}| nothing is lost | {cell} |"))) == complaints


def test_no_promises_at_all_are_seen() -> None:
    assert list(broken_promises(HEAD))


# ---------------------------------------------------------------- commands


def commands(page: str, program: str) -> list[list[str]]:
    """The arguments of every call of a program in the page's code, its comment left out."""
    found = []
    for line in code(page):
        for call in re.split(r"&&|\|\||[;|&]", line):
            try:
                words = shlex.split(call.strip().removeprefix("$ "), comments=True)
            except ValueError:
                continue  # an apostrophe in something that is no command
            while words and (re.fullmatch(r"[A-Z_]+=.*", words[0]) or words[0] == "sudo"):
                words.pop(0)
            if words and Path(words[0]).name == program:
                found.append(words[1:])
    return found


def targets() -> set[str]:
    """What make can make."""
    text = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z][\w-]*):(?!=)", text, re.MULTILINE))


def unmakeable(page: str) -> list[str]:
    """Targets that the page names and the Makefile lacks."""
    named = [word for words in commands(page, "make") for word in words]
    return [each for each in named if re.match(r"[a-z]", each) and each not in targets()]


def uncallable(page: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Calls of `genius` whose command or options it does not know."""
    wrong = []
    with pytest.MonkeyPatch.context() as patch:
        for words in commands(page, "genius"):
            command = [word for word in words[:1] if not word.startswith("-")]
            patch.setattr(sys, "argv", ["genius", *command, "--help"])
            with pytest.raises(SystemExit) as end:
                genius.main()
            known = re.findall(r"(?<!\w)--?[a-z][\w-]*", capsys.readouterr().out)
            plain = [word.strip("[]").partition("=")[0] for word in words]
            options = [word for word in plain if re.match(r"--?[a-z]", word)]
            if end.value.code != 0:
                wrong.append(f"genius {command[0]}")
            wrong += [f"genius {' '.join(command)} {each}" for each in options if each not in known]
    return wrong


def test_every_make_target_exists(readme: str) -> None:
    assert commands(readme, "make"), "README.md names no make command in code"
    assert unmakeable(readme) == []


def test_every_genius_command_exists(readme: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert commands(readme, "genius"), "README.md names no genius command in code"
    assert uncallable(readme, capsys) == []


def test_a_command_that_is_not_there_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    page = (
        "We make people laugh. `make`, `make sim SEED=4`, `PYTHON=python3.12 make run` and\n"
        "`genius protocol --format=markdown`, even `genius --help`.\n\n"
        "```sh\n$ make setup && make tset   # make nothing\n"
        ".venv/bin/genius serve \\\n  [--prot 1]\ngenius swerve\necho 'genius x'\n```\n"
    )
    assert unmakeable(page) == ["tset"]
    assert uncallable(page, capsys) == ["genius serve --prot", "genius swerve"]


# ---------------------------------------------------------------- links


def dangling(page: str) -> list[str]:
    """Relative links and pictures that lead nowhere."""
    text = prose(page)
    links = re.findall(r"\]\(<?([^)>\s]+)>?(?:\s+\"[^\"]*\")?\)", text)
    links += re.findall(r"^\[[^\]]+\]:\s+<?([^>\s]+)", text, re.MULTILINE)
    links += re.findall(r"\b(?:src|srcset|href)=\"([^\"\s]+)\"", text)
    paths = [unquote(link.partition("#")[0]) for link in links if not re.match(r"[a-z]+:", link)]
    return [path for path in paths if path and not (ROOT / path).exists()]


def test_every_relative_link_leads_to_a_file(readme: str) -> None:
    assert dangling(readme) == []


def test_a_dangling_link_is_seen() -> None:
    good = (
        '[a](Makefile) ![b](tests/test_tidy.py "c") [d](#below) [e](https://e.example/x) `[f](g)`'
    )
    assert dangling(good) == []
    bad = '[a](Makefiel) ![b](docs/b.png#c)\n<img src="c.svg">\n[d]: e.md\n```\n[f](g)\n```\n'
    assert dangling(bad) == ["Makefiel", "docs/b.png", "e.md", "c.svg"]


# ---------------------------------------------------------------- programs


def test_the_programs_name_what_exists(readme: str) -> None:
    """Every import of every Python block leads somewhere; the rest of it must compile."""
    blocks = re.findall(r"^```python\n(.*?)^```", readme, flags=re.DOTALL | re.MULTILINE)
    assert blocks
    for block in blocks:
        tree = ast.parse(block)
        imports = [each for each in tree.body if isinstance(each, ast.Import | ast.ImportFrom)]
        assert imports
        exec(compile(ast.Module(imports, []), "README.md", "exec"), {})
