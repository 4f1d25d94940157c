"""Results in words: columns, moments, and settings without their secrets."""

import msgspec
import pytest

from server.console.config import without_secrets
from server.console.said import ago, facts, listed, shown
from server.settings import TABLE, read_settings

NOW = 1_764_000_000_000


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0, "0s ago"),
        (59, "59s ago"),
        (60, "1m ago"),
        (3_600, "1h ago"),
        (200_000, "2d ago"),
        (-30, "in 30s"),
        (-86_400, "in 1d"),
    ],
)
def test_a_moment_is_said_by_its_distance(seconds: int, said: str) -> None:
    assert ago(NOW - seconds * 1_000, NOW) == said


def test_rows_stand_in_columns_and_keep_their_moments_for_programs() -> None:
    rows = [
        {"name": "Ada\nL.", "active": True, "created_at": NOW - 60_000},
        {"name": "B", "active": False, "created_at": None},
    ]
    done = listed(rows, "nobody", NOW)
    assert done.result == rows
    assert done.text.splitlines() == [
        "name    active  created_at",
        "Ada L.  yes     1m ago",
        "B       no      -",
    ]
    assert listed([], "nobody").text == "nobody"


def test_values_stand_below_each_other() -> None:
    done = facts({"node": "one", "games_by_phase": {"lobby": 2}, "tags": ["a", "b"], "none": []})
    assert "node            one" in done.text
    assert "games_by_phase  lobby 2" in done.text
    assert "tags            a, b" in done.text
    assert shown({}) == "-"


def test_no_secret_of_any_setting_is_shown() -> None:
    environment = {
        "DATABASE_URL": "postgresql://genius:hunter2@db.example:6543/games?password=hunter2",
        "REDIS_URL": "redis://:hunter2@cache.example:6379/0",
    }
    config = without_secrets(read_settings(environment))
    assert "hunter2" not in str(config)
    assert config["database_url"] == "postgresql://db.example:6543/games"
    assert config["redis_url"] == "redis://cache.example:6379/0"
    assert config["port"] == 8765
    assert msgspec.json.encode(config)
    spelled = without_secrets(read_settings({"DB_HOST": "h", "DB_PASSWORD": "hunter2"}))
    assert "hunter2" not in str(spelled)
    assert config["connections_per_address"] == 100
    assert len(config) >= len(TABLE) - 8
