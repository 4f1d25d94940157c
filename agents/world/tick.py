"""The valley's tick: (setting, world, inputs, time) to the world after it and what happened.

Pure and deterministic: integers, draws from the seed, bodies in the order in which they came.
"""

from collections.abc import Sequence
from typing import assert_never

from msgspec.structs import replace

from agents.neurons.signals import Signal
from agents.relationships import caused, stirred
from agents.schedule import add
from agents.world.body import Body, Setting, World, at_home
from agents.world.clock import MINUTE_MS, PACE, TICK_MS
from agents.world.happenings import (
    Assign,
    Brought,
    Caused,
    Enter,
    Go,
    Happening,
    Input,
    Leave,
    MoveIn,
    Refused,
)
from agents.world.meeting import arrive, look_around, meet, part
from agents.world.thinking import think
from agents.world.turn import Turn
from agents.world.walking import Path, Stretch, crossings, send, walk

# A longer tick would skip somebody's minute.
DT_MAX_MS = MINUTE_MS // PACE


def tick(
    setting: Setting,
    world: World,
    inputs: Sequence[Input] = (),
    dt_ms: int = TICK_MS,
    pace: int = PACE,
    heard: list[tuple[str, Signal]] | None = None,
) -> tuple[World, tuple[Happening, ...]]:
    """The world `dt_ms` real ms later (1 to 2,000), and all that happened, in order.

    At another pace than the usual one: at most a game minute later. Into `heard` go the signals
    between the layers of those who turn to something else.
    """
    passed_ms = dt_ms * pace
    assert 0 < passed_ms <= MINUTE_MS
    turn = Turn(setting, world, world.now_ms + passed_ms)
    turn.heard = heard
    for each in inputs:
        take(turn, each)
    now_ms = turn.now_ms
    looking: list[str] = []
    reached: list[tuple[str, str]] = []
    walked: dict[Path, list[Stretch]] = {}
    for id in tuple(turn.bodies):
        talk = turn.bodies[id].talk
        # Of two who talk, the first one ends it for both.
        if talk is not None and talk.until_ms <= now_ms:
            part(turn, min(id, talk.other), max(id, talk.other), talk.tone)
        body = turn.bodies[id]
        if body.next_ms <= now_ms and not body.is_steered:
            if think(turn, id):
                looking.append(id)
            body = turn.bodies[id]
        if body.route and body.talk is None:
            reached += [(id, place) for place in walk(turn, id, passed_ms, walked)]
    for id, place in reached:
        arrive(turn, id, place)
    for (place, toward), stretches in walked.items():
        if len(stretches) > 1:
            for a, b in crossings(stretches):
                meet(turn, a, b, place, toward)
    for id in looking:
        look_around(turn, id)
    return turn.done(), tuple(turn.happened)


def take(turn: Turn, given: Input) -> None:
    """Take one input in; what can't be is refused, and changes nothing."""
    refusal = refused(turn, given)
    if refusal is not None:
        turn.happened.append(refusal)
        return
    match given:
        case Enter(id, place):
            x, y = turn.setting.map.spots[place]
            turn.bodies[id] = Body(id=id, x=x, y=y, place=place, is_steered=True)
        case Leave(id):
            del turn.bodies[id]
        case Go(id, to):
            send(turn, id, to)
        case Assign(id, task):
            turn.change(id, agenda=add(turn.bodies[id].agenda, task))
        case Caused(who, by, cause, note):
            turn.feel(caused(cause, who, by, turn.now_ms, note))
        case Brought(change=change):
            # In the valley's time, in which feelings fade; nothing has happened here.
            here = replace(change, at_ms=turn.now_ms)
            tie = turn.tie(change.of, change.toward)
            turn.keep(change.of, change.toward, stirred(tie, here)[0])
        case MoveIn(ids, ties):
            turn.let_in([at_home(turn.setting, id, turn.seed, turn.now_ms) for id in ids])
            for of, toward, tie in ties:
                # Whoever feels something already goes on feeling it.
                if turn.tie(of, toward) is None:
                    turn.keep(of, toward, replace(tie, last_ms=turn.now_ms))
        case _:
            assert_never(given)


def refused(turn: Turn, given: Input) -> Refused | None:
    """Why an input can't be taken in; None if it can."""
    bodies, places = turn.bodies, turn.setting.map.spots
    match given:
        case Enter(id, place):
            if place not in places:
                return Refused(id, f"there is no place {place!r}")
            return Refused(id, "is there already") if id in bodies else None
        case Leave(id) | Go(id):
            if id not in bodies or not bodies[id].is_steered:
                return Refused(id, "is no person in the valley")
            if isinstance(given, Go) and given.to not in places:
                return Refused(id, f"there is no place {given.to!r}")
            return None
        case Assign(id, task):
            if id not in bodies or bodies[id].is_steered:
                return Refused(id, "is no agent in the valley")
            if task.place and task.place not in places:
                return Refused(id, f"there is no place {task.place!r}")
            return None
        case Caused(who, by):
            return Refused(who, "feels nothing about itself") if who == by else None
        case Brought(change=change):
            known = change.of in bodies and change.toward in bodies
            return None if known else Refused(change.of, "is no agent in the valley")
        case MoveIn(ids):
            for id in ids:
                if id in bodies or id not in turn.setting.homes:
                    return Refused(id, "is there already" if id in bodies else "has no home here")
            return None
        case _:
            assert_never(given)
