"""Which modules a script needs before it can run, read from the sources. Pure."""

import posixpath
import re
from collections.abc import Callable
from typing import Final

# `import "./a.js"`, `import {a, b as c} from "./a.js"` and `export * from "./a.js"`, each at the
# start of a line; `import("./a.js")` is fetched when it is called.
STATIC: Final = re.compile(
    r"""^[ \t]*(?:import|export)\b(?:[\w$\s{},*]*?\bfrom)?\s*["'](\.{0,2}/[^"'\n]+)["']""",
    re.MULTILINE,
)
# At the left margin it is called as soon as the module runs; elsewhere when it is needed.
AT_ONCE: Final = re.compile(
    r"""^(?:const|let)\b[^"'\n]*\bimport\(["'](\.{0,2}/[^"'\n]+)["']\)""", re.MULTILINE
)


def direct(path: str, source: str) -> list[str]:
    """The paths that this module imports itself, in its order."""
    return _joined(path, STATIC.findall(source))


def at_once(path: str, source: str) -> list[str]:
    """The paths that this module asks for when it runs, without waiting for them."""
    return _joined(path, AT_ONCE.findall(source))


def _joined(path: str, found: list[str]) -> list[str]:
    folder = posixpath.dirname(path)
    return [posixpath.normpath(posixpath.join(folder, each)) for each in found]


def closure(entry: str, source_of: Callable[[str], str | None]) -> list[str]:
    """All that must be there before `entry` runs, nearest first, without itself.

    `source_of` gives None for what isn't there, which is then left out.
    """
    found: dict[str, None] = {}
    following = [entry]
    while following:
        nearer, following = following, []
        for path in nearer:
            source = source_of(path)
            if source is None or path in found:
                continue
            found[path] = None
            following += direct(path, source)
    return [each for each in found if each != entry]
