"""Console: what players proposed, and what they complained about."""

from typing import Literal

from persistence.ports import Page
from server.console.acting import change
from server.console.means import Ask
from server.console.said import Done, Outcome, listed, no_such

LISTED_MAX = 100


async def show_prompts(ask: Ask) -> Outcome:
    """Prompts that wait for review, oldest first."""
    rows = [
        {
            "prompt": each.id,
            "by": each.by,
            "language": each.language,
            "category": each.prompt.category,
            "difficulty": each.prompt.difficulty,
            "proposed_at": each.at_ms,
            "text": each.prompt.text,
        }
        for each in await ask.means.prompts.proposed(LISTED_MAX)
    ]
    return listed(rows, "no proposals", ask.now_ms)


async def accept(ask: Ask) -> Outcome:
    """Take a proposal into the community's pack."""
    return await _review(ask, "prompts accept", take=True)


async def refuse(ask: Ask) -> Outcome:
    """Turn a proposal down."""
    return await _review(ask, "prompts refuse", take=False)


async def _review(ask: Ask, action: str, *, take: bool) -> Outcome:
    prompt, word = ask.given["prompt"], "accepted" if take else "refused"

    async def work(page: Page) -> Outcome:
        prompts = ask.means.prompts
        if not await prompts.review(prompt, accept=take, by=ask.user, now_ms=ask.now_ms):
            return no_such("waiting proposal", prompt, "prompts proposed")
        page.write(f"prompt {prompt}", {"review": "waiting"}, {"review": word})
        return Done({"prompt": prompt, "review": word}, word)

    return await change(ask, action, work)


async def show_reports(ask: Ask) -> Outcome:
    """Lines of chat that somebody complained about and nobody looked at yet."""
    rows = [
        {
            "report": each.id,
            "game": each.game,
            "author": each.author,
            "reporter": each.reporter,
            "reason": each.reason,
            "reported_at": each.created_at,
            "text": each.text,
        }
        for each in await ask.means.reports.page("open", LISTED_MAX)
    ]
    return listed(rows, "no reports", ask.now_ms)


async def resolve(ask: Ask) -> Outcome:
    """Close a report that something was done about."""
    return await _close(ask, "reports resolve", "resolved")


async def dismiss(ask: Ask) -> Outcome:
    """Close a report that nothing was wrong about."""
    return await _close(ask, "reports dismiss", "dismissed")


async def _close(ask: Ask, action: str, status: Literal["resolved", "dismissed"]) -> Outcome:
    report = ask.given["report"]

    async def work(page: Page) -> Outcome:
        # A line somebody complained about, or votes that look agreed on.
        reports, signals = ask.means.reports, ask.means.signals
        if not (
            await reports.resolve(report, status, ask.user)
            or await signals.resolve(report, status, ask.user, ask.now_ms)
        ):
            return no_such("open report", report, "reports list")
        page.write(f"report {report}", {"status": "open"}, {"status": status})
        return Done({"report": report, "status": status}, status)

    return await change(ask, action, work)
