"""Two who see each other: what it does to their moods, and whether they stop to talk, and how."""

from typing import Final

from msgspec.structs import replace

from agents.relationships import Tie, caused, gossip
from agents.world.body import POINT, Body, Talk, Tone
from agents.world.clock import MINUTE_MS
from agents.world.happenings import Met, Talked
from agents.world.needs import MEETING_MOOD, TALK_MOOD, mood_within
from agents.world.turn import Turn

# Of a crowd, one notices so many.
NOTICED_MAX: Final = 8
TALK_PRIORITY: Final = 6
TALK_REST_MS: Final = 45 * MINUTE_MS
TALK_MIN_MINUTES, TALK_MAX_MINUTES = 5, 15
TALK_PERCENT: Final = 45
HOSTILE: Final = -15
QUARREL_PERCENT, MAKE_UP_PERCENT = 13, 25
GOSSIP_PERCENT, GOSSIP_FROM = 35, 25
GIFT_PERCENT, GIFT_FROM = 8, 50


def arrive(turn: Turn, id: str, place: str) -> None:
    """One comes to a place, or by it: it sees who is there, and they see it."""
    for other in [each for each in crowd(turn, id, place) if turn.bodies[each].is_awake]:
        meet(turn, id, other, place)


def crowd(turn: Turn, id: str, place: str) -> list[str]:
    """The others at a place, as far as one can notice them: drawn, where they are many."""
    all = turn.standing(place)
    if len(all) <= NOTICED_MAX:
        return [each for each in all if each != id]
    # Looking at each of thousands would cost a tick its time.
    first = turn.below(len(all), id, place, "crowd")
    few = [all[(first + each) % len(all)] for each in range(NOTICED_MAX + 1)]
    return [each for each in few if each != id][:NOTICED_MAX]


def meet(turn: Turn, one: str, other: str, place: str, toward: str = "") -> None:
    """Two see each other; those who know each other feel it."""
    a, b = min(one, other), max(one, other)
    turn.happened.append(Met(a, b, place, toward))
    for of, about in ((a, b), (b, a)):
        tie = turn.tie(of, about)
        if tie is not None and not turn.bodies[of].is_steered:
            after = replace(tie, frequency=tie.frequency + 1, last_ms=turn.now_ms)
            turn.keep(of, about, after)
            mood = mood_within(turn.bodies[of].mood + tie.affection * MEETING_MOOD)
            turn.change(of, mood=mood)
    if is_free(turn, a) and is_free(turn, b) and turn.below(100, a, b, "talk") < TALK_PERCENT:
        talk(turn, a, b, place)


def look_around(turn: Turn, id: str) -> None:
    """One with time on its hands talks to somebody who stands around too."""
    place = turn.bodies[id].place
    if not is_free(turn, id) or turn.below(100, id, "look") >= TALK_PERCENT:
        return
    others = [each for each in crowd(turn, id, place) if is_free(turn, each)]
    if others:
        other = others[turn.below(len(others), id, "whom")]
        talk(turn, min(id, other), max(id, other), place)


def is_free(turn: Turn, id: str) -> bool:
    """Whether an agent has time and mind for a talk; persons decide for themselves."""
    body = turn.bodies[id]
    return (
        not body.is_steered
        and body.is_awake
        and body.talk is None
        and body.firm <= TALK_PRIORITY
        and turn.now_ms - body.talked_ms >= TALK_REST_MS
    )


def talk(turn: Turn, a: str, b: str, place: str) -> None:
    """Two begin to talk; how it goes hangs on feelings, moods and a draw."""
    tone = tone_of(turn, turn.bodies[a], turn.bodies[b])
    span = TALK_MAX_MINUTES - TALK_MIN_MINUTES + 1
    minutes = TALK_MIN_MINUTES + turn.below(span, a, b, "length")
    until_ms = turn.now_ms + minutes * MINUTE_MS
    turn.change(a, talk=Talk(b, until_ms, tone))
    turn.change(b, talk=Talk(a, until_ms, tone))
    turn.happened.append(Talked(a, b, place, tone, until_ms))


def tone_of(turn: Turn, a: Body, b: Body) -> Tone:
    """Whether two chat, quarrel or make up."""
    ties = turn.tie(a.id, b.id) or Tie(), turn.tie(b.id, a.id) or Tie()
    liking = (ties[0].affection + ties[1].affection) // 2
    mood = (a.mood + b.mood) // (2 * POINT)
    drawn = turn.below(100, a.id, b.id, "tone")
    if liking <= HOSTILE and drawn >= 100 - (MAKE_UP_PERCENT + max(0, mood // 4)):
        return "made_up"
    return "quarrel" if drawn < QUARREL_PERCENT - (liking + mood) // 6 else "chat"


def part(turn: Turn, a: str, b: str, tone: Tone) -> None:
    """A talk is over: what it did to both, what was told about others, and perhaps a gift."""
    for id in (a, b):
        mood = mood_within(turn.bodies[id].mood + TALK_MOOD[tone])
        turn.change(id, talk=None, talked_ms=turn.now_ms, mood=mood)
    turn.feel(caused(tone, a, b, turn.now_ms))
    if tone == "quarrel":
        return
    teller, hearer = (a, b) if turn.below(2, a, b, "teller") == 0 else (b, a)
    told = [
        (about, tie)
        for about, tie in turn.ties_of(teller).items()
        if abs(tie.affection) >= GOSSIP_FROM and about != hearer
    ]
    trusted = turn.ties_of(hearer)[teller]
    if told and turn.below(100, a, b, "gossip") < GOSSIP_PERCENT:
        about, tie = told[turn.below(len(told), a, b, "about")]
        turn.feel([gossip(hearer, teller, about, tie, trusted, turn.now_ms)])
    if (
        turn.ties_of(teller)[hearer].affection >= GIFT_FROM
        and turn.below(100, a, b, "gift") < GIFT_PERCENT
    ):
        turn.feel(caused("gift", hearer, teller, turn.now_ms))
