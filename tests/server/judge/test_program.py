"""The program that judges, as the node begins it: the real judge, and one whose model is away."""

import asyncio
import io
import math
import socket
import subprocess
import sys
from collections.abc import AsyncIterator
from types import SimpleNamespace
from typing import Any

import msgspec
import psutil
import pytest

from agents.calibration import Ballot, Vote, pulled
from agents.judge.scoring import Senses
from agents.ports import Hearing
from agents.providers.minilm import EmbedderMissing
from game.commands import Prompt
from game.ids import ResponseId
from server.judge.child_task import COMMAND, ROOT, Child, JudgeAway
from server.judge.offline import OfflineJudge
from server.judge.program import NICENESS, REASONS_MAX, serve
from server.judge.words import Task, Word

GOOSE = Prompt("What would a goose run for office with?", "animals", "easy")
ANSWERS = (
    "A campaign promise to return every stolen picnic",
    "asdfjkl asdf",
    "idk",
    "A very loud hat",
)
MEMORY_MAX = 300 * 2**20


def no_senses() -> Senses:
    raise EmbedderMissing("the judge is off: no package")


@pytest.fixture
async def child() -> AsyncIterator[Child]:
    # On a machine that is busy with other tests it may take its time.
    made = Child(hang_s=30.0)
    yield made
    made.close()


async def said(judge: OfflineJudge, responses: dict[ResponseId, str]) -> dict[ResponseId, Any]:
    return dict((await judge.judge(Hearing(GOOSE, responses, 30.0))).verdicts)


async def test_the_real_judge_in_its_own_process(child: Child) -> None:
    judge = OfflineJudge(child)
    ids = [ResponseId(f"r{n}") for n in range(len(ANSWERS))]
    verdicts = await said(judge, dict(zip(ids, ANSWERS, strict=True)))
    good, noise, nothing, _ = [verdicts[each] for each in ids]
    assert good.humor > nothing.humor
    assert good.creativity > noise.creativity
    assert set(good.grounds.parts) == {"creativity", "humor", "relevance"}
    assert all(added for parts in good.grounds.parts.values() for added in parts.values())
    assert noise.grounds.marks == ("gibberish",)
    assert noise.grounds.reasons[0].text == "Much of it is no words."
    for heading in good.grounds.parts:
        told = [each for each in good.grounds.reasons if each.heading == heading]
        assert len(told) <= REASONS_MAX
        assert [abs(each.points) for each in told] == sorted(
            (abs(each.points) for each in told), reverse=True
        )
    process = psutil.Process(child.pid)
    assert process.nice() >= NICENESS
    assert process.memory_info().rss < MEMORY_MAX


async def test_what_was_said_before_counts_as_not_rare(child: Child) -> None:
    judge = OfflineJudge(child)
    alone = await said(judge, {ResponseId("a"): ANSWERS[0], ResponseId("b"): "Bread"})
    again = await said(judge, {ResponseId("c"): ANSWERS[0], ResponseId("d"): "Bread"})
    first, second = alone[ResponseId("a")], again[ResponseId("c")]
    assert second.creativity < first.creativity
    assert "copies_another" in second.grounds.marks


async def test_it_reads_ahead_and_goes_on_after_what_it_can_not_do(child: Child) -> None:
    child.read_ahead(Task(prompt=GOOSE.text, answers=ANSWERS))
    judge = OfflineJudge(child)
    assert len(await said(judge, {ResponseId("a"): ANSWERS[0]})) == 1
    # Without a prompt there is nothing to be about, which is no reason to fail.
    assert (await child.ask(Task(answers=ANSWERS))).opinions
    assert (await child.ask(Task())).opinions == ()


def said_by(lines: bytes, monkeypatch: pytest.MonkeyPatch, senses: Senses | None) -> list[Word]:
    """What the program says to this input, with such senses; without any, none can be had."""
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(lines)))
    said = io.BytesIO()
    serve(said.write, no_senses if senses is None else lambda: senses)
    return [msgspec.json.decode(line, type=Word) for line in said.getvalue().splitlines()]


def test_without_its_model_it_says_so_and_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    assert said_by(b"", monkeypatch, None) == [Word(0, fault="the judge is off: no package")]


def test_a_task_that_breaks_is_told_and_is_not_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    class Broken:
        name = "broken"

        def vectors(self, texts: object) -> list[list[float]]:
            raise ZeroDivisionError("no meaning")

    task = msgspec.json.encode(Task(n=7, prompt="Why?", answers=("because",)))
    idle = msgspec.json.encode(Task(n=8))
    ready, fault, word = said_by(task + b"\n" + idle + b"\n", monkeypatch, Senses(Broken(), {}))
    assert ready == Word(0)
    assert (fault.n, fault.fault) == (7, "ZeroDivisionError('no meaning')")
    assert word == Word(8)


async def test_a_program_that_can_not_even_begin_is_away() -> None:
    child = Child((sys.executable, "-m", "server.no_such_program"))
    with pytest.raises(JudgeAway):
        async with asyncio.timeout(20):
            await child.ask(Task())


async def test_what_players_like_moves_scores_and_reasons_and_not_the_features(
    child: Child,
) -> None:
    """Method: the same answers, by the judge as it shipped and by one that leans."""
    plain = (await child.ask(Task(prompt=GOOSE.text, answers=ANSWERS))).opinions
    heaviest = max(plain[0].grounds.parts["humor"].items(), key=lambda each: abs(each[1]))
    name, added = heaviest
    leans = {"humor": {name: 0.5}}
    leant = (
        await child.ask(Task(prompt=GOOSE.text, answers=ANSWERS, leans=leans, version=7))
    ).opinions
    assert (leant[0].humor > plain[0].humor) == (added > 0)
    assert leant[0].creativity == plain[0].creativity
    assert leant[0].grounds.parts == plain[0].grounds.parts
    assert (plain[0].grounds.version, leant[0].grounds.version) == (0, 7)


async def test_what_its_table_liked_moves_scores_and_is_told(child: Child) -> None:
    """Method: a table that has voted for the first answer's heaviest part, a thousand times."""
    plain = (await child.ask(Task(prompt=GOOSE.text, answers=ANSWERS))).opinions
    name, added = max(plain[0].grounds.parts["humor"].items(), key=lambda each: abs(each[1]))
    among = ({name: math.copysign(1.0, added)}, {name: 0.0})
    liked = {"humor": pulled(Ballot(among, (Vote(0),) * 1_000))}
    here = (await child.ask(Task(prompt=GOOSE.text, answers=ANSWERS, table=liked))).opinions
    assert here[0].grounds.table == 1_000
    assert here[0].grounds.parts == plain[0].grounds.parts
    told = [each for each in here[0].grounds.reasons if each.key.startswith("table.")]
    by = round(here[0].humor - plain[0].humor, 2)
    assert [(each.heading, each.points) for each in told] == [("humor", by)]
    assert told[0].key == ("table.up" if by > 0 else "table.down")
    assert here[0].creativity == plain[0].creativity


async def test_it_learns_from_ballots(child: Child) -> None:
    ballot = Ballot(({"brevity": 1.0}, {"brevity": 0.0}), (Vote(0), Vote(1, own=0)))
    assert (await child.ask(Task(ballots={"humor": ballot}))).learned == {"humor": pulled(ballot)}


def test_when_whoever_asked_is_gone_it_ends_without_a_word() -> None:
    ours, theirs = socket.socketpair()
    with theirs:
        program = subprocess.Popen(
            COMMAND, cwd=ROOT, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE
        )
    ours.close()
    _, complaint = program.communicate(timeout=60)
    assert (program.returncode, complaint) == (0, b"")
