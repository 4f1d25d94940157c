"""One line and its answer, as they are kept: what was felt, used and changed by it."""

from typing import Literal

from msgspec import Struct

from agents.relationships import Change, Tie

Tone = Literal[
    "neutral", "warm", "amused", "curious", "cool", "hurt", "angry", "sad", "proud", "wistful"
]


class Exchange(Struct, frozen=True, kw_only=True):
    """What a person said to an agent and what it answered; `at` in Unix ms.

    `cause` is the command that said it, `marks` name the lines the answer was made of, `recalled`
    the memories. `change` is what it did to the agent's feelings, `tie` what they are after it;
    `ended`: the agent took its leave.
    """

    id: str
    at: int
    cause: str
    said: str
    answered: str
    tone: Tone
    intent: str = ""
    marks: tuple[str, ...] = ()
    recalled: tuple[str, ...] = ()
    topic: str = ""
    ended: bool = False
    change: Change | None = None
    tie: Tie | None = None


class Overheard(Struct, frozen=True, kw_only=True):
    """What one agent said to another, and what that one answered; `answered` may be empty."""

    id: str
    at: int
    speaker: str
    hearer: str
    said: str
    answered: str
    tone: Tone
    place: str = ""
    marks: tuple[str, ...] = ()
