"""Ids: well-formed UUIDs of version 7, the same for the same parts."""

from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from game.ids import AGENT_PREFIX, SYSTEM, agent_actor, mint

MOMENTS = st.integers(0, 2**48 - 1)


@given(MOMENTS, st.lists(st.text() | st.integers(), max_size=4))
def test_an_id_is_a_uuid_of_version_7(at_ms: int, parts: list[object]) -> None:
    minted = UUID(mint(at_ms, *parts))
    assert minted.version == 7
    assert minted.variant == "specified in RFC 4122"
    assert minted.int >> 80 == at_ms
    assert str(minted) == mint(at_ms, *parts)


def test_an_id_known_by_heart() -> None:
    """Stored games hold ids minted long ago: the recipe must never change."""
    assert mint(1_764_000_000_000, "g", "player", 1) == "019ab697-e800-75b9-90d5-9415c99cb2ba"


def test_parts_are_kept_apart() -> None:
    """Round 1, answer 11 is not round 11, answer 1."""
    assert mint(5, "response", 1, 11) != mint(5, "response", 11, 1)
    assert mint(5, "ab", "c") != mint(5, "a", "bc")
    assert mint(5, "abc") != mint(5, "abc", "")


def test_many_ids_of_one_moment_differ_in_all_their_drawn_bits() -> None:
    minted = [UUID(mint(5, "seed", "response", 1, count)).int for count in range(2_000)]
    assert len(dict.fromkeys(minted)) == 2_000
    drawn = [bit for bit in range(80) if bit not in (62, 63, 76, 77, 78, 79)]
    for bit in drawn:
        ones = sum(each >> bit & 1 for each in minted)
        assert 800 < ones < 1_200, bit


def test_a_machine_player_is_never_mistaken_for_a_person() -> None:
    assert agent_actor("mira") == AGENT_PREFIX + "mira" == "agent:mira"
    assert SYSTEM == "system"
