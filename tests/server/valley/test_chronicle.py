"""What waits to be written: the same checkpoint until it is settled, each change once."""

from agents.relationships import Tie
from agents.routine import Bond
from agents.world.body import World
from agents.world.happenings import Caused, Enter, Input, Leave
from agents.world.tick import tick
from persistence.ports import Checkpoint
from server.valley.chronicle import Chronicle, Ticked
from tests.agents.world.valley import MAP, begun, entry, somebody

FREE = entry("00:00", "24:00", "inn", "work", 9, False)
ANN = somebody("ann", "inn", FREE, bonds=(Bond("bea", "friend", 40, 60),))
BEA = somebody("bea", "mill", FREE)
AROUND, BORN = begun(ANN, BEA)
NAMES = {"ann": "Ann", "bea": "Bea"}
AT = 1_764_000_000_000


class Writer:
    """A chronicle and the world that it is fed with."""

    def __init__(self, most: int = 100) -> None:
        self.world = BORN
        self.chronicle = Chronicle(MAP, NAMES, BORN, "origin", 30, most)

    def tick(self, *given: Input) -> World:
        self.world, happened = tick(AROUND, self.world, given)
        self.chronicle.add(Ticked(self.world, happened, AT + self.world.tick * 100))
        return self.world

    def checkpoint(self) -> Checkpoint:
        made = self.chronicle.checkpoint()
        assert made is not None
        return made[0]


def test_nothing_is_written_of_nothing() -> None:
    assert Writer().chronicle.checkpoint() is None


def test_of_many_ticks_the_last_state_and_all_changes_are_written() -> None:
    writer = Writer()
    writer.tick(Caused("ann", "bea", "gift"))
    writer.tick(Caused("ann", "bea", "insult", "over the fence " * 20))
    found = writer.checkpoint()
    assert (found.after, found.tick, found.now_ms, found.at_ms) == (0, 2, 6_000, AT + 200)
    changes = [(each.change.of, each.change.cause, each.change.at_ms) for each in found.moves]
    assert changes == [
        ("ann", "gift", AT + 100),
        ("bea", "gift", AT + 100),
        ("ann", "insult", AT + 200),
        ("bea", "insult", AT + 200),
    ]
    assert len({each.id for each in found.moves}) == 4
    assert [len(each.change.note) for each in found.moves] == [0, 0, 200, 200]
    ties = {(of, to): tie for of, to, tie in found.touched}
    assert ties.keys() == {("ann", "bea"), ("bea", "ann")}
    assert ties["ann", "bea"].affection == writer.world.ties["ann"]["bea"].affection
    # The last of them was in the last tick.
    assert ties["ann", "bea"].last_ms == AT + 200
    gift, insult = (each.content for each in found.memories["ann"])
    assert gift == "Bea gave me a gift."
    assert insult.startswith("Bea insulted me: over the fence ")
    assert found.lives["ann"].ties == tuple(writer.world.ties["ann"].items())


def test_until_it_is_written_it_stays_the_same() -> None:
    writer = Writer()
    writer.tick(Caused("ann", "bea", "gift"))
    first = writer.checkpoint()
    writer.tick(Caused("ann", "bea", "insult"))
    assert writer.checkpoint() == first
    writer.chronicle.settled()
    second = writer.checkpoint()
    assert (second.after, second.tick) == (1, 2)
    assert {each.change.cause for each in second.moves} == {"insult"}
    assert not {each.id for each in first.moves} & {each.id for each in second.moves}
    writer.chronicle.settled()
    assert writer.chronicle.checkpoint() is None


def test_who_did_not_change_is_not_written() -> None:
    writer = Writer()
    written = 0
    for _ in range(60):
        before = writer.world
        after = writer.tick()
        changed = {id for id in NAMES if after.bodies[id] != before.bodies[id]}
        assert writer.checkpoint().lives.keys() == changed
        written += len(changed)
        writer.chronicle.settled()
    assert 0 < written < 60


def test_it_is_full_until_something_is_written() -> None:
    writer = Writer(most=2)
    writer.tick()
    assert not writer.chronicle.is_full
    writer.tick()
    assert writer.chronicle.is_full
    writer.checkpoint()
    writer.chronicle.settled()
    assert not writer.chronicle.is_full


def test_persons_are_in_nobodys_tables_and_forgotten_once_they_are_gone() -> None:
    writer = Writer()
    writer.chronicle.people["zoe"] = "Zoe"
    writer.tick(Enter("zoe", "inn"), Caused("ann", "zoe", "gift"))
    found = writer.checkpoint()
    assert "zoe" not in found.lives
    assert not any("zoe" in (of, to) for of, to, _ in found.touched)
    assert not any("zoe" in (each.change.of, each.change.toward) for each in found.moves)
    assert writer.world.ties["ann"]["zoe"] != Tie()
    (gift,) = [each for each in found.memories["ann"] if "gift" in each.tags]
    assert gift.players == ("zoe",)
    writer.chronicle.settled()
    assert writer.chronicle.people == {"zoe": "Zoe"}
    writer.tick(Leave("zoe"))
    writer.checkpoint()
    writer.chronicle.settled()
    assert writer.chronicle.people == {}
