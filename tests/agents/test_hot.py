"""In RAM the same comes to mind as by looking at all, whatever is asked."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from agents.hot import Hot
from agents.keywords import keywords
from agents.memories import ANYBODY, Memory, Whom, is_about, unit
from agents.retrieval import Cue, Weights, candidates, cue, retrieve
from game.ids import Actor, GameId

ADA, BOB = Actor("ada"), Actor("bob")
WHOM = st.sampled_from([None, (ADA,), (BOB, ADA), (ADA, "hen"), ("zoe",), (), ANYBODY])
VECTORS = st.tuples(*[st.integers(-3, 3)] * 3).map(unit)
MEMORIES = st.lists(
    st.builds(
        lambda number, importance, vector, word, people, agents, model, game: Memory(
            id=f"m{number}",
            agent="goat",
            content=word,
            at=number // 3,
            accessed=number,
            importance=float(importance),
            words=keywords(word),
            players=people,
            agents=agents,
            game=game,
            embedding=vector,
            model=model if vector else None,
        ),
        st.integers(0, 99),
        st.integers(0, 3),
        VECTORS,
        st.sampled_from(["bees", "a toaster", "bees in a toaster", "hats"]),
        st.sampled_from([(), (ADA,), (ADA, BOB)]),
        st.sampled_from([(), ("hen",)]),
        st.sampled_from(["small", "big"]),
        st.sampled_from([None, GameId("g")]),
    ),
    max_size=40,
    unique_by=lambda each: each.id,
)
CUES = st.builds(cue, st.sampled_from(["", "bees?", "toaster bees", "dragons"]), VECTORS).map(
    lambda asked: Cue(
        words=asked.words, embedding=asked.embedding, model="small" if asked.embedding else None
    )
)


@given(MEMORIES, CUES, WHOM, st.integers(1, 8))
def test_it_chooses_what_looking_at_all_does(
    held: list[Memory], asked: Cue, about: Whom | None, limit: int
) -> None:
    mine = [each for each in held if is_about(each, about)]
    expected = retrieve(candidates(mine, asked, limit), asked, Weights(), 10**6)
    found = retrieve(Hot(held).candidates(asked, about, limit), asked, Weights(), 10**6)
    assert [each.memory.id for each in found] == [each.memory.id for each in expected]
    assert [each.score for each in found] == [each.score for each in expected]


def test_what_is_asked_of_another_model_is_near_to_nothing() -> None:
    one = Memory(
        id="m", agent="goat", content="", at=1, accessed=1, importance=1.0,
        embedding=unit((1, 0)), model="small",
    )  # fmt: skip
    other = cue("", unit((1, 0)), "big")
    assert Hot([one]).candidates(other) == (one,)
    assert Hot([]).candidates(other) == ()
    unread = Memory(id="n", agent="goat", content="", at=2, accessed=1, importance=1.0)
    assert Hot([one, unread]).candidates(cue("", unit((0, 1)), "small")) == (unread, one)


def test_what_was_recalled_stays_where_it_lies_and_what_else_changed_does_not() -> None:
    held = [
        Memory(
            id=f"{number}", agent="goat", content="bees", at=number, accessed=number,
            importance=1.0, words=("bee",),
        )
        for number in range(3)
    ]  # fmt: skip
    hot = Hot(held)
    again = replace(held[1], accessed=9, accesses=1, until=8)
    assert hot.renew(again)
    assert hot.candidates(cue("bees")) == (held[2], again, held[0])
    for changed in (
        replace(again, at=5),
        replace(again, importance=2.0),
        replace(again, words=("hat",)),
        replace(again, players=(ADA,)),
        replace(again, game=GameId("g")),
        replace(again, embedding=unit((1, 0)), model="small"),
        replace(again, id="new"),
    ):
        assert not hot.renew(changed)
    assert hot.memories[1] is again
