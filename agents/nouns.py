"""Finds words in a prompt that a joke can be built on, and inflects them simply.

Knows no dictionary: it goes by the small words around a word, and says nothing when unsure.
"""

import re
from functools import lru_cache

from msgspec import Struct

GAP = "___"
TOKEN = re.compile(r"___|[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[^\w\s]")
WORD_LENGTH_MIN, WORD_LENGTH_MAX = 3, 20
SURE = 2.0


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# These open a noun phrase; the last content word after one of them is its head.
OPENERS = _words(
    "a an the your my his her its their our this that these those every each no some any another"
    " two three four five six seven eight nine ten of"
)
STOPS = OPENERS | _words(
    "and or but nor so yet if then than as at by for from in into on onto off out over under up"
    " down with without about after before between through during until while against around near"
    " together himself herself itself myself yourself themselves i you he she it we"
    " cannot they me him us them who whom whose what which when where why how there"
    " here is are was were be been being am do does did done has have had having will would can"
    " could should shall may might must not never always ever only just very too also still again"
    " more most less least much many few all both either neither other else own same such one to"
    " because since though although once twice even almost really actually now nobody everybody"
    " everyone someone somebody anyone nothing something anything everything it's that's what's"
    " who's there's here's don't doesn't didn't isn't aren't wasn't won't can't couldn't wouldn't"
    " i'm you're he's she's they're we're i've you've we've they've i'll you'll"
)
# Words that speak of the task or could be said of anything: no joke stands on them.
WEAK = _words(
    "thing things name names line lines way ways time times word words advice headline headlines"
    " title titles message messages sentence sentences answer question idea ideas reason reasons"
    " kind sort type part piece bit lot example list story end beginning opening first last second"
    " third best worst new old big small little good bad great real true false secret strange"
    " strangest wrong right next long short terrible awful perfect typical local famous main exact"
    " day year week month moment today tomorrow yesterday tonight place side effect fact sign note"
    " notes slogan motto rule rules review reviews tip tips warning invention people person man"
    " woman somebody else's rejected unlikely smart home work world life everyday wanted anybody"
    " print page label version product questions item matter object set plan term terms single"
    " instructions entire top full half ones dear dark prompt future past present half-price"
)
VERBS = _words(
    "written given drawn known sold spent held drowned mutter mutters"
    " say says said tell tells told give gives gave get gets got go goes went come comes came make"
    " makes made take takes took see sees saw know knows knew think thinks thought want wants"
    " describe explain name write finish begin open invent report warn complete fill pitch sell"
    " happen happens happened turn turns turned look looks looked find finds found ask asks asked"
    " need needs needed keep keeps kept let lets use uses used try tries call calls called become"
    " becomes leave leaves left put puts send sends sent read reads start starts hear hears heard"
    " mean means meant believe believes feel feels felt meet meets met lose loses lost break broke"
    " sign signed join joined discover discovers reveal reveals announce announces react solve"
    " solves create creates like likes love loves hate hates eat eats ate sing sings teach win won"
    " pretend pretends late whisper whispers grants updated"
    " stop stops stopped hide hides wake wakes wear wears buy buys speak speaks speaking wish make"
)
MASS = _words(
    "advice bread butter cheese coffee furniture gravy homework honey information jam jazz justice"
    " luck luggage milk money mud music news oatmeal paperwork poetry porridge rice rain sand soap"
    " snow soup steam tea time traffic water weather weight wine wool yoghurt gravity space love"
)
PLURALS = _words("people children mice geese sheep men women feet teeth lice oxen police trousers")
IRREGULAR = {
    "child": "children", "man": "men", "woman": "women", "mouse": "mice", "goose": "geese",
    "foot": "feet", "tooth": "teeth", "person": "people", "wolf": "wolves", "knife": "knives",
    "loaf": "loaves", "shelf": "shelves", "sheep": "sheep", "thief": "thieves",
    "wife": "wives", "elf": "elves", "leaf": "leaves", "half": "halves", "scarf": "scarves",
}  # fmt: skip
MODIFIERS = ("ly", "ing", "ed", "est", "ful", "ous", "ive", "less")
HARD_H = ("hour", "honest", "honour", "heir")
SOFT_U = ("uni", "use", "usu", "eu", "one", "ute", "uto")


class Found(Struct, frozen=True):
    """A noun-like word of a prompt, with its place among the tokens and how sure we are."""

    word: str
    place: int
    sure: float


def nouns(prompt: str) -> tuple[str, ...]:
    """The prompt's noun-like words, the best first; empty when none is sure enough."""
    ranked = sorted(_found(prompt), key=lambda found: (-found.sure, found.place))
    return tuple(dict.fromkeys(found.word for found in ranked))


def gap_word(prompt: str) -> str | None:
    """The noun-like word nearest to the prompt's first gap; None without a gap or a noun."""
    tokens = TOKEN.findall(prompt)
    if GAP not in tokens:
        return None
    gap = tokens.index(GAP)
    near = sorted(_found(prompt), key=lambda found: abs(found.place - gap))
    return near[0].word if near else None


# Every mind of a table looks at each answer, and more than once.
@lru_cache(maxsize=1_024)
def content_words(text: str) -> tuple[str, ...]:
    """The words that carry meaning, lowered, in order and each once."""
    words = (token.lower() for token in TOKEN.findall(text) if token[0].isalpha())
    return tuple(dict.fromkeys(word for word in words if word not in STOPS and len(word) > 1))


def _found(prompt: str) -> list[Found]:
    tokens = TOKEN.findall(prompt)
    found = []
    for place, token in enumerate(tokens):
        word = re.sub(r"['’]s?$", "", token)
        if not _is_content(word):
            continue
        is_name = token[0].isupper() and place > 0 and tokens[place - 1] not in '.!?:"“‘'
        sure = _sure(tokens, place, word.lower(), is_name, is_owner=word != token)
        if sure >= SURE:
            found.append(Found(word if is_name else word.lower(), place, sure))
    return found


def _sure(tokens: list[str], place: int, word: str, is_name: bool, is_owner: bool) -> float:
    """How noun-like a content word is, by its neighbours, its ending and its length."""
    sure = min(len(word), 8) / 8 + 0.3 * place / len(tokens)
    if _heads_phrase(tokens, place, is_owner):
        sure += 2
    if is_owner or is_name:
        sure += 1
    if word in WEAK or word in VERBS:
        sure -= 3
    if word.endswith(MODIFIERS):
        sure -= 1.5
    return sure


def _heads_phrase(tokens: list[str], place: int, is_owner: bool) -> bool:
    """Whether the word ends a run of content words that a small word opened."""
    if _is_verb(tokens, place):
        return False
    after = place + 1
    is_inside = after < len(tokens) and _is_content(tokens[after])
    if is_inside and not is_owner and not _is_verb(tokens, after):
        return False
    before = place - 1
    while before >= 0 and _is_content(tokens[before]) and place - before < 4:
        before -= 1
    return before >= 0 and tokens[before].lower() in OPENERS


def _is_verb(tokens: list[str], place: int) -> bool:
    """Whether the word looks like what the noun before it does: `pitches a`, `baffled`."""
    word = tokens[place].lower()
    after = tokens[place + 1].lower() if place + 1 < len(tokens) else ""
    takes_object = word.endswith("s") and after != "of" and after in OPENERS
    return takes_object or word in VERBS or word.endswith(("ed", "ly"))


def _is_content(token: str) -> bool:
    word = token.lower().replace("’", "'")
    plain = word.removesuffix("'s")
    fits = WORD_LENGTH_MIN <= len(plain) <= WORD_LENGTH_MAX
    return token[:1].isalpha() and fits and word not in STOPS and plain not in STOPS


def is_plural(noun: str) -> bool:
    """Whether the word looks like more than one."""
    lowered = noun.lower()
    return lowered in PLURALS or (
        lowered.endswith("s") and not lowered.endswith(("ss", "us", "is", "as"))
    )


def plural(noun: str) -> str:
    """More than one of it; a word that is plural already stays."""
    lowered = noun.lower()
    if is_plural(noun) or lowered in MASS or lowered.endswith("fish"):
        return noun
    if lowered in IRREGULAR:
        return noun[0] + IRREGULAR[lowered][1:]
    if lowered.endswith("y") and lowered[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if lowered.endswith(("s", "x", "z", "ch", "sh")) else "s")


def singular(noun: str) -> str:
    """One of it; a word that is no plural, or has no singular, stays."""
    lowered = noun.lower()
    for one, many in IRREGULAR.items():
        if lowered == many:
            return noun[0] + one[1:]
    if not is_plural(noun) or lowered in PLURALS or noun != lowered:
        return noun
    if lowered.endswith("ies") and len(lowered) > 4:
        return noun[:-3] + "y"
    return noun[: -2 if lowered.endswith(("sses", "xes", "zes", "ches", "shes")) else -1]


def with_a(noun: str) -> str:
    """The noun with `a` or `an`, or with `some` where one can't count it; names stand alone."""
    lowered = noun.lower()
    if noun != lowered:
        return noun
    if is_plural(noun) or lowered in MASS:
        return f"some {noun}"
    vowel = lowered[0] in "aeiou" and not lowered.startswith(SOFT_U)
    return f"an {noun}" if vowel or lowered.startswith(HARD_H) else f"a {noun}"


def with_the(noun: str) -> str:
    """The noun with `the`; names stand alone."""
    return noun if noun != noun.lower() else f"the {noun}"
