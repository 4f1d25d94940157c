"""What storage may fail with; whoever stands on a port has to answer for these."""


class StorageUnavailable(Exception):
    """The store did not answer; after a write its outcome is unknown: read before going on."""


class NothingWritten(StorageUnavailable):
    """The store could not even be reached: this write certainly did not happen."""


class OwnershipLost(Exception):
    """Another node has written this room's next number: this node must let the room go."""
