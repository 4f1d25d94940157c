"""Refusals: every code is one the wire has promised, and a refusal is a value."""

import msgspec

from game.refusals import Refusal, Rejected

# The codes of the protocol that the rules may give; the others are the server's own.
PROMISED = (
    *("bad_request", "forbidden", "not_found", "conflict", "game.full", "game.not_lobby"),
    *("game.not_host", "game.too_few_players", "game.not_seated", "round.closed", "round.wrong"),
    *("response.duplicate", "response.empty", "response.too_long", "response.refused"),
    *("vote.own_response", "vote.closed", "vote.unknown_response", "name.taken", "name.invalid"),
    "agent.busy",
)


def test_every_refusal_is_a_code_of_the_protocol() -> None:
    codes = [refusal.value for refusal in Refusal]
    assert [code for code in codes if code not in PROMISED] == []
    assert len(dict.fromkeys(codes)) == len(codes)


def test_the_name_of_a_refusal_says_its_code() -> None:
    assert all(each.name == each.value.replace(".", "_").upper() for each in Refusal)


def test_a_refusal_is_stored_and_read_again() -> None:
    """Its answer may be kept for a client that asks again."""
    rejected = Rejected(Refusal.GAME_FULL, "twelve is enough")
    assert msgspec.json.decode(msgspec.json.encode(rejected), type=Rejected) == rejected
    assert Rejected(Refusal.GAME_FULL).detail == ""
