"""A table to play at in tests: it posts commands, keeps the journal and moves its own clock."""

from collections.abc import Mapping
from typing import Any

import msgspec

from game.commands import (
    BeginGame,
    Candidate,
    CastMember,
    CastVote,
    Command,
    JoinGame,
    OpenGame,
    Prompt,
    RecordVerdicts,
    SubmitResponse,
    Tick,
    Verdict,
)
from game.deadlines import next_deadline
from game.decide import decide
from game.events import Entry, Event
from game.evolve import evolve
from game.ids import SYSTEM, Actor, GameId, PlayerId, ResponseId
from game.redact import Viewer, redact
from game.refusals import Refusal, Rejected
from game.rules import Settings, VoteType
from game.state import GameState, Phase
from game.views import EventView, Skipped

GAME = GameId("0198c0de-0000-7000-8000-000000000001")
T0 = 1_764_000_000_000
PROMPTS = tuple(Prompt(f"prompt.{n}.", f"category{n % 3}", "easy") for n in range(8))
CAST = tuple(CastMember(f"bot{n}", f"Bot {n}") for n in range(3))
encode = msgspec.json.Encoder(order="deterministic").encode


def opening(settings: Mapping[str, Any] | None = None, **changes: Any) -> OpenGame:
    """The founding of a game by "ada", without machine players and without a judge."""
    wishes: dict[str, Any] = {
        "game": GAME,
        "code": "QUIP",
        "host": Actor("ada"),
        "name": "Friday",
        "max_players": 8,
        "total_rounds": 5,
        "time_limit_seconds": 60,
        "mode": "classic",
        "visibility": "private",
        "settings": msgspec.convert({"judge": "off", **(settings or {})}, Settings),
        "agents": 0,
        "seed": "seed.5e2f.",
        "prompts": PROMPTS,
        "cast": CAST,
    }
    return OpenGame(**{**wishes, **changes})


def beginning(prompts: tuple[Prompt, ...] = PROMPTS) -> BeginGame:
    """The start of the game with these prompts, of which nobody has met any."""
    return BeginGame(game=GAME, candidates=tuple(map(Candidate, prompts)))


def stored(event: Event) -> Event:
    """The event as it comes back from the journal."""
    return msgspec.json.decode(encode(event), type=Event)


def order(state: GameState) -> tuple[list[str], list[str], list[str]]:
    """What seats, hand-over and ballot live by: two equal dicts may differ in their order."""
    answers = state.round.answers if state.round else {}
    return list(state.seats), list(state.players), list(answers)


class Table:
    """One game with its journal; people post under their name as actor."""

    def __init__(self, command: OpenGame) -> None:
        self.at_ms = T0
        self.entries: list[Entry] = []
        self.past: list[GameState | None] = []  # the state before each event
        self.now: GameState | None = None
        self.prompts = command.prompts
        self.do(command.host, command)

    @property
    def state(self) -> GameState:
        assert self.now is not None
        return self.now

    def post(self, actor: str, command: Command) -> tuple[Event, ...] | Rejected:
        """Decide, journal, and hold every promise that holds for any command at all."""
        before, encoded = self.now, encode(self.now)
        decided = decide(before, Actor(actor), command, self.at_ms)
        assert encode(before) == encoded, "a state was changed in place"
        if isinstance(decided, Rejected):
            return decided
        for event in decided.events:
            self.past.append(self.now)
            self.now = evolve(self.now, stored(event))
            assert encode(event) == encode(stored(event)), "a replay would have another digest"
            self.entries.append(Entry(len(self.entries) + 1, self.at_ms, "test", event))
            assert self.now.seq == len(self.entries)
        assert self.now == decided.state, "the journal folds to another state"
        assert order(self.now) == order(decided.state), "the journal folds in another order"
        return decided.events

    def do(self, actor: str, command: Command) -> tuple[Event, ...]:
        """Post what must be accepted."""
        events = self.post(actor, command)
        assert not isinstance(events, Rejected), events
        return events

    def refused(self, actor: str, command: Command) -> Refusal:
        """Post what must be refused, and give the reason."""
        rejected = self.post(actor, command)
        assert isinstance(rejected, Rejected), rejected
        return rejected.code

    def wait(self, ms: int) -> None:
        self.at_ms += ms

    def tick(self) -> tuple[Event, ...]:
        """Let the time pass until the deadline, and not a millisecond longer."""
        due_ms = next_deadline(self.state)
        assert due_ms is not None
        self.at_ms = max(self.at_ms, due_ms)
        return self.do(SYSTEM, Tick())

    def join(self, *names: str) -> None:
        for name in names:
            self.do(name, JoinGame(name=name.title()))

    def start(self) -> None:
        self.do(self.state.host, self.beginning())

    def beginning(self) -> BeginGame:
        """What the server makes of a game.start, for people who have met no prompt yet."""
        return beginning(self.prompts)

    def player(self, name: str) -> PlayerId:
        return self.state.players[Actor(name)]

    def submission(self, text: str) -> SubmitResponse:
        assert self.state.round is not None
        return SubmitResponse(game=GAME, round=self.state.round.number, text=text)

    def answer(self, *names: str) -> tuple[Event, ...]:
        """Each says "<name> says"; gives the events of the last one."""
        events: tuple[Event, ...] = ()
        for name in names:
            events = self.do(name, self.submission(f"{name} says"))
        return events

    def response(self, author: str) -> ResponseId:
        assert self.state.round is not None
        return self.state.round.answers[self.player(author)].response

    def ballot_line(self, author: str, vote_type: VoteType = "funny") -> CastVote:
        """The command by which somebody votes for this author."""
        assert self.state.round is not None
        number = self.state.round.number
        return CastVote(
            game=GAME, round=number, response=self.response(author), vote_type=vote_type
        )

    def vote(self, voter: str, author: str, *vote_types: VoteType) -> tuple[Event, ...]:
        """Cast these types (none named: all three) for one author."""
        events: tuple[Event, ...] = ()
        for vote_type in vote_types or ("funny", "creative", "best"):
            events = self.do(voter, self.ballot_line(author, vote_type))
        return events

    def judge(self, scores: Mapping[str, tuple[float, float, float]]) -> tuple[Event, ...]:
        """The judge scores these authors."""
        assert self.state.round is not None
        verdicts = {self.response(author): Verdict(*each) for author, each in scores.items()}
        number = self.state.round.number
        return self.do(SYSTEM, RecordVerdicts(round=number, judge="ear", verdicts=verdicts))

    def finish(self) -> None:
        """Nobody does anything any more: only the clock ticks, within the promised bound."""
        for _ in range(4 * self.state.total_rounds + 1):
            if self.state.deadline_ms is None:
                break
            self.tick()
        assert self.state.phase in (Phase.COMPLETED, Phase.CANCELLED)

    def views(self, viewer: Viewer) -> list[EventView | Skipped]:
        """The whole stream of one viewer."""
        shown = [(entry.seq, redact(GAME, entry, viewer)) for entry in self.entries]
        return [view or Skipped(game=GAME, seq=seq) for seq, view in shown]


def seated(*names: str, settings: Mapping[str, Any] | None = None, **changes: Any) -> Table:
    """A lobby where these people sit; "ada" leads."""
    table = Table(opening(settings, **changes))
    table.join(*names)
    return table


def playing(*names: str, settings: Mapping[str, Any] | None = None, **changes: Any) -> Table:
    """A game in round 1."""
    table = seated(*names, settings=settings, **changes)
    table.start()
    return table


def voting(*names: str, settings: Mapping[str, Any] | None = None, **changes: Any) -> Table:
    """A game whose first ballot lies open: everyone has answered, no judge."""
    table = playing(*names, settings=settings, **changes)
    table.answer(*names)
    assert table.state.phase is Phase.VOTING
    return table


def revealed(*names: str, settings: Mapping[str, Any] | None = None, **changes: Any) -> Table:
    """A game at its first reveal: everyone voted for the one after them."""
    table = voting(*names, settings=settings, **changes)
    for voter, author in zip(names, [*names[1:], names[0]], strict=True):
        table.vote(voter, author)
    assert table.state.phase is Phase.REVEAL
    return table
