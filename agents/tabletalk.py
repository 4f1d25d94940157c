"""A talk at a table: what was said to a machine player, and what it still has to say.

Knows no lines and no memories: what to answer is asked for, and comes back when it is there.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from agents.keywords import keywords
from game.ids import MessageId, PlayerId

# So long after it has answered somebody, what they say next is to it without its name.
GOES_ON_MS: Final = 30_000
# What nobody has seen to by then is over.
STALE_MS: Final = 20_000
TRIES_MAX: Final = 5
BACKOFF_MS: Final = 1_000
_EDGE: Final = " ,.:;!-–—"
_LETTER: Final = re.compile(r"\w")


class Call(Struct, frozen=True, kw_only=True):
    """A line that is meant for it: whose, and when it was said (Unix ms)."""

    who: PlayerId
    message: MessageId
    text: str
    at_ms: int


class Saying(Struct, frozen=True, kw_only=True):
    """An answer on its way: under which id, and from when on it may be said."""

    id: str
    text: str
    due_ms: int
    # When it was sent last; None while it is not on its way.
    sent_ms: int | None = None
    tries: int = 0


class Talk(Struct, frozen=True, kw_only=True):
    """One line at a time: of those said meanwhile the newest is seen to next.

    `answered` counts the answers of this phase, by who got them.
    """

    call: Call | None = None
    asked: Call | None = None
    saying: Saying | None = None
    # Whose next line is to it, and until when.
    partner: PlayerId | None = None
    until_ms: int = 0
    answered: Mapping[PlayerId, int] = field(default_factory=dict)

    @property
    def is_busy(self) -> bool:
        """Whether it thinks or types, and hears nobody out."""
        return self.asked is not None or self.saying is not None


def is_named(text: str, *names: str) -> bool:
    """Whether a text has a word of one of these names."""
    called = keywords(*names)
    return any(word in called for word in keywords(text))


def without_name(text: str, *names: str) -> str:
    """The text without the name that it begins or ends with: what there is to answer."""
    words, is_asking = text.split(), text.rstrip().endswith("?")
    while words and _is_only(words[0], names):
        words = words[1:]
    while words and _is_only(words[-1], names):
        words = words[:-1]
    left = " ".join(words).strip(_EDGE)
    return f"{left}?" if left and is_asking and not left.endswith("?") else left


def _is_only(word: str, names: Sequence[str]) -> bool:
    found = keywords(word)
    return all(each in keywords(*names) for each in found) if found else not _LETTER.search(word)


def taken_up(talk: Talk, at_ms: int) -> tuple[Talk, Call | None]:
    """The talk, and the line to find an answer to now, if there is one."""
    if talk.call is None or talk.is_busy:
        return talk, None
    call = talk.call if at_ms - talk.call.at_ms <= STALE_MS else None
    return replace(talk, call=None, asked=call), call


def answered(talk: Talk, call: Call, saying: Saying | None, *, is_over: bool) -> Talk:
    """The talk once the answer to a call is there; None: there is none. A stale one is dropped."""
    if talk.asked != call:
        return talk
    if saying is None:
        return replace(talk, asked=None, partner=None)
    times = talk.answered.get(call.who, 0) + 1
    return replace(
        talk,
        asked=None,
        saying=saying,
        partner=None if is_over else call.who,
        until_ms=saying.due_ms + GOES_ON_MS,
        answered={**talk.answered, call.who: times},
    )


def sent(talk: Talk, at_ms: int) -> Talk:
    """The talk once its answer was sent, which may still come back."""
    assert talk.saying is not None
    return replace(talk, saying=replace(talk.saying, sent_ms=at_ms, tries=talk.saying.tries + 1))


def told(talk: Talk, *, is_passing: bool) -> Talk:
    """The talk after the reply to its answer: said, refused, or to be tried again later."""
    saying = talk.saying
    assert saying is not None
    assert saying.sent_ms is not None
    if not is_passing or saying.tries >= TRIES_MAX:
        return replace(talk, saying=None)
    due_ms = saying.sent_ms + (BACKOFF_MS << saying.tries)
    return replace(talk, saying=replace(saying, sent_ms=None, due_ms=due_ms))


def turned(talk: Talk) -> Talk:
    """The talk in a new phase: what was begun is said, what was not is let be."""
    return replace(talk, call=None, partner=None, answered={})
