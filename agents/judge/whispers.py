"""Whether an answer speaks to the judge and not to the table, in spite of disguises.

A whisper costs nothing by itself: it only means that no language model is trusted to raise the
answer. So a joke about judges loses little, and a plea for points wins nothing.
"""

import re
import unicodedata
from functools import lru_cache
from typing import Final

from agents.judge.fence import LENGTH_MAX, seen

# Letters of other scripts that look like Latin ones.
LOOKALIKES: Final = str.maketrans("аеорсухіјѕԁһӏոαορνιτκ", "aeopcyxijsdhlnaopvitk")
DIGITS: Final = str.maketrans("013457@$", "oieastas")
TEN: Final = "10|ten|zehn|dix|diez|10000|100|max\\w*|perfect|highest|full|top"
WORTH: Final = (
    "creativity|humou?r|relevance|originality|scores?|rating|grade|points?|marks?|punkte\\w*|puntos"
)
# Some word of the first, and somewhere after it one of the second.
PAIRS: Final = (
    (
        "ignor\\w*|disregard\\w*|forget|override|bypass|skip|vergiss|oublie\\w*|olvida\\w*",
        (
            "rules?|instruct\\w*|prompts?|above|before|previous|prior|everything|guid\\w*|regeln"
            "|anweisung\\w*|regles|consignes|reglas|instrucciones|system|said"
        ),
    ),
    (
        "you are|you re|act as|pretend|behave|from now on|roleplay|simulate|enter|enable",
        "judges?|assistant|model|ai|bot|modes?|generous|jailbr\\w*|dan|grader",
    ),
    (
        (
            "give|award|assign|grant|output|return|respond|reply|print|rate|score|grade|gib|gebe"
            "|donne\\w*|dale|pon|set|write|deserves?|gets?|earns?"
        ),
        TEN + "|json",
    ),
    ("output|print|reply|respond|return", "first|second"),
    ("choose|pick|prefer|select|vote", "this one|this answer|first|second|mine"),
    (
        "all other|the other|every other|others|rivals?|competitors?",
        "0|zero|worse|worst|lose|lowest|cheat\\w*|plagiari\\w*|copied",
    ),
    ("dear|hey|hello|attention|note|message|psst", "judges?|grader|model|ai|llm|evaluator"),
)
SINGLE: Final = (
    rf"\b({WORTH})\W*(is|are|be|to|of|as)?\W*(\d|({TEN})\b)",
    rf"\b(\d+|{TEN})\W+(\w+\W+)?({WORTH})\b",
    r"\b(10|ten|zehn|dix|diez) ?(/|out of|von|sur|de) ?(10|ten|zehn|dix|diez)\b",
    r"\b(system|assistant|developer|user|admin|moderator) ?:",
    r"\b(begin|end|start|stop)\w*\W+(of )?(the )?(answer|data|text|prompt|fence|input)\b",
    r"\b(injection|jailbreak|instructions?|base64|rot13|decode)\b",
)
WHISPERS: Final = tuple(
    re.compile(pattern)
    for pattern in (*(rf"\b({one})\b.*\b({other})\b" for one, other in PAIRS), *SINGLE)
)
# Whoever weighs an answer asks, and whoever tells why: a round or two of a busy node.
KEPT_MAX: Final = 256
SPELT: Final = re.compile(r"\b(\w)[\W_](?=\w\b)")


@lru_cache(KEPT_MAX)
def whispers(text: str) -> bool:
    """Whether a text seems to speak to the judge; also spelt out, in look-alikes or digits."""
    folded = unicodedata.normalize("NFKD", seen(text[:LENGTH_MAX])).casefold()
    bare = "".join(sign for sign in folded if unicodedata.category(sign) != "Mn")
    bare = " ".join(bare.translate(LOOKALIKES).split())
    forms = {bare, SPELT.sub(r"\1", bare), bare.translate(DIGITS), re.sub(r"[\W_]+", " ", bare)}
    return any(found.search(form) for form in forms for found in WHISPERS)
