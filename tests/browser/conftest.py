"""A real Chromium and a real server for the tests of what people see."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.faults.world import Server

NONE = "no chromium here: on Debian `apt-get install chromium`, or name one in GENIUS_CHROMIUM"


# Not for the whole session: while it is open its event loop counts as running, and tests of ours
# that want one of their own could not have it.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium without a window; where there is none, a skip that says so, in CI a failure."""
    path = os.environ.get("GENIUS_CHROMIUM") or shutil.which("chromium")
    if path is None:
        if "CI" in os.environ:
            pytest.fail(NONE)
        pytest.skip(NONE)
    with sync_playwright() as playwright:
        # The sandbox needs a user namespace, which containers and root often lack.
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


@pytest.fixture
def browser(chromium: Browser) -> Iterator[Browser]:
    """Whoever came to a test leaves with it: pages that stay open go on playing and drawing."""
    yield chromium
    for context in chromium.contexts:
        context.close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """One server for all tests of a file that leave it standing."""
    folder = tmp_path_factory.mktemp("site")
    for each in (folder, folder.parent):
        each.chmod(0o755)
    server = Server(folder)
    server.start()
    yield server
    server.close()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, started."""
    tmp_path.chmod(0o755)
    server = Server(tmp_path)
    server.start()
    yield server
    server.close()
