"""The program that judges, in a process of its own: one task a line, one word a line.

Must know nothing of the node. It ends when its input does, so it never outlives whoever began it.
"""

import contextlib
import os
import signal
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping

import msgspec
from msgspec.structs import replace

from agents.calibration import MOVE_MAX, Leans, leaned, moved, pulled
from agents.judge.features import asked
from agents.judge.reasons import POINTS_MIN, SENTENCES, reasons
from agents.judge.scoring import Context, Judged, Senses, score
from agents.judge.weights import Weights, WeightsError, parse_weights
from agents.memories import unit
from agents.providers.judge_cli import WEIGHTS
from agents.providers.minilm import EmbedderMissing, open_senses
from agents.tables import TABLE_MOVE_MAX, table_leans, votes_of
from game.grounds import Grounds, Reason
from server.judge.words import Opinion, Task, Word

# The node, which serves the games, goes first. Not idle as who computes passwords is: a busy
# machine would leave it no turn within a round's budget.
NICENESS = 10
# Of each score; the parts tell the rest.
REASONS_MAX = 3


def answer(task: Task, senses: Senses, weights: Weights) -> Word:
    """Do what is asked."""
    if task.texts:
        embedder = senses.embedder
        meanings = tuple(map(unit, embedder.vectors(task.texts)))
        return Word(task.n, meanings=meanings, model=embedder.name)
    if task.is_ahead:
        # Kept by the embedder: when the round is judged, nothing is left to be read.
        senses.embedder.vectors(asked(task.prompt, task.answers))
        return Word(task.n)
    if task.ballots:
        return Word(task.n, learned={name: pulled(each) for name, each in task.ballots.items()})
    found = score(task.prompt, task.answers, senses, weights, Context(task.earlier))
    table = table_leans(task.table, task.leans)
    return Word(task.n, tuple(_opinion(each, task, table) for each in found))


def _opinion(judged: Judged, task: Task, table: Mapping[str, Leans]) -> Opinion:
    """The judge's, as the players' votes have moved it; `parts` are what it was without them."""
    leant = _leant(judged, task.leans)
    here = _leant(leant, table, TABLE_MOVE_MAX)
    parts = {
        name: {part: added for part, added in columns.items() if added}
        for name, columns in judged.parts.items()
    }
    told = (*_strongest(leant), *_of_table(leant, here))
    votes = votes_of(task.table)
    grounds = Grounds(judged.confidence, parts, judged.marks, told, task.version, votes)
    return Opinion(here.creativity, here.humor, here.relevance, grounds)


def _leant(judged: Judged, leans: Mapping[str, Leans], most: float = MOVE_MAX) -> Judged:
    if not leans:
        return judged
    scores = {
        name: round(moved(getattr(judged, name), columns, leans.get(name, {}), most), 2)
        for name, columns in judged.parts.items()
    }
    parts = {name: leaned(each, leans.get(name, {})) for name, each in judged.parts.items()}
    return replace(judged, **scores, parts=parts)


def _strongest(judged: Judged) -> Iterator[Reason]:
    """What people are told: a few reasons for each score, those that count most first."""
    told = Counter[str]()
    for each in reasons(judged):
        told[each.heading] += 1
        if told[each.heading] <= REASONS_MAX:
            yield Reason(each.heading, each.key, each.params["points"], each.text)


def _of_table(without: Judged, here: Judged) -> Iterator[Reason]:
    """Where the table's own votes have moved a score by what people notice."""
    for heading in here.parts:
        points = round(getattr(here, heading) - getattr(without, heading), 2)
        if abs(points) >= POINTS_MIN:
            key = "table.up" if points > 0 else "table.down"
            yield Reason(heading, key, points, SENTENCES[key])


def serve(said: Callable[[bytes], object], senses: Callable[[], Senses]) -> None:
    """Answer the lines of standard input until it ends; one that can't be answered is told so."""

    def say(word: Word) -> None:
        said(msgspec.json.encode(word) + b"\n")

    try:
        opened, weights = senses(), parse_weights(WEIGHTS.read_bytes())
    except (EmbedderMissing, WeightsError, OSError) as error:
        say(Word(0, fault=str(error)))
        return
    say(Word(0))
    for line in sys.stdin.buffer:
        task = msgspec.json.decode(line, type=Task)
        try:
            say(answer(task, opened, weights))
        except Exception as error:
            # One answer that can't be judged is not the end of all others.
            say(Word(task.n, fault=repr(error)[:200]))


def main() -> None:
    """Speak by what standard output was, so that no library can speak in between."""
    with contextlib.suppress(AttributeError, OSError):
        os.nice(NICENESS)
    # Ctrl-C is for whoever began it, who ends it in time.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    way = os.fdopen(os.dup(1), "wb", buffering=0)
    os.dup2(2, 1)
    # Whoever asked may be gone without a word; then there is nobody to tell.
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        serve(way.write, open_senses)


if __name__ == "__main__":
    main()
