"""BERT's uncased WordPiece: text into the ids that MiniLM was trained on. Pure.

The algorithm is that of google-research/bert, tokenization.py (Apache-2.0); the ids are compared
with a reference in tests. `minilm_vocabulary.txt` beside it comes from sentence-transformers/
all-MiniLM-L6-v2 (Apache-2.0), unchanged: commonest words first after the single signs.
"""

import unicodedata
from collections.abc import Iterator, Sequence

WORD_LENGTH_MAX = 100
IDS_MAX = 128  # with the two marks at the ends
# Blocks that are split into single signs: CJK ideographs.
IDEOGRAPHS = (
    *((0x4E00, 0x9FFF), (0x3400, 0x4DBF), (0x20000, 0x2A6DF), (0x2A700, 0x2B73F)),
    *((0x2B740, 0x2B81F), (0x2B920, 0x2CEAF), (0xF900, 0xFAFF), (0x2F800, 0x2FA1F)),
)
FIRST_WORD = "the"
HALF_AT = 50  # the rank of a word that weighs half


class WordPiece:
    """Splits texts with one vocabulary, a list whose places are the ids."""

    def __init__(self, vocabulary: Sequence[str]) -> None:
        self._ids = {piece: place for place, piece in enumerate(vocabulary)}
        self._unknown = self._ids["[UNK]"]
        first = self._ids[FIRST_WORD]
        self._rarity = [_weight(piece, at - first) for at, piece in enumerate(vocabulary)]
        self._start, self._end = self._ids["[CLS]"], self._ids["[SEP]"]

    @property
    def ranks(self) -> dict[str, int]:
        """Whole words with their places by frequency, from 0."""
        first = self._ids[FIRST_WORD]
        return {
            word: place - first
            for word, place in self._ids.items()
            if place >= first and not word.startswith("##")
        }

    def ids(self, text: str) -> list[int]:
        """The ids of a text with the marks at its ends; what is over IDS_MAX is cut off."""
        found = [self._start]
        for word in _split(text):
            found += self._pieces(word)
            if len(found) >= IDS_MAX:
                break
        return [*found[: IDS_MAX - 1], self._end]

    def rarity(self, ids: Sequence[int]) -> list[float]:
        """How much each piece should weigh in a text, 0 to 1; evenly where all are marks.

        A word at place r of the list weighs r / (r + HALF_AT), a piece of a rare word 1, marks and
        punctuation nothing.
        """
        shares = [self._rarity[each] for each in ids]
        return shares if any(shares) else [1.0] * len(ids)

    def _pieces(self, word: str) -> list[int]:
        """The longest known piece from the left, again and again; all or nothing."""
        if len(word) > WORD_LENGTH_MAX:
            return [self._unknown]
        found = []
        start = 0
        while start < len(word):
            mark = "##" if start else ""
            for end in range(len(word), start, -1):
                place = self._ids.get(mark + word[start:end])
                if place is not None:
                    break
            else:
                return [self._unknown]
            found.append(place)
            start = end
        return found


def _weight(piece: str, rank: int) -> float:
    """By how often a piece is met; below the first word stand marks, then single signs."""
    if rank >= 0 and not piece.startswith("##"):
        return (rank + 1) / (rank + 1 + HALF_AT)
    letter = len(piece) == 1 and piece.isascii() and piece.isalpha()
    return float(piece.startswith("##") or (piece.isalnum() and not letter))


def _split(text: str) -> Iterator[str]:
    """Words and single signs, in small letters and without accents."""
    word: list[str] = []
    for sign in _folded(text):
        if sign.isspace() or _stands_alone(sign):
            if word:
                yield "".join(word)
                word = []
            if not sign.isspace():
                yield sign
        else:
            word.append(sign)
    if word:
        yield "".join(word)


def _folded(text: str) -> str:
    clean = "".join(_cleaned(sign) for sign in text)
    plain = unicodedata.normalize("NFD", clean)
    return "".join(sign for sign in plain if unicodedata.category(sign) != "Mn").lower()


def _cleaned(sign: str) -> str:
    if sign in "\t\n\r" or unicodedata.category(sign) == "Zs":
        return " "
    if sign == "\ufffd" or unicodedata.category(sign).startswith("C"):
        return ""
    return sign


def _stands_alone(sign: str) -> bool:
    code = ord(sign)
    if code < 128:
        return not sign.isalnum() and not sign.isspace()
    return unicodedata.category(sign).startswith("P") or any(
        low <= code <= high for low, high in IDEOGRAPHS
    )
