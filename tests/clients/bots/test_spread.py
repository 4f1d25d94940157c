"""Bots spread over several addresses, players of one game too, and go on when one goes away."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from msgspec.structs import replace

from clients import addresses
from clients.bots.ledger import Ledger
from clients.bots.load import Load
from clients.bots.options import Options
from clients.bots.outcome import Outcome
from clients.bots.reading import history_of
from clients.failures import Refused
from game.ids import GameId
from game.views import EventView, GameCancelledView, GameCompletedView
from server.wire import FromClient, GameHistory, Hello, HelloReply, ServerShown, error_reply
from tests.clients.bots.evening_server import EveningServer
from tests.clients.fake_server import FakeServer, Greet, Peer, running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "JITTER_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 0.01)


def at(node: str, evening: EveningServer) -> Greet:
    def greet(peer: Peer, command: Hello) -> HelloReply:
        return replace(evening.greet(peer, command), server=ServerShown("0", node, 0))

    return greet


@asynccontextmanager
async def two_nodes(evening: EveningServer) -> AsyncIterator[tuple[FakeServer, FakeServer]]:
    async with (
        running(evening.script, at("one", evening)) as one,
        running(evening.script, at("two", evening)) as two,
    ):
        yield one, two


async def play(evening: EveningServer, **changes: object) -> Outcome:
    async with two_nodes(evening) as nodes:
        urls = tuple(each.url for each in nodes)
        plain = Options(urls=urls, games=4, players=4, think_ms=0.0, timeout_s=20.0)
        return await Load(replace(plain, **changes)).run()


async def test_players_and_rooms_are_spread_evenly() -> None:
    outcome = await play(EveningServer())
    assert outcome.clean, outcome.notes
    assert outcome.bots_by_node == {"one": 8, "two": 8}
    assert outcome.rooms_by_node == {"one": 2, "two": 2}
    commands = outcome.ack_home_ms.n + outcome.ack_away_ms.n
    assert commands == outcome.commands_acked - 4
    assert abs(outcome.ack_home_ms.n - outcome.ack_away_ms.n) < commands / 10
    assert outcome.ack_home_p50_ms == outcome.ack_home_ms.p50
    assert outcome.ack_away_p50_ms == outcome.ack_away_ms.p50
    assert outcome.ack_away_p50_ms is not None
    assert (outcome.gaps, outcome.gap_ms.n, outcome.views_astray) == (0, 0, 0)


async def test_cut_players_go_on_elsewhere_without_a_hole() -> None:
    outcome = await play(EveningServer(cut_every=11))
    assert outcome.clean, outcome.notes
    assert outcome.reconnects > 10
    # A command was under way at each cut, so that each is felt by one player.
    assert outcome.gaps >= 10
    assert 0 < (outcome.gap_ms.p50 or 0) <= (outcome.gap_ms.max or 0) < 20_000


async def test_an_unfinished_history_is_found_out() -> None:
    def forget_the_end(view: EventView) -> list[EventView]:
        return [] if isinstance(view, GameCompletedView | GameCancelledView) else [view]

    evening = EveningServer()
    evening.forge = forget_the_end
    outcome = await play(evening, games=1)
    assert outcome.games_unended == 1
    assert not outcome.clean


async def test_a_history_is_read_where_it_is_given() -> None:
    """Method: one address refuses all history, and another is not there at all."""
    evening = EveningServer()

    async def reluctant(peer: Peer, command: FromClient) -> None:
        if isinstance(command, GameHistory):
            await peer.send(error_reply(command.id, "conflict"))
        else:
            await evening.script(peer, command)

    async with running(reluctant, evening.greet) as one, two_nodes(evening) as (two, three):
        options = Options(urls=(two.url,), players=2, think_ms=0.0, timeout_s=20.0)
        load = Load(options)
        assert (await load.run()).clean
        ledger: Ledger = load.ledgers[0]
        urls = (one.url, "ws://127.0.0.1:1/ws", three.url)
        history = await history_of(ledger, replace(options, urls=urls))
        assert history[0].seq == 1
        refusing = replace(options, urls=(one.url, one.url))
        with pytest.raises(Refused):
            await history_of(ledger, refusing)
        # The dead address may lead to the refusing one once more.
        assert len(one.ids(GameHistory)) in (3, 4)


async def test_regulars_sign_in_everywhere() -> None:
    outcome = await play(EveningServer(), regulars=6)
    assert outcome.clean, outcome.notes


def test_a_ledger_begins_nowhere() -> None:
    assert Ledger(GameId("g"), 0).node == ""
