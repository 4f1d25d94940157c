"""L1: laughter and starts, within a second; without it nobody reacts, and no vote is felt."""

from agents.neurons.brain import Brain
from agents.neurons.reflexes import at_results, at_words
from game.ids import PlayerId, ResponseId
from game.results import Result, VoteCount
from tests.agents.evening import Evening

ME, BOB = PlayerId("me"), PlayerId("bob")


def result(player: PlayerId, funny: int = 0, best: int = 0) -> Result:
    return Result(
        response=ResponseId(f"r-{player}"),
        player=player,
        text="x",
        is_ai=False,
        scores=None,
        judge=None,
        votes=VoteCount(funny=funny, best=best),
        points=0,
    )


def reflexes(*results: Result, lively: float = 1.0) -> set[str | None]:
    found = [at_results(Brain(), 1, results, ME, lively, (draw,))[1] for draw in range(40)]
    return set(found)


def test_one_laughs_at_what_was_funny_and_claps_at_what_was_best() -> None:
    assert reflexes(result(BOB, funny=2)) == {"laugh", None}
    assert reflexes(result(BOB, funny=1, best=2)) == {"clap", None}
    assert reflexes(result(BOB, funny=2), lively=0.0) == {None}
    assert reflexes(result(BOB)) == {None}
    assert reflexes(result(ME, funny=3)) == {None}
    assert reflexes() == {None}


def test_how_it_went_is_felt_and_told_upwards() -> None:
    felt = [
        at_results(Brain(), 1, [result(ME, funny=votes)], ME, 1.0, ())[0].signals[0]
        for votes in (0, 1, 6)
    ]
    assert [(each.source, each.target) for each in felt] == [("L1", "L2")] * 3
    assert [each.strength for each in felt] == [-0.3, 0.333, 1.0]


def test_one_starts_when_named() -> None:
    shown = {at_words(Brain(), 1, "well done, GERT!", "Gert", (n,), 1.0)[1] for n in range(40)}
    assert shown == {"wow", None}
    brain, shown_one = at_words(Brain(), 1, "well done, Bob", "Gert", (1,), 1.0)
    assert (brain, shown_one) == (Brain(), None)


def test_without_it_nobody_reacts() -> None:
    """Method: an evening with and without; the reactions, and how soon they come."""
    evening = Evening(agents=5, rounds=6).play()
    assert len(evening.reflexes) > 5
    reveals = [
        entry.at_ms for entry in evening.entries if type(entry.event).__name__ == "RoundCompleted"
    ]
    for at_ms, _, kind in evening.reflexes:
        assert kind in ("laugh", "clap")
        assert any(0 < at_ms - reveal <= 1_500 for reveal in reveals)
    numb = Evening(agents=5, rounds=6, brain=Brain(off=("L1",))).play()
    assert numb.reflexes == []
    assert all(mind.brain.grown.devices == {} for mind in numb.minds.values())
    assert any(mind.brain.grown.devices for mind in evening.minds.values())
    brain = Brain(off=("L1",))
    assert at_results(brain, 1, [result(BOB, funny=2)], ME, 1.0, ()) == (brain, None)
    assert at_words(brain, 1, "Gert", "Gert", (), 1.0) == (brain, None)
