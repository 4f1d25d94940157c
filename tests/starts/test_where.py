"""What a start says of where the game is to be found: here, and from the phones around."""

import pytest

from server import lan
from server.lan import opened
from server.settings import read_settings


def said(**environment: str) -> list[str]:
    return opened(read_settings({f"GENIUS_{name}": value for name, value in environment.items()}))


@pytest.fixture(autouse=True)
def network(monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that is in a network, whatever the one is that tests."""
    monkeypatch.setattr(lan, "_own", lambda: "192.168.1.7")


def test_on_this_machine_alone_it_says_how_phones_would_get_there() -> None:
    first, second = said()
    assert first == "AI Genius is open: http://localhost:8765/"
    assert "--host 0.0.0.0" in second


@pytest.mark.parametrize("host", ["0.0.0.0", "::"])
def test_on_all_addresses_it_says_both(host: str) -> None:
    assert said(HOST=host, PORT="80") == [
        "AI Genius is open: http://localhost:80/",
        "Phones in this network: http://192.168.1.7:80/",
    ]


def test_without_a_network_there_are_no_phones(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "_own", lambda: None)
    assert len(said(HOST="0.0.0.0")) == 1


def test_on_one_address_of_the_network_that_is_it() -> None:
    assert said(HOST="192.168.1.9") == ["AI Genius is open: http://192.168.1.9:8765/"]


def test_an_address_that_is_set_is_where_links_lead() -> None:
    found = said(HOST="0.0.0.0", PUBLIC_URL="https://play.example.org", TLS_CERT="a.pem")
    assert found == [
        "AI Genius is open: https://localhost:8765/",
        "Links lead to: https://play.example.org/",
    ]
