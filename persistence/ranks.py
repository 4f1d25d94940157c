"""The ranks of one page of a board: equal scores share one, and the next skips (1, 1, 3). Pure."""

from collections.abc import Sequence


def ranks(better: int, before: int, scores: Sequence[int]) -> list[int]:
    """The rank of each score of a page, in descending order.

    `better` is how many on the whole board have a higher score than the page's first, `before` how
    many stand in front of it: more than `better` where the page begins among equals.
    """
    found: list[int] = []
    for place, score in enumerate(scores):
        if place == 0:
            found.append(better + 1)
        elif score == scores[place - 1]:
            found.append(found[-1])
        else:
            found.append(before + place + 1)
    return found
