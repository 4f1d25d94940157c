"""What a sight becomes: one memory, with an id of its own, and those it is about."""

from agents.memories import CONTENT_LENGTH_MAX
from agents.sightings import Sight, Witness, name, names, remembered
from game.ids import GameId, PlayerId
from game.views import ChatView, PlayerShown

GAME = GameId("0198c0de-0000-7000-8000-000000000002")
ME, ADA, GHOST = PlayerId("p-me"), PlayerId("p-ada"), PlayerId("p-ghost")


def shown(player: PlayerId, called: str, user: str | None, agent: str | None) -> PlayerShown:
    is_ai = agent is not None
    return PlayerShown(id=player, name=called, avatar_url=None, is_ai=is_ai, user=user, agent=agent)


MIND = Witness(
    game=GAME,
    agent="goat",
    me=ME,
    table="Friday",
    people={
        ME: shown(ME, "Goat", None, "goat"),
        ADA: shown(ADA, "Ada", "user-ada", None),
        GHOST: shown(GHOST, "Ghost", None, "ghost"),
    },
)
VIEW = ChatView(game=GAME, seq=7, at=1_764_000_000_000, message="m", player=ADA, text="hi")


def test_people_are_called_by_name_and_itself_last() -> None:
    assert names(MIND, (ME, ADA, GHOST)) == "Ada, Ghost and I"
    assert names(MIND, (ADA, PlayerId("nobody"))) == "Ada and somebody"
    assert names(MIND, ()) == "nobody"
    assert name(MIND, ME) == "I"


def test_a_sight_becomes_a_memory_of_its_people_place_and_source() -> None:
    who = (ME, ADA, GHOST, PlayerId("nobody"), ADA)
    sight = Sight(content="a bee", importance=2.0, emotion=0.5, who=who, tags=("x",), fact="score")
    found = remembered(MIND, VIEW, sight)
    assert (found.agents, found.players) == (("ghost",), ("user-ada",))
    assert (found.place, found.game, found.source) == ("Friday", GAME, (f"{GAME}/7",))
    assert (found.at, found.accessed, found.subject) == (VIEW.at, VIEW.at, f"score:{GAME}")
    assert (found.importance, found.emotion, found.tags) == (2.0, 0.5, ("x",))
    # Also by who was there it is found.
    assert {"ada", "ghost", "bee"} <= set(found.words)


def test_its_id_is_the_same_whenever_it_is_made_and_no_other_has_it() -> None:
    sight = Sight(content="a bee", importance=2.0)
    assert remembered(MIND, VIEW, sight) == remembered(MIND, VIEW, sight)
    second = Sight(content="a bee", importance=2.0, number=1)
    assert remembered(MIND, VIEW, second).id != remembered(MIND, VIEW, sight).id
    other = Witness(game=GAME, agent="ghost")
    assert remembered(other, VIEW, sight).id != remembered(MIND, VIEW, sight).id
    assert remembered(MIND, VIEW, sight).subject is None


def test_what_is_too_long_is_cut() -> None:
    sight = Sight(content="x" * 9_000, importance=2.0)
    assert len(remembered(MIND, VIEW, sight).content) == CONTENT_LENGTH_MAX
