"""Commands that wait for their answers, and are sent again under the same id until one comes.

Knows connections only as something to write to; owns no task.
"""

import asyncio
from typing import Final

from clients.failures import ClientError, Refused
from clients.link import Link
from server.wire import Codec, ErrorReply, Fault, FromClient, Reply, answer_type

# These say "not now": the same id again, later, is what the protocol asks for.
NOT_NOW: Final = (Fault.UNAVAILABLE, Fault.RATE_LIMITED)
PAUSE_MS: Final = 500
PAUSE_MS_MAX: Final = 5_000


class _Pending:
    """One command on its way."""

    __slots__ = ("answer", "frame", "kind", "retry", "transient")

    def __init__(
        self, frame: bytes, kind: type[Reply], answer: asyncio.Future[Reply], transient: bool
    ) -> None:
        self.frame, self.kind, self.answer, self.transient = frame, kind, answer, transient
        self.retry: asyncio.TimerHandle | None = None


class Exchange:
    """All commands of one client; bounded by the deadlines of those who ask."""

    def __init__(self, codec: Codec) -> None:
        self.resent = 0
        self.put_off = 0
        self.codec = codec
        self._pending: dict[str, _Pending] = {}
        self._link: Link | None = None
        self._signed_in = False

    def kind_of(self, id: str) -> type[Reply]:
        """The shape of the answer to the command of this id."""
        pending = self._pending.get(id)
        return pending.kind if pending else Reply

    def post(self, command: FromClient, *, transient: bool = False) -> asyncio.Future[Reply]:
        """Send now or as soon as possible; `transient` ones die with their connection."""
        assert command.id is not None
        assert command.id not in self._pending, f"{command.id} is still on its way"
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()
        frame = self.codec.encode(command)
        pending = _Pending(frame, answer_type(type(command)), answer, transient)
        self._pending[command.id] = pending
        self._write(pending)
        return answer

    def tell(self, command: FromClient) -> None:
        """Send without waiting for an answer; lost where there is no connection."""
        if self._link is not None and self._signed_in:
            self._link.send(self.codec.encode(command), binary=self.codec.binary)

    def forget(self, id: str) -> None:
        """Nobody waits for this one any more."""
        pending = self._pending.pop(id, None)
        if pending is not None and pending.retry is not None:
            pending.retry.cancel()

    def attach(self, link: Link) -> None:
        """A connection that is not signed in yet: only transient commands go over it."""
        self._link, self._signed_in = link, False

    def signed_in(self) -> None:
        """Send again all that has no answer yet, in the order it was asked."""
        self._signed_in = True
        for pending in self._pending.values():
            if not pending.transient:
                self.resent += 1
                self._again(pending)

    def detach(self) -> None:
        """The connection is gone, and with it what was said only for its sake."""
        self._link, self._signed_in = None, False
        for id, pending in list(self._pending.items()):
            if pending.transient:
                self.forget(id)
                pending.answer.cancel()

    def settle(self, reply: Reply | ErrorReply) -> None:
        """Hand an answer to whoever waits; an answer that nobody waits for passes by."""
        pending = self._pending.get(reply.re) if reply.re is not None else None
        if pending is None or reply.re is None:
            return
        if isinstance(reply, Reply):
            self.forget(reply.re)
            if not pending.answer.done():
                pending.answer.set_result(reply)
        elif reply.error.code in NOT_NOW:
            self.put_off += 1
            wait_ms = reply.error.retry_after_ms
            delay_ms = PAUSE_MS if wait_ms is None else min(wait_ms, PAUSE_MS_MAX)
            if pending.retry is not None:
                pending.retry.cancel()
            pending.retry = asyncio.get_running_loop().call_later(
                delay_ms / 1000, self._again, pending
            )
        else:
            self.forget(reply.re)
            error = reply.error
            if not pending.answer.done():
                pending.answer.set_exception(
                    Refused(error.code, error.message, error.retry_after_ms)
                )

    def fail(self, error: ClientError) -> None:
        """Nothing will be answered any more."""
        for id, pending in list(self._pending.items()):
            self.forget(id)
            if pending.transient:
                pending.answer.cancel()
            elif not pending.answer.done():
                pending.answer.set_exception(error)

    def _again(self, pending: _Pending) -> None:
        if pending.retry is not None:
            pending.retry.cancel()
            pending.retry = None
        self._write(pending)

    def _write(self, pending: _Pending) -> None:
        if self._link is not None and (self._signed_in or pending.transient):
            self._link.send(pending.frame, binary=self.codec.binary)
