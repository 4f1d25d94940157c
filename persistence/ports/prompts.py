"""Where prompts are kept: what can be dealt, what players propose, what people think of them."""

from collections.abc import Sequence
from typing import Final, Protocol

from msgspec import Struct

from game.commands import Candidate, Prompt
from game.ids import Actor
from game.packs.schema import RESERVED

# What players proposed and a reviewer took; games with the house's prompts draw from these too.
COMMUNITY: Final = RESERVED
HOUSE: Final = "house"
# A person's prompts that may wait for review at a time; more are refused.
WAITING_MAX: Final = 20


class StoredPrompt(Struct, frozen=True):
    """A prompt with the pack it belongs to."""

    pack: str
    language: str
    prompt: Prompt


class Wanted(Struct, frozen=True):
    """What a game's settings ask of its prompts; no categories: any."""

    pack: str
    language: str
    categories: tuple[str, ...] = ()
    difficulty: str | None = None


class Played(Struct, frozen=True):
    """A prompt as a game knows it: its text, with the pack and language that were asked for."""

    pack: str
    language: str
    text: str


class Opinion(Struct, frozen=True):
    """What somebody thought of a prompt, and when (Unix ms): the newest of theirs counts."""

    by: Actor
    played: Played
    liked: bool
    at_ms: int


class Proposal(Struct, frozen=True):
    """A prompt of a player's own; `cause` names the command, so that a retry is the same one."""

    by: Actor
    language: str
    prompt: Prompt
    cause: str | None
    at_ms: int


class Proposed(Struct, frozen=True):
    """A prompt that waits for review; `by` is None when its author is gone."""

    id: str
    by: Actor | None
    language: str
    prompt: Prompt
    at_ms: int


class KnownText(Struct, frozen=True):
    """This text is a prompt already, or was proposed before."""


class TooManyWaiting(Struct, frozen=True):
    """So many of this person's prompts wait that no more are taken."""


class Prompts(Protocol):
    """The prompt store, filled from the packs at start and by players in between."""

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        """Make the packs' prompts the active ones; those gone from a pack rest; the count.

        What players proposed stays as it is.
        """

    async def candidates(
        self, wanted: Wanted, users: Sequence[Actor], limit: int, salt: str = ""
    ) -> tuple[Candidate, ...]:
        """At most so many active prompts that fit, with when any of these people met them last.

        What none of them has met comes first, then what was met longest ago; among equals the
        salt decides. Games with the house's prompts get the community's too.
        """

    async def rate(self, opinions: Sequence[Opinion]) -> None:
        """Keep these opinions and rate the prompts anew; what is no prompt here is left out."""

    async def propose(self, proposal: Proposal) -> str | KnownText | TooManyWaiting:
        """Put a prompt into the review list: its id, the same again for the same command."""

    async def proposed(self, limit: int) -> list[Proposed]:
        """What waits for review, oldest first."""

    async def review(self, prompt: str, *, accept: bool, by: Actor, now_ms: int) -> bool:
        """Take a proposal into the community's pack or refuse it; False if no such one waits."""


def packs(wanted: str) -> tuple[str, ...]:
    """The packs that a game with this one draws from; its own comes first."""
    return (HOUSE, COMMUNITY) if wanted == HOUSE else (wanted,)
