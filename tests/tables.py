"""Games for tests, played by the real rules: entries as a room would journal them."""

from collections.abc import Sequence
from hashlib import sha256

from game.commands import (
    BeginGame,
    Candidate,
    CastMember,
    CastVote,
    Command,
    JoinGame,
    LeaveGame,
    OpenGame,
    Prompt,
    SendChat,
    SubmitResponse,
    Tick,
)
from game.deadlines import next_deadline
from game.decide import Decided, decide
from game.events import Entry
from game.ids import SYSTEM, Actor, GameId, mint
from game.rules import VOTE_TYPES, Mode, Settings
from game.state import GameState, Phase
from persistence.ports import Accounts, Journal, Login, Visit

NOW = 1_764_000_000_000
DAY_MS = 86_400_000
PROMPTS = tuple(Prompt(f"prompt {n}", "office", "easy") for n in range(6))
CAST = (CastMember("bard", "Bard"), CastMember("cynic", "Cynic"))


def hashed(token: str) -> bytes:
    """A token as the accounts know it."""
    return sha256(token.encode()).digest()


async def guests(accounts: Accounts, count: int) -> list[Actor]:
    """People who may sit down."""
    logins: list[Login] = [
        await accounts.welcome_guest(
            f"guest {n}", Visit(hashed(f"guest-{n}"), NOW, DAY_MS, "127.0.0.1", "test/1")
        )
        for n in range(count)
    ]
    return [login.person.id for login in logins]


class Table:
    """One game being played: `post` returns the entries, `state` is the game after them."""

    def __init__(self, host: Actor, number: int = 1, at_ms: int = NOW) -> None:
        self.game = GameId(mint(at_ms, "game", number))
        self.host = host
        self.at_ms = at_ms
        self.state: GameState | None = None
        self.posts = 0
        self.number = number

    def open(
        self,
        *,
        code: str | None = None,
        visibility: str = "public",
        agents: int = 0,
        settings: Settings | None = None,
        cause: str | None = None,
        mode: Mode = "classic",
    ) -> list[Entry]:
        """Found the game."""
        command = OpenGame(
            game=self.game,
            code=code or f"C{self.number}",
            host=self.host,
            name=f"game {self.number}",
            max_players=8,
            total_rounds=5,
            time_limit_seconds=60,
            mode=mode,
            visibility=visibility,  # type: ignore[arg-type]
            settings=settings or Settings(judge="off", reveal_seconds=0),
            agents=agents,
            seed=f"seed {self.number}",
            prompts=PROMPTS,
            cast=CAST,
        )
        return self.post(SYSTEM, command, cause=cause)

    def post(self, actor: Actor, command: Command, *, cause: str | None = None) -> list[Entry]:
        """Let the rules decide; asserts that they accept."""
        self.posts += 1
        self.at_ms += 7
        decided = decide(self.state, actor, command, self.at_ms)
        assert isinstance(decided, Decided), decided
        first = self.state.seq + 1 if self.state else 1
        self.state = decided.state
        why = cause or f"{actor}/{self.game}-{self.posts}/0"
        return [
            Entry(seq, self.at_ms, why, event) for seq, event in enumerate(decided.events, first)
        ]

    def join(self, *people: Actor) -> list[Entry]:
        """Seat these people."""
        return [
            entry
            for n, person in enumerate(people)
            for entry in self.post(person, JoinGame(game=self.game, name=f"guest {n}"))
        ]

    def leave(self, actor: Actor) -> list[Entry]:
        """Give a seat up."""
        return self.post(actor, LeaveGame(game=self.game))

    def join_or_leave(self, actor: Actor) -> list[Entry]:
        """Whichever of the two can be done now."""
        seated = self.after.seat_of(actor) is not None
        return self.leave(actor) if seated else self.join(actor)

    def start(self) -> list[Entry]:
        """The host begins."""
        candidates = tuple(map(Candidate, PROMPTS))
        return self.post(self.host, BeginGame(game=self.game, candidates=candidates))

    def answer(self, *actors: Actor) -> list[Entry]:
        """Each answers the open round."""
        number = self.round
        return [
            entry
            for actor in actors
            for entry in self.post(
                actor, SubmitResponse(game=self.game, round=number, text=f"answer of {actor}")
            )
        ]

    def vote(self, *actors: Actor) -> list[Entry]:
        """Each gives all three votes to the first response that isn't theirs."""
        entries: list[Entry] = []
        for actor in actors:
            assert self.state is not None
            assert self.state.round is not None
            seat = self.state.seat_of(actor)
            assert seat is not None
            current = self.state.round
            other = next(
                each.response for each in current.answers.values() if each.author != seat.player
            )
            for kind in VOTE_TYPES:
                command = CastVote(
                    game=self.game, round=current.number, response=other, vote_type=kind
                )
                entries += self.post(actor, command)
        return entries

    def chat(self, actor: Actor, text: str) -> list[Entry]:
        """Say something."""
        return self.post(actor, SendChat(game=self.game, text=text))

    def tick(self) -> list[Entry]:
        """Let the deadline come."""
        assert self.state is not None
        due_ms = next_deadline(self.state)
        assert due_ms is not None
        self.at_ms = max(self.at_ms, due_ms)
        return self.post(SYSTEM, Tick())

    @property
    def round(self) -> int:
        """The number of the open round."""
        assert self.state is not None
        assert self.state.round is not None
        return self.state.round.number

    @property
    def after(self) -> GameState:
        """The state after the last post."""
        assert self.state is not None
        return self.state

    def play_on(self, people: Sequence[Actor]) -> list[Entry]:
        """Play to the podium."""
        entries: list[Entry] = []
        while self.after.phase is not Phase.COMPLETED:
            match self.after.phase:
                case Phase.ANSWERING:
                    entries += self.answer(*people)
                case Phase.VOTING:
                    entries += self.vote(*people)
                case _:
                    entries += self.tick()
        return entries


async def write(journal: Journal, table: Table, entries: list[Entry]) -> None:
    """Append what a table has just done."""
    await journal.append(table.game, entries[0].seq - 1, entries, table.after)
