"""The client's files, read once: each has a plain name, and one that changes with its content.

What came by the second name may be kept for good; what came by the first is asked for again.
"""

import gzip
import hashlib
import re
from collections.abc import Mapping, Sequence
from http import HTTPStatus
from pathlib import Path, PurePosixPath
from typing import Final

from msgspec import Struct

from server.site.found import Found
from server.site.wishes import Wishes

# Written down, since what the system's own table says differs from machine to machine.
KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".webmanifest": "application/manifest+json; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
}
# Of these a browser makes no page, whatever leads to them.
PARTS: Final = ("text/javascript", "text/css", "application/json")
OTHER_KIND: Final = "application/octet-stream"
# Of the content's SHA-256, in hexadecimal; for a name, and for a tag.
NAME_DIGITS: Final = 10
TAG_DIGITS: Final = 20
HASHED: Final = re.compile(r"(.*)\.[0-9a-f]{10}(\.[^./]+)")
# A packet holds the answer either way.
PACKED_BYTES_MIN: Final = 600
# What is hardly smaller is not worth unpacking.
PACKED_SHARE_MAX: Final = 0.9

FOR_GOOD: Final = "public, max-age=31536000, immutable"
ASK_AGAIN: Final = "no-cache"
NEVER_KEPT: Final = "no-store"


class Asset(Struct, frozen=True):
    """One file, plain and packed; `packed` is None where that gains nothing."""

    kind: str
    body: bytes
    packed: bytes | None
    digest: str

    @classmethod
    def of(cls, kind: str, body: bytes) -> "Asset":
        """Packed as small as it gets: this is done once."""
        packed = gzip.compress(body, 9, mtime=0)
        is_worth_it = len(body) >= PACKED_BYTES_MIN and len(packed) <= len(body) * PACKED_SHARE_MAX
        digest = hashlib.sha256(body).hexdigest()
        return cls(kind, body, packed if is_worth_it else None, digest)

    def answer(self, wishes: Wishes, keeping: str, headers: Mapping[str, str]) -> Found:
        """In the form that is wished for, or that they have it already."""
        packed = self.packed if wishes.gzip else None
        # Each form has a tag of its own: they are different bytes.
        tag = f'"{self.digest[:TAG_DIGITS]}{"" if packed is None else "-gzip"}"'
        chosen = {"Cache-Control": keeping, "ETag": tag, **headers}
        if self.packed is not None:
            chosen["Vary"] = "Accept-Encoding"
        is_part = self.kind.startswith(PARTS)
        if wishes.has(tag):
            return Found(HTTPStatus.NOT_MODIFIED, chosen, is_part=is_part)
        chosen["Content-Type"] = self.kind
        if packed is None:
            return Found(HTTPStatus.OK, chosen, self.body, is_part)
        return Found(HTTPStatus.OK, {**chosen, "Content-Encoding": "gzip"}, packed, is_part)


class Assets:
    """All files of a folder by their paths, `/views/draw.js`; read when it is made."""

    def __init__(self, folder: Path) -> None:
        self._plain: dict[str, Asset] = {}
        for path in sorted(folder.rglob("*")):
            if path.is_file():
                kind = KINDS.get(path.suffix, OTHER_KIND)
                name = "/" + path.relative_to(folder).as_posix()
                self._plain[name] = Asset.of(kind, path.read_bytes())

    def __contains__(self, path: str) -> bool:
        return path in self._plain

    def paths(self, *suffixes: str) -> list[str]:
        """The plain paths of files with one of these endings, in order."""
        return [each for each in self._plain if each.endswith(suffixes)]

    def join(self, path: str, parts: Sequence[str]) -> None:
        """Have another file of the same kind, made of these in their order."""
        body = b"\n".join(self._plain[each].body for each in parts)
        self._plain[path] = Asset.of(self._plain[parts[0]].kind, body)

    def body(self, path: str) -> bytes:
        """The content of a file that is there."""
        return self._plain[path].body

    def lasting(self, path: str) -> str:
        """The name that this file has as long as it stays as it is: `/views/draw.1f3a9c0b2d.js`."""
        name = PurePosixPath(path)
        digest = self._plain[path].digest[:NAME_DIGITS]
        return str(name.with_name(f"{name.stem}.{digest}{name.suffix}"))

    def find(self, path: str, wishes: Wishes) -> Found | None:
        """The file of this name, of either kind; None where there is none."""
        asset = self._plain.get(path)
        if asset is not None:
            return asset.answer(wishes, ASK_AGAIN, {})
        hashed = HASHED.fullmatch(path)
        plain = hashed[1] + hashed[2] if hashed else ""
        asset = self._plain.get(plain)
        if asset is None:
            return None
        # A name of another version: while nodes are replaced one by one, a page of one may ask
        # another for its files. It gets what is here, and does not keep it under that name.
        is_ours = self.lasting(plain) == path
        return asset.answer(wishes, FOR_GOOD if is_ours else NEVER_KEPT, {})
