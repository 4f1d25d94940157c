"""Where letters to other nodes go. Pure; must not know how they travel."""

from typing import Protocol

from server.cluster.letters import AnyLetter


class Mailbox(Protocol):
    """Sends for one node."""

    node: str

    def send(self, to: str | None, letter: AnyLetter) -> None:
        """Send to a node, or to every other, after whatever was sent there before."""
