"""TLS from certificate files: at least 1.2, and one clear line about files that won't do."""

import ssl
from pathlib import Path

from server.settings import SettingsError


def context(cert: Path | None, key: Path | None) -> ssl.SSLContext | None:
    """What a listening socket needs, None without a certificate; raises SettingsError."""
    if cert is None:
        return None
    made = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    made.minimum_version = ssl.TLSVersion.TLSv1_2
    # One protocol is spoken here, and browsers ask for it by name.
    made.set_alpn_protocols(["http/1.1"])
    load(made, cert, key)
    return made


def load(made: ssl.SSLContext, cert: Path, key: Path | None) -> None:
    """Read the files, again for all new connections if they were read before.

    Raises SettingsError, and then keeps what it had.
    """
    for name, path in (("GENIUS_TLS_CERT", cert), ("GENIUS_TLS_KEY", key)):
        try:
            if path is not None:
                path.read_bytes()
        except OSError as error:
            raise SettingsError(f"{name}={str(path)!r} can't be read: {error.strerror}") from error
    try:
        # Tried on another one first: a pair that does not fit would leave half of itself behind.
        for each in (ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER), made):
            each.load_cert_chain(cert, key, password=_no_password)
    except (ssl.SSLError, ValueError) as error:
        reason = getattr(error, "reason", None) or str(error)
        raise SettingsError(
            f"GENIUS_TLS_CERT={str(cert)!r} can't be used: no certificate in PEM with the key"
            f" that belongs to it, free of a password ({reason})"
        ) from error


def _no_password() -> str:
    """Nobody is there to be asked for one."""
    raise ValueError("the key has a password")
