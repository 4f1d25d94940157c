"""Gibberish and keyboard noise: how unlike English the letters of an answer follow each other."""

import math
import re
from collections.abc import Iterable, Mapping, Sequence

LETTERS = "abcdefghijklmnopqrstuvwxyz"
EDGE = "^"
STEPS = 9  # a pair of letters is graded 0 (never) to 9 (most common after the first)
# Mean grade below which a word is noise, and the same for one with four consonants in a row: of
# 5,000 different words in rated answers 4 lie below, and 7 of 10 that hands drummed at random.
LIKELY_MIN, CROWDED_LIKELY_MIN = 5.4, 6.2
VOWELS = frozenset("aeiouy")
HISSES = frozenset("hmnszrpftgb")  # hmm, pssst, brrr: said without a vowel
CROWDED = re.compile(f"[^{''.join(sorted(VOWELS))}]{{4}}")
ROWS = ("asdfghjkl", "zxcvbnm", "qwertyuiop")

Grades = Mapping[str, str]  # for each letter and the edge, 27 digits


def grades(vocabulary: Iterable[str]) -> dict[str, str]:
    """Which letter follows which: log frequencies in a list of words, as digits."""
    order = LETTERS + EDGE
    counts = {first: dict.fromkeys(order, 1) for first in order}
    for word in vocabulary:
        if len(word) > 2 and word.isascii() and word.isalpha():
            for first, second in _pairs(word):
                counts[first][second] += 1
    table = {}
    for first, row in counts.items():
        most = max(row.values())
        least = math.log(1 / most) or -1.0
        table[first] = "".join(
            str(round(STEPS * (1 - math.log(row[second] / most) / least))) for second in order
        )
    return table


def noise(said: Sequence[str], table: Grades) -> float:
    """The share of an answer's letters in words that nobody speaks, 0 to 1. Latin letters only."""
    latin = [word for word in said if word.isascii() and word.isalpha()]
    letters = sum(map(len, latin))
    if not letters:
        return 0.0
    return sum(len(word) for word in latin if _is_noise(word, table)) / letters


def _is_noise(word: str, table: Grades) -> bool:
    if len(word) < 4:
        return False
    runs = [row[at : at + 4] for row in ROWS[:2] for at in range(len(row) - 3)]
    runs += [ROWS[2][at : at + 5] for at in range(len(ROWS[2]) - 4)]
    if any(run in word or run[::-1] in word for run in runs):
        return True
    if any(letter * 4 in word for letter in LETTERS):
        return True
    if VOWELS.isdisjoint(word) and not HISSES.issuperset(word):
        return True
    order = LETTERS + EDGE
    graded = [int(table[first][order.index(second)]) for first, second in _pairs(word)]
    least = CROWDED_LIKELY_MIN if CROWDED.search(word) else LIKELY_MIN
    return sum(graded) / len(graded) < least


def _pairs(word: str) -> list[tuple[str, str]]:
    return list(zip(EDGE + word, word + EDGE, strict=True))
