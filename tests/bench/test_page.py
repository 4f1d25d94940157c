"""What is kept is what the page and the picture show."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

from bench.__main__ import CASES, LONG, chosen
from bench.chart import PEERS, bars, beside_peers, draw, picture
from bench.page import BEGIN, END, PAGE, filled, tables
from bench.record import RESULTS, Figure, Machine, Record, at_least, at_most, kept

RECORD = Record(
    case="signals",
    at="2026-01-02T03:04:05Z",
    machine=Machine(cpu="a cpu", cores=2, kernel="6.1", python="3.11.2"),
    figures=[
        Figure("ours, rooms of 8: deliveries", 400_000.0, "1/s"),
        Figure("broadcast(), rooms of 8: deliveries", 100_000.0, "1/s"),
        Figure("ours, rooms of 100: deliveries", 3_000_000.0, "1/s"),
    ],
    bars=[
        at_least("much & <more>", 2.0, 3.0),
        at_most("waits", 10.0, 20.0, "ms"),
        at_least("none at all", 2.0, 0.0),
    ],
)
RECORDS = {"signals": RECORD}


def test_the_page_tells_what_is_kept() -> None:
    """If this fails, a result was kept and the page not filled: `python -m bench.page`."""
    page, records = PAGE.read_text(), kept()
    assert filled(page, records) == page


def test_the_picture_shows_what_is_kept() -> None:
    """If this fails, a result was kept and nothing drawn: `python -m bench.page`."""
    if records := kept():
        assert (RESULTS / "results.svg").read_text() == picture(records)


def test_every_bar_and_figure_is_in_the_table() -> None:
    told = tables(RECORDS)
    assert "| signals | waits | at most 10 ms | 20 ms | **missed** |" in told
    assert "| ours, rooms of 8: deliveries | 400,000 | 1/s |" in told
    assert "a cpu, 2 cores, Linux 6.1, Python 3.11.2" in told


def test_filling_twice_is_filling_once() -> None:
    page = f"before\n{BEGIN}old\n{END}after\n"
    once = filled(page, RECORDS)
    assert filled(once, RECORDS) == once
    assert once.startswith("before\n")
    assert once.endswith("after\n")
    assert "old" not in once
    with pytest.raises(ValueError, match="no place"):
        filled("no marks", RECORDS)


def test_ours_stands_among_the_others_by_its_rate() -> None:
    lines = beside_peers(RECORDS)
    names = [each.name for each in lines]
    assert len(lines) == len(PEERS) + 2
    assert names.index("Colyseus on uWebSockets") < names.index("AI Genius")
    assert names.index("AI Genius") < names.index("bare uWebSockets.js")
    assert names[0] == "broadcast(), same run"
    assert max(each.share for each in lines) == 1.0
    assert len({each.colour for each in lines}) == 3


def test_a_bar_is_drawn_by_how_far_it_was_reached() -> None:
    much, waits, none = bars(RECORDS)
    assert much.share == pytest.approx(0.5)
    assert waits.share == pytest.approx(0.5 / 3)
    assert none.share == 0.0
    assert much.colour != waits.colour


def test_the_picture_is_well_formed(tmp_path: Path) -> None:
    path = draw(RECORDS, tmp_path / "new")
    root = ElementTree.fromstring(path.read_text())
    said = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert "signals: much & <more>" in said
    assert picture({}).count("<rect") == 1 + len(PEERS)


def test_cases_are_chosen_by_name() -> None:
    assert set(chosen(None)) <= set(CASES)
    assert "signals" in chosen(None)
    assert not set(chosen(None)) & set(LONG)
    assert chosen("codec, soak") == ("codec", "soak")
    with pytest.raises(ValueError, match="no case nonsense"):
        chosen("nonsense")
