"""What a game amounts to for each person: only what its journal says."""

from typing import Any

from game.commands import JoinGame, KickPlayer, LeaveGame
from game.honours import all_played
from game.ids import SYSTEM
from game.outcomes import Outcome, Played, outcome
from game.state import Phase
from tests.game.table import GAME, Table, playing


def amounts(table: Table) -> Outcome:
    found = outcome(GAME, table.entries)
    assert found is not None
    return found


def part(table: Table, name: str) -> Played:
    return next(each for each in amounts(table).people if each.user == name)


def say(table: Table, name: str, text: str, after_ms: int = 6_000) -> None:
    table.wait(after_ms)
    table.do(name, table.submission(text))


def play_round(table: Table, texts: dict[str, str], votes: dict[str, str], **by: Any) -> None:
    """One round: who says what, and to whom everybody gives all three votes."""
    for name, text in texts.items():
        say(table, name, text, by.get(name, 6_000))
    if table.state.phase is Phase.ANSWERING:
        table.tick()
    for voter, author in votes.items():
        table.vote(voter, author)
    if table.state.phase is Phase.VOTING:
        table.tick()


def on(table: Table) -> None:
    """The reveal is over; not the last one."""
    assert table.state.phase is Phase.REVEAL
    if not all_played(table.state):
        table.tick()


def evening() -> Table:
    """Bob is behind at half time, then wins three rounds in a row; Cyd never says a word."""
    table = playing("ada", "bob", "cyd", agents=1)
    machine = next(seat.user for seat in table.state.seats.values() if seat.is_ai)
    for number in range(1, 6):
        texts = {"ada": "a quip", "bob": "yes" if number == 3 else " ".join(["well"] * 31)}
        favourite = "ada" if number < 3 else "bob"
        votes = {"cyd": favourite, machine: favourite}
        other = "bob" if favourite == "ada" else "ada"
        play_round(table, texts, {**votes, other: favourite}, bob=100)
        on(table)
    return table


def test_a_game_counts_from_its_last_reveal_on_and_not_before() -> None:
    table = evening()
    assert outcome(GAME, table.entries[:-1]) is None
    found = amounts(table)
    assert found.ended_ms == table.at_ms
    table.finish()
    assert amounts(table) == found


def test_a_game_given_up_before_amounts_to_nothing() -> None:
    table = playing("ada", "bob")
    table.do("ada", LeaveGame(game=GAME))
    table.do("bob", LeaveGame(game=GAME))
    assert outcome(GAME, table.entries) is None
    assert outcome(GAME, []) is None


def test_who_never_answered_and_who_is_a_machine_did_not_play() -> None:
    found = amounts(evening())
    assert [each.user for each in found.people] == ["ada", "bob"]
    assert [each.co_players for each in found.people] == [("bob",), ("ada",)]
    assert {each.machines for each in found.people} == {1}
    assert {each.seats for each in found.people} == {4}


def test_scores_ranks_and_votes_are_those_of_the_podium() -> None:
    table = evening()
    ada, bob = part(table, "ada"), part(table, "bob")
    table.finish()
    scores = {seat.user: seat.score for seat in table.state.seats.values()}
    assert (ada.score, bob.score) == (scores["ada"], scores["bob"])
    assert (ada.rank, bob.rank, ada.has_won, bob.has_won) == (2, 1, False, True)
    assert bob.lead == bob.score - ada.score == -ada.lead
    assert (bob.best, bob.funny, bob.creative, ada.best) == (9, 9, 9, 6)
    assert not ada.is_tied


def test_who_was_behind_at_half_time_and_won_has_come_back() -> None:
    table = evening()
    ada, bob = part(table, "ada"), part(table, "bob")
    # After two of five rounds; those who had nothing either were last together with him.
    assert (ada.was_last, bob.was_last) == (False, True)


def test_where_nobody_is_ahead_nobody_is_last() -> None:
    table = playing("ada", "bob")
    for _ in range(5):
        play_round(table, {"ada": "a", "bob": "b"}, {"ada": "bob", "bob": "ada"})
        on(table)
    ada = part(table, "ada")
    assert (ada.was_last, ada.is_tied, ada.has_won, ada.lead) == (False, True, True, 0)


def test_rounds_are_won_by_the_most_best_votes_alone() -> None:
    table = evening()
    ada, bob = part(table, "ada"), part(table, "bob")
    assert (ada.rounds_won, ada.rounds_won_in_a_row) == (2, 2)
    assert (bob.rounds_won, bob.rounds_won_in_a_row) == (3, 3)
    assert (bob.fewest_words, bob.most_words) == (1, 31)
    assert (ada.fewest_words, ada.most_words) == (2, 2)
    # Equal ones win nothing, and words of a lost round don't count.
    tied = playing("ada", "bob")
    for _ in range(5):
        play_round(tied, {"ada": "a", "bob": "b"}, {"ada": "bob", "bob": "ada"})
        on(tied)
    ada = part(tied, "ada")
    assert (ada.rounds_won, ada.fewest_words, ada.most_words) == (0, None, None)


def test_a_round_is_perfect_when_all_others_gave_all_their_votes() -> None:
    table = playing("ada", "bob", "cyd")
    texts = {name: name for name in ("ada", "bob", "cyd")}
    # All of both others: perfect. All of the only other voter: not. One vote elsewhere: not.
    play_round(table, texts, {"bob": "ada", "cyd": "ada", "ada": "bob"})
    on(table)
    play_round(table, texts, {"bob": "ada"})
    on(table)
    for name, text in texts.items():
        say(table, name, text)
    table.vote("bob", "ada")
    table.vote("cyd", "ada", "funny", "creative")
    table.vote("cyd", "bob", "best")
    table.tick()
    on(table)
    for _ in range(2):
        play_round(table, texts, {})
        on(table)
    assert part(table, "ada").perfect_rounds == 1
    assert part(table, "bob").perfect_rounds == 0


def test_quick_is_under_five_seconds() -> None:
    table = playing("ada", "bob")
    for wait_ms in (4_999, 5_000, 0, 9_000, 4_999):
        say(table, "ada", "a", wait_ms)
        table.tick()
        table.tick()
        on(table)
    ada = part(table, "ada")
    assert (ada.quick_answers, ada.answers, ada.rounds) == (3, 5, 5)
    # The house's prompts of a game may be of several categories.
    assert 1 <= ada.categories <= 5


def test_sums_are_those_of_the_game_and_its_judge() -> None:
    table = playing("ada", "bob", settings={"judge": "auto"})
    for number in range(1, 6):
        say(table, "ada", "a", 1_000)
        say(table, "bob", "b", 2_000)
        if number < 3:
            table.judge({"ada": (number, 2, 3), "bob": (9, 9, 9)})
        else:
            table.tick()
        table.vote("ada", "bob")
        table.vote("bob", "ada", "creative")
        table.tick()
        on(table)
    sums = amounts(table).sums
    assert (sums.total_responses, sums.human_responses, sums.ai_responses) == (10, 10, 0)
    assert (sums.judged_responses, sums.response_time_ms) == (4, 5 * (1_000 + 3_000))
    assert (sums.creativity, sums.humor, sums.relevance) == (1 + 2 + 18, 4 + 18, 6 + 18)
    ada, bob = table.player("ada"), table.player("bob")
    assert (sums.fastest_player, sums.most_funny_player) == (ada, bob)
    assert (part(table, "ada").judged_best, part(table, "bob").judged_best) == (2.33, 9.0)


def test_who_left_or_was_removed_has_played_with_what_they_had() -> None:
    table = playing("ada", "bob", "cyd")
    play_round(table, dict.fromkeys(("ada", "bob", "cyd"), "x"), {"ada": "cyd", "bob": "cyd"})
    table.do("bob", LeaveGame(game=GAME))
    table.do("ada", KickPlayer(game=GAME, player=table.player("cyd")))
    table.tick()
    table.do("bob", JoinGame())
    while not all_played(table.state):
        table.tick()
    assert [each.user for each in amounts(table).people] == ["ada", "bob", "cyd"]
    cyd = part(table, "cyd")
    assert (cyd.has_won, cyd.answers) == (True, 1)
    assert table.entries[-1].cause == "test"
    assert SYSTEM not in [each.user for each in amounts(table).people]
