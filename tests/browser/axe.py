"""axe-core, as it finds what people with other eyes, ears and hands would stumble over."""

import os
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.sync_api import Page

from tests.browser.looks import shines

SOURCE = Path(__file__).parents[1] / "web_tools" / "node_modules" / "axe-core" / "axe.min.js"
NONE = "axe-core is not here: `make web` gets it, and needs npm (Debian: `apt-get install npm`)"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# Colours are all that differs by night.
BY_NIGHT = {"type": "rule", "values": ["color-contrast"]}
RUN = """async ([only]) => (await axe.run(document, {runOnly: only, resultTypes: ["violations"]}))
  .violations.map(({id, nodes}) => [id, nodes.map((node) => node.target.join(" ") + ": "
    + node.failureSummary.split("\\n")[1])])"""


def require() -> None:
    """A skip that says what is missing; in CI a failure."""
    if SOURCE.exists():
        return
    if "CI" in os.environ:
        pytest.fail(NONE)
    pytest.skip(NONE)


def bring(page: Page) -> None:
    """Into every document of this page from now on, around its CSP and not through it."""
    page.add_init_script(path=SOURCE)


def violations(page: Page, scheme: Literal["light", "dark"] = "light") -> list[Any]:
    """What it finds, by rule; by night it looks at colours only."""
    shines(page, scheme)
    only = {"type": "tag", "values": TAGS} if scheme == "light" else BY_NIGHT
    found: list[Any] = page.evaluate(RUN, [only])
    if any(rule == "color-contrast" for rule, _ in found):
        # A colour that still was on its way from day to night; one that is wrong stays wrong.
        shines(page, scheme)
        found = page.evaluate(RUN, [only])
    return found
