"""What an agent answers a person: by rules, from its own lines, feelings and memories.

It sees the person's words, what passed between them, and memories that this person may know;
nothing else can come out of it, whatever the words ask for. Knows no clock.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from agents.banter import Chooser
from agents.draw import unit
from agents.exchange import Exchange, Tone
from agents.impression import memory, stir
from agents.meeting import COOL, Meeting, patience, session, warmth
from agents.memories import Memory
from agents.nouns import plural, with_a, with_the
from agents.phrases import Intent
from agents.relationships import Cause, Stir, Tie
from agents.reminiscing import retold
from agents.retrieval import Recalled
from agents.tabletalk import without_name
from agents.understanding import Meant, plain, understood
from agents.voice import dressed, habits
from game.ids import mint

MATCH_MIN: Final = 0.34
ANSWER_LENGTH_MAX: Final = 500
DRESSED_SHARE, BACK_SHARE, MEMORY_SHARE = 0.22, 0.45, 0.7
PRIED_MAX, INSULTS_MAX, AGAIN_MAX = 3, 3, 2
# What would tell a machine behind its mask gets an answer like any question.
MASKED_AS: Final = dict.fromkeys(
    ("who", "likes", "dislikes", "goals", "doing", "remember", "secrets", "other", "injection",
     "feeling"),
    "question",
)  # fmt: skip
# Sights too small to bring up.
WEIGHT_MIN: Final = 2.0
TONES: Final[dict[Intent, Tone]] = {
    "praise": "proud", "love": "warm", "gift": "warm", "thanks": "warm", "joke": "amused",
    "laugh": "amused", "insult": "hurt", "injection": "amused", "secrets": "cool",
    "challenge": "proud", "remember": "wistful", "question": "curious", "statement": "curious",
    "noise": "amused", "goals": "wistful", "apology": "warm", "who": "proud",
}  # fmt: skip
# What a memory is brought up at, and what gets a question back.
REMINDING: Final = ("remember", "feeling", "statement", "question", "challenge", "greeting", "how")
ASKING_BACK: Final = ("greeting", "how", "statement", "question", "likes", "goals", "doing", "who",
                      "agree", "disagree", "noise", "other", "thanks", "dislikes")  # fmt: skip


class Reply(Struct, frozen=True):
    """An answer, what it does to the agent's feelings, and what it will remember of it."""

    exchange: Exchange
    stir: Stir | None
    memory: Memory | None


def answer(meeting: Meeting, text: str, cause: str, now_ms: int) -> Reply:
    """What the agent answers to `text`; the same meeting, cause and time give the same."""
    id = mint(now_ms, "exchange", meeting.persona.slug, meeting.user, cause)
    heard = without_name(text, *meeting.called) if meeting.called else text
    meant = understood(heard, dict(meeting.others))
    under_way = session(meeting.lines, now_ms)
    ends = _ending(meeting, under_way, meant, text)
    chooser = Chooser(
        meeting.banter, meeting.persona.slug, warmth(meeting.tie, meeting.mood),
        _slots(meeting, meant), [mark for line in meeting.lines for mark in line.marks],
        meeting.persona.slug, meeting.user, id,
    )  # fmt: skip
    since_ms = under_way[0].at if under_way else now_ms
    said, used = _words(meeting, meant, ends, chooser, id, since_ms)
    tone = _tone(meeting, meant, ends)
    exchange = Exchange(
        id=id,
        at=now_ms,
        cause=cause,
        said=text,
        answered=said,
        tone=tone,
        intent=meant.intent,
        marks=tuple(chooser.marks),
        recalled=tuple(each.id for each in used),
        topic=meant.topic,
        ended=bool(ends),
    )
    return Reply(
        exchange,
        stir(meeting, meant, under_way, id, now_ms),
        memory(meeting, meant, text, used, id, now_ms),
    )


def _ending(meeting: Meeting, under_way: Sequence[Exchange], meant: Meant, text: str) -> str:
    """How the talk ends with this answer: "farewell", "storm", "again" or "leave"; or "" yet."""
    if meant.intent == "farewell":
        return "farewell"
    for intent, most in (("insult", INSULTS_MAX), ("injection", PRIED_MAX)):
        times = sum(line.intent == intent for line in under_way) + (meant.intent == intent)
        if times >= most:
            return "storm"
    if sum(plain(line.said) == plain(text) for line in under_way) >= AGAIN_MAX:
        return "again"
    return "leave" if len(under_way) + 1 >= patience(meeting.tie, meeting.mood) else ""


def _slots(meeting: Meeting, meant: Meant) -> dict[str, str]:
    persona = meeting.persona
    topic = meant.topic
    # No word of an unkind line is said back.
    if meant.intent in ("insult", "injection", "secrets", "noise"):
        topic = ""
    drawn = len(meeting.lines)
    slots = {
        "you": meeting.name,
        "topic": topic,
        "a_topic": with_a(topic) if topic else "",
        "the_topic": with_the(topic) if topic else "",
        "topics": plural(topic) if topic else "",
        "like": _turn(persona.likes, drawn),
        "dislike": _turn(persona.dislikes, drawn),
        "trait": _turn(persona.personality_traits, drawn),
        "goal": _turn((persona.primary_goal, *persona.secondary_goals), drawn),
        "activity": meeting.activity,
    }
    if meant.other:
        slots["other"] = meeting.others[meant.other]
        slots["felt"] = feeling_words(meeting.ties.get(meant.other, Tie()))
    return slots


def _turn(options: Sequence[str], place: int) -> str:
    return options[place % len(options)] if options else ""


def feeling_words(tie: Tie) -> str:
    """How one feels about somebody, as one says it."""
    if tie.affection >= 60:
        return "very dear to me"
    if tie.affection >= 25:
        return "a friend of mine"
    if tie.affection >= 8:
        return "good company"
    if tie.affection > -8:
        return "somebody I nod to"
    return "not my cup of tea" if tie.affection > -30 else "nobody I share a bench with"


def _words(
    meeting: Meeting,
    meant: Meant,
    ends: str,
    chooser: Chooser,
    id: str,
    since_ms: int,
) -> tuple[str, tuple[Memory, ...]]:
    """The answer and the memories that are in it."""
    parts: list[str] = []
    if ends in ("storm", "again"):
        parts.append(chooser.line(ends))
        return _spoken(meeting, parts, (), id), ()
    key = _key(meeting, meant)
    is_new = not meeting.lines and meeting.tie.frequency == 0
    if key == "greeting" and is_new:
        parts.append(chooser.line("stranger"))
    else:
        parts.append(chooser.line(key))
    if key == "feeling":
        parts.append(_why(meeting))
    has_said_why = key == "feeling" and bool(parts[-1])
    used: tuple[Memory, ...] = ()
    if ends != "farewell" and not has_said_why:
        used = _reminded(meeting, meant, chooser, id, parts, since_ms)
    drawn = unit(meeting.persona.slug, meeting.user, id, "back")
    if ends == "leave":
        parts.append(chooser.line("leave"))
    elif not used and key in ASKING_BACK and drawn < BACK_SHARE and meeting.tie.affection > COOL:
        parts.append(chooser.line("back"))
    return _spoken(meeting, parts, used, id), used


def _key(meeting: Meeting, meant: Meant) -> str:
    """What is to be answered: at a table, one's mere name too."""
    if meeting.called and meant.intent == "noise":
        return "aloud" if not meeting.is_masked else "noise"
    return MASKED_AS.get(meant.intent, meant.intent) if meeting.is_masked else meant.intent


def _why(meeting: Meeting) -> str:
    """What moved it most of late, in plain words that it has not used yet."""
    for change in sorted(meeting.changes, key=lambda each: -abs(each.affection)):
        told = REASONS.get(change.cause, "")
        if told and not any(told in line.answered for line in meeting.lines):
            return told
    return ""


REASONS: Final[dict[Cause, str]] = {
    "vote_funny": "You laughed at my jokes in that last game; one notices.",
    "vote_creative": "You voted for my wit. That goes straight to the heart, by way of the ears.",
    "vote_best": "You called an answer of mine the best. I have not washed the scoreboard since.",
    "played": "We sat a whole game together, and you were still there at the end.",
    "beaten": "There is the matter of who won that last game, of course.",
    "kicked": "You sent me away from your table. The chair was still warm.",
    "praised": "You said a kind thing to me. I have it here, pressed between two days.",
    "gift": "You brought me something, and nobody made you.",
    "insult": "You said something with edges on it, and I sat on it.",
    "pried": "You keep trying the handle of a door that is only painted on.",
    "made_up": "You said sorry, and you said it first.",
    "chat": "We talk. That is most of it, in this valley.",
    "apart": "You were gone for days. Feelings need watering.",
    "gossip": "And one hears things about you.",
}


def _reminded(
    meeting: Meeting, meant: Meant, chooser: Chooser, id: str, parts: list[str], since_ms: int
) -> tuple[Memory, ...]:
    """A memory that fits, told; at most one, and none that was told of late."""
    if meant.intent not in REMINDING:
        return ()
    told = {each for line in meeting.lines for each in line.recalled}
    is_asked = meant.intent in ("remember", "feeling")
    for found, is_mine in ((meeting.mine, True), (meeting.common, False)):
        fitting = [
            each
            for each in found
            if each.memory.id not in told
            and each.memory.until is None
            # What was said a minute ago is no memory yet.
            and (meant.intent == "remember" or each.memory.at < since_ms)
            and (each.match >= MATCH_MIN or (is_mine and is_asked) or _is_opener(each, meant))
            and each.memory.importance >= WEIGHT_MIN
            and each.memory.kind in ("observation", "reflection")
        ]
        drawn = unit(meeting.persona.slug, meeting.user, id, "memory", is_mine)
        if not fitting or (not is_asked and drawn >= MEMORY_SHARE):
            continue
        best = fitting[0].memory
        key = "life" if not is_mine else "fact" if "fact" in best.tags else "memory"
        chooser.fill("memory", retold(best, meeting.name))
        if meant.intent == "remember":
            parts.clear()
        parts.append(chooser.line(key))
        return (best,)
    return ()


def _is_opener(found: Recalled, meant: Meant) -> bool:
    """What they told of themselves is asked after when they come back."""
    return meant.intent in ("greeting", "how") and "fact" in found.memory.tags


def _spoken(meeting: Meeting, parts: Sequence[str], used: Sequence[Memory], id: str) -> str:
    """The parts as this persona says them; what it quotes stays as it was."""
    persona = meeting.persona
    text = " ".join(part for part in parts if part)
    if not used:
        text = habits(persona, text)
        if unit(persona.slug, meeting.user, id, "form") < DRESSED_SHARE:
            text = dressed(persona, text, False, persona.slug, id, "form")
    said = {line.answered for line in meeting.lines}
    forms = (
        dressed(persona, text, False, persona.slug, id, "again", step)
        for step in range(len(persona.voice.forms))
    )
    text = next((each for each in (text, *forms) if each not in said), text)
    return text if len(text) <= ANSWER_LENGTH_MAX else text[: ANSWER_LENGTH_MAX - 1] + "…"


def _tone(meeting: Meeting, meant: Meant, ends: str) -> Tone:
    if ends == "storm":
        return "angry"
    feels = warmth(meeting.tie, meeting.mood)
    if meant.intent in ("insult", "apology", "praise", "love", "gift"):
        return TONES[meant.intent]
    if feels == "cool":
        return "cool"
    if meeting.mood <= -40 and meant.intent in ("how", "greeting", "doing"):
        return "sad"
    if feels == "warm" and meant.intent not in ("joke", "laugh", "remember", "secrets"):
        return "warm"
    return TONES.get(meant.intent, "neutral")
