"""What a client went through, in numbers."""

from msgspec import Struct


class Counts(Struct, frozen=True, kw_only=True):
    """What happened on the way: commands sent again after a reconnect (`resent`) or a "not now"
    (`put_off`), holes closed by a resume (`gaps`) or a snapshot, views that came twice, and live
    views that came out of their turn (`astray`)."""

    links: int
    frames: int
    resent: int
    put_off: int
    gaps: int
    duplicates: int
    snapshots: int
    astray: int
