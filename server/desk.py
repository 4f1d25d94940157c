"""What each command leads to: the one place that knows all operations of the wire."""

import hashlib
import secrets
from functools import partial
from typing import Final, assert_never

from msgspec.structs import replace

from game import commands as asked
from game.look import shown
from game.redact import EVERYTHING, redact
from game.rules import RULES
from game.state import OVER
from persistence.ports import Accounts, Games, Journal, Login
from server import wire
from server.answers import replied, unavailable
from server.clock import Clock
from server.directory import Directory, Place
from server.founding import Founding
from server.outcomes import Said
from server.room_task import RoomTask
from server.seating import Seating, elsewhere
from server.shadow import Shadow
from server.visitor import Visitor
from server.wire import Fault, FromClient, error_reply

TOKEN_DAYS: Final = 30
DAY_MS: Final = 24 * 3_600_000
RESTART: Final = "this server is about to restart"
RESTART_RETRY_MS: Final = 2_000

# Commands that change a room, beside joining, leaving and kicking, which also move connections.
ROOM_COMMANDS = (
    asked.SetReady
    | asked.StartGame
    | asked.AddAgent
    | asked.CancelGame
    | asked.SubmitResponse
    | asked.CastVote
    | asked.SendChat
)


class Desk:
    """Carries out what visitors ask; raises StorageUnavailable where a table can't be read."""

    def __init__(
        self,
        directory: Directory,
        founding: Founding,
        seating: Seating,
        accounts: Accounts,
        games: Games,
        journal: Journal,
        clock: Clock,
        version: str,
    ) -> None:
        self._directory, self._founding, self.seating = directory, founding, seating
        self._accounts, self._games, self._journal = accounts, games, journal
        self._clock, self._version = clock, version
        # Set while the node drains: rooms play on, new games go elsewhere.
        self.draining = False

    async def hello(
        self, command: wire.Hello, ip: str | None
    ) -> tuple[Login, wire.HelloReply] | wire.ErrorReply:
        """Sign in, as a new guest or by a token."""
        now_ms = self._clock.now_ms()
        login: Login | None
        match command.auth:
            case wire.GuestAuth(name=name):
                clean = " ".join(name.split())
                if not clean.isprintable() or not 1 <= len(clean) <= RULES.name_length_max:
                    return error_reply(command.id, "name.invalid")
                token = secrets.token_urlsafe(32)
                login = await self._accounts.welcome_guest(
                    clean, _hash(token), now_ms, TOKEN_DAYS * DAY_MS, ip, command.client
                )
            case wire.TokenAuth(token=token):
                login = await self._accounts.by_token(_hash(token), now_ms)
                if login is None:
                    detail = "this token is unknown or has expired"
                    return error_reply(command.id, Fault.UNAUTHORIZED, detail)
            case _:
                assert_never(command.auth)
        person = login.person
        reply = wire.HelloReply(
            re=command.id,
            user=wire.UserShown(person.id, person.name, person.role, person.is_guest),
            token=token,
            token_expires_at=login.expires_at,
            server=wire.ServerShown(self._version, self._directory.node, now_ms),
        )
        return login, reply

    async def serve(self, visitor: Visitor, command: FromClient) -> None:
        """Carry out a command of someone signed in; answers now, or once it is durable."""
        match command:
            case wire.CreateGame():
                if self.draining:
                    visitor.reply(unavailable(command.id, RESTART, RESTART_RETRY_MS))
                    return
                await self._founding.create(visitor, command)
            case wire.ListGames():
                games, following = await self._games.page(
                    command.status, command.mode, command.cursor, command.limit
                )
                visitor.reply(wire.ListReply(re=command.id, games=games, next=following))
            case wire.Hello():
                raise AssertionError("the session lets one hello pass, before any visitor is")
            case asked.JoinGame():
                if command.game is None and command.code is None:
                    detail = "game.join names a game or a code"
                    visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, detail))
                    return
                place = await self._directory.find(command.game, command.code)
                self._at(visitor, place, command)
            case _:
                place = self._directory.here(command.game)
                place = place or await self._directory.find(command.game)
                if isinstance(command, wire.ResumeGame) and isinstance(place, Shadow):
                    # Whoever comes from the game's own node may be ahead of this one.
                    await place.follow(command.seq)
                if isinstance(command, wire.GameHistory) and place is not None:
                    await self._history(visitor, place, command)
                else:
                    self._at(visitor, place, command)

    def at_once(self, visitor: Visitor, command: FromClient) -> bool:
        """Carry out what needs no waiting, if the game is open here; False where it isn't."""
        if not isinstance(command, ROOM_COMMANDS | wire.React | wire.Typing):
            return False
        place = self._directory.here(command.game)
        if place is None:
            return False
        self._at(visitor, place, command)
        return True

    def _at(self, visitor: Visitor, place: Place | None, command: FromClient) -> None:
        if place is None and self.draining:
            visitor.reply(unavailable(command.id, RESTART, RESTART_RETRY_MS))
            return
        if place is None or place.room.state is None:
            visitor.reply(error_reply(command.id, Fault.NOT_FOUND, "no such game"))
            return
        match command:
            case asked.JoinGame():
                named = command.name if command.name is not None else visitor.name
                self.seating.join(visitor, place, replace(command, name=named))
            case wire.ResumeGame():
                visitor.reply(self.seating.resume(visitor, place, command))
            case asked.LeaveGame():
                self.seating.leave(visitor, place, command)
            case wire.React() | wire.Typing():
                self._signal(visitor, place, command)
            case _ if not isinstance(place, RoomTask):
                visitor.reply(elsewhere(command.id, place))
            case asked.KickPlayer():
                self.seating.kick(visitor, place, command)
            case _:
                assert isinstance(command, ROOM_COMMANDS)
                place.post(visitor.actor, command, partial(_told, visitor, command))

    def _signal(self, visitor: Visitor, place: Place, command: wire.React | wire.Typing) -> None:
        if visitor not in place.audience:
            visitor.reply(error_reply(command.id, "game.not_seated", "join the game first"))
            return
        player = place.audience.eyes(visitor, place.state)
        if isinstance(command, wire.Typing):
            typing = wire.TypingSignal(game=command.game, player=player)
            place.audience.signal(typing, f"typing {player}")
        else:
            place.audience.signal(
                wire.ReactionSignal(
                    game=command.game, player=player, kind=command.kind, data=command.data
                )
            )
        visitor.reply(wire.Reply(re=command.id))

    async def _history(self, visitor: Visitor, place: Place, command: wire.GameHistory) -> None:
        """The whole of a finished game, secrets and all, a page at a time."""
        state = place.state
        if state.phase not in OVER:
            detail = "the history opens when the game is over"
            visitor.reply(error_reply(command.id, Fault.CONFLICT, detail))
            return
        after = command.from_seq - 1
        entries = await self._journal.read(command.game, after, command.limit + 1)
        page = entries[: command.limit]
        views = [redact(command.game, entry, EVERYTHING) for entry in page]
        visitor.reply(
            wire.HistoryReply(
                re=command.id,
                game=shown(state),
                events=[view for view in views if view is not None],
                next=entries[command.limit].seq if len(entries) > command.limit else None,
            )
        )

    def depart(self, visitor: Visitor) -> None:
        """A connection ended: it watches nothing any more."""
        for game in list(visitor.games):
            self.seating.depart(visitor, game)


def _told(visitor: Visitor, command: ROOM_COMMANDS, said: Said, room: RoomTask) -> None:
    visitor.reply(replied(command, said))


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
