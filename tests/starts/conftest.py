"""A data folder that was set up once, and copies of it; settings that lead to databases at hand."""

import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.services import Services, database_url, empty_database_url, services
from tests.starts.serving import copied, serves

__all__ = ["database_url", "empty_database_url", "services"]


@pytest.fixture
def place() -> Iterator[Path]:
    """A folder that every user may enter, unlike tmp_path, whose parents only we may."""
    folder = Path(tempfile.mkdtemp(prefix="genius-test-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def ground() -> Iterator[Path]:
    """A data folder after a good start; to be copied, never used."""
    folder = Path(tempfile.mkdtemp(prefix="genius-test-"))
    folder.chmod(0o755)
    serves({"GENIUS_DATA_DIR": str(folder / "data")}, folder / "log")
    yield folder / "data"
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def data(ground: Path, place: Path) -> Path:
    """A data folder of one's own that has been used before."""
    return copy_of(ground, place / "data")


def copy_of(ground: Path, target: Path) -> Path:
    """Another folder with the same in it, and the same owners."""
    subprocess.run(["cp", "-a", str(ground), str(target)], check=True)
    return target


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The program with packs, characters, quips and migrations that may be changed."""
    return copied(tmp_path / "tree")


@pytest.fixture
def at_hand(services: Services, empty_database_url: str, place: Path) -> dict[str, str]:
    """Settings of a node on an empty database, without databases of its own."""
    return {
        "DATABASE_URL": empty_database_url,
        "REDIS_URL": services.redis_url,
        "GENIUS_DATA_DIR": str(place / "data"),
    }


Written = Callable[[str, str], None]


@pytest.fixture
def write(tree: Path) -> Written:
    """Puts a text into a file of the changed program."""

    def put(path: str, text: str) -> None:
        (tree / path).write_text(text)

    return put
