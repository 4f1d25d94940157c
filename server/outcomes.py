"""What becomes of a command that was posted to a room: decided, or not carried out at all."""

from msgspec import Struct

from server.room import Outcome


class Unavailable(Struct, frozen=True, tag="unavailable"):
    """The command was not and will not be carried out: the journal can't be written.

    Of a room on another node also: nobody knows, but another try with the same id is safe.
    """


class Gone(Struct, frozen=True, tag="gone"):
    """This node no longer serves the room; another try finds where it is."""


class Broken(Struct, frozen=True, tag="broken"):
    """The room died of a bug while it had this command."""


Said = Outcome | Unavailable | Gone | Broken
