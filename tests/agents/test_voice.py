"""Voices: the same quip never reads the same from two personas."""

from itertools import combinations

from msgspec.structs import replace

from agents.persona import Persona
from agents.quips import folded
from agents.voice import dressed, habits, unsigned
from tests.agents.evening import personas, repertoire


def everything(persona: Persona, quip: str, is_gap: bool) -> list[str]:
    quip = habits(persona, quip)
    return [dressed(persona, quip, is_gap, "try", n) for n in range(60)]


def test_no_two_personas_say_a_quip_the_same_way() -> None:
    """Method: one quip with a full stop, one without, one for a gap; all forms of everyone."""
    for quip, is_gap in (("I blame the jam.", False), ("Mayor Denies", False), ("hot jam", True)):
        ways = [dict.fromkeys(everything(persona, quip, is_gap)) for persona in personas()]
        assert all(len(way) >= 4 for way in ways)
        for one, other in combinations(ways, 2):
            assert not [way for way in one if way in other]


def test_a_dressed_quip_is_never_bare_and_stays_whole() -> None:
    for persona in personas():
        for said in everything(persona, "I blame the jam.", False):
            assert said != "I blame the jam."
            assert folded("I blame the jam.") in folded(said)


def test_the_longest_quip_fits_in_every_form() -> None:
    longest = max((quip for bank in repertoire().values() for quip in bank.quips), key=len)
    for persona in personas():
        assert all(len(said) <= 280 for said in everything(persona, longest, False))


def test_habits_change_whole_words_only() -> None:
    voice = replace(personas()[0].voice, swaps={"small": "wee", "o'clock": "bells"})
    persona = replace(personas()[0], voice=voice)
    assert (
        habits(persona, "Small talk, unsmall, smaller small.") == "Wee talk, unsmall, smaller wee."
    )
    assert habits(persona, "At four o'clock") == "At four bells"


def test_a_sentence_is_closed_before_another_follows() -> None:
    voice = replace(personas()[0].voice, forms=("{} Aye.",), fills=("{}, aye",))
    persona = replace(personas()[0], voice=voice)
    assert dressed(persona, "Mayor Denies Ladder", False) == "Mayor Denies Ladder. Aye."
    assert dressed(persona, "I blame the jam.", False) == "I blame the jam. Aye."
    assert dressed(persona, "hot jam", True) == "hot jam, aye"
    ending = replace(persona, voice=replace(voice, forms=("Log: {}",)))
    assert dressed(ending, "Mayor Denies Ladder", False) == "Log: Mayor Denies Ladder"


def test_what_is_said_unsigned_all_would_say_alike() -> None:
    for persona in personas():
        bare = unsigned(persona)
        assert set(everything(bare, "hot jam", True)) == {"hot jam"}
        assert set(everything(bare, "A very small jam.", False)) == {"A very small jam."}
        assert (bare.slug, bare.tastes, bare.style) == (persona.slug, persona.tastes, persona.style)
