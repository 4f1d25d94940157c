"""The console's counter: who may speak there, and what becomes of each line.

Knows no socket. Every line is checked against the tables again, so that a role taken away on
another node counts from the next line on.
"""

from typing import Final

from persistence.ports import Login
from server.authority import denied
from server.console.acting import barred
from server.console.commands import command_of
from server.console.completing import completions
from server.console.lines import Wrong
from server.console.means import Ask, Means
from server.console.said import No, Outcome, wrong
from server.frames import frame
from server.visitor import Visitor
from server.wire import (
    Close,
    Complete,
    CompleteReply,
    ConsoleSignal,
    ErrorReply,
    Execute,
    ExecuteReply,
    Fault,
    FromClient,
    FromConsole,
    GuestAuth,
    Hello,
    HelloReply,
    Reply,
    Topic,
    Watch,
    error_reply,
)

TEXT_LENGTH_MAX: Final = 2_000
AWAY: Final = "you no longer run this server"


class Console:
    """Carries out what operators ask; raises StorageUnavailable where a table can't be reached."""

    def __init__(self, means: Means) -> None:
        self.means = means

    async def hello(
        self, command: Hello, address: str | None
    ) -> tuple[Login, HelloReply] | ErrorReply:
        """Sign in, as at the other door; only who runs the server gets through this one."""
        if isinstance(command.auth, GuestAuth):
            # Before a guest is made of them, for nothing.
            return error_reply(command.id, Fault.FORBIDDEN, "guests don't run the server")
        signed = await self.means.door.hello(command, address)
        if isinstance(signed, ErrorReply):
            return signed
        refused = denied(signed[0], Execute)
        return error_reply(command.id, refused.code, refused.detail) if refused else signed

    def at_once(self, visitor: Visitor, command: FromClient | FromConsole) -> bool:
        """Nothing here: each line asks the tables who speaks."""
        return False

    async def serve(self, visitor: Visitor, command: FromClient | FromConsole) -> None:
        """Carry out one command; the reply comes when its outcome is known."""
        now_ms = self.means.clock.now_ms()
        refused = await barred(self.means, visitor.login, now_ms)
        if refused is not None:
            visitor.reply(error_reply(command.id, refused.code, refused.text))
            self.depart(visitor)
            visitor.hang_up(Close.FORBIDDEN, AWAY)
            return
        ask = Ask(self.means, visitor.login, visitor.address, now_ms, {})
        match command:
            case Execute(id=re, line=line):
                outcome = await self.carry_out(ask, line)
                if isinstance(outcome, No):
                    visitor.reply(error_reply(re, outcome.code, outcome.text))
                else:
                    visitor.reply(ExecuteReply(re=re, text=outcome.text, result=outcome.result))
            case Complete(id=re, line=line):
                found = await completions(ask, line)
                visitor.reply(CompleteReply(re=re, completions=found))
            case Watch(id=re, topics=topics):
                self.means.watchers.pop(visitor, None)
                if topics and not visitor.gone:
                    self.means.watchers[visitor] = tuple(dict.fromkeys(topics))
                visitor.reply(Reply(re=re))
            case _:
                visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, "not at this door"))

    async def carry_out(self, ask: Ask, line: str) -> Outcome:
        """Read a line and do what it says."""
        command = command_of(line)
        if isinstance(command, No):
            return command
        try:
            given = command.form.read(line)
        except Wrong as error:
            return wrong(str(error))
        return await command.run(Ask(ask.means, ask.login, ask.address, ask.now_ms, given))

    def depart(self, visitor: Visitor) -> None:
        """A connection ended: it watches nothing any more."""
        self.means.watchers.pop(visitor, None)

    async def look_after(self) -> None:
        """Now and then: whoever watches and no longer may, hears no more."""
        now_ms = self.means.clock.now_ms()
        for visitor in list(self.means.watchers):
            if await barred(self.means, visitor.login, now_ms) is not None:
                self.depart(visitor)
                visitor.hang_up(Close.FORBIDDEN, AWAY)

    def is_watched(self) -> bool:
        """Whether anybody watches anything."""
        return bool(self.means.watchers)

    def tell(self, topic: Topic, about: str | None, text: str, at_ms: int) -> None:
        """Let those who watch this topic know; who reads too slowly misses some."""
        encoded: dict[str, bytes] = {}
        for visitor, topics in list(self.means.watchers.items()):
            if topic not in topics:
                continue
            codec = visitor.codec
            if codec.name not in encoded:
                said = ConsoleSignal(
                    topic=topic, at=at_ms, about=about, text=text[:TEXT_LENGTH_MAX]
                )
                encoded[codec.name] = frame(codec, said)
            visitor.best_effort(encoded[codec.name])
