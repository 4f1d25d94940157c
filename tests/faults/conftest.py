"""Tables that were set up once for all runs of faults."""

from collections.abc import Iterator

import pytest

from tests.faults.ground import Ground, grounded


@pytest.fixture(scope="session")
def ground() -> Iterator[Ground]:
    """A PostgreSQL with the schema, to be copied."""
    with grounded() as found:
        yield found
