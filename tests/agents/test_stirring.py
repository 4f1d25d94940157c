"""What a game moves in an agent: only what it may see, and who voted only once it is over."""

from typing import Any

from msgspec.structs import replace

from agents.relationships import Stir
from agents.sightings import Witness
from agents.stirring import COUNTED_MAX, Polls, stirs, tallied
from agents.witness import witness
from game import views as seen
from game.ids import MessageId, PlayerId, ResponseId
from game.redact import EVERYTHING, redact
from game.results import GameStats, Result, VoteCount
from game.views import EventView, PlayerShown, Skipped
from tests.agents.evening import GAME, Evening
from tests.agents.test_witness import ADA, GHOST, ME, T0, Seat

STATS = GameStats(0, 0, 0, 0, None, None, None, None)


def table() -> Seat:
    seat = Seat()
    seat.join(GHOST, "Percival", agent="ghost")
    return seat


def shown(
    seat: Seat, kind: type[EventView], polls: Polls | None = None, **fields: Any
) -> list[Stir]:
    seq = seat.mind.seq + 1
    view = kind(game=GAME, seq=seq, at=T0 + seq * 1_000, **fields)
    return list(stirs(seat.mind, view, polls or Polls()))


def said(found: list[Stir]) -> list[tuple[str, str, bool, int]]:
    return [
        (each.change.cause, each.change.toward, each.is_person, each.change.affection)
        for each in found
    ]


def chat(seat: Seat, player: PlayerId, text: str) -> list[tuple[str, str, bool, int]]:
    return said(shown(seat, seen.ChatView, message=MessageId("m"), player=player, text=text))


def podium(seat: Seat, polls: Polls | None = None, *winners: PlayerId) -> list[Stir]:
    return shown(seat, seen.GameCompletedView, polls, standings=(), winners=winners, stats=STATS)


def test_a_word_to_me_moves_me_and_one_to_others_does_not() -> None:
    seat = table()
    assert chat(seat, ADA, "I love you, Gerta") == [("praised", "user-ada", True, 5)]
    assert chat(seat, GHOST, "goat, you are stupid") == [("insult", "ghost", False, -10)]
    assert chat(seat, ADA, "goat, it is Tuesday") == []
    assert chat(seat, ADA, "Percival is stupid") == []
    assert chat(seat, ME, "Gerta is great") == []


def test_who_sends_me_away_is_the_host() -> None:
    seat = table()
    left = {"player": ME, "freed": True}
    assert said(shown(seat, seen.PlayerLeftView, reason="kicked", **left)) == [
        ("kicked", "user-ada", True, -20)
    ]
    assert shown(seat, seen.PlayerLeftView, reason="left", **left) == []
    other = shown(seat, seen.PlayerLeftView, reason="kicked", player=GHOST, freed=True)
    assert other == []
    seat.leave(ME)
    assert chat(seat, ADA, "I love you, Gerta") == []


def test_a_game_to_the_end_binds_and_losing_it_rankles() -> None:
    seat = table()
    assert said(podium(seat, None, ADA)) == [
        ("played", "user-ada", True, 1),
        ("beaten", "user-ada", True, -2),
        ("played", "ghost", False, 1),
    ]
    (_, won, *_) = podium(seat, None, ME)
    assert (won.change.cause, won.change.affection, won.change.by) == ("beaten", 1, "goat")


def test_votes_count_up_to_three_and_say_what_for() -> None:
    seat = table()
    mine, hers = ResponseId("r-mine"), ResponseId("r-hers")
    votes = {(n, ADA, "funny"): mine for n in range(5)}
    polls = Polls(
        {mine: ME, hers: ADA},
        {
            **votes,
            (1, ME, "best"): hers,
            (1, GHOST, "best"): hers,
            (1, ADA, "best"): ResponseId("x"),
        },
    )
    found = {each.change.cause: each.change for each in podium(seat, polls, ME, ADA, GHOST)}
    assert found["vote_funny"].affection == 4 * COUNTED_MAX
    assert (found["vote_funny"].note, found["vote_funny"].by) == (
        "5 laughs for my answers",
        "user-ada",
    )
    assert (found["vote_best"].note, found["vote_best"].by) == ("1 vote for best from me", "goat")
    assert found["vote_best"].affection == 2


def test_who_hides_is_nobody_to_feel_about() -> None:
    seat = table()
    hidden = PlayerShown(id=ADA, name="Ada", avatar_url=None, is_ai=False, user=None)
    seat.mind = replace(seat.mind, people={**seat.mind.people, ADA: hidden})
    assert chat(seat, ADA, "I love you, Gerta") == []
    assert chat(seat, PlayerId("p-unknown"), "I love you, Gerta") == []


def test_polls_keep_the_last_vote_and_learn_authors_from_the_reveal() -> None:
    vote = {"game": GAME, "at": T0, "round": 1, "received": 1, "expected": 2}
    first = seen.VoteCastView(
        seq=1, player=ADA, response=ResponseId("r1"), vote_type="best", **vote
    )
    moved = replace(first, response=ResponseId("r2"))
    polls = Polls()
    for view in (first, moved, seen.VoteCastView(seq=2, **vote), Skipped(game=GAME, seq=3), None):
        polls = tallied(polls, view)
    assert dict(polls.votes) == {(1, ADA, "best"): "r2"}
    result = Result(ResponseId("r2"), ME, "x", False, None, None, VoteCount(), 0)
    reveal = seen.RoundCompletedView(
        game=GAME, seq=4, at=T0, round=1, results=(result,), standings=(), reveal_until=0
    )
    assert dict(tallied(polls, reveal).authors) == {"r2": ME}


def test_a_whole_evening_tells_each_who_voted_for_whom() -> None:
    """Method: the stirs of one side must be those of the other, read backwards."""
    evening = Evening(agents=3).play()
    felt: dict[tuple[str, str, str], int] = {}
    for actor, carried in evening.minds.items():
        slug = actor.removeprefix("agent:")
        mind, polls = Witness(game=GAME, agent=slug), Polls()
        found: list[Stir] = []
        for entry in evening.entries:
            view = redact(GAME, entry, carried.me if mind.me else None)
            view = redact(GAME, entry, mind.me) or Skipped(game=GAME, seq=entry.seq)
            polls = tallied(polls, redact(GAME, entry, EVERYTHING))
            found += stirs(mind, view, polls)
            mind, _ = witness(mind, view)
        assert len({each.id for each in found}) == len(found)
        for each in found:
            if each.change.cause.startswith("vote"):
                key = (each.change.cause, slug, each.change.toward)
                times = int(each.change.note.split()[0])
                felt[(*key[:1], *key[1:])] = felt.get(key, 0) + times
    assert felt
    for (cause, one, other), times in felt.items():
        assert felt[cause, other, one] == times
