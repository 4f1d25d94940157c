"""Codes and limits of the wire: how connections close, what errors are called, what they say."""

from enum import IntEnum, StrEnum
from typing import Final

from game.refusals import Refusal

VERSION: Final = 1
FRAME_BYTES_MAX: Final = 16 * 1024
BAD_FRAMES_MAX: Final = 3


class Close(IntEnum):
    """Close codes; 44xx below 4429 mean: don't retry unchanged."""

    DONE = 1000
    GOING_AWAY = 1001
    PROTOCOL_ERROR = 4400
    NOT_SIGNED_IN = 4401
    FORBIDDEN = 4403
    HEARTBEAT_LOST = 4408
    SEAT_TAKEN = 4409
    FLOODING = 4429
    TOO_SLOW = 4430


class Fault(StrEnum):
    """Error codes that are not the rules' but the server's own."""

    BAD_REQUEST = "bad_request"
    UNAUTHORIZED = "unauthorized"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    RATE_LIMITED = "rate_limited"
    TOO_LARGE = "too_large"
    UNAVAILABLE = "unavailable"
    INTERNAL = "internal"
    NAME_TAKEN = "name.taken"
    ACCOUNT_LOCKED = "account.locked"
    AGENT_BUSY = "agent.busy"


# What people read; a refusal's own detail goes before it.
MESSAGES: Final[dict[str, str]] = {
    Fault.BAD_REQUEST: "The command is not well formed.",
    Fault.UNAUTHORIZED: "Sign in first.",
    Fault.FORBIDDEN: "You may not do this.",
    Fault.NOT_FOUND: "There is no such thing.",
    Fault.CONFLICT: "This does not fit the present state.",
    Fault.RATE_LIMITED: "Too much at once; wait a little.",
    Fault.TOO_LARGE: f"A frame holds at most {FRAME_BYTES_MAX} bytes.",
    Fault.UNAVAILABLE: "The server can't keep this right now; try again shortly.",
    Fault.INTERNAL: "Something broke on our side.",
    Fault.NAME_TAKEN: "This name is taken.",
    Fault.ACCOUNT_LOCKED: "Signing in here is closed for a while.",
    Fault.AGENT_BUSY: "They don't want to talk just now.",
    Refusal.GAME_FULL: "All seats are taken.",
    Refusal.GAME_NOT_LOBBY: "The game has already begun.",
    Refusal.GAME_NOT_HOST: "Only the host can do this.",
    Refusal.GAME_TOO_FEW_PLAYERS: "Two players are needed to start.",
    Refusal.GAME_NOT_SEATED: "You have no seat in this game.",
    Refusal.ROUND_CLOSED: "This round takes no more answers.",
    Refusal.ROUND_WRONG: "This round is not being played.",
    Refusal.RESPONSE_DUPLICATE: "You have already answered.",
    Refusal.RESPONSE_EMPTY: "The answer is empty.",
    Refusal.RESPONSE_TOO_LONG: "The answer is too long.",
    Refusal.RESPONSE_REFUSED: "This answer is not allowed here.",
    Refusal.VOTE_OWN_RESPONSE: "You cannot vote for yourself.",
    Refusal.VOTE_CLOSED: "Voting is not open.",
    Refusal.VOTE_UNKNOWN_RESPONSE: "There is no such response on the ballot.",
    Refusal.NAME_INVALID: "This name can't be used.",
}


class WireError(Exception):
    """A peer's fault. `id` is the command's, if it could be read; `counts` towards 4400."""

    def __init__(self, code: str, detail: str, id: str | None = None, *, counts: bool) -> None:
        super().__init__(f"{code}: {detail}")
        self.code, self.detail, self.id, self.counts = code, detail, id, counts
