"""What becomes of a command that was posted to a room: decided, or not carried out at all."""

from server.room import Outcome


class Unavailable:
    """The command was not and will not be carried out: the journal can't be written."""


class Gone:
    """This node no longer serves the room; another try finds where it is."""


class Broken:
    """The room died of a bug while it had this command."""


Said = Outcome | Unavailable | Gone | Broken
