"""Certificate files: what is taken, and one line for each way in which they won't do."""

import contextlib
import ssl
from pathlib import Path

import pytest

from server import tls
from server.settings import SettingsError

PEMS = Path(__file__).parent / "tls"
CERT, KEY = PEMS / "cert.pem", PEMS / "key.pem"


def test_without_a_certificate_there_is_no_tls() -> None:
    assert tls.context(None, None) is None


def test_an_old_protocol_is_not_spoken() -> None:
    made = tls.context(CERT, KEY)
    assert made is not None
    assert made.minimum_version is ssl.TLSVersion.TLSv1_2


def test_the_key_may_stand_in_the_same_file(tmp_path: Path) -> None:
    both = tmp_path / "both.pem"
    both.write_bytes(CERT.read_bytes() + KEY.read_bytes())
    assert tls.context(both, None) is not None


@pytest.mark.parametrize(
    ("cert", "key", "words"),
    [
        (PEMS / "none.pem", KEY, r"GENIUS_TLS_CERT='.*none.pem' can't be read: No such file"),
        (PEMS, KEY, r"GENIUS_TLS_CERT='.*tls' can't be read: Is a directory"),
        (CERT, PEMS / "none.pem", r"GENIUS_TLS_KEY='.*none.pem' can't be read: No such file"),
        (CERT, None, r"GENIUS_TLS_CERT='.*cert.pem' can't be used: no certificate in PEM"),
        (KEY, KEY, r"can't be used: no certificate in PEM"),
        (CERT, PEMS / "other.pem", r"can't be used: .*KEY_VALUES_MISMATCH"),
        (CERT, PEMS / "locked.pem", r"can't be used: .*password"),
        (Path(__file__), KEY, r"can't be used: no certificate in PEM"),
    ],
)
def test_files_that_will_not_do_are_said_in_one_line(
    cert: Path, key: Path | None, words: str
) -> None:
    with pytest.raises(SettingsError, match=words) as caught:
        tls.context(cert, key)
    assert "\n" not in str(caught.value)


def test_files_are_read_again_or_what_was_read_stays(tmp_path: Path) -> None:
    made = tls.context(CERT, KEY)
    assert made is not None
    tls.load(made, CERT, KEY)
    with pytest.raises(SettingsError):
        tls.load(made, CERT, PEMS / "other.pem")
    assert _shakes(made)


def _shakes(made: ssl.SSLContext) -> bool:
    """Whether somebody who trusts our certificate comes to terms with this context."""
    ends = [ssl.MemoryBIO() for _ in range(4)]
    trusting = ssl.create_default_context(cafile=str(CERT))
    server = made.wrap_bio(ends[0], ends[1], server_side=True)
    client = trusting.wrap_bio(ends[2], ends[3], server_hostname="localhost")
    for _ in range(5):
        for side in (client, server):
            with contextlib.suppress(ssl.SSLWantReadError):
                side.do_handshake()
            ends[0].write(ends[3].read())
            ends[2].write(ends[1].read())
    return client.version() is not None
