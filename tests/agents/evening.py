"""A whole game among machine players, by the real rules, in pretended time, for tests."""

import tomllib
from collections import Counter
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import TypeVar

from msgspec import Struct
from msgspec.structs import replace

from agents.absorb import absorb
from agents.banter import Banter, load_banter
from agents.mind import Mind, born
from agents.neurons.brain import Brain
from agents.perceive import Perceived, perceive
from agents.persona import Persona, load_personas
from agents.quips import Repertoire, load_repertoire
from agents.think import Act, Ask, Command, Wait, think, with_answer
from game.commands import (
    BeginGame,
    Candidate,
    CastMember,
    CastVote,
    JoinGame,
    OpenGame,
    Prompt,
    Tick,
)
from game.commands import Command as AnyCommand
from game.deadlines import next_deadline
from game.decide import decide
from game.events import Entry
from game.ids import SYSTEM, Actor, GameId, PlayerId, agent_actor
from game.look import look
from game.redact import redact
from game.refusals import Rejected
from game.rules import VOTE_TYPES, Mode, Settings
from game.state import OVER, GameState
from game.views import Skipped

ROOT = Path(__file__).parents[2]
GAME = GameId("0198c0de-0000-7000-8000-000000000002")
T0 = 1_764_000_000_000
ADA = Actor("ada")
STEPS_MAX = 100_000
Frozen = TypeVar("Frozen", bound=Struct)


def texts(pattern: str) -> list[tuple[str, str]]:
    """The (name, text) pairs that the loaders want."""
    return [(path.stem, path.read_text()) for path in sorted((ROOT / "agents").glob(pattern))]


@cache
def personas() -> tuple[Persona, ...]:
    return load_personas(texts("characters/*.json"))


@cache
def repertoire() -> Repertoire:
    return load_repertoire(texts("quips/*.toml"))


@cache
def banter() -> Banter:
    return load_banter(texts("talk/*.toml"))


@cache
def prompts() -> tuple[Prompt, ...]:
    packs = [tomllib.loads(path.read_text()) for path in sorted(ROOT.glob("game/packs/*.toml"))]
    return tuple(
        Prompt(each["text"], pack["category"], each["difficulty"])
        for pack in packs
        for each in pack["prompt"]
    )


def beginning() -> BeginGame:
    """The start, for people who have met no prompt yet."""
    return BeginGame(game=GAME, candidates=tuple(map(Candidate, prompts())))


class Evening:
    """One game: `agents` machine players, and Ada, who starts it and then only watches."""

    def __init__(
        self,
        *,
        agents: int = 3,
        rounds: int = 5,
        seconds: int = 60,
        pace: float = 1.0,
        seed: str = "evening",
        settings: Settings | None = None,
        refuse: Callable[[Command, int], str | None] = lambda command, times: None,
        brain: Brain | None = None,
        mode: Mode = "classic",
        judge: Callable[[str], float] | None = None,
    ) -> None:
        self.brain, self.judge = brain or Brain(), judge
        self.at_ms, self.entries, self.refuse = T0, list[Entry](), refuse
        self.seed, self.tries = seed, Counter[str]()
        self.minds: dict[Actor, Mind] = {}
        self.sent: list[tuple[int, Actor, Command]] = []
        self.reflexes: list[tuple[int, Actor, str]] = []
        self.state: GameState | None = None
        cast = tuple(CastMember(persona.slug, persona.name) for persona in personas())
        opening = OpenGame(
            game=GAME,
            code="QUIP",
            host=ADA,
            name="Friday",
            max_players=12,
            total_rounds=rounds,
            time_limit_seconds=seconds,
            mode=mode,
            visibility="private",
            settings=settings or Settings(judge="off", voting_seconds=seconds),
            agents=agents,
            seed=seed,
            prompts=prompts(),
            cast=cast,
        )
        self.post(SYSTEM, opening)
        self.post(ADA, JoinGame(name="Ada"))
        self.pace, self.history = pace, dict[Actor, list[Mind]]()
        self.wake()

    def wake(self) -> None:
        """Whoever has sat down and has no mind yet gets one."""
        for slug in [persona.slug for persona in personas()]:
            actor = agent_actor(slug)
            player = self.room.players.get(actor)
            if player is not None and actor not in self.minds:
                self.minds[actor] = self.newborn(slug, player, self.pace)
                self.history[actor] = []

    @property
    def room(self) -> GameState:
        assert self.state is not None
        return self.state

    def newborn(self, slug: str, player: PlayerId, pace: float) -> Mind:
        persona = next(persona for persona in personas() if persona.slug == slug)
        mind = born(GAME, player, persona, repertoire(), self.seed, pace, self.brain, banter())
        return perceive(mind, look(self.room, player, self.at_ms, ()))

    def views(self, player: PlayerId) -> list[Perceived]:
        """All that this player has been shown so far."""
        shown = [(entry.seq, redact(GAME, entry, player)) for entry in self.entries]
        return [view or Skipped(game=GAME, seq=seq) for seq, view in shown]

    def post(self, actor: Actor, command: AnyCommand) -> str | None:
        """Decide a command and show everyone what came of it; the error's code, or None."""
        decided = decide(self.state, actor, command, self.at_ms)
        if isinstance(decided, Rejected):
            return decided.code
        before = self.state.seq if self.state else 0
        self.state = decided.state
        for seq, event in enumerate(decided.events, start=before + 1):
            entry = Entry(seq, self.at_ms, "test", event)
            self.entries.append(entry)
            for name, mind in self.minds.items():
                view = redact(GAME, entry, mind.me) or Skipped(game=GAME, seq=seq)
                self.minds[name] = perceive(mind, view)
        if hasattr(self, "history"):
            self.wake()
        return None

    def step(self) -> bool:
        """Let the first mind that wants to act do so, else let time pass; False at the end."""
        if self.judge is not None and self.room.phase.value == "voting" and not self.voted:
            self.vote(self.judge)
        due_ms = next_deadline(self.room)
        waits = [] if due_ms is None else [due_ms]
        for actor, mind in list(self.minds.items()):
            thought = think(mind, self.at_ms)
            if isinstance(thought, Ask):
                self.minds[actor] = with_answer(thought.mind, thought.call, "", self.at_ms)
                return True
            if isinstance(thought, Act):
                self.act(actor, thought)
                return True
            if thought.until_ms is not None:
                waits.append(thought.until_ms)
        if self.room.phase in OVER and not waits:
            return False
        self.at_ms = max(self.at_ms, min(waits))
        if self.room.phase.value == "lobby" and self.at_ms >= T0 + 20_000:
            self.post(ADA, beginning())
        elif due_ms is not None and self.at_ms >= due_ms:
            self.post(SYSTEM, Tick())
        return True

    @property
    def voted(self) -> bool:
        """Whether Ada has cast her votes."""
        assert self.room.round is not None
        return self.room.players[ADA] in self.room.round.votes

    def vote(self, judge: Callable[[str], float]) -> None:
        """Ada gives all her votes to what she judges best."""
        assert self.room.round is not None
        best = max(self.room.round.answers.values(), key=lambda answer: judge(answer.text))
        for vote_type in VOTE_TYPES:
            number = self.room.round.number
            command = CastVote(game=GAME, round=number, response=best.response, vote_type=vote_type)
            assert self.post(ADA, command) is None

    def act(self, actor: Actor, thought: Act) -> None:
        assert thought.mind.me == self.minds[actor].me
        self.minds[actor] = thought.mind
        if thought.reflex is not None:
            self.reflexes.append((self.at_ms, actor, thought.reflex))
        for command in thought.commands:
            assert command.id is not None
            times = self.tries[command.id]
            self.tries[command.id] += 1
            self.sent.append((self.at_ms, actor, command))
            code = self.refuse(command, times) or self.post(actor, command)
            self.minds[actor] = absorb(self.minds[actor], command.id, code)
            self.history[actor].append(self.minds[actor])

    def play(self, until: Callable[["Evening"], bool] = lambda evening: False) -> "Evening":
        """Play to the end, or until this holds after a step."""
        if self.room.phase.value == "lobby" and self.at_ms == T0:
            while self.at_ms < T0 + 20_000:
                upcoming = [think(mind, self.at_ms) for mind in self.minds.values()]
                if not all(isinstance(thought, Wait) for thought in upcoming):
                    self.step()
                    continue
                waits = [thought.until_ms for thought in upcoming if isinstance(thought, Wait)]
                self.at_ms = min([wait for wait in waits if wait] + [T0 + 20_000])
            self.post(ADA, beginning())
        for _ in range(STEPS_MAX):
            if until(self) or not self.step():
                return self
        raise AssertionError("the evening does not end")

    def restart(self, pace: float = 1.0) -> None:
        """The node died: every mind wakes anew, from a snapshot alone."""
        for actor, mind in self.minds.items():
            self.minds[actor] = self.newborn(mind.persona.slug, mind.me, pace)


def touched(mind: Frozen, **changes: object) -> Frozen:
    """The value with some fields changed."""
    return replace(mind, **changes)
