"""The wire as documents, printed from its structs: for people, for validators, for generators.

Knows the wire and the game's words, and nothing of the server behind them.
"""

from collections.abc import Callable, Mapping
from typing import Final

from server.wire.printed.asyncapi import asyncapi
from server.wire.printed.markdown import markdown
from server.wire.printed.schema import json_schema

FORMATS: Final[Mapping[str, Callable[[], str]]] = {
    "asyncapi": asyncapi,
    "json-schema": json_schema,
    "markdown": markdown,
}


def printed(format: str) -> str:
    """The whole wire in one of FORMATS, always the same text; raises ValueError for others."""
    if format not in FORMATS:
        raise ValueError(f"{format!r} is none of {', '.join(FORMATS)}")
    return FORMATS[format]()
