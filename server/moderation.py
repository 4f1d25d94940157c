"""Reports of chat: checks that the line was said where the reporter may listen, and keeps it."""

from game.ids import mint
from game.seats import may_hear
from game.state import Chat, GameState
from game.texts import Flaw, clean_line
from persistence.ports import Report, Reports
from server.clock import Clock
from server.place import Place
from server.visitor import Visitor
from server.wire import ErrorReply, Fault, Reply, ReportChat, error_reply

REASON_MAX = 200


class Moderation:
    """Takes reports; raises StorageUnavailable where they can't be kept."""

    def __init__(self, reports: Reports, clock: Clock) -> None:
        self._reports, self._clock = reports, clock

    async def report(self, visitor: Visitor, place: Place, command: ReportChat) -> None:
        """Keep a report of a line that the game still has, and answer; once is enough."""
        state = place.state
        if not may_hear(state, visitor.actor):
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, "you are not in this game"))
            return
        line = _line(state, command.message)
        if line is None:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, "no such line here any more"))
            return
        reason = clean_line(command.reason, REASON_MAX, REASON_MAX)
        if reason is Flaw.EMPTY:
            reason = ""
        if isinstance(reason, Flaw):
            detail = f"reason: {reason.value}"
            visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, detail))
            return
        visitor.reply(await self._keep(visitor, place, command, line, reason))

    async def _keep(
        self, visitor: Visitor, place: Place, command: ReportChat, line: Chat, reason: str
    ) -> Reply | ErrorReply:
        now_ms = self._clock.now_ms()
        seat = place.state.seats.get(line.player)
        await self._reports.add(
            Report(
                id=mint(now_ms, "report", visitor.actor, line.message),
                game=place.game,
                message=line.message,
                text=line.text,
                author=seat.user if seat else place.audience.recent.who_sat(line.player),
                reporter=visitor.actor,
                reason=reason,
                created_at=now_ms,
            )
        )
        return Reply(re=command.id)


def _line(state: GameState, message: str) -> Chat | None:
    return next((line for line in state.chat if line.message == message), None)
