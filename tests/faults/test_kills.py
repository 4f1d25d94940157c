"""`kill -9` of a lone node and of its built-in databases, at seeded moments, while bots play.

Method: bots keep every acknowledgement; when their games are over they read each back from the
history and from the tables. A fault may delay them; it may not cost them anything.
"""

import os
import random
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.world import Bots, Server

SEED = int(os.environ.get("FAULTS_SEED") or 1)
ROUNDS = int(os.environ.get("FAULTS_ROUNDS") or 20)
EVENING = ("--players", "4", "--rounds", "6", "--think-ms", "250", "--timeout", "240")


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    """A server of one's own, started."""
    tmp_path.chmod(0o755)
    server = Server(tmp_path)
    server.start()
    yield server
    server.close()


def strike(server: Server, kind: str) -> None:
    """One fault, and what a supervisor outside would do about it."""
    match kind:
        case "server":
            server.kill()
            server.start()
        case "postgres":
            server.kill_postgres()
        case "redis":
            server.kill_redis()
        case _:
            raise AssertionError(kind)


def evenings(server: Server, kinds: tuple[str, ...], strikes: int, games: int, seed: int) -> None:
    """Play evenings until all strikes have fallen, each in the middle of play."""
    dice = random.Random(f"{seed}:{kinds}")
    struck = evening = 0
    while struck < strikes:
        evening += 1
        name = f"evening-{evening}"
        options = ("--games", str(games), "--seed", str(seed + evening), *EVENING)
        bots = Bots(server, name, *options)
        try:
            while bots.playing and struck < strikes:
                time.sleep(dice.uniform(0.4, 1.6))  # the moment is the point of the test
                if not bots.playing:
                    break
                strike(server, dice.choice(kinds))
                struck += 1
        finally:
            figures = bots.finish(within_s=260)
        assert figures["games_completed"] == games
        assert (figures["acked_lost"], figures["acked_duplicated"]) == (0, 0)
        assert (figures["errors"], figures["holes"], figures["secrets_leaked"]) == (0, 0, 0)
        assert figures["commands_acked"] > games * 4 * 6 * 2, "they did play"
    assert server.stop() < 10


@pytest.mark.services
@pytest.mark.timeout(240)
def test_a_few_kills_of_everything_cost_nothing(server: Server) -> None:
    """The short form of `make kills`, in every test run."""
    evenings(server, ("server", "postgres", "redis"), strikes=3, games=4, seed=SEED)


@pytest.mark.faults
@pytest.mark.timeout(1800)
@pytest.mark.parametrize("kind", ["server", "postgres", "redis"])
def test_twenty_kills_of_one_kind_cost_nothing(server: Server, kind: str) -> None:
    """The long form: FAULTS_ROUNDS kills of each, from FAULTS_SEED."""
    evenings(server, (kind,), strikes=ROUNDS, games=10, seed=SEED)
