"""Console: why the judge scored as it did, and what the players' votes have made of it."""

from collections.abc import Mapping

from persistence.ports import Page
from server.console.acting import change, table_of
from server.console.means import Ask
from server.console.said import Done, No, Outcome, listed, no_such
from server.judge.why import grounds_of, is_revealed


async def show_why(ask: Ask) -> Outcome:
    """Of each answer of a revealed round its scores, and what every feature added to them."""
    table = await table_of(ask, ask.given["game"])
    if isinstance(table, No):
        return table
    number = ask.given["round"]
    current = table.state.round
    if current is None or number > current.number:
        return no_such("round", str(number), f"games show {ask.given['game']}")
    if not is_revealed(table.state, number):
        # Whoever runs the server may sit at the table, too.
        return Done([], "not revealed yet")
    judged = await ask.means.whys.judged_in(table.game, number)
    if judged is None:
        return Done([], "no judge spoke")
    grounds = grounds_of(judged)
    rows = []
    for response, verdict in judged.verdicts.items():
        why = grounds.get(response)
        rows.append(
            {
                "response": response,
                "creativity": verdict.creativity,
                "humor": verdict.humor,
                "relevance": verdict.relevance,
                "judge": judged.judge,
                "version": why.version if why else None,
                "table_votes": why.table if why else None,
                "confidence": why.confidence if why else None,
                "marks": ", ".join(why.marks) if why else "",
                "features": _features(why.parts) if why else "",
            }
        )
    return listed(rows, "no judge spoke")


async def show_status(ask: Ask) -> Outcome:
    """Who judged the rounds of this node since it began, and how far model and offline agree."""
    record = ask.means.judged
    agreement = None if record.agreement is None else round(record.agreement, 3)
    rows = [
        {"judge": judge, "because": because, "rounds": rounds, "agreement": agreement}
        for (judge, because), rounds in sorted(record.rounds.items())
    ]
    return listed(rows, "no round was judged yet")


async def show_versions(ask: Ask) -> Outcome:
    """The versions of the judge, newest first."""
    rows = [
        {
            "version": each.version,
            "votes": each.votes,
            "reverted_to": each.reverted_to,
            "created_at": each.created_at,
        }
        for each in await ask.means.calibrations.versions()
    ]
    return listed(rows, "the judge is as it shipped: version 0", ask.now_ms)


async def revert(ask: Ask) -> Outcome:
    """Take up an earlier version again."""
    version = ask.given["version"]

    async def work(page: Page) -> Outcome:
        lines = await ask.means.calibrations.versions()
        made = await ask.means.calibrations.revert(version, ask.now_ms)
        if made is None:
            return no_such("version", str(version), "judge versions")
        page.write("judge", {"version": lines[0].version}, {"version": made.version, "as": version})
        text = f"version {made.version} is as version {version} was; every node takes it up soon"
        return Done({"version": made.version, "reverted_to": version}, text)

    return await change(ask, "judge revert", work)


def _features(parts: Mapping[str, Mapping[str, float]]) -> str:
    """Each score's features, what counts most first."""
    told = []
    for heading, added in parts.items():
        ordered = sorted(added.items(), key=lambda each: -abs(each[1]))
        told.append(f"{heading}: " + " ".join(f"{name} {value:+g}" for name, value in ordered))
    return "; ".join(told)
