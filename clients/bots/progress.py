"""How far a run is: a moving bar at a terminal, a plain line every few seconds elsewhere."""

import asyncio
from time import perf_counter
from typing import Final

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)

from clients.bots.load import Load

TURN_S: Final = 0.25
LINE_S: Final = 5.0


async def follow(load: Load, console: Console | None = None) -> None:
    """Show the run until cancelled; writes to stderr, so that results keep stdout."""
    console = console or Console(stderr=True, highlight=False)
    if console.is_terminal:
        await _bar(load, console)
    else:
        await _lines(load, console)


async def _bar(load: Load, console: Console) -> None:
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[figures]}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, auto_refresh=False) as bar:
        task = bar.add_task("games", total=load.options.games, figures="")
        while True:
            bar.update(
                task,
                completed=load.measures.games_over,
                description=load.phase,
                figures=figures(load),
                refresh=True,
            )
            await asyncio.sleep(TURN_S)


async def _lines(load: Load, console: Console) -> None:
    while True:
        await asyncio.sleep(LINE_S)
        over, games = load.measures.games_over, load.options.games
        console.print(f"{load.phase}: {over}/{games} games, {figures(load)}", soft_wrap=True)


def figures(load: Load) -> str:
    """What counts, in one line."""
    measures = load.measures
    elapsed_s = max(perf_counter() - measures.began_s, 0.001)
    parts = [
        f"{measures.acks} acked",
        f"{measures.deliveries / elapsed_s:.0f} deliveries/s",
        f"{sum(measures.breaks_in.values())} breaks",
        f"{measures.errors} errors",
    ]
    return ", ".join(parts)
