"""Reads the source and holds it to the house's style; each check is tried on a bad sample too."""

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("game", "agents", "persistence", "server", "clients")
SKIPPED = {
    *(".git", ".venv", ".genius", "node_modules", "__pycache__", "build", ".hypothesis"),
    *(".mypy_cache", ".pytest_cache", ".ruff_cache", ".import_linter_cache"),
}
LINES_MAX, TEST_LINES_MAX, FUNCTION_LINES_MAX, COLUMNS_MAX = 300, 400, 60, 100
UNWANTED_NAMES = {
    *("manager", "managers", "handler", "handlers", "service", "helper", "helpers"),
    *("util", "utils", "data", "info", "process"),
}
SET_TYPES = {"set", "frozenset", "Set", "FrozenSet", "AbstractSet", "MutableSet"}
# Glued, so that this file does not hold what it looks for.
LEFTOVERS = re.compile(r"\b(" + "|".join(["FIX" + "ME", "TO" + "DO", "XX" + "X"]) + r")\b")
OPTIMISED = re.compile(r"python[\d.]*\)?\s+(-\w+\s+)*-O|(?<=\s)-OO?(?=\s|$)|PYTHON" + "OPTIMIZE")
MACHINES = re.compile(
    "|".join(
        [
            r"(pypi|npm" + r"js|python" + r"hosted|deb" + r"ian)\.(org|com)",
            r"crates" + r"\.io",
            r"file" + r":/+\w",
            r"(?<![\w.\-*})])/(work|root|home|Users|opt)" + r"/[\w.]",
            r"--(extra-)?index" + r"-url[ =]\S*/",
        ]
    )
)
MIGRATION = re.compile(r"(\d{4})(_[a-z0-9]+)+\.sql")


class Source(NamedTuple):
    """One file: its path below the root, with slashes, and its text."""

    path: str
    text: str

    @property
    def suffix(self) -> str:
        return Path(self.path).suffix

    @property
    def is_test(self) -> bool:
        return self.path.startswith("tests/")


Complaints = Iterator[tuple[int, str]]  # line number and what to do instead


def sources() -> Iterator[Source]:
    """Every text file of the work tree that is ours."""
    for path in sorted(ROOT.rglob("*")):
        inner = path.relative_to(ROOT)
        if SKIPPED.intersection(inner.parts) or any(p.endswith(".egg-info") for p in inner.parts):
            continue
        if path.is_file():
            try:
                yield Source(inner.as_posix(), path.read_text(encoding="utf-8"))
            except UnicodeDecodeError:
                continue  # a picture


def nodes(source: Source) -> Iterator[ast.AST]:
    """All syntax of a Python file, nothing of any other."""
    if source.suffix == ".py":
        yield from ast.walk(ast.parse(source.text, source.path))


def file_length(source: Source) -> Complaints:
    limit = TEST_LINES_MAX if source.is_test else LINES_MAX
    count = len(source.text.splitlines())
    if source.suffix in {".py", ".js"} and count > limit:
        yield count, f"{count} lines, {limit} are allowed: split the file by what it knows"


def function_length(source: Source) -> Complaints:
    for node in nodes(source):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            count = (node.end_lineno or node.lineno) - node.lineno + 1
            if count > FUNCTION_LINES_MAX:
                yield node.lineno, f"{node.name} has {count} lines, allowed {FUNCTION_LINES_MAX}"


def columns(source: Source) -> Complaints:
    """Prose tables cannot be broken, and prompt packs keep a prompt on a line."""
    if source.suffix not in {".py", ".js", ".sql", ".md"}:
        return
    for number, line in enumerate(source.text.splitlines(), 1):
        is_table = source.suffix == ".md" and line.lstrip().startswith("|")
        if len(line) > COLUMNS_MAX and not is_table:
            yield number, f"{len(line)} columns, {COLUMNS_MAX} are allowed"


def calls(source: Source) -> Complaints:
    for node in nodes(source):
        match node:
            case ast.Call(func=ast.Name(id="print")):
                yield node.lineno, "print: write through the command line's writer"
            case ast.Call(func=ast.Name(id="hash")):
                yield node.lineno, "hash() differs per process: use blake2b over our own encoding"
            case ast.Attribute(
                attr="now" | "utcnow" | "today",
                value=ast.Name(id="datetime" | "date") | ast.Attribute(attr="datetime" | "date"),
            ):
                yield node.lineno, f"datetime.{node.attr}: ask the Clock port"
            case ast.ExceptHandler(type=None):
                yield node.lineno, "bare except: name what you can answer for"


def dice(source: Source) -> Complaints:
    """Bots, benches and tests may roll their own dice; a game's dice are journaled."""
    if source.path == "game/chance.py" or source.path.startswith(("tests/", "clients/", "bench/")):
        return
    for node in nodes(source):
        match node:
            case ast.Import(names=names) if any(name.name == "random" for name in names):
                yield node.lineno, "random: draw through game/chance.py"
            case ast.ImportFrom(module="random"):
                yield node.lineno, "random: draw through game/chance.py"


def leftovers(source: Source) -> Complaints:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := LEFTOVERS.search(line):
            yield number, f"{found[0]}: do it now, or file it where work is kept"


def sets(source: Source) -> Complaints:
    """A set's order changes per process, and so would the evening."""
    if source.path not in {"game/state.py", "game/events.py"}:
        return
    for node in nodes(source):
        for annotation in (getattr(node, "annotation", None), getattr(node, "returns", None)):
            for part in ast.walk(annotation) if isinstance(annotation, ast.AST) else ():
                name = getattr(part, "id", None) or getattr(part, "attr", None)
                if name in SET_TYPES:
                    yield getattr(part, "lineno", 0), f"{name}: use a tuple, or a dict for its keys"


def asserts_on(source: Source) -> Complaints:
    """Our asserts are part of the product; running without them is another product."""
    if source.path in {"Makefile", ".ci/run"} or source.suffix == ".sh":
        for number, line in enumerate(source.text.splitlines(), 1):
            if OPTIMISED.search(line):
                yield number, "asserts stay on: run Python without its optimising switch"


def names(source: Source) -> Complaints:
    if source.suffix not in {".py", ".js", ".sql", ".css", ".html"}:
        return
    for part in UNWANTED_NAMES.intersection(re.split(r"[/_.\-]", source.path.lower())):
        yield 1, f"'{part}' in the path says nothing: name what it is in the game's words"
    for node in nodes(source):
        if isinstance(node, ast.ClassDef):
            words = [word.lower() for word in re.findall(r"[A-Z]?[a-z]+|[A-Z]+", node.name)]
            for part in UNWANTED_NAMES.intersection(words):
                yield node.lineno, f"'{part}' in class {node.name}: name what it is"


def module_docstring(source: Source) -> Complaints:
    if source.suffix == ".py" and not ast.get_docstring(ast.parse(source.text)):
        yield 1, "no module docstring: say what it is and what it must not know"


def migration_undo(source: Source) -> Complaints:
    if source.path.startswith("migrations/") and source.suffix == ".sql":
        _, marker, undo = source.text.partition("\n-- down\n")
        if not (marker and undo.strip()):
            yield 1, "no undo: write it below a line `-- down`"


def machine(source: Source) -> Complaints:
    for number, line in enumerate(source.text.splitlines(), 1):
        if found := MACHINES.search(line):
            yield number, f"'{found[0]}' is true on one machine only"


Check = Callable[[Source], Complaints]
LONG_FUNCTION = '"""Doc."""\ndef f():\n' + "    x = 1\n" * FUNCTION_LINES_MAX
# (check, a sample that it must refuse, its nearest neighbour that it must let pass)
SAMPLES: list[tuple[Check, Source, Source]] = [
    (file_length, Source("game/a.py", "x\n" * 301), Source("game/a.py", "x\n" * 300)),
    (file_length, Source("clients/web/a.js", "x\n" * 301), Source("tests/test_a.py", "x\n" * 400)),
    (file_length, Source("tests/test_a.py", "x\n" * 401), Source("README.md", "x\n" * 999)),
    (function_length, Source("a.py", LONG_FUNCTION), Source("a.py", LONG_FUNCTION[:-10])),
    (columns, Source("a.sql", "-" * 101), Source("a.sql", "-" * 100)),
    (columns, Source("a.md", "-" * 101), Source("a.md", "| " + "-" * 101)),
    (columns, Source("a.js", "-" * 101), Source("game/packs/a.toml", "-" * 101)),
    (calls, Source("a.py", "print(1)"), Source("a.py", "console.print(1)")),
    (calls, Source("a.py", "hash('a')"), Source("a.py", "argon.hash('a')")),
    (calls, Source("a.py", "datetime.now(UTC)"), Source("a.py", "clock.now()")),
    (calls, Source("a.py", "datetime.datetime.utcnow()"), Source("a.py", "utcnow")),
    (calls, Source("a.py", "try: f()\nexcept: g()"), Source("a.py", "try: f()\nexcept E: g()")),
    (dice, Source("game/voting.py", "import random"), Source("game/chance.py", "import random")),
    (dice, Source("server/a.py", "from random import x"), Source("clients/a.py", "import random")),
    (leftovers, Source("a.js", "// TO" + "DO later"), Source("a.js", "// A to do list")),
    (sets, Source("game/state.py", "a: frozenset[str]"), Source("game/state.py", "a: dict[str]")),
    (sets, Source("game/events.py", "def f() -> set: ..."), Source("game/redact.py", "a: set")),
    (asserts_on, Source("Makefile", "\tpython -O -m x"), Source("Makefile", "\tpython -m x")),
    (asserts_on, Source(".ci/run", "PYTHONOPTIM" + "IZE=1 make"), Source("Makefile", "cc -Os x")),
    (names, Source("server/room_manager.py", ""), Source("server/room.py", "")),
    (names, Source("clients/web/utils.js", ""), Source("clients/web/database.js", "")),
    (names, Source("a.py", "class EventHandler: ..."), Source("a.py", "class Handle: ...")),
    (module_docstring, Source("a.py", "x = 1"), Source("a.py", '"""What it is."""')),
    (migration_undo, Source("migrations/0001_a.sql", "x;"), Source("game/a.sql", "x;")),
    (
        migration_undo,
        Source("migrations/0001_a.sql", "create x;\n-- down\n"),
        Source("migrations/0001_a.sql", "create x;\n-- down\ndrop x;\n"),
    ),
    (machine, Source("a.md", "see /wo" + "rk/main"), Source("a.md", "see ../de/wo" + "rk/main")),
    (machine, Source("a.txt", "https://py" + "pi.org/simple"), Source("a.txt", "a Debian host")),
    (machine, Source("a.txt", "fi" + "le:///srv/x"), Source("a.txt", "a file: /x")),
    (machine, Source("Makefile", "/ro" + "ot/.venv/bin"), Source("Makefile", "$(BIN)/ro" + "ot/x")),
]
CHECKS = list(dict.fromkeys(check for check, _, _ in SAMPLES))


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_the_source_is_tidy(check: Check) -> None:
    found = [f"{s.path}:{line}: {what}" for s in sources() for line, what in check(s)]
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("check", "bad", "good"), SAMPLES)
def test_a_check_tells_bad_from_good(check: Check, bad: Source, good: Source) -> None:
    assert list(check(bad))
    assert not list(check(good))


def test_the_source_is_found() -> None:
    found = {source.path for source in sources()}
    assert {"Makefile", ".ci/run", "tests/test_tidy.py", "requirements.lock"} <= found
    assert not [path for path in found if path.startswith((".venv/", ".git/"))]


def misnamed(files: list[str]) -> list[str]:
    """What is wrong with the names of the migrations, given in order."""
    wrong = [name for name in files if not MIGRATION.fullmatch(name)]
    numbers = [int(name[:4]) for name in files if name not in wrong]
    return wrong or [f"{n:04} is missing" for n in range(1, len(files) + 1) if n not in numbers]


def test_migrations_are_numbered_without_a_hole() -> None:
    assert misnamed(sorted(path.name for path in ROOT.glob("migrations/*"))) == []


def test_a_badly_named_migration_is_seen() -> None:
    assert misnamed(["0001_identity.sql", "0002_game_log.sql"]) == []
    assert misnamed(["0001_identity.sql", "0003_game.sql"]) == ["0002 is missing"]
    assert misnamed(["0001_one.sql", "0001_two.sql"]) == ["0002 is missing"]
    assert misnamed(["0001-identity.sql"]) == ["0001-identity.sql"]
    assert misnamed(["0001_Identity.sql"]) == ["0001_Identity.sql"]


# A test file that covers several modules, or a promise that spans them, and which ones.
SPANNING: Mapping[str, tuple[str, ...]] = {}


def mirror_gaps(
    modules: set[str], tests: set[str], spanning: Mapping[str, tuple[str, ...]]
) -> list[str]:
    """Modules without their test file, and test files without their module."""
    covered = {module for test in spanning if test in tests for module in spanning[test]}
    mirrored = {module: re.sub(r"([^/]+)$", r"test_\1", f"tests/{module}") for module in modules}
    orphans = tests - set(mirrored.values()) - set(spanning)
    gone = (set(spanning) - tests) | (covered - modules)
    bare = {
        module for module, test in mirrored.items() if test not in tests and module not in covered
    }
    return sorted(bare | orphans | gone)


def paths(pattern: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in ROOT.glob(pattern)}


@pytest.mark.parametrize("room", ["game", "agents"])
def test_the_tests_mirror_the_room(room: str) -> None:
    modules = {path for path in paths(f"{room}/**/*.py") if not path.endswith("__init__.py")}
    spanning = {test: of for test, of in SPANNING.items() if test.startswith(f"tests/{room}/")}
    assert mirror_gaps(modules, paths(f"tests/{room}/**/test_*.py"), spanning) == []


def test_a_gap_in_the_mirror_is_seen() -> None:
    modules, tests = {"game/ids.py", "game/modes/duel.py"}, {"tests/game/modes/test_duel.py"}
    assert mirror_gaps(modules, tests, {}) == ["game/ids.py"]
    assert mirror_gaps(modules, tests | {"tests/game/test_ids.py"}, {}) == []
    orphan = {"tests/game/test_ids.py", "tests/game/test_secrecy.py"}
    assert mirror_gaps(modules, tests | orphan, {}) == ["tests/game/test_secrecy.py"]
    spanning = {"tests/game/test_words.py": ("game/ids.py",)}
    assert mirror_gaps(modules, tests | set(spanning), spanning) == []
    assert mirror_gaps(modules, tests, spanning) == ["game/ids.py", "tests/game/test_words.py"]
