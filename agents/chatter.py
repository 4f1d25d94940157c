"""What two agents say to each other: a few turns in both their voices, then it is over.

Pure: who talks, how it goes and the seed come from outside; the same give the same.
"""

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from agents.banter import Banter, Chooser
from agents.conversation import feeling_words
from agents.draw import pick, unit
from agents.exchange import Overheard, Tone
from agents.meeting import warmth
from agents.memories import Memory
from agents.persona import Persona
from agents.relationships import Change, Stir, Tie, gossip
from agents.reminiscing import retold
from agents.voice import habits
from agents.world.body import Tone as Course
from game.ids import Actor, mint

# What is said and what it is answered with, turn by turn, as the talk goes.
COURSES: Final[dict[Course, tuple[tuple[str, str], ...]]] = {
    "chat": (("opening", "answer"), ("weather", "statement"), ("hearsay", "heard"),
             ("life", "laugh"), ("leave", "farewell")),
    "quarrel": (("quarrel", "retort"), ("quarrel", "retort"), ("storm", "")),
    "made_up": (("peace", "peaceful"), ("weather", "answer"), ("leave", "farewell")),
}  # fmt: skip
TONES: Final[dict[Course, tuple[Tone, Tone]]] = {
    "chat": ("warm", "neutral"), "quarrel": ("angry", "hurt"), "made_up": ("warm", "wistful"),
}  # fmt: skip
# How often a turn that is only for fun takes place.
SHARES: Final = {"hearsay": 0.5, "life": 0.6, "weather": 0.8}
TURN_MS: Final = 4_000
DAY_MS: Final = 24 * 3_600_000
# What one feels about people is only told on from here up.
TOLD_FROM: Final = 15


class Party(Struct, frozen=True, kw_only=True):
    """One of the two: how it feels about the other, about others, and about people.

    `open` are memories that anybody may hear, best first.
    """

    persona: Persona
    tie: Tie = Tie()
    ties: Mapping[str, Tie] = {}
    people: Mapping[Actor, Tie] = {}
    open: tuple[Memory, ...] = ()
    mood: int = 0


class Scene(Struct, frozen=True, kw_only=True):
    """Where and how two talk, and what was said between them of late; `names` of all agents."""

    course: Course
    place: str
    at_ms: int
    seed: str
    names: Mapping[str, str]
    before: tuple[Overheard, ...] = ()


def converse(a: Party, b: Party, banter: Banter, scene: Scene) -> tuple[Overheard, ...]:
    """The lines of a talk that `a` begins; no line of it was said between them of late."""
    said = [mark for line in scene.before for mark in line.marks]
    found: list[Overheard] = []
    for number, (key, reply) in enumerate(COURSES[scene.course]):
        drawn = unit(scene.seed, a.persona.slug, b.persona.slug, scene.at_ms, key, number)
        if drawn >= SHARES.get(key, 1.0):
            continue
        # They take turns, so that neither only listens.
        one, other = (a, b) if number % 2 == 0 else (b, a)
        about = _about(one, other, scene)
        # What both of them lived through is no news to the other.
        strange = (each for each in one.open if other.persona.slug not in each.agents)
        memory = next(strange, None)
        if (key == "hearsay" and not about) or (key == "life" and memory is None):
            continue
        slots = (
            {"other": scene.names[about], "felt": feeling_words(one.ties[about])} if about else {}
        )
        if memory is not None:
            slots["memory"] = retold(memory, "")
        asks = _chooser(one, other, banter, slots, said, scene, number)
        words = _spoken(one, asks.line(key))
        said += asks.marks
        answers = _chooser(other, one, banter, slots, said, scene, number)
        answer = _spoken(other, answers.line(reply)) if reply else ""
        said += answers.marks
        found.append(
            Overheard(
                id=mint(scene.at_ms, "overheard", scene.seed, one.persona.slug,
                        other.persona.slug, number),
                at=scene.at_ms + number * TURN_MS,
                speaker=one.persona.slug,
                hearer=other.persona.slug,
                said=words,
                answered=answer,
                tone=TONES[scene.course][number > 0],
                place=scene.place,
                marks=(*asks.marks, *answers.marks),
            )
        )  # fmt: skip
    return tuple(found)


def returned(
    one: Party, to: Party, banter: Banter, scene: Scene, message: str, said: str
) -> Overheard:
    """What `one` answers to a line that `to` said to it where others listen: that, and no more."""
    before = [mark for line in scene.before for mark in line.marks]
    is_cross = warmth(one.tie, one.mood) == "cool"
    chooser = _chooser(one, to, banter, {}, before, scene, 0)
    words = _spoken(one, chooser.line("retort" if is_cross else "answer"))
    return Overheard(
        id=mint(scene.at_ms, "returned", one.persona.slug, message),
        at=scene.at_ms,
        speaker=to.persona.slug,
        hearer=one.persona.slug,
        said=said,
        answered=words,
        tone="cool" if is_cross else "neutral",
        place=scene.place,
        marks=tuple(chooser.marks),
    )


def told_on(teller: Party, hearer: Party, scene: Scene) -> Stir | None:
    """What the hearer makes of how the teller feels about a person both may come across.

    Only the feeling is told on, with who told it; never a word of what the person said.
    """
    known = [user for user, tie in sorted(teller.people.items()) if abs(tie.affection) >= TOLD_FROM]
    if scene.course != "chat" or not known:
        return None
    names = (teller.persona.slug, hearer.persona.slug)
    user = pick(known, scene.seed, *names, scene.at_ms, "person")
    change: Change = gossip(names[1], names[0], user, teller.people[user], hearer.tie, scene.at_ms)
    if change.affection == 0:
        return None
    # Once a day: what is said again and again by the same one is no more true for it.
    day = scene.at_ms // DAY_MS * DAY_MS
    return Stir(id=mint(day, "told on", *names, user), change=change)


def _about(one: Party, other: Party, scene: Scene) -> str:
    """A third whom the speaker has feelings about, or nobody."""
    known = sorted(
        slug
        for slug, tie in one.ties.items()
        if slug != other.persona.slug and slug in scene.names and abs(tie.affection) >= TOLD_FROM
    )
    return pick(known, scene.seed, one.persona.slug, scene.at_ms, "about") if known else ""


def _chooser(
    who: Party,
    to: Party,
    banter: Banter,
    slots: Mapping[str, str],
    said: Sequence[str],
    scene: Scene,
    number: int,
) -> Chooser:
    persona, feels = who.persona, warmth(who.tie, who.mood)
    drawn = int(unit(scene.seed, persona.slug, scene.at_ms, number) * 97)
    own = {
        "you": to.persona.name,
        "like": _turn(persona.likes, drawn),
        "dislike": _turn(persona.dislikes, drawn),
        "goal": _turn((persona.primary_goal, *persona.secondary_goals), drawn),
        "trait": _turn(persona.personality_traits, drawn),
        **slots,
    }
    parts = (scene.seed, persona.slug, scene.at_ms, number)
    return Chooser(banter, persona.slug, feels, own, said, *parts)


def _turn(options: Sequence[str], place: int) -> str:
    return options[place % len(options)] if options else ""


def _spoken(who: Party, text: str) -> str:
    return habits(who.persona, text)
