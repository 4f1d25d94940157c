"""What every test shares: how hard hypothesis tries, and that its servers have no model."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Timings on a shared machine say nothing, so no profile has a deadline.
settings.register_profile("dev", deadline=None, max_examples=100)
# The same examples on every run, so that a red CI means a change and not bad luck;
# fresh ones are the business of the simulation.
settings.register_profile("ci", deadline=None, max_examples=200, derandomize=True)
settings.register_profile("deep", deadline=None, max_examples=5_000, print_blob=True)
# Servers that tests start judge nothing, and read no memories for their meaning, unless the test is
# about that: a process more for each.
for name in ("GENIUS_JUDGE", "GENIUS_MEANING"):
    os.environ.setdefault(name, "off")
settings.load_profile(
    os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if "CI" in os.environ else "dev")
)

# What takes longest, by what was measured, first; the other folders follow as they are.
LONGEST = ("browser", "simulation", "starts", "fuzz", "story", "contracts")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Two workers that take a file each end together only if the last files are short."""
    here = Path(__file__).parent

    def place(item: pytest.Item) -> int:
        folder = item.path.relative_to(here).parts[0]
        return LONGEST.index(folder) if folder in LONGEST else len(LONGEST)

    items.sort(key=place)
