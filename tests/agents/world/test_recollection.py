"""What is remembered of a tick: by whom, in what words, and under the same ids whenever."""

from msgspec.structs import replace

from agents.relationships import Change, Tie
from agents.world.body import World
from agents.world.happenings import Arrived, Began, Felt, Happening, Met, Talked, Tired, Turned
from agents.world.recollection import Scene, recollected
from agents.world.thinking import NAP
from tests.agents.world.valley import MAP

NAMES = {"ada": "Ada Anvil", "bob": "Bob Bellows", "cat": "Cat Crumb"}
ZOE = "01a20405-67fd-7e56-a299-f6c1f73b2a5f"
AT = 1_764_000_000_000


def scene(**ties: Tie) -> Scene:
    """Ada's ties toward bob, cat or zoe."""
    felt = {ZOE if other == "zoe" else other: tie for other, tie in ties.items()}
    return Scene(
        map=MAP,
        world=World(seed="s", tick=7, bodies={}, ties={"ada": felt}),
        names=NAMES,
        people={ZOE: "Zoe"},
        origin="heartwood 1",
        at_ms=AT,
    )


def told(*happenings: Happening, where: Scene | None = None) -> dict[str, list[str]]:
    found = recollected(where or scene(), happenings)
    return {agent: [each.content for each in memories] for agent, memories in found.items()}


def test_a_talk_is_remembered_by_both_by_its_tone() -> None:
    for tone, mine, theirs in (
        ("chat", "I had a chat with Bob Bellows at", "I had a chat with Ada Anvil at"),
        ("quarrel", "I quarrelled with Bob Bellows at", "I quarrelled with Ada Anvil at"),
        ("made_up", "Bob Bellows and I made up at", "Ada Anvil and I made up at"),
    ):
        found = told(Talked("ada", "bob", "mill", tone, 5))
        place = MAP.names["mill"]
        assert found == {"ada": [f"{mine} {place}."], "bob": [f"{theirs} {place}."]}
    (chat,) = recollected(scene(), [Talked("ada", "bob", "mill", "chat", 5)])["ada"]
    (quarrel,) = recollected(scene(), [Talked("ada", "bob", "mill", "quarrel", 5)])["ada"]
    assert (chat.agents, chat.players, chat.place) == (("bob",), (), MAP.names["mill"])
    assert chat.at == chat.accessed == AT
    assert chat.source == ("valley/7",)
    assert set(chat.tags) == {"valley", "talk", "chat"}
    assert chat.importance < quarrel.importance
    assert quarrel.emotion < 0 < chat.emotion
    assert "anvil" not in chat.words
    assert "bellow" in "".join(chat.words)


def test_persons_are_remembered_and_remember_nothing_here() -> None:
    found = recollected(scene(), [Met("ada", ZOE, "mill")])
    assert list(found) == ["ada"]
    (met,) = found["ada"]
    assert met.content == f"I met Zoe at {MAP.names['mill']}."
    assert (met.agents, met.players) == ((), (ZOE,))
    assert told(Met("ada", "stranger", "mill")) == {}


def test_of_agents_one_remembers_whom_one_likes_or_does_not() -> None:
    assert told(Met("ada", "bob", "mill")) == {}
    liked, loathed = scene(bob=Tie(affection=25)), scene(bob=Tie(affection=-40))
    (met,) = recollected(liked, [Met("ada", "bob", "mill", "inn")])["ada"]
    mill, inn = (MAP.names[each] for each in ("mill", "inn"))
    assert met.content == f"I met Bob Bellows on the way from {mill} to {inn}."
    assert met.emotion > 0
    (met,) = recollected(loathed, [Met("ada", "bob", "mill")])["ada"]
    assert met.emotion < 0
    assert told(Met("ada", "bob", "mill"), where=scene(bob=Tie(affection=24))) == {}


def felt(cause: str, affection: int = 5, source: str = "", by: str = "") -> Felt:
    return Felt(
        Change(
            of="ada", toward="bob", cause=cause, affection=affection, trust=0, at_ms=1,
            by=by, source=source,
        )  # type: ignore[arg-type]
    )  # fmt: skip


def test_gossip_and_gifts_are_remembered_other_feelings_are_not() -> None:
    words = "Cat Crumb told me about Bob Bellows; I think"
    for affection, what, sign in (
        (3, f"{words} better of them now.", 1),
        (-3, f"{words} worse of them now.", -1),
        (0, f"{words} of them as before.", 0),
    ):
        (memory,) = recollected(scene(), [felt("gossip", affection, source="cat")])["ada"]
        assert memory.content == what
        assert memory.agents == ("cat", "bob")
        assert (memory.emotion > 0) - (memory.emotion < 0) == sign
    assert told(felt("gift", by="bob")) == {"ada": ["Bob Bellows gave me a gift."]}
    assert told(felt("gift", by="ada")) == {"ada": ["I gave Bob Bellows a gift."]}
    assert told(felt("chat"), felt("apart")) == {}
    gift = felt("gift", by="bob")
    assert told(replace(gift, change=replace(gift.change, of="stranger"))) == {}


def test_a_deed_is_remembered_with_what_was_told_of_it() -> None:
    change = replace(felt("insult", -10, by="bob").change, note="called me a thief")
    (hurt,) = recollected(scene(), [Felt(change)])["ada"]
    assert hurt.content == "Bob Bellows insulted me: called me a thief."
    assert (hurt.agents, hurt.tags) == (("bob",), ("valley", "insult"))
    # By name and by trade, whoever asks.
    assert {"bob", "bellow"} <= {word[:6] for word in hurt.words}


def test_what_became_of_tasks_is_remembered_and_ordinary_days_are_not() -> None:
    found = told(
        Tired("ada"),
        Turned("ada", "mend the roof", "done"),
        Turned("bob", "mend the roof", "dropped"),
        Turned("bob", "mend the roof", "begun"),
        Turned("bob", NAP, "done"),
        Began("bob", "work", "mending", "mill"),
        Arrived("bob", "mill"),
    )
    assert found == {
        "ada": ["I was worn out, and had to lie down.", "I got this done: mend the roof."],
        "bob": ["I gave this up: mend the roof."],
    }


def test_ids_are_the_same_each_time_and_never_shared() -> None:
    happened = [Talked("ada", "bob", "mill", "chat", 5), felt("gift", by="bob"), Tired("ada")]

    def ids(where: Scene) -> list[str]:
        return [each.id for batch in recollected(where, happened).values() for each in batch]

    assert ids(scene()) == ids(scene())
    assert len({*ids(scene())}) == 4
    assert not {*ids(scene())} & {*ids(replace(scene(), origin="heartwood 2"))}
