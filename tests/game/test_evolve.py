"""The fold, and whole random games over it: any people, any order, any time.

What is looked at after every command stands in watched.py.
"""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from game.commands import (
    AddAgent,
    CancelGame,
    CastGuess,
    CastVote,
    JoinGame,
    KickPlayer,
    LeaveGame,
    MuteChat,
    MutePlayer,
    PassHost,
    RecordHonours,
    RecordVerdicts,
    SendChat,
    SetReady,
    SubmitResponse,
    ThawClock,
    Tick,
    Verdict,
)
from game.deadlines import next_deadline
from game.events import (
    AnnouncementMade,
    ChatMuted,
    GameCancelled,
    GamePaused,
    PlayerMuted,
    RoomMoved,
)
from game.evolve import evolve
from game.ids import AGENT_PREFIX, SYSTEM, Actor, PlayerId, ResponseId
from game.muting import mutes
from game.rules import VOTE_TYPES, VoteType
from game.state import Announcement, Phase
from tests.game.evening import play
from tests.game.table import GAME, T0, beginning, opening, seated, stored, voting
from tests.game.watched import Watched

PEOPLE = ("ada", "bob", "cyd", "dan", "eve")
ACTORS = st.sampled_from((*PEOPLE, "agent:bot0", "agent:bot1", "stranger"))
ROUND_OFF = st.sampled_from((0, 0, 0, 0, 0, 0, -1, 1))
SCORES = st.sampled_from((0.0, 10.0, 7.25, 3, 11.0, 900.0, -1.0)) | st.floats()
NAMES = st.sampled_from(("Ada", "ada", "Bot 0", "Eve", "x" * 32))
SETTINGS = st.fixed_dictionaries(
    {
        "judge": st.sampled_from(["off", "auto"]),
        "judging_seconds": st.sampled_from([0, 5]),
        "reveal_seconds": st.sampled_from([0, 8]),
        "allow_spectators": st.booleans(),
        "weights": st.fixed_dictionaries(
            {key: st.sampled_from([0, 30, 100]) for key in ("judge", "votes", "speed")}
        ),
    }
)


def test_a_journal_begins_with_a_founding_and_has_only_one() -> None:
    table = seated("ada")
    founding = table.entries[0].event
    with pytest.raises(AssertionError):
        evolve(None, GameCancelled("host"))
    with pytest.raises(AssertionError):
        evolve(table.state, founding)


def test_every_event_is_folded_and_counted() -> None:
    """Method: an evening with all kinds of events, out of its journal, event by event."""
    table = play()
    state = None
    for entry in table.entries:
        state = evolve(state, stored(entry.event))
        assert state.seq == entry.seq
    assert state == table.state
    other = seated("ada")
    assert evolve(other.state, GameCancelled("host")).phase is Phase.CANCELLED
    assert evolve(other.state, GamePaused("storage")).paused


def test_what_the_golden_evening_has_none_of_is_folded_too() -> None:
    """Mutes and announcements: the seats stay, and only what is said changes."""
    table = seated("ada", "bob")
    ada, bob = table.player("ada"), table.player("bob")
    state = evolve(table.state, stored(PlayerMuted(bob, True, Actor("ada"))))
    assert mutes(state).silenced == {"bob": "ada"}
    state = evolve(state, stored(ChatMuted(ada, bob, True)))
    assert mutes(state).hidden == {"ada": {bob: "bob"}}
    state = evolve(state, stored(AnnouncementMade("We close.", T0)))
    assert state.announcement == Announcement("We close.", T0)
    state = evolve(state, stored(RoomMoved("two#1")))
    assert state.seq == table.state.seq + 4
    assert state.seats == table.state.seats


class Evening(RuleBasedStateMachine):
    """Anybody may ask for anything at any time; some rules move the whole table on."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    @initialize(
        wishes=SETTINGS,
        agents=st.integers(0, 2),
        max_players=st.sampled_from([3, 6, 12]),
        guests=st.sampled_from([3, 5, 2, 0]),
        names=st.lists(NAMES, min_size=5, max_size=5),
        begin=st.sampled_from([True, True, True, False]),
    )
    def found(
        self,
        wishes: dict[str, object],
        agents: int,
        max_players: int,
        guests: int,
        names: list[str],
        begin: bool,
    ) -> None:
        founding = opening(wishes, agents=agents, max_players=max_players)
        self.table = Watched(founding)
        for actor, name in zip(PEOPLE[:guests], names, strict=False):
            self.table.post(actor, JoinGame(name=name))
        if begin:
            self.table.post("ada", beginning())

    def unlike(self, kind: str) -> str:
        """A text that nobody else in this game has said."""
        self.count += 1
        return f"{kind}.{self.count}."

    def number(self) -> int:
        return self.table.state.round.number if self.table.state.round else 1

    @rule(
        actor=ACTORS,
        name=NAMES | st.just(" "),
        role=st.sampled_from(["player", "player", "spectator"]),
    )
    def join(self, actor: str, name: str, role: str) -> None:
        if not actor.startswith(AGENT_PREFIX) or actor in self.table.state.players:
            self.table.post(actor, JoinGame(name=name, role=role))

    @rule(actor=ACTORS)
    def leave(self, actor: str) -> None:
        self.table.post(actor, LeaveGame(game=GAME))

    @rule(actor=ACTORS, ready=st.booleans())
    def ready(self, actor: str, ready: bool) -> None:
        self.table.post(actor, SetReady(game=GAME, ready=ready))

    @rule(actor=st.sampled_from(PEOPLE))
    def start(self, actor: str) -> None:
        self.table.post(actor, beginning())

    @rule(by_host=st.booleans(), actor=ACTORS, place=st.integers(0, 7))
    def kick(self, by_host: bool, actor: str, place: int) -> None:
        """Somebody is shown out, and stands at the door again at once."""
        state = self.table.state
        seats = [*state.seats, PlayerId("nobody")]
        player = seats[place % len(seats)]
        self.table.post(state.host if by_host else actor, KickPlayer(game=GAME, player=player))
        if player in state.seats and not state.seats[player].is_ai:
            self.table.post(state.seats[player].user, JoinGame(name="Ada"))

    @precondition(lambda self: len(self.table.posts) > 60)
    @rule(by_host=st.booleans(), actor=st.sampled_from(PEOPLE[1:]))
    def cancel(self, by_host: bool, actor: str) -> None:
        self.table.post(self.table.state.host if by_host else actor, CancelGame(game=GAME))

    @rule(agent=st.sampled_from([None, "bot0", "bot2", "nobody"]))
    def add_agent(self, agent: str | None) -> None:
        self.table.post(self.table.state.host, AddAgent(game=GAME, agent=agent))

    @rule(actor=ACTORS, text=st.sampled_from([None, None, "", " \n", "x" * 281]), off=ROUND_OFF)
    def answer(self, actor: str, text: str | None, off: int) -> None:
        said = self.unlike("answer") if text is None else text
        self.table.post(actor, SubmitResponse(game=GAME, round=self.number() + off, text=said))

    @rule(
        actor=ACTORS, place=st.integers(0, 7), vote_type=st.sampled_from(VOTE_TYPES), off=ROUND_OFF
    )
    def vote(self, actor: str, place: int, vote_type: VoteType, off: int) -> None:
        current = self.table.state.round
        answers = current.answers.values() if current else ()
        ids = [*(answer.response for answer in answers), ResponseId("unknown")]
        self.table.post(
            actor,
            CastVote(
                game=GAME,
                round=self.number() + off,
                response=ids[place % len(ids)],
                vote_type=vote_type,
            ),
        )

    @precondition(lambda self: self.table.state.phase is Phase.ANSWERING)
    @rule(order=st.permutations(range(12)), absent=st.booleans(), lost_ms=st.sampled_from([0, 9]))
    def all_answer(self, order: list[int], absent: bool, lost_ms: int) -> None:
        """Everyone here answers, in any order and across an outage; or all but one."""
        here = self.table.state.active
        for place in [each for each in order if each < len(here)][absent:]:
            said = SubmitResponse(game=GAME, round=self.number(), text=self.unlike("answer"))
            self.table.post(here[place].user, said)
            self.thaw(lost_ms)

    @precondition(lambda self: self.table.state.phase is Phase.VOTING)
    @rule(taste=st.integers(0, 11), absent=st.booleans())
    def all_vote(self, taste: int, absent: bool) -> None:
        """Everyone here votes for whom they may; or all but one."""
        for seat in self.table.state.active[absent:]:
            for turn, vote_type in enumerate(VOTE_TYPES):
                self.vote_for(seat.user, taste + turn, vote_type)

    def vote_for(self, actor: Actor, taste: int, vote_type: VoteType) -> None:
        current, seat = self.table.state.round, self.table.state.seat_of(actor)
        assert current is not None
        assert seat is not None
        choices = [each.response for each in current.answers.values() if each.author != seat.player]
        if choices:
            response = choices[taste % len(choices)]
            self.table.post(
                actor,
                CastVote(game=GAME, round=current.number, response=response, vote_type=vote_type),
            )

    @rule(actor=ACTORS)
    def chat(self, actor: str) -> None:
        self.table.post(actor, SendChat(game=GAME, text=self.unlike("chat")))

    @rule(actor=ACTORS, muted=st.booleans(), for_all=st.booleans())
    def mute(self, actor: str, muted: bool, for_all: bool) -> None:
        """Who shouts is silenced, by the host for all or by each for themselves, or heard again."""
        players = list(self.table.state.seats)
        if players:
            wanted = {"game": GAME, "player": players[-1], "muted": muted}
            self.table.post(actor, MutePlayer(**wanted) if for_all else MuteChat(**wanted))

    @rule(share=st.sampled_from([0.0, 0.3, 0.999]))
    def wait(self, share: float) -> None:
        """Time passes, not up to the deadline; a tick that comes early changes nothing."""
        deadline_ms = next_deadline(self.table.state)
        if deadline_ms is not None:
            self.table.wait(int((deadline_ms - 1 - self.table.at_ms) * share))
        assert self.table.do(SYSTEM, Tick()) == ()

    @rule(late_ms=st.sampled_from([0, 0, 1, 100_000]))
    def tick(self, late_ms: int) -> None:
        """The deadline comes, or is slept over; either way the game moves."""
        deadline_ms = next_deadline(self.table.state)
        if deadline_ms is not None:
            self.table.at_ms = deadline_ms + late_ms
            assert self.table.do(SYSTEM, Tick()) != ()

    @rule()
    def honours(self) -> None:
        """Somebody has counted the game, or says so out of turn."""
        self.table.post(SYSTEM, RecordHonours(number=1))

    @precondition(lambda self: self.table.state.phase is Phase.JUDGING)
    @rule(score=st.floats(0, 10))
    def judge(self, score: float) -> None:
        assert self.table.state.round is not None
        answers = self.table.state.round.answers.values()
        told = {answer.response: Verdict(score, 5, 10) for answer in answers}
        self.table.do(SYSTEM, RecordVerdicts(round=self.number(), judge="ear", verdicts=told))

    @rule(taste=st.integers(0, 11), order=st.permutations(range(12)))
    def play_on(self, taste: int, order: list[int]) -> None:
        """Whatever is asked for just now, everyone here does it, up to the next reveal."""
        if self.table.state.phase is Phase.REVEAL:
            self.table.tick()
        if self.table.state.phase is Phase.ANSWERING:
            self.all_answer(order, False, 0)
        if self.table.state.phase is Phase.JUDGING:
            self.table.tick()
        if self.table.state.phase is Phase.VOTING:
            self.all_vote(taste, False)

    @rule(scores=st.lists(st.builds(Verdict, SCORES, SCORES, SCORES), max_size=4), off=ROUND_OFF)
    def verdicts(self, scores: list[Verdict], off: int) -> None:
        current = self.table.state.round
        answers = current.answers.values() if current else ()
        ids = [*(answer.response for answer in answers), ResponseId("unknown")]
        told = dict(zip(ids, scores, strict=False))
        word = RecordVerdicts(round=self.number() + off, judge="ear", verdicts=told)
        self.table.post(SYSTEM, word)

    @rule(lost_ms=st.sampled_from([0, 1, 40_000]))
    def thaw(self, lost_ms: int) -> None:
        self.table.wait(lost_ms)
        self.table.do(SYSTEM, ThawClock(lost_ms=lost_ms, reason="storage"))

    @rule(
        present=st.lists(st.sampled_from(PEOPLE), max_size=2).map(
            lambda people: ["stranger", "agent:bot0", "agent:bot1", "agent:bot2", *people]
        )
    )
    def pass_host(self, present: list[str]) -> None:
        self.table.do(SYSTEM, PassHost(present=tuple(Actor(each) for each in present)))

    def teardown(self) -> None:
        if hasattr(self, "table"):
            self.table.close()


# It runs for seconds; finding the shortest evening that breaks a promise may take minutes.
TestEvening = pytest.mark.timeout(600)(Evening.TestCase)
TestEvening.settings = settings(max_examples=100, stateful_step_count=40)


def test_a_guess_folds_into_its_round() -> None:
    table = voting("ada", "bob", mode="turing")
    response = table.response("bob")
    table.do("ada", CastGuess(game=GAME, round=1, response=response, is_ai=True))
    assert table.state.round is not None
    assert table.state.round.guesses == {table.player("ada"): {response: True}}
