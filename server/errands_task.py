"""The shell around one connection's commands: carried out in their order, one at a time where
one must wait; each is answered, whatever becomes of it.
"""

import asyncio
import itertools
import logging
from collections import deque
from contextvars import Token
from typing import Final, Protocol

from persistence.ports import StorageUnavailable
from server import logs, wire
from server.answers import unavailable
from server.hall import Counter, Hall
from server.limits import WAITING_MAX
from server.session import Session
from server.visitor import Visitor
from server.wire import Close, Fault, error_reply

BROKE: Final = "a command broke: %s"
Command = wire.FromClient | wire.FromConsole

log = logging.getLogger(__name__)
# Tells the connections of one run of the program apart in its log.
_marks = itertools.count(1)


class Caller(Visitor, Protocol):
    """The connection that the errands are for."""

    session: Session | None

    def stay(self, *, waiting: bool) -> None:
        """Read no more for now, or go on reading."""


class Errands:
    """What one connection has asked for and is still to be done."""

    __slots__ = ("_caller", "_hall", "_mark", "_task", "_waiting", "counter")

    def __init__(self, caller: Caller, hall: Hall) -> None:
        self._caller, self._hall = caller, hall
        self._mark = f"{next(_marks):x}"
        self.counter: Counter = hall.desk
        # At most WAITING_MAX. None while there are none, since an empty deque takes 760 bytes.
        self._waiting: deque[Command] | None = None
        self._task: asyncio.Task[None] | None = None

    def stop(self) -> None:
        """The connection is gone: what is not begun is not done."""
        if self._task is not None:
            self._task.cancel()
        self.counter.depart(self._caller)

    def _enter(self, command: Command) -> Token[logs.About]:
        """From here on, log lines are about this command."""
        game: str | None = getattr(command, "game", None)
        caller = self._caller
        return logs.enter(connection=self._mark, user=caller.actor, game=game, command=command.id)

    def obey(self, command: Command) -> None:
        """Carry commands out in their order; one that must wait makes the next ones wait."""
        token = self._enter(command)
        # Its name only: what it says is the players' own.
        log.debug("asked: %s", command.__struct_config__.tag)
        try:
            self._obey(command)
        finally:
            logs.leave(token)

    def _obey(self, command: Command) -> None:
        if self._task is None and self._caller.actor:
            try:
                if self.counter.at_once(self._caller, command):
                    return
            except Exception:
                log.exception(BROKE, type(command).__name__)
                self._caller.reply(error_reply(command.id, Fault.INTERNAL))
                return
        if self._waiting is None:
            self._waiting = deque()
        self._waiting.append(command)
        if len(self._waiting) >= WAITING_MAX:
            self._caller.stay(waiting=True)
        if self._task is None:
            self._task = asyncio.create_task(self._work())

    async def _work(self) -> None:
        try:
            while self._waiting:
                await self._carry_out(self._waiting.popleft())
        finally:
            self._task = self._waiting = None
        self._caller.stay(waiting=False)

    async def _carry_out(self, command: Command) -> None:
        self._enter(command)  # the task's own, which ends with it
        try:
            if isinstance(command, wire.Hello):
                await self._sign_in(command)
            elif not self._caller.actor:
                refusal = error_reply(command.id, Fault.UNAUTHORIZED, "say hello first")
                self._caller.reply(refusal)
            elif not self.counter.at_once(self._caller, command):
                await self.counter.serve(self._caller, command)
        except StorageUnavailable:
            self._caller.reply(unavailable(command.id))
        except Exception:
            # One command of one connection broke: its author is told, everyone else plays on.
            log.exception(BROKE, type(command).__name__)
            self._caller.reply(error_reply(command.id, Fault.INTERNAL))

    async def _sign_in(self, command: wire.Hello) -> None:
        caller, session = self._caller, self._caller.session
        assert session is not None
        if session.person is not None:
            caller.reply(error_reply(command.id, Fault.CONFLICT, "already signed in"))
            return
        session.waits_for_hello(self._hall.clock.now_ms())
        signed = await self.counter.hello(command, caller.address)
        if isinstance(signed, wire.ErrorReply):
            self._turn_away(signed)
            return
        login, reply = signed
        caller.welcome(login)
        caller.reply(reply)

    def _turn_away(self, refusal: wire.ErrorReply) -> None:
        self._caller.reply(refusal)
        if refusal.error.code == Fault.UNAUTHORIZED:
            self._caller.hang_up(Close.NOT_SIGNED_IN, "hello was refused")
        elif refusal.error.code == Fault.FORBIDDEN:
            self._caller.hang_up(Close.FORBIDDEN, "not allowed")
        elif refusal.error.code == Fault.ACCOUNT_LOCKED:
            # Whoever only guesses is not to gather here meanwhile.
            self._caller.hang_up(Close.FLOODING, "signing in has to wait")
