"""Every setting, read once from the environment at start; a wrong one says which and why."""

import socket
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, Literal
from urllib.parse import quote

from msgspec import Struct

from agents.neurons.layers import Layer
from agents.retrieval import Weights
from server.limits import Limits
from server.settings_readers import Network
from server.settings_table import OPTIONAL, TABLE, Setting, SslMode

__all__ = ["TABLE", "Setting", "Settings", "SettingsError", "SslMode", "read_settings"]


# An address may hold a password.
SECRET: Final = ("_URL", "_PASSWORD", "_MODEL_KEY")


class SettingsError(Exception):
    """A setting that can't be used: its name, what is wrong with it, and what would do."""


class Settings(Struct, frozen=True, kw_only=True):
    """The settings of one node; durations in seconds."""

    host: str
    port: int
    data_dir: Path
    node: str
    workers: int
    metrics_port: int | None
    log_level: str
    log_format: Literal["text", "json"]
    agent_pace: float
    agent_layers_off: tuple[Layer, ...]
    signal_days: int
    memories_max: int
    memory_weights: Weights
    judge: Literal["auto", "model", "off"]
    judge_budget_s: float
    model_url: str | None
    model_name: str
    model_key: str
    meaning: Literal["auto", "off"]
    valley: bool
    valley_seed: str
    valley_pace: int
    limits: Limits
    hosts: tuple[str, ...]
    origins: tuple[str, ...]
    public_url: str | None
    trusted_proxies: tuple[Network, ...]
    metrics_from: tuple[Network, ...]
    tls_cert: Path | None
    tls_key: Path | None
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


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read and check all settings; raises SettingsError for the first that is wrong."""
    values = _values(environment)
    _fit_together(values)
    return Settings(
        host=values["GENIUS_HOST"],
        port=values["GENIUS_PORT"],
        data_dir=values["GENIUS_DATA_DIR"],
        node=values["GENIUS_NODE"] or f"{socket.gethostname()}:{values['GENIUS_PORT']}",
        workers=values["GENIUS_WORKERS"],
        metrics_port=values["GENIUS_METRICS_PORT"] or None,
        log_level=values["GENIUS_LOG_LEVEL"],
        log_format=values["GENIUS_LOG_FORMAT"],
        agent_pace=values["GENIUS_AGENT_PACE"],
        agent_layers_off=values["GENIUS_AGENT_LAYERS_OFF"],
        signal_days=values["GENIUS_SIGNAL_DAYS"],
        memories_max=values["GENIUS_MEMORIES_MAX"],
        memory_weights=values["GENIUS_MEMORY_WEIGHTS"],
        judge=values["GENIUS_JUDGE"],
        judge_budget_s=values["GENIUS_JUDGE_BUDGET"],
        model_url=values["GENIUS_MODEL_URL"] or None,
        model_name=values["GENIUS_MODEL_NAME"],
        model_key=values["GENIUS_MODEL_KEY"],
        meaning=values["GENIUS_MEANING"],
        valley=values["GENIUS_VALLEY"] == "on",
        valley_seed=values["GENIUS_VALLEY_SEED"],
        valley_pace=values["GENIUS_VALLEY_PACE"],
        limits=_limits(environment, values),
        hosts=values["GENIUS_HOSTS"],
        origins=values["GENIUS_ORIGINS"],
        public_url=values["GENIUS_PUBLIC_URL"] or None,
        trusted_proxies=values["GENIUS_TRUSTED_PROXIES"],
        metrics_from=values["GENIUS_METRICS_FROM"],
        tls_cert=_path(values["GENIUS_TLS_CERT"]),
        tls_key=_path(values["GENIUS_TLS_KEY"]),
        database_url=values["DATABASE_URL"] or _parts(values),
        database_ssl_mode=values["DATABASE_SSL_MODE"] or None,
        database_pool_size=values["DATABASE_POOL_SIZE"],
        database_max_connections=values["DATABASE_MAX_CONNECTIONS"],
        database_connection_timeout_s=values["DATABASE_CONNECTION_TIMEOUT"],
        database_command_timeout_s=values["DATABASE_COMMAND_TIMEOUT"],
        database_idle_timeout_s=values["DATABASE_IDLE_TIMEOUT"],
        database_max_lifetime_s=values["DATABASE_MAX_LIFETIME"],
        redis_url=values["REDIS_URL"] or None,
        redis_timeout_s=values["REDIS_TIMEOUT"],
    )


def _values(environment: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for setting in TABLE:
        written = environment.get(setting.name, setting.default).strip()
        if not written and setting.name in OPTIONAL:
            values[setting.name] = ""
            continue
        try:
            values[setting.name] = setting.read(written)
        except ValueError as error:
            shown = "" if setting.name.endswith(SECRET) else f"={written!r}"
            raise SettingsError(f"{setting.name}{shown} {error}") from None
    return values


def _fit_together(values: Mapping[str, Any]) -> None:
    pool, most = values["DATABASE_POOL_SIZE"], values["DATABASE_MAX_CONNECTIONS"]
    if pool + 5 > most:
        raise SettingsError(
            f"DATABASE_POOL_SIZE={pool} leaves no room below DATABASE_MAX_CONNECTIONS={most}: "
            "the journal, the feed and administrators need 5 connections beside the pool"
        )
    workers, is_built_in = values["GENIUS_WORKERS"], not _is_named(values)
    if is_built_in and workers * (pool + 5) > most:
        raise SettingsError(
            f"GENIUS_WORKERS={workers} need {workers * (pool + 5)} connections, five more than"
            f" DATABASE_POOL_SIZE={pool} each, but DATABASE_MAX_CONNECTIONS={most}"
        )
    if values["GENIUS_TLS_KEY"] and not values["GENIUS_TLS_CERT"]:
        raise SettingsError("GENIUS_TLS_KEY is set, but GENIUS_TLS_CERT, its certificate, is not")
    if values["GENIUS_JUDGE"] == "model":
        for name in ("GENIUS_MODEL_URL", "GENIUS_MODEL_NAME"):
            if not values[name]:
                raise SettingsError(f"GENIUS_JUDGE=model needs {name}, which is not set")


def _is_named(values: Mapping[str, Any]) -> bool:
    """Whether the database is one of their own."""
    return bool(values["DATABASE_URL"] or values["DB_HOST"])


def _limits(environment: Mapping[str, str], values: Mapping[str, Any]) -> Limits:
    each = values["GENIUS_MAX_CONNECTIONS_PER_ADDRESS"]
    is_set = environment.get("GENIUS_MAX_CONNECTIONS_PER_ADDRESS") is not None
    return Limits(
        rate_factor=values["GENIUS_RATE_FACTOR"],
        connections=values["GENIUS_MAX_CONNECTIONS"],
        connections_per_address=each,
        # Whoever sets it means everyone.
        connections_loopback=each if is_set else Limits().connections_loopback,
        games_per_user=values["GENIUS_MAX_GAMES_PER_USER"],
        hello_ms=round(values["GENIUS_HELLO_TIMEOUT"] * 1000),
        silent_ms=round(values["GENIUS_HEARTBEAT_TIMEOUT"] * 1000),
        compression=values["GENIUS_COMPRESSION"] == "on",
    )


def _path(written: str) -> Path | None:
    return Path(written) if written else None


def _parts(values: Mapping[str, Any]) -> str | None:
    """The URL that the DB_ settings spell; None where DB_HOST is not set."""
    if not values["DB_HOST"]:
        return None
    password = f":{quote(values['DB_PASSWORD'], safe='')}" if values["DB_PASSWORD"] else ""
    user = quote(values["DB_USER"], safe="")
    place = f"{values['DB_HOST']}:{values['DB_PORT']}"
    return f"postgresql://{user}{password}@{place}/{quote(values['DB_NAME'], safe='')}"
