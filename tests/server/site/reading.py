"""Reads a QR code back from its SVG, by ISO/IEC 18004: versions 1 to 3, words in one block."""

import re
from collections.abc import Callable, Iterator

from server.site.qr import BORDER

MASKS: tuple[Callable[[int, int], bool], ...] = (
    lambda y, x: (y + x) % 2 == 0,
    lambda y, x: y % 2 == 0,
    lambda y, x: x % 3 == 0,
    lambda y, x: (y + x) % 3 == 0,
    lambda y, x: (y // 2 + x // 3) % 2 == 0,
    lambda y, x: y * x % 2 + y * x % 3 == 0,
    lambda y, x: (y * x % 2 + y * x % 3) % 2 == 0,
    lambda y, x: ((y + x) % 2 + y * x % 3) % 2 == 0,
)
# The bits of the format that say the mask are themselves masked.
FORMAT_MASK = 0b101
BYTES_MODE = 0b0100


def read_qr(svg: str) -> str:
    """The text in it."""
    grid = modules(svg)
    size = len(grid)
    version = (size - 17) // 4
    assert 1 <= version <= 3, "the words of larger ones are shuffled"
    number = sum(grid[8][x] << shift for x, shift in ((2, 2), (3, 1), (4, 0))) ^ FORMAT_MASK
    mask = MASKS[number]
    bits = [grid[y][x] ^ mask(y, x) for y, x in _way(size, version)]
    assert _number(bits[:4]) == BYTES_MODE
    length = _number(bits[4:12])
    return bytes(_number(bits[12 + 8 * n : 20 + 8 * n]) for n in range(length)).decode()


def modules(svg: str) -> list[list[int]]:
    """The grid without its border: 1 is dark."""
    view = re.search(r'viewBox="0 0 (\d+)', svg)
    assert view is not None
    size = int(view[1]) - 2 * BORDER
    grid = [[0] * size for _ in range(size)]
    (path,) = re.findall(r'stroke="#000" d="([^"]+)"', svg)
    x, y = 0.0, 0.0
    for kind, numbers in re.findall(r"([Mmh])([\d. -]+)", path):
        values = [float(each) for each in numbers.split()]
        if kind == "h":
            for step in range(int(values[0])):
                grid[int(y) - BORDER][int(x) + step - BORDER] = 1
            x += values[0]
        elif kind == "M":
            x, y = values
        else:
            x, y = x + values[0], y + values[1]
    return grid


def _number(bits: list[int]) -> int:
    return int("".join(map(str, map(int, bits))), 2)


def _way(size: int, version: int) -> Iterator[tuple[int, int]]:
    """The modules that hold words, in their order: two columns at a time, up and down."""
    upwards, right = True, size - 1
    while right > 0:
        if right == 6:
            right -= 1  # the column of the timing pattern is left out
        for step in range(size):
            y = size - 1 - step if upwards else step
            for x in (right, right - 1):
                if not _is_pattern(y, x, size, version):
                    yield y, x
        upwards, right = not upwards, right - 2


def _is_pattern(y: int, x: int, size: int, version: int) -> bool:
    corners = (y < 9 and x < 9) or (y < 9 and x >= size - 8) or (y >= size - 8 and x < 9)
    small = version > 1 and abs(y - (size - 7)) <= 2 and abs(x - (size - 7)) <= 2
    return corners or small or y == 6 or x == 6
