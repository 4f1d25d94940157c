"""A stored game is folded again, and comes out as it did or says so."""

import pytest

from game.digest import digest
from game.ids import GameId
from server.replay import replay
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


@pytest.fixture
async def over(node: TwinNode) -> str:
    """A game that was cancelled in its first round."""
    ada = FakeVisitor("ada")
    game = await node.playing(ada, FakeVisitor("bob"))
    await node.ask(ada, "game.cancel", game=game)
    return game


async def replayed(node: TwinNode, name: str) -> tuple[int, str]:
    lines: list[str] = []
    status = await replay(node.games, node.journal, name, lines.append)
    return status, "\n".join(lines)


async def test_a_game_comes_out_as_it_did(node: TwinNode, databases: Databases, over: str) -> None:
    kept = digest(databases.entries(over))[0]
    await node.games.seal(GameId(over), kept)
    for name in (over, node.state(over).code, node.state(over).code.lower()):
        status, said = await replayed(node, name)
        assert status == 0
        assert said.count(kept) == 2
        assert over in said
        assert "Ada" in said


async def test_a_game_that_comes_out_otherwise_is_an_error(node: TwinNode, over: str) -> None:
    await node.games.seal(GameId(over), "0" * 32)
    status, said = await replayed(node, over)
    assert status == 1
    assert "DIFFERS" in said


async def test_a_game_without_a_digest_is_folded_all_the_same(node: TwinNode, over: str) -> None:
    status, said = await replayed(node, over)
    assert status == 0
    assert "none yet" in said
    assert "cancelled" in said


@pytest.mark.parametrize("name", ["QQQQQ", "0198c0de-0000-7000-8000-00000000dead"])
async def test_what_is_not_there_is_an_error(node: TwinNode, over: str, name: str) -> None:
    assert await replayed(node, name) == (1, f"there is no game {name}")
