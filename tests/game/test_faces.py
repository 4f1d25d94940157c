"""Faces: who is behind a seat shows, unless it is masked."""

from game.events import PlayerJoined
from game.faces import agent_shown, masked, person, user_shown
from game.ids import Actor, PlayerId, agent_actor
from game.views import PlayerShown

ADA = PlayerJoined(PlayerId("p1"), Actor("ada"), "Ada", "a.png", False, 1, True)
GOAT = PlayerJoined(PlayerId("p2"), agent_actor("goat"), "Tom", None, True, 2, True)


def test_a_person_has_a_user_and_a_machine_a_name_in_the_cast() -> None:
    assert person(ADA) == PlayerShown(
        id=PlayerId("p1"), name="Ada", avatar_url="a.png", is_ai=False, user="ada"
    )
    assert person(GOAT) == PlayerShown(
        id=PlayerId("p2"), name="Tom", avatar_url=None, is_ai=True, user=None, agent="goat"
    )
    assert (user_shown(Actor("ada")), agent_shown(Actor("ada"))) == ("ada", None)


def test_behind_a_mask_all_are_alike() -> None:
    for seat in (ADA, GOAT):
        face = masked(seat)
        assert (face.is_ai, face.user, face.agent) == (False, None, None)
        assert (face.id, face.name, face.avatar_url) == (seat.player, seat.name, None)
