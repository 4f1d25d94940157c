"""Coming, going and coming back: joins, resumes and leaves, and who hears a game from when on."""

from functools import partial
from typing import Final

from game.commands import JoinGame, KickPlayer, LeaveGame, PassHost
from game.faces import person
from game.ids import SYSTEM, GameId
from game.look import look, shown
from game.muting import hidden_from
from game.seats import CLOSED, REMOVED, may_hear
from game.state import OVER
from server.answers import refused, replied
from server.clock import Clock, Timer
from server.directory import Directory
from server.frames import frame
from server.outcomes import Gone, Said
from server.place import Place
from server.room import Answer
from server.room_task import RoomTask
from server.visitor import Visitor
from server.wire import ErrorReply, Fault, JoinReply, Reply, ResumeGame, ResumeReply, error_reply

# A host may lose their connection for so long before someone else leads.
HOST_GRACE_MS: Final = 30_000
# Entries after one's own that are sent before the reply to a join; a retry gets only the reply.
JOINED_MAX: Final = 32


class Seating:
    """Attaches connections to the games they watch."""

    def __init__(self, directory: Directory, clock: Clock) -> None:
        self._directory, self._clock = directory, clock
        # Games whose host is away, until somebody else leads: one wait each.
        self._waits: dict[GameId, Timer] = {}

    def join(self, visitor: Visitor, place: Place, command: JoinGame) -> None:
        """Take a seat, or watch; the seat's reply comes once it is durable."""
        if command.role == "spectator":
            visitor.reply(self._watch(visitor, place, command))
        else:
            place.post(visitor.actor, command, partial(self._joined, visitor, command))

    def _watch(self, visitor: Visitor, place: Place, command: JoinGame) -> Reply | ErrorReply:
        state = place.state
        if not may_hear(state, visitor.actor):
            why = REMOVED if visitor.actor in state.kicked else CLOSED
            return error_reply(command.id, Fault.FORBIDDEN, why)
        self._attach(visitor, place, seated=False)
        return self._welcome(visitor, place, command, state.seq)

    def _joined(self, visitor: Visitor, command: JoinGame, said: Said, place: Place) -> None:
        if not isinstance(said, Answer):
            visitor.reply(refused(command.id, said))
            return
        if visitor.gone:
            # The seat is taken; whoever comes back for it attaches then.
            return
        here = self._directory.here(place.game)
        if here is None or here.audience is not place.audience:
            # Closed since it was asked, as a shadow may be: nobody would hear anything there.
            visitor.reply(refused(command.id, Gone()))
            return
        seat = place.state.seat_of(visitor.actor)
        if seat is None and visitor.actor in place.state.kicked:
            # An old join, asked for again: told that it is over, or they would wait for ever.
            visitor.reply(error_reply(command.id, Fault.FORBIDDEN, REMOVED))
            return
        heard = visitor in place.audience
        self._attach(visitor, place, seated=seat is not None)
        # The event of the join comes before its reply, here as for everyone else.
        own = place.audience.recent.since(said.seq - 1, place.room.seq) if said.made else None
        if own and not heard and len(own) <= JOINED_MAX:
            player = seat.player if seat is not None else None
            hidden = hidden_from(place.state, player)
            views = (place.audience.view(entry, player, hidden) for entry in own)
            visitor.must(b"".join(frame(visitor.codec, view) for view in views))
        visitor.reply(self._welcome(visitor, place, command, place.room.seq))

    def _welcome(self, visitor: Visitor, place: Place, command: JoinGame, seq: int) -> JoinReply:
        state = place.state
        player = place.audience.eyes(visitor, state)
        return JoinReply(
            re=command.id,
            seq=seq,
            game=shown(state),
            player=person(state.seats[player]) if player is not None else None,
            snapshot=look(state, player, self._clock.now_ms(), place.audience.present),
        )

    def resume(self, visitor: Visitor, place: Place, command: ResumeGame) -> Reply | ErrorReply:
        """Go on from the number held: what was missed, or a snapshot where that is too long ago."""
        state = place.state
        seat = state.seat_of(visitor.actor)
        if not may_hear(state, visitor.actor):
            return error_reply(command.id, Fault.FORBIDDEN, "you are not in this game")
        self._attach(visitor, place, seated=seat is not None)
        player = place.audience.eyes(visitor, state)
        recent = place.audience.recent
        missed = recent.since(command.seq, state.seq) if command.seq <= state.seq else None
        if missed is None:
            snapshot = look(state, player, self._clock.now_ms(), place.audience.present)
            return ResumeReply(re=command.id, seq=state.seq, game=shown(state), snapshot=snapshot)
        # As the mutes are now, whatever they were when it was said.
        hidden = hidden_from(state, player)
        views = [place.audience.view(entry, player, hidden) for entry in missed]
        return ResumeReply(re=command.id, seq=state.seq, game=shown(state), events=views)

    def leave(self, visitor: Visitor, place: Place, command: LeaveGame) -> None:
        """Give the seat up, or stop watching."""
        place.post(visitor.actor, command, partial(self._left, visitor, command))

    def _left(self, visitor: Visitor, command: LeaveGame, said: Said, place: Place) -> None:
        if isinstance(said, Answer):
            self.depart(visitor, place.game)
            holder = place.audience.listener(visitor.actor)
            if holder is not None and place.state.seat_of(visitor.actor) is None:
                # An older connection of theirs, which may be dead, has nothing to hear either.
                place.audience.detach(holder)
        visitor.reply(replied(command, said))

    def kick(self, visitor: Visitor, place: Place, command: KickPlayer) -> None:
        """Remove a player; their connections hear of it, and the audience lets them go."""
        place.post(visitor.actor, command, partial(_kicked, visitor, command))

    def _attach(self, visitor: Visitor, place: Place, *, seated: bool) -> None:
        for game in [game for game in visitor.games if game != place.game]:
            # Kept as long as anybody hears them: whoever plays all night would hold every room of
            # the night open, some 100 KiB each.
            if self._is_over(game):
                self.depart(visitor, game)
        visitor.games[place.game] = place.audience
        if place.audience.attach(visitor, visitor.actor, seated=seated):
            place.audience.presence(visitor.actor, place.state, connected=True)
        # After a restart nobody saw the host go; whoever comes back starts the wait.
        self.await_host(place)

    def _is_over(self, game: GameId) -> bool:
        place = self._directory.here(game)
        return place is not None and place.room.state is not None and place.state.phase in OVER

    def depart(self, visitor: Visitor, game: GameId) -> None:
        """Stop watching; if that was the host's connection, the lead may pass on after a while."""
        audience = visitor.games.pop(game, None)
        # Also while the game is being opened anew, for those who watch it: nobody may keep a seat
        # who is not there any more.
        is_away = audience is not None and audience.detach(visitor)
        place = self._directory.here(game)
        if place is None or place.room.state is None or place.audience is not audience:
            return
        if is_away:
            audience.presence(visitor.actor, place.state, connected=False)
        self.await_host(place)

    def await_host(self, place: Place) -> None:
        """Let someone else lead if the host is away now and does not come back in time.

        To be called whenever someone may have come or gone, here or elsewhere. Only the node
        that plays the game waits.
        """
        waits = isinstance(place, RoomTask) and place.state.phase not in OVER
        if not waits or place.audience.is_led(place.state.host):
            waiting = self._waits.pop(place.game, None)
            if waiting is not None:
                waiting.cancel()
        elif place.game not in self._waits:
            due = self._clock.now_ms() + HOST_GRACE_MS
            passing = partial(self._pass_host, place.game)
            self._waits[place.game] = self._clock.call_at(due, passing)

    def _pass_host(self, game: GameId) -> None:
        self._waits.pop(game, None)
        place = self._directory.here(game)
        if isinstance(place, RoomTask) and not place.audience.is_led(place.state.host):
            place.post(SYSTEM, PassHost(present=place.audience.present))


def _kicked(visitor: Visitor, command: KickPlayer, said: Said, _place: Place) -> None:
    visitor.reply(replied(command, said))
