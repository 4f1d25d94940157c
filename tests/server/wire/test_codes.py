"""The codes of protocol.md, written out: closing, errors and what people read."""

import pytest

from game.refusals import Refusal
from server.wire import BAD_FRAMES_MAX, FRAME_BYTES_MAX, MESSAGES, VERSION, Close, Fault, WireError

CLOSES = {
    1000: "DONE",
    1001: "GOING_AWAY",
    4400: "PROTOCOL_ERROR",
    4401: "NOT_SIGNED_IN",
    4403: "FORBIDDEN",
    4408: "HEARTBEAT_LOST",
    4409: "SEAT_TAKEN",
    4429: "FLOODING",
    4430: "TOO_SLOW",
}
ERRORS = {
    *("bad_request", "unauthorized", "forbidden", "not_found", "conflict", "rate_limited"),
    *("too_large", "unavailable", "internal"),
    *("game.full", "game.not_lobby", "game.not_host", "game.too_few_players", "game.not_seated"),
    *("round.closed", "round.wrong"),
    *("response.duplicate", "response.empty", "response.too_long", "response.refused"),
    *("vote.own_response", "vote.closed", "vote.unknown_response"),
    *("name.taken", "name.invalid", "agent.busy", "account.locked"),
}


def test_the_close_codes_are_those_of_the_protocol() -> None:
    assert {code.value: code.name for code in Close} == CLOSES


def test_the_error_codes_are_those_of_the_protocol() -> None:
    assert {each.value for each in (*Fault, *Refusal)} == ERRORS


@pytest.mark.parametrize("code", sorted({each.value for each in (*Fault, *Refusal)}))
def test_every_code_has_a_sentence_for_people(code: str) -> None:
    assert MESSAGES[code].endswith(".")
    assert code not in MESSAGES[code], "people don't read codes"


def test_the_limits_of_the_protocol() -> None:
    assert (VERSION, FRAME_BYTES_MAX, BAD_FRAMES_MAX) == (1, 16 * 1024, 3)


def test_an_error_of_the_wire_says_whose_command_it_was() -> None:
    error = WireError("bad_request", "no", "c7", counts=True)
    assert (error.code, error.detail, error.id, error.counts) == ("bad_request", "no", "c7", True)
    assert str(error) == "bad_request: no"
