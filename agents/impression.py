"""What one line leaves with an agent: what it does to its feelings, and what it remembers of it."""

from collections.abc import Sequence
from typing import Final

from agents.exchange import Exchange
from agents.keywords import keywords
from agents.meeting import Meeting
from agents.memories import Memory, is_echo
from agents.phrases import Intent
from agents.relationships import Cause, Stir, caused, wearied
from agents.understanding import Meant
from game.ids import mint

CAUSES: Final[dict[Intent, Cause]] = {
    "praise": "praised", "thanks": "chat", "love": "praised", "gift": "gift", "apology": "made_up",
    "insult": "insult", "injection": "pried", "secrets": "pried",
}  # fmt: skip
NOTES: Final[dict[Cause, str]] = {
    "chat": "we talked",
    "praised": "said something kind",
    "gift": "brought me something",
    "made_up": "said sorry",
    "insult": "said something unkind",
    "pried": "tried to talk me out of being myself",
}
KEPT: Final[dict[Intent, float]] = {
    "insult": 5.0, "gift": 5.0, "love": 5.0, "apology": 4.5, "praise": 4.0, "challenge": 3.0,
    "statement": 2.0, "likes": 1.5, "question": 1.5, "joke": 1.5, "other": 2.0,
}  # fmt: skip
FACT_WEIGHT: Final = 4.5
FELT: Final[dict[Intent, float]] = {
    "insult": -0.8, "gift": 0.7, "love": 0.7, "apology": 0.4, "praise": 0.6, "injection": -0.3,
}  # fmt: skip


def stir(
    meeting: Meeting, meant: Meant, under_way: Sequence[Exchange], id: str, now_ms: int
) -> Stir | None:
    """What the line does to the agent's feelings: each cause half as much each time of a day."""
    cause = CAUSES.get(meant.intent, "chat")
    if cause == "made_up" and meeting.tie.affection >= 0 and not _was_hurt(meeting):
        cause = "chat"
    if cause == "chat" and any(line.change is not None for line in under_way):
        return None
    slug = meeting.persona.slug
    felt, _ = caused(cause, slug, meeting.user, now_ms, NOTES.get(cause, ""))
    times = sum(each.cause == cause for each in meeting.changes)
    change = wearied(felt, times)
    if change.affection == 0 and change.trust == 0:
        return None
    return Stir(id=mint(now_ms, "talked", slug, meeting.user, id), change=change)


def _was_hurt(meeting: Meeting) -> bool:
    return any(each.cause in ("insult", "quarrel", "kicked") for each in meeting.changes)


def memory(
    meeting: Meeting, meant: Meant, text: str, used: Sequence[Memory], id: str, now_ms: int
) -> Memory | None:
    """What the agent keeps of what it was told; nothing that it was only told back."""
    weight = KEPT.get(meant.intent, 0.0)
    if meant.is_fact and meant.intent in ("statement", "likes", "other", "greeting", "how"):
        weight = FACT_WEIGHT
    known = [each.memory.content for each in (*meeting.mine, *meeting.common)]
    if weight == 0 or is_echo(text, [*known, *(each.content for each in used)]):
        return None
    content = f"{meeting.name} told me: “{text}”"
    return Memory(
        id=mint(now_ms, "told", meeting.persona.slug, meeting.user, id),
        agent=meeting.persona.slug,
        content=content,
        at=now_ms,
        accessed=now_ms,
        importance=weight,
        emotion=FELT.get(meant.intent, 0.0),
        tags=("talk", "fact") if weight == FACT_WEIGHT else ("talk",),
        players=(meeting.user,),
        words=keywords(meeting.name, content),
    )
