"""One bot at its socket: what it is shown goes to its policy and its ledger, its moves go out.

A shell: the only things decided here are when to try, and what counts as an error.
"""

import asyncio
from collections.abc import Awaitable
from time import perf_counter
from typing import Final, TypeVar

from msgspec.structs import replace

from clients.auth import AnyAuth
from clients.bots.gaps import Gaps
from clients.bots.ledger import Acked, Ledger
from clients.bots.measures import Measures
from clients.bots.options import Options
from clients.bots.policy import Move, Seat, next_move, see, think_s
from clients.sdk import Client, Refused, Shown
from game import views as seen
from game.commands import Inbound, JoinGame, SubmitResponse
from game.ids import GameId, PlayerId
from game.refusals import Refusal
from game.snapshot import Snapshot
from server.wire import AnySignal, CreateGame, MessageReply, Reply, ResponseReply

Answer = TypeVar("Answer", bound=Reply)

# Who comes back from a disconnect may find the door closed: that is the rules, not an error.
LATE: Final = (Refusal.ROUND_CLOSED, Refusal.ROUND_WRONG, Refusal.VOTE_CLOSED)


class Bot:
    """One player of one game; use its `client` as a context around `join` and `play`."""

    def __init__(
        self, options: Options, measures: Measures, game: int, number: int, auth: AnyAuth
    ) -> None:
        self.key = f"{options.seed}.{game}.{number}"
        self.number = number
        # Seat by seat to the next address: the players of a game, and the hosts of all games.
        self.client = Client(
            options.addresses,
            first=game + number,
            auth=auth,
            codec=options.codec,
            name="genius-bots/1",
            on_view=self._show,
            on_signal=self._signal,
            on_link=self._link,
            on_resumed=self._resumed,
            patience_s=options.limit_s,
        )
        self._options, self._measures = options, measures
        self._gaps = Gaps(measures.interrupted)
        self._links = 0
        self._ledger: Ledger | None = None
        self._seat: Seat | None = None
        self._done: set[str] = set()
        self._changed = asyncio.Event()
        self._last_answer_s: float | None = None
        self._last_sent_s: float | None = None

    async def create(self, command: CreateGame, number: int) -> tuple[Ledger, str]:
        """Found the game; its ledger and its code."""
        command = replace(command, id=self._id("create"))
        began_s = self._now()
        reply = await self._asked(self.client.ask(command))
        ledger = Ledger(reply.game.id, number)
        ledger.host_token, ledger.node = self.client.token or "", self._node
        self._measures.rooms_by_node[ledger.node] += 1
        self._acknowledged(ledger, PlayerId(""), command, reply, began_s)
        return ledger, reply.game.code

    async def join(self, ledger: Ledger, code: str, starts_at: int | None) -> None:
        """Take a seat; the host knows how many people to wait for."""
        self._ledger, began_s = ledger, self._now()
        command = JoinGame(id=self._id("join"), code=code, name=f"Bot {self.number}")
        reply = await self._asked(self.client.ask(command))
        if reply.player is None or self._seat is None:
            raise RuntimeError(f"{self.key} found no seat")
        self._seat = replace(self._seat, starts_at=starts_at)
        self._acknowledged(ledger, reply.player.id, command, reply, began_s)

    async def play(self) -> bool:
        """Make every move the policy wishes for, until the game is over; was it completed?"""
        assert self._seat is not None
        while not self._seat.over:
            if self.client.failure is not None:
                raise self.client.failure
            self._changed.clear()
            move = next_move(self._seat, self._done)
            if move is None:
                await self._changed.wait()
                continue
            await asyncio.sleep(think_s(self.key, move.name, self._options.think_ms))
            # While it thought, the table may have moved on.
            if move == next_move(self._seat, self._done):
                await self._make(move)
        return self._seat.phase == "completed"

    async def _make(self, move: Move) -> None:
        assert self._ledger is not None
        assert self._seat is not None
        command: Inbound = replace(move.command, id=self._id(move.name))
        began_s = self._now()
        self._ledger.ask(self._seat.me, command)
        self._done.add(move.name)
        if isinstance(command, SubmitResponse):
            self._ledger.answer_sent_s[command.round] = began_s
        try:
            reply = await self._asked(self.client.ask(command))
        except Refused as refused:
            if refused.code in LATE:
                self._measures.late += 1
            else:
                self._measures.erred(f"{self.key} {move.name}: {refused}")
            return
        self._acknowledged(self._ledger, self._seat.me, command, reply, began_s)

    async def _asked(self, asking: Awaitable[Answer]) -> Answer:
        """Wait for the one command under way, and note how long that kept the player."""
        before = self.client.counts.put_off
        self._gaps.asked(self._now())
        try:
            return await asking
        finally:
            self._gaps.answered(self._now(), put_off=self.client.counts.put_off > before)

    def _acknowledged(
        self,
        ledger: Ledger,
        player: PlayerId,
        command: CreateGame | Inbound,
        reply: Reply,
        began_s: float,
    ) -> None:
        made: str | None = None
        if isinstance(reply, ResponseReply):
            made = reply.response
        elif isinstance(reply, MessageReply):
            made = reply.message
        ledger.ack(Acked(player=player, command=command, seq=reply.seq, made=made))
        now_s = self._now()
        took_s = now_s - began_s
        self._measures.acked(now_s, took_s, submit=isinstance(command, SubmitResponse))
        if not isinstance(command, CreateGame):
            self._measures.crossed(took_s, home=self._node == ledger.node)

    @property
    def _node(self) -> str:
        """Who I am connected to, by the name it gave."""
        return self.client.hello.server.node if self.client.hello else ""

    # -- called by the client as things arrive

    def _show(self, game: GameId, shown: Shown) -> None:
        now_s = self._now()
        self._measures.delivered(now_s)
        if self._seat is None:
            assert isinstance(shown, Snapshot), "a snapshot comes first"
            if shown.me is None:
                return
            self._seat = Seat(key=self.key, game=game, me=shown.me)
        assert self._ledger is not None
        self._ledger.show(self._seat.me, shown)
        self._time(shown, now_s)
        self._seat = see(self._seat, shown)
        self._changed.set()

    def _time(self, shown: Shown, now_s: float) -> None:
        """From the last answer to the open vote, where it was the answers that closed the round."""
        match shown:
            case seen.RoundStartedView():
                self._last_answer_s = None
            case seen.ResponseSubmittedView() if shown.received == shown.expected:
                self._last_answer_s = now_s
                # When a machine player sent its answer, nobody here knows.
                ours = self._ledger is not None and shown.player in self._ledger.streams
                sent = self._ledger.answer_sent_s if self._ledger and ours else {}
                self._last_sent_s = sent.get(shown.round)
            case seen.VotingStartedView() if self._last_answer_s is not None:
                sent_s = self._last_sent_s
                since_sent_s = None if sent_s is None else now_s - sent_s
                self._measures.opened(now_s - self._last_answer_s, since_sent_s)

    def _signal(self, signal: AnySignal) -> None:
        self._measures.delivered(self._now())

    def _link(self, up: bool) -> None:
        if not up:
            self._measures.broke(self._now())
            self._gaps.lost(self._now())
        elif self._links == 0:
            self._measures.bots_by_node[self._node] += 1
        self._links += up
        # A client that gave up must wake the player who waits for something to be shown.
        self._changed.set()

    def _resumed(self, game: GameId) -> None:
        self._gaps.resumed(self._now())

    def _now(self) -> float:
        return perf_counter()

    def _id(self, move: str) -> str:
        return f"{self.key}.{move}"[-64:]
