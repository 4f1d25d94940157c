"""Every setting, read once from the environment at start; a wrong one says which and why."""

import re
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Final, Literal, get_args
from urllib.parse import quote, urlsplit

from msgspec import Struct

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]


class SettingsError(Exception):
    """A setting that can't be used: its name, what is wrong with it, and what would do."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one node; durations in seconds."""

    host: str
    port: int
    data_dir: Path
    node: str
    log_level: str
    agent_pace: float
    database_url: str | None
    database_ssl_mode: SslMode | None
    database_pool_size: int
    database_max_connections: int
    database_connection_timeout_s: float
    database_command_timeout_s: float
    database_idle_timeout_s: float
    database_max_lifetime_s: float
    redis_url: str | None
    redis_timeout_s: float


def _text(value: str) -> str:
    if not value:
        raise ValueError("must not be empty")
    return value


def _folder(value: str) -> Path:
    return Path(_text(value))


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(value: str) -> int:
        if not re.fullmatch(r"\d+", value) or not low <= int(value) <= high:
            raise ValueError(f"must be a whole number from {low} to {high}")
        return int(value)

    return read


def _number(low: float, high: float) -> Callable[[str], float]:
    def read(value: str) -> float:
        if not re.fullmatch(r"\d+(\.\d+)?", value) or not low <= float(value) <= high:
            raise ValueError(f"must be a number from {low:g} to {high:g}")
        return float(value)

    return read


UNITS: Final = {"ms": 0.001, "": 1.0, "s": 1.0, "m": 60.0, "h": 3600.0}


def _duration(value: str) -> float:
    found = re.fullmatch(r"(\d+(?:\.\d+)?)(ms|s|m|h|)", value)
    seconds = float(found[1]) * UNITS[found[2]] if found else 0.0
    if not 0 < seconds <= 24 * 3600:
        raise ValueError("must be a duration such as 30s, 10m or 1h, more than zero")
    return seconds


def _one_of(*choices: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in choices:
            raise ValueError(f"must be one of {', '.join(filter(None, choices))}")
        return value

    return read


def _url(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if not value.startswith(tuple(f"{scheme}://" for scheme in schemes)):
            raise ValueError(f"must begin with {' or '.join(f'{each}://' for each in schemes)}")
        try:
            urlsplit(value).port  # noqa: B018 - reading it checks it
        except ValueError:
            raise ValueError(
                "has no usable port; a /, : or @ in the password is written %2F, %3A, %40"
            ) from None
        return value

    return read


class Setting(Struct, frozen=True):
    """One line of the table in README: name, default as written there, meaning, reader."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any]


SSL_MODES: Final = get_args(SslMode)
TABLE: Final = (
    Setting("GENIUS_HOST", "127.0.0.1", "address to listen on", _text),
    Setting("GENIUS_PORT", "8765", "port for pages and websockets", _whole(1, 65535)),
    Setting("GENIUS_DATA_DIR", ".genius", "folder of the built-in databases and logs", _folder),
    Setting("GENIUS_NODE", "", "name of this node; empty: host name and port", str),
    Setting(
        "GENIUS_LOG_LEVEL",
        "info",
        "debug, info, warning or error",
        _one_of("debug", "info", "warning", "error"),
    ),
    Setting(
        "GENIUS_AGENT_PACE",
        "1.0",
        "how long machine players take: 1.0 is human, 0.1 ten times as fast",
        _number(0.01, 10),
    ),
    Setting("DATABASE_TYPE", "postgres", "postgres is the only one", _one_of("postgres")),
    Setting(
        "DATABASE_URL",
        "",
        "your own PostgreSQL (15 or newer) in place of the built-in one",
        _url("postgresql", "postgres"),
    ),
    Setting("DB_HOST", "", "another way to name it, with the four that follow", str),
    Setting("DB_PORT", "5432", "its port, with DB_HOST", _whole(1, 65535)),
    Setting("DB_USER", "postgres", "its user, with DB_HOST", _text),
    Setting("DB_PASSWORD", "", "its password, with DB_HOST", str),
    Setting("DB_NAME", "genius", "its database, with DB_HOST", _text),
    Setting(
        "DATABASE_SSL_MODE",
        "",
        f"{', '.join(SSL_MODES)}; empty: as the URL says",
        _one_of("", *SSL_MODES),
    ),
    Setting("DATABASE_POOL_SIZE", "10", "connections this node keeps", _whole(1, 1000)),
    Setting(
        "DATABASE_MAX_CONNECTIONS",
        "100",
        "connections the built-in PostgreSQL allows; more than the pool plus 5",
        _whole(10, 10_000),
    ),
    Setting("DATABASE_CONNECTION_TIMEOUT", "5s", "longest wait for a connection", _duration),
    Setting("DATABASE_COMMAND_TIMEOUT", "10s", "longest wait for a statement", _duration),
    Setting("DATABASE_IDLE_TIMEOUT", "10m", "idle connections are closed after", _duration),
    Setting("DATABASE_MAX_LIFETIME", "30m", "connections are replaced after", _duration),
    Setting(
        "REDIS_URL",
        "",
        "your own Redis (7 or newer) in place of the built-in one",
        _url("redis", "rediss", "unix"),
    ),
    Setting("REDIS_TIMEOUT", "1s", "longest wait for Redis, which play does not need", _duration),
)
OPTIONAL: Final = ("GENIUS_NODE", "DATABASE_URL", "REDIS_URL", "DB_HOST", "DB_PASSWORD")


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check all settings; raises SettingsError for the first that is wrong."""
    values: dict[str, Any] = {}
    for setting in TABLE:
        written = environment.get(setting.name, setting.default).strip()
        if not written and setting.name in OPTIONAL:
            values[setting.name] = ""
            continue
        try:
            values[setting.name] = setting.read(written)
        except ValueError as error:
            # An address may hold a password.
            shown = "" if setting.name.endswith(("_URL", "_PASSWORD")) else f"={written!r}"
            raise SettingsError(f"{setting.name}{shown} {error}") from None
    pool, most = values["DATABASE_POOL_SIZE"], values["DATABASE_MAX_CONNECTIONS"]
    if pool + 5 > most:
        raise SettingsError(
            f"DATABASE_POOL_SIZE={pool} leaves no room below DATABASE_MAX_CONNECTIONS={most}: "
            "the journal, the feed and administrators need 5 connections beside the pool"
        )
    return Settings(
        host=values["GENIUS_HOST"],
        port=values["GENIUS_PORT"],
        data_dir=values["GENIUS_DATA_DIR"],
        node=values["GENIUS_NODE"] or f"{socket.gethostname()}:{values['GENIUS_PORT']}",
        log_level=values["GENIUS_LOG_LEVEL"],
        agent_pace=values["GENIUS_AGENT_PACE"],
        database_url=values["DATABASE_URL"] or _parts(values),
        database_ssl_mode=values["DATABASE_SSL_MODE"] or None,
        database_pool_size=pool,
        database_max_connections=most,
        database_connection_timeout_s=values["DATABASE_CONNECTION_TIMEOUT"],
        database_command_timeout_s=values["DATABASE_COMMAND_TIMEOUT"],
        database_idle_timeout_s=values["DATABASE_IDLE_TIMEOUT"],
        database_max_lifetime_s=values["DATABASE_MAX_LIFETIME"],
        redis_url=values["REDIS_URL"] or None,
        redis_timeout_s=values["REDIS_TIMEOUT"],
    )


def _parts(values: Mapping[str, Any]) -> str | None:
    """The URL that the DB_ settings spell; None where DB_HOST is not set."""
    if not values["DB_HOST"]:
        return None
    password = f":{quote(values['DB_PASSWORD'], safe='')}" if values["DB_PASSWORD"] else ""
    user = quote(values["DB_USER"], safe="")
    place = f"{values['DB_HOST']}:{values['DB_PORT']}"
    return f"postgresql://{user}{password}@{place}/{quote(values['DB_NAME'], safe='')}"
