"""Why a command was not carried out: one code per reason, as the wire spells it."""

from enum import StrEnum

from msgspec import Struct


class Refusal(StrEnum):
    """The rules' reasons; each value is the `error.code` a client sees."""

    BAD_REQUEST = "bad_request"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"
    GAME_FULL = "game.full"
    GAME_NOT_LOBBY = "game.not_lobby"
    GAME_NOT_HOST = "game.not_host"
    GAME_TOO_FEW_PLAYERS = "game.too_few_players"
    GAME_NOT_SEATED = "game.not_seated"
    ROUND_CLOSED = "round.closed"
    ROUND_WRONG = "round.wrong"
    RESPONSE_DUPLICATE = "response.duplicate"
    RESPONSE_EMPTY = "response.empty"
    RESPONSE_TOO_LONG = "response.too_long"
    RESPONSE_REFUSED = "response.refused"
    VOTE_OWN_RESPONSE = "vote.own_response"
    VOTE_CLOSED = "vote.closed"
    VOTE_UNKNOWN_RESPONSE = "vote.unknown_response"
    NAME_INVALID = "name.invalid"


class Rejected(Struct, frozen=True, tag="rejected"):
    """A refused command; it changed nothing. `detail` is for people, in plain words."""

    code: Refusal
    detail: str = ""
