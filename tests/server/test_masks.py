"""Behind masks: all that a table, its watchers and the machines' own pages show before the reveal.

Whatever differs between a machine and a person there would tell them apart.
"""

import json
from typing import Any

import pytest

from game.ids import GameId
from game.state import Phase
from server.minds.mindscope import SIGNALS_SHOWN
from tests.server.fake_clock import FakeClock
from tests.server.stage import TwinNode, personas
from tests.server.test_turing import play_round
from tests.server.visiting import FakeVisitor, Said

# What each seat has for itself, and what everybody at a table does in their own time.
OWN = ("id", "name", "score", "rank", "is_ready")


@pytest.fixture
def ada() -> FakeVisitor:
    return FakeVisitor("ada")


async def evening(node: TwinNode, clock: FakeClock, *people: FakeVisitor) -> GameId:
    """A masked lobby of three machines and these people, with pictures, some of them away."""
    said = await node.ask(people[0], "game.create", mode="turing", agents=3, name="Friday")
    game = GameId(said["game"]["id"])
    for each in people:
        face = "https://example.org/a.png"
        await clock.advance(4_000)
        assert (await node.ask(each, "game.join", game=game, avatar_url=face))["ok"]
    await clock.advance(40_000)
    return game


def others(snapshot: dict[str, Any], me: str | None) -> list[dict[str, Any]]:
    """All seats but one's own, without what is everybody's own."""
    seats = [each for each in snapshot["players"] if each["id"] != me]
    return [{key: each[key] for key in each if key not in OWN} for each in seats]


async def pages(node: TwinNode, who: FakeVisitor) -> list[Said]:
    """What the machines' own pages say of each of them."""
    found = [await node.ask(who, "agent.list"), await node.ask(who, "world.watch")]
    for persona in personas():
        found += [
            await node.ask(who, op, agent=persona.slug)
            for op in ("agent.get", "agent.mind", "agent.memories")
        ]
    for each in found:
        each.pop("re")
    return found


async def test_nothing_shown_before_the_reveal_tells_a_machine(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: snapshots of players, of a watcher and of one who asks for all from the beginning,
    in the lobby and in the round; every seat must look like every other.
    """
    bob, eve, late = (FakeVisitor(name) for name in ("bob", "eve", "late"))
    game = await evening(node, clock, ada, bob)
    assert (await node.ask(eve, "game.join", game=game, role="spectator"))["ok"]
    assert sum(seat.is_ai for seat in node.state(game).seats.values()) == 3
    assert (await node.ask(bob, "game.typing", game=game))["ok"]
    node.desk.depart(bob)
    for step in ("lobby", "answering"):
        if step == "answering":
            assert (await node.ask(ada, "game.start", game=game))["ok"]
            await clock.advance(20_000)
        assert node.state(game).phase is Phase(step)
        for who in (ada, eve, late):
            role = "player" if who is ada else "spectator"
            joined = await node.ask(who, "game.join", game=game, role=role)
            seats = others(joined["snapshot"], joined["snapshot"]["me"])
            assert all(each == seats[0] for each in seats)
            assert seats[0] == {
                "avatar_url": None, "is_ai": False, "user": None, "agent": None,
                "is_active": True, "connected": True,
            }  # fmt: skip
    again = await node.ask(late, "game.resume", game=game, seq=0)
    joins = [each for each in again["events"] if each["ev"] == "player.joined"]
    created = next(each for each in again["events"] if each["ev"] == "game.created")
    assert len(joins) == 5
    # Nobody is there from the start, and no two come at once.
    assert len({each["at"] for each in joins} - {created["at"]}) == 5
    shapes = [{**each["player"], "id": "", "name": ""} for each in joins]
    assert all(each == shapes[0] for each in shapes)
    # Only people type and go away: it is not shown of anybody.
    kinds = {each.get("ev") or each.get("sig") for who in (ada, eve) for each in who.heard}
    assert not kinds & {"typing", "presence"}


async def test_the_machines_own_pages_do_not_tell_that_they_sit_there(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: all that is shown of every machine before the game, and in the midst of it."""
    bob, eve = FakeVisitor("bob"), FakeVisitor("eve")
    before = await pages(node, eve)
    game = await evening(node, clock, ada, bob)
    assert (await node.ask(ada, "game.start", game=game))["ok"]
    await play_round(node, clock, game, ada, bob)
    await node.remembrance.save_all()
    for who in (ada, eve):
        assert json.dumps(await pages(node, who)) == json.dumps(before)
    seated = [seat.user for seat in node.state(game).seats.values() if seat.is_ai]
    slugs = {user.removeprefix("agent:") for user in seated}
    assert any(node.minds.book.seen(slug, clock.now_ms(), may_see_all=True) for slug in slugs)
    # Nor is there anything that thoughts, talks and watchers could find.
    assert not any(node.databases.store.memories.get(slug) for slug in slugs)
    # Once the masks have fallen it may be known.
    assert (await node.ask(ada, "game.cancel", game=game))["ok"]
    await node.remembrance.save_all()
    after = await node.ask(eve, "agent.mind", agent=min(slugs))
    assert 0 < len(after["signals"]) <= SIGNALS_SHOWN
    for slug in slugs:
        kept = node.databases.store.memories[slug].values()
        contents = " ".join(each.content for each in kept)
        assert "sat down" in contents
        # By the names they had there.
        assert all(persona.name not in contents for persona in personas())


async def test_asked_for_what_it_does_a_machine_does_not_speak_of_the_table(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    eve = FakeVisitor("eve")
    game = await evening(node, clock, ada)
    assert (await node.ask(ada, "game.start", game=game))["ok"]
    await play_round(node, clock, game, ada)
    await node.remembrance.save_all()
    state = node.state(game)
    assert state.round is not None
    words = ["Friday", *(seat.name for seat in state.seats.values() if seat.is_ai)]
    words += [answer.text for answer in state.round.answers.values()]
    for persona in personas():
        for text in ("do you remember the game at the table Friday?", state.round.prompt.text):
            said = await node.ask(eve, "agent.talk", agent=persona.slug, text=text)
            assert said["recalled"] == []
            answer = said["reply"]["text"].replace("friday", "Friday")
            assert not any(word in answer for word in words[1:]), persona.slug
