"""Two weeks of the valley and ten games with its machine players, told by the script.

The real rules decide, the real minds answer and vote, the real valley ticks; people say their
lines. What it leaves is a journal, the valley's state, and what happened there.
"""

from collections.abc import Callable, Iterator
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Final

import msgspec
from msgspec import Struct

from agents.absorb import absorb
from agents.memories import Memory
from agents.mind import Mind, born
from agents.perceive import perceive
from agents.think import Act, Ask, think, with_answer
from agents.world import body
from agents.world.clock import DAY_MS
from agents.world.happenings import Caused
from agents.world.map import Map, parse_map
from agents.world.recollection import Scene, recollected
from agents.world.tick import DT_MAX_MS, tick
from game.commands import (
    BeginGame,
    Candidate,
    CastMember,
    CastVote,
    JoinGame,
    KickPlayer,
    LeaveGame,
    OpenGame,
    Prompt,
    SendChat,
    SubmitResponse,
    Tick,
)
from game.commands import Command as AnyCommand
from game.deadlines import next_deadline
from game.decide import Decided, decide
from game.events import Entry
from game.ids import SYSTEM, Actor, GameId, PlayerId, agent_actor, mint
from game.look import look
from game.redact import redact
from game.rules import VOTE_TYPES, Settings
from game.state import OVER, GameState, Phase
from game.views import Skipped
from tests.agents.evening import personas, repertoire
from tests.story.script import FIRST, Night, Story, Turn
from tests.story.second_script import SECOND

ROOT: Final = Path(__file__).parents[2]
# Stories by name, since what is told once is kept.
STORIES: Final[dict[str, Story]] = {"first": FIRST, "second": SECOND}
DAYS: Final = 14
# The first Monday, and when one sits down to play: a day of the story is a day of the world.
BEGIN_MS: Final = 1_764_547_200_000
EVENING_MS: Final = 20 * 3_600_000
CHAT_GAP_MS: Final = 5_000
STEPS_MAX: Final = 20_000


def actor(name: str) -> Actor:
    """The person's id; the same in every telling."""
    return Actor(mint(BEGIN_MS, "person", name))


class Told(Struct, frozen=True):
    """One evening as it was: its entries, and the game after them."""

    game: GameId
    entries: tuple[Entry, ...]
    state: GameState


class Evening:
    """One game of the story while it is played."""

    def __init__(self, story: Story, night: Night, number: int) -> None:
        self.story, self.night, self.number = story, night, number
        self.at_ms = BEGIN_MS + (night.day - 1) * DAY_MS + EVENING_MS
        self.game = GameId(mint(self.at_ms, story.seed, number))
        self.state: GameState | None = None
        self.entries: list[Entry] = []
        self.minds: dict[Actor, Mind] = {}
        self.done: set[tuple[str, int]] = set()

    def post(self, who: Actor, command: AnyCommand) -> str | None:
        """Let the rules decide, and show every mind what came of it; the refusal's code."""
        decided = decide(self.state, who, command, self.at_ms)
        if not isinstance(decided, Decided):
            return decided.code.value
        first = self.state.seq + 1 if self.state else 1
        self.state = decided.state
        for seq, event in enumerate(decided.events, first):
            entry = Entry(seq, self.at_ms, f"{who}/{self.number}-{len(self.entries)}/0", event)
            self.entries.append(entry)
            for one, mind in self.minds.items():
                view = redact(self.game, entry, mind.me) or Skipped(game=self.game, seq=seq)
                self.minds[one] = perceive(mind, view)
        return None

    def must(self, who: Actor, command: AnyCommand) -> None:
        """A line of the script, which the rules have to accept."""
        code = self.post(who, command)
        assert code is None, (self.night.day, command, code)

    @property
    def room(self) -> GameState:
        """The game now."""
        assert self.state is not None
        return self.state

    def play(self) -> Told:
        """From the first seat to the podium."""
        self._gather()
        for name, line in self.night.lines:
            self.at_ms += CHAT_GAP_MS
            self.must(actor(name), SendChat(game=self.game, text=line))
        if self.night.kicked is not None:
            seat = self.room.players[actor(self.night.kicked)]
            self.must(self._host, KickPlayer(game=self.game, player=seat))
        self.at_ms += CHAT_GAP_MS
        deck = tuple(Candidate(Prompt(each.prompt, "story", "easy")) for each in self.night.turns)
        self.must(self._host, BeginGame(game=self.game, candidates=deck))
        for _ in range(STEPS_MAX):
            if self.room.phase in OVER:
                return Told(self.game, tuple(self.entries), self.room)
            self._step()
        raise AssertionError("the evening does not end")

    @property
    def seed(self) -> str:
        """Of the game, and of the minds at its table."""
        return f"{self.story.seed} {self.number}"

    @property
    def _host(self) -> Actor:
        return actor(self.night.people[0])

    def _gather(self) -> None:
        opening = OpenGame(
            game=self.game,
            code=f"DAY{self.night.day}",
            host=self._host,
            name=f"Evening {self.number}",
            max_players=8,
            total_rounds=len(self.night.turns),
            time_limit_seconds=60,
            mode="classic",
            visibility="private",
            settings=Settings(judge="off", voting_seconds=60, reveal_seconds=0),
            agents=len(self.story.agents),
            seed=self.seed,
            prompts=tuple(Prompt(each.prompt, "story", "easy") for each in self.night.turns),
            cast=tuple(
                CastMember(each.slug, each.name)
                for each in personas()
                if each.slug in self.story.agents
            ),
        )
        self.must(SYSTEM, opening)
        for name in self.night.people:
            self.at_ms += 1_000
            self.must(actor(name), JoinGame(game=self.game, name=name))
        for persona in personas():
            seat = self.room.players.get(agent_actor(persona.slug))
            if seat is not None:
                mind = born(self.game, seat, persona, repertoire(), self.seed, 1.0)
                seen = look(self.room, seat, self.at_ms, ())
                self.minds[agent_actor(persona.slug)] = perceive(mind, seen)

    def _step(self) -> None:
        """Whatever comes next: a person's line, a mind's act, or the deadline."""
        for line in self._lines():
            line()
        waits = []
        for one, mind in list(self.minds.items()):
            thought = think(mind, self.at_ms)
            if isinstance(thought, Ask):
                # Of what they are asked in the script they keep silent.
                self.minds[one] = with_answer(thought.mind, thought.call, "", self.at_ms)
                return
            if isinstance(thought, Act):
                self._act(one, thought)
                return
            if thought.until_ms is not None:
                waits.append(thought.until_ms)
        due_ms = next_deadline(self.room)
        if due_ms is not None and due_ms <= min(waits, default=due_ms):
            self.at_ms = max(self.at_ms, due_ms)
            self.must(SYSTEM, Tick())
        elif waits:
            self.at_ms = max(self.at_ms, min(waits))

    def _act(self, one: Actor, thought: Act) -> None:
        self.minds[one] = thought.mind
        for command in thought.commands:
            assert command.id is not None
            code = self.post(one, command)
            self.minds[one] = absorb(self.minds[one], command.id, code)

    def _lines(self) -> Iterator[Callable[[], None]]:
        """What the people have not done yet of this phase."""
        current = self.room.round
        if current is None or (self.room.phase.value, current.number) in self.done:
            return
        turn = next(each for each in self.night.turns if each.prompt == current.prompt.text)
        if self.room.phase is Phase.ANSWERING:
            self.done.add((self.room.phase.value, current.number))
            yield lambda: self._answer(turn, current.number)
        elif self.room.phase is Phase.VOTING:
            self.done.add((self.room.phase.value, current.number))
            yield lambda: self._vote(turn, current.number)

    def _answer(self, turn: Turn, number: int) -> None:
        quitter = self.night.walks_out
        if quitter is not None and number > 1:
            self.must(actor(quitter), LeaveGame(game=self.game))
        for name, text in turn.answers.items():
            self.at_ms += 1_000
            self.must(actor(name), SubmitResponse(game=self.game, round=number, text=text))

    def _vote(self, turn: Turn, number: int) -> None:
        """People vote for the favourite; its author, for whoever answered first of the others."""
        assert self.room.round is not None
        by = {each.author: each.response for each in self.room.round.answers.values()}
        best = self.room.players[actor(turn.favourite)]
        for name in turn.answers:
            me: PlayerId = self.room.players[actor(name)]
            choice = by[best] if me != best else next(by[each] for each in by if each != me)
            for kind in VOTE_TYPES:
                vote = CastVote(game=self.game, round=number, response=choice, vote_type=kind)
                self.must(actor(name), vote)


@cache
def games(name: str) -> tuple[Told, ...]:
    """All ten evenings of the story of this name."""
    story = STORIES[name]
    numbered = enumerate(story.nights, start=1)
    return tuple(Evening(story, night, number).play() for number, night in numbered)


def valley() -> Map:
    """The map that ships."""
    path = ROOT / "agents" / "world" / "valley.toml"
    return parse_map(path.read_text("utf-8"), path.name)


class Days(Struct, frozen=True):
    """What the two weeks leave in the valley: its state, and what each agent keeps of it."""

    world: body.World
    memories: dict[str, list[Memory]]


@cache
def days(name: str) -> Days:
    """Fourteen days of the valley; what passed at the tables moves feelings there too."""
    place, cast = valley(), personas()
    around, names = body.setting(place, cast), {each.slug: each.name for each in cast}
    story = STORIES[name]
    world = body.born(around, cast, story.seed)
    kept: dict[str, list[Memory]] = {each.slug: [] for each in cast}
    waiting = sorted(story.between, key=lambda each: each.day)
    while world.now_ms < DAYS * DAY_MS:
        # At noon of its day.
        due = [each for each in waiting if (each.day - 0.5) * DAY_MS <= world.now_ms]
        waiting = waiting[len(due) :]
        given = tuple(Caused(each.who, each.by, each.cause, each.note) for each in due)
        world, happened = tick(around, world, given, DT_MAX_MS)
        at_ms = BEGIN_MS + world.now_ms
        scene = Scene(
            map=place, world=world, names=names, people={}, origin=story.seed, at_ms=at_ms
        )
        for slug, found in recollected(scene, happened).items():
            kept[slug] += found
    return Days(world, kept)


def state_hash(name: str) -> str:
    """Of all that the story leaves: every entry of every game, the valley, what is kept of it."""
    digest = blake2b(digest_size=16)
    for told in games(name):
        for entry in told.entries:
            digest.update(msgspec.json.encode(entry, order="deterministic"))
    left = days(name)
    digest.update(body.state_hash(left.world).encode())
    digest.update(msgspec.json.encode(left.memories, order="deterministic"))
    return digest.hexdigest()
