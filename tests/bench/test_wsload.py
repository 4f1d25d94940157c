"""The load generator: found or said to be missing, its report read."""

from pathlib import Path

import msgspec
import pytest

from bench import wsload
from bench.arrivals import Size, Wave, told
from bench.parlour import Shape, seats_max
from bench.record import Lacking, Options, Record
from bench.signals import REACT, SAID_BACK, Found, notes
from bench.wsload import Latency, Report, compiler, disturbance, generator, read, source
from tests.bench.smoke import ran, skip


def report(*, rate: float = 0.0, lost: int = 0, p99: float = 0.0, kept_off: float = 0.0) -> Report:
    return Report(
        ok=True,
        conns=400,
        joined=400,
        deliveries_per_s=rate,
        lost=lost,
        lat_ms=Latency(p99=p99),
        server_kept_off=kept_off,
    )


def test_the_source_is_given_or_named_or_beside(tmp_path: Path) -> None:
    given, named = tmp_path / "given.c", tmp_path / "named.c"
    given.touch()
    named.touch()
    assert source(given, {"GENIUS_WSLOAD": str(named)}) == given
    assert source(None, {"GENIUS_WSLOAD": str(named)}) == named
    with pytest.raises(Lacking, match=r"--wsload or GENIUS_WSLOAD") as lack:
        source(tmp_path / "none.c", {})
    assert "\n" not in str(lack.value)


def test_without_a_compiler_it_says_what_to_get(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsload, "COMPILERS", ("no-such-compiler",))
    with pytest.raises(Lacking, match="apt-get install gcc"):
        compiler()


def test_in_ci_a_missing_compiler_is_a_failure_and_elsewhere_a_skip(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def lacking(options: Options) -> Record:
        with generator(options.wsload):
            raise AssertionError("there is none")

    monkeypatch.setenv("GENIUS_WSLOAD", str(tmp_path / "none.c"))
    monkeypatch.setattr(wsload, "compiler", lambda: "gcc")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.skip.Exception, match="no load generator at"):
        ran(lacking)
    monkeypatch.undo()
    monkeypatch.setattr(wsload, "COMPILERS", ("no-such-compiler",))
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no C compiler"):
        ran(lacking)
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="no C compiler"):
        ran(lacking)


def test_what_does_not_compile_is_said_in_a_line(tmp_path: Path) -> None:
    broken = tmp_path / "broken.c"
    broken.write_text("int main(void) { return }\n")
    try:
        compiler()
    except Lacking as lack:
        skip(lack)
    with pytest.raises(Lacking, match="does not compile") as told_, generator(broken):
        pass
    assert "\n" not in str(told_.value)


def test_a_report_counts_only_if_all_got_in() -> None:
    whole = {"ok": True, "conns": 8, "joined": 8, "lost": 0, "lat_ms": {"p99": 1.5}, "more": 1}
    assert read(msgspec.json.encode(whole), b"").lat_ms.p99 == 1.5
    with pytest.raises(RuntimeError, match="7 of 8 got in: refused"):
        read(msgspec.json.encode(whole | {"joined": 7, "first_error": "refused"}), b"")
    with pytest.raises(RuntimeError, match="no port"):
        read(b"", b"no port")


def test_only_what_arrives_whole_and_in_time_is_carried() -> None:
    """Method: rooms of 100 at two million, with one thing wrong at a time."""

    def reached(seen: Report) -> float:
        return told([Wave(100, 2_050_000, seen)], Size()).bars[-1].reached

    good = report(rate=2_049_000.0, p99=9.9)
    assert reached(good) == 2_049_000.0
    assert told([Wave(100, 2_050_000, good)], Size()).bars[-1].met
    assert reached(report(rate=2_049_000.0, p99=9.9, lost=1)) == 0
    assert reached(report(rate=2_049_000.0, p99=10.0)) == 0
    assert reached(report(rate=1_900_000.0, p99=9.9)) == 0


def test_the_bar_is_two_million_and_not_a_little_less() -> None:
    short = told([Wave(100, 2_000_000, report(rate=1_999_000.0, p99=5.0))], Size()).bars[-1]
    assert (short.bar, short.reached, short.met) == (2_000_000.0, 1_999_000.0, False)


def test_a_disturbed_run_is_said_to_be_one() -> None:
    assert disturbance(report(kept_off=0.3)) == 0.3
    loud = told([Wave(8, 120_000, report(kept_off=0.3))], Size())
    assert "disturbed: others had a core for 30%" in loud.notes[0]
    assert not told([Wave(8, 120_000, report(kept_off=0.01))], Size()).notes
    closed = Found(ours=[report(kept_off=0.25), report()], plain=[report()])
    (note,) = notes(closed)
    assert note.startswith("ours, small rooms: 1 of 2 turns were disturbed")
    assert note.endswith("up to 25% of the time")


def test_both_servers_are_given_the_same_work() -> None:
    """The plain server sends back as many bytes as ours says of the same reaction."""
    assert REACT.count("{mark}") == SAID_BACK.count("{mark}") == 1
    ids = "0" * 36
    ours = '{"sig":"reaction","game":"' + ids + '","player":"' + ids + '","kind":"wave","data":""}'
    assert len(SAID_BACK.replace("{mark}", "")) == len(ours)


def test_a_shape_says_itself() -> None:
    assert Shape(100).arguments == ("--conns", "400", "--room-size", "100")
    assert seats_max() == 12
