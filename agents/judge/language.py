"""Whether an answer is English, which the learned features are about."""

from collections.abc import Sequence

from agents.judge.lexicon import listed

ENGLISH = listed(
    """the a an of to and in is it you my that with for on i your what not be no this do are"""
)
# The commonest little words of some others; those that are English too (die, in) are left out.
OTHERS = listed(
    """der das und ist nicht ein eine mit auf ich zu den dem el los las que una por con para
    le les une des est dans pour je il di che non sono gli het een niet van ik op um uma não
    och att som är det jag nie się na jest"""
)


def is_english(said: Sequence[str]) -> bool:
    """False for other scripts and where another tongue's little words outnumber the English."""
    letters = "".join(said)
    if not letters:
        return True
    if sum(letter.isascii() for letter in letters) / len(letters) < 0.75:
        return False
    foreign = sum(word in OTHERS for word in said)
    return foreign == 0 or foreign <= sum(word in ENGLISH for word in said)
