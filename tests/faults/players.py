"""`genius bots` against several nodes: who plays, and remembers what was promised."""

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from tests.faults.world import GENIUS

# Figures that must be nought.
NOUGHTS: Final = (
    *("acked_lost", "acked_duplicated", "acked_altered", "errors", "holes", "secrets_leaked"),
    *("views_altered", "rows_missing", "rows_altered", "games_cancelled", "games_unended"),
    "views_astray",
)


class Players:
    """One run of bots, started when made."""

    def __init__(self, folder: Path, urls: Sequence[str], database: str, *words: str) -> None:
        self._json, self._log = folder / "bots.json", folder / "bots.log"
        self._json.unlink(missing_ok=True)
        command = [*GENIUS, "bots", "--json", str(self._json), "--database", database, *words]
        for url in urls:
            command += ["--url", url]
        with self._log.open("wb") as log:
            self._child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    @property
    def are_at_it(self) -> bool:
        """Whether they still play, or check."""
        return self._child.poll() is None

    @property
    def pid(self) -> int:
        """Their process."""
        return self._child.pid

    def figures(self) -> dict[str, Any]:
        """What they found; nothing where they did not come to an end."""
        found: dict[str, Any] = json.loads(self._json.read_text()) if self._json.exists() else {}
        return found

    def wrongs(self) -> list[str]:
        """What was promised and not kept, or is not as it must be."""
        figures = self.figures()
        if not figures:
            said = self._log.read_text(errors="replace")[-1500:]
            return [f"bots: status {self._child.returncode}, {said}"]
        wrongs = [f"{name} {figures[name]}" for name in NOUGHTS if figures.get(name)]
        if figures["games_completed"] != figures["games"]:
            wrongs.append(f"{figures['games_completed']} of {figures['games']} games completed")
        if self._child.returncode != 0:
            wrongs += [f"status {self._child.returncode}", *figures["notes"]]
        return [f"bots: {each}" for each in wrongs]

    def close(self) -> None:
        """Nothing of them lives on."""
        if self.are_at_it:
            self._child.kill()
        self._child.wait()
