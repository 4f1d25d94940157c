"""Characters as rows and back: the file's text, and what of it has columns of its own."""

import logging
from typing import Any, Final

import asyncpg
import msgspec

from agents.persona import Persona
from agents.routine import DAY_KINDS, WEEK, Entry, day_of

Days = tuple[tuple[Entry, ...], ...]
log: Final = logging.getLogger(__name__)


def told_of(persona: Persona) -> tuple[object, ...]:
    """What the tables keep of a character, its whole file last, to be compared with `told`."""
    return (
        persona.slug,
        persona.name,
        persona.constitution,
        persona.background,
        persona.personality_traits,
        persona.likes,
        persona.dislikes,
        persona.primary_goal,
        persona.secondary_goals,
        msgspec.json.decode(as_text(persona)),
    )


def told(row: asyncpg.Record) -> tuple[object, ...]:
    """The same of a row."""
    *columns, file = row.values()
    plain = (tuple(each) if isinstance(each, list) else each for each in columns)
    return (*plain, msgspec.json.decode(file) if file is not None else None)


def as_text(persona: Persona) -> str:
    """The character as its file tells it."""
    return msgspec.json.encode(persona).decode()


def week_of(persona: Persona) -> Days:
    """Monday to Sunday."""
    return tuple(day_of(persona.schedule, kind) for kind in WEEK)


def persona_of(row: asyncpg.Record, week: Days | None) -> Persona | None:
    """The character of a row: what has columns and days of its own is what these say by now.

    None for one that an older program loaded, or whose file this one can't read.
    """
    if row["persona"] is None:
        log.warning("%s is not complete: genius agents load its file", row["id"])
        return None
    file: dict[str, Any] = msgspec.json.decode(row["persona"])
    columns = {key: each for key, each in row.items() if key in file}
    try:
        persona = msgspec.convert({**file, **columns, "slug": row["id"]}, Persona)
    except msgspec.ValidationError as error:
        log.warning("%s can't be read: %s; genius agents load its file", row["id"], error)
        return None
    if week is None or week == week_of(persona):
        return persona
    # A kind of day is what its first day is.
    days = {kind: msgspec.to_builtins(week[WEEK.index(kind)]) for kind in DAY_KINDS}
    try:
        return msgspec.convert({**msgspec.to_builtins(persona), "schedule": days}, Persona)
    except msgspec.ValidationError as error:
        log.warning("%s keeps the days of its file: %s", row["id"], error)
        return persona
