"""The words by which a text is found again: small letters, stems, and none that every text has.

English endings are cut by rule; words of other languages stay as they are.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

# Of one text; longer ones are found by their first words.
WORDS_MAX: Final = 64
STOP: Final = frozenset(
    """a about after all am an and any are as at be been being but by can come could did do does
    for from get give go had has have he her him his how i if in into is it its just me more most
    my no not of on one or our out over s she so some t that the their them then there these they
    this those to too up us was we were what when where which who whom whose why will with would
    you your""".split()  # noqa: SIM905 - a list of words reads best as words
)
# Longest first; what is left must still be a word.
ENDINGS: Final = ("ingly", "edly", "ings", "ing", "ied", "ies", "ed", "es", "ly", "s", "e", "y")
STEM_MIN: Final = 3
_WORD: Final = re.compile(r"\w+")


@lru_cache(maxsize=4_096)
def stem(word: str) -> str:
    """The word without its English ending; of too many words the least used is cut anew."""
    for ending in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= STEM_MIN:
            word = word.removesuffix(ending)
            break
    # "running" and "runs", "laughed" and "laughs" meet here.
    is_doubled = len(word) > STEM_MIN and word[-1] == word[-2] and word[-1].isalpha()
    return word[:-1] if is_doubled else word


# The same answers, prompts and memories are looked at by each agent at a table.
@lru_cache(maxsize=2_048)
def keywords(*texts: str) -> tuple[str, ...]:
    """The stems of these texts, each once, sorted; the first WORDS_MAX of them."""
    found: dict[str, None] = {}
    for text in texts:
        folded = unicodedata.normalize("NFKC", text).casefold()
        for word in _WORD.findall(folded.replace("'", "").replace("’", "")):
            if word not in STOP and len(found) < WORDS_MAX:
                found[stem(word)] = None
    return tuple(sorted(found))
