"""Thinking: whole evenings under the real rules, in which machine players behave like guests."""

import hashlib
import os
import subprocess
import sys
from collections import Counter
from functools import cache

import msgspec
import pytest

from agents.absorb import absorb
from agents.mind import ANSWER, CHAT, FAREWELL, GREET, READY, Mind
from agents.neurons.brain import Brain
from agents.pacing import MARGIN_MIN_MS, MARGIN_SHARE
from agents.quips import folded
from agents.tabletalk import Call, Talk
from agents.think import Act, Ask, Command, Wait, think, with_answer
from game.commands import (
    CastGuess,
    CastVote,
    KickPlayer,
    SendChat,
    SetReady,
    SubmitResponse,
    ThawClock,
)
from game.events import GameCompleted, ResponseSubmitted, RoundStarted, VoteCast, VotingStarted
from game.ids import SYSTEM, MessageId
from game.rules import RULES, Settings
from tests.agents.evening import ADA, GAME, ROOT, T0, Evening, repertoire, touched

TABLES = [
    {"agents": 1},
    {"agents": 3, "seed": "b"},
    {"agents": 4, "seconds": 5},
    {"agents": 8, "pace": 0.02, "seconds": 5},
    {"agents": 3, "pace": 0.0},
    {"agents": 2, "pace": 5.0, "seconds": 10},
    {"agents": 11, "rounds": 6, "seconds": 600},
]

MESSAGE = "019ab8e7-0000-7000-8000-0123456789ab"


def answers(evening: Evening) -> list[ResponseSubmitted]:
    events = [entry.event for entry in evening.entries]
    return [event for event in events if isinstance(event, ResponseSubmitted)]


def votes(evening: Evening) -> list[VoteCast]:
    return [entry.event for entry in evening.entries if isinstance(entry.event, VoteCast)]


def sent(evening: Evening, kind: type[Command]) -> list[Command]:
    return [command for _, _, command in evening.sent if isinstance(command, kind)]


def act_of(command: Command) -> str:
    assert command.id is not None
    return command.id.split(".", 2)[2]


@cache
def played(table: int) -> Evening:
    return Evening(**TABLES[table]).play()


@pytest.mark.parametrize("table", range(len(TABLES)))
def test_every_machine_answers_and_votes_in_every_round(table: int) -> None:
    evening = played(table)
    assert evening.room.phase.value == "completed"
    count, rounds = len(evening.minds), evening.room.total_rounds
    assert len(answers(evening)) == count * rounds
    assert len(votes(evening)) == (count * rounds * 3 if count > 1 else 0)
    assert len(sent(evening, SetReady)) == count


@pytest.mark.parametrize("table", range(len(TABLES)))
def test_nothing_is_sent_twice_late_or_in_vain(table: int) -> None:
    """Method: each id once; each answer and vote well before the deadline of its phase."""
    evening = played(table)
    ids = Counter(command.id for _, _, command in evening.sent)
    assert max(ids.values()) == 1
    assert len(sent(evening, SubmitResponse)) == len(answers(evening))
    assert len(sent(evening, CastVote)) == len(votes(evening))

    deadline_ms, limit_ms = 0, 0
    for entry in evening.entries:
        match entry.event:
            case RoundStarted() | VotingStarted():
                deadline_ms = entry.event.deadline_ms
                limit_ms = deadline_ms - entry.at_ms
            case ResponseSubmitted() | VoteCast():
                margin_ms = max(MARGIN_MIN_MS, limit_ms * MARGIN_SHARE)
                assert entry.at_ms <= deadline_ms - margin_ms


@pytest.mark.parametrize("seed", range(8))
def test_answers_are_new_sound_and_all_different(seed: int) -> None:
    evening = Evening(agents=1 + seed, rounds=10, seed=f"new{seed}").play()
    texts = [answer.text for answer in answers(evening)]
    told = [folded(text) for text in texts]
    assert len(dict.fromkeys(told)) == len(texts)
    # Not even the same joke in another voice.
    quips = [quip for bank in repertoire().values() for quip in bank.quips]
    assert [quip for quip in quips if sum(folded(quip) in text for text in told) > 1] == []
    assert all(1 <= len(text) <= RULES.text_length_max for text in texts)
    assert not [text for text in texts if "{" in text or "}" in text]


def test_the_longest_game_in_one_category_has_no_answer_twice() -> None:
    settings = Settings(judge="off", voting_seconds=5, categories=("fill-in",))
    evening = Evening(agents=11, rounds=50, seconds=5, pace=0.02, settings=settings).play()
    texts = [folded(answer.text) for answer in answers(evening)]
    assert len(dict.fromkeys(texts)) == len(texts) == 550


def test_nobody_votes_for_themselves_and_votes_are_spread() -> None:
    evening = Evening(agents=8, rounds=10).play()
    author = {answer.response: answer.author for answer in answers(evening)}
    assert all(author[vote.response] != vote.voter for vote in votes(evening))
    ballots: dict[tuple[int, str], list[str]] = {}
    for vote in votes(evening):
        ballots.setdefault((vote.round, vote.voter), []).append(vote.response)
    spread = [len(dict.fromkeys(ballot)) for ballot in ballots.values()]
    assert sum(count > 1 for count in spread) / len(spread) > 0.7
    received = Counter(author[vote.response] for vote in votes(evening))
    assert len(received) == 8


def test_people_wait_for_machines_as_for_people() -> None:
    """Method: in minutes-long phases, answers take 3 to 25 s, and no two come at one moment."""
    evening = Evening(agents=8, rounds=8, seconds=300).play()
    opened, taken = 0, []
    for entry in evening.entries:
        if isinstance(entry.event, RoundStarted):
            opened = entry.at_ms
        if isinstance(entry.event, ResponseSubmitted):
            taken.append(entry.at_ms - opened)
    assert 3_000 <= min(taken) <= max(taken) <= 25_000
    assert len(dict.fromkeys(taken)) > 55


def test_chat_has_measure() -> None:
    """Method: eight evenings; some chat, one line a phase, not every round, never in answering."""
    acts: Counter[str] = Counter()
    for seed in range(8):
        evening = Evening(agents=6, rounds=8, seed=f"chat{seed}").play()
        for actor in evening.minds:
            lines = [
                (command.id, act_of(command))
                for _, sender, command in evening.sent
                if sender == actor and isinstance(command, SendChat)
            ]
            acts.update(act for _, act in lines)
            assert len(dict.fromkeys(lines)) == len(lines)
            assert sum(act == CHAT for _, act in lines) <= 4
        for at_ms, _, command in evening.sent:
            if isinstance(command, SendChat):
                assert 1 <= len(command.text) <= RULES.chat_length_max
                assert phase_at(evening, at_ms) != "answering"
    assert all(acts[act] >= 8 for act in (GREET, CHAT, FAREWELL))
    assert sum(acts.values()) < 8 * 6 * 4


def phase_at(evening: Evening, at_ms: int) -> str:
    phase = "lobby"
    for entry in evening.entries:
        if entry.at_ms <= at_ms:
            name = type(entry.event).__name__
            phase = {"RoundStarted": "answering", "VotingStarted": "voting"}.get(name, phase)
            phase = {"RoundCompleted": "reveal", "GameCompleted": "completed"}.get(name, phase)
    return phase


@pytest.mark.parametrize("feeling", ["good_round", "reaction", "winning", "losing"])
def test_what_is_felt_is_said_in_the_personas_words(feeling: str) -> None:
    evening = Evening().play(until=lambda evening: evening.room.phase.value == "reveal")
    mind = touched(next(iter(evening.minds.values())), feeling=feeling, done=())
    thoughts = [think(touched(mind, round=n), evening.at_ms + 7_000) for n in range(1, 51)]
    said = [act.commands[0].text for act in thoughts if isinstance(act, Act)]
    assert 3 <= len(said) <= 25
    assert [line for line in said if line not in getattr(mind.persona.voice, feeling)] == []
    assert think(touched(mind, feeling=""), evening.at_ms + 7_000) == Wait(None)


@pytest.mark.parametrize("seed", range(6))
def test_a_restart_at_any_moment_doubles_nothing(seed: int) -> None:
    """Method: every few steps all minds die and wake from a snapshot; nothing is refused."""
    refused: list[str] = []
    evening = Evening(agents=4, rounds=5, seed=f"restart{seed}")
    post = evening.post

    def listening(actor: object, command: Command) -> str | None:
        code = post(actor, command)
        refused.extend([code] if code else [])
        return code

    evening.post = listening
    for _ in range(100_000):
        evening.play(until=lambda evening: len(evening.sent) % (3 + seed) == 0)
        if evening.room.phase.value == "completed":
            break
        evening.restart()
        evening.step()
    assert refused == []
    assert len(answers(evening)) == 4 * 5
    assert len(votes(evening)) == 4 * 5 * 3
    ids = Counter(command.id for _, _, command in evening.sent)
    assert max(ids.values()) == 1


@pytest.mark.parametrize("code", ["round.closed", "vote.closed", "some.future_code"])
def test_a_refused_act_is_not_tried_again(code: str) -> None:
    evening = Evening(agents=3, refuse=lambda command, times: code).play()
    ids = Counter(command.id for _, _, command in evening.sent)
    assert max(ids.values()) == 1
    assert evening.room.phase.value == "completed"


def test_what_the_server_could_not_take_is_sent_again_later_under_its_id() -> None:
    def flaky(command: Command, times: int) -> str | None:
        return "unavailable" if times < 2 else None

    evening = Evening(agents=3, refuse=flaky).play()
    assert len(answers(evening)) == 15
    assert len(votes(evening)) == 45
    moments: dict[str, list[int]] = {}
    for at_ms, _, command in evening.sent:
        moments.setdefault(str(command.id), []).append(at_ms)
    acted = [at for key, at in moments.items() if key.endswith((ANSWER, "funny"))]
    assert acted
    for first, second, third in acted:
        assert second - first >= 1_000
        assert third - second >= 2_000


def test_a_server_that_stays_away_is_not_asked_for_ever() -> None:
    evening = Evening(agents=2, refuse=lambda command, times: "unavailable").play()
    ids = Counter(command.id for _, _, command in evening.sent)
    assert max(ids.values()) <= 13
    assert evening.room.phase.value == "completed"


def test_after_an_outage_the_answers_still_come() -> None:
    """Method: nothing can be taken until the clock is given back; then all is as ever."""
    down = True
    evening = Evening(agents=3, refuse=lambda command, times: "unavailable" if down else None)
    evening.play(until=lambda evening: evening.at_ms > T0 + 70_000)
    down = False
    assert answers(evening) == []
    evening.post(SYSTEM, ThawClock(lost_ms=50_000, reason="storage"))
    evening.play()
    assert len(answers(evening)) == 15


def test_who_is_kicked_falls_silent() -> None:
    evening = Evening(agents=3)
    evening.play(until=lambda evening: evening.room.phase.value == "answering")
    actor, mind = next(iter(evening.minds.items()))
    assert evening.post(ADA, KickPlayer(game=GAME, player=mind.me)) is None
    before = len(evening.sent)
    evening.play()
    assert actor not in [sender for _, sender, _ in evening.sent[before:]]
    assert think(evening.minds[actor], evening.at_ms) == Wait(None)


def test_nobody_acts_while_the_clock_stands_still() -> None:
    evening = Evening().play(until=lambda evening: evening.room.phase.value == "answering")
    mind = next(iter(evening.minds.values()))
    later = evening.at_ms + 50_000
    assert isinstance(think(mind, later), Act)
    assert think(touched(mind, is_paused=True), later) == Wait(None)


def test_nothing_is_asked_of_players_while_the_judge_reads() -> None:
    evening = Evening(settings=Settings(judge="auto", judging_seconds=5))
    evening.play(until=lambda evening: evening.room.phase.value == "judging")
    for mind in evening.minds.values():
        assert think(mind, evening.at_ms + 4_000) == Wait(None)


def test_thinking_changes_nothing_but_the_act() -> None:
    evening = Evening()
    mind = next(iter(evening.minds.values()))
    waiting = think(mind, T0)
    assert isinstance(waiting, Wait)
    assert waiting.until_ms is not None
    acting = think(mind, waiting.until_ms)
    assert isinstance(acting, Act)
    assert act_of(acting.commands[0]) in (READY, GREET)
    done = (act_of(acting.commands[0]),)
    assert acting.mind == touched(mind, done=done, acted_ms=waiting.until_ms)


def digest() -> str:
    """One line that stands for a whole evening."""
    evening = Evening(agents=5, rounds=6, seed="digest").play()
    encoded = msgspec.json.encode([(at_ms, actor, sent) for at_ms, actor, sent in evening.sent])
    return hashlib.sha256(encoded).hexdigest()


def test_another_hash_seed_plays_the_same_evening() -> None:
    code = "from tests.agents.test_think import digest; print(digest())"
    told = [
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed},
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
        for seed in ("1", "2")
    ]
    assert told == [digest()] * 2


def test_without_words_nobody_chats() -> None:
    evening = Evening(agents=6, seed="chat1", brain=Brain(off=("L2",))).play()
    assert evening.room.phase.value == "completed"
    assert sent(evening, SendChat) == []


def test_in_mode_turing_every_other_answer_is_guessed_once() -> None:
    evening = Evening(mode="turing").play()
    guesses = sent(evening, CastGuess)
    assert len(guesses) == len({(each.id, each.round) for each in guesses}) == 5 * 3 * 2
    assert {each.is_ai for each in guesses} <= {True, False}
    assert sent(Evening().play(), CastGuess) == []


def called_on(text: str, **changes: object) -> Mind:
    """A mind of an evening that has just been called."""
    evening = Evening().play(until=lambda evening: evening.room.phase.value == "answering")
    mind = next(iter(evening.minds.values()))
    who = next(player for player, name in mind.names.items() if name == "Ada")
    call = Call(who=who, message=MessageId(MESSAGE), text=text, at_ms=T0)
    return touched(mind, talk=Talk(call=call), **changes)


def test_a_line_for_it_is_asked_about_and_its_answer_said_in_human_time() -> None:
    mind = called_on("hello there")
    thought = think(mind, T0)
    assert isinstance(thought, Ask)
    assert thought.call == mind.talk.call
    assert not isinstance(think(thought.mind, T0), Ask)
    known = with_answer(thought.mind, thought.call, "Hello, Ada.", T0)
    waits = think(known, T0)
    assert not isinstance(waits, Ask)
    saying = known.talk.saying
    assert saying is not None
    assert T0 + 800 <= saying.due_ms <= T0 + 12_000
    said = think(touched(known, phase="reveal"), saying.due_ms)
    assert isinstance(said, Act)
    (command,) = said.commands
    assert isinstance(command, SendChat)
    assert (command.text, command.id) == ("Hello, Ada.", f"{mind.me}.say.{MESSAGE[-12:]}")
    assert len(command.id) <= 64
    assert not isinstance(think(said.mind, saying.due_ms), Act)
    assert absorb(said.mind, command.id, None).talk.saying is None


def test_an_answer_that_comes_late_is_said_at_once_and_none_is_silence() -> None:
    thought = think(called_on("hello"), T0)
    assert isinstance(thought, Ask)
    late = with_answer(thought.mind, thought.call, "Hello.", T0 + 60_000)
    assert late.talk.saying is not None
    assert late.talk.saying.due_ms == T0 + 60_000
    silent = with_answer(thought.mind, thought.call, "", T0)
    assert (silent.talk.saying, silent.talk.asked) == (None, None)


def test_behind_a_mask_nobody_chats_of_their_own_accord_before_the_end() -> None:
    evening = Evening(agents=6, seed="chat1", mode="turing").play()
    said = [at for at, _, command in evening.sent if isinstance(command, SendChat)]
    over = next(e.at_ms for e in evening.entries if isinstance(e.event, GameCompleted))
    assert said
    assert min(said) >= over
