"""Links into a game: by the address that is set, the one asked for, or this machine's own."""

import re
from http import HTTPStatus
from pathlib import Path

import pytest

from server.lan import nearby
from server.site import Assets, Links, Site
from server.site.qr import BORDER, KEPT_MAX, Pictures, drawn
from tests.server.site.reading import read_qr

NEAR = Links(nearby="192.168.1.7:8765")
SET = Links("https://play.example.org", "192.168.1.7:8765")


@pytest.mark.parametrize(
    ("links", "host", "is_secure", "origin"),
    [
        (Links(), "play.lan:8765", False, "http://play.lan:8765"),
        (Links(), "Play.Example.org", True, "https://play.example.org"),
        (Links(), "192.168.1.7:8765", False, "http://192.168.1.7:8765"),
        (Links(), "[fe80::1]:8765", False, "http://[fe80::1]:8765"),
        (Links(), "localhost:8765", False, "http://localhost:8765"),
        (NEAR, "localhost:8765", False, "http://192.168.1.7:8765"),
        (NEAR, "LOCALHOST", True, "https://192.168.1.7:8765"),
        (NEAR, "127.0.0.1:80", False, "http://192.168.1.7:8765"),
        (NEAR, "127.8.9.1", False, "http://192.168.1.7:8765"),
        (NEAR, "[::1]:8765", False, "http://192.168.1.7:8765"),
        (NEAR, "game.localhost", False, "http://192.168.1.7:8765"),
        (NEAR, "play.lan", False, "http://play.lan"),
        (NEAR, "10.0.0.9:8765", False, "http://10.0.0.9:8765"),
        (SET, "localhost", False, "https://play.example.org"),
        (SET, "<script>", False, "https://play.example.org"),
    ],
)
def test_where_phones_find_the_server(
    links: Links, host: str, is_secure: bool, origin: str
) -> None:
    assert links.origin(host, is_secure=is_secure, is_near=True) == origin


def test_a_stranger_who_says_localhost_does_not_learn_where_this_machine_is() -> None:
    for host in ("localhost:8765", "127.0.0.1", "[::1]", "game.localhost"):
        assert NEAR.origin(host, is_secure=False) == f"http://{host}"
    assert SET.origin("localhost", is_secure=False) == "https://play.example.org"


@pytest.mark.parametrize(
    "host",
    [
        *("", " ", "a b", "a/b", "a@b", "a#b", "a?b", "<a>", 'a"b', "a\nb", "ä.example", "a:b"),
        *("a:123456", "a:", "[::1", "::1", "[x]", "a\0", "a" * 300, "a_b", "a:80:80", "a\\b"),
    ],
)
def test_an_odd_name_makes_no_link(host: str) -> None:
    assert Links().origin(host, is_secure=False) is None


@pytest.fixture
def site(tmp_path: Path) -> Site:
    (tmp_path / "stage.html").write_text("<h1>stage</h1>")
    return Site(Assets(tmp_path), NEAR)


@pytest.mark.parametrize(
    "path",
    [
        *(
            "/stage/ABCD",
            "/stage/" + "A" * 13,
            "/stage/BC-DF",
            "/stage/",
            "/stage",
            "/stage/BCDFG/",
        ),
        *("/qr/BCDFG", "/qr/BCDFG.png", "/link/BCDFG.svg", "/join/BCDFG.svg", "/join/BCDFÄ"),
        *("/join/../BCDFG", "/join/BCDFG%00", "/join//BCDFG", "/Join/BCDFG", "/qr/BCDFG.svg.svg"),
    ],
)
def test_what_is_no_code_leads_nowhere(site: Site, path: str) -> None:
    assert site.find(path, host="x") is None


def test_codes_need_not_exist(site: Site) -> None:
    for code in ("BCDFG", "bcdfg", "ABC123DEF456"):
        found = site.find(f"/join/{code}", host="x")
        assert found is not None
        assert found.status is HTTPStatus.FOUND
        assert found.headers["Location"] == f"/#{code.upper()}"
        stage = site.find(f"/stage/{code}")
        assert stage is not None
        assert b"<h1>stage</h1>" in stage.body


def test_the_picture_holds_the_link_that_is_told(site: Site) -> None:
    for host, origin in (
        ("localhost:1", "http://192.168.1.7:8765"),
        ("play.example.org", "http://play.example.org"),
    ):
        told = site.find("/link/BCDFG", host=host, is_near=True)
        shown = site.find("/qr/BCDFG.svg", host=host, is_near=True)
        assert told is not None
        assert shown is not None
        assert told.headers["Cache-Control"] == "no-store"
        assert told.body.decode() == f"{origin}/join/BCDFG"
        assert shown.headers["Content-Type"] == "image/svg+xml"
        assert read_qr(shown.body.decode()) == told.body.decode()
    odd = site.find("/qr/BCDFG.svg", host="a b")
    assert odd is not None
    assert odd.status is HTTPStatus.BAD_REQUEST


def test_a_picture_has_its_white_border_and_no_script() -> None:
    text = drawn("http://192.168.1.7:8765/join/BCDFG").decode()
    size = re.search(r'viewBox="0 0 (\d+) \1"', text)
    assert size is not None
    assert (int(size[1]) - 2 * BORDER - 17) % 4 == 0
    assert 'fill="#fff"' in text
    assert "style" not in text
    assert "width=" not in text


def test_only_so_many_pictures_are_kept() -> None:
    pictures = Pictures()
    for n in range(KEPT_MAX + 10):
        pictures.of(f"http://x/join/{n}")
        pictures.of("http://x/join/0")
    assert len(pictures) == KEPT_MAX
    assert "http://x/join/0" in pictures._kept
    assert "http://x/join/1" not in pictures._kept


@pytest.mark.parametrize(
    ("host", "found"),
    [
        ("127.0.0.1", None),
        ("::1", None),
        ("192.168.1.7", "192.168.1.7"),
        ("fd00::7", "[fd00::7]"),
        ("localhost", None),
    ],
)
def test_whether_others_reach_a_server_that_listens_there(host: str, found: str | None) -> None:
    assert nearby(host) == found


def test_on_all_addresses_it_is_the_machine_s_own_if_it_has_one() -> None:
    found = nearby("0.0.0.0")
    assert found is None or not found.startswith(("127.", "0."))
