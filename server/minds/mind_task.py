"""Machine players at the tables of this node: show them views, ask them to think, post their acts.

They see what people see and post what people post; nothing here knows the rules.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from hashlib import blake2b
from typing import Final

from agents.absorb import absorb
from agents.banter import Banter
from agents.mind import Mind, born, with_recalled
from agents.neurons.brain import Brain, Grown
from agents.neurons.company import feelings, stories
from agents.neurons.layers import Layer
from agents.perceive import perceive
from agents.persona import Persona
from agents.quips import Repertoire
from agents.think import Ask, Wait, think, with_answer
from game.digest import ENDINGS
from game.events import Entry, GameCreated, PlayerJoined, RoundStarted
from game.ids import AGENT_PREFIX, Actor, GameId, PlayerId, agent_actor
from game.look import look
from game.modes.turing import is_veiled
from game.redact import owner
from game.refusals import Rejected
from server.clock import Clock, Timer
from server.minds.recall_task import Known, Recalling, Wanted
from server.minds.signal_book import SignalBook
from server.minds.table_task import Addressed, TableTalk
from server.outcomes import Broken, Said
from server.room import Answer
from server.room_task import RoomTask
from server.wire import ReactionSignal

# A machine player may sit at the table after these.
ARRIVALS: Final = (GameCreated, PlayerJoined)

log = logging.getLogger(__name__)


class Minds:
    """The minds of all rooms here, by game and player; `pace` 1.0 is human, less is faster."""

    def __init__(
        self,
        personas: Mapping[str, Persona],
        repertoire: Repertoire,
        clock: Clock,
        pace: float,
        off: tuple[Layer, ...] = (),
        recalling: Recalling | None = None,
        talking: TableTalk | None = None,
    ) -> None:
        self._personas, self._repertoire = personas, repertoire
        self._clock, self._pace, self._off = clock, pace, off
        self._recalling = recalling
        if recalling is not None:
            recalling.told = self._recalled
        self._talking = talking
        self._banter: Banter = talking.banter if talking is not None else {}
        if talking is not None:
            talking.told = self._answered
        self.book = SignalBook()
        # What each character has learnt, carried from game to game; whoever keeps it is told.
        self._grown: dict[str, Grown] = {}
        self.learnt: Callable[[str, Grown], None] = lambda _slug, _grown: None
        self._rooms: dict[GameId, RoomTask] = {}
        self._tables: dict[GameId, dict[PlayerId, Mind]] = {}
        self._timers: dict[GameId, Timer] = {}

    def grown(self, slug: str) -> Grown:
        """What a character has learnt so far."""
        return self._grown.get(slug, Grown())

    def teach(self, slug: str, grown: Grown) -> None:
        """What a character has learnt before, or elsewhere: it counts from its next game on."""
        self._grown[slug] = grown

    def opened(self, room: RoomTask) -> None:
        """Wake the machine players of a room, whatever its state."""
        self._seat(room)
        self._think(room)

    def committed(self, room: RoomTask, entries: Sequence[Entry]) -> None:
        """Show every mind what it may see of these entries."""
        table = self._tables.get(room.game, {})
        has_come = any(isinstance(entry.event, ARRIVALS) for entry in entries)
        is_news = has_come
        for player, mind in table.items():
            for entry in entries:
                # Somebody's answer or vote changes nobody else's mind; most entries are one.
                is_arrival = isinstance(entry.event, PlayerJoined)
                if is_arrival or owner(entry.event) in (None, player):
                    mind = perceive(mind, room.audience.view(entry, player))  # noqa: PLW2901
                    is_news = True
            self._note(table[player], mind)
            table[player] = mind
        if has_come:
            self._seat(room)
        if any(isinstance(entry.event, (*ARRIVALS, RoundStarted)) for entry in entries):
            self._recall(room)
        if any(isinstance(entry.event, ENDINGS) for entry in entries):
            for mind in table.values():
                self._grown[mind.persona.slug] = mind.brain.grown
                self.learnt(mind.persona.slug, mind.brain.grown)
            self.book.over(room.game)
        if is_news:
            self._think(room)

    def closed(self, game: GameId) -> None:
        """Forget a room's minds; they are rebuilt from its snapshot when it opens again."""
        table = self._tables.pop(game, {})
        if self._recalling is not None:
            self._recalling.over(table)
        self._rooms.pop(game, None)
        self.book.gone(game)
        self._disarm(game)

    def forget(self, user: Actor) -> None:
        """Somebody may be erased: no mind tells what it recalled with them in it."""
        if self._recalling is not None:
            self._recalling.forget(user)
        for table in self._tables.values():
            for player, mind in table.items():
                left = tuple(each for each in mind.stories if user not in each.people)
                if left != mind.stories:
                    table[player] = with_recalled(mind, left, mind.liking)
                    self._note(mind, table[player])

    def _disarm(self, game: GameId) -> None:
        timer = self._timers.pop(game, None)
        if timer is not None:
            timer.cancel()

    def _seat(self, room: RoomTask) -> None:
        state = room.state
        self._rooms[room.game] = room
        table = self._tables.setdefault(room.game, {})
        for seat in state.active:
            persona = self._personas.get(_slug(seat.user))
            if not seat.is_ai or seat.player in table or persona is None:
                continue
            # One seed for the whole table, which tells nothing of the game's own.
            seed = blake2b(f"{state.seed}:minds".encode(), digest_size=16).hexdigest()
            brain = Brain(off=self._off, grown=self.grown(persona.slug))
            mind = born(
                room.game, seat.player, persona, self._repertoire, seed, self._pace, brain,
                self._banter,
            )  # fmt: skip
            seen = look(state, seat.player, self._clock.now_ms(), room.audience.present)
            table[seat.player] = perceive(mind, seen)
            self._note(mind, table[seat.player])

    def _think(self, room: RoomTask) -> None:
        """Let every mind act that wants to by now, and come back for the next."""
        now_ms = self._clock.now_ms()
        table = self._tables.get(room.game, {})
        waits: list[int] = []
        for player in list(table):
            thought = think(table[player], now_ms)
            while not isinstance(thought, Wait):
                table[player] = thought.mind
                if isinstance(thought, Ask):
                    self._ask(room, player, thought)
                    thought = think(table[player], now_ms)
                    continue
                if thought.reflex is not None:
                    said = ReactionSignal(
                        game=room.game, player=player, kind=thought.reflex, data=None
                    )
                    room.audience.signal(said)
                for command in thought.commands:
                    assert command.id is not None
                    actor = agent_actor(thought.mind.persona.slug)
                    room.post(actor, command, partial(self._told, player, command.id))
                thought = think(table[player], now_ms)
            if thought.until_ms is not None:
                waits.append(thought.until_ms)
        # Only now: an act that was refused at once has set a timer of its own meanwhile.
        self._disarm(room.game)
        if waits:
            self._timers[room.game] = self._clock.call_at(min(waits), partial(self._think, room))

    def _note(self, before: Mind, after: Mind) -> None:
        """Take down what the layers have told each other since."""
        fresh = after.brain.count - before.brain.count
        if fresh:
            slug, signals = after.persona.slug, after.brain.signals[-fresh:]
            first = after.brain.count - len(signals)
            self.book.note(slug, after.game, first, signals)

    def _recall(self, room: RoomTask) -> None:
        """Let every mind here recall whom it plays with, and what fits the prompt."""
        if self._recalling is None or is_veiled(room.state):
            # Who is behind a mask, a machine must not know either.
            return
        seats = room.state.active
        for player, mind in self._tables.get(room.game, {}).items():
            others = [seat for seat in seats if seat.player != player]
            self._recalling.want(
                Wanted(
                    game=room.game,
                    player=player,
                    agent=mind.persona.slug,
                    prompt=mind.prompt,
                    people=tuple(seat.user for seat in others if not seat.is_ai),
                    agents=tuple(_slug(seat.user) for seat in others if seat.is_ai),
                )
            )

    def _recalled(self, wanted: Wanted, known: Known) -> None:
        """A mind gets what came to it, if it still sits there."""
        room, table = self._rooms.get(wanted.game), self._tables.get(wanted.game, {})
        if room is None or wanted.player not in table:
            return
        seats = {
            _slug(seat.user): (seat.player, seat.name)
            for seat in room.state.active
            if seat.player != wanted.player
        }
        before = table[wanted.player]
        felt = feelings(known.memories, seats, known.ties)
        after = with_recalled(before, stories(known.memories, seats), felt, known.news)
        table[wanted.player] = after
        self._note(before, after)
        self._think(room)

    def _ask(self, room: RoomTask, player: PlayerId, thought: Ask) -> None:
        """Have an answer found to what somebody said to a mind; it waits no longer than others."""
        call, table = thought.call, self._tables[room.game]
        speaker = room.state.seats.get(call.who)
        if self._talking is None or speaker is None:
            table[player] = with_answer(thought.mind, call, "", call.at_ms)
            return
        self._talking.want(
            Addressed(
                game=room.game,
                player=player,
                agent=thought.mind.persona.slug,
                call=call,
                speaker=speaker.user,
                name=speaker.name,
                called=room.state.seats[player].name,
                is_masked=is_veiled(room.state),
            )
        )

    def _answered(self, addressed: Addressed, text: str, is_over: bool) -> None:
        """A mind knows what to answer, if it still sits there."""
        room, table = self._rooms.get(addressed.game), self._tables.get(addressed.game, {})
        mind = table.get(addressed.player)
        if room is None or mind is None:
            return
        now_ms = self._clock.now_ms()
        table[addressed.player] = with_answer(mind, addressed.call, text, now_ms, is_over=is_over)
        self._think(room)

    def _told(self, player: PlayerId, command_id: str, said: Said, room: RoomTask) -> None:
        table = self._tables.get(room.game)
        if table is None or player not in table:
            return
        match said:
            case Answer():
                code = None
            case Rejected(code=refusal):
                code = refusal.value
            case Broken():
                code = "internal"
            case _:
                code = "unavailable"
        before = table[player]
        table[player] = absorb(before, command_id, code)
        if code is not None and table[player] is not before:
            log.debug("room %s: %s was refused %s: %s", room.game, player, command_id, code)
            self._think(room)


def _slug(user: str) -> str:
    return user.removeprefix(AGENT_PREFIX)
