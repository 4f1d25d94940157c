"""An agent's minute, from the long view down to the step: feelings, tasks, a choice, the way.

L5 lets feelings fade with the days, L4 minds tasks and company, L3 chooses, L2 goes there, and L1
feels when the strength is gone; what a layer that is off would do is left undone.
"""

from msgspec.structs import replace

from agents.neurons.layers import Layer
from agents.neurons.signals import signal
from agents.relationships import apart
from agents.schedule import Choice, Task, add, choose, spend, step_end
from agents.world.body import Body
from agents.world.clock import DAY_MINUTES, DAY_MS, MINUTE_MS, day_of, kind_of, minute_of
from agents.world.happenings import Began, Felt, Tired, Turned
from agents.world.needs import NAP_MINUTES, NAP_PRIORITY, TIRED, after_minute
from agents.world.turn import Turn
from agents.world.walking import send

NAP = "a nap"
LEISURE = ("rest", "eat", "social", "play")


def think(turn: Turn, id: str) -> bool:
    """Let an agent live a minute; whether it now looks around for somebody to talk to."""
    body = turn.bodies[id]
    energy, mood = after_minute(body)
    next_ms = body.next_ms + MINUTE_MS
    off = turn.setting.off
    if day_of(body.next_ms) != day_of(next_ms) and "L5" not in off:
        fade(turn, id)
    if body.talk is not None or "L3" in off:
        # Without a choice one goes on with what one is at.
        turn.change(id, energy=energy, mood=mood, next_ms=next_ms)
        return False
    minute = minute_of(turn.now_ms)
    agenda = worked(body)
    if (
        "L1" not in off
        and energy < TIRED
        and body.kind != "sleep"
        and all(each.name != NAP for each in agenda)
    ):
        nap = Task(
            name=NAP,
            kind="sleep",
            left=NAP_MINUTES,
            place=turn.setting.homes[id],
            priority=NAP_PRIORITY,
        )
        agenda = add(agenda, nap)
        turn.happened.append(Tired(id))
    day = turn.setting.days[id][kind_of(minute // DAY_MINUTES)]
    if "L4" in off:
        choice = replace(choose(day, (), minute), agenda=agenda)
    else:
        choice = choose(day, agenda, minute)
    note_tasks(turn, body, choice)
    today = minute % DAY_MINUTES
    is_new_step = minute >= body.step_until
    until = body.step_until
    if is_new_step:
        until = minute - today + step_end(choice.block, today, turn.seed, id, minute)
    begin(turn, body, choice, energy=energy, mood=mood, next_ms=next_ms, step_until=until)
    if turn.heard is not None and turn.bodies[id].activity != body.activity:
        tell(turn, id, choice)
    if "L2" not in off:
        send(turn, id, choice.place or turn.bodies[id].place)
    return (
        is_new_step
        and "L4" not in off
        and not turn.bodies[id].route
        and turn.bodies[id].kind in LEISURE
    )


def worked(body: Body) -> tuple[Task, ...]:
    """The agenda after a minute at a task; a way to it is no work."""
    if body.route or not body.task:
        return body.agenda
    task = next((each for each in body.agenda if each.name == body.task), None)
    return spend(body.agenda, task, 1) if task is not None else body.agenda


def note_tasks(turn: Turn, body: Body, choice: Choice) -> None:
    """Say what became of the task that was, of those that can't be done, and of the new one."""
    name = choice.task.name if choice.task is not None else ""
    for each in choice.dropped:
        turn.happened.append(Turned(body.id, each.name, "dropped"))
    if body.task and body.task != name:
        if any(each.name == body.task for each in choice.agenda):
            turn.happened.append(Turned(body.id, body.task, "put_aside"))
        elif all(each.name != body.task for each in choice.dropped):
            # It was there a minute ago, unless somebody took it off the agenda.
            was_there = any(each.name == body.task for each in body.agenda)
            turn.happened.append(Turned(body.id, body.task, "done" if was_there else "dropped"))
    if choice.task is not None and body.task != name:
        turn.happened.append(Turned(body.id, name, "resumed" if choice.task.is_begun else "begun"))


def begin(turn: Turn, body: Body, choice: Choice, **changes: object) -> None:
    """Take up what was chosen."""
    task, block = choice.task, choice.block
    kind = task.kind if task is not None else block.kind
    activity = task.name if task is not None else block.activity
    if task is not None:
        firm = task.priority + 1
    else:
        firm = block.priority if block.is_flexible else block.priority + 1
    if activity != body.activity:
        place = choice.place or body.place
        turn.happened.append(Began(body.id, kind, activity, place))
    turn.change(
        body.id,
        kind=kind,
        activity=activity,
        firm=firm,
        task=task.name if task is not None else "",
        agenda=choice.agenda,
        **changes,
    )


def tell(turn: Turn, id: str, choice: Choice) -> None:
    """The way of a choice through the layers, from the day's plan to the first step."""
    assert turn.heard is not None
    body, block = turn.bodies[id], choice.block
    where = f" at {choice.place}" if choice.place else ""
    way: tuple[tuple[Layer, Layer, str, float], ...] = (
        ("L5", "L4", f"the day has: {block.activity}", block.priority / 10),
        ("L4", "L3", f"on the agenda: {len(choice.agenda)}", len(choice.agenda) / 10),
        ("L3", "L2", f"do: {body.activity}", body.firm / 11),
        ("L2", "L1", f"go on{where}", 1.0),
    )
    for source, target, content, strength in way:
        if source not in turn.setting.off and target not in turn.setting.off:
            said = signal(turn.now_ms, source, target, content, strength)
            turn.heard.append((id, said))


def fade(turn: Turn, id: str) -> None:
    """At the end of a day, what one feels about those one has not seen gets weaker."""
    for toward, tie in tuple(turn.ties_of(id).items()):
        faded = apart(tie, id, toward, turn.now_ms, DAY_MS)
        if faded is not None:
            turn.keep(id, toward, faded[0])
            turn.happened.append(Felt(faded[1]))
