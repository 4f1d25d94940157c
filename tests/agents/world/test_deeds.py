"""What was done is kept with the words that were told of it, from either side."""

from msgspec.structs import replace

from agents.relationships import caused
from agents.world.deeds import is_deed, told


def test_both_sides_remember_it_their_own_way() -> None:
    mine, theirs = caused("gift", "goat", "baker", 7, note="a loaf of bread")
    assert told(mine, "Odette") == ("Odette gave me a gift: a loaf of bread.", 5.5, 0.7)
    assert told(theirs, "the goat")[0] == "I gave the goat a gift: a loaf of bread."
    (hurt, _) = caused("insult", "goat", "inspector", 7, note="called me a thief")
    assert told(hurt, "somebody") == ("Somebody insulted me: called me a thief.", 6.0, -0.8)


def test_only_what_has_more_to_tell_is_a_deed() -> None:
    (mine, _) = caused("promise_kept", "goat", "keeper", 7, note="came along")
    assert is_deed(mine)
    assert not is_deed(replace(mine, note=""))
    assert not is_deed(replace(mine, cause="met"))
