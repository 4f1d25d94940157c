"""Plays many games at once and asks the oracle about each; a shell around bots and audits.

Bounded by its options: connections by games and players, time by `limit_s` for each game.
"""

import asyncio
from collections.abc import Callable, Iterator
from contextlib import AsyncExitStack
from time import perf_counter
from typing import Final

from clients.bots.bot import Bot
from clients.bots.crew import Crew
from clients.bots.findings import Findings
from clients.bots.ledger import Ledger
from clients.bots.measures import Measures, spread
from clients.bots.options import Options
from clients.bots.oracle import audit
from clients.bots.outcome import Outcome
from clients.bots.rows import Rows
from clients.sdk import Client, ClientError, Counts, Token
from game.views import EventView
from server.wire import CreateGame, GameHistory

# Handshakes and sign-ins under way at one time, so that a big run does not flood the door.
ARRIVALS_MAX: Final = 64
AUDITS_MAX: Final = 8
PAGE: Final = 200


class Load:
    """One run. `measures` may be read while it goes on."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.measures = Measures()
        self.phase = "playing"
        self.ledgers: list[Ledger] = []
        self.counts: list[Counts] = []
        self._crew = Crew(options)
        self._arriving = asyncio.Semaphore(ARRIVALS_MAX)
        self._playing = asyncio.Semaphore(options.concurrent or options.games)

    async def run(self) -> Outcome:
        """Play, then audit; the outcome, whatever it is."""
        await self._crew.enlist()
        self.measures.began_s = began_s = perf_counter()
        async with asyncio.TaskGroup() as games:
            for number in range(self.options.games):
                games.create_task(self._game(number))
        played_s = perf_counter() - began_s
        self.phase = "checking"
        findings = await self._audit()
        self.phase = "done"
        return self._outcome(played_s, findings)

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
                history = await self._history(ledger)
                found.add(audit(ledger, history))
            except ClientError as error:
                self.measures.erred(f"game {ledger.number}: no history: {error}")
            if rows is not None:
                await rows.check(found, ledger, history)

    async def _history(self, ledger: Ledger) -> list[EventView]:
        """All pages, by the host's token: whoever played may read."""
        options = self.options
        events: list[EventView] = []
        async with Client(
            options.url,
            auth=Token(ledger.host_token),
            codec=options.codec,
            patience_s=options.limit_s,
        ) as reader:
            from_seq: int | None = 1
            while from_seq is not None:
                command = GameHistory(game=ledger.game, from_seq=from_seq, limit=PAGE)
                page = await reader.ask(command)
                events += page.events
                from_seq = page.next
        return events

    def _outcome(self, played_s: float, found: Findings) -> Outcome:
        options, measures = self.options, self.measures

        def total(count: Callable[[Counts], int]) -> int:
            return sum(count(each) for each in self.counts)

        return Outcome(
            games=options.games,
            games_completed=sum(ledger.completed for ledger in self.ledgers),
            players=options.games * options.players,
            rounds=options.rounds,
            agents=options.agents,
            codec=options.codec,
            seed=options.seed,
            think_ms=options.think_ms,
            duration_s=round(played_s, 3),
            commands_acked=measures.acks,
            acked_checked=found.acked,
            acked_lost=found.lost,
            acked_duplicated=found.duplicated,
            acked_altered=found.altered,
            unacked_present=found.unacked_present,
            errors=measures.errors,
            late=measures.late,
            holes=found.holes,
            secrets_leaked=found.leaks,
            views_altered=found.mismatches,
            rows_checked=found.rows_checked if options.database else None,
            rows_missing=found.rows_missing if options.database else None,
            rows_altered=found.rows_altered if options.database else None,
            reconnects=total(lambda each: max(0, each.links - 1)),
            commands_retried=total(lambda each: each.resent + each.put_off),
            gaps_resumed=total(lambda each: each.gaps),
            snapshots=total(lambda each: each.snapshots),
            submit_ack_ms=spread(measures.submit_ack_ms),
            ack_ms=spread(measures.ack_ms),
            answers_to_voting_ms=spread(measures.answers_to_voting_ms),
            submit_to_voting_ms=spread(measures.submit_to_voting_ms),
            deliveries=measures.deliveries,
            deliveries_per_s=round(measures.deliveries / played_s, 1) if played_s else 0.0,
            notes=(*measures.error_notes, *found.notes),
        )


def leaves(group: BaseExceptionGroup[BaseException]) -> Iterator[BaseException]:
    """The errors themselves, out of all groups they are wrapped in."""
    for error in group.exceptions:
        if isinstance(error, BaseExceptionGroup):
            yield from leaves(error)
        else:
            yield error
