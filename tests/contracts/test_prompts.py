"""What any Prompts promises: exactly the packs' prompts are drawn from."""

from game.commands import Prompt
from persistence.ports import StoredPrompt
from tests.contracts.conftest import World


def stored(*texts: str, pack: str = "house", language: str = "en") -> list[StoredPrompt]:
    return [StoredPrompt(pack, language, Prompt(text, "office", "easy")) for text in texts]


def texts(prompts: tuple[Prompt, ...]) -> list[str]:
    return [prompt.text for prompt in prompts]


async def test_loaded_prompts_are_drawn_from_by_pack_and_language(world: World) -> None:
    count = await world.prompts.load(
        [*stored("b", "a"), *stored("c", language="de"), *stored("d", pack="own")]
    )
    assert count == 4
    assert await world.prompts.drawn_from("house", "en") == (
        Prompt("a", "office", "easy"),
        Prompt("b", "office", "easy"),
    )
    assert texts(await world.prompts.drawn_from("house", "de")) == ["c"]
    assert texts(await world.prompts.drawn_from("own", "en")) == ["d"]
    assert await world.prompts.drawn_from("house", "fr") == ()
    assert await world.prompts.drawn_from("\0", "en") == ()


async def test_the_order_is_that_of_bytes(world: World) -> None:
    words = ["b", "A", "a", "B", "é", "z", "Z", "_"]
    await world.prompts.load(stored(*words))
    drawn = texts(await world.prompts.drawn_from("house", "en"))
    assert drawn == sorted(words, key=str.encode)


async def test_what_is_gone_rests_and_may_come_back(world: World) -> None:
    await world.prompts.load(stored("a", "b"))
    assert await world.prompts.load(stored("b", "c")) == 2
    assert texts(await world.prompts.drawn_from("house", "en")) == ["b", "c"]
    await world.prompts.load([])
    assert await world.prompts.drawn_from("house", "en") == ()
    await world.prompts.load(stored("a"))
    assert texts(await world.prompts.drawn_from("house", "en")) == ["a"]


async def test_a_changed_prompt_is_changed_and_a_double_counts_once(world: World) -> None:
    await world.prompts.load(stored("a"))
    changed = StoredPrompt("house", "en", Prompt("a", "space", "hard"))
    assert await world.prompts.load([changed, changed]) == 1
    assert await world.prompts.drawn_from("house", "en") == (changed.prompt,)
