"""Who may come in: hosts that are ours, pages that are, and addresses that proxies vouch for."""

from ipaddress import ip_network

import pytest

from server.doors import Doors, is_name

PROXIED = Doors(trusted_proxies=(ip_network("10.0.0.0/8"), ip_network("fd00::/8")))


# ------------------------------------------------------------------ hosts


@pytest.mark.parametrize(
    "host",
    [
        *("127.0.0.1", "127.0.0.1:8765", "192.168.1.20:8765", "[::1]:8765", "[2001:db8::1]"),
        *("localhost", "LOCALHOST:8765", "laptop", "laptop:80", "laptop.local", "laptop.local.:1"),
        *("box.lan", "box.home", "box.fritz.box", "a.b.internal", "x.home.arpa", "a.localhost"),
    ],
)
def test_a_phone_in_the_same_network_needs_no_setting(host: str) -> None:
    assert Doors().knows_host(host)


@pytest.mark.parametrize(
    "host",
    [
        *("evil.example", "evil.example:8765", "127.0.0.1.evil.example", "local.evil.example"),
        *("1.2.3", "", ":80", "[::1", "[evil.example]", "[::1]x", "a.b:x", ".lan.x"),
        *("127.0.0.1@evil.example", "evil.example#.local", "localhost.evil.example"),
    ],
)
def test_a_name_that_was_made_to_lead_here_is_refused(host: str) -> None:
    assert not Doors().knows_host(host)


def test_set_names_are_known() -> None:
    doors = Doors(hosts=("play.example.org", "*.games.example"))
    for known in (
        "play.example.org",
        "Play.Example.ORG:443",
        "a.games.example",
        "b.a.games.example",
    ):
        assert doors.knows_host(known), known
    for strange in ("example.org", "xplay.example.org", "games.example", "evilgames.example"):
        assert not doors.knows_host(strange), strange
    assert Doors(hosts=("*",)).knows_host("anything.example")


@pytest.mark.parametrize(
    ("host", "named"),
    [("play.example.org:443", True), ("laptop", False), ("10.0.0.1", False), ("[::1]", False)],
)
def test_only_names_of_the_world_are_worth_remembering(host: str, named: bool) -> None:
    assert is_name(host) is named


# ------------------------------------------------------------------ origins


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://localhost:8765", "localhost:8765"),
        ("http://LocalHost:8765", "localhost:8765"),
        ("http://[::1]:8765", "[::1]:8765"),
        ("http://play.example.org", "play.example.org"),
        ("https://play.example.org", "play.example.org:443"),
        ("https://play.example.org:443", "play.example.org"),
    ],
)
def test_our_own_pages_may_connect(origin: str, host: str) -> None:
    assert Doors().knows_origin(origin, host)


@pytest.mark.parametrize(
    ("origin", "host"),
    [
        ("http://evil.example", "localhost:8765"),
        ("http://localhost:8766", "localhost:8765"),
        ("http://localhost", "localhost:8765"),
        ("https://localhost", "localhost:80"),
        ("http://127.0.0.1:8765", "localhost:8765"),
        ("http://evil.example/localhost:8765", "localhost:8765"),
        ("http://localhost:8765@evil.example", "localhost:8765"),
        ("http://localhost:8765.evil.example", "localhost:8765"),
        ("null", "localhost:8765"),
        ("file://", "localhost:8765"),
        ("ftp://localhost:8765", "localhost:8765"),
        ("http://[::1", "[::1]:80"),
        ("", "localhost"),
        ("http://", ""),
    ],
)
def test_pages_of_others_may_not(origin: str, host: str) -> None:
    assert not Doors().knows_origin(origin, host)


def test_pages_that_are_set_may() -> None:
    doors = Doors(origins=("https://play.example.org", "null"))
    assert doors.knows_origin("https://Play.example.org", "localhost:8765")
    assert doors.knows_origin("null", "localhost:8765")
    assert not doors.knows_origin("http://play.example.org", "localhost:8765")


# ------------------------------------------------------------------ proxies


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        (["203.0.113.7"], "203.0.113.7"),
        (["6.6.6.6, 203.0.113.7"], "203.0.113.7"),
        (["6.6.6.6", "203.0.113.7, 10.0.0.9"], "203.0.113.7"),
        (["203.0.113.7:4711"], "203.0.113.7"),
        (["[2001:db8::7]:4711"], "2001:db8::7"),
        (["2001:DB8::7"], "2001:db8::7"),
        (["::ffff:203.0.113.7"], "203.0.113.7"),
        (["10.0.0.3, 10.0.0.4"], "10.0.0.3"),
        (["fd00::1"], "fd00::1"),
        (["203.0.113.7, garbage"], "10.1.1.1"),
        (["203.0.113.7, , 10.0.0.9"], "10.0.0.9"),
        (["unknown"], "10.1.1.1"),
        ([""], "10.1.1.1"),
        ([], "10.1.1.1"),
        (["1.2.3.4," * 100 + "203.0.113.7"], "203.0.113.7"),
    ],
)
def test_the_right_most_stranger_is_the_caller(said: list[str], caller: str) -> None:
    assert PROXIED.caller("10.1.1.1", said, []) == caller
    # From anyone else it is worth nothing.
    assert PROXIED.caller("198.51.100.1", said, []) == "198.51.100.1"
    assert Doors().caller("127.0.0.1", said, []) == "127.0.0.1"


@pytest.mark.parametrize(
    ("said", "caller"),
    [
        (["for=203.0.113.7"], "203.0.113.7"),
        (['proto=https; For="[2001:db8::7]:4711"; by=10.0.0.1'], "2001:db8::7"),
        (["for=6.6.6.6, for=203.0.113.7;proto=http"], "203.0.113.7"),
        (["for=_hidden"], "10.1.1.1"),
        (["proto=https"], "10.1.1.1"),
    ],
)
def test_the_standard_header_is_heard_where_the_other_is_missing(
    said: list[str], caller: str
) -> None:
    assert PROXIED.caller("10.1.1.1", [], said) == caller
    assert PROXIED.caller("10.1.1.1", ["203.0.113.9"], said) == "203.0.113.9"


def test_nobody_is_trusted_who_is_no_address() -> None:
    assert not PROXIED.trusts(None)
    assert not PROXIED.trusts("proxy")
    assert PROXIED.trusts("::ffff:10.0.0.1")
    assert PROXIED.caller(None, ["1.2.3.4"], []) is None


@pytest.mark.parametrize(
    ("doors", "peer", "said", "secure"),
    [
        (PROXIED, "10.0.0.1", ["https"], True),
        (PROXIED, "10.0.0.1", ["http, https"], True),
        (PROXIED, "10.0.0.1", ["https, http"], False),
        (PROXIED, "10.0.0.1", [], False),
        (PROXIED, "198.51.100.1", ["https"], False),
        (Doors(tls=True), "198.51.100.1", [], True),
    ],
)
def test_who_speaks_tls(doors: Doors, peer: str, said: list[str], secure: bool) -> None:
    assert doors.is_secure(peer, said) is secure
