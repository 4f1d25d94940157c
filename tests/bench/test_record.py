"""What a case found, kept and told."""

from pathlib import Path

import pytest

from bench.record import (
    Bar,
    Figure,
    Machine,
    Ratio,
    Record,
    at_least,
    at_most,
    cpu_of,
    keep,
    kept,
    machine,
    now,
    shown,
    table,
)

MACHINE = Machine(cpu="a cpu", cores=2, kernel="6.1", python="3.11.2", packages={"msgspec": "1"})
RECORD = Record(
    case="signals",
    at="2026-01-02T03:04:05Z",
    machine=MACHINE,
    settings={"rooms": 50, "arrival": "poisson"},
    figures=[Figure("deliveries", 351_234.5, "1/s")],
    ratios=[Ratio("deliveries", 3.25, "plain")],
    bars=[at_least("deliveries", 350_000, 351_234.5, "1/s"), at_most("p99", 1.0, 1.5, "ms")],
    notes=["by hand"],
)


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    path = keep(RECORD, tmp_path / "results")
    assert path.name == "signals.json"
    assert kept(tmp_path / "results") == {"signals": RECORD}
    assert path.read_text().startswith('{\n  "case": "signals"')


def test_a_bar_is_met_at_its_own_height() -> None:
    assert at_least("a", 2.0, 2.0) == Bar("a", 2.0, 2.0, met=True)
    assert not at_least("a", 2.0, 1.9).met
    assert at_most("a", 2.0, 2.0).met
    assert not at_most("a", 2.0, 2.1).met


def test_the_table_tells_all_of_it() -> None:
    told = table(RECORD)
    for words in (
        "signals",
        "rooms 50",
        "351,234 1/s",
        "3.25 times plain",
        "(at least 350,000: met)",
        "1.50 ms (at most 1: MISSED)",
        "by hand",
    ):
        assert words in told


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.0, "0"), (0.1234, "0.123"), (12.345, "12.35"), (2.0, "2"), (123_456.7, "123,457")],
)
def test_numbers_are_short(value: float, words: str) -> None:
    assert shown(value) == words


def test_the_machine_is_named() -> None:
    assert cpu_of("processor : 0\nmodel name\t: Some CPU @ 2 GHz\n") == "Some CPU @ 2 GHz"
    assert cpu_of("") != ""
    here = machine()
    assert here.cores >= 1
    assert "uvloop" in here.packages


def test_the_time_is_utc() -> None:
    assert now().endswith("Z")
    assert now()[:2] == "20"
