"""The pages, written once at start: their files by lasting names, an import map, and what
should be fetched before the scripts ask for it. Pure.
"""

import base64
import hashlib
import json
import re
from typing import Final

from server.site.assets import ASK_AGAIN, Asset, Assets
from server.site.found import Found
from server.site.imports import at_once, closure
from server.site.wishes import Wishes

# Everything comes from this host, and nothing is written into the page by a string.
POLICY: Final = (
    "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'"
)
LANGUAGES: Final = "/lang/"
# Spoken where nothing better is known, and beside everything else.
FALLBACK: Final = "en"
# What a module may import, or ask for by `import.meta.resolve`.
MODULES: Final = (".js", ".json")
LINKED: Final = re.compile(r'\b(href|src)="/?([\w.-][\w./-]*)"')
# Sheets that the first screen waits for, and those that a script puts on once they have come.
SHEETS: Final = {
    "all": '<link rel="stylesheet"',
    "later": '<link rel="stylesheet" media="not all"',
}
HREF: Final = r' href="/?([^"]+)">'
SCRIPT: Final = re.compile(r'<script type="module" src="/([^"]+)"></script>')


def policy(import_map: str) -> str:
    """What a page with this map may do."""
    digest = base64.b64encode(hashlib.sha256(import_map.encode()).digest()).decode()
    return f"{POLICY}; script-src 'self' 'sha256-{digest}'"


class Pages:
    """index.html and its like as they are sent, as far as they are there."""

    def __init__(self, assets: Assets) -> None:
        self._assets = assets
        self.languages = [
            each.removeprefix(LANGUAGES).removesuffix(".json")
            for each in assets.paths(".json")
            if each.startswith(LANGUAGES)
        ]
        paths = assets.paths(".html")
        # A folder that is named like a page is its own: /stage/ is read by stage.html alone.
        self._own = {path: path.removesuffix("html").rstrip(".") + "/" for path in paths}
        maps = {path: self._import_map(path) for path in paths}
        self._policies = {path: policy(maps[path]) for path in paths}
        self._pages = {path: self._written(path, maps[path]) for path in paths}

    def find(self, path: str, wishes: Wishes) -> Found | None:
        """The page of this name, always asked for again; None where there is none."""
        page = self._pages.get(path)
        if page is None:
            return None
        return page.answer(wishes, ASK_AGAIN, {"Content-Security-Policy": self._policies[path]})

    def _import_map(self, page: str) -> str:
        """Which module of this page has which lasting name, without those of other pages."""
        assets, others = self._assets, tuple({**self._own, page: "//"}.values())
        modules = [each for each in assets.paths(*MODULES) if not each.startswith(others)]
        imports = {each: assets.lasting(each) for each in modules}
        # No `<` can end the script before its time.
        return json.dumps({"imports": imports}, separators=(",", ":")).replace("<", "\\u003c")

    def _written(self, path: str, import_map: str) -> Asset:
        text = self._styled(path, self._assets.body(path).decode())
        entry = SCRIPT.search(LINKED.sub(_absolute, text))
        text = LINKED.sub(self._lasting, text)
        if entry is not None:
            ahead = "\n  ".join(self._ahead("/" + entry[1], import_map))
            text = SCRIPT.sub(lambda script: f"{ahead}\n  {script[0]}", text, count=1)
        if self.languages:
            named = " ".join(self.languages)
            text = text.replace("<html ", f'<html data-languages="{named}" ', 1)
        return Asset.of("text/html; charset=utf-8", text.encode())

    def _styled(self, path: str, text: str) -> str:
        """The page with style sheets that follow each other joined to one: each is a request."""
        page = path[1:].removesuffix(".html")
        for when, link in SHEETS.items():
            text = self._joined(f"/style/{when}-of-{page}.css", link, text)
        return text

    def _joined(self, name: str, link: str, text: str) -> str:
        def joined(links: re.Match[str]) -> str:
            sheets = ["/" + each for each in re.findall(link + HREF, links[0])]
            if len(sheets) < 2 or not all(each in self._assets for each in sheets):
                return links[0]
            self._assets.join(name, sheets)
            return f'{link} href="{name}">\n  '

        return re.sub(rf"(?:{link}{HREF}\s*)+", joined, text, count=1)

    def _ahead(self, entry: str, import_map: str) -> list[str]:
        """The lines before the script: a browser that knows none of them does without."""
        assets = self._assets
        lines = [f'<script type="importmap">{import_map}</script>']
        first = closure(entry, self._source)
        lines += [f'<link rel="modulepreload" href="{assets.lasting(each)}">' for each in first]
        words = f"{LANGUAGES}{FALLBACK}.json"
        if words in assets:
            lines.append(
                f'<link rel="preload" as="fetch" href="{assets.lasting(words)}" crossorigin>'
            )
        # After all that the first screen waits for, and only fetched: a phone would be busy reading
        # them all before it shows anything.
        lines += [
            f'<link rel="preload" as="script" crossorigin fetchpriority="low"'
            f' href="{assets.lasting(each)}">'
            for each in self._next(entry)
            if each not in (entry, *first)
        ]
        return lines

    def _next(self, entry: str) -> list[str]:
        """What the entry asks for as soon as it runs, with all that this needs."""
        asked = at_once(entry, self._source(entry) or "")
        needed = (path for each in asked for path in (each, *closure(each, self._source)))
        return list(dict.fromkeys(needed))

    def _source(self, path: str) -> str | None:
        return self._assets.body(path).decode() if path in self._assets else None

    def _lasting(self, linked: re.Match[str]) -> str:
        """A page or a manifest keeps its name: people and phones remember it."""
        path = "/" + linked[2]
        if path not in self._assets or path.endswith((".html", ".webmanifest")):
            return _absolute(linked)
        return f'{linked[1]}="{self._assets.lasting(path)}"'


def _absolute(linked: re.Match[str]) -> str:
    return f'{linked[1]}="/{linked[2]}"'
