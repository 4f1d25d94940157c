"""The page folds the golden evening to what the server would show at each of its moments."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from game.decide import decide
from game.events import Entry
from game.faces import user_shown
from game.ids import Actor
from game.look import look
from game.redact import redact
from game.refusals import Rejected
from game.state import GameState
from game.views import Skipped
from tests.game.evening import GOLDEN, Post

SCRIPT = Path(__file__).parent / "golden.mjs"
NODE = shutil.which("node")
pytestmark = pytest.mark.skipif(NODE is None, reason="node is not installed; the page needs it")


class Everybody:
    """Who is connected: all of them."""

    def __contains__(self, actor: object) -> bool:
        return True


def moments() -> Iterator[tuple[GameState, list[Entry]]]:
    """The evening after each command that changed something, and the entries that it made."""
    posts = msgspec.convert(json.loads(GOLDEN.read_text(encoding="utf-8"))["posts"], list[Post])
    state: GameState | None = None
    for post in posts:
        decided = decide(state, post.actor, post.command, post.at_ms)
        if isinstance(decided, Rejected) or not decided.events:
            continue
        seq = state.seq if state else 0
        state = decided.state
        yield (
            state,
            [
                Entry(seq + place, post.at_ms, "golden", event)
                for place, event in enumerate(decided.events, start=1)
            ],
        )


def stream(actor: Actor | None) -> list[dict[str, Any]]:
    """What one viewer holds and hears, from their first seat on; a spectator from the start."""
    told: list[dict[str, Any]] = []
    for state, entries in moments():
        viewer = next((each for each, seat in state.seats.items() if seat.user == actor), None)
        if viewer is None and (actor is not None or state.seq < 2):
            if told:
                break  # kicked: the stream ends
            continue
        views = [
            redact(state.game, entry, viewer) or Skipped(game=state.game, seq=entry.seq)
            for entry in entries
        ]
        shown = look(state, viewer, entries[-1].at_ms, Everybody())
        told.append({"views": msgspec.to_builtins(views), "snapshot": msgspec.to_builtins(shown)})
    return told


@pytest.mark.parametrize("name", ["ada", "bob", "cyd", "dan", "eve", None])
def test_the_fold_agrees_with_the_server_at_every_moment(name: str | None) -> None:
    """Fold each view in node; compare with the snapshot that a join would get just then."""
    actor = Actor(name) if name else None
    told = stream(actor)
    assert len(told) > (100 if name != "dan" else 3)
    evening = {"user": actor and user_shown(actor), "told": told}
    command = [str(NODE), str(SCRIPT)]
    ran = subprocess.run(
        command, input=json.dumps(evening), capture_output=True, text=True, timeout=60, check=False
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
