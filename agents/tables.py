"""How one table's votes move the judge for its later rounds: a little, and never for good.

The votes of earlier rounds of the same game pull at the judge's parts as all votes do (see
`calibration.py`), from where the server's version leans, shrunk by a ridge of their own.
"""

from collections.abc import Mapping
from typing import Final

from agents.calibration import Leans, Pull, added, leans_of

# The ridge, in votes: so many of a table speak as loudly as the server's version does.
TABLE_VOTES: Final = 40.0
# No part leans further than this from the server's version.
TABLE_LEAN_MAX: Final = 0.3
# All of a table's leans together move an opinion, in logits, by no more.
TABLE_MOVE_MAX: Final = 0.5

# What a table's votes say so far, by score.
Liked = Mapping[str, Pull]


def votes_of(liked: Liked) -> int:
    """From how many votes."""
    return sum(pull.votes for pull in liked.values())


def beside(liked: Liked, more: Liked) -> dict[str, Pull]:
    """What was liked so far and one more round."""
    return {
        heading: added(liked.get(heading, Pull()), more.get(heading, Pull()))
        for heading in {**liked, **more}
    }


def table_leans(liked: Liked, server: Mapping[str, Leans]) -> dict[str, Leans]:
    """By score, how the parts lean at this table, once they lean as the server's version says."""
    return {heading: _table(pull, server.get(heading, {})) for heading, pull in liked.items()}


def _table(pull: Pull, server: Leans) -> Leans:
    leans = {}
    for name, lean in leans_of(pull, server, TABLE_VOTES).items():
        before = server.get(name, 0.0)
        further = max(-TABLE_LEAN_MAX, min(TABLE_LEAN_MAX, lean - before))
        # Of a part that the server's lean has multiplied already.
        leans[name] = further / (1 + before)
    return leans
