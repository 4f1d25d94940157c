"""A tick's working copies: the world it came from stays as it was."""

from agents.relationships import Tie, caused
from agents.routine import Bond
from agents.world.body import Body
from agents.world.happenings import Felt
from agents.world.turn import TIES_MAX, Turn
from tests.agents.world.valley import begun, body, somebody

ANN = somebody("ann", "inn", bonds=(Bond("bob", "rival", -40, 20),))
BOB = somebody("bob", "inn")


def test_nothing_changes_in_the_world_before() -> None:
    around, world = begun(ANN, BOB)
    turn = Turn(around, world, 7)
    turn.change("ann", mood=5)
    turn.keep("ann", "bob", Tie("friend"))
    turn.keep("ann", "cat", Tie())
    after = turn.done()
    assert world.bodies["ann"].mood == 0
    assert world.ties["ann"] == {"bob": Tie("rival", -40, 20)}
    assert after.bodies["ann"].mood == 5
    assert after.ties["ann"] == {"bob": Tie("friend"), "cat": Tie()}
    assert (after.tick, after.now_ms, after.seed) == (1, 7, "s")
    assert Turn(around, world, 7).done().ties is world.ties


def test_agents_are_let_in_before_the_persons_and_without_old_ties() -> None:
    around, world = begun(BOB)
    turn = Turn(around, world, 9)
    for id in ("zoe", "eve"):
        turn.bodies[id] = Body(id=id, x=0, y=0, place="inn", is_steered=True)
    turn.keep("ann", "bob", Tie())
    turn.let_in([Body(id="ann", x=1, y=1, place="inn")])
    assert list(turn.bodies) == ["ann", "bob", "zoe", "eve"]
    assert turn.done().ties["ann"] == {}
    assert list(world.bodies) == ["bob"]


def test_who_stands_where_is_known() -> None:
    around, world = begun(ANN, BOB, somebody("cat", "inn"))
    turn = Turn(around, body(world, "bob", route=("bridge",)), 1)
    assert turn.standing("inn") == turn.standing("inn") == ["ann", "cat"]
    assert turn.standing("moon") == []


def test_feelings_move_and_those_of_persons_are_their_own() -> None:
    around, world = begun(ANN, BOB)
    turn = Turn(around, world, 9)
    turn.bodies["user"] = Body(id="user", x=0, y=0, place="inn", is_steered=True)
    turn.feel(caused("vote_best", "ann", "user", 9))
    assert turn.tie("ann", "user") == Tie(affection=5, trust=52, frequency=1, last_ms=9)
    assert turn.tie("user", "ann") is None
    (felt,) = turn.happened
    assert isinstance(felt, Felt)
    assert (felt.change.of, felt.change.toward, felt.change.cause) == ("ann", "user", "vote_best")
    # Somebody from a game, who is not in the valley, may feel something too.
    turn.feel(caused("gift", "stranger", "ann", 9))
    assert turn.ties_of("stranger")["ann"].affection == 8


def test_ties_are_bounded_and_the_least_one_goes() -> None:
    around, world = begun(ANN)
    turn = Turn(around, world, 9)
    for number in range(TIES_MAX - 1):
        turn.keep("ann", f"{number}", Tie(affection=2, last_ms=number + 1))
    turn.keep("ann", "new", Tie(affection=1, last_ms=50))
    assert len(turn.ties_of("ann")) == TIES_MAX
    assert "0" not in turn.ties_of("ann")
    turn.keep("ann", "newer", Tie(affection=9))
    assert "new" not in turn.ties_of("ann")
    assert turn.tie("ann", "bob") is not None
    turn.keep("ann", "bob", Tie())
    assert len(turn.ties_of("ann")) == TIES_MAX


def test_draws_are_below_their_end_and_each_tick_has_its_own() -> None:
    around, world = begun(ANN)
    drawn = [Turn(around, world, now).below(100, "x") for now in range(500)]
    assert min(drawn) >= 0
    assert max(drawn) <= 99
    assert len(set(drawn)) > 90
    assert Turn(around, world, 3).below(100, "x") == drawn[3]
