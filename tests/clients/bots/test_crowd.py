"""A crowd watches from a process of its own, counts what it sees, and notices what is wrong."""

import json
from collections import Counter
from collections.abc import Callable

import msgspec
import pytest
from msgspec.structs import replace

from clients import addresses
from clients.addresses import Addresses
from clients.bots.crowd import Tally, spread_of
from clients.bots.load import Load
from clients.bots.options import Options
from clients.bots.stand import share
from clients.bots.watcher import Watcher
from tests.clients.bots.evening_server import EveningServer
from tests.clients.fake_server import GAME, running


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "PAUSE_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 0.01)


class Room:
    """A host whose time and sockets are the test's."""

    def __init__(self) -> None:
        self.tally = Tally()
        self.said: list[dict[str, object]] = []
        self.dialled = 0
        self.waits: list[tuple[float, Callable[[], None]]] = []
        self.ms = 1_000.0
        self.here = 0
        self.done: list[Watcher] = []
        self.watcher = Watcher(
            self,
            Addresses(("a", "b"), lambda: 0.5, 0),
            GAME,
            "Watcher 0",
            self._came,
            self.done.append,
        )
        self.watcher.start()

    def _came(self) -> None:
        self.here += 1

    def dial(self, watcher: Watcher) -> None:
        self.dialled += 1
        watcher.opened(self)

    def later(self, delay_s: float, call: Callable[[], None]) -> None:
        self.waits.append((delay_s, call))

    def now_s(self) -> float:
        return self.ms / 1000

    def now_ms(self) -> float:
        return self.ms

    def send(self, text: bytes) -> None:
        self.said.append(json.loads(text))

    def abort(self) -> None:
        self.dialled -= 1

    def hear(self, **frame: object) -> None:
        self.watcher.take(json.dumps(frame).encode())

    def seated(self, seq: int = 3) -> "Room":
        self.hear(re="hello", ok=True, token="t")
        self.hear(re="join", ok=True, seq=seq, snapshot={"seq": seq})
        return self


def test_it_signs_in_joins_and_counts_to_the_end() -> None:
    room = Room().seated()
    assert [each["op"] for each in room.said] == ["hello", "game.join"]
    assert room.said[1]["role"] == "spectator"
    assert (room.here, room.tally.watching) == (1, 1)
    room.hear(ev="chat.message", game=GAME, seq=4, at=990, text="hi")
    room.hear(ev="skip", game=GAME, seq=5)
    room.hear(sig="typing", game=GAME)
    room.hear(ev="game.completed", game=GAME, seq=6, at=1_500)
    tally = room.tally
    assert (tally.events, tally.signals, tally.holes, tally.secrets, tally.missing) == (
        3,
        1,
        0,
        0,
        0,
    )
    assert tally.lag_ms == {10: 1, 0: 1}
    assert room.done == [room.watcher]
    assert (tally.watching, tally.watching_most) == (0, 1)


def test_what_came_before_the_join_is_in_its_snapshot() -> None:
    room = Room()
    room.hear(ev="skip", game=GAME, seq=3)
    room.seated(3).hear(ev="skip", game=GAME, seq=4)
    assert (room.tally.holes, room.tally.doubled) == (0, 0)


def test_a_hole_a_double_and_a_secret_are_noticed() -> None:
    room = Room().seated()
    room.hear(ev="skip", game=GAME, seq=6)
    room.hear(ev="skip", game=GAME, seq=6)
    room.hear(ev="response.submitted", game=GAME, seq=7, at=1, player="p", text=None)
    assert room.tally.secrets == 0
    room.hear(ev="response.submitted", game=GAME, seq=8, at=1, player="p", text="mine")
    room.hear(ev="vote.cast", game=GAME, seq=9, at=1, vote_type="best")
    room.hear(ev="round.judged", game=GAME, seq=10, at=1)
    assert (room.tally.holes, room.tally.doubled, room.tally.secrets) == (1, 1, 3)
    assert "6 came after 3" in room.tally.notes[0]


def test_it_comes_back_elsewhere_with_its_number_and_its_token() -> None:
    room = Room().seated()
    room.hear(sig="goodbye", retry_after_ms=900)
    room.watcher.closed(1001)
    assert (room.tally.watching, room.tally.reconnects) == (0, 1)
    (wait_s, again), room.waits = room.waits[0], []
    assert wait_s <= 0.1
    again()
    assert room.watcher.addresses.url == "b"
    assert room.said[-1]["auth"] == {"kind": "token", "token": "t"}
    room.hear(re="hello", ok=True, token="t")
    assert (room.said[-1]["op"], room.said[-1]["seq"]) == ("game.resume", 3)
    room.hear(
        re="resume", ok=True, seq=5, events=[{"ev": "skip", "seq": 4}, {"ev": "skip", "seq": 5}]
    )
    room.hear(ev="skip", game=GAME, seq=6)
    assert (room.tally.resumed, room.tally.holes, room.tally.watching) == (2, 0, 1)


def test_a_goodbye_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 5.0)
    room = Room()
    room.watcher.addresses = Addresses(("a",), lambda: 0.5, 0)
    room.seated()
    room.hear(sig="goodbye", retry_after_ms=900)
    room.watcher.closed(1001)
    ((wait_s, _),) = room.waits
    assert 0.9 <= wait_s < 1.2


@pytest.mark.parametrize("at_hello", [True, False])
def test_not_now_is_asked_again_later(at_hello: bool) -> None:
    room = Room()
    if not at_hello:
        room.hear(re="hello", ok=True, token="t")
    re = "hello" if at_hello else "join"
    room.hear(re=re, ok=False, error={"code": "unavailable", "retry_after_ms": 200})
    ((wait_s, again),) = room.waits
    assert wait_s == 0.2
    again()
    assert room.said[-1]["op"] == room.said[-2]["op"] == ("hello" if at_hello else "game.join")


def test_who_is_refused_or_sent_away_is_missing() -> None:
    room = Room()
    room.hear(re="hello", ok=False, error={"code": "forbidden"})
    assert (room.tally.missing, room.here, len(room.done)) == (1, 1, 1)
    room.watcher.closed(1006)
    assert room.waits == []
    away = Room().seated()
    away.watcher.closed(4403)
    away.watcher.give_up("late")
    assert (away.tally.missing, away.tally.watching, len(away.done)) == (1, 0, 1)


def test_what_cannot_be_read_ends_it() -> None:
    room = Room().seated()
    room.watcher.take(b'{"ev": 5}')
    assert (room.tally.missing, room.dialled) == (1, 0)


def test_counted_milliseconds_have_percentiles() -> None:
    found = spread_of(Counter({0: 90, 7: 9, 500: 1}))
    assert (found.n, found.p50, found.p90, found.p99, found.max) == (100, 0, 0, 7, 500)
    assert spread_of(Counter()).p50 is None


def test_the_crowd_is_shared_by_the_games_of_one_time() -> None:
    options = Options(games=5, concurrent=2, spectators=7)
    shares = [share(options, number) for number in range(5)]
    assert shares == [(0, 4), (4, 3), (7, 4), (11, 3), (14, 4)]
    assert [count for _, count in (share(Options(games=1, spectators=9), 0),)] == [9]
    assert share(Options(games=3), 1) == (0, 0)


async def test_a_crowd_in_its_own_process_sees_every_game_to_its_end() -> None:
    evening = EveningServer()
    async with (
        running(evening.script, evening.greet) as one,
        running(evening.script, evening.greet) as two,
    ):
        urls = (one.url, two.url)
        plain = Options(urls=urls, games=2, players=2, think_ms=0.0, timeout_s=20.0)
        outcome = await Load(replace(plain, spectators=10)).run()
    crowd = outcome.crowd
    assert crowd is not None, outcome.notes
    assert outcome.clean, outcome.notes
    assert (crowd.watching, crowd.missing, crowd.holes, crowd.secrets) == (10, 0, 0, 0)
    assert crowd.events > 10 * 30
    assert (one.connections, two.connections) == (2 + 5 + 1, 2 + 5 + 1)
    assert crowd.lag_ms.n > 100
    assert crowd.own_lag_ms.n > 0
    assert crowd.rss_mib > 1
    decoded = msgspec.json.decode(msgspec.json.encode(outcome))
    assert decoded["crowd"]["watching"] == decoded["spectators"] == 10


async def test_a_crowd_comes_back_after_cuts() -> None:
    evening = EveningServer(cut_every=5)
    async with running(evening.script, evening.greet) as fake:
        options = Options(url=fake.url, players=2, think_ms=0.0, timeout_s=20.0, spectators=20)
        outcome = await Load(options).run()
    assert outcome.crowd is not None
    assert outcome.clean, outcome.notes
    assert (outcome.crowd.watching, outcome.crowd.missing) == (20, 0)


async def test_a_crowd_that_misses_events_spoils_the_run() -> None:
    evening = EveningServer()
    shown = evening.view
    evening.view = lambda game, entry, actor: replace(
        shown(game, entry, actor), seq=entry.seq + (actor.startswith("Watcher") and entry.seq > 9)
    )
    async with running(evening.script, evening.greet) as fake:
        options = Options(url=fake.url, players=2, think_ms=0.0, timeout_s=20.0, spectators=2)
        outcome = await Load(options).run()
    assert outcome.crowd is not None
    assert outcome.crowd.holes == 2
    assert not outcome.clean
