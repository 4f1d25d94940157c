"""Who sits, who watches, who comes back with what they missed, and who leads when the host goes."""

import pytest

from game.ids import Actor, GameId
from game.state import Phase
from server.recent import ENTRIES_KEPT
from server.seating import HOST_GRACE_MS, JOINED_MAX
from server.wire import Close
from tests.server.conftest import NewNode
from tests.server.fake_clock import FakeClock, settle, until
from tests.server.stage import TwinNode
from tests.server.visiting import FakeVisitor


async def test_a_join_is_answered_with_the_seat_and_the_game(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada)
    picture = "https://a.example/a.png"
    said = await node.ask(bob, "game.join", game=game, name="Bobby", avatar_url=picture)
    assert said["player"]["name"] == "Bobby"
    assert said["player"]["avatar_url"] == picture
    assert said["snapshot"]["me"] == said["player"]["id"]
    assert said["seq"] == said["snapshot"]["seq"] == 3
    assert [each["connected"] for each in said["snapshot"]["players"]] == [True, True]
    # One's own event comes before the reply, here as for everyone else.
    heard = [each.get("ev") or each.get("sig") or "reply" for each in bob.heard]
    assert heard.index("player.joined") < heard.index("reply")
    assert bob.seqs == [3]
    assert ada.seqs == [2, 3]
    presence = ada.signals("presence")[-1]
    assert presence["player"] == said["player"]["id"]
    assert presence["connected"]


async def test_a_game_is_found_by_its_code_in_any_case(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada)
    code = node.state(game).code.lower()
    assert (await node.ask(bob, "game.join", code=code))["game"]["id"] == game


async def test_the_name_is_ones_own_unless_another_is_given(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada)
    assert (await node.ask(bob, "game.join", game=game))["player"]["name"] == "Bob"
    said = await node.ask(FakeVisitor("eve"), "game.join", game=game, name="\n")
    assert said["error"]["code"] == "name.invalid"


async def test_a_second_join_takes_the_seat_over(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    again = FakeVisitor("bob")
    said = await node.ask(again, "game.join", game=game)
    assert said["snapshot"]["me"] == node.state(game).players[Actor("bob")]
    assert bob.closed is not None
    assert bob.closed[0] is Close.SEAT_TAKEN
    await node.ask(again, "response.submit", game=game, round=1, text="quip")
    assert again.events[-1]["text"] == "quip"
    assert "response.submitted" not in bob.kinds


async def test_a_long_missed_join_is_answered_without_the_past(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    first = bob.answers("Bob-1")[0]
    for n in range(JOINED_MAX):
        await node.ask(ada, "chat.send", game=game, text=f"{n}")
    back = FakeVisitor("bob")
    said = await node.ask(back, "game.join", game=game, id="Bob-1")
    assert said["player"] == first["player"]
    assert back.events == []
    assert said["snapshot"]["seq"] == 3 + JOINED_MAX


async def test_whoever_has_gone_before_the_answer_holds_the_seat_but_no_connection(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: the connection ends while its join is being written."""
    game = await node.table(ada)
    node.journal.appends.is_shut = True
    await node.send(bob, "game.join", game=game)
    await until(lambda: node.journal.appends.waiting)
    bob.gone = True
    node.desk.depart(bob)
    node.journal.appends.is_shut = False
    await until(lambda: Actor("bob") in node.state(game).players)
    await settle()
    assert bob not in node.room(game).audience
    assert node.room(game).audience.present == (Actor("ada"),)
    assert ada.signals("presence")[-1]["player"] != node.state(game).players[Actor("bob")]
    assert (await node.ask(FakeVisitor("bob"), "game.resume", game=game, seq=0))["ok"]


async def test_spectators_watch_and_see_no_secrets(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    said = await node.ask(cyd, "game.join", game=game, role="spectator")
    assert (said["player"], said["snapshot"]["me"]) == (None, None)
    await node.ask(ada, "response.submit", game=game, round=1, text="secret")
    assert cyd.kinds == ["response.submitted"]
    assert "text" not in cyd.events[0]
    assert (await node.ask(cyd, "game.leave", game=game))["ok"]
    await node.ask(ada, "chat.send", game=game, text="hi")
    assert len(cyd.events) == 1


async def test_who_comes_late_watches(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    said = await node.ask(cyd, "game.join", game=game)
    assert (said["ok"], said["player"]) == (True, None)
    await node.ask(ada, "chat.send", game=game, text="hi")
    assert cyd.kinds == ["chat.message"]


async def test_a_closed_table_admits_only_its_players(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    game = await node.playing(ada, bob, settings={"allow_spectators": False})
    watch = await node.ask(cyd, "game.join", game=game, role="spectator")
    assert watch["error"]["code"] == "forbidden"
    assert (await node.ask(cyd, "game.join", game=game))["error"]["code"] == "game.not_lobby"
    resume = await node.ask(cyd, "game.resume", game=game, seq=0)
    assert resume["error"]["code"] == "forbidden"
    assert cyd.events == []
    assert (await node.ask(FakeVisitor("bob"), "game.resume", game=game, seq=0))["ok"]
    assert (await node.ask(FakeVisitor("bob"), "game.join", game=game, role="spectator"))["ok"]


async def test_a_resume_sends_what_was_missed_as_it_would_have_come(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.playing(ada, bob)
    held = bob.seqs[-1]
    node.desk.depart(bob)
    assert not ada.signals("presence")[-1]["connected"]
    back = FakeVisitor("bob")
    await node.ask(back, "response.submit", game=game, round=1, text="mine")
    await node.ask(ada, "response.submit", game=game, round=1, text="hers")
    said = await node.ask(back, "game.resume", game=game, seq=held)
    state = node.state(game)
    assert (said["seq"], said["snapshot"]) == (state.seq, None)
    assert [each["seq"] for each in said["events"]] == list(range(held + 1, state.seq + 1))
    assert [each.get("text") for each in said["events"][:2]] == ["mine", None]
    # Live events follow without a hole.
    await node.ask(ada, "chat.send", game=game, text="back?")
    assert back.seqs == [state.seq + 1]
    same = await node.ask(back, "game.resume", game=game, seq=state.seq + 1)
    assert same["events"] == []


@pytest.mark.parametrize("held", ["too old", "of another life"])
async def test_a_resume_from_afar_gives_a_snapshot(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, held: str
) -> None:
    game = await node.table(ada, bob)
    if held == "too old":
        for n in range(ENTRIES_KEPT):
            await node.ask(ada, "chat.send", game=game, text=f"{n}")
    seq = 2 if held == "too old" else 99
    said = await node.ask(FakeVisitor("bob"), "game.resume", game=game, seq=seq)
    assert said["events"] is None
    assert said["snapshot"]["seq"] == said["seq"] == node.room(game).room.seq
    assert said["snapshot"]["me"] == node.state(game).players[Actor("bob")]


async def test_the_host_may_resume_without_a_seat(node: TwinNode, ada: FakeVisitor) -> None:
    game = await node.create(ada, settings={"allow_spectators": False})
    said = await node.ask(ada, "game.resume", game=game, seq=0)
    assert said["events"][0]["ev"] == "game.created"


async def test_leaving_gives_the_seat_up_and_coming_back_takes_it_again(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    game = await node.playing(ada, bob, cyd)
    seat = node.state(game).players[Actor("cyd")]
    assert (await node.ask(cyd, "game.leave", game=game))["ok"]
    assert cyd.kinds[-1] == "player.left"
    assert game not in cyd.games
    await node.ask(ada, "chat.send", game=game, text="gone?")
    assert cyd.kinds[-1] == "player.left"
    said = await node.ask(cyd, "game.join", game=game)
    assert said["player"]["id"] == seat


async def test_a_kicked_player_hears_of_it_and_nothing_more(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    game = await node.table(ada, bob, cyd)
    player = node.state(game).players[Actor("cyd")]
    assert (await node.ask(bob, "game.kick", game=game, player=player))["error"]["code"] == (
        "game.not_host"
    )
    assert (await node.ask(ada, "game.kick", game=game, player=player))["ok"]
    assert (cyd.kinds[-1], cyd.events[-1]["reason"]) == ("player.left", "kicked")
    await node.ask(ada, "chat.send", game=game, text="well")
    assert cyd.kinds[-1] == "player.left"
    back = FakeVisitor("cyd")
    for op, more in (
        ("game.join", {}),
        ("game.join", {"role": "spectator"}),
        ("game.resume", {"seq": 0}),
        ("game.join", {"id": "Cyd-1"}),  # the very command that had seated them
    ):
        said = await node.ask(back, op, game=game, **more)
        assert said["error"]["code"] == "forbidden", (op, more)
    assert back.events == []
    assert back not in node.room(game).audience


async def test_the_lead_passes_when_the_host_stays_away(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    game = await node.table(ada, cyd, bob)
    node.desk.depart(cyd)
    node.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS - 1)
    assert node.state(game).host == "ada"
    await clock.advance(1)
    # To the longest seated of those who are here.
    assert node.state(game).host == "bob"
    assert bob.events[-1]["ev"] == "host.changed"


async def test_the_lead_passes_to_whoever_comes_while_the_host_stays_away(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Nobody was there to lead when the host's time was up, as after a restart."""
    game = await node.table(ada, bob)
    node.desk.depart(bob)
    node.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS)
    assert node.state(game).host == "ada"
    await node.ask(FakeVisitor("bob"), "game.resume", game=game, seq=0)
    await clock.advance(HOST_GRACE_MS)
    assert node.state(game).host == "bob"


@pytest.mark.parametrize("seated", [True, False])
async def test_a_host_who_is_back_in_time_keeps_the_lead(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor, seated: bool
) -> None:
    game = await node.table(ada, bob)
    node.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS - 1)
    role = "player" if seated else "spectator"
    await node.ask(FakeVisitor("ada"), "game.join", game=game, role=role)
    await clock.advance(HOST_GRACE_MS)
    assert node.state(game).host == "ada"


async def test_each_absence_of_a_host_has_the_whole_grace(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    node.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS // 2)
    back = FakeVisitor("ada")
    await node.ask(back, "game.resume", game=game, seq=0)
    node.desk.depart(back)
    await clock.advance(HOST_GRACE_MS - 1)
    assert node.state(game).host == "ada"
    await clock.advance(1)
    assert node.state(game).host == "bob"


async def test_nobody_inherits_a_game_that_is_over(
    node: TwinNode, clock: FakeClock, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    game = await node.table(ada, bob)
    await node.ask(ada, "game.cancel", game=game)
    node.desk.depart(ada)
    await clock.advance(HOST_GRACE_MS)
    assert (node.state(game).host, node.state(game).phase) == ("ada", Phase.CANCELLED)


async def test_on_another_node_one_may_do_all_that_one_may_at_home(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor, cyd: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    await one.start()
    await two.start()
    game = await one.table(ada, bob)
    said = await two.ask(cyd, "game.join", game=game)
    player = one.state(game).players[Actor("cyd")]
    assert said["player"]["id"] == said["snapshot"]["me"] == player
    # One's own event comes before the reply, here as at home, and only once.
    heard = [each.get("ev") or "reply" for each in cyd.heard if "sig" not in each]
    assert heard[-2:] == ["player.joined", "reply"]
    assert (await two.ask(FakeVisitor("dan"), "game.join", game=game, role="spectator"))["ok"]
    assert (await two.ask(FakeVisitor("bob"), "game.resume", game=game, seq=0))["ok"]
    assert (await two.ask(cyd, "game.leave", game=game))["ok"]
    assert (GameId(game) in cyd.games, Actor("cyd") in one.state(game).players) == (False, False)
    await one.ask(ada, "game.start", game=game)
    assert (await two.ask(FakeVisitor("eve"), "game.join", game=game))["player"] is None
    player = one.state(game).players[Actor("bob")]
    host = FakeVisitor("ada")
    assert (await two.ask(host, "game.kick", game=game, player=player))["ok"]
    assert Actor("bob") in one.state(game).kicked
    assert Actor("bob") in two.state(game).kicked


async def test_whoever_joins_a_game_that_was_closed_meanwhile_is_asked_to_try_again(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: nobody watches the shadow, and it is swept away while the owner is asked."""
    one, two = new_node("one"), new_node("two")
    await one.start()
    await two.start()
    game = await one.table(ada)
    await two.directory.find(GameId(game))
    one.journal.appends.is_shut = True
    command = await two.send(bob, "game.join", game=game)
    await until(lambda: one.journal.appends.waiting)
    await two.directory.sweep()
    one.journal.appends.is_shut = False
    await until(lambda: bob.answers(command))
    assert bob.answers(command)[0]["error"]["code"] == "unavailable"
    assert bob.games == {}
    assert (await two.ask(bob, "game.join", game=game, id=command))["player"] is not None
    assert bob in two.directory.shadows[0].audience


async def test_no_connection_of_the_removed_hears_on_not_even_on_another_node(
    new_node: NewNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    one, two = new_node("one"), new_node("two")
    game = await one.table(ada, bob)
    second, third = FakeVisitor("bob"), FakeVisitor("bob")
    await one.ask(second, "game.join", game=game, role="spectator")
    await two.ask(third, "game.join", game=game, role="spectator")
    player = one.state(game).players[Actor("bob")]
    assert (await one.ask(ada, "game.kick", game=game, player=player))["ok"]
    assert (await one.ask(ada, "chat.send", game=game, text="well"))["ok"]
    await two.directory.catch_up()
    for gone in (bob, second, third):
        assert gone.kinds[-1] == "player.left"
        refused = await one.ask(gone, "game.react", game=game, kind="boo")
        assert refused["error"]["code"] == "game.not_seated"


async def test_who_goes_while_the_game_is_opened_anew_keeps_no_seat(
    node: TwinNode, ada: FakeVisitor, bob: FakeVisitor
) -> None:
    """Method: the room was lost and is read again; meanwhile a player's connection ends."""
    game = GameId(await node.table(ada, bob))
    node.journal.reads.is_shut = True
    node.room(game).overtake()
    await until(lambda: node.journal.reads.waiting)
    assert node.directory.here(game) is None
    node.desk.depart(bob)
    node.journal.reads.is_shut = False
    await until(lambda: node.directory.here(game) is not None)
    place = node.directory.here(game)
    assert place is not None
    assert list(place.audience.present) == ["ada"]
