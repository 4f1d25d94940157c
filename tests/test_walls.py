"""The walls of pyproject.toml hold on the real tree, and each one stops a planted breach."""

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("game", "agents", "persistence", "server", "clients")
OURS = (*ROOMS, "genius")
LINT = "from importlinter.cli import lint_imports_command as lint; lint()"

CONTRACTS = {
    contract["id"]: contract["name"]
    for contract in tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"][
        "contracts"
    ]
}

ALSO_IMPURE = ("threading", "socket", "subprocess", "selectors", "uvloop")
IMPURE = ("asyncio", "time", "datetime", "uuid", "logging", "asyncpg", "redis", "websockets")
SECRETS = ("state", "events", "decide", "redact")
ADAPTERS = ("persistence.postgres", "persistence.redis", "persistence.fakes", "agents.providers")
SHELLS = (
    *("bootstrap", "caretaker", "clock", "composition", "content", "dealer", "desk", "directory"),
    *("entry", "followers", "founding", "gathering", "hall", "http", "logs", "metrics"),
    *("moderation", "offices", "opening", "recorder", "replay", "seating", "shadow", "stopping"),
    *("stores", "suggestions", "websocket"),
    *(f"{name}_task" for name in ("archive", "background", "connection", "console", "entrance")),
    *(f"{name}_task" for name in ("errands", "honours", "keeper", "node", "outlet", "parent")),
    *(f"{name}_task" for name in ("room", "supervision", "worker", "workers")),
    *(f"accounts.{name}" for name in ("doorkeeper", "keys", "passwords_task", "profiles")),
    *(f"accounts.{name}" for name in ("reception", "registration", "revocations")),
    *(f"cluster.{name}" for name in ("cluster_task", "mail_task", "moves_task", "relay", "ties")),
    *(f"judge.{name}" for name in ("child_task", "judge_task", "lessons_task", "opening")),
    *(f"judge.{name}" for name in ("program",)),
    *(f"minds.{name}" for name in ("intent_task", "mind_task", "residents", "talk_task")),
    *(f"minds.{name}" for name in ("cast_task", "table_task", "thought_task")),
    *(f"valley.{name}" for name in ("newcomers_task", "valley_task")),
)

# (wall, importing module, imported module)
BREACHES = [
    ("layers", "game.planted_up", "agents"),
    ("layers", "agents.planted_up", "persistence.ports"),
    ("layers", "persistence.planted_up", "server.room"),
    ("layers", "server.planted_up", "clients.sdk"),
    *(("front-door", f"{room}.planted_door", "genius") for room in ROOMS),
    *(("pure", f"game.planted_{name}", name) for name in (*IMPURE, *ALSO_IMPURE)),
    ("pure", "agents", "uuid"),
    ("pure", "server", "uuid"),
    ("pure", "game.planted_modes.deep", "time"),
    ("pure", "agents.planted_wait", "asyncio"),
    ("pure", "agents.planted_ask", "agents.providers"),
    ("pure", "server.planted_wait", "asyncio"),
    ("pure", "server.room", "logging"),
    *(("pure", f"server.planted_{name.replace('.', '_')}", f"server.{name}") for name in SHELLS),
    *(("fairness", f"agents.planted_{name}", f"game.{name}") for name in SECRETS),
    *(("fairness", f"clients.planted_{name}", f"game.{name}") for name in SECRETS),
    *(("adapters", f"server.planted_{name[-5:]}", name) for name in ADAPTERS),
    ("adapters", "server.room_task", "persistence.postgres"),
    ("outside", "clients.planted_house", "server"),
    ("outside", "clients.planted_room", "server.room"),
    ("outside", "clients.planted_ports", "persistence.ports"),
    ("outside", "clients.bots.planted_mind", "agents.mind"),
    ("outside", "server.wire", "server.planted_core"),
]
PERMITTED = [
    ("genius", "server.bootstrap"),
    ("server.bootstrap", "persistence.postgres"),
    ("server.bootstrap", "agents.providers"),
    *((f"server.{name}", "asyncio") for name in (*SHELLS, "settings")),
    ("server.room_task", "server.clock"),
    ("agents.providers", "asyncio"),
    ("agents.providers.planted_http", "asyncio"),
    ("clients", "server.wire"),
    ("clients.planted_sdk", "server.wire"),
    ("clients.planted_sdk", "server.wire.planted_part"),
    ("clients", "server.wire.planted_part"),
    ("clients.planted_sdk", "game.views"),
    ("clients.planted_sdk", "asyncio"),
    ("persistence.planted_low", "game.events"),
]


def lint_imports(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the contracts over the packages of one tree; the lines of the report are not wrapped."""
    return subprocess.run(
        [sys.executable, "-c", LINT, "--no-logo", "--no-cache"],
        cwd=tree,
        env={"PATH": os.environ["PATH"], "COLUMNS": "500"},
        capture_output=True,
        text=True,
        check=False,
    )


def module_file(tree: Path, module: str) -> Path:
    """The file of a module, made if missing; a name with children becomes a package."""
    path = tree.joinpath(*module.split("."))
    file = path / "__init__.py" if path.is_dir() else path.with_suffix(".py")
    for folder in [parent for parent in file.parents if tree in parent.parents]:
        folder.mkdir(exist_ok=True)
        (folder / "__init__.py").touch()
    file.touch()
    return file


def plant(tree: Path, importer: str, imported: str) -> None:
    """Write one import at the end of a module, and see that both ends exist."""
    if imported.partition(".")[0] in OURS:
        module_file(tree, imported)
    with module_file(tree, importer).open("a") as file:
        file.write(f"\nimport {imported}\n")


def sections(report: str) -> dict[str, str]:
    """The part of a report that tells what breaks each wall, by the wall's id."""
    _, _, broken = report.partition("Broken contracts")
    names = {name: wall for wall, name in CONTRACTS.items()}
    parts = re.split(f"^({'|'.join(map(re.escape, names))})$", broken, flags=re.MULTILINE)
    return {names[name]: text for name, text in zip(parts[1::2], parts[2::2], strict=True)}


def starts_a_chain(report: str, importer: str, imported: str) -> bool:
    """Whether this import is the first of a reported chain, and so the one to blame."""
    line = f"^- +{re.escape(importer)} -> {re.escape(imported)} \\(l\\."
    return re.search(line, report, flags=re.MULTILINE) is not None


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every breach and every permitted import at once, in a copy of the tree."""
    tree = tmp_path_factory.mktemp("tree")
    for room in ROOMS:
        for file in (ROOT / room).rglob("*.py"):
            copy = tree / file.relative_to(ROOT)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(file, copy)
    shutil.copy(ROOT / "pyproject.toml", tree)
    for name in SECRETS:  # emptied, so that each is caught by its own name and not by another's
        (tree / "game" / f"{name}.py").write_text("")
    for package in ("agents.providers", "persistence.postgres", "persistence.redis"):
        tree.joinpath(*package.split(".")).mkdir(exist_ok=True)
    for importer, imported in [*PERMITTED, *((a, b) for _, a, b in BREACHES)]:
        plant(tree, importer, imported)
    finished = lint_imports(tree)
    assert finished.returncode == 1, finished.stdout + finished.stderr
    return sections(finished.stdout)


def test_the_tree_keeps_its_walls() -> None:
    finished = lint_imports(ROOT)
    assert finished.returncode == 0, finished.stdout + finished.stderr


def test_every_wall_has_a_planted_breach() -> None:
    assert {wall for wall, _, _ in BREACHES} == set(CONTRACTS)


@pytest.mark.parametrize(("wall", "importer", "imported"), BREACHES)
def test_a_planted_breach_is_caught(
    planted: dict[str, str], wall: str, importer: str, imported: str
) -> None:
    assert starts_a_chain(planted[wall], importer, imported)


@pytest.mark.parametrize(("importer", "imported"), PERMITTED)
def test_what_is_permitted_is_not_caught(
    planted: dict[str, str], importer: str, imported: str
) -> None:
    assert not starts_a_chain("".join(planted.values()), importer, imported)


@pytest.mark.parametrize(
    "module", [*(f"game.{name}" for name in SECRETS), *ADAPTERS[:3], "server.wire", "server.room"]
)
def test_no_wall_guards_a_name_that_is_gone(module: str) -> None:
    """A renamed file would slip out of its wall, since the contracts accept missing names."""
    path = ROOT.joinpath(*module.split("."))
    assert path.with_suffix(".py").is_file() or (path / "__init__.py").is_file()


def claims(distributions: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Which of our import names a distribution other than ours has taken."""
    taken = {
        name: [owner for owner in distributions.get(name, ()) if owner.lower() != "ai-genius"]
        for name in OURS
    }
    return {name: owners for name, owners in taken.items() if owners}


def test_no_other_distribution_claims_our_names() -> None:
    assert claims(importlib.metadata.packages_distributions()) == {}


def test_a_distribution_with_our_name_would_be_seen() -> None:
    installed = {"agents": ["openai-agents"], "game": ["ai-genius"], "rich": ["rich"]}
    assert claims(installed) == {"agents": ["openai-agents"]}
