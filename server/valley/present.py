"""What a machine player does now, means to do, and feels about the others, in the wire's words."""

from collections.abc import Sequence

from msgspec import structs

from agents.persona import Persona
from agents.schedule import Block, Task, days
from agents.world.clock import DAY_MINUTES, day_of, kind_of
from persistence.ports import Agents, Reason, Valley
from server.valley.mirror import Mirror
from server.wire import AgentReply, AgentShown, BlockShown, Doing, TaskShown, TieShown


class Present:
    """Reads the mirror for what is to be seen, and the tables for what is not."""

    def __init__(self, mirror: Mirror, agents: Agents, valley: Valley) -> None:
        self._mirror, self._agents, self._valley = mirror, agents, valley

    def doing(self, agent: str) -> Doing | None:
        """What one sees of it; None while it is not in the valley."""
        found = self._mirror.figures.get(agent)
        if found is None:
            return None
        return Doing(**{each: getattr(found, each) for each in Doing.__struct_fields__})

    def shown(self, agent: AgentShown) -> AgentShown:
        """The same with what it does now."""
        return structs.replace(agent, now=self.doing(agent.id))

    async def closer(self, reply: AgentReply, persona: Persona) -> AgentReply:
        """The same with its goals, plans, day and ties; raises StorageUnavailable."""
        life = await self._valley.life(persona.slug)
        feels = await self._agents.feels(persona.slug)
        today = kind_of(day_of(self._mirror.now_ms))
        return structs.replace(
            reply,
            agent=self.shown(reply.agent),
            goals=(persona.primary_goal, *persona.secondary_goals),
            plan=tuple(map(_task, life.body.agenda)) if life is not None else (),
            schedule=_blocks(days(persona.schedule, persona.home)[today]),
            ties=tuple(_tie(other, each) for other, each in feels.items()),
        )


def _task(task: Task) -> TaskShown:
    return TaskShown(
        name=task.name,
        kind=task.kind,
        place=task.place,
        left=task.left,
        priority=task.priority,
        deadline=task.deadline,
        is_begun=task.is_begun,
    )


def _blocks(day: Sequence[Block]) -> tuple[BlockShown, ...]:
    return tuple(
        BlockShown(
            start=_clock(each.start),
            end=_clock(each.end),
            kind=each.kind,
            activity=each.activity,
            place=each.place,
            priority=each.priority,
            is_flexible=each.is_flexible,
        )
        for each in day
    )


def _clock(minute: int) -> str:
    assert 0 <= minute <= DAY_MINUTES
    return f"{minute // 60:02}:{minute % 60:02}"


def _tie(other: str, reason: Reason) -> TieShown:
    tie, change = reason.tie, reason.change
    return TieShown(
        to=other,
        type=tie.type,
        affection=tie.affection,
        trust=tie.trust,
        times=tie.frequency,
        cause=change.cause if change is not None else None,
        cause_at=change.at_ms if change is not None else None,
    )
