"""The lobby: founding, readiness, machine players, start, cancellation, and its idle end."""

from typing import Any

import pytest
from msgspec.structs import replace

from game import scoring
from game.commands import (
    AddAgent,
    BeginGame,
    CancelGame,
    Candidate,
    CloseLobby,
    JoinGame,
    PassHost,
    Prompt,
    SetReady,
    StartGame,
    Tick,
)
from game.decide import decide
from game.events import (
    GameCancelled,
    GameCompleted,
    GameCreated,
    GameStarted,
    PlayerReady,
    RoundStarted,
)
from game.honours import all_played
from game.ids import SYSTEM, Actor
from game.refusals import Refusal, Rejected
from game.state import Phase
from tests.game.table import CAST, GAME, PROMPTS, T0, Table, beginning, opening, playing, seated

MIXED = tuple(
    Prompt(f"{category} {difficulty}", category, difficulty)
    for category in ("office", "space")
    for difficulty in ("easy", "medium", "hard")
)


def started(
    settings: dict[str, Any] | None = None, seed: str = "seed", prompts: tuple[Prompt, ...] = MIXED
) -> Table:
    table = Table(opening(settings, prompts=prompts, seed=seed, total_rounds=6))
    table.join("ada", "bob")
    table.start()
    return table


def deck(settings: dict[str, Any]) -> tuple[Prompt, ...]:
    return started(settings).state.deck


def unfounded(**changes: Any) -> Rejected:
    rejected = decide(None, Actor("ada"), opening(**changes), T0)
    assert isinstance(rejected, Rejected)
    return rejected


def test_a_game_is_founded_with_its_host_not_yet_seated() -> None:
    table = Table(opening())
    (entry,) = table.entries
    assert isinstance(entry.event, GameCreated)
    assert entry.event.deadline_ms == T0 + 6 * 3_600_000
    assert (table.state.phase, table.state.host) == (Phase.LOBBY, "ada")
    assert table.state.seats == {}


def test_every_prompt_fits_the_wishes() -> None:
    assert sorted(prompt.text for prompt in deck({})) == sorted(prompt.text for prompt in MIXED)
    assert {prompt.category for prompt in deck({"categories": ["space"]})} == {"space"}
    assert {prompt.difficulty for prompt in deck({"difficulty": "hard"})} == {"hard"}
    both = deck({"categories": ["office", "space"], "difficulty": "easy"})
    assert {prompt.text for prompt in both} == {"office easy", "space easy"}


def test_the_deck_is_drawn_at_the_start_for_those_who_play() -> None:
    table = Table(opening(prompts=MIXED))
    founded = table.entries[0].event
    assert isinstance(founded, GameCreated)
    assert (founded.deck, table.state.deck) == ((), ())
    table.join("ada", "bob")
    met = tuple(Candidate(prompt, last_seen_ms=1) for prompt in MIXED[1:])
    table.do("ada", BeginGame(game=GAME, candidates=(*met, Candidate(MIXED[0]))))
    assert table.state.deck[0] == MIXED[0]
    assert len(table.state.deck) == 5


def test_a_game_from_before_plays_the_deck_of_its_founding() -> None:
    """Method: the lobby of an old journal, where the founding had drawn."""
    table = seated("ada", "bob")
    table.now = replace(table.state, deck=PROMPTS[:5])
    begun, opened = table.do("ada", StartGame(game=GAME))
    assert isinstance(begun, GameStarted)
    assert begun.deck == ()
    assert isinstance(opened, RoundStarted)
    assert opened.prompt == PROMPTS[0]
    assert table.state.deck == PROMPTS[:5]


def test_without_prompts_there_is_no_start() -> None:
    table = seated("ada", "bob")
    assert table.refused("ada", StartGame(game=GAME)) is Refusal.CONFLICT
    assert table.refused("ada", BeginGame(game=GAME, candidates=())) is Refusal.BAD_REQUEST
    table.start()
    assert table.state.phase is Phase.ANSWERING


def test_the_seed_draws_the_deck() -> None:
    decks = [started(seed=f"seed{n}").state.deck for n in range(10)]
    assert len(dict.fromkeys(decks)) > 5
    assert started(seed="seed0").state.deck == decks[0]


def test_a_game_that_can_not_be_is_refused() -> None:
    assert unfounded(agents=3, max_players=2).code is Refusal.BAD_REQUEST
    assert unfounded(agents=4).detail == "only 3 machine players exist"
    assert unfounded(prompts=()).code is Refusal.BAD_REQUEST
    nothing = unfounded(settings={"categories": ["whales"]})
    assert nothing == Rejected(Refusal.BAD_REQUEST, "no prompt fits these settings")


def test_machine_players_are_drawn_and_seated_at_the_founding() -> None:
    tables = [Table(opening(agents=2, seed=f"seed{n}")) for n in range(12)]
    drawn = [tuple(seat.user for seat in table.state.seats.values()) for table in tables]
    assert all(len(pair) == 2 for pair in drawn)
    assert len(dict.fromkeys(drawn)) > 2
    seats = list(tables[0].state.seats.values())
    assert [seat.number for seat in seats] == [1, 2]
    assert all(seat.is_ai and seat.is_active for seat in seats)


def test_a_table_of_machines_alone_may_play() -> None:
    table = Table(opening(agents=2, max_players=2))
    table.start()
    for actor in list(table.state.players):
        table.do(actor, table.submission("beep"))
    assert table.state.phase is Phase.VOTING
    table.finish()
    assert table.state.phase is Phase.COMPLETED


def test_ready_is_said_and_taken_back() -> None:
    table = seated("ada", "bob")
    player = table.player("bob")
    assert table.do("bob", SetReady(game=GAME)) == (PlayerReady(player, True),)
    assert table.do("bob", SetReady(game=GAME)) == ()
    assert table.state.seats[player].is_ready
    assert table.do("bob", SetReady(game=GAME, ready=False)) == (PlayerReady(player, False),)
    assert not table.state.seats[player].is_ready


def test_who_may_not_say_ready() -> None:
    table = seated("ada", "bob")
    assert table.refused("stranger", SetReady(game=GAME)) is Refusal.GAME_NOT_SEATED
    table.start()
    assert table.refused("bob", SetReady(game=GAME)) is Refusal.GAME_NOT_LOBBY


def test_the_host_starts_with_two_ready_or_not() -> None:
    table = seated("bob")
    assert table.refused("ada", beginning()) is Refusal.GAME_TOO_FEW_PLAYERS
    table.join("cyd")
    assert table.refused("bob", beginning()) is Refusal.GAME_NOT_HOST
    begun, opened = table.do("ada", beginning())
    seats = (table.player("bob"), table.player("cyd"))
    assert begun == GameStarted(seats, 5, table.state.deck, scoring.NEWEST)
    assert opened == RoundStarted(1, table.state.deck[0], table.at_ms, table.at_ms + 60_000)
    assert table.refused("ada", beginning()) is Refusal.GAME_NOT_LOBBY


def test_the_host_seats_a_machine_player_by_name_or_by_lot() -> None:
    table = seated("ada", max_players=4)
    table.do("ada", AddAgent(game=GAME, agent="bot1"))
    assert table.refused("ada", AddAgent(game=GAME, agent="bot1")) is Refusal.CONFLICT
    assert table.refused("ada", AddAgent(game=GAME, agent="nobody")) is Refusal.NOT_FOUND
    table.do("ada", AddAgent(game=GAME))
    table.do("ada", AddAgent(game=GAME))
    agents = [seat.user for seat in table.state.active if seat.is_ai]
    assert sorted(agents) == ["agent:bot0", "agent:bot1", "agent:bot2"]
    assert table.refused("ada", AddAgent(game=GAME)) is Refusal.GAME_FULL


def test_there_is_no_fourth_machine_of_three() -> None:
    table = seated("ada", agents=3)
    assert table.refused("ada", AddAgent(game=GAME)) is Refusal.CONFLICT


def test_who_may_not_add_a_machine_player() -> None:
    table = seated("ada", "bob")
    assert table.refused("bob", AddAgent(game=GAME)) is Refusal.GAME_NOT_HOST
    table.start()
    assert table.refused("ada", AddAgent(game=GAME)) is Refusal.GAME_NOT_LOBBY


@pytest.mark.parametrize("seats", [2, 12])
def test_a_table_seats_2_to_12_and_then_is_full(seats: int) -> None:
    names = [f"guest{n}" for n in range(seats)]
    table = seated(*names, max_players=seats)
    assert table.refused("late", JoinGame(name="Late")) is Refusal.GAME_FULL
    table.start()
    table.answer(*names)
    for voter, author in zip(names, [*names[1:], names[0]], strict=True):
        table.vote(voter, author)
    assert table.state.phase is Phase.REVEAL
    table.finish()
    assert table.state.phase is Phase.COMPLETED


def test_those_who_run_the_server_end_any_game_once() -> None:
    room = playing("bob", "cyd")
    assert room.do(SYSTEM, CancelGame(game=GAME)) == (GameCancelled("operator"),)
    assert room.refused(SYSTEM, CancelGame(game=GAME)) is Refusal.CONFLICT


def test_a_game_whose_rounds_are_all_played_is_cut_short_but_not_voided() -> None:
    table = playing("ada", "bob")
    while not all_played(table.state):
        table.tick()
    (podium,) = table.do("ada", CancelGame(game=GAME))
    assert isinstance(podium, GameCompleted)
    assert table.state.phase is Phase.COMPLETED
    assert table.refused("ada", CancelGame(game=GAME)) is Refusal.CONFLICT


@pytest.mark.parametrize("table", [lambda: seated("bob"), lambda: playing("bob", "cyd")])
def test_only_the_host_cancels_and_only_once(table: Any) -> None:
    room = table()
    assert room.refused("bob", CancelGame(game=GAME)) is Refusal.GAME_NOT_HOST
    assert room.do("ada", CancelGame(game=GAME)) == (GameCancelled("host"),)
    assert (room.state.phase, room.state.deadline_ms) == (Phase.CANCELLED, None)
    assert room.refused("ada", CancelGame(game=GAME)) is Refusal.CONFLICT
    assert room.do(SYSTEM, Tick()) == ()


def test_a_lobby_that_nobody_starts_ends_by_itself() -> None:
    table = seated("ada", "bob")
    table.at_ms = T0 + 6 * 3_600_000 - 1
    assert table.do(SYSTEM, Tick()) == ()
    table.wait(1)
    assert table.do(SYSTEM, Tick()) == (GameCancelled("idle"),)


def test_the_cast_is_part_of_the_game() -> None:
    """Who could be seated is fixed at the founding: a replay needs no file of today."""
    assert Table(opening()).state.cast == CAST


def test_what_the_host_may_do_passes_on_with_the_lead() -> None:
    table = seated("ada", "bob", "cyd")
    table.do(SYSTEM, PassHost(present=(Actor("bob"),)))
    assert table.refused("ada", StartGame(game=GAME)) is Refusal.GAME_NOT_HOST
    table.do("bob", beginning())
    assert table.state.phase is Phase.ANSWERING


def test_the_games_name_is_under_the_same_rules_as_all_texts() -> None:
    assert Table(opening(name="  Fri\n day ")).state.name == "Fri day"
    for name in (" ", "\u200b", "a\u202eb", "x" * 81, "\u0958" * 41):
        rejected = decide(None, Actor("ada"), opening(name=name), T0)
        assert isinstance(rejected, Rejected)
        assert rejected.code is Refusal.BAD_REQUEST
        assert rejected.detail.startswith("name: ")
    swears = opening({"profanity": "refuse"}, name="Shit night")
    assert decide(None, Actor("ada"), swears, T0) == Rejected(
        Refusal.BAD_REQUEST, "name: no swearing at this table"
    )
    assert Table(opening({"profanity": "mask"}, name="Shit night")).state.name == "**** night"


def test_a_lobby_that_everybody_left_ends_and_a_game_goes_on() -> None:
    table = seated("ada", "bob")
    assert table.do(SYSTEM, CloseLobby()) == (GameCancelled("idle"),)
    assert table.do(SYSTEM, CloseLobby()) == ()
    assert playing("ada", "bob").do(SYSTEM, CloseLobby()) == ()


def test_behind_masks_machine_players_come_later_and_are_not_named() -> None:
    table = Table(opening(mode="turing", agents=2))
    assert len(table.entries) == 1
    table.join("ada")
    assert table.refused("ada", AddAgent(game=GAME, agent=CAST[0].agent)) is Refusal.CONFLICT
    table.tick()
    assert [seat.is_ai for seat in table.state.seats.values()] == [False, True]
    table.do("ada", AddAgent(game=GAME))
    table.start()
    assert [seat.is_ai for seat in table.state.seats.values()] == [False, True, True, True]
