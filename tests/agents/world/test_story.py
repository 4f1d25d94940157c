"""The story of a day names who talked, who told what about whom, and who met whom where."""

from msgspec.structs import replace

from agents.relationships import Cause, Change
from agents.world.body import Body
from agents.world.clock import DAY_MS, MINUTE_MS
from agents.world.happenings import Arrived, Felt, Met, Talked, Tired
from agents.world.story import Story
from tests.agents.world.valley import MAP, begun, body, somebody

NAMES = {"ann": "Ann", "bob": "Bob"}


def change(cause: Cause, source: str = "") -> Felt:
    told = Change(
        of="ann", toward="bob", cause=cause, affection=-3, trust=0, at_ms=0, by="bob", source=source
    )
    return Felt(told)


def test_a_day_is_told() -> None:
    _, world = begun(somebody("ann", "inn"), somebody("bob", "inn"), somebody("cat", "inn"))
    story = Story(MAP, NAMES)
    noon = 12 * 60 * MINUTE_MS
    for happening in (
        Talked("ann", "bob", "pond", "quarrel", noon),
        Talked("ann", "bob", "pond", "made_up", noon),
        Met("ann", "bob", "pond"),
        Met("ann", "bob", "pond"),
        Met("ann", "user", "inn", "bridge"),
        Tired("cat"),
        change("gossip", "cat"),
        change("gift"),
        Felt(replace(change("gift").change, by="ann")),
        change("chat"),
        Arrived("ann", "pond"),
    ):
        story.hear(happening, noon + 5 * MINUTE_MS)
    world = replace(body(world, "ann", mood=-7_500, energy=33_000), now_ms=DAY_MS)
    bodies = {**world.bodies, "user": Body(id="user", x=0, y=0, place="inn", is_steered=True)}
    assert list(story.told(replace(world, bodies=bodies))) == [
        "Day 1, Monday (workday)",
        "  12:05  Ann and Bob quarrel at the pond",
        "  12:05  Ann and Bob make up at the pond",
        "  12:05  cat is worn out and goes to lie down",
        "  12:05  cat tells Ann about Bob (-3)",
        "  12:05  Ann has a gift from Bob",
        "  ann           mood   -7, energy  33; met bob (pond) x2, user (inn) x1",
        "  bob           mood   +0, energy  80; met ann (pond) x2",
        "  cat           mood   +0, energy  80; met nobody",
    ]
