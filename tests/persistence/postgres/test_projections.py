"""Events to rows, without a database: which rows, and what they say."""

from typing import Any

from game.commands import JoinGame, KickPlayer, RecordVerdicts, SetReady, Verdict
from game.events import Entry
from game.ids import SYSTEM, Actor
from game.rules import Settings
from persistence.postgres import statements
from persistence.postgres.projections import Rows, minted_ms, moment, project, round_id
from tests.tables import NOW, Table

HOST, ADA, BOB = Actor("host"), Actor("ada"), Actor("bob")


def rows_of(table: Table, entries: list[Entry]) -> Rows:
    return project(table.game, entries, table.after)


def values(rows: Rows, statement: str) -> list[tuple[Any, ...]]:
    return list(rows.get(statement, {}).values())


def running(*, settings: Settings | None = None) -> Table:
    table = Table(HOST)
    table.open(settings=settings)
    table.join(ADA, BOB)
    table.start()
    return table


def test_a_founding_gives_the_game_and_its_machine_players() -> None:
    table = Table(HOST)
    rows = rows_of(table, table.open(agents=2))
    assert list(rows) == [statements.GAMES, statements.SEATS]
    (game,) = values(rows, statements.GAMES)
    assert game[:7] == (table.game, "C1", HOST, "game 1", "classic", "waiting", "lobby")
    assert game[-3:] == (moment(table.after.created_ms), None, None)
    seats = values(rows, statements.SEATS)
    assert sorted(seat[3] for seat in seats) == ["bard", "cynic"]
    assert [seat[2] for seat in seats] == [None, None]


def test_a_join_gives_one_seat_with_its_time() -> None:
    table = Table(HOST)
    table.open()
    rows = rows_of(table, table.join(ADA))
    assert list(rows) == [statements.SEATS]
    (seat,) = values(rows, statements.SEATS)
    player = table.after.players[ADA]
    assert seat == (
        *(player, table.game, ADA, None, "guest 0", None),
        *(0, False, True, False, 1, moment(table.at_ms)),
    )


def test_readiness_and_an_empty_seat_change_the_row() -> None:
    table = Table(HOST)
    table.open()
    table.join(ADA, BOB)
    rows = rows_of(table, table.post(ADA, SetReady(game=table.game)))
    assert [seat[7] for seat in values(rows, statements.SEATS)] == [True]
    table.start()
    rows = rows_of(table, table.leave(ADA))
    assert [seat[8] for seat in values(rows, statements.SEATS)] == [False]
    assert statements.FREED not in rows


def test_a_seat_left_in_the_lobby_is_deleted() -> None:
    table = Table(HOST)
    table.open()
    table.join(ADA, BOB)
    player = table.after.players[ADA]
    rows = rows_of(table, table.leave(ADA))
    assert rows == {statements.FREED: {player: (player,)}}


def test_a_seat_taken_and_left_in_one_breath_leaves_no_row_but_its_words() -> None:
    table = Table(HOST)
    table.open()
    entries = [*table.join(ADA), *table.chat(ADA, "hi"), *table.leave(ADA)]
    rows = rows_of(table, entries)
    assert statements.SEATS not in rows
    (line,) = values(rows, statements.LINES)
    assert line[1:5] == (table.game, False, ADA, "hi")
    assert statements.LOST_LINES not in rows


def test_words_of_a_seat_freed_since_leave_its_owner_to_the_row() -> None:
    table = Table(HOST)
    table.open()
    table.join(ADA)
    rows = rows_of(table, [*table.chat(ADA, "bye"), *table.leave(ADA)])
    (line,) = values(rows, statements.LOST_LINES)
    assert line[2:4] == (table.game, "bye")
    assert statements.LINES not in rows
    assert statements.ORDER.index(statements.LOST_LINES) < statements.ORDER.index(statements.FREED)


def test_a_machine_player_speaks_as_an_agent() -> None:
    table = Table(HOST)
    table.open(agents=1)
    (agent,) = table.after.players
    (line,) = values(rows_of(table, table.chat(agent, "beep")), statements.LINES)
    assert line[2:4] == (True, agent.removeprefix("agent:"))


def test_a_new_host_and_a_kick_show_in_the_game() -> None:
    table = Table(HOST)
    table.open()
    table.join(HOST, ADA)
    (game,) = values(rows_of(table, table.leave(HOST)), statements.GAMES)
    assert game[2] == ADA
    table.join(BOB)
    kicked = table.after.players[BOB]
    rows = rows_of(table, table.post(ADA, KickPlayer(game=table.game, player=kicked)))
    assert list(rows) == [statements.FREED]


def test_a_start_gives_the_round_and_the_game_its_times() -> None:
    table = Table(HOST)
    table.open()
    table.join(ADA, BOB)
    rows = rows_of(table, table.start())
    (game,) = values(rows, statements.GAMES)
    assert game[5:9] == ("in_progress", "answering", 8, 1)
    assert game[-2:] == (moment(table.at_ms), None)
    (found,) = values(rows, statements.ROUNDS)
    assert found[:3] == (round_id(table.game, 1), table.game, 1)
    assert found[-2:] == (60, moment(table.at_ms))


def test_the_last_answer_gives_its_row_and_the_new_phase() -> None:
    table = running()
    assert list(rows_of(table, table.answer(ADA))) == [statements.RESPONSES]
    rows = rows_of(table, table.answer(BOB))
    assert list(rows) == [statements.RESPONSES, statements.GAMES]
    (response,) = values(rows, statements.RESPONSES)
    assert response[1:4] == (round_id(table.game, 1), table.after.players[BOB], f"answer of {BOB}")


def test_a_vote_moved_in_one_breath_is_one_row() -> None:
    """No statement may touch a row twice."""
    table = running()
    table.answer(ADA, BOB)
    entries = table.vote(ADA)
    again = [Entry(entry.seq + 3, entry.at_ms + 1, entry.cause, entry.event) for entry in entries]
    votes = values(rows_of(table, [*entries, *again]), statements.VOTES)
    assert sorted(vote[4] for vote in votes) == ["best", "creative", "funny"]
    assert {vote[5] for vote in votes} == {
        moment(entries[0].at_ms + 1),
        moment(entries[1].at_ms + 1),
        moment(entries[2].at_ms + 1),
    }


def test_a_reveal_gives_scores_an_ending_and_every_score_of_the_round() -> None:
    table = running(settings=Settings(judge="auto", reveal_seconds=3))
    table.answer(ADA, BOB)
    current = table.after.round
    assert current is not None
    judged = {answer.response: Verdict(7, 8, 9.5) for answer in current.answers.values()}
    verdicts = dict(list(judged.items())[:1])
    hidden = table.post(SYSTEM, RecordVerdicts(round=1, judge="owl", verdicts=verdicts))
    assert statements.SCORES not in rows_of(table, hidden)
    rows = rows_of(table, [*table.vote(ADA), *table.vote(BOB)])
    assert values(rows, statements.SCORES) == [(*verdicts, 7, 8, 9.5, 8.17, "owl")]
    (ending,) = values(rows, statements.ENDINGS)
    assert ending == (round_id(table.game, 1), moment(table.at_ms))
    scores = {seat[0]: seat[6] for seat in values(rows, statements.SEATS)}
    assert scores == {player: seat.score for player, seat in table.after.seats.items()}
    assert min(scores.values()) > 0


def test_a_vote_knows_its_round_even_when_the_next_has_begun() -> None:
    table = running()
    table.answer(ADA, BOB)
    entries = [*table.vote(ADA), *table.vote(BOB)]
    if table.round == 1:
        entries += table.tick()
    assert table.round == 2
    votes = values(rows_of(table, entries), statements.VOTES)
    assert {vote[2] for vote in votes} == {round_id(table.game, 1)}


def test_the_end_is_timed() -> None:
    table = running()
    entries = table.play_on([ADA, BOB])
    (game,) = values(rows_of(table, entries), statements.GAMES)
    assert game[5:7] == ("completed", "completed")
    assert game[-1] == moment(table.at_ms)


def test_a_late_spectator_changes_no_row() -> None:
    table = running()
    assert table.post(Actor("eve"), JoinGame(game=table.game, name="Eve")) == []


def test_times_keep_their_milliseconds() -> None:
    table = Table(HOST)
    assert minted_ms(table.game) == NOW
    for at_ms in range(NOW, NOW + 1_000):
        assert round(moment(at_ms).timestamp() * 1_000) == at_ms
        assert moment(at_ms).microsecond % 1_000 == 0
