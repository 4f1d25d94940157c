"""Outcomes of commands as replies: the words and codes a client gets. Pure."""

from typing import Final

from game.commands import JoinGame, SendChat, SubmitResponse
from game.ids import MessageId, ResponseId
from game.refusals import Rejected
from server.outcomes import Broken, Gone, Said, Unavailable
from server.room import Answer
from server.wire import (
    ErrorReply,
    Fault,
    FromClient,
    MessageReply,
    Reply,
    ResponseReply,
    error_reply,
)

Refused = Rejected | Unavailable | Gone | Broken

OUTAGE_RETRY_MS: Final = 1_000
# The game is about to be served again, here or elsewhere.
MOVED_RETRY_MS: Final = 300


def unavailable(re: str | None, detail: str = "", retry_ms: int = OUTAGE_RETRY_MS) -> ErrorReply:
    """Not carried out, and worth another try with the same id."""
    return error_reply(re, Fault.UNAVAILABLE, detail, retry_ms)


def refused(re: str | None, said: Refused) -> ErrorReply:
    """The error for a command that was not carried out."""
    match said:
        case Rejected(code=code, detail=detail):
            return error_reply(re, code.value, detail)
        case Unavailable():
            return unavailable(re)
        case Gone():
            return unavailable(re, "this game is moving", MOVED_RETRY_MS)
        case Broken():
            return error_reply(re, Fault.INTERNAL)


def accepted(command: FromClient, answer: Answer) -> Reply:
    """The reply to an accepted command; joining has its own."""
    assert not isinstance(command, JoinGame)
    match command:
        case SubmitResponse():
            assert answer.made is not None
            return ResponseReply(re=command.id, seq=answer.seq, response=ResponseId(answer.made))
        case SendChat():
            assert answer.made is not None
            return MessageReply(re=command.id, seq=answer.seq, message=MessageId(answer.made))
        case _:
            return Reply(re=command.id, seq=answer.seq)


def replied(command: FromClient, said: Said) -> Reply | ErrorReply:
    """The reply to a command posted to a room, whatever became of it; joining has its own."""
    return accepted(command, said) if isinstance(said, Answer) else refused(command.id, said)
