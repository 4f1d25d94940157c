"""Who a machine player is: its character, voice, tastes and pace, read from one JSON text.

Reads no files: the caller brings each file's text and its name, which errors then carry.
"""

from collections.abc import Sequence
from typing import Annotated

import msgspec
from msgspec import Meta

from agents.fields import Name, Prose, Slug, Strict
from agents.routine import Bond, Week

ChatLine = Annotated[str, Meta(min_length=1, max_length=200)]
# A form holds {} once, where the quip goes; it stays short so that the quip is what is heard.
Form = Annotated[str, Meta(pattern=r"^[^{}]*\{\}[^{}]*$", max_length=64)]
Weight = Annotated[float, Meta(ge=0, le=5)]
Share = Annotated[float, Meta(ge=0, le=1)]
ThinkMs = Annotated[int, Meta(ge=0, le=60_000)]
TypingSpeed = Annotated[float, Meta(gt=0, le=50)]
Forms = Annotated[tuple[Form, ...], Meta(min_length=1)]
ChatLines = Annotated[tuple[ChatLine, ...], Meta(min_length=1)]


class PersonaError(ValueError):
    """A character file that can't be used; says which file and why."""


class Voice(Strict, frozen=True):
    """How this persona says things: forms around a quip, word habits, and lines of chat."""

    forms: Forms
    fills: Forms
    greeting: ChatLines
    good_round: ChatLines
    losing: ChatLines
    winning: ChatLines
    reaction: ChatLines
    farewell: ChatLines
    swaps: dict[str, str] = msgspec.field(default_factory=dict)


class Taste(Strict, frozen=True):
    """How much each feature of an answer counts for one type of vote; 0 means not at all."""

    brevity: Weight = 0.0
    length: Weight = 0.0
    wordplay: Weight = 0.0
    echo: Weight = 0.0
    novelty: Weight = 0.0
    detail: Weight = 0.0
    surprise: Weight = 0.0
    zest: Weight = 0.0


class Tastes(Strict, frozen=True):
    """One taste for each type of vote."""

    funny: Taste
    creative: Taste
    best: Taste


class Pace(Strict, frozen=True):
    """How fast this persona thinks and types (characters per second), and how much it chats."""

    think_min_ms: ThinkMs
    think_max_ms: ThinkMs
    typing_cps: TypingSpeed
    chattiness: Share


class Style(Strict, frozen=True):
    """How its answers lean, -2 to 2: to longer ones, and to such as use the prompt's words."""

    length: Annotated[int, Meta(ge=-2, le=2)] = 0
    template: Annotated[int, Meta(ge=-2, le=2)] = 0


class Persona(Strict, frozen=True):
    """One machine player's character; `slug` names it for good, `avatar` is an emoji or empty."""

    slug: Slug
    name: Name
    line: Prose
    constitution: Prose
    background: Prose
    personality_traits: tuple[Prose, ...]
    likes: tuple[Prose, ...]
    dislikes: tuple[Prose, ...]
    primary_goal: Prose
    secondary_goals: tuple[Prose, ...]
    home: Slug
    schedule: Week
    relationships: tuple[Bond, ...]
    voice: Voice
    tastes: Tastes
    pace: Pace
    avatar: Annotated[str, Meta(max_length=16)] = ""
    style: Style = Style()


def parse_persona(text: str, name: str) -> Persona:
    """One character from its JSON; `name` is the file's, without its ending.

    Raises PersonaError, which says what is wrong and where.
    """
    try:
        persona = msgspec.json.decode(text, type=Persona)
    except msgspec.MsgspecError as error:
        raise PersonaError(f"{name}: {error}") from error
    if persona.slug != name:
        raise PersonaError(f"{name}: slug is {persona.slug!r}, but the file is named {name!r}")
    if persona.pace.think_min_ms > persona.pace.think_max_ms:
        raise PersonaError(f"{name}: pace.think_min_ms is above pace.think_max_ms")
    return persona


def load_personas(texts: Sequence[tuple[str, str]]) -> tuple[Persona, ...]:
    """All characters from (name, text) pairs, ordered by slug, whatever order the files came in.

    Raises PersonaError, also when two characters share a slug or a name.
    """
    personas = sorted((parse_persona(text, name) for name, text in texts), key=lambda p: p.slug)
    for field in ("slug", "name"):
        seen: dict[str, str] = {}
        for persona in personas:
            value = getattr(persona, field)
            if value in seen:
                raise PersonaError(f"{persona.slug}: {field} {value!r} is {seen[value]}'s already")
            seen[value] = persona.slug
    return tuple(personas)
