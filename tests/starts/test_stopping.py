"""Ctrl-C and SIGTERM in the middle of a start: it ends at once, and nothing half done is left."""

import signal
from pathlib import Path

import pytest

from tests.faults.world import until
from tests.starts.serving import begun, nobody_works_below, serves

pytestmark = pytest.mark.services


def test_a_start_that_is_told_to_stop_leaves_nothing_half_done(place: Path) -> None:
    """Method: while the tables are being made, then while the servers start."""
    data = place / "data"
    chosen = {"GENIUS_DATA_DIR": str(data)}
    with begun(chosen, place / "log") as node:
        until(lambda: list(data.glob("postgres.new-*/PG_VERSION")), 20, "the tables are made")
        status = node.told_to_stop(signal.SIGINT)
        assert (status, node.said) == (0, "")
        assert node.child.stdout is not None
        assert node.child.stdout.read() == b""
    nobody_works_below(data)
    assert not (data / "postgres").exists()
    assert not list(data.glob("postgres.new-*"))

    with begun(chosen, place / "log") as node:
        until((data / "postgres" / "postmaster.pid").exists, 20, "PostgreSQL starts")
        status = node.told_to_stop(signal.SIGTERM)
        assert (status, node.said) == (0, "")
    nobody_works_below(data)
    assert not (data / "postgres" / "postmaster.pid").exists()
    assert serves(chosen, place / "log") == ""
