"""A person at the table: sees frames, thinks, types, loses the line, comes back, tries again.

Keeps what every good client keeps: the last number held, a token, and the commands without a
reply, which it sends again under their ids.
"""

from collections.abc import Callable
from random import Random
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import replace

from game.commands import (
    Asked,
    CancelGame,
    CastVote,
    JoinGame,
    KickPlayer,
    LeaveGame,
    SendChat,
    SetReady,
    StartGame,
    SubmitResponse,
)
from game.ids import Actor, GameId, PlayerId, ResponseId
from game.rules import VOTE_TYPES
from server.room import cause_of
from server.wire import (
    JSON,
    MSGPACK,
    CreateGame,
    GuestAuth,
    Hello,
    React,
    ResumeGame,
    TokenAuth,
    Typing,
)
from tests.simulation.heap import Heap
from tests.simulation.line import Line
from tests.simulation.node import Node
from tests.simulation.picture import Picture, Stream

QUERIES = (Hello, ResumeGame, React, Typing)
# Longer than a host may be away and still lead.
NAP_MS = 45_000
# Who hears nothing for so long after a hello tries another node.
PATIENCE_MS = 5_000
SEAT_TAKEN = 4409


class Manners(Struct, frozen=True):
    """How a person behaves, as the seed decided; shares from 0 to 1, times in milliseconds."""

    comes_ms: int
    think_ms: int
    doubles: float
    cuts: float
    naps: float
    chats: float
    errs: float
    leaves: float
    kicks: float
    is_spectator: bool
    codec: str
    # How often they look elsewhere when a line is gone.
    roams: float = 0.5


class Person:
    """One person; `find` names the node to connect to, `create` is set for who founds the game."""

    def __init__(
        self,
        number: int,
        heap: Heap,
        draw: Random,
        manners: Manners,
        find: Callable[["Person"], Node | None],
        create: CreateGame | None,
    ) -> None:
        self.name = f"guest{number}"
        self.heap, self.draw, self.manners = heap, draw, manners
        self._find, self._create = find, create
        self.game: GameId | None = None
        self.on_game: Callable[[GameId], None] = lambda _game: None
        self.on_hang_up: Callable[[Person, int], None] = lambda _person, _code: None
        self.line: Line | None = None
        self.actor = Actor("")
        self.token = ""
        self.is_calm = False
        self.is_gone = False
        self._leaving = ""
        self.has_joined = False
        self.wants_in = True
        # Commands without a reply, oldest first, and those that wait before they go again.
        self.pending: dict[str, Asked] = {}
        # Since when; and since when they have seen all there is, and have had a line.
        self.since: dict[str, int] = {}
        self.current_ms = self.lined_ms = heap.now
        # A line that was left open for a newer one, and since when that holds the seat.
        self.older: Line | None = None
        self.reseated_ms: int | None = None
        self.stream, self.picture = Stream(self.name), Picture()
        self._planned: dict[tuple[object, ...], None] = {}
        self._n = 0
        self._encode = {JSON: msgspec.json.encode, MSGPACK: msgspec.msgpack.encode}[manners.codec]
        self.node_name = ""
        heap.after(manners.comes_ms, self.connect)

    # ------------------------------------------------------------ the line

    def connect(self) -> None:
        """Open a line and say hello; later, if there is nobody to talk to."""
        if self.line is not None or self.is_gone:
            return
        node = self._find(self)
        if node is None or (self.game is None and self._create is None):
            self.heap.after(self.draw.randint(100, 800), self.connect)
            return
        self.stream.connected()
        line = self.line = Line(node, self.manners.codec, self.draw, self.hear, self.closed)
        self.heap.after(PATIENCE_MS, lambda: self._doubt(line))
        auth = TokenAuth(token=self.token) if self.token else GuestAuth(name=self.name)
        self.say(Hello(client="sim/1", auth=auth, id=self._id("hello")))

    def _doubt(self, line: Line) -> None:
        """Nobody has said hello back: there may be somebody else."""
        if line is self.line and not line.actor:
            self.node_name = ""
            line.cut(300)

    def closed(self, line: Line) -> None:
        """The line is dead: come back soon, if it is the one in use."""
        if line is self.older:
            self.older = None
        if line is not self.line:
            return
        self.line, self.reseated_ms = None, None
        self.on_hang_up(self, line.code)
        delay_ms = self.draw.choice((10, 200, 3_000))
        if not line.code:
            self.lined_ms = self.heap.now
        if not self.is_calm and self.draw.random() < self.manners.naps:
            delay_ms = NAP_MS
            self.lined_ms = self.heap.now + NAP_MS
        if self.draw.random() < self.manners.roams:
            self.node_name = ""
        self.heap.after(delay_ms, self.connect)

    def move(self) -> None:
        """Hang up, and look for another node."""
        if self.line is not None:
            self.line.cut()

    def sit_down_again(self) -> None:
        """Come once more, from another device, while the first is still there."""
        line = self.line
        if line is None or not (line.is_up and self.stream.is_live) or self.older is not None:
            return
        self.older, self.line, self.reseated_ms, self.node_name = line, None, None, ""
        self.connect()

    def say(self, command: Asked) -> None:
        """Send it, if there is a line; twice, sometimes."""
        line = self.line
        if line is None or not line.is_up:
            return
        cause = ""
        if command.id is not None and not isinstance(command, QUERIES):
            cause = cause_of(self.actor, command)
            line.causes[command.id] = cause
            if isinstance(command, CreateGame):
                line.founding[cause] = None
        payload = self._encode(command)
        doubled = bool(cause) and not self.is_calm and self.draw.random() < self.manners.doubles
        for _ in range(1 + doubled):
            line.send(payload, cause, command.id or "")
        if not self.is_calm and self.draw.random() < self.manners.cuts:
            delay_ms = self.draw.randint(0, 60)
            noticed_ms = self.draw.choice((0, 300, 20_000))
            self.heap.after(delay_ms, lambda: line.cut(noticed_ms))

    def ask(self, command: Asked) -> None:
        """A command that wants a reply, however often it must be sent."""
        command = replace(command, id=self._id("c"))
        assert command.id is not None
        self.pending[command.id] = command
        self.since[command.id] = self.heap.now
        if self.line is not None and self.line.actor:
            self.say(command)

    def _settled(self, key: str) -> Asked | None:
        self.since.pop(key, None)
        return self.pending.pop(key, None)

    def _id(self, kind: str) -> str:
        self._n += 1
        return f"{kind}{self._n}"

    def _again(self, key: str) -> None:
        if key in self.pending and self.line is not None and self.line.actor:
            self.say(self.pending[key])

    # ------------------------------------------------------------ what comes

    def hear(self, line: Line, said: dict[str, Any]) -> None:
        """One frame."""
        if line is not self.line:
            return
        if "ev" in said:
            if self.stream.event(said):
                self.picture.fold(said, self.actor)
                self.consider()
        elif "re" in said:
            self._reply(said)
        self.stream.other(said)

    def _reply(self, said: dict[str, Any]) -> None:
        key: str = said["re"]
        if not said["ok"]:
            self._refused(key, said["error"])
            return
        command = self._settled(key)
        if command is not None and not isinstance(command, LeaveGame):
            self.stream.acked(said)
        if "token" in said:
            self.token, self.actor = said["token"], Actor(said["user"]["id"])
            self._greeted()
        elif key.startswith("resume"):
            self.reseated_ms = self.heap.now
            for event in self.stream.resumed(said):
                self.picture.fold(event, self.actor)
            if said.get("snapshot"):
                self.picture.look(said["snapshot"])
        elif isinstance(command, CreateGame):
            self.game = said["game"]["id"]
            self.on_game(said["game"]["id"])
            self._join()
        elif "snapshot" in said:
            self.stream.joined(said["seq"])
            self.has_joined = True
            self.picture.look(said["snapshot"])
        elif key == self._leaving and command is None:
            # Told twice; a resume that crossed the first time has ended with the second.
            self.stream.left()
        elif isinstance(command, LeaveGame):
            self._leaving = key
            self.stream.left()
            self.has_joined = False
            if self.draw.random() < 0.7:
                self.heap.after(self.draw.randint(100, 9_000), self._join)
            else:
                self.is_gone = True
                self.move()
        self.consider()

    def _refused(self, key: str, error: dict[str, Any]) -> None:
        if error["code"] == "unavailable":
            if key.startswith(("hello", "resume")):
                self.heap.after(error["retry_after_ms"], self.move)
            else:
                self.heap.after(error["retry_after_ms"], lambda: self._again(key))
            return
        command = self._settled(key)
        if error["code"] == "forbidden" and (
            isinstance(command, JoinGame) or key.startswith("resume")
        ):
            # Kicked while away, or no spectators here.
            self.is_gone = True
            self.move()
        elif isinstance(command, JoinGame | CreateGame) or key.startswith("resume"):
            assert error["code"] in ("game.full", "game.not_lobby"), error
            self.is_gone = True
            self.move()

    def _greeted(self) -> None:
        """Signed in (again): get back to where I was, then whatever has no reply yet."""
        if self.game is None:
            if not self.pending and self._create is not None:
                self.ask(self._create)
                return
        elif self.has_joined:
            self.say(ResumeGame(game=self.game, seq=self.stream.held, id=self._id("resume")))
        waiting = list(self.pending.values())
        for command in waiting:
            self.say(command)
        if not self.has_joined and not any(isinstance(each, JoinGame) for each in waiting):
            self._join()

    def _join(self) -> None:
        if self.game is not None and not self.is_gone:
            role = "spectator" if self.manners.is_spectator else "player"
            self.ask(JoinGame(game=self.game, name=self.name, role=role))  # type: ignore[arg-type]

    # ------------------------------------------------------------ what to do

    def consider(self) -> None:
        """Plan what this moment asks for, each thing once."""
        seen, draw, manners = self.picture, self.draw, self.manners
        if self.game is None or not self.has_joined:
            return
        if seen.was_kicked:
            self.is_gone = True
            self.pending.clear()
            self.since.clear()
            self.move()
            return
        if seen.phase == "lobby":
            if seen.is_seated:
                self._plan(("ready",), draw.randint(100, 2_000), self._ready)
            if seen.host == self.actor:
                self._plan(("start", len(seen.seats)), draw.randint(2_000, 9_000), self._start)
        think_ms = draw.randint(50, manners.think_ms)
        if not seen.is_seated:
            return
        if seen.phase == "answering" and not seen.has_answered:
            self._plan((seen.round, "answer"), think_ms, self._answer)
        if seen.phase == "voting":
            self._plan((seen.round, "vote"), think_ms, self._vote)
        if draw.random() < manners.chats / 10:
            self._plan((seen.round, seen.phase, "chat"), think_ms, self._chat)
        if seen.phase in ("answering", "voting") and not self.is_calm:
            if draw.random() < manners.leaves / 10:
                self._plan(("leave",), think_ms, self._leave)
            if seen.host == self.actor and draw.random() < manners.kicks / 10:
                self._plan(("kick",), think_ms, self._kick)

    def _plan(self, what: tuple[object, ...], delay_ms: int, act: Callable[[], None]) -> None:
        if what not in self._planned:
            self._planned[what] = None
            self.heap.after(delay_ms, lambda: None if self.is_gone else act())

    def _ready(self) -> None:
        assert self.game is not None
        self.ask(SetReady(game=self.game, ready=self.draw.random() < 0.9))

    def _start(self) -> None:
        assert self.game is not None
        if self.picture.phase == "lobby" and self.picture.host == self.actor:
            self.ask(StartGame(game=self.game))
            self.heap.after(6_000, self._start)

    def _answer(self) -> None:
        assert self.game is not None
        seen, errs = self.picture, self.draw.random() < self.manners.errs
        text = f"Round {seen.round}, says {self.name}: a walrus"
        if errs:
            wrong = self.draw.choice(((seen.round, "  "), (seen.round + 1, text), (0, text)))
            self.ask(SubmitResponse(game=self.game, round=wrong[0], text=wrong[1]))
        self.say(Typing(game=self.game))
        self.ask(SubmitResponse(game=self.game, round=seen.round, text=text))
        if errs:
            self.ask(SubmitResponse(game=self.game, round=seen.round, text=text + "!"))

    def _vote(self) -> None:
        assert self.game is not None
        seen = self.picture
        others = [each for each in seen.ballot if each != seen.own]
        if seen.phase != "voting" or not others:
            return
        for kind in VOTE_TYPES:
            choices = list(others)
            if self.draw.random() < self.manners.errs:
                choices += [seen.own or "nothing", "nothing"]
            for choice in self.draw.sample(choices, min(len(choices), self.draw.choice((1, 1, 2)))):
                self.ask(
                    CastVote(
                        game=self.game,
                        round=seen.round,
                        response=ResponseId(choice),
                        vote_type=kind,
                    )
                )

    def _chat(self) -> None:
        assert self.game is not None
        self.ask(SendChat(game=self.game, text=f"{self.name} hums number {self._n}"))
        self.say(React(game=self.game, kind="clap"))

    def _leave(self) -> None:
        assert self.game is not None
        self.ask(LeaveGame(game=self.game))

    def _kick(self) -> None:
        assert self.game is not None
        seats = [seat for seat, user in self.picture.seats.items() if user != self.actor]
        if seats and self.draw.random() < 0.9:
            self.ask(KickPlayer(game=self.game, player=PlayerId(self.draw.choice(seats))))
        elif self.draw.random() < 0.2:
            self.ask(CancelGame(game=self.game))
