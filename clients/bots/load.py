"""Plays many games at once and asks the oracle about each; a shell around bots and audits.

Bounded by its options: connections by games and players, time by `limit_s` for each game.
"""

import asyncio
from collections.abc import Iterator
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Final

from clients.bots.account import account
from clients.bots.bot import Bot
from clients.bots.crew import Crew
from clients.bots.crowd import Crowd
from clients.bots.findings import Findings
from clients.bots.ledger import Ledger
from clients.bots.measures import Measures
from clients.bots.options import Options
from clients.bots.oracle import audit
from clients.bots.outcome import Outcome
from clients.bots.reading import history_of
from clients.bots.rows import Rows
from clients.bots.stand import Stand
from clients.counts import Counts
from clients.failures import ClientError
from game.views import EventView
from server.wire import CreateGame

# Handshakes and sign-ins under way at one time, so that a big run does not flood the door.
ARRIVALS_MAX: Final = 64
AUDITS_MAX: Final = 8


class Load:
    """One run. `measures` may be read while it goes on."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.measures = Measures()
        self.phase = "playing"
        self.ledgers: list[Ledger] = []
        self.counts: list[Counts] = []
        self.crowd: Crowd | None = None
        self._crew = Crew(options)
        self._stand = Stand(options)
        self._arriving = asyncio.Semaphore(ARRIVALS_MAX)
        self._playing = asyncio.Semaphore(options.concurrent or options.games)

    async def run(self) -> Outcome:
        """Play, then audit; the outcome, whatever it is."""
        await self._crew.enlist()
        self.measures.began_s = began_s = perf_counter()
        async with self._stand:
            async with asyncio.TaskGroup() as games:
                for number in range(self.options.games):
                    games.create_task(self._game(number))
            played_s = perf_counter() - began_s
            self.crowd = await self._stand.figures()
        if self.options.spectators and self.crowd is None:
            self.measures.erred("the spectators were lost, and with them their figures")
        self.phase = "checking"
        findings = await self._audit()
        self.phase = "done"
        return account(
            self.options,
            self.measures,
            findings,
            ledgers=self.ledgers,
            counts=self.counts,
            crowd=self.crowd,
            played_s=played_s,
        )

    # -- playing

    async def _game(self, number: int) -> None:
        """One game, from its founding to its podium; whatever goes wrong is an error of the run."""
        async with self._playing:
            try:
                async with asyncio.timeout(self.options.limit_s):
                    await self._evening(number)
            except* TimeoutError:
                limit_s = self.options.limit_s
                self.measures.erred(f"game {number}: not over after {limit_s:g} s")
            except* Exception as group:
                for error in leaves(group):
                    self.measures.erred(f"game {number}: {type(error).__name__}: {error}")
            self.measures.games_over += 1

    async def _evening(self, number: int) -> None:
        options = self.options
        crew = enumerate(self._crew.at_table(number))
        bots = [Bot(options, self.measures, number, seat, auth) for seat, auth in crew]
        async with AsyncExitStack() as doors:
            doors.callback(lambda: self.counts.extend(bot.client.counts for bot in bots))
            await self._arrive(doors, bots[0])
            ledger, code = await bots[0].create(self._wishes(number), number)
            self.ledgers.append(ledger)
            await self._stand.watch(number, ledger.game)
            async with asyncio.TaskGroup() as table:
                plays = [table.create_task(self._play(doors, bot, ledger, code)) for bot in bots]
            ledger.completed = all(play.result() for play in plays)

    async def _play(self, doors: AsyncExitStack, bot: Bot, ledger: Ledger, code: str) -> bool:
        if bot.number > 0:
            await self._arrive(doors, bot)
        await bot.join(ledger, code, self.options.players if bot.number == 0 else None)
        return await bot.play()

    async def _arrive(self, doors: AsyncExitStack, bot: Bot) -> None:
        async with self._arriving:
            await doors.enter_async_context(bot.client)

    def _wishes(self, number: int) -> CreateGame:
        options = self.options
        return CreateGame(
            name=f"Bots {options.seed}-{number}",
            max_players=options.players + options.agents,
            total_rounds=options.rounds,
            time_limit_seconds=options.time_limit_seconds,
            agents=options.agents,
            mode=options.mode,
            settings=options.settings,
        )

    # -- checking

    async def _audit(self) -> Findings:
        found = Findings()
        limit = asyncio.Semaphore(AUDITS_MAX)
        rows = Rows(self.options.database) if self.options.database else None
        async with AsyncExitStack() as stack:
            if rows is not None:
                await stack.enter_async_context(rows)
            async with asyncio.TaskGroup() as audits:
                for ledger in self.ledgers:
                    audits.create_task(self._audit_one(limit, ledger, found, rows))
        return found

    async def _audit_one(
        self, limit: asyncio.Semaphore, ledger: Ledger, found: Findings, rows: Rows | None
    ) -> None:
        async with limit:
            history: list[EventView] | None = None
            try:
                history = await history_of(ledger, self.options)
                found.add(audit(ledger, history))
            except ClientError as error:
                self.measures.erred(f"game {ledger.number}: no history: {error}")
            if rows is not None:
                await rows.check(found, ledger, history)


def leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The errors themselves, out of all groups they are wrapped in."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            yield error
