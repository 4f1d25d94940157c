"""One evening from one seed: who comes, what breaks and when; played on the heap to its end."""

from asyncio import CancelledError
from functools import partial
from random import Random

from msgspec import Struct, UnsetType

from game.ids import GameId
from game.outcomes import outcome
from game.rules import Settings
from game.state import OVER, GameState, Phase
from persistence.ports import OwnershipLost, StorageUnavailable
from server.wire import JSON, MSGPACK, CreateGame
from tests.simulation.heap import START_MS, Heap, stage
from tests.simulation.node import SHELLS, Node
from tests.simulation.person import Manners, Person
from tests.simulation.storage import Storage
from tests.simulation.truth import Truth, Wrong

STEPS_MAX = 90_000
# After this nothing breaks any more, and the game has to come to its end.
CALM_MS = 90_000
QUIET_MS_MAX = 120_000
# What may end a room's task or an opening, and is dealt with by whoever waits for it.
EXPECTED = (OwnershipLost, StorageUnavailable, CancelledError)


class Told(Struct, frozen=True):
    """What became of an evening."""

    seed: int
    digest: str
    steps: int
    events: int
    acked: int
    played_ms: int
    phase: str
    crashes: int
    refusals: dict[str, int]


class Evening:
    """Everything that lives in one simulated evening."""

    def __init__(self, seed: int, *, loud: bool = False) -> None:
        self.seed, self.loud = seed, loud
        self.draw = draw = Random(f"evening {seed}")
        self.heap, self.truth = Heap(), Truth()
        self.storage = Storage(self.heap, draw, self.truth)
        self.storage.on_hint = self._hint
        self.pace = draw.choice((0.2, 0.5, 1.0))
        self.judging = draw.random() < 0.5
        self.nodes: dict[str, Node] = {}
        self.storage.goes_on_beside = lambda life: any(
            node.is_serving and node.life is not life for node in self.nodes.values()
        )
        self.home = "a"
        self.crashes = 0
        self.is_calm = False
        self.people: list[Person] = []

    def play(self) -> Told:
        """Play it; raises Wrong."""
        Wrong.first = None
        with stage(self.heap, self.draw, SHELLS, loud=self.loud):
            try:
                return self._play()
            finally:
                for node in self.nodes.values():
                    node.life.kill()

    def _play(self) -> Told:
        self.boot("a")
        self.invite()
        self.brew()
        self.heap.after(CALM_MS, self._calm)
        over_ms: int | None = None
        while self.heap.step():
            self._look_after()
            if not (self._is_over() and self.is_calm):
                continue
            over_ms = over_ms or self.heap.now
            restless = self._restless()
            if not restless:
                break
            if self.heap.now - over_ms > QUIET_MS_MAX:
                raise Wrong(f"over, but never quiet: {restless}")
        return self._close()

    # ------------------------------------------------------------ the plan

    def boot(self, name: str) -> None:
        """Start a node, again or for the first time."""
        self.heap.tell("starts", name)
        self.nodes[name] = Node(
            name, self.heap, self.storage, self.draw, pace=self.pace, judging=self.judging
        )

    def invite(self) -> None:
        """Who comes, and what they play."""
        draw = self.draw
        if draw.random() < 0.25:
            self.boot("b")
        judge = draw.choice(("off", "auto", "critic" if self.judging else "auto"))
        create = CreateGame(
            name="simulated",
            time_limit_seconds=draw.choice((5, 8, 15)),
            agents=draw.choice((0, 1, 2, 3)),
            max_players=draw.choice((4, 8, 8)),
            settings=Settings(
                voting_seconds=draw.choice((5, 8)),
                reveal_seconds=draw.choice((0, 1, 4)),
                judging_seconds=draw.choice((0, 1, 3)),
                allow_spectators=draw.random() < 0.8,
                judge=judge,
            ),
        )
        rough = draw.choice((0.0, 1.0, 1.0, 3.0))
        for number in range(draw.choice((2, 2, 3, 3, 4, 6))):
            manners = Manners(
                comes_ms=0 if number == 0 else draw.choice((50, 500, 1_500, 12_000)),
                think_ms=draw.choice((300, 2_000, 4_000, 20_000)),
                doubles=0.05 * rough,
                cuts=0.03 * rough,
                naps=draw.choice((0.0, 0.0, 0.1)),
                chats=draw.random(),
                errs=draw.choice((0.0, 0.2)),
                leaves=draw.choice((0.0, 0.0, 0.2)),
                kicks=draw.choice((0.0, 0.0, 0.1)),
                is_spectator=number > 1 and draw.random() < 0.2,
                codec=draw.choice((JSON, MSGPACK)),
            )
            self.seat(manners, create if number == 0 else None)

    def seat(self, manners: Manners, create: CreateGame | None) -> Person:
        """One more person; the first of them founds the game."""
        number = len(self.people)
        own = Random(f"person {self.seed} {number}")
        person = Person(number, self.heap, own, manners, self._find, create)
        person.on_game = self._tell_all
        person.stream.may_rewind = len(self.nodes) > 1
        self.people.append(person)
        return person

    def brew(self) -> None:
        """The faults of this evening."""
        draw, storage = self.draw, self.storage
        storage.fails = draw.choice((0.0, 0.0, 0.02, 0.1))
        storage.doubts = draw.choice((0.0, 0.0, 0.02, 0.1))
        for _ in range(draw.choice((0, 0, 1, 2, 4))):
            self.heap.after(draw.randint(0, CALM_MS), self.crash)
        for _ in range(draw.choice((0, 0, 1, 3))):
            length_ms = draw.choice((30, 400, 4_000, 15_000))
            self.heap.after(draw.randint(0, CALM_MS), partial(self.outage, length_ms))
        for _ in range(draw.choice((0, 0, 1, 2))):
            self.heap.after(draw.randint(0, CALM_MS), storage.memory.flush)
        if draw.random() < 0.2:
            self.heap.after(draw.randint(0, CALM_MS), self._lose_redis)
        if len(self.nodes) > 1:
            for _ in range(draw.choice((1, 2))):
                self.heap.after(draw.randint(0, CALM_MS), self.take_over)

    # ------------------------------------------------------------ faults

    def crash(self, name: str = "", down_ms: int | None = None) -> None:
        """kill -9 of a node, and its next start."""
        draw = self.draw
        node = self.nodes[name or draw.choice(list(self.nodes))]
        if self.is_calm or not node.life.alive:
            return
        self.heap.tell("crash of", node.name)
        self.crashes += 1
        node.crash(was_alone=not any(e.is_serving for e in self.nodes.values() if e is not node))
        down_ms = draw.choice((5, 300, 2_000, 8_000)) if down_ms is None else down_ms
        self.heap.after(down_ms, partial(self.boot, node.name))

    def outage(self, length_ms: int) -> None:
        """The database goes away for so long."""
        if not self.is_calm:
            self.heap.tell("the database is away for", length_ms)
            self.storage.store.away = True
            self.heap.after(length_ms, self._restored)

    def _restored(self) -> None:
        self.storage.store.away = False

    def _lose_redis(self) -> None:
        self.storage.memory.away = True
        self.heap.after(self.draw.choice((500, 10_000)), self._find_redis)

    def _find_redis(self) -> None:
        self.storage.memory.away = False

    def take_over(self) -> None:
        """Redis forgets who serves what, and people turn to the other node."""
        if not self.is_calm:
            self.heap.tell("the other node takes over")
            self.storage.memory.leases.clear()
            self.home = "b" if self.home == "a" else "a"
            for person in self.people:
                person.node_name = ""
                if self.draw.random() < 0.6:
                    person.move()

    def _calm(self) -> None:
        self.is_calm = self.storage.calm = True
        for person in self.people:
            person.is_calm = True
        for node in self.nodes.values():
            node.catch_up()

    # ------------------------------------------------------------ what people and nodes are told

    def _find(self, person: Person) -> Node | None:
        node = self.nodes[person.node_name or self.home]
        return node if node.life.alive else None

    def _tell_all(self, game: GameId) -> None:
        for person in self.people:
            person.game = game

    def _hint(self) -> None:
        """Hints go to every node, each in its own time, some never."""
        hints, self.storage.store.hints = self.storage.store.hints, []
        if len(self.nodes) < 2:
            return
        for node in self.nodes.values():
            if self.is_calm or self.draw.random() < 0.95:
                delay_ms = self.draw.choice((0, 3, 50))
                self.heap.after(delay_ms, partial(node.hint, hints))
            else:
                # Its connection broke; it reads on once it has another.
                self.heap.after(self.draw.choice((300, 4_000)), node.catch_up)

    # ------------------------------------------------------------ the end

    def _is_over(self) -> bool:
        return self.truth.state is not None and self.truth.state.phase in OVER

    def _look_after(self) -> None:
        """After every step: whatever was found on the way comes out here."""
        if Wrong.first is not None:
            raise Wrong.first
        for node in self.nodes.values():
            for error in node.life.broken:
                if not isinstance(error, EXPECTED):
                    raise Wrong(f"a task broke on {node.name}: {error!r}") from error
            node.life.broken.clear()
        if self.heap.steps > STEPS_MAX:
            raise Wrong(f"never over: {self.truth.state and self.truth.state.phase}")

    def _restless(self) -> list[str]:
        return [
            f"{person.name} holds {person.stream.held} of {len(self.truth.entries)}, "
            f"waits for {list(person.pending.values())}"
            for person in self.people
            if not person.is_gone
            and (
                person.pending
                or not person.has_joined
                or person.line is None
                or not person.stream.is_live
                or person.stream.held != len(self.truth.entries)
            )
        ]

    def _close(self) -> Told:
        truth, state = self.truth, self.truth.state
        assert state is not None
        if list(self.storage.store.entries) != [state.game]:
            raise Wrong(f"one game was asked for, there are {len(self.storage.store.entries)}")
        self._check_honours(state)
        for person in self.people:
            self._compare(person)
        truth.words.update(truth.closed().encode())
        return Told(
            seed=self.seed,
            digest=truth.words.hexdigest(),
            steps=self.heap.steps,
            events=len(truth.entries),
            acked=truth.acked,
            played_ms=self.heap.now - START_MS,
            phase=state.phase.value,
            crashes=self.crashes,
            refusals=truth.refusals,
        )

    def _check_honours(self, state: GameState) -> None:
        """What counts is what was played to its end, and the room was told what it brought."""
        ledger, played = self.storage.store.ledger, outcome(state.game, self.truth.entries)
        if (played is not None) != (state.phase is Phase.COMPLETED):
            raise Wrong(f"played to its end: {played is not None}, but {state.phase.value}")
        if state.game in ledger.games and played is None:
            raise Wrong("counted, but not played to its end")
        told = state.honours
        if not isinstance(told, UnsetType) and told.number:
            assert played is not None
            counted = ledger.counted(played)
            if (told.number, told.unlocked) != (counted.number, counted.unlocked):
                raise Wrong(f"{told} was told, and {counted} counted")

    def _compare(self, person: Person) -> None:
        """What a person folded from their frames is what happened."""
        state, seen = self.truth.state, person.picture
        assert state is not None
        if person.is_gone:
            return
        scores = {seat.player: seat.score for seat in state.seats.values()}
        known = (state.phase.value, state.host, scores)
        if (seen.phase, seen.host, seen.scores) != known:
            raise Wrong(f"{person.name} sees {vars(seen)}, but the game is {known}")
