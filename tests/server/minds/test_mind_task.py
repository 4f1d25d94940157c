"""Machine players at the table: seated, shown what people see, acting by the clock, put off."""

from game.ids import AGENT_PREFIX, GameId
from game.state import Phase
from server.room_task import RoomTask
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FakeVisitor


async def test_machines_play_a_whole_game_with_one_person(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    game = await node.playing(ada, agents=3)
    answered: list[int] = []
    for _ in range(200):
        state = node.state(game)
        if state.phase is Phase.COMPLETED:
            break
        assert state.round is not None
        if state.phase is Phase.ANSWERING and state.round.number not in answered:
            answered.append(state.round.number)
            fields = {"round": state.round.number, "text": "hello"}
            await node.ask(ada, "response.submit", game=game, **fields)
        await clock.advance(1_000)
    assert node.state(game).phase is Phase.COMPLETED
    kinds = node.databases.kinds(game)
    # Three machines, five rounds: nobody missed an answer or a vote.
    assert kinds.count("ResponseSubmitted") == 4 * 5
    assert kinds.count("VoteCast") == 3 * 3 * 5
    causes = [entry.cause for entry in node.databases.entries(game)]
    assert any(cause.startswith(AGENT_PREFIX) for cause in causes)


async def test_a_mind_is_shown_nothing_that_its_player_may_not_see(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    game = GameId(await node.playing(ada, agents=1))
    await node.ask(ada, "response.submit", game=game, round=1, text="a secret of Ada's")
    (mind,) = node.minds._tables[game].values()
    assert "a secret of Ada's" not in repr(mind)
    assert node.state(game).seed not in repr(mind)


async def test_a_machine_added_later_sits_down_too(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    game = GameId(await node.table(ada))
    assert node.minds._tables[game] == {}
    await node.ask(ada, "game.add_agent", game=game, agent="goat")
    assert [mind.persona.slug for mind in node.minds._tables[game].values()] == ["goat"]
    await clock.advance(60_000)
    goat = next(seat for seat in node.state(game).seats.values() if seat.is_ai)
    assert goat.is_ready


async def test_after_a_restart_they_wake_and_go_on(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    one = new_node()
    game = await one.playing(ada, agents=2)
    await one.stop()
    assert one.minds._tables == one.minds._timers == {}
    two = new_node()
    await two.start()
    await clock.advance(40_000)
    assert two.databases.kinds(game).count("ResponseSubmitted") == 2


async def test_in_an_outage_they_try_again_later_and_once(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: nothing can be written for half the round; the journal is asked for doubles."""
    game = await node.playing(ada, agents=3, time_limit_seconds=60)
    databases.store.forecast = lambda _game, _seq: "before"
    await clock.advance(15_000)
    assert databases.kinds(game).count("ResponseSubmitted") == 0
    databases.store.forecast = lambda _game, _seq: "fair"
    await clock.advance(20_000)
    assert databases.kinds(game).count("ResponseSubmitted") == 3


async def test_one_timer_a_table_even_when_acts_are_refused_at_once(
    node: TwinNode, databases: Databases, clock: FakeClock, ada: FakeVisitor
) -> None:
    """Method: a stalled room refuses all acts in the very moment in which they are posted."""
    game = GameId(await node.playing(ada, agents=3, time_limit_seconds=60))
    room = node.room(game)
    others = len(clock.pending) - 1
    room.stalled = True
    for _ in range(20):
        await clock.advance(1_000)
        assert len(clock.pending) <= others + 1
    room.stalled = False
    await clock.advance(20_000)
    assert databases.kinds(game).count("ResponseSubmitted") == 3


async def test_a_closed_room_is_thought_of_no_more(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    game = GameId(await node.playing(ada, agents=2))
    room = node.room(game)
    assert isinstance(room, RoomTask)
    room.close()
    await until(lambda: node.directory.here(game) is None)
    await settle()
    assert node.minds._tables == node.minds._timers == {}
    assert clock.pending == []


async def test_an_unknown_character_stays_silent(
    new_node: NewNode, clock: FakeClock, ada: FakeVisitor
) -> None:
    """A game that was founded when the cast was larger still opens."""
    node = new_node()
    game = GameId(await node.playing(ada, agents=1))
    await node.stop()
    two = new_node()
    two.minds._personas = {}
    await two.start()
    assert two.minds._tables[game] == {}
