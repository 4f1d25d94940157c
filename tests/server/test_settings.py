"""Every setting: its default, what is taken, what is refused and in which words."""

import socket
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import pytest

from agents.retrieval import Weights
from server.limits import Limits
from server.metrics import LOOPBACK
from server.settings import TABLE, SettingsError, read_settings

# name in the environment: (field, default, a right value, what it means)
RIGHT: dict[str, tuple[str, Any, str, Any]] = {
    "GENIUS_HOST": ("host", "127.0.0.1", "0.0.0.0", "0.0.0.0"),
    "GENIUS_PORT": ("port", 8765, "80", 80),
    "GENIUS_DATA_DIR": ("data_dir", Path(".genius"), "kept here", Path("kept here")),
    "GENIUS_NODE": ("node", f"{socket.gethostname()}:8765", "left", "left"),
    "GENIUS_WORKERS": ("workers", 1, "4", 4),
    "GENIUS_METRICS_PORT": ("metrics_port", None, "9100", 9100),
    "GENIUS_LOG_LEVEL": ("log_level", "info", "debug", "debug"),
    "GENIUS_LOG_FORMAT": ("log_format", "text", "json", "json"),
    "GENIUS_METRICS_FROM": ("metrics_from", LOOPBACK, "10.0.0.7", (ip_network("10.0.0.7"),)),
    "GENIUS_AGENT_PACE": ("agent_pace", 1.0, "0.1", 0.1),
    "GENIUS_AGENT_LAYERS_OFF": ("agent_layers_off", (), "L5, L2", ("L2", "L5")),
    "GENIUS_SIGNAL_DAYS": ("signal_days", 30, "7", 7),
    "GENIUS_MEMORIES_MAX": ("memories_max", 10_000, "500", 500),
    "GENIUS_MEMORY_WEIGHTS": (
        "memory_weights",
        Weights(),
        "recency=0.5, emotion=2",
        Weights(recency=0.5, emotion=2),
    ),
    "GENIUS_JUDGE": ("judge", "auto", "off", "off"),
    "GENIUS_MEANING": ("meaning", "auto", "off", "off"),
    "GENIUS_MODEL_URL": ("model_url", None, "http://m.example/v1", "http://m.example/v1"),
    "GENIUS_MODEL_NAME": ("model_name", "", "llama3.2", "llama3.2"),
    "GENIUS_MODEL_KEY": ("model_key", "", "s3cret", "s3cret"),
    "GENIUS_JUDGE_BUDGET": ("judge_budget_s", 2.0, "500ms", 0.5),
    "GENIUS_VALLEY": ("valley", True, "off", False),
    "GENIUS_VALLEY_SEED": ("valley_seed", "heartwood", "7", "7"),
    "GENIUS_VALLEY_PACE": ("valley_pace", 30, "60", 60),
    "GENIUS_HOSTS": ("hosts", (), "a.example, *.B.example.", ("a.example", "*.b.example")),
    "GENIUS_ORIGINS": ("origins", (), "https://A.example/ null", ("https://a.example", "null")),
    "GENIUS_PUBLIC_URL": ("public_url", None, "https://A.example/", "https://a.example"),
    "GENIUS_TRUSTED_PROXIES": (
        "trusted_proxies",
        (),
        "10.0.0.1/8,::1",
        (ip_network("10.0.0.0/8"), ip_network("::1")),
    ),
    "GENIUS_TLS_CERT": ("tls_cert", None, "a.pem", Path("a.pem")),
    "DATABASE_URL": ("database_url", None, "postgres://a@b/c", "postgres://a@b/c"),
    "DATABASE_SSL_MODE": ("database_ssl_mode", None, "verify-full", "verify-full"),
    "DATABASE_POOL_SIZE": ("database_pool_size", 10, "20", 20),
    "DATABASE_MAX_CONNECTIONS": ("database_max_connections", 100, "500", 500),
    "DATABASE_CONNECTION_TIMEOUT": ("database_connection_timeout_s", 5.0, "30s", 30.0),
    "DATABASE_COMMAND_TIMEOUT": ("database_command_timeout_s", 10.0, "250ms", 0.25),
    "DATABASE_IDLE_TIMEOUT": ("database_idle_timeout_s", 600.0, "1h", 3600.0),
    "DATABASE_MAX_LIFETIME": ("database_max_lifetime_s", 1800.0, "1.5m", 90.0),
    "REDIS_URL": ("redis_url", None, "unix:///r.sock", "unix:///r.sock"),
    "REDIS_TIMEOUT": ("redis_timeout_s", 1.0, "2", 2.0),
}
# The same, of what stands in `limits`.
LIMITING: dict[str, tuple[str, Any, str, Any]] = {
    "GENIUS_RATE_FACTOR": ("rate_factor", 1.0, "0.5", 0.5),
    "GENIUS_MAX_CONNECTIONS": ("connections", 20_000, "7", 7),
    "GENIUS_MAX_CONNECTIONS_PER_ADDRESS": ("connections_per_address", 100, "7", 7),
    "GENIUS_MAX_GAMES_PER_USER": ("games_per_user", 10, "7", 7),
    "GENIUS_HELLO_TIMEOUT": ("hello_ms", 10_000, "1.5s", 1_500),
    "GENIUS_HEARTBEAT_TIMEOUT": ("silent_ms", 45_000, "2m", 120_000),
    "GENIUS_COMPRESSION": ("compression", False, "on", True),
}
DURATION = "must be a duration such as 30s, 10m or 1h, more than zero"
WRONG = [
    ("GENIUS_HOST", "", "must not be empty"),
    ("GENIUS_PORT", "0", "must be a whole number from 1 to 65535"),
    ("GENIUS_PORT", "65536", "must be a whole number from 1 to 65535"),
    ("GENIUS_PORT", "http", "must be a whole number from 1 to 65535"),
    ("GENIUS_PORT", "-1", "must be a whole number from 1 to 65535"),
    ("GENIUS_WORKERS", "0", "must be a whole number from 1 to 64"),
    ("GENIUS_METRICS_PORT", "65535", "must be a whole number from 1 to 65471"),
    ("GENIUS_DATA_DIR", "", "must not be empty"),
    ("GENIUS_LOG_LEVEL", "loud", "must be one of debug, info, warning, error"),
    ("GENIUS_LOG_FORMAT", "xml", "must be one of text, json"),
    ("GENIUS_METRICS_FROM", "nowhere", "must be addresses or networks such as"),
    ("GENIUS_AGENT_PACE", "0", "must be a number from 0.01 to 10"),
    ("GENIUS_AGENT_PACE", "fast", "must be a number from 0.01 to 10"),
    ("GENIUS_AGENT_PACE", "10.1", "must be a number from 0.01 to 10"),
    ("GENIUS_MEMORIES_MAX", "99", "must be a whole number from 100 to 1000000"),
    ("GENIUS_SIGNAL_DAYS", "0", "must be a whole number from 1 to 3650"),
    ("GENIUS_AGENT_LAYERS_OFF", "L3,L10", "there is no layer 'L10': they are L1 to L9"),
    ("GENIUS_MEMORY_WEIGHTS", "hour_ms=1", "must name some of recency, importance, relevance"),
    ("GENIUS_MEMORY_WEIGHTS", "recency=much", "must be a number from 0 to 100"),
    ("GENIUS_MEMORY_WEIGHTS", "recency", "must be a number from 0 to 100"),
    ("GENIUS_JUDGE", "on", "must be one of auto, model, off"),
    ("GENIUS_MODEL_URL", "ftp://a", "must begin with http:// or https://"),
    ("GENIUS_MODEL_NAME", "lläma", "must have plain letters, digits and signs only"),
    ("GENIUS_MODEL_KEY", "a\nHost: b", "must have plain letters, digits and signs only"),
    ("GENIUS_MEANING", "on", "must be one of auto, off"),
    ("GENIUS_JUDGE_BUDGET", "0s", DURATION),
    ("GENIUS_VALLEY", "open", "must be one of off, on"),
    ("GENIUS_VALLEY_SEED", "", "must have 1 to 64 characters"),
    ("GENIUS_VALLEY_SEED", "x" * 65, "must have 1 to 64 characters"),
    ("GENIUS_VALLEY_PACE", "601", "must be a whole number from 1 to 600"),
    ("GENIUS_RATE_FACTOR", "0", "must be a number from 0.1 to 10000"),
    ("GENIUS_RATE_FACTOR", "10001", "must be a number from 0.1 to 10000"),
    ("GENIUS_MAX_CONNECTIONS", "0", "must be a whole number from 1 to 1000000"),
    ("GENIUS_MAX_CONNECTIONS_PER_ADDRESS", "-1", "must be a whole number from 1 to 1000000"),
    ("GENIUS_MAX_GAMES_PER_USER", "many", "must be a whole number from 1 to 1000000"),
    ("GENIUS_HELLO_TIMEOUT", "0s", DURATION),
    ("GENIUS_HEARTBEAT_TIMEOUT", "long", DURATION),
    ("GENIUS_HOSTS", "http://a.example", "must be host names between commas"),
    ("GENIUS_HOSTS", "a.example:80", "must be host names between commas"),
    ("GENIUS_ORIGINS", "a.example", "must be addresses such as https://play.example.org"),
    ("GENIUS_ORIGINS", "https://a.example/x", "must be addresses such as https://play.example"),
    ("GENIUS_TRUSTED_PROXIES", "proxy", "must be addresses or networks such as 10.0.0.0/8"),
    ("GENIUS_COMPRESSION", "yes", "must be one of off, on"),
    ("DATABASE_TYPE", "sqlite", "must be one of postgres"),
    ("DATABASE_URL", "mysql://a@b/c", "must begin with postgresql:// or postgres://"),
    ("DB_PORT", "0", "must be a whole number from 1 to 65535"),
    ("DB_USER", "", "must not be empty"),
    ("DB_NAME", "", "must not be empty"),
    ("DATABASE_SSL_MODE", "maybe", "must be one of"),
    ("DATABASE_POOL_SIZE", "0", "must be a whole number from 1 to 1000"),
    ("DATABASE_MAX_CONNECTIONS", "9", "must be a whole number from 10 to 10000"),
    ("DATABASE_CONNECTION_TIMEOUT", "0", DURATION),
    ("DATABASE_CONNECTION_TIMEOUT", "25h", DURATION),
    ("DATABASE_COMMAND_TIMEOUT", "-1s", DURATION),
    ("DATABASE_IDLE_TIMEOUT", "soon", DURATION),
    ("DATABASE_MAX_LIFETIME", "1d", DURATION),
    ("GENIUS_PUBLIC_URL", "a.example", "must be addresses such as https://play.example.org"),
    ("GENIUS_PUBLIC_URL", "https://a.example/play", "must be addresses such as"),
    ("GENIUS_PUBLIC_URL", "https://a.example https://b.example", "must be one address such as"),
    ("GENIUS_PUBLIC_URL", "null", "must be one address such as"),
    ("REDIS_URL", "localhost:6379", "must begin with redis:// or rediss:// or unix://"),
    ("REDIS_TIMEOUT", "", DURATION),
]
# The four that name a database together with DB_HOST, and the one with a single value.
TOGETHER = {"DATABASE_TYPE", "DB_HOST", "DB_PORT", "DB_USER", "DB_PASSWORD", "DB_NAME"}
ANYTHING = {"GENIUS_NODE", "DB_HOST", "DB_PASSWORD", "GENIUS_TLS_CERT", "GENIUS_TLS_KEY"}


def test_the_tables_here_name_every_setting() -> None:
    names = {setting.name for setting in TABLE}
    assert set(RIGHT) | set(LIMITING) | TOGETHER | {"GENIUS_TLS_KEY"} == names
    assert {name for name, _, _ in WRONG} | ANYTHING == names


@pytest.mark.parametrize("name", RIGHT)
def test_a_setting_has_its_default(name: str) -> None:
    field, default, _, _ = RIGHT[name]
    assert getattr(read_settings({}), field) == default


@pytest.mark.parametrize("name", RIGHT)
def test_a_setting_is_taken(name: str) -> None:
    field, _, written, meant = RIGHT[name]
    assert getattr(read_settings({name: f" {written} "}), field) == meant


@pytest.mark.parametrize("name", LIMITING)
def test_a_limit_has_its_default_and_is_taken(name: str) -> None:
    field, default, written, meant = LIMITING[name]
    assert getattr(read_settings({}).limits, field) == default == getattr(Limits(), field)
    assert getattr(read_settings({name: f" {written} "}).limits, field) == meant


def test_the_machines_own_programs_have_more_unless_it_is_set() -> None:
    name = "GENIUS_MAX_CONNECTIONS_PER_ADDRESS"
    assert read_settings({}).limits.connections_loopback == 1_000
    # Even where it is set to what it is by itself.
    for written in (5, 100, 5_000):
        assert read_settings({name: str(written)}).limits.connections_loopback == written


def test_a_key_needs_its_certificate() -> None:
    both = {"GENIUS_TLS_CERT": "a.pem", "GENIUS_TLS_KEY": "b.pem"}
    assert read_settings(both).tls_key == Path("b.pem")
    with pytest.raises(SettingsError, match="GENIUS_TLS_KEY is set, but GENIUS_TLS_CERT"):
        read_settings({"GENIUS_TLS_KEY": "b.pem"})


def test_a_judge_that_is_a_model_needs_one() -> None:
    asked = {"GENIUS_JUDGE": "model", "GENIUS_MODEL_URL": "http://m.example/v1"}
    with pytest.raises(SettingsError, match="GENIUS_JUDGE=model needs GENIUS_MODEL_NAME"):
        read_settings(asked)
    asked["GENIUS_MODEL_NAME"] = "llama"
    assert read_settings(asked).judge == "model"
    del asked["GENIUS_MODEL_URL"]
    with pytest.raises(SettingsError, match="GENIUS_JUDGE=model needs GENIUS_MODEL_URL"):
        read_settings(asked)


@pytest.mark.parametrize(("name", "written", "message"), WRONG)
def test_a_wrong_setting_says_which_and_why(name: str, written: str, message: str) -> None:
    with pytest.raises(SettingsError) as caught:
        read_settings({name: written})
    # What may hold a password is not repeated.
    shown = name if name.endswith(("_URL", "_MODEL_KEY")) else f"{name}={written!r}"
    assert str(caught.value).startswith(f"{shown} {message}")


@pytest.mark.parametrize("written", ["postgresql://a:hunter2@b:x/c", "postgresql://a:hun/ter2@b/c"])
def test_an_address_that_cannot_be_read_does_not_show_its_password(written: str) -> None:
    with pytest.raises(SettingsError, match="no usable port") as caught:
        read_settings({"DATABASE_URL": written})
    assert "hun" not in str(caught.value)


@pytest.mark.parametrize(
    ("pool", "most", "fits"), [("5", "10", True), ("6", "10", False), ("95", "100", True)]
)
def test_the_pool_leaves_room_below_the_servers_limit(pool: str, most: str, fits: bool) -> None:
    asked = {"DATABASE_POOL_SIZE": pool, "DATABASE_MAX_CONNECTIONS": most}
    if fits:
        assert read_settings(asked).database_pool_size == int(pool)
        return
    with pytest.raises(SettingsError, match=f"DATABASE_POOL_SIZE={pool} .*CONNECTIONS={most}"):
        read_settings(asked)


def test_the_node_is_named_after_its_port() -> None:
    assert read_settings({"GENIUS_PORT": "9000"}).node.endswith(":9000")


def test_a_database_may_be_named_in_parts() -> None:
    assert read_settings({"DB_PASSWORD": "x", "DB_USER": "me"}).database_url is None
    assert read_settings({"DB_HOST": "db"}).database_url == "postgresql://postgres@db:5432/genius"
    parts = {
        "DB_HOST": "db",
        "DB_PORT": "5433",
        "DB_USER": "a/b",
        "DB_PASSWORD": "p@ss:w/rd",
        "DB_NAME": "my games",
    }
    expected = "postgresql://a%2Fb:p%40ss%3Aw%2Frd@db:5433/my%20games"
    assert read_settings(parts).database_url == expected
    both = {**parts, "DATABASE_URL": "postgresql://other/one"}
    assert read_settings(both).database_url == "postgresql://other/one"


def test_an_empty_optional_setting_is_as_if_it_were_not_set() -> None:
    empty = dict.fromkeys(("GENIUS_NODE", "DATABASE_URL", "REDIS_URL", "DATABASE_SSL_MODE"), "")
    assert read_settings(empty) == read_settings({})


def test_the_built_in_database_must_bear_all_workers() -> None:
    """Method: 6 workers with a pool of 10, and 5 beside it, fit below 100 connections; 7 don't."""
    assert read_settings({"GENIUS_WORKERS": "6"}).workers == 6
    with pytest.raises(SettingsError, match="GENIUS_WORKERS=7 need 105 connections"):
        read_settings({"GENIUS_WORKERS": "7"})
    # What somebody's own bears is theirs to know.
    url = {"DATABASE_URL": "postgres://there/games"}
    assert read_settings({"GENIUS_WORKERS": "7", **url}).workers == 7
    assert read_settings({"GENIUS_WORKERS": "7", "DB_HOST": "there"}).workers == 7
