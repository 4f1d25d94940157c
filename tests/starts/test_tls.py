"""Starts with certificates that can't be used: which setting, and nothing is made."""

from pathlib import Path

import pytest

from tests.starts.serving import refused

BAD = [
    ({"GENIUS_TLS_CERT": "{}/empty.pem"}, "GENIUS_TLS_CERT"),
    ({"GENIUS_TLS_CERT": "{}/empty.pem", "GENIUS_TLS_KEY": "{}/none.pem"}, "GENIUS_TLS_KEY"),
]


@pytest.mark.parametrize(("files", "said"), BAD)
def test_a_certificate_that_cannot_be_used_is_named(
    tmp_path: Path, files: dict[str, str], said: str
) -> None:
    (tmp_path / "empty.pem").write_text("no certificate")
    chosen = {name: path.format(tmp_path) for name, path in files.items()}
    refused({"GENIUS_DATA_DIR": str(tmp_path / "data"), **chosen}, said)
    assert not (tmp_path / "data").exists()
