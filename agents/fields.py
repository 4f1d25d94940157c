"""What the fields of character files and of the map are made of: short checked words and prose."""

from typing import Annotated

from msgspec import Meta, Struct

Slug = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,31}$")]
Name = Annotated[str, Meta(min_length=1, max_length=32)]
Prose = Annotated[str, Meta(min_length=1, max_length=500)]
Affection = Annotated[int, Meta(ge=-100, le=100)]
Trust = Annotated[int, Meta(ge=0, le=100)]
Priority = Annotated[int, Meta(ge=1, le=10)]


class Strict(Struct, frozen=True, forbid_unknown_fields=True):
    """Base of all that such a file holds: a misspelt field is an error."""
