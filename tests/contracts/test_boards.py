"""What any Boards and any Ranking promise: shared ranks, nobody dropped, and both say the same."""

import base64
from random import Random

import pytest

from game.careers import Line
from game.ids import Actor
from game.periods import BoardKey, board
from persistence.boards import CachedBoards, CachedHonours
from persistence.counting import BoardEntry
from persistence.ledger import Ledger
from persistence.ports import BoardLine, Place
from persistence.ratings import GAMES_MIN, Rating
from tests.contracts.conftest import Hot, World
from tests.honours import Evening
from tests.tables import NOW, guests, write

ALL = board("all", 0)
WEEK = board("week", NOW)
NOBODY = Actor("00000000-0000-7000-8000-000000000000")


async def scored(world: World, scores: dict[Actor, int], key: BoardKey = ALL) -> None:
    """Make this the whole board."""
    ledger = Ledger()
    for user, score in scores.items():
        line = Line(games=2, wins=1, score=score, highest=score, creative=1, funny=2, best=3)
        ledger.entries[key, user] = BoardEntry(line, 10, Rating(30.0, 2.0))

    async def made() -> Ledger:
        return ledger

    await world.books.replace(made)


async def crowd(world: World, count: int) -> dict[Actor, int]:
    """So many people with scores of which many are equal."""
    draw = Random(f"crowd {count}")
    scores = {user: draw.choice((0, 3, 3, 7, 500)) for user in await guests(world.accounts, count)}
    await scored(world, scores)
    return scores


def naive(scores: dict[Actor, int]) -> list[tuple[int, Actor]]:
    """The board counted by hand: a rank is one more than all who are better."""
    order = sorted(scores, key=lambda user: (-scores[user], user))
    return [(1 + sum(each > scores[user] for each in scores.values()), user) for user in order]


def brief(lines: list[BoardLine]) -> list[tuple[int, Actor]]:
    return [(line.rank, line.user) for line in lines]


async def walked(boards: CachedBoards | object, limit: int, key: BoardKey = ALL) -> list[BoardLine]:
    """The whole board, page by page."""
    lines: list[BoardLine] = []
    after: Place | None = None
    for _ in range(100):
        page = await boards.page(key, after, limit)  # type: ignore[attr-defined]
        assert len(page) <= limit
        lines += page
        if len(page) < limit:
            break
        after = page[-1].place
    return lines


async def test_equal_scores_share_a_rank_and_the_next_skips(world: World) -> None:
    ada, bob, cyd, dan = sorted(await guests(world.accounts, 4))
    await scored(world, {dan: 5, bob: 9, ada: 9, cyd: 5})
    assert brief(await world.boards.page(ALL, None, 10)) == [(1, ada), (1, bob), (3, cyd), (3, dan)]


async def test_a_rating_shows_after_some_games_with_others(world: World) -> None:
    ada, bob, cyd = await guests(world.accounts, 3)
    ledger = Ledger()
    for user, games, rating in (
        (ada, GAMES_MIN, Rating(30.0, 2.0)),
        (bob, GAMES_MIN - 1, Rating(30.0, 2.0)),
        (cyd, GAMES_MIN, Rating()),
    ):
        ledger.entries[ALL, user] = BoardEntry(Line(games=games), 0, rating)

    async def made() -> Ledger:
        return ledger

    await world.books.replace(made)
    lines = await world.boards.lines(ALL, [ada, bob, cyd])
    assert [lines[user].is_rated for user in (ada, bob, cyd)] == [True, False, False]
    for user in (ada, bob, cyd):
        profile = await world.honours.profile(user)
        assert (profile.is_rated, profile.rating) == (lines[user].is_rated, lines[user].rating)


async def test_a_line_shows_all_that_was_gathered(world: World) -> None:
    (ada,) = await guests(world.accounts, 1)
    await scored(world, {ada: 7})
    line = BoardLine(
        rank=1,
        user=ada,
        name="guest 0",
        is_guest=True,
        line=Line(2, 1, 7, 7, 1, 2, 3),
        points=10,
        rating=24.0,
        is_rated=False,
    )
    assert await world.boards.page(ALL, None, 1) == [line]
    assert await world.boards.standing(ALL, ada) == line
    unranked = (await world.boards.lines(ALL, [ada, NOBODY]))[ada]
    assert (unranked.rank, unranked.line) == (0, line.line)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 40])
async def test_pages_drop_and_double_nobody(world: World, limit: int) -> None:
    scores = await crowd(world, 30)
    assert brief(await walked(world.boards, limit)) == naive(scores)


async def test_a_standing_is_the_rank_on_the_page(world: World) -> None:
    scores = await crowd(world, 12)
    for rank, user in naive(scores):
        line = await world.boards.standing(ALL, user)
        assert line is not None
        assert line.rank == rank
    assert await world.boards.standing(ALL, NOBODY) is None
    assert await world.boards.standing(ALL, Actor("nonsense\0")) is None


async def test_places_are_the_first_of_the_board(world: World) -> None:
    scores = await crowd(world, 9)
    places = await world.boards.places(ALL, 5)
    assert [each.user for each in places] == [user for _, user in naive(scores)][:5]
    assert [each.score for each in places] == [scores[each.user] for each in places]


async def test_boards_are_kept_apart(world: World) -> None:
    (ada,) = await guests(world.accounts, 1)
    await scored(world, {ada: 7}, WEEK)
    assert await world.boards.page(ALL, None, 5) == []
    assert brief(await world.boards.page(WEEK, None, 5)) == [(1, ada)]
    assert await world.boards.page(board("week", NOW + 7 * 86_400_000), None, 5) == []


async def test_a_place_that_nobody_holds_any_more_still_divides_the_board(world: World) -> None:
    scores = await crowd(world, 12)
    for place in (Place(4, NOBODY), Place(3, Actor(f"f{NOBODY[1:]}")), Place(10**6, NOBODY)):
        page = brief(await world.boards.page(ALL, place, 50))
        asked = (-place.score, place.user)
        assert page == [each for each in naive(scores) if (-scores[each[1]], each[1]) > asked]


async def test_an_impossible_place_is_the_end(world: World) -> None:
    await crowd(world, 3)
    for limit in (0, -1):
        assert await world.boards.page(ALL, None, limit) == []


# ---------------------------------------------------------------- with a ranking in front


@pytest.mark.parametrize("limit", [1, 3, 40])
async def test_a_cached_board_is_the_stored_one(world: World, hot: Hot, limit: int) -> None:
    """Method: once from the database, which fills the ranking, then from that."""
    scores = await crowd(world, 30)
    cached = CachedBoards(world.boards, hot.ranking)
    for _ in range(2):
        assert await walked(cached, limit) == await walked(world.boards, limit)
    ranked = await hot.ranking.page(ALL, None, 30)
    assert ranked is not None
    assert [(rank, each.user) for rank, each in ranked] == naive(scores)
    for rank, user in naive(scores):
        assert await hot.ranking.rank(ALL, scores[user]) == rank
        assert await cached.standing(ALL, user) == await world.boards.standing(ALL, user)
    assert await cached.standing(ALL, NOBODY) is None


async def test_a_ranking_that_is_cut_short_knows_what_it_does_not_know(
    world: World, hot: Hot
) -> None:
    scores = await crowd(world, 30)
    cached = CachedBoards(world.boards, hot.ranking, places_max=12)
    for _ in range(2):
        assert await walked(cached, 4) == await walked(world.boards, 4)
        for user in scores:
            assert await cached.standing(ALL, user) == await world.boards.standing(ALL, user)
    assert await hot.ranking.page(ALL, None, 2) is not None
    assert await hot.ranking.page(ALL, None, 30) is None
    assert await hot.ranking.rank(ALL, 0) is None


async def test_a_flushed_ranking_is_made_again(world: World, hot: Hot) -> None:
    await crowd(world, 8)
    cached = CachedBoards(world.boards, hot.ranking)
    whole = await cached.page(ALL, None, 5)
    await hot.flush()
    assert await hot.ranking.page(ALL, None, 5) is None
    assert await cached.page(ALL, None, 5) == whole
    assert await hot.ranking.page(ALL, None, 5) is not None


async def test_without_redis_the_database_answers(world: World, hot: Hot) -> None:
    scores = await crowd(world, 8)
    await hot.lose()
    cached = CachedBoards(world.boards, hot.ranking)
    assert brief(await walked(cached, 3)) == naive(scores)
    user = next(iter(scores))
    assert await cached.standing(ALL, user) == await world.boards.standing(ALL, user)


async def test_what_the_ranking_has_not_heard_of_is_read_from_the_database(
    world: World, hot: Hot
) -> None:
    scores = await crowd(world, 8)
    cached = CachedBoards(world.boards, hot.ranking)
    await cached.page(ALL, None, 5)
    top = {user: score + 1_000 * (n == 3) for n, (user, score) in enumerate(scores.items())}
    await scored(world, top)
    assert brief(await cached.page(ALL, None, 8)) == naive(top)


async def test_counted_games_raise_their_people_in_the_ranking(world: World, hot: Hot) -> None:
    """Method: the ranking alone is asked after every game; nobody fills it again."""
    await world.honours.start()
    people, draw = await guests(world.accounts, 7), Random("rising")
    boards = CachedBoards(world.boards, hot.ranking)
    honours = CachedHonours(world.honours, boards)
    journal = await world.journal()
    for number in range(1, 9):
        await boards.page(ALL, None, 5)
        evening = Evening(draw.sample(people, 3), number, leaves=False, at_ms=NOW + number)
        await write(journal, evening.table, evening.play())
        await honours.count(evening.outcome())
        ranked = await hot.ranking.page(ALL, None, 8)
        stored = await world.boards.page(ALL, None, 8)
        assert ranked == [(line.rank, line.place) for line in stored]
    assert (await honours.profile(people[0])).career.line.games >= 1
    assert await honours.uncounted() == []
    assert await honours.grant(people[0], NOW) == ("signed_up",)


async def test_an_older_word_lowers_nobody(hot: Hot) -> None:
    ada, bob = Actor("0a"), Actor("0b")

    async def read() -> list[Place]:
        return [Place(9, ada), Place(5, bob)]

    await hot.ranking.fill(ALL, 10, read)
    await hot.ranking.rise(ALL, [Place(20, bob)])
    await hot.ranking.rise(ALL, [Place(7, bob), Place(8, ada)])
    assert await hot.ranking.page(ALL, None, 5) == [(1, Place(20, bob)), (2, Place(9, ada))]


async def test_a_board_that_is_missing_is_not_begun_by_one_who_rises(hot: Hot) -> None:
    await hot.ranking.rise(ALL, [Place(20, Actor("0a"))])
    assert await hot.ranking.page(ALL, None, 5) is None
    assert await hot.ranking.rank(ALL, 5) is None


async def test_an_empty_board_is_known_to_be_empty(hot: Hot) -> None:
    async def read() -> list[Place]:
        return []

    await hot.ranking.fill(ALL, 10, read)
    assert await hot.ranking.page(ALL, None, 5) == []
    assert await hot.ranking.rank(ALL, 3) == 1


async def test_who_rises_while_the_board_is_read_is_not_lost(hot: Hot) -> None:
    """Method: somebody rises after the rows were read; the board stays missing, or has them."""
    ada = Actor("0a")

    async def read() -> list[Place]:
        await hot.ranking.rise(ALL, [Place(20, ada)])
        return [Place(5, ada)]

    await hot.ranking.fill(ALL, 10, read)
    assert await hot.ranking.page(ALL, None, 5) in (None, [(1, Place(20, ada))])


def test_a_cursor_fits_its_field() -> None:
    """The wire allows 128 characters."""
    cursor = base64.urlsafe_b64encode(f"2026-W47 {2**63} {NOBODY}".encode())
    assert len(cursor) <= 128
