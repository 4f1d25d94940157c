"""What agents remember of a tick of the valley: talks, quarrels, gifts, gossip, who they met.

The same tick always gives the same memories, ids and all. What one does every day is not worth
remembering; what says the same becomes one memory where it is stored.
"""

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

from agents.keywords import keywords
from agents.memories import Memory
from agents.relationships import Tie
from agents.world.body import World
from agents.world.deeds import is_deed, told
from agents.world.happenings import Felt, Happening, Met, Talked, Tired, Turned
from agents.world.map import Map
from agents.world.thinking import NAP
from game.ids import Actor, mint

# Of those one meets, one remembers who means something.
MEANS_FROM: Final = 25
TALKS: Final = {
    "chat": ("I had a chat with {other} at {place}.", 2.5, 0.2),
    "quarrel": ("I quarrelled with {other} at {place}.", 6.0, -0.7),
    "made_up": ("{other} and I made up at {place}.", 6.5, 0.7),
}


class Scene(Struct, frozen=True, kw_only=True):
    """Where and when it happened; `names` of agents and `people`, by id.

    `origin` tells one valley from another, so that their memories have ids of their own.
    """

    map: Map
    world: World
    names: Mapping[str, str]
    people: Mapping[str, str]
    origin: str
    at_ms: int


class Recollection(Struct, frozen=True, kw_only=True):
    """One thing that one agent will remember, before it has its words and id."""

    agent: str
    content: str
    importance: float
    emotion: float = 0.0
    others: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    place: str = ""


def recollected(scene: Scene, happenings: Iterable[Happening]) -> dict[str, list[Memory]]:
    """What each agent remembers of what happened in one tick, in order."""
    found: dict[str, list[Memory]] = {}
    for number, happening in enumerate(happenings):
        for each in _recollections(scene, happening):
            if each.agent in scene.names:
                found.setdefault(each.agent, []).append(_memory(scene, each, number))
    return found


def _recollections(scene: Scene, happening: Happening) -> Iterable[Recollection]:
    match happening:
        case Talked(a, b, place, tone):
            words, importance, emotion = TALKS[tone]
            for me, other in ((a, b), (b, a)):
                content = words.format(other=_name(scene, other), place=scene.map.names[place])
                yield Recollection(
                    agent=me,
                    content=content[0].upper() + content[1:],
                    importance=importance,
                    emotion=emotion,
                    others=(other,),
                    tags=("valley", "talk", tone),
                    place=scene.map.names[place],
                )
        case Met():
            yield from _met(scene, happening)
        case Felt():
            yield from _felt(scene, happening)
        case Tired(id):
            yield Recollection(
                agent=id,
                content="I was worn out, and had to lie down.",
                importance=2.0,
                emotion=-0.2,
                tags=("valley", "tired"),
            )
        case Turned(id, task, to) if task != NAP and to in ("done", "dropped"):
            is_done = to == "done"
            yield Recollection(
                agent=id,
                content=f"I got this done: {task}." if is_done else f"I gave this up: {task}.",
                importance=3.0 if is_done else 4.0,
                emotion=0.3 if is_done else -0.3,
                tags=("valley", "task", to),
            )
        case _:
            # Steps of an ordinary day.
            pass


def _met(scene: Scene, met: Met) -> Iterable[Recollection]:
    """Persons are always worth it; others where one likes them, or does not."""
    where = scene.map.names[met.place]
    for me, other in ((met.a, met.b), (met.b, met.a)):
        is_person = other in scene.people
        feels = scene.world.ties.get(me, {}).get(other, Tie()).affection
        if not is_person and abs(feels) < MEANS_FROM:
            continue
        way = f"on the way from {where} to {scene.map.names[met.toward]}" if met.toward else ""
        yield Recollection(
            agent=me,
            content=f"I met {_name(scene, other)} {way or f'at {where}'}.",
            importance=2.0 if is_person else 1.0,
            emotion=max(-1.0, min(1.0, feels / 200)),
            others=(other,),
            tags=("valley", "met"),
            place=where,
        )


def _felt(scene: Scene, felt: Felt) -> Iterable[Recollection]:
    change = felt.change
    toward = _name(scene, change.toward)
    if change.source:
        source = _name(scene, change.source)
        better = "better" if change.affection > 0 else "worse"
        than = f"I think {better} of them now" if change.affection else "I think of them as before"
        yield Recollection(
            agent=change.of,
            content=f"{source} told me about {toward}; {than}.",
            importance=3.0,
            emotion=(change.affection > 0) * 0.1 - (change.affection < 0) * 0.2,
            others=(change.source, change.toward),
            tags=("valley", "gossip"),
        )
    elif is_deed(change):
        yield _deed(scene, felt)
    elif change.cause == "gift":
        is_mine = change.by == change.of
        yield Recollection(
            agent=change.of,
            content=f"I gave {toward} a gift." if is_mine else f"{toward} gave me a gift.",
            importance=3.5 if is_mine else 5.5,
            emotion=0.3 if is_mine else 0.7,
            others=(change.toward,),
            tags=("valley", "gift"),
        )


def _deed(scene: Scene, felt: Felt) -> Recollection:
    change = felt.change
    content, importance, emotion = told(change, _name(scene, change.toward))
    return Recollection(
        agent=change.of,
        content=content,
        importance=importance,
        emotion=emotion,
        others=(change.toward,),
        tags=("valley", change.cause),
    )


def _name(scene: Scene, id: str) -> str:
    return scene.names.get(id) or scene.people.get(id, "somebody")


def _memory(scene: Scene, found: Recollection, number: int) -> Memory:
    # The baker is found by her name and by her trade.
    names = [
        part for id in found.others for part in (_name(scene, id), id if id in scene.names else "")
    ]
    tick = scene.world.tick
    return Memory(
        id=mint(scene.at_ms, "valley", scene.origin, tick, number, found.agent),
        agent=found.agent,
        content=found.content,
        at=scene.at_ms,
        accessed=scene.at_ms,
        importance=found.importance,
        emotion=found.emotion,
        tags=found.tags,
        agents=tuple(each for each in found.others if each in scene.names),
        players=tuple(Actor(each) for each in found.others if each in scene.people),
        place=found.place,
        source=(f"valley/{tick}",),
        words=keywords(*names, found.content),
    )
