"""The settings as operators may read them: without what opens anything. Pure."""

from pathlib import PurePath
from typing import Any, Final
from urllib.parse import urlsplit

from msgspec import Struct
from msgspec.structs import asdict

from server.settings import Settings

SECRET: Final = ("password", "secret", "token", "key")
HIDDEN: Final = "(hidden)"


def without_secrets(settings: Settings) -> dict[str, Any]:
    """Every setting by its field; addresses without who signs in there and how."""
    return _flat(settings)


def _flat(part: Struct) -> dict[str, Any]:
    """The fields of a struct, and in their place those of a struct within it."""
    flat: dict[str, Any] = {}
    for name, value in asdict(part).items():
        flat |= _flat(value) if isinstance(value, Struct) else {name: _shown(name, value)}
    return flat


def _shown(name: str, value: Any) -> Any:
    match value:
        case str() if name.endswith("_url"):
            parts = urlsplit(value)
            port = f":{parts.port}" if parts.port is not None else ""
            return f"{parts.scheme}://{parts.hostname or ''}{port}{parts.path}"
        case None | bool() | int() | float():
            return value
        case _ if value and any(word in name for word in SECRET):
            return HIDDEN
        case str() | PurePath():
            return str(value)
        case list() | tuple():
            return [str(each) for each in value]
        case _:
            return str(value)
