"""The table of all settings: the one place that has their names, defaults and meanings."""

from collections.abc import Callable
from typing import Any, Final, Literal, get_args

from msgspec import Struct

from server import settings_readers as read
from server.limits import Limits

SslMode = Literal["disable", "allow", "prefer", "require", "verify-ca", "verify-full"]
SSL_MODES: Final = get_args(SslMode)
LIMITS: Final = Limits()


class Setting(Struct, frozen=True):
    """One line of the table in README: name, default as written there, meaning, reader."""

    name: str
    default: str
    meaning: str
    read: Callable[[str], Any]


NODE: Final = (
    Setting("GENIUS_HOST", "127.0.0.1", "address to listen on", read.text),
    Setting("GENIUS_PORT", "8765", "port for pages and websockets", read.whole(1, 65535)),
    Setting("GENIUS_DATA_DIR", ".genius", "folder of the built-in databases and logs", read.folder),
    Setting(
        "GENIUS_NODE",
        "",
        "name of this node; empty: host name and port; workers add their number",
        str,
    ),
    Setting(
        "GENIUS_WORKERS",
        "1",
        "nodes to run on this port, each a program of its own; every limit of connections"
        " and rates, and the database pool, is of each by itself",
        read.whole(1, 64),
    ),
    Setting(
        "GENIUS_METRICS_PORT",
        "",
        "another port where this node alone is reached, for its /metrics; of worker k: this + k",
        read.whole(1, 65535 - 64),
    ),
    Setting(
        "GENIUS_LOG_LEVEL",
        "info",
        "debug, info, warning or error",
        read.one_of("debug", "info", "warning", "error"),
    ),
    Setting(
        "GENIUS_LOG_FORMAT",
        "text",
        "text for people, json for a collector: one object per line",
        read.one_of("text", "json"),
    ),
    Setting(
        "GENIUS_AGENT_PACE",
        "1.0",
        "how long machine players take: 1.0 is human, 0.1 ten times as fast",
        read.number(0.01, 10),
    ),
    Setting(
        "GENIUS_AGENT_LAYERS_OFF",
        "",
        "layers of machine players' minds to switch off, such as `L4,L5`",
        read.layer_names,
    ),
    Setting(
        "GENIUS_SIGNAL_DAYS",
        "30",
        "days for which the signals between layers are kept; they go by whole months",
        read.whole(1, 3_650),
    ),
    Setting(
        "GENIUS_MEMORIES_MAX",
        "10000",
        "memories a machine player keeps; beyond, those worth least are summed up and forgotten",
        read.whole(100, 1_000_000),
    ),
    Setting(
        "GENIUS_MEMORY_WEIGHTS",
        "",
        "how much each part of a memory's score counts, such as `recency=1,keyword=3`; parts"
        " that aren't named: recency 1, importance 1, relevance 20, emotion 0.5, keyword 4",
        read.weights,
    ),
    Setting(
        "GENIUS_JUDGE",
        "auto",
        "auto: answers are judged offline, in a process beside the node; model: by a language"
        " model, and offline where it can't; off: by nobody",
        read.one_of("auto", "model", "off"),
    ),
    Setting(
        "GENIUS_MODEL_URL",
        "",
        "of a language model that speaks as OpenAI's chat completions do, such as"
        " `http://127.0.0.1:11434/v1`; it reads what players write",
        read.url("http", "https"),
    ),
    Setting("GENIUS_MODEL_NAME", "", "which of the models there, such as `llama3.2`", read.words),
    Setting("GENIUS_MODEL_KEY", "", "key that opens it, if it needs one", read.words),
    Setting(
        "GENIUS_JUDGE_BUDGET",
        "2s",
        "how long a round waits for its judge at most, then it goes on without scores",
        read.duration,
    ),
    Setting(
        "GENIUS_MEANING",
        "auto",
        "auto: memories are found by meaning, which the judge's process reads offline; off: by"
        " their words alone",
        read.one_of("auto", "off"),
    ),
)
VALLEY: Final = (
    Setting(
        "GENIUS_VALLEY",
        "on",
        "off: the valley is closed, and machine players only live at the tables",
        read.one_of("off", "on"),
    ),
    Setting("GENIUS_VALLEY_SEED", "heartwood", "what a new valley's chance hangs on", read.seed),
    Setting(
        "GENIUS_VALLEY_PACE", "30", "game minutes that pass there in a minute", read.whole(1, 600)
    ),
)
LIMITING: Final = (
    Setting(
        "GENIUS_RATE_FACTOR",
        "1",
        "multiplies how much anyone may say to a node in a time",
        read.number(0.1, 10_000),
    ),
    Setting(
        "GENIUS_MAX_CONNECTIONS",
        str(LIMITS.connections),
        "connections to a node, beyond which handshakes get 503",
        read.whole(1, 1_000_000),
    ),
    Setting(
        "GENIUS_MAX_CONNECTIONS_PER_ADDRESS",
        str(LIMITS.connections_per_address),
        "connections from one address to a node, beyond which handshakes get 429; unless this is"
        f" set, the machine's own programs (loopback) may open {LIMITS.connections_loopback}",
        read.whole(1, 1_000_000),
    ),
    Setting(
        "GENIUS_MAX_GAMES_PER_USER",
        str(LIMITS.games_per_user),
        "games that one person may host at a time",
        read.whole(1, 1_000_000),
    ),
    Setting(
        "GENIUS_HELLO_TIMEOUT",
        f"{LIMITS.hello_ms // 1000}s",
        "longest wait for a handshake, and then for a hello",
        read.duration,
    ),
    Setting(
        "GENIUS_HEARTBEAT_TIMEOUT",
        f"{LIMITS.silent_ms // 1000}s",
        "who is silent this long has gone; the quiet are pinged before",
        read.duration,
    ),
)
DOORS: Final = (
    Setting(
        "GENIUS_HOSTS",
        "",
        "host names this server has, beside its addresses, localhost and local names",
        read.host_names,
    ),
    Setting(
        "GENIUS_ORIGINS",
        "",
        "other sites whose pages may connect, such as `https://play.example.org`",
        read.origins,
    ),
    Setting(
        "GENIUS_PUBLIC_URL",
        "",
        "address that links and QR codes lead to, such as `https://play.example.org`; empty:"
        " the one that the page was opened by, or this machine's own in its network",
        read.origin,
    ),
    Setting(
        "GENIUS_TRUSTED_PROXIES",
        "",
        "addresses or networks whose X-Forwarded headers are believed",
        read.networks,
    ),
    Setting("GENIUS_TLS_CERT", "", "file of the certificate chain; with it, https and wss", str),
    Setting("GENIUS_TLS_KEY", "", "file of its key; empty: in the file of the chain", str),
    Setting(
        "GENIUS_METRICS_FROM",
        "127.0.0.0/8,::1/128",
        "addresses or networks that may read /metrics; never what an unknown proxy passes on",
        read.networks,
    ),
    Setting(
        "GENIUS_COMPRESSION",
        "off",
        "on: clients may send compressed messages",
        read.one_of("off", "on"),
    ),
)
DATABASE: Final = (
    Setting("DATABASE_TYPE", "postgres", "postgres is the only one", read.one_of("postgres")),
    Setting(
        "DATABASE_URL",
        "",
        "your own PostgreSQL (15 or newer) in place of the built-in one",
        read.url("postgresql", "postgres"),
    ),
    Setting("DB_HOST", "", "another way to name it, with the four that follow", str),
    Setting("DB_PORT", "5432", "its port, with DB_HOST", read.whole(1, 65535)),
    Setting("DB_USER", "postgres", "its user, with DB_HOST", read.text),
    Setting("DB_PASSWORD", "", "its password, with DB_HOST", str),
    Setting("DB_NAME", "genius", "its database, with DB_HOST", read.text),
    Setting(
        "DATABASE_SSL_MODE",
        "",
        f"{', '.join(SSL_MODES)}; empty: as the URL says",
        read.one_of("", *SSL_MODES),
    ),
    Setting("DATABASE_POOL_SIZE", "10", "connections each node keeps", read.whole(1, 1000)),
    Setting(
        "DATABASE_MAX_CONNECTIONS",
        "100",
        "connections the built-in PostgreSQL allows; more than the pool plus 5",
        read.whole(10, 10_000),
    ),
    Setting("DATABASE_CONNECTION_TIMEOUT", "5s", "longest wait for a connection", read.duration),
    Setting("DATABASE_COMMAND_TIMEOUT", "10s", "longest wait for a statement", read.duration),
    Setting("DATABASE_IDLE_TIMEOUT", "10m", "idle connections are closed after", read.duration),
    Setting("DATABASE_MAX_LIFETIME", "30m", "connections are replaced after", read.duration),
    Setting(
        "REDIS_URL",
        "",
        "your own Redis (7 or newer) in place of the built-in one",
        read.url("redis", "rediss", "unix"),
    ),
    Setting(
        "REDIS_TIMEOUT", "1s", "longest wait for Redis, which play does not need", read.duration
    ),
)
TABLE: Final = (*NODE, *VALLEY, *LIMITING, *DOORS, *DATABASE)
OPTIONAL: Final = (
    "GENIUS_NODE",
    "GENIUS_METRICS_PORT",
    "GENIUS_MODEL_URL",
    "DATABASE_URL",
    "REDIS_URL",
    "DB_HOST",
    "DB_PASSWORD",
)
