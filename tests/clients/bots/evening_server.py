"""A whole server for bots, in memory: the real rules behind the fake sockets, and its misdeeds."""

import asyncio
from collections.abc import Callable
from typing import Any

from msgspec.structs import replace

from game import commands as asked
from game.commands import BeginGame, Candidate, OpenGame, Prompt
from game.decide import decide
from game.events import ChatSent, Entry, ResponseSubmitted
from game.honours import awaited
from game.ids import SYSTEM, Actor, GameId, MessageId, mint
from game.look import look, shown
from game.redact import EVERYTHING, redact
from game.refusals import Rejected
from game.state import GameState
from game.views import EventView, PlayerShown, Skipped
from server.wire import (
    CreateGame,
    FromClient,
    GameHistory,
    GameReply,
    GuestAuth,
    Hello,
    HelloReply,
    HistoryReply,
    JoinReply,
    MessageReply,
    Reply,
    ResponseReply,
    ResumeGame,
    ResumeReply,
    ServerShown,
    UserShown,
    error_reply,
)
from tests.clients.fake_server import Peer

PROMPTS = tuple(Prompt(f"Why {n}?", "odd", "easy") for n in range(8))


class EveningServer:
    """Plays any number of games; `cut_every` n-th command its author hears no reply, only a cut."""

    def __init__(self, cut_every: int | None = None) -> None:
        self.states: dict[GameId, GameState] = {}
        self.entries: dict[GameId, list[Entry]] = {}
        self.seated: dict[GameId, dict[Peer, Actor]] = {}
        self.actors: dict[Peer, Actor] = {}
        self.replies: dict[tuple[Actor, str], Any] = {}
        self.turn = asyncio.Lock()
        self.commands = 0
        self.cut_every = cut_every
        # What the history says in place of each event's view.
        self.forge: Callable[[EventView], list[EventView]] = lambda view: [view]

    def greet(self, peer: Peer, command: Hello) -> HelloReply:
        auth = command.auth
        name = auth.name if isinstance(auth, GuestAuth) else auth.token
        self.actors[peer] = Actor(name)
        return HelloReply(
            re=command.id,
            user=UserShown(name, name, "user", True),
            token=name,
            token_expires_at=0,
            server=ServerShown("0", "node", 0),
        )

    async def script(self, peer: Peer, command: FromClient) -> None:
        """One at a time, as a room does it: nobody hears the second event before the first."""
        async with self.turn:
            await self.act(peer, command)

    async def act(self, peer: Peer, command: FromClient) -> None:
        self.commands += 1
        actor = self.actors[peer]
        reply = self.replies.get((actor, command.id or ""))
        if reply is None:
            reply = await self.carry_out(peer, actor, command)
            if not isinstance(command, ResumeGame | GameHistory):
                self.replies[actor, command.id or ""] = reply
        elif isinstance(command, asked.JoinGame):
            # The seat is as it was; the table is shown as it is now.
            self.seated[reply.game.id][peer] = actor
            reply = self.reply(reply.game.id, actor, command, reply.seq, [])
        if self.cut_every and self.commands % self.cut_every == 0:
            peer.cut()
        else:
            await peer.send(reply)

    async def carry_out(self, peer: Peer, actor: Actor, command: FromClient) -> Any:
        match command:
            case CreateGame():
                return await self.create(actor, command)
            case ResumeGame(game=game):
                self.seated[game][peer] = actor
                missed = self.entries[game][command.seq :]
                views = [self.view(game, entry, actor) for entry in missed]
                return ResumeReply(re=command.id, game=shown(self.states[game]), events=views)
            case GameHistory(game=game):
                return self.history(command)
            case asked.JoinGame(role="spectator", game=game):
                self.seated[game][peer] = actor
                return self.welcome(game, actor, command)
            case asked.JoinGame(code=code):
                game = next(each for each, state in self.states.items() if state.code == code)
                self.seated[game][peer] = actor
                return await self.post(game, actor, command)
            case _:
                return await self.post(command.game, actor, command)

    async def create(self, actor: Actor, command: CreateGame) -> GameReply:
        number = len(self.states)
        game = GameId(mint(1, "game", number))
        wanted = {name: getattr(command, name) for name in WISHES}
        settings = replace(command.settings, judge="off", reveal_seconds=0)
        opened = OpenGame(
            game=game,
            code=f"C{number}",
            host=actor,
            **wanted | {"settings": settings},
            seed=str(number),
            prompts=PROMPTS,
            cast=(),
        )
        self.entries[game], self.seated[game] = [], {}
        await self.post(game, actor, opened)
        return GameReply(re=command.id, seq=1, game=shown(self.states[game]))

    async def post(self, game: GameId, actor: Actor, command: Any) -> Any:
        begun = command
        if isinstance(command, asked.StartGame):
            begun = BeginGame(game=game, candidates=tuple(map(Candidate, PROMPTS)))
        decided = decide(self.states.get(game), actor, begun, 1)
        if isinstance(decided, Rejected):
            return error_reply(command.id, decided.code.value, decided.detail)
        first = len(self.entries[game]) + 1
        entries = [Entry(first + n, 1, "", event) for n, event in enumerate(decided.events)]
        self.states[game] = decided.state
        self.entries[game] += entries
        for peer, who in list(self.seated[game].items()):
            for entry in entries:
                await peer.send(self.view(game, entry, who))
        if awaited(self.states[game]):
            # Nobody counts honours here, and the podium waits until somebody has.
            await self.post(game, SYSTEM, asked.RecordHonours(number=1 + len(self.states)))
        return self.reply(game, actor, command, first, entries)

    def reply(
        self, game: GameId, actor: Actor, command: Any, first: int, entries: list[Entry]
    ) -> Any:
        match command:
            case asked.JoinGame():
                return self.welcome(game, actor, command)
            case asked.SubmitResponse():
                event = entries[0].event
                assert isinstance(event, ResponseSubmitted)
                return ResponseReply(re=command.id, seq=first, response=event.response)
            case asked.SendChat():
                said = entries[0].event
                assert isinstance(said, ChatSent)
                return MessageReply(re=command.id, seq=first, message=MessageId(said.message))
            case _:
                return Reply(re=command.id, seq=first)

    def welcome(self, game: GameId, actor: Actor, command: asked.JoinGame) -> JoinReply:
        state = self.states[game]
        player = state.players.get(actor)
        person = player and PlayerShown(
            id=player, name="Bot", avatar_url=None, is_ai=False, user=actor
        )
        return JoinReply(
            re=command.id,
            seq=state.seq,
            game=shown(state),
            player=person,
            snapshot=look(state, player, 1, ()),
        )

    def view(self, game: GameId, entry: Entry, actor: Actor) -> EventView | Skipped:
        seen = redact(game, entry, self.states[game].players.get(actor))
        return seen or Skipped(game=game, seq=entry.seq)

    def history(self, command: GameHistory) -> HistoryReply:
        entries = self.entries[command.game][command.from_seq - 1 :]
        page = entries[: command.limit]
        views = [redact(command.game, entry, EVERYTHING) for entry in page]
        return HistoryReply(
            re=command.id,
            game=shown(self.states[command.game]),
            events=[forged for view in views if view is not None for forged in self.forge(view)],
            next=entries[command.limit].seq if len(entries) > command.limit else None,
        )


WISHES = (
    "name",
    "max_players",
    "total_rounds",
    "time_limit_seconds",
    "mode",
    "visibility",
    "settings",
    "agents",
)
