"""Which prompts a game plays: the draw of its deck, and what likes are worth in it.

Must not know where prompts are kept, nor who has met them.
"""

from collections.abc import Iterable

from game.chance import dice, picked
from game.commands import Candidate, Prompt
from game.rules import Settings

# What a prompt counts in a draw as long as nobody has rated it: as much as a middling one.
RATING_UNKNOWN = 5.0


def fits(prompt: Prompt, wanted: Settings) -> bool:
    """Whether the host's wishes admit this prompt."""
    return (not wanted.categories or prompt.category in wanted.categories) and (
        wanted.difficulty is None or prompt.difficulty == wanted.difficulty
    )


def deal(candidates: Iterable[Candidate], count: int, seed: str, seq: int) -> tuple[Prompt, ...]:
    """Draw a deck of `count` prompts; empty only where there are no candidates.

    What nobody at the table has met comes first, then what was met longest ago; among equals the
    category that came least often so far, and within it the better rated are likelier. The order
    in which the candidates come does not matter.
    """
    left = _unlike(candidates)
    draw = dice(seed, seq).random
    drawn: list[Prompt] = []
    used: dict[str, int] = {}
    while left and len(drawn) < count:
        oldest = min(each.last_seen_ms for each in left)
        pool = [each for each in left if each.last_seen_ms == oldest]
        fewest = min(used.get(each.prompt.category, 0) for each in pool)
        pool = [each for each in pool if used.get(each.prompt.category, 0) == fewest]
        chosen = picked(pool, [weight(each.rating) for each in pool], draw())
        drawn.append(chosen.prompt)
        used[chosen.prompt.category] = fewest + 1
        left.remove(chosen)
    # A small selection starts over rather than ending the game early; each comes again as late
    # as it can.
    return tuple(drawn[turn % len(drawn)] for turn in range(count)) if drawn else ()


def _unlike(candidates: Iterable[Candidate]) -> list[Candidate]:
    """Each text once, in the order of the texts; of two alike, the one met last."""
    by_text = {
        each.prompt.text: each
        for each in sorted(
            candidates,
            key=lambda each: (
                each.last_seen_ms,
                RATING_UNKNOWN if each.rating is None else each.rating,
                each.prompt.category,
                each.prompt.difficulty,
            ),
        )
    }
    return [by_text[text] for text in sorted(by_text)]


def weight(rating: float | None) -> int:
    """How likely a prompt of this rating (0 to 10) is drawn: the best, 11 times the worst."""
    return 1 + round(RATING_UNKNOWN if rating is None else rating)


def rating(likes: int, dislikes: int) -> float:
    """The share of likes as a rating, 0 to 10, smoothed so that few say little.

    The "plus four" estimate: two likes and two dislikes are added (Agresti and Coull, 1998,
    "Approximate is better than exact", The American Statistician 52, 119-126).
    """
    return 10 * (likes + 2) / (likes + dislikes + 4)
