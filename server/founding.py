"""Founding a game: brings prompts, cast, code, seed and id to the rules, which draw from them."""

import asyncio
import secrets
from collections.abc import Callable
from functools import partial
from typing import Final

from game.commands import CastMember, OpenGame, Prompt
from game.ids import GameId, mint
from game.look import shown
from game.rules import Settings
from persistence.ports import Journal, Prompts, StorageUnavailable, Wanted
from server.answers import MOVED_RETRY_MS, refused, unavailable
from server.clock import Clock
from server.dealer import wanted_by
from server.directory import Directory
from server.judge.judge_task import Bench
from server.outcomes import Gone, Said
from server.place import Place
from server.quota import Quota
from server.room import Answer, Post, cause_of
from server.visitor import Visitor
from server.wire import CreateGame, Fault, GameReply, error_reply

# Consonants that are read out well and make no words.
CODE_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH: Final = 5
# Wishes that are known to find prompts; when there are too many, all are looked up anew.
FITTING_MAX: Final = 256
TRIES_MAX: Final = 8


class Founding:
    """Makes games, each once however often it is asked for."""

    def __init__(
        self,
        directory: Directory,
        journal: Journal,
        prompts: Prompts,
        bench: Bench,
        cast: Callable[[], tuple[CastMember, ...]],
        clock: Clock,
        quota: Quota | None = None,
    ) -> None:
        self._quota = quota
        self._directory, self._journal, self._prompts = directory, journal, prompts
        self.bench, self._cast, self._clock = bench, cast, clock
        self._fitting: dict[Wanted, tuple[Prompt, ...]] = {}
        self._again: set[asyncio.Task[None]] = set()

    async def create(self, visitor: Visitor, command: CreateGame) -> None:
        """Found the game and reply; a repeated command is told of the game that it founded."""
        judge = command.settings.judge
        if not self.bench.knows(judge):
            refusal = f"settings.judge: there is no judge {judge!r} here"
            visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, refusal))
            return
        cause = cause_of(visitor.actor, command)
        held = cause or secrets.token_hex(16)
        if self._quota is None or await self._quota.take(visitor.actor, held):
            await self._try(visitor, command, held, 1)
            return
        before = await self._journal.founded_by(cause) if cause else None
        if before is not None:
            await self._reply(visitor, command, before)
            return
        detail = f"you host {self._quota.most} games: end one of them first"
        visitor.reply(error_reply(command.id, Fault.CONFLICT, detail))

    async def _try(self, visitor: Visitor, command: CreateGame, held: str, tries: int) -> None:
        """Found it, unless that has been done; the place held among the host's is given back."""
        is_posted = False
        try:
            is_posted = await self._found(visitor, command, held, tries)
        finally:
            if not is_posted:
                self._release(visitor, held)

    def _release(self, visitor: Visitor, held: str) -> None:
        if self._quota is not None:
            self._quota.release(visitor.actor, held)

    async def _found(self, visitor: Visitor, command: CreateGame, held: str, tries: int) -> bool:
        """Whether the game was posted, and `_told` will be called."""
        settings, cause = command.settings, cause_of(visitor.actor, command)
        before = await self._journal.founded_by(cause) if cause else None
        if before is not None:
            await self._reply(visitor, command, before)
            return False
        game = GameId(mint(self._clock.now_ms(), secrets.token_hex(16)))
        opened = OpenGame(
            game=game,
            code="".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH)),
            host=visitor.actor,
            name=command.name,
            max_players=command.max_players,
            total_rounds=command.total_rounds,
            time_limit_seconds=command.time_limit_seconds,
            mode=command.mode,
            visibility=command.visibility,
            settings=settings,
            agents=command.agents,
            seed=secrets.token_hex(16),
            prompts=await self._fitting_prompts(settings),
            cast=self._cast(),
        )
        told = partial(self._told, visitor, command, held, tries)
        self._directory.found(
            game, Post(visitor.actor, opened, cause or f"{visitor.actor}/{game}"), told
        )
        return True

    async def _fitting_prompts(self, asked: Settings) -> tuple[Prompt, ...]:
        """One prompt that fits, if there is any: the deck is drawn later, at the start."""
        wanted = wanted_by(asked)
        known = self._fitting.get(wanted)
        if known is not None:
            return known
        found = await self._prompts.candidates(wanted, (), 1)
        prompts = tuple(each.prompt for each in found)
        if prompts:
            if len(self._fitting) >= FITTING_MAX:
                self._fitting.clear()
            self._fitting[wanted] = prompts
        return prompts

    async def _reply(self, visitor: Visitor, command: CreateGame, game: GameId) -> None:
        place = await self._directory.find(game)
        if place is None or place.room.state is None:
            # In the journal, but its room has not been told so yet.
            visitor.reply(unavailable(command.id, retry_ms=MOVED_RETRY_MS))
            return
        visitor.reply(GameReply(re=command.id, seq=1, game=shown(place.state)))

    async def _try_again(
        self, visitor: Visitor, command: CreateGame, held: str, tries: int
    ) -> None:
        try:
            await self._try(visitor, command, held, tries)
        except StorageUnavailable:
            visitor.reply(unavailable(command.id))

    def _told(
        self,
        visitor: Visitor,
        command: CreateGame,
        held: str,
        tries: int,
        said: Said,
        place: Place,
    ) -> None:
        if isinstance(said, Gone) and tries < TRIES_MAX:
            # The code was taken, or the same command has founded a game in this very moment.
            again = asyncio.create_task(self._try_again(visitor, command, held, tries + 1))
            self._again.add(again)
            again.add_done_callback(self._again.discard)
            return
        self._release(visitor, held)
        if isinstance(said, Answer):
            visitor.reply(GameReply(re=command.id, seq=1, game=shown(place.state)))
        else:
            visitor.reply(refused(command.id, said))
