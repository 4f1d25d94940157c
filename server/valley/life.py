"""The valley while it lives on this node: its world, tick by tick, shown and noted down. Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from msgspec import Struct
from msgspec.structs import replace

from agents.neurons.layers import Layer
from agents.neurons.signals import Signal
from agents.persona import Persona
from agents.relationships import Tie
from agents.world.body import World, born, setting
from agents.world.clock import TICK_MS
from agents.world.happenings import Brought, Happening, Input, MoveIn
from agents.world.map import Map
from agents.world.revival import livable, revived
from agents.world.tick import tick
from game.ids import Actor
from persistence.ports import StoredValley
from server.minds.signal_book import SignalBook
from server.valley.chronicle import Chronicle, Ticked
from server.valley.folk import Walker, inputs
from server.valley.mirror import Mirror
from server.valley.view import figure

Tick = tuple[World, tuple[Happening, ...]]
# What waits to be written: half a minute of ticks, after which the valley stands still.
UNWRITTEN_MAX = 300
# Inputs that wait for the next tick; further ones are lost.
GIVEN_MAX = 1_000
# More signals than one tick has: by their numbers they are told apart.
SIGNALS_OF_A_TICK = 100_000


class Plan(Struct, frozen=True, kw_only=True):
    """The valley's settings: `pace` is how many of its minutes pass in one of ours."""

    is_open: bool = True
    seed: str = "heartwood"
    pace: int = 30
    # At one node.
    watchers_max: int = 500
    walkers_max: int = 200
    memories_max: int = 10_000
    # Layers of all minds that are switched off.
    layers_off: tuple[Layer, ...] = ()


class Living:
    """Who lives in the valley and, between `begin` and `leave`, how; times are Unix ms."""

    def __init__(self, map: Map, cast: Sequence[Persona], mirror: Mirror, plan: Plan) -> None:
        self._map, self._mirror, self._plan = map, mirror, plan
        self.world: World | None = None
        self.chronicle: Chronicle | None = None
        self.cast: tuple[Persona, ...] = ()
        self.inhabit(cast)
        self._given: list[Input] = []
        # Of what was felt elsewhere: what goes into the tick being made, and all that is taken in
        # and not known to be written.
        self._living: tuple[str, ...] = ()
        self._brought: dict[str, None] = {}
        # Where what the layers tell each other is looked up, where anybody does.
        self.book: SignalBook | None = None
        self._heard: list[tuple[str, Signal]] = []

    @property
    def is_here(self) -> bool:
        """Whether it lives on this node."""
        return self.world is not None

    def inhabit(self, cast: Sequence[Persona]) -> None:
        """By these files they live from the next tick on; whoever lives here already stays."""
        found = {each.slug: each for each in (*self.cast, *livable(self._map, cast))}
        self.cast = tuple(found.values())
        self.names: Mapping[str, str] = {each.slug: each.name for each in self.cast}
        self._setting = setting(self._map, self.cast, self._plan.layers_off)
        if self.chronicle is not None:
            self.chronicle.names = self.names

    def strangers(self, cast: Sequence[Persona]) -> list[str]:
        """Those of a cast who could live here and don't."""
        return [each.slug for each in livable(self._map, cast) if each.slug not in self.names]

    def move_in(self, ids: Sequence[str], ties: Sequence[tuple[str, str, Tie]]) -> None:
        """Let these of the cast in with the next tick, and all begin to feel what is new to them.

        That is these ties, and what files say by now; of agents who live elsewhere, nothing.
        """
        said = [
            (each.slug, bond.to, Tie(bond.type, bond.affection, bond.trust))
            for each in self.cast
            for bond in each.relationships
        ]
        fresh = {
            (of, to): (of, to, tie)
            for of, to, tie in (*said, *ties)
            if of in self.names and to in self.names and not self._feels(of, to)
        }
        if ids or fresh:
            # After what was felt elsewhere until the ties were read: they hold that already.
            self._given.append(MoveIn(tuple(ids), tuple(fresh.values())))

    def _feels(self, of: str, toward: str) -> bool:
        return self.world is not None and toward in self.world.ties.get(of, {})

    def begin(self, found: StoredValley) -> World:
        """Take it up as it was written; the world as it is now."""
        plan, seed = self._plan, found.seed
        bodies = born(self._setting, self.cast, seed, found.now_ms).bodies
        fresh = World(seed=seed, tick=found.tick, now_ms=found.now_ms, bodies=bodies, ties={})
        lives = {id: (each.body, each.ties) for id, each in found.lives.items()}
        self.world = world = revived(self._setting, self.cast, fresh, lives, found.ties)
        origin = f"{seed} {found.born_ms}"
        self.chronicle = Chronicle(self._map, self.names, world, origin, plan.pace, UNWRITTEN_MAX)
        figures = [figure(body, self.names[id]) for id, body in world.bodies.items()]
        self._mirror.show_all(world.tick, world.now_ms, figures)
        return world

    def leave(self) -> None:
        """It lives here no more."""
        self.world = self.chronicle = None
        self._given, self._living, self._brought = [], (), {}

    def bring(self, found: Sequence[Brought]) -> None:
        """Let what was felt elsewhere go into the next tick, each once; the rest comes again."""
        fresh = [each for each in found if each.id not in self._brought]
        fresh = fresh[: max(0, GIVEN_MAX - len(self._given))]
        self._brought.update((each.id, None) for each in fresh)
        self._given += fresh

    def lived(self, ids: Iterable[str]) -> None:
        """These are written with the tick that took them in."""
        for id in ids:
            self._brought.pop(id, None)

    def give(self, *given: Input) -> None:
        """Let this go into the next tick."""
        self._given += given[: GIVEN_MAX - len(self._given)]

    def next_tick(self, walkers: Mapping[Actor, Walker]) -> Callable[[], Tick] | None:
        """What makes the next tick, with these people in it, touching nothing else.

        None while too much waits to be written.
        """
        world, chronicle = self.world, self.chronicle
        if world is None or chronicle is None or chronicle.is_full:
            return None
        given, self._given = [*inputs(world, walkers), *self._given], []
        self._heard = []
        self._living = tuple(each.id for each in given if isinstance(each, Brought))
        return partial(tick, self._setting, world, given, TICK_MS, self._plan.pace, self._heard)

    def take(self, made: Tick, walkers: Mapping[Actor, Walker], at_ms: int) -> None:
        """Go on with a tick that was made."""
        before, chronicle = self.world, self.chronicle
        world, happened = made
        if before is None or chronicle is None or world.tick != before.tick + 1:
            # It was let go, or taken up anew, while this was made.
            return
        self.world = world
        chronicle.people.update((user, each.name) for user, each in walkers.items())
        for number, (id, said) in enumerate(self._heard, start=world.tick * SIGNALS_OF_A_TICK):
            if self.book is not None:
                self.book.note(id, None, number, [replace(said, at=at_ms)])
        chronicle.add(Ticked(world, happened, at_ms, self._living))
        self._show(before, world, walkers)

    def _show(self, before: World, world: World, walkers: Mapping[Actor, Walker]) -> None:
        known = self._mirror.figures
        renamed = [
            id for id, each in walkers.items() if id in known and known[id].name != each.name
        ]
        changed = [
            figure(body, self.names.get(id) or walkers[Actor(id)].name)
            for id, body in world.bodies.items()
            if body is not before.bodies.get(id) or id in renamed
        ]
        gone = [id for id in before.bodies if id not in world.bodies]
        self._mirror.show(world.tick, world.now_ms, changed, gone)
