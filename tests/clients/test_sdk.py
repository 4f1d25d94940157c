"""The client comes back, asks again under the same id, and shows every view once and in order."""

import asyncio

import pytest

from clients import addresses, exchange
from clients.sdk import (
    Broken,
    Client,
    Dismissed,
    Guest,
    Left,
    Refused,
    Shown,
    Token,
    Unanswered,
    Unreachable,
)
from game.commands import JoinGame, LeaveGame, SendChat, SetReady
from game.ids import GameId, MessageId
from game.snapshot import Snapshot
from game.views import ChatView, Skipped
from server.wire import (
    AnySignal,
    FromClient,
    GoodbyeSignal,
    GuestAuth,
    MessageReply,
    React,
    ResumeGame,
    ResumeReply,
    TokenAuth,
    TypingSignal,
    error_reply,
)
from tests.clients.fake_server import GAME, Peer, answer, chat, game, running, snapshot, until

CHAT = SendChat(game=GAME, text="hello")
CODECS = pytest.mark.parametrize("codec", ["json", "msgpack"])


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The pauses are tested as numbers; nobody needs to sit through them."""
    monkeypatch.setattr(addresses, "JITTER_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S", 0.001)
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 0.01)
    monkeypatch.setattr(exchange, "PAUSE_MS_MAX", 1)


def numbers(shown: list[Shown]) -> list[int]:
    return [each.seq for each in shown]


@CODECS
async def test_commands_are_answered_with_their_own_type(codec: str) -> None:
    async with running(answer) as server, Client(server.url, auth=Guest("Ada"), codec=codec) as ada:
        joined = await ada.ask(JoinGame(code="K7QX", name="Ada"))
        said = await ada.ask(CHAT)
        ready = await ada.ask(SetReady(id="mine", game=GAME))
        assert (joined.snapshot.seq, said.message, ready.re) == (3, "m4", "mine")
        assert ada.token == "token-1"
    assert len(set(server.ids(FromClient.__args__))) == 3


@CODECS
async def test_an_answer_in_pieces_is_one_answer(codec: str) -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        await peer.send_in_pieces(MessageReply(re=command.id, seq=4, message=MessageId("m4")))
        await peer.send_in_pieces(chat(4))

    async with running(script) as server, Client(server.url, auth=Guest("Ada"), codec=codec) as ada:
        assert (await ada.ask(CHAT)).message == "m4"
        assert (await ada.ask(CHAT)).message == "m4"


@CODECS
async def test_a_lost_answer_is_asked_for_again_with_the_same_id(codec: str) -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if server.connections < 3:
            peer.cut()
        else:
            await answer(peer, command)

    async with running(script) as server, Client(server.url, auth=Guest("Ada"), codec=codec) as ada:
        assert (await ada.ask(CHAT)).message == "m4"
        assert ada.counts.resent == 2
    assert len(server.ids(SendChat)) == 3
    assert len(set(server.ids(SendChat))) == 1
    assert [type(hello.auth) for hello in server.hellos] == [GuestAuth, TokenAuth, TokenAuth]


async def test_not_now_is_asked_again_later_with_the_same_id() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if len(server.heard) < 3:
            await peer.send(error_reply(command.id, "unavailable", retry_after_ms=1))
        else:
            await answer(peer, command)

    async with running(script) as server, Client(server.url, auth=Guest("Ada")) as ada:
        await ada.ask(CHAT)
        assert ada.counts.put_off == 2
    assert len(server.ids(SendChat)) == 3
    assert len(set(server.ids(SendChat))) == 1


async def test_not_now_for_ever_ends_at_the_deadline() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        await peer.send(error_reply(command.id, "unavailable", retry_after_ms=60_000))

    async with running(script) as server, Client(server.url, auth=Guest("Ada")) as ada:
        with pytest.raises(Unanswered):
            await ada.ask(CHAT, timeout_s=0.01)


async def test_a_refusal_is_raised_and_not_repeated() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        await peer.send(error_reply(command.id, "game.full"))

    async with running(script) as server, Client(server.url, auth=Guest("Ada")) as ada:
        with pytest.raises(Refused) as refused:
            await ada.ask(JoinGame(code="K7QX"))
        assert refused.value.code == "game.full"
        assert refused.value.message == "All seats are taken."
    assert len(server.heard) == 1


@CODECS
async def test_a_gap_is_resumed_and_a_double_dropped(codec: str) -> None:
    """Method: send 4, 6, 6, 5 too late, and let the resume bring 5 to 7."""

    async def script(peer: Peer, command: FromClient) -> None:
        await answer_but_resume(peer, command)
        if isinstance(command, JoinGame):
            for seq in (4, 4, 6, 6):
                await peer.send(chat(seq))

    async def answer_but_resume(peer: Peer, command: FromClient) -> None:
        if isinstance(command, ResumeGame):
            missed = [Skipped(game=GAME, seq=5), chat(6), chat(7)]
            await peer.send(ResumeReply(re=command.id, game=game(), events=missed))
            await peer.send(chat(8))
        else:
            await answer(peer, command)

    async with running(script) as server, Client(server.url, auth=Guest("Ada"), codec=codec) as ada:
        await ada.ask(JoinGame(code="K7QX"))
        shown: list[Shown] = []
        async for each in ada.events(GAME):
            shown.append(each)
            if each.seq == 8:
                break
        assert numbers(shown) == [3, 4, 5, 6, 7, 8]
        assert isinstance(shown[0], Snapshot)
        assert isinstance(shown[2], Skipped)
        assert ada.counts.gaps == 1
        assert ada.counts.duplicates >= 2
        # The second 4 and both 6; what the resume brought was asked for.
        assert ada.counts.astray == 3
    assert [each.seq for each in server.heard if isinstance(each, ResumeGame)] == [4]


async def test_every_game_is_resumed_after_a_disconnect() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if isinstance(command, ResumeGame):
            await peer.send(ResumeReply(re=command.id, game=game(), events=[chat(command.seq + 1)]))
        else:
            await answer(peer, command)
        if isinstance(command, JoinGame):
            await peer.send(chat(4))
            peer.cut()

    shown: list[Shown] = []
    links: list[bool] = []
    async with running(script) as server:
        async with Client(
            server.url,
            auth=Token("old"),
            on_view=lambda _, each: shown.append(each),
            on_link=links.append,
        ) as ada:
            await ada.ask(JoinGame(code="K7QX"))
            await until(lambda: len(shown) == len(links) == 3)
            assert ada.counts.links == 2
        assert links == [True, False, True]
        assert numbers(shown)[0] == 3
        assert numbers(shown) == list(range(3, 3 + len(shown)))


async def test_a_gap_too_old_brings_a_snapshot() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if isinstance(command, ResumeGame):
            await peer.send(ResumeReply(re=command.id, game=game(), snapshot=snapshot(900)))
            await peer.send(chat(901))
        else:
            await answer(peer, command)
        if isinstance(command, JoinGame):
            await peer.send(chat(900))

    shown: list[Shown] = []
    async with (
        running(script) as server,
        Client(server.url, auth=Guest("Ada"), on_view=lambda _, each: shown.append(each)) as ada,
    ):
        await ada.ask(JoinGame(code="K7QX"))
        await until(lambda: len(shown) == 3)
        assert numbers(shown) == [3, 900, 901]
        assert isinstance(shown[1], Snapshot)
        assert ada.counts.snapshots == 1


async def test_views_before_the_joins_answer_wait_for_it() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        for seq in (2, 3, 4):
            await peer.send(chat(seq))
        await answer(peer, command)

    shown: list[Shown] = []
    async with (
        running(script) as server,
        Client(server.url, auth=Guest("Ada"), on_view=lambda _, each: shown.append(each)) as ada,
    ):
        await ada.ask(JoinGame(code="K7QX"))
        assert numbers(shown) == [3, 4]


@pytest.mark.parametrize("code", [4400, 4401, 4403, 4409])
async def test_a_final_close_code_ends_everything(code: int) -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if isinstance(command, SendChat):
            await peer.close(code)
        else:
            await answer(peer, command)

    async with running(script) as server, Client(server.url, auth=Guest("Ada")) as ada:
        await ada.ask(JoinGame(code="K7QX"))
        with pytest.raises(Dismissed) as dismissed:
            await ada.ask(CHAT)
        assert dismissed.value.code == code
        with pytest.raises(Dismissed):
            await ada.ask(CHAT)
        with pytest.raises(Dismissed):
            _ = [each async for each in ada.events(GAME)]
    assert server.connections == 1


@pytest.mark.parametrize("code", [1000, 1001, 1011, 4408, 4429, 4430])
async def test_other_close_codes_lead_back(code: int) -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if server.connections == 1:
            await peer.close(code)
        else:
            await answer(peer, command)

    async with running(script) as server, Client(server.url, auth=Guest("Ada")) as ada:
        assert (await ada.ask(CHAT)).message == "m4"
    assert server.connections == 2


async def test_a_goodbye_says_when_to_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(addresses, "PAUSE_S_MAX", 0.05)
    times: list[float] = []

    async def script(peer: Peer, command: FromClient) -> None:
        times.append(asyncio.get_running_loop().time())
        if server.connections == 1:
            await peer.send(GoodbyeSignal(retry_after_ms=50))
            await peer.close(1001)
        else:
            await answer(peer, command)

    async with running(script) as server, Client(server.url, auth=Guest("Ada")) as ada:
        await ada.ask(CHAT)
    assert times[1] - times[0] >= 0.05


async def test_signals_go_apart_and_unknown_things_pass_by() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        await answer(peer, command)
        await peer.send({"sig": "weather", "game": GAME})
        await peer.send({"ev": "dance.started", "game": GAME, "seq": 4, "at": 1})
        await peer.send({"sig": "typing", "game": GAME, "player": None, "since": 5})
        await peer.send({"ev": "skip", "game": GAME, "seq": 5, "colour": "red"})

    shown: list[Shown] = []
    signals: list[AnySignal] = []
    async with (
        running(script) as server,
        Client(
            server.url,
            auth=Guest("Ada"),
            on_view=lambda _, each: shown.append(each),
            on_signal=signals.append,
        ) as ada,
    ):
        await ada.ask(JoinGame(code="K7QX"))
        ada.tell(React(game=GAME, kind="clap"))
        await until(lambda: len(shown) == 3)
        assert shown[1:] == [Skipped(game=GAME, seq=4), Skipped(game=GAME, seq=5)]
        await until(lambda: bool(signals) and React in map(type, server.heard))
        assert signals[0] == TypingSignal(game=GAME, player=None)


async def test_a_fault_in_a_listener_ends_the_client_loudly() -> None:
    def listen(_: GameId, shown: Shown) -> None:
        assert not isinstance(shown, ChatView), "a bug"

    async def script(peer: Peer, command: FromClient) -> None:
        if isinstance(command, JoinGame):
            await answer(peer, command)
            await peer.send(chat(4))

    async with (
        running(script) as server,
        Client(server.url, auth=Guest("Ada"), on_view=listen) as ada,
    ):
        await ada.ask(JoinGame(code="K7QX"))
        with pytest.raises(Broken) as broken:
            await ada.ask(CHAT)
        assert isinstance(broken.value.__cause__, AssertionError)


async def test_leaving_ends_the_events_and_closing_the_waits() -> None:
    async def script(peer: Peer, command: FromClient) -> None:
        if not isinstance(command, SendChat):
            await answer(peer, command)

    async with running(script) as server:
        async with Client(server.url, auth=Guest("Ada")) as ada:
            await ada.ask(JoinGame(code="K7QX"))
            events = ada.events(GAME)
            assert (await anext(events)).seq == 3
            await ada.ask(LeaveGame(game=GAME))
            assert [each async for each in events] == []
            waiting = asyncio.create_task(ada.ask(CHAT))
            await until(lambda: SendChat in map(type, server.heard))
        with pytest.raises(Left):
            await waiting


async def test_nobody_there_is_told_in_time(unused_tcp_port: int) -> None:
    with pytest.raises(Unreachable):
        async with Client(
            f"ws://127.0.0.1:{unused_tcp_port}/ws", auth=Guest("Ada"), patience_s=0.02
        ):
            pass
