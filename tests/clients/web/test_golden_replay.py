"""The page plays the golden evening again, step by step, from the history that the server tells."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import msgspec
import pytest

from game.achievements import CATALOGUE
from game.evolve import evolve
from game.look import look
from game.redact import EVERYTHING, redact
from game.state import GameState
from tests.game.evening import GOLDEN, Post, replay

HERE = Path(__file__).parent
WEB = HERE.parents[2] / "clients" / "web"
NODE = shutil.which("node")


@pytest.mark.skipif(NODE is None, reason="node is not installed; the page needs it")
def test_the_golden_evening_is_played_again_step_by_step() -> None:
    """Tell node what `game.history` tells; it walks there and back, in pages of several sizes."""
    posts = msgspec.convert(json.loads(GOLDEN.read_text(encoding="utf-8"))["posts"], list[Post])
    state: GameState | None = None
    events = []
    for entry in replay(posts):
        state = evolve(state, entry.event)
        if (view := redact(state.game, entry, EVERYTHING)) is not None:
            events.append(msgspec.to_builtins(view))
    assert state is not None
    game = msgspec.to_builtins(look(state, None, 0, ()).game)
    ran = subprocess.run(
        [str(NODE), str(HERE / "replay.mjs")],
        input=json.dumps({"game": game, "events": events}),
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_the_page_knows_every_achievement_and_what_it_is_worth() -> None:
    """The page's catalogue is the game's, in its order; its English is the game's too."""
    text = (WEB / "people" / "catalogue.js").read_text(encoding="utf-8")
    rows = re.findall(r'\["([a-z_]+)", (\d+), "([a-z]+)"\]', text)
    assert rows == [(each.code, str(each.points), each.category) for each in CATALOGUE]
    english = json.loads((WEB / "lang" / "en.json").read_text(encoding="utf-8"))
    for each in CATALOGUE:
        assert english[f"honour.{each.code}.name"] == each.name
        assert english[f"honour.{each.code}.text"] == each.description
