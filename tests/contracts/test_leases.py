"""What any Leases promises: one holder at a time, taken over only from whom one expects."""

from game.ids import GameId
from tests.contracts.conftest import Hot

A, B, C = GameId("a"), GameId("b"), GameId("c")


async def test_the_first_takes_it_and_the_second_is_told_who(hot: Hot) -> None:
    assert await hot.leases.claim({A: None, B: None}, "one") == {A: "one", B: "one"}
    assert await hot.leases.claim({B: None, C: None}, "two") == {B: "one", C: "two"}
    assert await hot.leases.holders([A, B, C]) == {A: "one", B: "one", C: "two"}


async def test_nothing_is_asked_about_nothing(hot: Hot) -> None:
    assert await hot.leases.claim({}, "one") == {}
    assert await hot.leases.holders([]) == {}
    await hot.leases.release([], "one")


async def test_what_nobody_holds_is_not_named(hot: Hot) -> None:
    await hot.leases.claim({B: None}, "one")
    assert await hot.leases.holders([A, B]) == {B: "one"}


async def test_a_holder_claims_again_whatever_it_expects(hot: Hot) -> None:
    await hot.leases.claim({A: None, B: None}, "one")
    assert await hot.leases.claim({A: None, B: "two"}, "one") == {A: "one", B: "one"}


async def test_it_is_taken_over_from_whom_one_expects_and_nobody_else(hot: Hot) -> None:
    await hot.leases.claim({A: None, B: None}, "one")
    assert await hot.leases.claim({A: "one", B: "three"}, "two") == {A: "two", B: "one"}
    assert await hot.leases.claim({A: "one"}, "three") == {A: "two"}
    assert await hot.leases.holders([A, B]) == {A: "two", B: "one"}


async def test_what_nobody_holds_is_taken_whomever_one_expected(hot: Hot) -> None:
    assert await hot.leases.claim({A: "one"}, "two") == {A: "two"}


async def test_what_is_released_is_free_but_only_its_holder_can(hot: Hot) -> None:
    await hot.leases.claim({A: None}, "one")
    await hot.leases.release([A, B], "two")
    assert await hot.leases.holders([A]) == {A: "one"}
    await hot.leases.release([A], "one")
    assert await hot.leases.holders([A]) == {}
    assert await hot.leases.claim({A: None}, "two") == {A: "two"}


async def test_more_games_than_one_question_takes(hot: Hot) -> None:
    games = [GameId(f"g{n}") for n in range(1_201)]
    everything = dict.fromkeys(games, "one")
    assert await hot.leases.claim(dict.fromkeys(games), "one") == everything
    assert await hot.leases.claim(dict.fromkeys(games), "two") == everything
    assert await hot.leases.holders(games) == everything
    await hot.leases.release(games, "one")
    assert await hot.leases.holders(games) == {}


async def test_a_flush_forgets_them_and_the_next_claim_heals_it(hot: Hot) -> None:
    await hot.leases.claim({A: None}, "one")
    await hot.flush()
    assert await hot.leases.holders([A]) == {}
    assert await hot.leases.claim({A: None}, "one") == {A: "one"}


async def test_without_redis_nothing_is_known(hot: Hot) -> None:
    await hot.leases.claim({A: None}, "one")
    await hot.lose()
    assert await hot.leases.holders([A]) is None
    assert await hot.leases.claim({A: None}, "one") is None
    await hot.leases.release([A], "one")
