"""Frames in and out on one core: unmasked, decoded and checked; encoded and framed. No sockets.

`python -m bench.codec` compares the way every frame goes here with bare msgspec on the same
payload, in turn. Figures are of CPU time of this process.
"""

import sys
import time
from collections.abc import Callable, Sequence
from statistics import median
from typing import Any, Final

import msgspec
from msgspec import Struct
from websockets.utils import apply_mask

from bench import record
from bench.record import Figure, Options, Ratio, Record
from game.commands import SubmitResponse
from game.ids import GameId, PlayerId
from game.views import ResponseSubmittedView
from server.frames import frame
from server.websocket import message
from server.wire import CODECS, FRAME_BYTES_MAX, JSON, MSGPACK, Codec, FromClient, React, ToClient
from server.wire import ReactionSignal as Reaction

GAME: Final = GameId("01234567-89ab-cdef-0123-456789abcdef")
TEXT: Final = "A very long walk on a short pier, with a sandwich for later."
MARK: Final = "@@0123456789abcdef@@"
KEY: Final = b"\x12\x34\x56\x78"
SMALL_MAX: Final = 125
# What clients say, and what they are told: a move of the game, and something in passing.
SAID: Final[dict[str, FromClient]] = {
    "command": SubmitResponse(id="5f2c11aa-17", game=GAME, round=3, text=TEXT),
    "signal": React(game=GAME, kind="wave", data=MARK),
}
TOLD: Final[dict[str, ToClient]] = {
    "view": ResponseSubmittedView(
        game=GAME,
        seq=41,
        at=1_764_000_000_000,
        round=3,
        player=PlayerId("p3"),
        received=4,
        expected=8,
    ),
    "signal": Reaction(game=GAME, player=PlayerId("p3"), kind="wave", data=MARK),
}
WAYS: Final = {"JSON": JSON, "MessagePack": MSGPACK}


class Size(Struct, frozen=True):
    """How many frames at a time, and how many times."""

    frames: int = 50_000
    turns: int = 7


def masked(payload: bytes, *, binary: bool) -> bytes:
    """The frame of a client that says this."""
    first, length = (0x82 if binary else 0x81), len(payload)
    assert length < 65_536
    head = (
        bytes((first, 0x80 | length))
        if length <= SMALL_MAX
        else bytes((first, 0x80 | 126)) + length.to_bytes(2, "big")
    )
    return head + KEY + apply_mask(payload, KEY)


def inbound(codec: Codec, said: FromClient) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """How a frame is read here, and how bare msgspec reads its payload."""
    form: Any = msgspec.msgpack if codec.binary else msgspec.json
    payload = form.encode(said)
    data, bare = masked(payload, binary=codec.binary), form.Decoder(FromClient)
    assert len(payload) < FRAME_BYTES_MAX

    def ours() -> object:
        found = message(data, 0)
        assert found is not None
        return codec.decode(found[0], binary=codec.binary)

    assert ours() == bare.decode(payload) == said
    return ours, lambda: bare.decode(payload)


def outbound(codec: Codec, told: ToClient) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """How a frame is made here, and how bare msgspec encodes what it says."""
    form: Any = msgspec.msgpack if codec.binary else msgspec.json
    bare = form.Encoder().encode
    assert frame(codec, told).endswith(bare(told))
    return lambda: frame(codec, told), lambda: bare(told)


def rates(ways: Sequence[Callable[[], Any]], size: Size) -> list[float]:
    """How often a second each of them goes, by the middle of the turns; they take turns."""
    took: list[list[float]] = [[] for _ in ways]
    for _ in range(size.turns):
        for way, times in zip(ways, took, strict=True):
            began = time.process_time()
            for _ in range(size.frames):
                way()
            times.append(time.process_time() - began)
    return [size.frames / median(times) for times in took]


def run(options: Options) -> Record:
    """The case."""
    size = Size(frames=2_000, turns=3) if options.smoke else Size()
    figures: list[Figure] = []
    ratios: list[Ratio] = []
    for way, name in WAYS.items():
        codec = CODECS[name]
        pairs = {f"{way} in, a {what}": inbound(codec, said) for what, said in SAID.items()}
        pairs |= {f"{way} out, a {what}": outbound(codec, told) for what, told in TOLD.items()}
        for what, pair in pairs.items():
            ours, bare = rates(pair, size)
            figures += [
                Figure(what, ours, "frames/s"),
                Figure(f"{what}: CPU", 1e6 / ours, "us a frame"),
                Figure(f"{what}, bare msgspec", bare, "messages/s"),
            ]
            ratios.append(Ratio(what, ours / bare, "bare msgspec"))
    return Record(
        case="codec",
        at=record.now(),
        machine=record.machine(),
        settings={
            "frames": size.frames,
            "turns": size.turns,
            "payload": "a response of 60 characters; a reaction of 20",
            "cores": "anywhere; CPU time of the one process",
        },
        figures=figures,
        ratios=ratios,
    )


if __name__ == "__main__":
    sys.exit(record.alone(run))
