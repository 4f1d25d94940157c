"""Everything that one hostile connection will say, drawn from the seed and its number alone.

The same seed and number give the same episode; only what the server told (ids, tokens) differs.
"""

from collections.abc import Callable, Iterator
from random import Random
from typing import Final, Literal

from msgspec import Struct

from server.wire import FRAME_BYTES_MAX, JSON, MSGPACK
from tests.fuzz import bits, garbage, messages
from tests.fuzz.shapes import MARKS, TEXTS

# How the bytes of a burst are cut into writes.
Cut = Literal["one", "frames", "random", "bytes"]
Kind = Literal["fields", "early", "mutants", "play", "sizes", "bits", "noise", "merged", "http"]
# Of a hundred episodes; those of few messages are many, for each is a connection of its own.
WEIGHTS: Final[dict[Kind, int]] = {
    "fields": 34,
    "early": 8,
    "mutants": 12,
    "play": 16,
    "sizes": 3,
    "bits": 11,
    "noise": 6,
    "merged": 3,
    "http": 7,
}
BYTES_CUT_MAX: Final = 400


class Message(Struct, frozen=True):
    """A websocket message; `sizes` are those of its fragments but the last."""

    payload: bytes
    binary: bool
    sizes: tuple[int, ...] = ()
    key: bytes = bits.KEY


class Burst(Struct, frozen=True):
    """Messages written at once; the next burst waits until they are answered."""

    messages: tuple[Message, ...]
    cut: Cut = "one"


class Episode(Struct, frozen=True):
    """One connection. `raw` comes last, is no message, and the connection must end for it with
    one of `codes`; `opening` is raw too, in place of a handshake or in one piece with it."""

    name: str
    kind: Kind
    codec: str
    signed_in: bool
    bursts: tuple[Burst, ...] = ()
    raw: bytes = b""
    codes: tuple[int, ...] = ()
    opening: bytes = b""
    merged: bool = False

    @property
    def frames(self) -> int:
        """How many frames this is; raw bytes are one, whatever they look like."""
        said = sum(len(burst.messages) for burst in self.bursts)
        return said + bool(self.raw) + bool(self.opening)


def episode(seed: str, number: int) -> Episode:
    """The episode of this number."""
    name = f"{seed}.{number}"
    rng = Random(name)
    kind = rng.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
    codec = JSON if rng.random() < 0.6 else MSGPACK
    return MAKERS[kind](rng, name, kind, codec)


def _fields(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    oddness = rng.choice((0.03, 0.15, 0.4))
    bursts = tuple(_burst(rng, codec, oddness, n, rng.randint(5, 40)) for n in range(5))
    return Episode(name, kind, codec, kind != "early", bursts)


def _mutants(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    bursts = []
    for n in range(10):
        whole = messages.payload(rng, f"m{n}", codec, 0.05)
        changed = messages.mutated(rng, whole, codec)
        binary = (codec == MSGPACK) != (rng.random() < 0.03)
        bursts.append(Burst((_message(rng, changed, binary),), _cut(rng)))
    return Episode(name, kind, codec, rng.random() < 0.8, tuple(bursts))


def _play(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    """A game that is begun in earnest, and then the moves of one, in any order."""
    settings = {"judge": "off", "reveal_seconds": 0, "voting_seconds": 5}
    start = [
        {"op": "game.create", "agents": rng.randint(0, 3), "settings": settings},
        {"op": "game.join", "game": MARKS["game"]},
        {"op": "game.start", "game": MARKS["game"]},
    ]
    if rng.random() < 0.3:
        rng.shuffle(start)
    bursts = [
        Burst((_message(rng, messages.encoded({**said, "id": f"s{n}"}, codec), codec == MSGPACK),))
        for n, said in enumerate(start)
    ]
    for n in range(rng.randint(3, 8)):
        moves = [_move(rng, f"p{n}.{k}") for k in range(rng.randint(3, 20))]
        said = [_message(rng, messages.encoded(each, codec), codec == MSGPACK) for each in moves]
        bursts.append(Burst(tuple(said), _cut(rng)))
    return Episode(name, kind, codec, True, tuple(bursts))


def _move(rng: Random, name: str) -> dict[str, object]:
    game, number = MARKS["game"], rng.choice((1, 1, 1, 2, 3, 0, -1, 2**40))
    words = rng.choice(TEXTS) if rng.random() < 0.4 else "a good one"
    votes = ("funny", "creative", "best")
    said: list[dict[str, object]] = [
        {"op": "response.submit", "round": number, "text": words},
        {
            "op": "vote.cast",
            "round": number,
            "response": rng.choice((MARKS["response"], "r1.1", "r1.2", words)),
            "vote_type": rng.choice(votes),
        },
        {"op": "chat.send", "text": words},
        {"op": "game.react", "kind": words[:32] or "?", "data": words[:128]},
        {"op": "game.typing"},
        {"op": "game.ready", "ready": rng.random() < 0.5},
        {"op": "game.start"},
        {"op": "game.join", "role": rng.choice(("player", "spectator")), "name": words},
        {"op": "game.resume", "seq": rng.choice((0, 1, 5, 2**53))},
        {"op": "game.history", "limit": 5},
        {"op": "game.add_agent"},
        {"op": "game.kick", "player": rng.choice((MARKS["player"], "p2", words))},
        {"op": rng.choice(("game.leave", "game.cancel", "game.join"))},
    ]
    chosen = rng.choices(said, (6, 6, 4, 2, 1, 1, 1, 2, 2, 1, 1, 1, 0.5))[0]
    # Now and then the same action again: it must have the same answer.
    return {**chosen, "game": game, "id": name if rng.random() < 0.9 else "again"}


def _sizes(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    """Messages around the limits, whole and in fragments; the third beyond 16 KiB ends it."""
    bursts = []
    for n in range(4):
        whole = messages.payload(rng, f"z{n}", codec, 0.0)
        sizes = (FRAME_BYTES_MAX, FRAME_BYTES_MAX + 1, 65_535, 65_536, 2**18, 900)
        # Spaces end a map of JSON well; a map of MessagePack is followed by what is no map.
        padded = whole + b" " * (rng.choice(sizes) - len(whole))
        bursts.append(Burst((_message(rng, padded, codec == MSGPACK),)))
    raw = bits.frame(bits.TEXT, b"x" * 300_000, form=127, length=2**40)
    return Episode(name, kind, codec, True, tuple(bursts), raw, garbage.ENDLESS)


def _bits(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    raw, codes = garbage.violation(rng)
    bursts = (_burst(rng, codec, 0.05, 0, 4),) if rng.random() < 0.5 else ()
    return Episode(name, kind, codec, rng.random() < 0.3, bursts, raw, codes)


def _noise(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    sound = bits.frame(bits.TEXT, messages.payload(rng, "n", codec, 0.0))
    raw = garbage.noise(rng, sound * rng.choice((1, 3)))
    return Episode(name, kind, codec, rng.random() < 0.3, (), raw, garbage.ANY)


def _merged(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    """Frames in one segment with the handshake, before it can have been answered."""
    first = bits.frame(bits.TEXT, messages.payload(rng, "e", codec, 0.1))
    opening = garbage.noise(rng, first) if rng.random() < 0.5 else garbage.violation(rng)[0]
    return Episode(name, kind, codec, False, opening=opening, codes=garbage.ANY, merged=True)


def _http(rng: Random, name: str, kind: Kind, codec: str) -> Episode:
    return Episode(name, kind, codec, False, opening=garbage.request(rng))


def _burst(rng: Random, codec: str, oddness: float, part: int, count: int) -> Burst:
    said = [messages.payload(rng, f"b{part}.{n}", codec, oddness) for n in range(count)]
    return Burst(tuple(_message(rng, each, codec == MSGPACK) for each in said), _cut(rng))


def _message(rng: Random, payload: bytes, binary: bool) -> Message:
    sizes: tuple[int, ...] = ()
    if rng.random() < 0.08:
        sizes = tuple(rng.choice((0, 1, 7, 300)) for _ in range(rng.randint(1, 4)))
    return Message(payload, binary, sizes, rng.randbytes(4))


def _cut(rng: Random) -> Cut:
    return rng.choices(("one", "frames", "random", "bytes"), (55, 20, 20, 5))[0]


def writes(rng: Random, burst: list[list[bytes]], cut: Cut) -> Iterator[bytes]:
    """The bytes of framed messages as they are to be written, one segment after the other."""
    if cut == "frames":
        yield from (piece for pieces in burst for piece in pieces)
        return
    whole = b"".join(piece for pieces in burst for piece in pieces)
    if cut == "one" or (cut == "bytes" and len(whole) > BYTES_CUT_MAX):
        yield whole
        return
    at = 0
    while at < len(whole):
        step = 1 if cut == "bytes" else rng.choice((1, 2, 5, 100, 1_400, 9_000))
        yield whole[at : at + step]
        at += step


Maker = Callable[[Random, str, Kind, str], Episode]
MAKERS: Final[dict[Kind, Maker]] = {
    "fields": _fields,
    "early": _fields,
    "mutants": _mutants,
    "play": _play,
    "sizes": _sizes,
    "bits": _bits,
    "noise": _noise,
    "merged": _merged,
    "http": _http,
}
