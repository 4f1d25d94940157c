"""When a room decides: not before the journal can take it, and then on all that was asked."""

from tests.server.fake_clock import settle, until
from tests.server.stage import Gate, TwinNode
from tests.server.visiting import FakeVisitor


async def test_a_room_decides_once_the_journal_takes_it_on_all_that_was_asked_by_then(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: a journal that is not ready until it is told to be."""
    game = await node.table(ada, bob)
    gate, seq, written = Gate(), node.state(game).seq, len(node.journal.batches)
    node.journal.ready = gate.passed  # type: ignore[method-assign]
    gate.is_shut = True
    for visitor in (ada, bob, ada):
        last = await node.send(visitor, "chat.send", game=game, text="hi")
        await settle()
    assert node.state(game).seq == seq
    assert len(node.journal.batches) == written
    gate.is_shut = False
    await until(lambda: ada.answers(last))
    assert node.journal.batches[written:] == [[seq + 1, seq + 2, seq + 3]]
