"""Suggestions: who may rate what, thumbs as ratings, and prompts that players propose."""

from typing import Any

import pytest

from game.dealing import rating
from game.ids import Actor
from persistence.ports import Login, Person, StorageUnavailable, Wanted
from persistence.ports.prompts import WAITING_MAX
from server import suggestions
from tests.server.stage import TwinNode
from tests.server.visiting import FAR_MS, FakeVisitor

TEXT = "What does the moon do by day?"


@pytest.fixture
def ada() -> FakeVisitor:
    """Somebody with an account."""
    person = Person(Actor("ada"), "Ada", "user", is_guest=False)
    return FakeVisitor("ada", login=Login(person, "session of ada", FAR_MS))


async def ratings(node: TwinNode) -> list[float]:
    found = await node.prompts.candidates(Wanted("house", "en"), (), 100)
    return sorted(each.rating for each in found if each.rating is not None)


async def react(node: TwinNode, visitor: FakeVisitor, game: str, kind: str) -> None:
    assert (await node.ask(visitor, "game.react", game=game, kind=kind))["ok"]


def code(said: dict[str, Any]) -> str:
    return str(said["error"]["code"])


async def test_players_rate_what_was_played_and_the_newest_counts(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    assert (await node.ask(ada, "prompt.rate", game=game, round=1, liked=True))["ok"]
    assert await ratings(node) == [rating(1, 0)]
    assert (await node.ask(bob, "prompt.rate", game=game, round=1, liked=False))["ok"]
    assert await ratings(node) == [rating(1, 1)]
    assert (await node.ask(ada, "prompt.rate", game=game, round=1, liked=False))["ok"]
    assert await ratings(node) == [rating(0, 2)]


async def test_who_may_not_rate_and_what_can_not_be_rated(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    lobby = await node.table(ada, bob)
    assert code(await node.ask(ada, "prompt.rate", game=lobby, round=1, liked=True)) == (
        "round.wrong"
    )
    game = await node.playing(ada, bob)
    stranger = FakeVisitor("stranger")
    await node.ask(stranger, "game.join", game=game, role="spectator")
    refused = await node.ask(stranger, "prompt.rate", game=game, round=1, liked=True)
    assert code(refused) == "game.not_seated"
    for number in (0, -1, 2, 6):
        refused = await node.ask(ada, "prompt.rate", game=game, round=number, liked=True)
        assert code(refused) == "round.wrong"
    assert await ratings(node) == []


async def test_a_rating_is_answered_when_it_is_kept(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    node.databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await node.send(ada, "prompt.rate", game=game, round=1, liked=True, id="r")
    assert ada.answers("r") == []


async def test_thumbs_are_ratings_once_they_are_flushed(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    await react(node, ada, game, "👎🏾")
    await react(node, ada, game, "👍🏽")
    await react(node, bob, game, "like")
    await react(node, bob, game, "🦆")
    assert await ratings(node) == []
    await node.suggestions.flush()
    assert await ratings(node) == [rating(2, 0)]
    await react(node, bob, game, "dislike")
    await node.suggestions.flush()
    await node.suggestions.flush()
    assert await ratings(node) == [rating(1, 1)]


async def test_a_thumb_counts_only_from_a_seat_and_in_a_round(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    await react(node, ada, game, "👍")
    await node.ask(ada, "game.start", game=game)
    stranger = FakeVisitor("stranger")
    await node.ask(stranger, "game.join", game=game, role="spectator")
    await react(node, stranger, game, "👍")
    await node.ask(ada, "game.cancel", game=game)
    await react(node, bob, game, "👍")
    await node.suggestions.flush()
    assert await ratings(node) == []


async def test_a_rating_in_words_goes_before_an_older_thumb(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    await react(node, ada, game, "👎")
    await node.ask(ada, "prompt.rate", game=game, round=1, liked=True)
    await node.suggestions.flush()
    assert await ratings(node) == [rating(1, 0)]


async def test_what_can_not_be_kept_now_waits_and_newer_thumbs_win(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    game = await node.playing(ada, bob)
    await react(node, ada, game, "👍")
    node.databases.store.away = True
    with pytest.raises(StorageUnavailable):
        await node.suggestions.flush()
    await react(node, ada, game, "👎")
    with pytest.raises(StorageUnavailable):
        await node.suggestions.flush()
    node.databases.store.away = False
    await node.suggestions.flush()
    assert await ratings(node) == [rating(0, 1)]


async def test_a_full_buffer_lets_go_of_more_but_not_of_a_change_of_mind(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "NOTED_MAX", 1)
    game = await node.playing(ada, bob)
    await react(node, ada, game, "👍")
    await react(node, bob, game, "👍")
    await react(node, ada, game, "👎")
    await node.suggestions.flush()
    assert await ratings(node) == [rating(0, 1)]


async def test_a_proposal_waits_for_review_and_a_retry_is_the_same_one(
    node: TwinNode, ada: FakeVisitor
) -> None:
    first = await node.ask(ada, "prompt.propose", text=f"  {TEXT}\n", id="p")
    assert first["ok"]
    assert (await node.ask(ada, "prompt.propose", text=f"  {TEXT}\n", id="p")) == first
    (waiting,) = await node.prompts.proposed(9)
    assert (waiting.id, waiting.by, waiting.language) == (first["prompt"], "ada", "en")
    assert (waiting.prompt.text, waiting.prompt.category) == (TEXT, "community")
    again = await node.ask(ada, "prompt.propose", text=TEXT, id="q")
    assert code(again) == "conflict"
    assert "proposed before" in again["error"]["message"]


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"text": "too short"}, "shorter than 10"),
        ({"text": "👩‍👩‍👧‍👦" * 9}, "shorter than 10"),
        ({"text": "x" * 201}, "too long"),
        ({"text": " " * 30}, "text: "),
        ({"text": f"{TEXT}\u202e"}, "text: "),
        ({"text": f"{TEXT}\x07"}, "text: "),
        ({"text": TEXT, "category": " "}, "category: "),
        ({"text": TEXT, "category": "a\x07b"}, "category: "),
    ],
)
async def test_a_text_that_can_not_be_a_prompt_is_refused(
    node: TwinNode, ada: FakeVisitor, wrong: dict[str, str], why: str
) -> None:
    refused = await node.ask(ada, "prompt.propose", **wrong)
    assert code(refused) == "bad_request"
    assert why in refused["error"]["message"]
    assert await node.prompts.proposed(9) == []


async def test_only_so_many_of_a_persons_prompts_wait(node: TwinNode, ada: FakeVisitor) -> None:
    for number in range(WAITING_MAX):
        assert (await node.ask(ada, "prompt.propose", text=f"{TEXT} {number}"))["ok"]
    refused = await node.ask(ada, "prompt.propose", text=TEXT)
    assert code(refused) == "conflict"
    assert f"{WAITING_MAX} prompts of yours wait" in refused["error"]["message"]


async def test_an_accepted_proposal_is_played_by_games_of_the_house(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: its category admits nothing else."""
    said = await node.ask(ada, "prompt.propose", text=TEXT, category="moon", difficulty="hard")
    wishes = {"categories": ["moon"]}
    assert code(await node.ask(ada, "game.create", settings=wishes)) == "bad_request"
    assert await node.prompts.review(said["prompt"], accept=True, by=bob.actor, now_ms=1)
    game = await node.playing(ada, bob, settings=wishes)
    assert {prompt.text for prompt in node.state(game).deck} == {TEXT}
    assert (await node.ask(ada, "prompt.rate", game=game, round=1, liked=True))["ok"]
    assert await ratings(node) == [rating(1, 0)]
