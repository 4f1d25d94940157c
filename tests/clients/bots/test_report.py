"""Percentiles are right, and the page shows them whole and by itself."""

import argparse
import re
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from clients.bots import cli
from clients.bots.load import Load
from clients.bots.measures import Measures, percentile, spread
from clients.bots.options import Options
from clients.bots.outcome import Outcome
from clients.bots.pictures import nice_ticks, number, percentile_curve, timeline
from clients.bots.report import render


def test_percentiles_lie_straight_between_samples() -> None:
    assert percentile([], 0.5) is None
    assert percentile([7.0], 0.99) == 7.0
    assert percentile([1.0, 2.0, 3.0, 4.0], 0.5) == 2.5
    hundred = [float(n) for n in range(101)]
    assert [percentile(hundred, share) for share in (0, 0.5, 0.99, 1)] == [0, 50, 99, 100]
    found = spread([5.0, 1.0, 3.0])
    assert (found.n, found.p50, found.max) == (3, 3.0, 5.0)
    assert spread([]).p99 is None


@given(st.lists(st.floats(0, 1e6), min_size=1), st.floats(0, 1))
def test_a_percentile_lies_within_its_samples(samples: list[float], share: float) -> None:
    value = percentile(sorted(samples), share)
    assert value is not None
    assert min(samples) <= value <= max(samples) * (1 + 1e-9)


@given(st.floats(0.001, 1e9))
def test_an_axis_reaches_its_top_by_round_steps(top: float) -> None:
    ticks = nice_ticks(top)
    assert ticks[0] == 0
    assert ticks[-1] >= top * 0.999
    assert 2 <= len(ticks) <= 12


def test_numbers_are_readable() -> None:
    assert [number(each) for each in (0, 0.25, 7.5, 120.4, 11500)] == [
        "0",
        "0.25",
        "7.5",
        "120",
        "11,500",
    ]


async def filled() -> tuple[Outcome, Measures]:
    """A run of nothing, with samples as from a real one."""
    load = Load(Options(games=0, concurrent=1))
    outcome, measures = await load.run(), load.measures
    measures.began_s = 0.0
    for n in range(500):
        measures.acked(n / 50, n / 1000, submit=True)
        measures.delivered(n / 50)
        measures.opened(n / 2000, n / 1000)
    measures.broke(3.0)
    found = spread(measures.submit_ack_ms)
    return msgspec.structs.replace(outcome, submit_ack_ms=found, notes=("<script>",)), measures


@pytest.mark.parametrize(
    "broken",
    [
        {"errors": 1},
        {"acked_lost": 1},
        {"acked_duplicated": 1},
        {"acked_altered": 1},
        {"holes": 1},
        {"secrets_leaked": 1},
        {"views_altered": 1},
        {"rows_missing": 1},
        {"rows_altered": 1},
        {"commands_acked": 1},
        {"games": 1},
    ],
)
async def test_any_fault_spoils_a_run(broken: dict[str, int]) -> None:
    outcome, _ = await filled()
    outcome = msgspec.structs.replace(outcome, rows_missing=0, rows_altered=0)
    assert outcome.clean
    allowed = {"unacked_present": 5, "late": 5, "reconnects": 5, "snapshots": 5}
    assert msgspec.structs.replace(outcome, **allowed).clean
    assert not msgspec.structs.replace(outcome, **broken).clean


class Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value or "" for name, value in attrs if name in {"src", "href"}]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


async def test_the_page_is_whole_and_needs_nothing_else() -> None:
    outcome, measures = await filled()
    html = render(outcome, measures)
    page = Page()
    page.feed(html)
    assert page.open == []
    assert page.tags.count("svg") == 3
    # Two curves in each picture of times, deliveries and acknowledgements over the seconds.
    assert page.tags.count("polyline") == 6
    assert page.links == []
    assert not {"script", "link", "img", "iframe"} & set(page.tags)
    assert "&lt;script&gt;" in html
    assert "prefers-color-scheme: dark" in html
    assert "<td>250</td>" in html
    assert "1 connections lost in second 3" in html


def test_a_picture_of_nothing_says_so() -> None:
    assert "No samples" in percentile_curve({"a": []}, "ms")
    assert "<svg" in timeline({"a": {}}, 0, {})


def test_curves_stay_inside_the_picture() -> None:
    svg = percentile_curve({"a": [1.0, 5.0, 900.0] * 300}, "ms")
    points = re.findall(r'points="([^"]+)"', svg)[0].split()
    pairs = [tuple(map(float, point.split(","))) for point in points]
    assert all(64 <= x <= 624.1 and 13.9 <= y <= 220.1 for x, y in pairs)
    assert pairs == sorted(pairs)


def arguments(*given: str) -> argparse.Namespace:
    parser = argparse.ArgumentParser()
    cli.add_arguments(parser)
    return parser.parse_args(given)


def test_the_command_line_has_sane_defaults() -> None:
    plain = arguments()
    assert (plain.url, plain.think_ms, plain.codec) == (None, 50.0, "json")
    assert plain.spectators == 0
    assert plain.settings.voting_seconds == 30
    given = arguments("--settings", '{"voting_seconds": 9}').settings
    assert (given.voting_seconds, given.reveal_seconds, given.judge) == (9, 0, "auto")


def test_a_game_has_time_for_all_its_deadlines() -> None:
    assert Options(rounds=5).limit_s == 60 + 5 * (60 + 30 + 5)
    assert Options(timeout_s=7.0).limit_s == 7.0


@pytest.mark.parametrize(
    "wrong",
    [
        ("--players", "1"),
        ("--players", "13"),
        ("--rounds", "4"),
        ("--think-ms", "-1"),
        ("--timeout", "nan"),
        ("--settings", '{"voting_seconds": 1}'),
        ("--settings", "{"),
    ],
)
def test_a_wrong_argument_is_refused(
    wrong: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit):
        arguments(*wrong)
    assert wrong[0] in capsys.readouterr().err


def test_more_than_twelve_seats_are_refused() -> None:
    assert cli.run(arguments("--players", "8", "--agents", "5")) == 2


def test_a_run_without_a_server_fails_and_says_so(
    tmp_path: Path, unused_tcp_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    json, page = tmp_path / "run.json", tmp_path / "run.html"
    status = cli.run(
        arguments(
            *("--url", f"ws://127.0.0.1:{unused_tcp_port}/ws", "--timeout", "0.05"),
            *("--json", str(json), "--report", str(page)),
        )
    )
    assert status == 1
    figures = msgspec.json.decode(json.read_bytes())
    assert (figures["games_completed"], figures["errors"]) == (0, 1)
    assert set(figures["submit_ack_ms"]) >= {"p50", "p99", "max"}
    assert "0 of 1 games" in capsys.readouterr().err
    assert "0 of 1 games" in page.read_text()
