"""The pages as they are sent: lasting names, and an import map that the policy allows by hash."""

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from server.site import Assets, Site, Wishes
from tests.server.peer import site

PAGE = """<!doctype html>
<html lang="en">
<head>
  <link rel="icon" href="icon.svg" type="image/svg+xml">
  <link rel="manifest" href="app.webmanifest">
  <link rel="stylesheet" href="/style/tokens.css">
  <script type="module" src="main.js"></script>
</head>
<body><img src="icon.svg" alt=""><a href="https://example.org/x.js">x</a><a href="#top">y</a>
<a href="nothing.css">z</a></body>
</html>
"""
FILES = {
    "index.html": PAGE,
    "stage.html": PAGE.replace("main.js", "/stage/main.js"),
    "main.js": 'import "./views/draw.js";\nimport("./later.js");',
    "later.js": "",
    "views/draw.js": 'import "./dom.js";',
    "views/dom.js": "",
    "stage/main.js": 'import "../views/dom.js";',
    "lang/en.json": "{}",
    "lang/de.json": "{}",
    "icon.svg": "<svg/>",
    "app.webmanifest": "{}",
    "style/tokens.css": "",
}


class Read(HTMLParser):
    """What a browser takes from the head of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.links: dict[str, list[str]] = {}
        self.order: list[str] = []
        self.languages: str | None = None
        self.import_map = ""
        self.entry = self._kind = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "html":
            self.languages = found.get("data-languages")
        elif tag == "link":
            self.links.setdefault(found["rel"], []).append(found["href"])
            self.order.append(found["rel"])
        elif tag == "script":
            self._kind = found["type"]
            self.order.append(self._kind)
            self.entry = found.get("src", self.entry)

    def handle_endtag(self, tag: str) -> None:
        self._kind = ""

    def handle_data(self, data: str) -> None:
        if self._kind == "importmap":
            self.import_map += data

    @property
    def imports(self) -> dict[str, str]:
        """From plain to lasting names."""
        found: dict[str, str] = json.loads(self.import_map)["imports"]
        return found


@pytest.fixture
def small(tmp_path: Path) -> Site:
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, "utf-8")
    return Site(Assets(tmp_path))


def page(of: Site, path: str = "/") -> tuple[Read, str, str]:
    """The page read, its text, and its policy."""
    found = of.find(path)
    assert found is not None
    text = found.body.decode()
    return Read(text), text, found.headers["Content-Security-Policy"]


def test_the_page_names_its_files_so_that_they_may_be_kept(small: Site) -> None:
    read, text, _ = page(small)
    lasting = small.assets.lasting
    assert read.entry == lasting("/main.js")
    assert read.links["stylesheet"] == [lasting("/style/tokens.css")]
    assert read.links["icon"] == [lasting("/icon.svg")]
    assert f'<img src="{lasting("/icon.svg")}"' in text
    # A phone remembers its address, and looks there for changes.
    assert read.links["manifest"] == ["/app.webmanifest"]
    assert 'href="https://example.org/x.js"' in text
    assert 'href="#top"' in text
    assert 'href="/nothing.css"' in text
    assert read.languages == "de en"


def test_the_scripts_are_fetched_before_they_are_asked_for(small: Site) -> None:
    lasting = small.assets.lasting
    read, _, _ = page(small)
    wanted = [lasting("/views/draw.js"), lasting("/views/dom.js")]
    assert read.links["modulepreload"] == wanted
    assert read.links["preload"] == [lasting("/lang/en.json")]
    assert page(small, "/stage/BCDFG")[0].links["modulepreload"] == [lasting("/views/dom.js")]
    # A map counts only before the first module.
    assert read.order.index("importmap") < read.order.index("modulepreload")
    assert read.order[-1] == "module"


def test_what_is_asked_for_at_once_comes_after_what_is_waited_for(
    small: Site, tmp_path: Path
) -> None:
    (tmp_path / "main.js").write_text('import "./views/dom.js";\nconst soon = import("./soon.js");')
    (tmp_path / "soon.js").write_text(
        'import "./views/draw.js";\nconst f = () => import("./later.js");'
    )
    site = Site(Assets(tmp_path))
    read, text, _ = page(site)
    ahead = [site.assets.lasting(each) for each in ("/views/dom.js", "/soon.js", "/views/draw.js")]
    assert read.links["modulepreload"] == ahead[:1]
    low = r'<link rel="preload" as="script" crossorigin fetchpriority="low" href="([^"]+)">'
    assert re.findall(low, text) == ahead[1:]


@pytest.mark.parametrize("media", ["", ' media="not all"'])
def test_style_sheets_that_follow_each_other_come_as_one(
    small: Site, tmp_path: Path, media: str
) -> None:
    plain = '  <link rel="stylesheet" href="{}">\n'
    link = plain.replace(" href", f"{media} href")
    both = link.format("/style/tokens.css") + link.format("style/more.css")
    (tmp_path / "index.html").write_text(PAGE.replace(plain.format("/style/tokens.css"), both))
    (tmp_path / "style" / "tokens.css").write_text("a { top: 0 }")
    (tmp_path / "style" / "more.css").write_text("b { top: 1px }")
    site = Site(Assets(tmp_path))
    [name], text = page(site)[0].links["stylesheet"], page(site)[1]
    assert f'<link rel="stylesheet"{media} href="{name}">' in text
    found = site.find(name)
    assert found is not None
    assert found.body == b"a { top: 0 }\nb { top: 1px }"
    assert found.headers["Content-Type"].startswith("text/css")
    assert "immutable" in found.headers["Cache-Control"]
    # One that is missing is missed, not hidden.
    (tmp_path / "style" / "more.css").unlink()
    assert len(page(Site(Assets(tmp_path)))[0].links["stylesheet"]) == 2


def test_a_changed_file_has_another_name_and_its_page_another_tag(
    small: Site, tmp_path: Path
) -> None:
    (tmp_path / "views" / "dom.js").write_text("let changed;")
    changed = Site(Assets(tmp_path))
    before, after = page(small)[0].imports, page(changed)[0].imports
    assert {each for each in before if before[each] != after[each]} == {"/views/dom.js"}
    held = small.find("/")
    assert held is not None
    wishes = Wishes(if_none_match=held.headers["ETag"])
    same, other = small.find("/", wishes), changed.find("/", wishes)
    assert same is not None
    assert other is not None
    assert (same.status, other.status) == (304, 200)
    assert same.headers["Content-Security-Policy"]


@pytest.mark.parametrize("path", ["/", "/index.html", "/stage/BCDFG", "/valley"])
def test_the_policy_allows_the_map_and_no_other_script_in_the_page(path: str) -> None:
    read, text, policy = page(site(), path)
    digest = base64.b64encode(hashlib.sha256(read.import_map.encode()).digest()).decode()
    assert f"script-src 'self' 'sha256-{digest}'" in policy
    assert "unsafe" not in policy
    inline = re.findall(r"<script(?![^>]*\bsrc=)[^>]*>", text)
    assert inline == ['<script type="importmap">']
    assert "<style" not in text
    assert not re.search(r"\s(style|on\w+)=", text)


def test_a_page_names_no_module_of_another_page(small: Site) -> None:
    """What only the stage reads makes no phone's first load longer."""
    phone, stage = page(small)[0].imports, page(small, "/stage/BCDFG")[0].imports
    assert set(stage) - set(phone) == {"/stage/main.js"}
    assert set(phone) <= set(stage)


def test_the_valley_is_a_page_of_its_own() -> None:
    read, _, policy = page(site(), "/valley")
    assert read.imports["/valley/main.js"] == read.entry
    assert not any(each.startswith("/valley/") for each in page(site())[0].imports)
    assert "unsafe" not in policy


def test_every_module_of_the_page_that_ships_is_served_under_its_lasting_name() -> None:
    imports = page(site())[0].imports
    assert len(imports) > 20
    for plain, lasting in imports.items():
        found, here = site().find(lasting), site().find(plain)
        assert found is not None, lasting
        assert here is not None, plain
        assert found.body == here.body
        assert "immutable" in found.headers["Cache-Control"]
        assert hashlib.sha256(found.body).hexdigest()[:10] == lasting.split(".")[-2]
    assert "/lang/en.json" in imports


def test_everything_that_the_page_names_is_there() -> None:
    for path in ("/", "/stage/BCDFG", "/valley"):
        if site().find(path) is None:
            continue
        read, _, _ = page(site(), path)
        for kind, names in read.links.items():
            for name in names:
                assert site().find(name) is not None, f"{path} {kind}: {name}"
        assert site().find(read.entry) is not None


def test_every_import_of_what_ships_leads_somewhere() -> None:
    from server.site.imports import direct

    assets = site().assets
    for path in assets.paths(".js"):
        for each in direct(path, assets.body(path).decode()):
            assert each in assets, f"{path} imports {each}"
