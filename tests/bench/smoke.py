"""A tiny run of a case that needs the load generator, or a word on why there can be none."""

import os
from typing import NoReturn

import pytest

from bench.record import Lacking, Options, Record, Run
from bench.wsload import NoSource


def ran(run: Run) -> Record:
    """The smoke run; without a load generator a skip that says so, in CI a failure."""
    try:
        return run(Options(smoke=True))
    except Lacking as lack:
        skip(lack)


def skip(lack: Lacking) -> NoReturn:
    """Skip; fail in CI, which has a compiler. The source may be missing even there: it lies beside
    the repository, and whoever has only the repository can't have it."""
    if "CI" in os.environ and not isinstance(lack, NoSource):
        pytest.fail(str(lack))
    pytest.skip(str(lack))
