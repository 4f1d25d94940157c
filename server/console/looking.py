"""Console: what past votes show, of answers and of voters."""

from server.console.means import Ask
from server.console.said import Outcome, listed

LISTED_MAX = 100
BEST_MAX = 20


async def best_answers(ask: Ask) -> Outcome:
    """The best answers that a prompt ever got at public tables."""
    found = await ask.means.favourites.of_prompt(ask.given["prompt"], BEST_MAX)
    rows = [
        {
            "place": place,
            "chance": round(each.chance, 3),
            "votes": each.votes,
            "voters": each.voters,
            "author": each.author,
            "name": each.name,
            "game": each.game,
            "text": each.text,
        }
        for place, each in enumerate(found, start=1)
    ]
    return listed(rows, "no answers that somebody could choose among", ask.now_ms)


async def show_signals(ask: Ask) -> Outcome:
    """People whose votes for each other, or with each other, chance and taste don't explain."""
    rows = [
        {
            "report": each.id,
            "kind": each.kind,
            "people": list(each.people),
            "evidence": round(each.evidence, 1),
            "rounds": each.rounds,
            "games": each.games,
            "seen_at": each.updated_at,
        }
        for each in await ask.means.signals.page("open", LISTED_MAX)
    ]
    return listed(rows, "no votes to look at", ask.now_ms)
