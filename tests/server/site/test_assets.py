"""Files under two names: the lasting one is kept for good, the plain one asked for again."""

import gzip
import hashlib
from pathlib import Path

import pytest

from server.site.assets import Assets
from server.site.wishes import Wishes

LONG = "let answer = 42;\n" * 100
PACKED = Wishes(accept_encoding="gzip, br")
PLAIN = Wishes()


def made(folder: Path, **changed: str) -> Assets:
    """A few files, some of them changed."""
    texts = {"main.js": LONG, "views/draw.js": "let x", "icon.svg": "<svg/>", **changed}
    for name, text in texts.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    (folder / "noise.png").write_bytes(hashlib.shake_256(b"noise").digest(5_000))
    return Assets(folder)


def test_a_name_changes_with_the_content_and_only_with_it(tmp_path: Path) -> None:
    first, again = made(tmp_path / "a"), made(tmp_path / "b")
    other = made(tmp_path / "c", **{"views/draw.js": "let y"})
    name = first.lasting("/views/draw.js")
    assert name == again.lasting("/views/draw.js") != other.lasting("/views/draw.js")
    assert first.lasting("/main.js") == other.lasting("/main.js")
    digest = hashlib.sha256(b"let x").hexdigest()[:10]
    assert name == f"/views/draw.{digest}.js"


def test_both_names_give_the_file_and_say_how_long_it_keeps(tmp_path: Path) -> None:
    assets = made(tmp_path)
    plain, lasting = (assets.find(path, PLAIN) for path in ("/main.js", assets.lasting("/main.js")))
    assert plain is not None
    assert lasting is not None
    assert plain.body == lasting.body == LONG.encode()
    assert plain.headers["Cache-Control"] == "no-cache"
    assert lasting.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert plain.headers["ETag"] == lasting.headers["ETag"]


def test_another_version_s_name_gives_what_is_here_and_is_not_kept(tmp_path: Path) -> None:
    found = made(tmp_path).find("/main.0123456789.js", PLAIN)
    assert found is not None
    assert found.headers["Cache-Control"] == "no-store"
    assert made(tmp_path).find("/nothing.0123456789.js", PLAIN) is None


def test_packed_it_is_the_same_file_under_a_tag_of_its_own(tmp_path: Path) -> None:
    assets = made(tmp_path)
    plain, packed = assets.find("/main.js", PLAIN), assets.find("/main.js", PACKED)
    assert plain is not None
    assert packed is not None
    assert gzip.decompress(packed.body) == plain.body
    assert len(packed.body) < len(plain.body) / 5
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["ETag"] != packed.headers["ETag"]
    for found in (plain, packed):
        assert found.headers["Vary"] == "Accept-Encoding"
        assert not found.headers["ETag"].startswith("W/")


@pytest.mark.parametrize("name", ["/views/draw.js", "/icon.svg", "/noise.png"])
def test_what_packing_does_not_help_is_never_packed(tmp_path: Path, name: str) -> None:
    found = made(tmp_path).find(name, PACKED)
    assert found is not None
    assert "Content-Encoding" not in found.headers
    assert "Vary" not in found.headers


def test_each_form_is_known_again_by_its_own_tag(tmp_path: Path) -> None:
    assets = made(tmp_path)
    tags = {}
    for name, encoding in (("plain", ""), ("packed", "gzip")):
        first = assets.find("/main.js", Wishes(encoding))
        assert first is not None
        tags[name] = first.headers["ETag"]
        again = assets.find("/main.js", Wishes(encoding, first.headers["ETag"]))
        assert again is not None
        assert (again.status, again.body) == (304, b"")
        kept = {each: first.headers[each] for each in ("ETag", "Cache-Control", "Vary")}
        assert again.headers == kept
    mixed = assets.find("/main.js", Wishes("gzip", tags["plain"]))
    assert mixed is not None
    assert mixed.status == 200


@pytest.mark.parametrize(
    "path",
    [
        *("", "/", "main.js", "//main.js", "/views", "/views/", "/./main.js", "/views/../main.js"),
        *("/%6dain.js", "/main.js/", "/main.js\0", "/main.js%00", "/..%2fsecret", "/MAIN.JS"),
        *("/main..js", "/.js", "/main.0123456789", "/main.0123456789.js.js", "/" + "a." * 9_000),
        *("/../secret.0123456789.txt", "/main.0123456789./../x.js", "\\main.js", "/main.js?x"),
    ],
)
def test_no_other_path_gives_anything(tmp_path: Path, path: str) -> None:
    (tmp_path / "secret.txt").write_text("secret")
    assert made(tmp_path / "web").find(path, PACKED) is None
