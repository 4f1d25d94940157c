"""Frames in and out: that the case runs, and that it reads what clients really send."""

from bench.codec import SAID, TOLD, inbound, masked, outbound, run
from bench.record import Options
from server.websocket import message
from server.wire import CODECS, JSON, MSGPACK


def test_all_ways_are_measured() -> None:
    record = run(Options(smoke=True))
    assert len(record.ratios) == 2 * (len(SAID) + len(TOLD))
    assert all(each.value > 0 for each in record.figures)
    assert "JSON in, a command" in {each.name for each in record.figures}


def test_what_is_timed_is_what_was_meant() -> None:
    for name in (JSON, MSGPACK):
        codec = CODECS[name]
        for said in SAID.values():
            ours, bare = inbound(codec, said)
            assert ours() == bare() == said
        for told in TOLD.values():
            ours, bare = outbound(codec, told)
            assert ours().endswith(bare())


def test_client_frames_of_both_lengths_are_whole() -> None:
    for length in (125, 126, 400):
        payload = b"x" * length
        assert message(masked(payload, binary=True), 0) is not None
        found = message(masked(payload, binary=False), 0)
        assert found is not None
        assert found[0] == payload
