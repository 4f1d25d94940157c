"""What an agent concludes from what it has lived: insights by rules, each citing its memories.

Due when what happened since the last time weighs enough (Park et al., Generative Agents, 2023,
section 4.2, where it is 150 as well). Knows no clock.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, Literal

from msgspec import Struct

from agents.draw import pick
from agents.keywords import keywords
from agents.memories import SOURCES_MAX, Memory
from game.ids import Actor, mint

THRESHOLD: Final = 150.0
# What happened once is an accident.
TIMES_MIN, TABLES_MIN, ANSWERS_MIN = 2, 3, 4
FLAT_SHARE: Final = 0.6
INSIGHTS_MAX: Final = 8
Kind = Literal[
    "laughs_at", "kind", "unkind", "wins", "regular", "quarrels", "company", "good_at", "flat",
    "best_line",
]  # fmt: skip
WORDS: Final[dict[Kind, tuple[str, ...]]] = {
    "laughs_at": (
        "{name} makes me laugh more than anybody: {times} times they had my laugh.",
        "When {name} answers I should not be drinking. They had my laugh {times} times.",
    ),
    "kind": (
        "{name} is kind to me, and nobody makes them. {times} times of late.",
        "I feel taller when {name} is at the table. Kind words, {times} times.",
    ),
    "unkind": (
        "I keep an eye on {name}: {times} times they said something with edges.",
        "{name} is harsh with me, {times} times now. I will not sit with my back to them.",
    ),
    "wins": (
        "{name} wins a lot, {times} times lately. I should watch how.",
        "It is no accident when {name} wins: {times} times I have seen it.",
    ),
    "regular": (
        "{name} comes back: we have sat at {times} tables together.",
        "{name} is a regular by now, after {times} tables. I know how they clear their throat.",
    ),
    "quarrels": (
        "I quarrel with {name} too often, {times} times of late. It takes two; one of them is me.",
        "{name} and I again, {times} times. We should talk, or at least stop.",
    ),
    "company": (
        "I seek {name}'s company, {times} talks lately. That is what a friend is for.",
        "{times} talks with {name}, and I would begin another.",
    ),
    "good_at": (
        "People give me {award} more than anything else. That is what I am good at.",
        "What I am good at, by their votes: {award}.",
    ),
    "flat": (
        "{times} of my answers got nothing at all. I should try another way.",
        "Silence after {times} of my answers. It was not the good kind of silence.",
    ),
    "best_line": (
        "My best line of late was {line}. I should remember how I got there.",
        "They liked {line} most of all that I said.",
    ),
}
AWARDS: Final = {
    "laugh": "laughs", "vote for wit": "votes for wit", "vote for best": "votes for best",
}  # fmt: skip
_NAMED: Final = re.compile(
    r"^(?:To “[^”]*” )?([^“”]{1,64}?)"
    r" (?:answered|said|sat down|told me|takes the lead|earned|left my table)\b"
)
_GOT: Final = re.compile(r"(\d+) (laugh|vote for wit|vote for best|votes for wit|votes for best)")
_GAVE: Final = re.compile(r"\. I gave it my ([^“”]*)\.$")
_LINE: Final = re.compile(r"\banswered (“[^”]*”)")


class Insight(Struct, frozen=True, kw_only=True):
    """One conclusion: about a person, another agent, or oneself where both are empty."""

    kind: Kind
    sources: tuple[Memory, ...]
    times: int
    person: str = ""
    agent: str = ""
    name: str = ""
    award: str = ""
    line: str = ""


def is_due(gathered: float) -> bool:
    """Whether it is time to reflect, by the summed importance since the last time."""
    return gathered >= THRESHOLD


def names_of(memories: Sequence[Memory]) -> dict[Actor, str]:
    """What people were called, as far as memories of one person alone tell; the newest counts."""
    found: dict[Actor, str] = {}
    for memory in sorted(memories, key=lambda each: each.at):
        named = _NAMED.match(memory.content)
        if len(memory.players) == 1 and named and named[1] != "I":
            found[memory.players[0]] = named[1]
    return found


def insights(memories: Sequence[Memory], agents: Mapping[str, str]) -> tuple[Insight, ...]:
    """What follows from these observations, what happened most often first.

    `agents` are the names of other agents, by slug.
    """
    names = names_of(memories)
    found = [
        *_about_people(memories, names),
        *_about_agents(memories, agents),
        *_about_me(memories),
    ]
    found.sort(key=lambda each: (-each.times, each.kind, each.person, each.agent))
    return tuple(found[:INSIGHTS_MAX])


def reflected(agent: str, found: Insight, at: int) -> Memory:
    """The memory of an insight; the next one of its kind about the same ends it."""
    about = found.person or found.agent
    sources = tuple(each.id for each in found.sources[-SOURCES_MAX:])
    words = pick(WORDS[found.kind], agent, found.kind, about, found.times)
    content = words.format(
        name=found.name, times=found.times, award=found.award, line=found.line
    )  # fmt: skip
    feeling = sum(each.emotion for each in found.sources) / len(found.sources)
    return Memory(
        id=mint(at, "reflection", agent, found.kind, about, *sources),
        agent=agent,
        kind="reflection",
        content=content,
        at=at,
        accessed=at,
        importance=min(9.0, 5.5 + found.times / 2),
        emotion=max(-1.0, min(1.0, feeling)),
        tags=("reflection", found.kind),
        agents=(found.agent,) if found.agent else (),
        players=(Actor(found.person),) if found.person else (),
        # What was said at a table stays with those who sat there.
        game=found.sources[-1].game if found.line else None,
        source=sources,
        subject=f"insight:{found.kind}:{about}",
        words=keywords(found.name, content),
    )


def _about_people(memories: Sequence[Memory], names: Mapping[Actor, str]) -> Iterator[Insight]:
    rules: tuple[tuple[Kind, int, Callable[[Memory], bool]], ...] = (
        ("laughs_at", TIMES_MIN, lambda each: "answer" in each.tags and _laughed(each)),
        ("kind", TIMES_MIN, lambda each: _is_said(each) and each.emotion > 0),
        ("unkind", TIMES_MIN, lambda each: _is_said(each) and each.emotion < 0),
    )
    # Each memory is dealt out once: hundreds of people times hundreds of memories took a second, in
    # which the loop waited for its turn.
    alone: dict[Actor, list[Memory]] = {}
    podiums: dict[Actor, list[Memory]] = {}
    for each in memories:
        if len(each.players) == 1:
            alone.setdefault(each.players[0], []).append(each)
        if "podium" in each.tags:
            for person in dict.fromkeys(each.players):
                podiums.setdefault(person, []).append(each)
    for person, name in sorted(names.items()):
        theirs = alone.get(person, [])
        for kind, least, fits in rules:
            fitting = [each for each in theirs if fits(each)]
            times = sum(each.times for each in fitting)
            if times >= least:
                yield Insight(
                    kind=kind, sources=tuple(fitting), times=times, person=person, name=name
                )
        seen = podiums.get(person, [])
        won = [each for each in seen if name in each.content.partition(" won ")[0]]
        if len(won) >= TIMES_MIN:
            yield Insight(kind="wins", sources=tuple(won), times=len(won), person=person, name=name)
        tables = {each.game: each for each in theirs if each.game is not None}
        if len(tables) >= TABLES_MIN:
            sources = tuple(tables.values())
            yield Insight(
                kind="regular", sources=sources, times=len(tables), person=person, name=name
            )


def _about_agents(memories: Sequence[Memory], agents: Mapping[str, str]) -> Iterator[Insight]:
    talks: dict[str, list[Memory]] = {}
    for each in memories:
        if len(each.agents) == 1 and "valley" in each.tags:
            talks.setdefault(each.agents[0], []).append(each)
    for slug, name in sorted(agents.items()):
        rules: tuple[tuple[Kind, str], ...] = (("quarrels", "quarrel"), ("company", "chat"))
        for kind, tag in rules:
            fitting = [each for each in talks.get(slug, ()) if tag in each.tags]
            times = sum(each.times for each in fitting)
            if times >= TIMES_MIN:
                yield Insight(kind=kind, sources=tuple(fitting), times=times, agent=slug, name=name)


def _about_me(memories: Sequence[Memory]) -> Iterator[Insight]:
    mine = [each for each in memories if "mine" in each.tags]
    if len(mine) < ANSWERS_MIN:
        return
    got = {each.id: awards(each.content) for each in mine}
    totals = {award: sum(each[award] for each in got.values()) for award in AWARDS}
    best = max(totals, key=lambda award: totals[award])
    if totals[best] >= TIMES_MIN:
        sources = tuple(each for each in mine if got[each.id][best])
        yield Insight(kind="good_at", sources=sources, times=totals[best], award=AWARDS[best])
    flat = [each for each in mine if not sum(got[each.id].values())]
    if len(flat) >= FLAT_SHARE * len(mine):
        yield Insight(kind="flat", sources=tuple(flat), times=len(flat))
    top = max(mine, key=lambda each: (sum(got[each.id].values()), each.at))
    line = _LINE.search(top.content)
    if line is not None and sum(got[top.id].values()) >= TIMES_MIN:
        times = sum(got[top.id].values())
        yield Insight(kind="best_line", sources=(top,), times=times, line=line[1])


def awards(content: str) -> dict[str, int]:
    """What an answer got, by the memory of it."""
    found = dict.fromkeys(AWARDS, 0)
    said = content.rpartition("It got ")[2].partition(" I gave ")[0]
    for count, thing in _GOT.findall(said):
        found[thing.replace("votes", "vote")] += int(count)
    return found


def _laughed(memory: Memory) -> bool:
    gave = _GAVE.search(memory.content)
    return gave is not None and "laugh" in gave[1]


def _is_said(memory: Memory) -> bool:
    return "chat" in memory.tags or "talk" in memory.tags
