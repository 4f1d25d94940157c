"""Whom an agent plays with, as far as it knows them: names, feelings, and what was between them."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from agents.memories import Memory
from agents.nouns import nouns
from agents.relationships import TRUST_REST, Tie
from game.ids import PlayerId

ANSWERED: Final = re.compile(r"answered “([^”]*)”")
SAID: Final = re.compile(r"said(?: to me)?: “([^”]*)”")
FLOP: Final = "It got no votes"
THING_LENGTH_MAX: Final = 20
# What one strong memory is worth on the scale of affection, -100 to 100.
FELT_WEIGHT: Final = 25
# Whom one trusts fully one likes so much more of 50 points; whom not at all, so much less.
TRUST_SHARE: Final = 0.5


class Story(Struct, frozen=True):
    """One thing that somebody once said: who, the word it hangs on, and whether it won votes.

    Of other people's words one plain noun is all that is kept, so that none of them can speak
    through an agent.
    """

    memory: str
    who: PlayerId
    name: str
    thing: str
    has_won: bool
    words: tuple[str, ...] = ()
    # Everybody whom the memory is about, here or not, by user id.
    people: tuple[str, ...] = ()


def stories(
    memories: Sequence[Memory], seats: Mapping[str, tuple[PlayerId, str]]
) -> tuple[Story, ...]:
    """What these memories have to tell at this table, best first as they came.

    `seats` are those who sit here, by user id or agent slug: their player id and name.
    """
    found: dict[tuple[PlayerId, str], Story] = {}
    for memory in memories:
        about = [seats[each] for each in (*memory.players, *memory.agents) if each in seats]
        thing = _thing(memory.content)
        if thing and len(about) == 1:
            who, name = about[0]
            has_won = ANSWERED.search(memory.content) is not None and FLOP not in memory.content
            story = Story(memory.id, who, name, thing, has_won, memory.words, tuple(memory.players))
            found.setdefault((who, thing), story)
    return tuple(found.values())


def feelings(
    memories: Sequence[Memory],
    seats: Mapping[str, tuple[PlayerId, str]],
    ties: Mapping[str, Tie] | None = None,
) -> dict[PlayerId, int]:
    """What one feels toward each who sits here, -100 to 100.

    It is affection, and trust beside it; what comes to mind just now moves that a little. Without
    a tie memories are all there is.
    """
    sums: dict[PlayerId, float] = {}
    for memory in memories:
        for each in (*memory.players, *memory.agents):
            if each in seats:
                who = seats[each][0]
                sums[who] = sums.get(who, 0.0) + FELT_WEIGHT * memory.emotion
    for user, tie in (ties or {}).items():
        if user in seats:
            who = seats[user][0]
            moved = max(-FELT_WEIGHT, min(FELT_WEIGHT, sums.get(who, 0.0)))
            sums[who] = tie.affection + TRUST_SHARE * (tie.trust - TRUST_REST) + moved
    return {who: round(max(-100.0, min(100.0, felt))) for who, felt in sums.items()}


def _thing(content: str) -> str:
    """The noun that what was said hangs on; empty where there is none."""
    quoted = ANSWERED.search(content) or SAID.search(content)
    found = nouns(quoted.group(1)) if quoted else []
    plain = [each for each in found if each.isalpha() and len(each) <= THING_LENGTH_MAX]
    return plain[0].lower() if plain else ""
