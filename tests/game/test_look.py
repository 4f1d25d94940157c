"""A snapshot holds what the stream of events has shown this viewer, and not a word more."""

from collections.abc import Container

import msgspec

from game.commands import Announce, CancelGame, LeaveGame, RecordHonours, SendChat, SetReady
from game.honours import awaited
from game.ids import SYSTEM, Actor, PlayerId
from game.look import look, shown
from game.results import Unlocked
from game.snapshot import AnnouncementShown, BallotLine, PromptShown, Snapshot
from tests.game.table import GAME, Table, playing, revealed, seated, voting


def seen(table: Table, name: str | None, online: Container[Actor] = ()) -> Snapshot:
    viewer = table.player(name) if name is not None else None
    return look(table.state, viewer, table.at_ms, online)


def test_a_lobby_shows_its_people_and_no_clock() -> None:
    table = seated("ada", "bob", agents=1)
    table.do("bob", SetReady(game=GAME))
    snapshot = seen(table, "bob", [Actor("bob")])
    assert (snapshot.phase, snapshot.round, snapshot.deadline) == ("lobby", 0, None)
    assert (snapshot.seq, snapshot.at) == (table.state.seq, table.at_ms)
    assert (snapshot.me, snapshot.host) == (table.player("bob"), "ada")
    assert (snapshot.received, snapshot.expected) == (0, 0)
    assert (snapshot.prompt, snapshot.responses, snapshot.my_response) == (None, (), None)
    machine, ada, bob = snapshot.players
    assert machine.user is None
    assert machine.agent is not None
    assert machine.agent.startswith("bot")
    assert (machine.is_ai, machine.connected) == (True, True)
    assert (ada.user, ada.agent, ada.connected, ada.is_ready) == ("ada", None, False, False)
    assert (bob.connected, bob.is_ready) == (True, True)


def test_while_they_answer_everyone_sees_the_prompt_and_their_own_answer_only() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("ada")
    prompt = table.state.deck[0]
    for name in ("ada", "bob", None):
        snapshot = seen(table, name)
        assert snapshot.prompt == PromptShown(1, prompt.text, prompt.category, prompt.difficulty)
        assert (snapshot.received, snapshot.expected) == (1, 3)
        assert snapshot.deadline == table.state.deadline_ms
        assert snapshot.responses == ()
        own = BallotLine(table.response("ada"), "ada says") if name == "ada" else None
        assert snapshot.my_response == own


def test_the_answers_of_those_who_left_are_counted() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("cyd")
    table.do("cyd", LeaveGame(game=GAME))
    snapshot = seen(table, None)
    assert (snapshot.received, snapshot.expected) == (1, 3)
    assert [seat.is_active for seat in snapshot.players] == [True, True, False]


def test_while_the_judge_reads_the_answers_are_still_hidden() -> None:
    table = playing("ada", "bob", "cyd", settings={"judge": "auto"})
    table.answer("ada", "bob")
    table.tick()
    snapshot = seen(table, "bob")
    assert snapshot.phase == "judging"
    assert snapshot.responses == ()
    assert (snapshot.received, snapshot.expected) == (2, 2)


def test_while_they_vote_the_ballot_lies_open_and_votes_are_ones_own() -> None:
    table = voting("ada", "bob", "cyd")
    table.vote("ada", "bob", "funny", "best")
    texts = {table.response(name): f"{name} says" for name in ("ada", "bob", "cyd")}
    assert table.state.round is not None
    lines = tuple(BallotLine(each, texts[each]) for each in table.state.round.ballot)
    for name in ("ada", "bob", None):
        snapshot = seen(table, name)
        assert snapshot.responses == lines
        assert (snapshot.received, snapshot.expected) == (2, 9)
    chosen = table.response("bob")
    assert seen(table, "ada").my_votes == {"funny": chosen, "best": chosen}
    assert seen(table, "bob").my_votes == seen(table, None).my_votes == {}


def test_the_reveal_shows_results_and_ranks() -> None:
    table = revealed("ada", "bob")
    snapshot = seen(table, None)
    assert table.state.round is not None
    assert snapshot.results == table.state.round.results
    assert [standing.score for standing in snapshot.standings] == [333, 333]
    assert [(seat.score, seat.rank) for seat in snapshot.players] == [(333, 1), (333, 1)]
    assert snapshot.responses == ()


def test_the_podium_shows_the_winners() -> None:
    table = revealed("ada", "bob")
    table.finish()
    snapshot = seen(table, None)
    assert (snapshot.phase, snapshot.deadline) == ("completed", None)
    assert snapshot.winners == (table.player("ada"), table.player("bob"))


def test_what_was_unlocked_shows_at_the_podium_and_not_before() -> None:
    table = revealed("ada", "bob")
    while not awaited(table.state):
        table.tick()
    medal = Unlocked(table.player("ada"), "first_game", "First Game", 10)
    table.do(SYSTEM, RecordHonours(number=1, unlocked=(medal,)))
    assert seen(table, None).achievements == ()
    table.finish()
    assert seen(table, None).achievements == (medal,)


def test_a_game_cancelled_in_mid_round_uncovers_nothing() -> None:
    table = playing("ada", "bob", "cyd")
    table.answer("ada")
    table.do("ada", CancelGame(game=GAME))
    snapshot = seen(table, "bob")
    assert (snapshot.responses, snapshot.results, snapshot.my_response) == ((), (), None)


def test_the_last_lines_of_chat_are_there() -> None:
    table = seated("ada", "bob")
    table.do("bob", SendChat(game=GAME, text="hello"))
    (line,) = seen(table, None).chat
    assert (line.player, line.name, line.text) == (table.player("bob"), "Bob", "hello")
    assert line.at == table.at_ms


def test_the_newest_announcement_is_there_and_nothing_before_it() -> None:
    table = seated("ada", "bob")
    assert seen(table, None).announcement is None
    assert b"announcement" not in msgspec.json.encode(seen(table, None))
    table.do(SYSTEM, Announce(text="hear"))
    assert seen(table, "bob").announcement == AnnouncementShown("hear", table.at_ms)


def test_a_player_of_another_game_is_a_spectator() -> None:
    table = voting("ada", "bob")
    snapshot = look(table.state, PlayerId("stranger"), table.at_ms, ())
    assert (snapshot.my_response, snapshot.my_votes) == (None, {})


def test_lists_name_the_game_by_what_is_public() -> None:
    table = playing("ada", "bob", "cyd")
    table.do("cyd", LeaveGame(game=GAME))
    line = shown(table.state)
    assert (line.id, line.code, line.name, line.host) == (GAME, "QUIP", "Friday", "ada")
    assert (line.status, line.phase, line.visibility) == ("in_progress", "answering", "private")
    assert (line.players, line.max_players) == (2, 8)
    assert (line.current_round, line.total_rounds, line.time_limit_seconds) == (1, 5, 60)
    assert line.settings == table.state.settings
    assert shown(seated("ada").state).current_round == 0
    table.finish()
    assert shown(table.state).players == 3, "all who took part"
