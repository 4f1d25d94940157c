"""A seat's views become memories: all it may know, nothing before its time, always the same."""

from typing import Any

from msgspec.structs import replace

from agents.memories import Memory
from agents.sightings import Witness
from agents.witness import witness
from game import views as seen
from game.events import ResponseSubmitted
from game.ids import GameId, MessageId, PlayerId, ResponseId
from game.results import GameStats, Result, Standing, Unlocked, VoteCount
from game.views import EventView, PlayerShown, Skipped
from tests.agents.evening import Evening

GAME = GameId("0198c0de-0000-7000-8000-000000000002")
ME, ADA, GHOST = PlayerId("p-me"), PlayerId("p-ada"), PlayerId("p-ghost")
T0 = 1_764_000_000_000
STATS = GameStats(0, 0, 0, 0, None, None, None, None)


class Seat:
    """One agent at a table, shown one view after the other."""

    def __init__(self, *, seated: bool = True) -> None:
        self.mind = Witness(game=GAME, agent="goat")
        created = {"code": "C", "name": "Friday", "mode": "classic", "host": "user-ada"}
        self.show(seen.GameCreatedView, **created, max_players=8, total_rounds=5)
        self.join(ADA, "Ada", user="user-ada")
        if seated:
            self.join(ME, "Gerta Goat", agent="goat")

    def show(self, kind: type[EventView], **fields: Any) -> tuple[Memory, ...]:
        seq = self.mind.seq + 1
        view = kind(game=GAME, seq=seq, at=T0 + seq * 1_000, **fields)
        self.mind, found = witness(self.mind, view)
        return found

    def join(self, player: PlayerId, name: str, **who: str) -> tuple[Memory, ...]:
        person = PlayerShown(
            id=player,
            name=name,
            avatar_url=None,
            is_ai="agent" in who,
            user=who.get("user"),
            agent=who.get("agent"),
        )
        return self.show(seen.PlayerJoinedView, player=person)

    def say(self, player: PlayerId, text: str) -> tuple[Memory, ...]:
        return self.show(seen.ChatView, message=MessageId("m"), player=player, text=text)

    def leave(self, player: PlayerId, reason: str = "left") -> tuple[Memory, ...]:
        return self.show(seen.PlayerLeftView, player=player, reason=reason, freed=True)

    def reveal(self, *results: Result, standings: tuple[Standing, ...] = ()) -> tuple[Memory, ...]:
        return self.show(
            seen.RoundCompletedView,
            round=1,
            results=results,
            standings=standings,
            reveal_until=0,
        )


def result(player: PlayerId, text: str, funny: int = 0, best: int = 0) -> Result:
    votes = VoteCount(funny=funny, best=best)
    response = ResponseId(f"r-{player}")
    return Result(response, player, text, False, None, None, votes, 0)


def started(seat: Seat) -> None:
    seat.show(
        seen.RoundStartedView,
        round=1,
        prompt="What hums?",
        category="c",
        difficulty="easy",
        deadline=0,
    )


def test_sitting_down_is_remembered_with_whom() -> None:
    seat = Seat(seated=False)
    (mine,) = seat.join(ME, "Gerta Goat", agent="goat")
    assert mine.content == "I sat down at the table “Friday” with Ada."
    assert mine.players == ("user-ada",)
    (other,) = seat.join(GHOST, "Ghost", agent="ghost")
    assert (other.content, other.agents) == ("Ghost sat down at my table.", ("ghost",))
    alone = Witness(game=GAME, agent="goat")
    first = PlayerShown(id=ME, name="Gerta", avatar_url=None, is_ai=True, user=None, agent="goat")
    _, (only,) = witness(alone, seen.PlayerJoinedView(game=GAME, seq=1, at=T0, player=first))
    assert only.content == "I sat down at the table “”."


def test_what_happened_before_it_came_and_after_it_left_it_did_not_live() -> None:
    seat = Seat(seated=False)
    assert seat.say(ADA, "is anybody here?") == ()
    assert seat.join(GHOST, "Ghost", agent="ghost") == ()
    assert seat.leave(GHOST) == ()
    assert len(seat.join(ME, "Gerta Goat", agent="goat")) == 1
    (left,) = seat.leave(ME)
    assert left.content == "I left the table “Friday”."
    assert seat.say(ADA, "now we can talk") == ()


def test_being_sent_away_hurts_and_by_whom_is_known() -> None:
    seat = Seat()
    (hurt,) = seat.leave(ME, "kicked")
    assert hurt.content == "I was sent away from the table “Friday” by Ada."
    assert (hurt.importance, hurt.emotion, hurt.players) == (7.0, -0.8, ("user-ada",))
    seat = Seat()
    seat.show(seen.HostChangedView, host="user-who", player=ADA)
    (hurt,) = seat.leave(ME, "kicked")
    assert hurt.content == "I was sent away from the table “Friday”."


def test_who_leaves_and_who_is_sent_away() -> None:
    seat = Seat()
    seat.join(GHOST, "Ghost", agent="ghost")
    (sent,) = seat.leave(GHOST, "kicked")
    (left,) = seat.leave(ADA)
    assert [sent.content, left.content] == [
        *("Ada, the host, sent Ghost away from the table “Friday”.", "Ada left my table."),
    ]
    assert sent.players == ("user-ada",)
    assert sent.importance > left.importance
    assert seat.mind.seated == (ME,)


def test_a_round_is_remembered_with_answers_votes_and_my_own_choice() -> None:
    seat = Seat()
    (begun,) = seat.show(seen.GameStartedView, total_rounds=5, seats=(ADA, ME))
    assert begun.content == "A game of 5 rounds began at the table “Friday”: Ada and I."
    started(seat)
    counts = {"round": 1, "received": 1, "expected": 6}
    mine = {"player": ME, "response": ResponseId(f"r-{ADA}")}
    assert seat.show(seen.VoteCastView, **counts, **mine, vote_type="funny") == ()
    # What others chose never shows; a bare count says nothing.
    assert seat.show(seen.VoteCastView, **counts) == ()
    ada, me = seat.reveal(result(ADA, "bees", funny=2, best=1), result(ME, "a fridge"))
    assert ada.content == (
        "To “What hums?” Ada answered “bees”. It got 2 laughs and 1 vote for best."
        " I gave it my laugh."
    )
    assert me.content == "To “What hums?” I answered “a fridge”. It got no votes."
    assert (ada.importance, ada.emotion) == (5.0, 1 / 3)
    assert (me.importance, me.emotion, me.tags) == (2.5, -0.3, ("answer", "mine"))
    # Votes are of one round only.
    started(seat)
    (again,) = seat.reveal(result(ADA, "wasps"))
    assert "I gave" not in again.content


def test_what_i_said_out_of_memory_is_not_remembered_as_new() -> None:
    seat = Seat()
    started(seat)
    seat.mind = replace(seat.mind, recalled=("a toaster full of angry bees, said Ada",))
    (mine,) = seat.reveal(result(ME, "A toaster full of angry bees!", funny=1))
    assert "toaster" not in mine.content
    assert mine.emotion > 0
    (other,) = seat.reveal(result(ADA, "A toaster full of angry bees!", funny=1))
    assert "toaster" in other.content


def test_who_leads_is_a_fact_that_the_next_one_ends() -> None:
    seat = Seat()
    (ada,) = seat.reveal(standings=(Standing(ADA, 9, 1), Standing(ME, 3, 2)))
    assert ada.content == "Ada takes the lead with 9 points."
    assert seat.reveal(standings=(Standing(ADA, 12, 1), Standing(ME, 3, 2))) == ()
    assert seat.reveal(standings=(Standing(ADA, 12, 1), Standing(ME, 12, 1))) == ()
    assert seat.reveal(standings=(Standing(ADA, 0, 1),)) == ()
    (me,) = seat.reveal(standings=(Standing(ME, 20, 1), Standing(ADA, 12, 2)))
    assert (me.content, me.emotion) == ("I take the lead with 20 points.", 0.4)
    assert me.subject == ada.subject == f"score:{GAME}"


def test_who_leaves_in_mid_game_and_who_is_sent_away_by_somebody_unknown() -> None:
    seat = Seat()
    started(seat)
    seat.show(seen.HostChangedView, host="user-who", player=ADA)
    (sent,) = seat.leave(ADA, "kicked")
    assert sent.content == "Somebody sent Ada away from the table “Friday”."
    seat.join(GHOST, "Ghost", agent="ghost")
    (left,) = seat.leave(GHOST)
    assert left.content == "Ghost left the table “Friday” in mid-game."
    # After the podium the game is over.
    seat.join(GHOST, "Ghost", agent="ghost")
    podium(seat, (Standing(ME, 5, 1),), ME)
    (left,) = seat.leave(GHOST)
    assert left.content == "Ghost left my table."


def podium(seat: Seat, standings: tuple[Standing, ...], winner: PlayerId) -> tuple[Memory, ...]:
    return seat.show(
        seen.GameCompletedView,
        standings=standings,
        winners=(winner,),
        stats=STATS,
        achievements=(Unlocked(ADA, "first_win", "First win", 25),),
    )


def test_the_podium_and_what_was_earned_stay() -> None:
    three = (Standing(ADA, 9, 1), Standing(ME, 5, 2), Standing(GHOST, 1, 3))
    lost, earned = podium(Seat(), three, ADA)
    assert lost.content == "Ada won the game at the table “Friday”. I came 2nd of 3."
    assert (lost.emotion, lost.subject) == (0.1, f"score:{GAME}")
    assert lost.players == ("user-ada",)
    assert earned.content == "Ada earned “First win”."
    last, _ = podium(Seat(), three[:2], ADA)
    assert last.emotion == -0.3
    won, _ = podium(Seat(), (Standing(ME, 5, 1), Standing(ADA, 1, 2)), ME)
    assert won.content == "I won the game at the table “Friday”."
    assert (won.importance, won.emotion) == (7.0, 0.8)
    unlocked = (Unlocked(ME, "veteran", "Veteran", 100),)
    (late,) = Seat().show(seen.HonoursRecordedView, number=1, achievements=unlocked, is_late=True)
    assert late.content == "I earned “Veteran”."
    (off,) = Seat().show(seen.GameCancelledView, reason="host")
    assert off.content == "The game at the table “Friday” was called off."


def test_who_has_left_wins_nothing_any_more() -> None:
    seat = Seat()
    seat.leave(ME)
    assert podium(seat, (Standing(ADA, 1, 1),), ADA) == ()


def test_what_is_said_to_me_weighs_more() -> None:
    seat = Seat()
    (idle,) = seat.say(ADA, "lovely weather")
    (called,) = seat.say(ADA, "Gerta, that was stupid")
    assert (idle.content, idle.emotion) == ("Ada said: “lovely weather”", 0.4)
    assert called.content == "Ada said to me: “Gerta, that was stupid”"
    assert called.importance > idle.importance
    assert called.emotion < 0
    assert seat.say(ME, "hello all") == ()


def test_a_view_is_lived_once_and_clocks_are_nothing_to_remember() -> None:
    seat = Seat()
    before = seat.mind
    old = seen.ChatView(game=GAME, seq=1, at=T0, message=MessageId("m"), player=ADA, text="again?")
    assert witness(before, old) == (before, ())
    after, found = witness(before, Skipped(game=GAME, seq=before.seq + 1))
    assert (after.seq, found) == (before.seq + 1, ())
    assert seat.show(seen.GamePausedView, reason="storage") == ()


def test_of_a_real_evening_all_that_was_shown_is_remembered_and_nothing_else() -> None:
    """Method: a whole game by the rules; its views folded twice, and asked for secrets."""
    evening = Evening(agents=3).play()
    for actor, mind in evening.minds.items():
        slug = actor.removeprefix("agent:")
        runs = []
        for _ in range(2):
            seat, memories = Witness(game=evening.room.game, agent=slug), list[Memory]()
            for entry_view in evening.views(mind.me):
                assert not isinstance(entry_view, type(None))
                seat, found = witness(seat, entry_view)  # type: ignore[arg-type]
                memories += found
            runs.append(memories)
        assert runs[0] == runs[1]
        memories = runs[0]
        assert len({each.id for each in memories}) == len(memories)
        answers = [e.event for e in evening.entries if isinstance(e.event, ResponseSubmitted)]
        told = "\n".join(each.content for each in memories)
        assert all(answer.text in told for answer in answers)
        assert sum("answer" in each.tags for each in memories) == len(answers)
        assert sum("podium" in each.tags for each in memories) == 1
        assert all(0 <= each.importance <= 10 and -1 <= each.emotion <= 1 for each in memories)
        assert evening.seed not in told
