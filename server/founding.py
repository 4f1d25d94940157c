"""Founding a game: brings prompts, cast, code, seed and id to the rules, which draw from them."""

import asyncio
import secrets
from collections.abc import Sequence
from functools import partial
from typing import Final

from game.commands import CastMember, OpenGame, Prompt
from game.ids import GameId, mint
from game.look import shown
from persistence.ports import Journal, Prompts, StorageUnavailable
from server.answers import MOVED_RETRY_MS, refused, unavailable
from server.clock import Clock
from server.directory import Directory
from server.judge_task import Bench
from server.outcomes import Gone, Said
from server.room import Answer, Post, cause_of
from server.room_task import RoomTask
from server.visitor import Visitor
from server.wire import CreateGame, Fault, GameReply, error_reply

# Consonants that are read out well and make no words.
CODE_LETTERS: Final = "BCDFGHJKLMNPQRSTVWXZ"
CODE_LENGTH: Final = 5
TRIES_MAX: Final = 8


class Founding:
    """Makes games, each once however often it is asked for."""

    def __init__(
        self,
        directory: Directory,
        journal: Journal,
        prompts: Prompts,
        bench: Bench,
        cast: Sequence[CastMember],
        clock: Clock,
    ) -> None:
        self._directory, self._journal, self._prompts = directory, journal, prompts
        self._bench, self._cast, self._clock = bench, tuple(cast), clock
        self._packs: dict[tuple[str, str], tuple[Prompt, ...]] = {}
        self._again: set[asyncio.Task[None]] = set()

    async def create(self, visitor: Visitor, command: CreateGame, tries: int = 1) -> None:
        """Found the game and reply; a repeated command is told of the game that it founded."""
        settings = command.settings
        if not self._bench.knows(settings.judge):
            refusal = f"settings.judge: there is no judge {settings.judge!r} here"
            visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, refusal))
            return
        cause = cause_of(visitor.actor, command)
        before = await self._journal.founded_by(cause) if cause else None
        if before is not None:
            await self._reply(visitor, command, before)
            return
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
            prompts=await self._pack(settings.pack, settings.language),
            cast=self._cast,
        )
        told = partial(self._told, visitor, command, tries)
        self._directory.found(
            game, Post(visitor.actor, opened, cause or f"{visitor.actor}/{game}"), told
        )

    async def _pack(self, pack: str, language: str) -> tuple[Prompt, ...]:
        known = self._packs.get((pack, language))
        if known is not None:
            return known
        prompts = await self._prompts.drawn_from(pack, language)
        if prompts:
            # Only packs that exist are kept, so there are never more than those.
            self._packs[pack, language] = prompts
        return prompts

    async def _reply(self, visitor: Visitor, command: CreateGame, game: GameId) -> None:
        place = await self._directory.find(game)
        if place is None or place.room.state is None:
            # In the journal, but its room has not been told so yet.
            visitor.reply(unavailable(command.id, retry_ms=MOVED_RETRY_MS))
            return
        visitor.reply(GameReply(re=command.id, seq=1, game=shown(place.state)))

    async def _create_again(self, visitor: Visitor, command: CreateGame, tries: int) -> None:
        try:
            await self.create(visitor, command, tries)
        except StorageUnavailable:
            visitor.reply(unavailable(command.id))

    def _told(
        self, visitor: Visitor, command: CreateGame, tries: int, said: Said, room: RoomTask
    ) -> None:
        if isinstance(said, Gone) and tries < TRIES_MAX:
            # The code was taken, or the same command has founded a game in this very moment.
            again = asyncio.create_task(self._create_again(visitor, command, tries + 1))
            self._again.add(again)
            again.add_done_callback(self._again.discard)
        elif isinstance(said, Answer):
            visitor.reply(GameReply(re=command.id, seq=1, game=shown(room.state)))
        else:
            visitor.reply(refused(command.id, said))
