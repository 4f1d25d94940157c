"""A valley of agents who remember a great deal: rows for PostgreSQL, made fast, and questions.

Their meanings lie in clusters, as those of texts do. Made up; only sizes and shapes are real.
"""

import io
from collections.abc import Iterator
from typing import Final

import numpy as np
import numpy.typing as npt

from persistence.postgres.pool import Solo

WIDTH: Final = 384
MODEL: Final = "bench"
TOPICS: Final = 400
# How far a text lies from the middle of its topic, and a question from what it asks of.
SPREAD, ASKED_SPREAD = 0.8, 0.6
WORDS: Final = 4
VOCABULARY: Final = 50_000
FIRST_US: Final = 800_000_000_000_000
COLUMNS: Final = (
    "id", "agent_id", "memory_type", "content", "importance_score", "timestamp", "last_accessed",
    "words", "embedding", "embedding_model",
)  # fmt: skip
_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + b"\0" * 8
LONG_S: Final = 600.0
_CONTENT: Final = "thing %09d happened at the mill with somebody, and it rained"
_AGENT: Final = "insert into agents (id, name, constitution, background, primary_goal,"
_TEXT_OID: Final = 25

Vectors = npt.NDArray[np.float32]


class Crowd:
    """Draws what they remember; the same seed draws the same."""

    def __init__(self, seed: int = 1) -> None:
        self._drawn = np.random.default_rng(seed)
        self._topics = unit(self._drawn.normal(size=(TOPICS, WIDTH)))
        # Texts are alike a little, whatever they are about.
        self._topics += 0.5 * unit(self._drawn.normal(size=(1, WIDTH)))

    def meanings(self, count: int) -> Vectors:
        """So many directions."""
        topics = self._topics[self._drawn.integers(0, TOPICS, count)]
        return unit(topics + self._noise(count, SPREAD))

    def near(self, meanings: Vectors) -> Vectors:
        """Questions about these."""
        return unit(meanings + self._noise(len(meanings), ASKED_SPREAD))

    def words(self, count: int) -> list[tuple[str, ...]]:
        """The words of so many texts: few are frequent, most are rare."""
        drawn = self._drawn.zipf(1.3, (count, WORDS)) % VOCABULARY
        return [tuple(f"w{word:05d}" for word in row) for row in drawn]

    def weights(self, count: int) -> npt.NDArray[np.float64]:
        """So many importances."""
        found: npt.NDArray[np.float64] = self._drawn.integers(0, 80, count) / 10
        return found

    def _noise(self, count: int, spread: float) -> Vectors:
        noise = self._drawn.normal(size=(count, WIDTH)) * spread / np.sqrt(WIDTH)
        return noise.astype(np.float32)


def unit(rows: npt.NDArray[np.floating]) -> Vectors:
    """Each row at length 1."""
    long = rows / np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(long, np.float32)


def agent(number: int) -> str:
    """The slug of one of them."""
    return f"a{number:04d}"


async def fill(link: Solo, crowd: Crowd, agents: int, each: int) -> None:
    """Write so many agents with so many memories each, by COPY."""
    for number in range(agents):
        slug = agent(number)
        await link.execute(f"{_AGENT} current_location) values ($1, $1, '', '', '', 'x')", slug)
        data = b"".join((_HEAD, _rows(crowd, slug, number * each, each), b"\xff\xff"))
        await link.copy_to_table(
            "agent_memories",
            source=io.BytesIO(data),
            columns=COLUMNS,
            format="binary",
            timeout=LONG_S,
        )
    await link.execute("vacuum analyze agent_memories", timeout=LONG_S)


def _rows(crowd: Crowd, slug: str, first: int, count: int) -> bytes:
    """The rows as COPY takes them in binary: all of one length, so one array holds them."""
    numbers = range(first, first + count)
    fields: dict[str, tuple[str | tuple[object, ...], npt.ArrayLike]] = {
        "id": ("V16", np.array([each.to_bytes(16, "big") for each in numbers], "V16")),
        "agent": (f"S{len(slug)}", slug.encode()),
        "kind": ("S11", b"observation"),
        "content": ("S60", [(_CONTENT % each).encode()[:60].ljust(60, b".") for each in numbers]),
        "weight": (">f8", crowd.weights(count)),
        "at": (">i8", FIRST_US + np.arange(first, first + count) * 6_000_000),
        "accessed": (">i8", FIRST_US + np.arange(first, first + count) * 6_000_000),
        "words": (f"S{20 + WORDS * 10}", list(map(_array, crowd.words(count)))),
        "meaning": (f"V{4 + 4 * WIDTH}", _vectors(crowd.meanings(count))),
        "model": (f"S{len(MODEL)}", MODEL.encode()),
    }
    layout: list[tuple[str, str]] = [("count", ">i2")]
    for name, (kind, _) in fields.items():
        layout += [(f"{name} length", ">i4"), (name, str(kind))]
    table = np.zeros(count, np.dtype(layout))
    table["count"] = len(fields)
    for name, (_, values) in fields.items():
        table[f"{name} length"] = table.dtype[name].itemsize
        table[name] = values
    return table.tobytes()


def _array(words: tuple[str, ...]) -> bytes:
    """An array of texts: its shape, then each with its length."""
    shape = np.array([1, 0, _TEXT_OID, len(words), 1], ">i4").tobytes()
    return shape + b"".join(len(word).to_bytes(4, "big") + word.encode() for word in words)


def _vectors(meanings: Vectors) -> npt.NDArray[np.void]:
    """As pgvector takes them: how many numbers, nothing, and the numbers, high bytes first."""
    width = np.array([WIDTH, 0], ">i2").tobytes()
    return np.array([width + each.tobytes() for each in meanings.astype(">f4")], "V1540")


def memories(crowd: Crowd, count: int) -> Iterator[tuple[int, bytes, tuple[str, ...], float]]:
    """Number, direction, words and importance of so many, for RAM."""
    meant = [each.astype("<f4").tobytes() for each in crowd.meanings(count)]
    yield from zip(
        range(count), meant, crowd.words(count), crowd.weights(count).tolist(), strict=True
    )
