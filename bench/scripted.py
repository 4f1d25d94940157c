"""Scripted games for twelve, as lists of commands: every kind, about as often as at a table.

Pure and seeded; no text is said twice, so that nothing remembered by the rules flatters them.
"""

from random import Random
from typing import Final

import msgspec
from msgspec import Struct

from clients.bots.texts import answer_text, chat_text
from game import commands as asked
from game.commands import Candidate, CastMember, Command, Prompt, Verdict
from game.deadlines import next_deadline
from game.decide import decide
from game.honours import all_played
from game.ids import SYSTEM, Actor, GameId, PlayerId
from game.refusals import Rejected
from game.results import Unlocked
from game.rules import VOTE_TYPES, Profanity, Settings, VoteType
from game.state import OVER, Answer, GameState, Phase

STARTED_MS: Final = 1_764_000_000_000
PEOPLE: Final = 11
ROUNDS: Final = 10
WATCHING: Final = 4
# The candidates that a start of so many rounds is given.
CANDIDATES: Final = 40
LINES_A_ROUND: Final = 6
# What people type and bots don't: the plain text is the quick one.
FLOURISHES: Final = ("", "", "", " 🦆", " – naïve, I know", " “quite”", " ¿y qué?", " 😂😂😂")
CATEGORIES: Final = ("animals", "office", "space", "kitchen", "love", "history")


class Step(Struct, frozen=True):
    """A command in its place: who asked for it, and when (Unix ms)."""

    actor: Actor
    command: Command
    at_ms: int


class Script:
    """Plays one game by the rules themselves, and keeps what was asked."""

    def __init__(self, number: int, profanity: Profanity, rounds: int = ROUNDS) -> None:
        self.game = GameId(f"0198c0de-0000-7000-8000-{number:012d}")
        self.steps: list[Step] = []
        self.refused = 0
        self._key = f"evening {number}"
        self._dice = Random(self._key)
        self._at_ms = STARTED_MS + number
        self._lines = 0
        self._now: GameState | None = None
        self._people = [Actor(f"user-{number}-{each}") for each in range(PEOPLE)]
        self._open(profanity, rounds)
        self._gather()
        while self.state.phase not in OVER:
            self._round()
        for actor in self._people[:4]:
            self._chat(actor)
        self._ask(self.state.host, asked.CancelGame(game=self.game))

    @property
    def state(self) -> GameState:
        """What has become of it."""
        assert self._now is not None
        return self._now

    def _ask(self, actor: Actor, command: Command) -> None:
        self._at_ms += 5 + int(self._dice.random() * 90)
        if command.id is None and actor != SYSTEM:
            command = msgspec.structs.replace(command, id=f"c{len(self.steps)}")
        self.steps.append(Step(actor, command, self._at_ms))
        decided = decide(self._now, actor, command, self._at_ms)
        if isinstance(decided, Rejected):
            self.refused += 1
        else:
            self._now = decided.state

    def _tick(self) -> None:
        due_ms = next_deadline(self.state)
        assert due_ms is not None
        self._at_ms = max(self._at_ms, due_ms)
        self._ask(SYSTEM, asked.Tick())

    def _open(self, profanity: Profanity, rounds: int) -> None:
        prompts = tuple(
            Prompt(f"{self._key}: prompt {number} with ____ in it", CATEGORIES[number % 6], "easy")
            for number in range(CANDIDATES)
        )
        self._candidates = tuple(
            Candidate(prompt, number % 3, number % 10) for number, prompt in enumerate(prompts)
        )
        opened = asked.OpenGame(
            game=self.game,
            code="QUIP",
            host=self._people[0],
            name="Friday night, as ever",
            max_players=12,
            total_rounds=rounds,
            time_limit_seconds=60,
            mode="classic",
            visibility="public",
            settings=Settings(profanity=profanity),
            agents=0,
            seed=self._key,
            prompts=prompts[:8],
            cast=tuple(CastMember(f"bot{each}", f"Bot {each}") for each in range(6)),
        )
        self._ask(self._people[0], opened)

    def _gather(self) -> None:
        game, host = self.game, self._people[0]
        rude = Actor(f"{host}-rude")
        for actor in (*self._people[:5], rude, *self._people[5:]):
            self._ask(actor, asked.JoinGame(game=game, name=f"Player {actor[5:]}"))
        self._ask(host, asked.KickPlayer(game=game, player=self._player(rude)))
        self._ask(rude, asked.JoinGame(game=game, name="Me again"))
        self._ask(host, asked.AddAgent(game=game))
        for number in range(WATCHING):
            watcher = Actor(f"{host}-watches-{number}")
            self._ask(watcher, asked.JoinGame(game=game, role="spectator"))
        for actor in self._people:
            self._chat(actor)
            self._ask(actor, asked.SetReady(game=game))
        self._ask(host, asked.MutePlayer(game=game, player=self._player(self._people[9])))
        muted = self._player(self._people[8])
        self._ask(self._people[7], asked.MuteChat(game=game, player=muted))
        self._ask(host, asked.BeginGame(game=game, candidates=self._candidates))
        self._ask(host, asked.StartGame(game=game))
        self._ask(SYSTEM, asked.CloseLobby())

    def _round(self) -> None:
        number = self.state.round.number if self.state.round else 0
        if number % 5 == 2:
            self._interrupt()
        lines = self._people[number % PEOPLE :][:LINES_A_ROUND]
        # In one round of three somebody has no idea, and the time runs out.
        thinking = list(self.state.players)[: -1 if number % 3 == 0 else None]
        for actor in self._shuffled(thinking):
            if lines:
                self._chat(lines.pop())
            self._answer(actor, number)
        if self.state.phase is Phase.ANSWERING:
            self._tick()
        if self.state.phase is Phase.JUDGING:
            self._judge(number)
        for vote_type in VOTE_TYPES:
            for actor in self._shuffled(list(self.state.players)):
                self._vote(actor, number, vote_type)
        if self.state.phase is Phase.VOTING:
            self._tick()
        self._ask(SYSTEM, asked.PassHost(present=tuple(self._people)))
        if all_played(self.state):
            honours = Unlocked(next(iter(self.state.seats)), "first_win", "First Win", 25)
            self._ask(SYSTEM, asked.RecordHonours(number=7, unlocked=(honours,)))
        self._tick()

    def _interrupt(self) -> None:
        """What happens in some rounds only."""
        leaver = self._people[3]
        self._ask(leaver, asked.LeaveGame(game=self.game))
        self._ask(SYSTEM, asked.ThawClock(lost_ms=800, reason="storage"))
        self._ask(SYSTEM, asked.Announce(text="The server will restart at nine."))
        self._ask(SYSTEM, asked.MoveRoom(to="n2"))
        self._ask(leaver, asked.JoinGame(game=self.game))

    def _answer(self, actor: Actor, number: int) -> None:
        text = self._adorned(answer_text(f"{self._key} {actor}", number, "?"))
        submitted = asked.SubmitResponse(game=self.game, round=number, text=text)
        self._ask(actor, submitted)
        if self._dice.random() < 0.1:
            self._ask(actor, submitted)

    def _judge(self, number: int) -> None:
        assert self.state.round is not None
        verdicts = {
            each.response: Verdict(*(round(self._dice.random() * 10, 1) for _ in range(3)))
            for each in self.state.round.answers.values()
        }
        verdict = asked.RecordVerdicts(round=number, judge="house", verdicts=verdicts)
        self._ask(SYSTEM, verdict)

    def _vote(self, actor: Actor, number: int, vote_type: VoteType) -> None:
        current = self.state.round
        assert current is not None
        chosen = self._picked(list(current.answers.values()))
        vote = asked.CastVote(
            game=self.game, round=number, response=chosen.response, vote_type=vote_type
        )
        # Clients do not offer one's own answer, but one in twenty tries.
        if chosen.author == self._player(actor) and self._dice.random() < 0.95:
            self._vote(actor, number, vote_type)
            return
        self._ask(actor, vote)
        if self._dice.random() < 0.05:
            self._vote(actor, number, vote_type)

    def _chat(self, actor: Actor) -> None:
        self._lines += 1
        text = self._adorned(chat_text(f"{self._key} {actor}", self._lines))
        self._ask(actor, asked.SendChat(game=self.game, text=text))

    def _adorned(self, text: str) -> str:
        return text + FLOURISHES[int(self._dice.random() * len(FLOURISHES))]

    def _player(self, actor: Actor) -> PlayerId:
        return self.state.players[actor]

    def _picked(self, answers: list[Answer]) -> Answer:
        return answers[int(self._dice.random() * len(answers))]

    def _shuffled(self, actors: list[Actor]) -> list[Actor]:
        return sorted(actors, key=lambda _: self._dice.random())
