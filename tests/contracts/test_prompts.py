"""What any Prompts promises: the packs' prompts, fresh ones first, opinions, and a review list."""

import asyncio

from game.commands import Candidate, Prompt
from game.ids import Actor
from persistence.ports import (
    KnownText,
    Opinion,
    Played,
    Proposal,
    StoredPrompt,
    TooManyWaiting,
    Wanted,
)
from persistence.ports.prompts import WAITING_MAX
from tests.contracts.conftest import World
from tests.tables import NOW, PROMPTS, Table, guests, write

HOUSE = Wanted("house", "en")


def stored(*texts: str, pack: str = "house", language: str = "en") -> list[StoredPrompt]:
    return [StoredPrompt(pack, language, Prompt(text, "office", "easy")) for text in texts]


def proposal(by: Actor, text: str, cause: str | None = None, at_ms: int = NOW) -> Proposal:
    return Proposal(by, "en", Prompt(text, "community", "medium"), cause, at_ms)


def liked(by: Actor, text: str, *, is_liked: bool = True, at_ms: int = NOW) -> Opinion:
    return Opinion(by, Played("house", "en", text), is_liked, at_ms)


async def texts(world: World, wanted: Wanted = HOUSE) -> list[str]:
    return sorted(each.prompt.text for each in await world.prompts.candidates(wanted, (), 100))


async def ratings(world: World) -> dict[str, float | None]:
    found = await world.prompts.candidates(HOUSE, (), 100)
    return {each.prompt.text: each.rating for each in found}


async def accepted(world: World, by: Actor, text: str) -> None:
    key = await world.prompts.propose(proposal(by, text))
    assert isinstance(key, str)
    assert await world.prompts.review(key, accept=True, by=by, now_ms=NOW)


async def test_loaded_prompts_are_dealt_by_pack_and_language(world: World) -> None:
    count = await world.prompts.load(
        [*stored("b", "a"), *stored("c", language="de"), *stored("d", pack="own")]
    )
    assert count == 4
    found = await world.prompts.candidates(HOUSE, (), 100)
    assert sorted(found, key=lambda each: each.prompt.text) == [
        Candidate(Prompt("a", "office", "easy")),
        Candidate(Prompt("b", "office", "easy")),
    ]
    assert await texts(world, Wanted("house", "de")) == ["c"]
    assert await texts(world, Wanted("own", "en")) == ["d"]
    assert await texts(world, Wanted("house", "fr")) == []
    assert await texts(world, Wanted("\0", "en")) == []
    assert await texts(world, Wanted("house", "en", ("\0",))) == []


async def test_only_what_the_host_wishes_is_dealt(world: World) -> None:
    await world.prompts.load(
        [
            StoredPrompt("house", "en", Prompt(f"{category} {difficulty}", category, difficulty))
            for category in ("office", "space", "love")
            for difficulty in ("easy", "medium", "hard")
        ]
    )
    assert len(await texts(world)) == 9
    assert len(await texts(world, Wanted("house", "en", ("office", "love")))) == 6
    assert len(await texts(world, Wanted("house", "en", (), "hard"))) == 3
    assert await texts(world, Wanted("house", "en", ("love",), "easy")) == ["love easy"]
    assert await texts(world, Wanted("house", "en", ("whales",))) == []


async def test_the_salt_chooses_among_equals(world: World) -> None:
    await world.prompts.load(stored(*map(str, range(30))))
    some = [await world.prompts.candidates(HOUSE, (), 5, f"game {n}") for n in range(6)]
    assert len(dict.fromkeys(some)) == 6
    assert await world.prompts.candidates(HOUSE, (), 5, "game 0") == some[0]


async def test_what_is_gone_rests_and_may_come_back(world: World) -> None:
    await world.prompts.load(stored("a", "b"))
    assert await world.prompts.load(stored("b", "c")) == 2
    assert await texts(world) == ["b", "c"]
    await world.prompts.load([])
    assert await texts(world) == []
    await world.prompts.load(stored("a"))
    assert await texts(world) == ["a"]


async def test_a_changed_prompt_is_changed_and_a_double_counts_once(world: World) -> None:
    await world.prompts.load(stored("a"))
    changed = StoredPrompt("house", "en", Prompt("a", "space", "hard"))
    assert await world.prompts.load([changed, changed]) == 1
    assert await world.prompts.candidates(HOUSE, (), 9) == (Candidate(changed.prompt),)


async def test_what_the_group_has_met_comes_last_and_the_newest_at_the_end(world: World) -> None:
    """Method: two of three people play; each is asked for, together with the third."""
    await world.prompts.load([StoredPrompt("house", "en", prompt) for prompt in PROMPTS])
    ada, bob, cyd = await guests(world.accounts, 3)
    journal, table = await world.journal(), Table(ada)
    entries = [*table.open(agents=1), *table.join(ada, bob), *table.start()]
    await write(journal, table, entries)
    first = table.after.deck[0]
    while table.round == 1:
        await write(journal, table, table.tick())
    second = table.after.deck[1]
    for group in ((ada,), (cyd, bob), (bob, ada, cyd)):
        found = await world.prompts.candidates(HOUSE, group, 100)
        assert [each.last_seen_ms > 0 for each in found] == [False] * 4 + [True] * 2
        assert [each.prompt for each in found[4:]] == [first, second]
        assert 0 < found[4].last_seen_ms < found[5].last_seen_ms <= table.at_ms
    unmet = await world.prompts.candidates(HOUSE, (cyd,), 100)
    assert [each.last_seen_ms for each in unmet] == [0] * 6


async def test_opinions_rate_a_prompt_and_the_newest_of_each_counts(world: World) -> None:
    await world.prompts.load(stored("a", "b"))
    ada, bob = await guests(world.accounts, 2)
    await world.prompts.rate([])
    await world.prompts.rate([liked(ada, "a"), liked(bob, "a"), liked(ada, "nothing")])
    assert await ratings(world) == {"a": 10 * 4 / 6, "b": None}
    await world.prompts.rate([liked(ada, "a", is_liked=False, at_ms=NOW + 2)])
    assert await ratings(world) == {"a": 5.0, "b": None}
    await world.prompts.rate([liked(ada, "a", at_ms=NOW + 1)])
    assert await ratings(world) == {"a": 5.0, "b": None}, "an older one came late"
    await world.prompts.rate(
        [liked(bob, "b", at_ms=NOW + 1), liked(bob, "b", is_liked=False, at_ms=NOW + 9)]
    )
    assert await ratings(world) == {"a": 5.0, "b": 4.0}


async def test_opinions_at_once_are_all_counted(world: World) -> None:
    await world.prompts.load(stored("a", "b"))
    people = await guests(world.accounts, 8)
    await asyncio.gather(
        *(world.prompts.rate([liked(each, "a"), liked(each, "b")]) for each in people[:4]),
        *(world.prompts.rate([liked(each, "b"), liked(each, "a")]) for each in people[4:]),
    )
    assert await ratings(world) == {"a": 10 * 10 / 12, "b": 10 * 10 / 12}


async def test_a_proposal_waits_and_is_played_once_it_is_taken(world: World) -> None:
    await world.prompts.load(stored("a"))
    ada, bob = await guests(world.accounts, 2)
    first = await world.prompts.propose(proposal(ada, "My first one"))
    second = await world.prompts.propose(proposal(bob, "My second one", at_ms=NOW + 1))
    third = await world.prompts.propose(proposal(bob, "My third one", at_ms=NOW + 2))
    assert isinstance(first, str)
    assert isinstance(second, str)
    waiting = await world.prompts.proposed(2)
    assert [(each.id, each.by, each.at_ms) for each in waiting] == [
        (first, ada, NOW),
        (second, bob, NOW + 1),
    ]
    assert waiting[0].prompt == Prompt("My first one", "community", "medium")
    community = Wanted("community", "en")
    assert (await texts(world), await texts(world, community)) == (["a"], [])
    assert await world.prompts.review(first, accept=True, by=bob, now_ms=NOW)
    assert await world.prompts.review(second, accept=False, by=ada, now_ms=NOW)
    assert await texts(world) == ["My first one", "a"]
    assert await texts(world, community) == ["My first one"]
    assert await texts(world, Wanted("house", "de")) == []
    assert [each.id for each in await world.prompts.proposed(9)] == [third]
    for key in (first, second, "nothing", "00000000-0000-7000-8000-000000000000"):
        assert not await world.prompts.review(key, accept=True, by=bob, now_ms=NOW)


async def test_loading_the_packs_leaves_the_community_alone(world: World) -> None:
    (ada,) = await guests(world.accounts, 1)
    await accepted(world, ada, "Theirs")
    await world.prompts.propose(proposal(ada, "Waiting"))
    await world.prompts.load(stored("a"))
    await world.prompts.load([])
    assert await texts(world) == ["Theirs"]
    assert [each.prompt.text for each in await world.prompts.proposed(9)] == ["Waiting"]


async def test_a_repeated_proposal_is_the_same_one(world: World) -> None:
    ada, bob = await guests(world.accounts, 2)
    key = await world.prompts.propose(proposal(ada, "Mine", "c1"))
    assert await world.prompts.propose(proposal(ada, "Mine", "c1", NOW + 9)) == key
    assert await world.prompts.propose(proposal(bob, "Mine", "c1")) == KnownText()
    assert len(await world.prompts.proposed(9)) == 1


async def test_a_text_is_taken_once_whatever_became_of_it(world: World) -> None:
    await world.prompts.load(stored("From the pack"))
    ada, bob = await guests(world.accounts, 2)
    key = await world.prompts.propose(proposal(ada, "Mine"))
    assert isinstance(key, str)
    for text in ("Mine", "MINE", "from the Pack"):
        assert await world.prompts.propose(proposal(bob, text)) == KnownText()
    await world.prompts.review(key, accept=False, by=bob, now_ms=NOW)
    assert await world.prompts.propose(proposal(ada, "mine")) == KnownText()


async def test_so_many_may_wait_and_no_more(world: World) -> None:
    ada, bob = await guests(world.accounts, 2)
    made = [await world.prompts.propose(proposal(ada, f"One {n}")) for n in range(WAITING_MAX)]
    assert len(dict.fromkeys(made)) == WAITING_MAX
    assert await world.prompts.propose(proposal(ada, "One more")) == TooManyWaiting()
    assert isinstance(await world.prompts.propose(proposal(bob, "One more")), str)
    assert isinstance(made[0], str)
    await world.prompts.review(made[0], accept=False, by=bob, now_ms=NOW)
    assert isinstance(await world.prompts.propose(proposal(ada, "Another")), str)
