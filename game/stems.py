"""The words that the filter knows, as data: English, small letters, each with its endings.

Whole words only, so a place or a bird that merely holds one is no hit. What means something
harmless more often than not (a tit, a snatch, a dyke) is left out.
"""

from typing import Final

_NOUN: Final = ("", "s")
_VERB: Final = ("", "s", "ed", "er", "ers", "in", "ing", "ings", "able")

# Stems, and the endings that make other words of them.
STEMS: Final[tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]] = (
    # Swearing.
    (("fuck", "phuck", "phuk", "fuk", "wank", "bugger"), (*_VERB, "y")),
    (("frigg",), ("in", "ing", "er")),
    (("motherfuck", "mothafuck", "mutherfuck", "clusterfuck", "titfuck"), (*_VERB, "a", "as")),
    (
        ("fuck",),
        (
            *("face", "faces", "head", "heads", "wit", "wits", "wad", "tard", "tards", "boy"),
            *("boi", "up", "ups", "off", "you", "u", "this", "that", "all", "sake", "stick"),
        ),
    ),
    (("shit", "shite", "piss", "crap"), (*_VERB, "y", "ty", "tier", "es")),
    (("bullshit", "horseshit", "dipshit", "apeshit", "batshit", "jackshit"), (*_VERB, "ter")),
    (("chickenshit", "dogshit", "ratshit"), _NOUN),
    (
        ("shit",),
        (
            *("head", "heads", "hole", "holes", "face", "faces", "faced", "storm", "show"),
            *("load", "loads", "bag", "bags", "stain", "stains", "stirrer", "post", "posting"),
        ),
    ),
    (("ass",), ("", "es", "hole", "holes", "hat", "hats", "wipe", "wipes", "clown", "clowns")),
    (("asskiss", "asslick", "assfuck", "arselick"), _VERB),
    (("dumb", "jack", "bad", "smart", "fat", "lazy", "hard", "wise", "kick"), ("ass", "asses")),
    (("arse",), ("", "s", "d", "hole", "holes", "wipe")),
    (("bitch", "biatch", "beotch", "sonofabitch"), ("", "es", "y", "ing", "ed", "in", "ass")),
    (("bastard", "goddamn", "goddam", "mofo", "bollock", "sodoff"), (*_NOUN, "ed", "y")),
    (("bellend", "knobhead", "numbnut", "nutsack", "ballsack", "tosser", "minger"), _NOUN),
    (("douchebag", "douche", "scumbag", "dirtbag", "cumdump", "cumbucket"), _NOUN),
    # The body, as swearing.
    (("cunt", "kunt", "twat"), (*_NOUN, "y", "ish", "ing", "face")),
    (("cock",), ("", "s", "suck", "sucker", "suckers", "sucking", "head", "heads", "face")),
    (("dick",), ("", "s", "head", "heads", "wad", "wads", "face", "suck", "sucker", "less")),
    (("prick", "schlong", "dildo", "buttplug", "butthole", "cameltoe", "boner"), _NOUN),
    (("clit", "quim", "minge", "boob", "schmuck", "jizz", "smegma", "ballbag"), _NOUN),
    (("tits", "titties", "titty", "boobies", "pussy", "pussies", "orgy", "orgies"), ("",)),
    # Sex, bluntly.
    (("cum",), ("", "s", "ming", "shot", "shots", "slut", "sluts")),
    (("blowjob", "handjob", "rimjob", "footjob", "gangbang", "creampie", "deepthroat"), _VERB),
    (("jerkoff", "jackoff", "bukkake", "milf", "gilf", "dogging", "circlejerk"), _NOUN),
    (("cunnilingus", "fellatio", "masturbation", "porn", "porno", "hentai", "thot"), _NOUN),
    (("masturbat",), ("e", "es", "ed", "ing", "or")),
    (("slut", "skank"), (*_NOUN, "ty", "y", "ish")),
    (("whore", "manwhore"), _NOUN),
    (("shagg",), ("ed", "er", "ers", "ing")),
    # Against people for what they are.
    (("nigger", "nigga", "nigguh", "nigor", "sandnigger", "wigger"), (*_NOUN, "z")),
    (("negro", "jigaboo", "golliwog", "darkie", "darky", "kaffir", "kaffer", "wog"), _NOUN),
    (("porchmonkey", "junglebunny", "zipperhead", "slanteye", "spearchucker"), _NOUN),
    (("kike", "heeb", "hymie", "yid", "jewboy"), _NOUN),
    (("spic", "spick", "wetback", "beaner", "wop", "dago"), _NOUN),
    (("gook", "chink", "chinaman", "chinky", "jap", "chingchong"), _NOUN),
    (("paki", "raghead", "towelhead", "cameljockey", "muzzie", "sandmonkey"), _NOUN),
    (("gyppo", "gypo", "pikey", "gippo", "redskin", "injun", "squaw", "halfbreed"), _NOUN),
    (("fag", "fagg", "faggot", "faggit", "fagot"), (*_NOUN, "y", "ry", "ing")),
    (("poofter", "poofta", "lesbo", "lezzie", "lezzer", "shirtlifter"), _NOUN),
    (("tranny", "trannie", "trannies", "shemale", "ladyboy", "heshe"), _NOUN),
    (("retard", "tard", "libtard", "spaz", "spazz", "mongoloid", "windowlicker"), (*_NOUN, "ed")),
    # Violence against the weak.
    (("pedo", "paedo", "pedophile", "paedophile", "kiddyfiddler"), _NOUN),
    (("kys", "killyourself"), ("",)),
)

# Without doubled letters: "rapper" and "rapping" are music.
EXACT: Final = (
    *("rape", "rapes", "raped", "raping", "rapist", "rapists", "gangrape", "gangraped"),
    *("incest", "molester", "molesters"),
)
