"""Who the operator is: a password asked for, or a key read; never one on the command line."""

import getpass
from collections.abc import Callable, Mapping
from pathlib import Path

from clients.failures import ClientError
from server.wire import KeyAuth, PasswordAuth

PASSWORD, KEY = "GENIUS_CONSOLE_PASSWORD", "GENIUS_KEY"


class NotSaid(ClientError):
    """Nothing to sign in with."""


def credentials(
    user: str | None,
    key_file: Path | None,
    environment: Mapping[str, str],
    ask: Callable[[str], str] | None = getpass.getpass,
) -> PasswordAuth | KeyAuth:
    """A user with their password, else a key; `ask` is None where nobody can be asked."""
    if user is not None:
        password = environment.get(PASSWORD)
        if password is None:
            if ask is None:
                raise NotSaid(f"nobody can be asked for the password here: set {PASSWORD}")
            password = ask(f"Password of {user}: ")
        return PasswordAuth(username=user, password=password)
    key = environment.get(KEY, "")
    if key_file is not None:
        try:
            key = key_file.read_text("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise NotSaid(f"the key in {key_file} can't be read: {error}") from error
    if not key.strip():
        raise NotSaid(f"say who you are: --user NAME, --key-file FILE, or {KEY}")
    return KeyAuth(key=key.strip())
