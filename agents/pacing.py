"""How long a machine player takes: reading, thinking and typing like a person, never too late.

Knows no clock: it turns the start and the deadline of a phase into moments within it.
Times are milliseconds.
"""

from agents.draw import between
from agents.mind import Mind

READ_MS_PER_CHARACTER = 35
ANSWER_MIN_MS, ANSWER_MAX_MS = 3_000, 25_000
SKIM_MS_PER_CHARACTER, SKIM_MAX_MS = 30, 12_000
VOTE_PAUSE_MIN_MS, VOTE_PAUSE_MAX_MS = 1_000, 3_000
LINE_MIN_MS, LINE_MAX_MS = 1_200, 5_000
READY_MIN_MS, READY_MAX_MS = 1_500, 6_000
REFLEX_MIN_MS, REFLEX_MAX_MS = 400, 1_400
REPLY_MIN_MS, REPLY_MAX_MS, REPLY_LIMIT_MS = 800, 2_500, 12_000
MARGIN_MIN_MS, MARGIN_SHARE = 1_500, 0.1
BACKOFF_MS, BACKOFF_MAX_MS = 500, 8_000


def answer_ms(mind: Mind) -> int:
    """When to send the answer: after reading the prompt, thinking, and typing the draft."""
    pace = mind.persona.pace
    taken = float(len(mind.prompt) * READ_MS_PER_CHARACTER)
    taken += between(pace.think_min_ms, pace.think_max_ms, *mind.drawn("think"))
    taken += len(mind.draft) / pace.typing_cps * 1000
    if not ANSWER_MIN_MS <= taken <= ANSWER_MAX_MS:
        # Drawn near the bound, lest all the slow ones come in at one moment.
        bound = ANSWER_MIN_MS * 1.2 if taken < ANSWER_MIN_MS else ANSWER_MAX_MS * 0.9
        taken = bound * between(0.9, 1.1, *mind.drawn("bound"))
    return within(mind, taken, "answer")


def vote_ms(mind: Mind, place: int, count: int) -> int:
    """When to cast vote `place` (from 0) out of `count`: after skimming all, with pauses."""
    length = sum(len(line.text) for line in mind.ballot)
    skimmed = min(length * SKIM_MS_PER_CHARACTER, SKIM_MAX_MS)
    pauses = [
        between(VOTE_PAUSE_MIN_MS, VOTE_PAUSE_MAX_MS, *mind.drawn("pause", each))
        for each in range(count)
    ]
    taken, last = skimmed + sum(pauses[: place + 1]), skimmed + sum(pauses)
    # Scaled as one, so that a short limit keeps the votes in order.
    return within(mind, last, "votes", taken / last)


def line_ms(mind: Mind, act: str) -> int:
    """When to say a line of chat."""
    return within(mind, between(LINE_MIN_MS, LINE_MAX_MS, *mind.drawn("line", act)), act)


def reply_ms(mind: Mind, text: str, reply: str, since_ms: int) -> int:
    """When to say the reply to a line of chat: after reading it, thinking, and typing."""
    pace = mind.persona.pace
    taken = len(text) * SKIM_MS_PER_CHARACTER + len(reply) / pace.typing_cps * 1000
    taken += between(REPLY_MIN_MS, REPLY_MAX_MS, *mind.drawn("reply", text, since_ms))
    return since_ms + int(min(taken, REPLY_LIMIT_MS) * mind.pace)


def ready_ms(mind: Mind) -> int:
    """When to say that one is ready."""
    return within(mind, between(READY_MIN_MS, READY_MAX_MS, *mind.drawn("ready")), "ready")


def reflex_ms(mind: Mind) -> int:
    """When a reflex shows: within a second and a half, whatever else one is at."""
    taken = between(REFLEX_MIN_MS, REFLEX_MAX_MS, *mind.drawn("reflex"))
    return mind.reflex_ms + int(taken * mind.pace)


def retry_ms(mind: Mind, times: int) -> int:
    """When to try again after being put off this many times."""
    return mind.acted_ms + min(BACKOFF_MS << min(times, 8), BACKOFF_MAX_MS)


def within(mind: Mind, taken_ms: float, what: str, share: float = 1.0) -> int:
    """The moment at `share` of `taken_ms` into the phase, squeezed in well before its deadline.

    The margin is 1.5 s or a tenth of the limit, whichever is more, as far as there is time.
    """
    taken_ms *= mind.pace
    if mind.deadline_ms is not None:
        limit_ms = mind.deadline_ms - mind.since_ms
        room_ms = max(0.0, limit_ms - max(MARGIN_MIN_MS, limit_ms * MARGIN_SHARE))
        if taken_ms > room_ms:
            taken_ms = room_ms * between(0.5, 1.0, *mind.drawn("squeeze", what))
    return mind.since_ms + int(taken_ms * share)
