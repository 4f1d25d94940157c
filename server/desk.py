"""What each command leads to: the one place that knows all operations of the wire."""

from functools import partial
from typing import Final

from msgspec.structs import replace

from game import commands as asked
from game.ids import PlayerId
from game.look import shown
from game.modes.turing import is_veiled
from game.muting import is_muted
from game.redact import EVERYTHING, redact
from game.seats import may_hear, may_reread
from game.state import OVER
from game.texts import clean_line
from game.words import screened
from persistence.ports import Games, Journal, Login
from server import wire
from server.answers import MOVED_RETRY_MS, replied, unavailable
from server.authority import denied
from server.directory import Directory
from server.founding import Founding
from server.offices import Offices
from server.outcomes import Said
from server.place import Place
from server.seating import Seating
from server.shadow import Shadow
from server.visitor import Visitor
from server.wire import Fault, FromClient, FromConsole, error_reply

# Of either field, as the wire has it.
REACTION_LENGTH_MAX: Final = 128
RESTART: Final = "this server is about to restart"
RESTART_RETRY_MS: Final = 2_000

# Commands that change a room, beside joining, leaving and kicking, which also move connections.
ROOM_COMMANDS = (
    asked.SetReady
    | asked.AddAgent
    | asked.CancelGame
    | asked.SubmitResponse
    | asked.CastVote
    | asked.CastGuess
    | asked.SendChat
    | asked.MutePlayer
    | asked.MuteChat
)


# The most frequent first: they are tried in this order.
SIGNALS = wire.React | wire.Typing
AT_ONCE = SIGNALS | ROOM_COMMANDS
OF_PEOPLE = (
    wire.AccountCommand
    | wire.ProposePrompt
    | wire.BestAnswers
    | wire.AgentCommand
    | wire.GetMind
    | wire.WorldCommand
)
InGame = (
    ROOM_COMMANDS
    | asked.StartGame
    | asked.JoinGame
    | asked.LeaveGame
    | asked.KickPlayer
    | wire.ResumeGame
    | wire.GameHistory
    | wire.React
    | wire.Typing
    | wire.ReportChat
    | wire.RatePrompt
    | wire.AskWhy
)


class Desk:
    """Carries out what visitors ask; raises StorageUnavailable where a table can't be read."""

    def __init__(
        self,
        directory: Directory,
        founding: Founding,
        seating: Seating,
        games: Games,
        journal: Journal,
        offices: Offices,
    ) -> None:
        self._directory, self.founding, self.seating = directory, founding, seating
        self._games, self._journal, self.offices = games, journal, offices
        # Set while the node drains: rooms play on, new games go elsewhere.
        self.draining = False

    async def hello(
        self, command: wire.Hello, address: str | None
    ) -> tuple[Login, wire.HelloReply] | wire.ErrorReply:
        """Sign in."""
        return await self.offices.reception.hello(command, address)

    async def serve(self, visitor: Visitor, command: FromClient | FromConsole) -> None:
        """Carry out a command of someone signed in; answers now, or once it is durable."""
        if self._refused(visitor, command):
            return
        match command:
            case wire.Hello() | wire.Execute() | wire.Watch() | wire.Complete():
                raise AssertionError("neither the session nor this door's codec lets it pass")
            case wire.CreateGame() if self.draining:
                visitor.reply(unavailable(command.id, RESTART, RESTART_RETRY_MS))
            case wire.CreateGame():
                await self.founding.create(visitor, command)
            case wire.ListGames():
                games, following = await self._games.page(
                    command.status, command.mode, command.cursor, command.limit
                )
                visitor.reply(wire.ListReply(re=command.id, games=games, next=following))
            case asked.JoinGame(game=None, code=None):
                detail = "game.join names a game or a code"
                visitor.reply(error_reply(command.id, Fault.BAD_REQUEST, detail))
            case asked.JoinGame():
                self._at(visitor, await self._directory.find(command.game, command.code), command)
            case _ if isinstance(command, OF_PEOPLE):
                await self.offices.serve(visitor, command)
            case _:
                place = self._directory.here(command.game)
                place = place or await self._directory.find(command.game)
                if place is not None and place.room.state is None:
                    place = None  # being founded in this moment: there is nothing to see yet
                await self._in(visitor, place, command)

    async def _in(self, visitor: Visitor, place: Place | None, command: InGame) -> None:
        """Carry out what concerns a game, and needs a table before it can be decided or posted."""
        match command:
            case wire.GameHistory() if place is not None:
                await self._history(visitor, place, command)
            case asked.StartGame() if place is not None:
                await self.offices.dealer.start(visitor, place, command)
            case wire.ReportChat() if place is not None:
                await self.offices.moderation.report(visitor, place, command)
            case wire.RatePrompt() if place is not None:
                await self.offices.suggestions.rate(visitor, place, command)
            case wire.AskWhy() if place is not None:
                await self.offices.whys.tell(visitor, place, command)
            case wire.ResumeGame() if place is not None and command.seq > place.room.seq:
                await self._resume_ahead(visitor, place, command)
            case _:
                self._at(visitor, place, command)

    async def _resume_ahead(self, visitor: Visitor, place: Place, command: wire.ResumeGame) -> None:
        """Whoever comes from another node may hold more than this one has read, or has written."""
        if place.room.state is None or not may_hear(place.state, visitor.actor):
            self._at(visitor, place, command)
            return
        if isinstance(place, Shadow):
            await place.follow(command.seq)
        elif found := await self._journal.read(place.game, place.room.seq, 1):
            # Written by this room, which does not know yet, or by whoever plays the game by now.
            self._directory.hint(place.game, found[0].seq)
            visitor.reply(unavailable(command.id, "this game is moving", MOVED_RETRY_MS))
            return
        self._at(visitor, place, command)

    def at_once(self, visitor: Visitor, command: FromClient | FromConsole) -> bool:
        """Carry out what needs no waiting, if the game is open here; False where it isn't."""
        if not isinstance(command, AT_ONCE):
            return False
        place = self._directory.here(command.game)
        if place is None:
            return False
        if self._refused(visitor, command):
            return True
        if isinstance(command, SIGNALS) and place.room.state is not None:
            self._signal(visitor, place, command)
        else:
            self._at(visitor, place, command)
        return True

    def _refused(self, visitor: Visitor, command: FromClient | FromConsole) -> bool:
        """Whether this person may not give this command, which they then have been told."""
        found = denied(visitor.login, type(command))
        if found is not None:
            visitor.reply(error_reply(command.id, found.code, found.detail))
        return found is not None

    def _at(self, visitor: Visitor, place: Place | None, command: InGame) -> None:
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
            # Machines are not seen typing, and behind masks nobody is.
            if not is_veiled(place.state):
                typing = wire.TypingSignal(game=command.game, player=player)
                place.audience.signal(typing, f"typing {player}")
        else:
            refused = _reaction(visitor, place, command, player)
            if refused is not None:
                visitor.reply(refused)
                return
            self.offices.suggestions.noted(visitor, place, command.kind)
        visitor.reply(wire.Reply(re=command.id))

    async def _history(self, visitor: Visitor, place: Place, command: wire.GameHistory) -> None:
        """The whole of a finished game, secrets and all, a page at a time."""
        state = place.state
        if not may_reread(state, visitor.actor):
            detail = "a private game is read again by those who played it"
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, detail))
            return
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
        self.offices.valley.depart(visitor)
        for game in list(visitor.games):
            self.seating.depart(visitor, game)


def _reaction(
    visitor: Visitor, place: Place, command: wire.React, player: PlayerId | None
) -> wire.ErrorReply | None:
    """Show a reaction to everyone, unless words that may not be said would be said by it."""
    if is_muted(place.state, visitor.actor):
        return error_reply(command.id, Fault.FORBIDDEN, "you are muted in this game")
    texts: list[str | None] = []
    for text in (command.kind, command.data):
        clean = clean_line(text, REACTION_LENGTH_MAX) if text else text
        said = screened(clean, place.state.settings.profanity) if isinstance(clean, str) else clean
        if text and not isinstance(said, str):
            detail = "kind and data: visible characters, and no word that this table refuses"
            return error_reply(command.id, Fault.BAD_REQUEST, detail)
        texts.append(said if isinstance(said, str) else None)
    kind, data = texts
    assert kind is not None
    place.audience.signal(
        wire.ReactionSignal(game=command.game, player=player, kind=kind, data=data)
    )
    return None


def _told(visitor: Visitor, command: ROOM_COMMANDS, said: Said, _place: Place) -> None:
    visitor.reply(replied(command, said))
