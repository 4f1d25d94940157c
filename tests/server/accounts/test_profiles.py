"""Profiles: what others see, what I may take along, and being forgotten."""

from typing import Any

import pytest
from msgspec.structs import replace

from persistence import fakes
from persistence.ports import Login, NewAccount, Visit
from server.wire import Close
from tests.server.fake_clock import until
from tests.server.stage import Databases, TwinNode
from tests.server.visiting import FAR_MS, FakeVisitor


async def guest(node: TwinNode, name: str) -> FakeVisitor:
    """A guest who is really in the tables, and in the crowd."""
    visit = Visit(name.encode().ljust(32), node.clock.now_ms(), FAR_MS, "192.0.2.9", "test")
    visitor = FakeVisitor(name, login=await node.accounts.welcome_guest(name, visit))
    node.crowd.people.append(visitor)
    return visitor


async def played(node: TwinNode, *people: FakeVisitor, **fields: Any) -> str:
    """A whole game in which the first chats, and all answer the first round."""
    game = await node.table(*people, **fields)
    assert (await node.ask(people[0], "chat.send", game=game, text="zaphodspeak"))["ok"]
    assert (await node.ask(people[0], "game.start", game=game))["ok"]
    for person in people:
        said = await node.ask(person, "response.submit", game=game, round=1, text="an answer")
        assert said["ok"]
    for _ in range(200):
        state = node.state(game)
        if state.status == "completed":
            break
        assert state.deadline_ms is not None
        await node.clock.advance(state.deadline_ms + 2_001 - node.clock.now_ms())
    await until(lambda: node.state(game).status == "completed", "the podium")
    return game


async def test_a_profile_shows_career_achievements_and_games(databases: Databases) -> None:
    node = TwinNode(databases)
    ada, bob = await guest(node, "Ada"), await guest(node, "Bob")
    game = await played(node, ada, bob)
    await until(lambda: bool(databases.store.ledger.games), "the game is counted")
    mine = await node.ask(ada, "profile.get")
    assert (mine["name"], mine["user"]["is_guest"]) == ("Ada", True)
    assert (mine["stats"]["games_played"], mine["stats"]["rank"]) == (1, 1)
    assert "first_game" in [each["code"] for each in mine["achievements"]]
    assert [each["game"] for each in mine["recent_games"]] == [game]
    assert mine["recent_games"][0]["players"] == 2
    theirs = await node.ask(bob, "profile.get", user=str(ada.actor))
    assert {**theirs, "re": ""} == {**mine, "re": ""}
    await node.stop()


async def test_a_private_game_is_shown_to_who_played_it(databases: Databases) -> None:
    node = TwinNode(databases)
    ada, bob, cyd = [await guest(node, name) for name in ("Ada", "Bob", "Cyd")]
    game = await played(node, ada, bob, visibility="private")
    for viewer, games in ((ada, [game]), (bob, [game]), (cyd, [])):
        said = await node.ask(viewer, "profile.get", user=str(ada.actor))
        assert [each["game"] for each in said["recent_games"]] == games
    await node.stop()


@pytest.mark.parametrize("user", ["", "nobody", "01a20405-6825-7cb7-8851-96529627b93a"])
async def test_nobody_has_no_profile(databases: Databases, user: str) -> None:
    node = TwinNode(databases)
    said = await node.ask(await guest(node, "Ada"), "profile.get", user=user)
    assert said["error"]["code"] == "not_found"


async def test_what_is_kept_is_handed_out(databases: Databases) -> None:
    node = TwinNode(databases)
    ada, bob = await guest(node, "Ada"), await guest(node, "Bob")
    await played(node, ada, bob)
    said = await node.ask(ada, "profile.export")
    assert said["ok"]
    assert said["tables"]["game_players"]
    assert "zaphodspeak" in str(said["tables"]["game_events"])
    assert "zaphodspeak" not in str((await node.ask(bob, "profile.export"))["tables"])
    other = await node.ask(ada, "profile.export", table="no such table")
    assert other["error"]["code"] == "not_found"
    await node.stop()


async def test_forgetting_takes_the_words_and_ends_every_connection(databases: Databases) -> None:
    node = TwinNode(databases)
    ada, bob = await guest(node, "Ada"), await guest(node, "Bob")
    game = await played(node, ada, bob)
    assert node.directory.here(game) is not None  # type: ignore[arg-type]
    elsewhere = FakeVisitor("Ada", login=ada.login)
    node.crowd.people.append(elsewhere)
    said = await node.ask(ada, "profile.erase", confirm="Ada")
    assert said["ok"]
    assert ada.closed is not None
    assert ada.closed[0] is Close.DONE
    assert elsewhere.closed is not None
    assert "zaphodspeak" not in str(databases.entries(game))
    # Who still watched the game comes back to what is left of it.
    assert bob.closed == (Close.GOING_AWAY, "come back to this game")
    again = await node.ask(bob, "game.history", game=game)
    assert "zaphodspeak" not in str(again["events"])
    assert again["events"]
    assert (await node.ask(bob, "profile.get", user=str(ada.actor)))["error"]["code"] == "not_found"
    await node.stop()


async def test_forgetting_needs_the_name_and_no_game_under_way(databases: Databases) -> None:
    node = TwinNode(databases)
    ada, bob = await guest(node, "Ada"), await guest(node, "Bob")
    wrong = await node.ask(ada, "profile.erase", confirm="ada")
    assert wrong["error"]["code"] == "bad_request"
    assert "'Ada'" in wrong["error"]["message"]
    game = await node.table(ada, bob)
    busy = await node.ask(bob, "profile.erase", confirm="Bob")
    assert busy["error"]["code"] == "conflict"
    assert game in busy["error"]["message"]
    # What they said is still shown there, and would be written down again.
    assert (await node.ask(bob, "game.leave", game=game))["ok"]
    left = await node.ask(bob, "profile.erase", confirm="Bob")
    assert left["error"]["code"] == "conflict"
    assert (await node.ask(ada, "game.cancel", game=game))["ok"]
    assert (await node.ask(bob, "profile.erase", confirm="Bob"))["ok"]
    await node.stop()


async def test_an_account_is_named_by_its_username_and_an_admin_stays(databases: Databases) -> None:
    node = TwinNode(databases)
    people = fakes.TwinPeople(databases.store)
    made = await people.make_admin(NewAccount("Root_of_all", "root_of_all", None, "hash"), 1)
    assert not isinstance(made, str)
    ada = await guest(node, "Ada")
    login = Login(replace(ada.login.person, id=made.id, name=made.name), "s", FAR_MS)
    boss = FakeVisitor("boss", login=login)
    assert (await node.ask(boss, "profile.erase", confirm=made.username))["error"]["code"] == (
        "conflict"
    )
    await people.set_role(made.id, "user", 2)
    assert (await node.ask(boss, "profile.erase", confirm=made.username))["ok"]


async def test_an_outage_forgets_nothing_and_says_so(databases: Databases) -> None:
    node = TwinNode(databases)
    ada = await guest(node, "Ada")
    databases.store.away = True
    with pytest.raises(Exception, match="away"):
        await node.send(ada, "profile.erase", confirm="Ada")
    databases.store.away = False
    assert ada.closed is None
    assert (await node.ask(ada, "profile.get"))["ok"]
