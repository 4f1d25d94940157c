"""A small siege: the attackers are refused as they should be, and the games go on to their end."""

import pytest

from bench.figures import ACKS_MIN, Row, Scale, table
from bench.siege import besiege
from server.limits import HALF_OPEN_MAX

SMALL = Scale(
    games=2,
    players=3,
    think_ms=200.0,
    # Half-open handshakes are cut after a second, by a look once a second.
    window_s=2.2,
    peace_s=0.2,
    settle_s=0.2,
    idle=40,
    idle_per_s=200.0,
    half_open=100,
    # A node on a busy core compares some four passwords a second.
    logins_per_s=5.0,
)
# What a wrong password may be told; never "ok", and never "internal".
NO = ("unauthorized", "account.locked", "rate_limited", "unavailable", "cut", "no answer in 15 s")


@pytest.mark.services
@pytest.mark.timeout(120)
def test_a_small_siege_is_held_off_and_every_game_is_completed() -> None:
    """Method: the bench itself, a hundredth of its size, without its times."""
    siege = besiege(SMALL, {}, spread=False)
    assert siege.troubles == []
    rows = {row.name: row for row in siege.rows}
    half_open = rows["half-open handshakes, one address"].seen
    # Cut when they were too many, and called again.
    assert half_open["tried"] > SMALL.half_open
    assert SMALL.half_open > HALF_OPEN_MAX
    for name in ("wrong logins, one address", "wrong logins, 250 addresses"):
        seen = {what: count for what, count in rows[name].seen.items() if what != "connected"}
        assert sum(seen.get(each, 0) for each in NO) > 0
        assert "ok" not in seen
        assert "internal" not in seen
    assert rows[f"{SMALL.idle} idle connections"].seen == {}
    assert rows[f"{SMALL.idle} guests arriving"].seen["here"] == SMALL.idle


def test_a_bar_is_missed_at_twice_the_calm() -> None:
    def row(p99: float, peace: float | None = 10.0) -> Row:
        return Row("x", ACKS_MIN, 1.0, p99, peace)

    assert row(19.9).holds
    assert not row(20.0).holds
    assert row(500.0, None).holds
    said = table([row(19.9), row(20.0)], ["a note"]).splitlines()
    assert [line.split()[-1] for line in said[1:3]] == ["holds", "MISSED"]
    assert said[-1] == "a note"
