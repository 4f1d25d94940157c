"""Whole evenings of bots over real sockets, against the real rules behind a fake server."""

from collections.abc import Callable

import pytest
from msgspec.structs import replace

from clients import addresses
from clients.bots import reading
from clients.bots.load import Load
from clients.bots.options import Options
from clients.bots.outcome import Outcome
from clients.bots.progress import figures
from game.views import EventView, ResponseSubmittedView, VoteCastView
from tests.clients.bots.evening_server import EveningServer
from tests.clients.fake_server import running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "JITTER_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 0.01)
    # More than one page of history.
    monkeypatch.setattr(reading, "PAGE", 50)


async def play(server: EveningServer, **changes: object) -> tuple[Outcome, Load]:
    async with running(server.script, server.greet) as fake:
        plain = Options(url=fake.url, games=2, players=3, think_ms=0.0, timeout_s=20.0)
        load = Load(replace(plain, **changes))
        return await load.run(), load


@pytest.mark.parametrize("codec", ["json", "msgpack"])
async def test_an_evening_ends_with_everything_acknowledged_and_there(codec: str) -> None:
    outcome, load = await play(EveningServer(), codec=codec)
    assert outcome.clean, outcome.notes
    assert outcome.games_completed == 2
    # Per game: founding, start, 3 joins, 3 readies, 15 answers, 45 votes, and some chat.
    assert outcome.commands_acked == outcome.acked_checked >= 2 * 68
    assert outcome.submit_ack_ms.n == 30
    assert outcome.answers_to_voting_ms.n == outcome.submit_to_voting_ms.n == 30
    assert (outcome.submit_to_voting_ms.p50 or 0) > (outcome.answers_to_voting_ms.p50 or 0)
    assert outcome.deliveries >= 2 * 3 * 60
    assert f"{outcome.commands_acked} acked" in figures(load)


async def test_an_evening_survives_cut_connections() -> None:
    outcome, _ = await play(EveningServer(cut_every=7))
    assert outcome.clean, outcome.notes
    assert outcome.reconnects > 10
    assert outcome.commands_retried > 0


async def test_games_wait_for_their_turn() -> None:
    outcome, _ = await play(EveningServer(), games=3, players=2, concurrent=1)
    assert outcome.clean, outcome.notes
    assert outcome.players == 6


def drop(kind: type[EventView]) -> Callable[[EventView], list[EventView]]:
    return lambda view: [] if isinstance(view, kind) and view.seq < 40 else [view]


def double(view: EventView) -> list[EventView]:
    return [view, view] if isinstance(view, VoteCastView) else [view]


def change(view: EventView) -> list[EventView]:
    changed = isinstance(view, ResponseSubmittedView) and view.text
    return [replace(view, text="Something else") if changed else view]


async def test_a_forgetful_server_is_found_out() -> None:
    server = EveningServer()
    server.forge = drop(ResponseSubmittedView)
    outcome, _ = await play(server)
    assert outcome.acked_lost > 0
    assert not outcome.clean


async def test_a_stuttering_server_is_found_out() -> None:
    server = EveningServer()
    server.forge = double
    outcome, _ = await play(server)
    assert outcome.acked_duplicated > 0
    assert not outcome.clean


async def test_a_server_that_changes_words_is_found_out() -> None:
    server = EveningServer()
    server.forge = change
    outcome, _ = await play(server)
    assert outcome.acked_altered == 30
    assert outcome.acked_lost == 0
    assert not outcome.clean


async def test_a_game_that_never_ends_is_an_error_and_not_a_wait() -> None:
    class Deaf(EveningServer):
        async def script(self, peer: object, command: object) -> None:
            return

    outcome, _ = await play(Deaf(), games=1, timeout_s=0.05)
    assert outcome.games_completed == 0
    assert outcome.errors == 1
    assert not outcome.clean


async def test_regulars_meet_again_and_never_sit_twice_at_a_table() -> None:
    server = EveningServer()
    outcome, _ = await play(server, games=6, players=3, regulars=4)
    assert outcome.clean, outcome.notes
    people = [list(state.players) for state in server.states.values()]
    assert len(people) == 6
    assert all(len(dict.fromkeys(each)) == 3 for each in people)
    assert len({person for each in people for person in each}) == 4
