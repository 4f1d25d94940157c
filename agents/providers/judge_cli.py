"""The command `genius judge`: examine the judge, score answers, learn the weights again."""

import argparse
import csv
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

import msgspec

from agents.judge.answers import TARGETS, Answers, AnswersError, Target, parse, shape_of
from agents.judge.exam import Exam, examine, model_of
from agents.judge.noise import grades
from agents.judge.scoring import Judged, Senses, score
from agents.judge.weights import VERSION, Weights, WeightsError, parse_weights
from agents.providers.minilm import EmbedderMissing, open_senses

WEIGHTS = Path(__file__).parents[1] / "judge" / "weights.json"
LEARNED = (
    "genius judge train: ridge regression of ratings within prompt and panel on features"
    " (mean, spread, weight of one spread) and on the main directions of meaning"
)
TEXT_FIELDS = ("text", "response", "answer", "caption")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    acts = parser.add_subparsers(dest="act", required=True)
    evaluate = acts.add_parser("evaluate", help="agreement with people's ratings in CSV files")
    evaluate.add_argument("files", nargs="+", type=Path, metavar="FILE")
    evaluate.add_argument(
        "--split-by", choices=("prompt",), help="learn anew for each fold, without its prompts"
    )
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the figures (- here)")
    evaluate.add_argument(
        "--map", type=_mapping, default={}, help="columns: prompt=..,text=..,score=.."
    )
    evaluate.add_argument("--against", choices=TARGETS, help="which score --map's ratings rate")
    asked = acts.add_parser("score", help="JSON lines of answers in, with their scores out")
    asked.add_argument("file", metavar="FILE", help="- for what is piped in")
    asked.add_argument("--prompt", default="", help="of answers that don't bring their own")
    train = acts.add_parser("train", help="learn the weights from rated answers")
    train.add_argument("files", nargs="+", type=Path, metavar="FILE")
    train.add_argument("--out", type=Path, default=WEIGHTS, help="where to (%(default)s)")
    for each in (evaluate, asked):
        each.add_argument("--weights", type=Path, default=WEIGHTS, help="read these weights")


def run(arguments: argparse.Namespace, senses: Callable[[], Senses] = open_senses) -> int:
    """Carry an act out; 1 and one line where a file or a package is missing."""
    acts = {"evaluate": _evaluate, "score": _score, "train": _train}
    try:
        acts[arguments.act](arguments, senses())
    except (AnswersError, EmbedderMissing, WeightsError, OSError, UnicodeDecodeError) as error:
        sys.stderr.write(f"genius judge: {error}\n")
        return 1
    return 0


def read_answers(path: Path, columns: Mapping[str, str], target: Target | None) -> Answers:
    """The rated answers of a CSV file; AnswersError names the file."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
        try:
            return parse(rows, shape_of(reader.fieldnames or (), columns, target))
        except AnswersError as error:
            raise AnswersError(f"{path.name}: {error}") from error


def _evaluate(arguments: argparse.Namespace, senses: Senses) -> None:
    weights = parse_weights(arguments.weights.read_bytes())
    exams = {}
    for path in arguments.files:
        answers = read_answers(path, arguments.map, arguments.against)
        exams[path.name] = examine(answers, senses, weights, arguments.split_by is not None)
    if arguments.json is None or str(arguments.json) != "-":
        for name, exam in exams.items():
            sys.stdout.write(rendered(name, exam))
    if arguments.json is not None:
        encoded = msgspec.json.format(msgspec.json.encode(exams)).decode() + "\n"
        if str(arguments.json) == "-":
            sys.stdout.write(encoded)
        else:
            arguments.json.write_text(encoded, encoding="utf-8")


def rendered(name: str, exam: Exam) -> str:
    """The figures of a file as a table for a person."""
    how = "weights learned without the prompt" if exam.split else "weights as given"
    lines = [f"{name}: {exam.answers} answers to {exam.prompts} prompts, {how}"]
    for who, measures in exam.figures.items():
        for measure, found in measures.items():
            shown = (
                "-"
                if found is None
                else (
                    f"{found.value:6.3f}  [{found.low:.3f}, {found.high:.3f}]"
                    f" in {found.groups} groups"
                )
            )
            lines.append(f"  {who:18} {measure:24} {shown}")
    top = "not computable from this file" if exam.ceiling is None else f"{exam.ceiling:6.3f}"
    lines.append(f"  {'raters (ceiling)':18} {'pearson within prompt':24} {top}")
    return "\n".join(lines) + "\n"


def _score(arguments: argparse.Namespace, senses: Senses) -> None:
    weights = parse_weights(arguments.weights.read_bytes())
    if arguments.file == "-":
        lines = _answers(sys.stdin)
    else:
        with Path(arguments.file).open(encoding="utf-8") as file:
            lines = _answers(file)
    rooms: dict[str, list[int]] = {}
    for place, line in enumerate(lines):
        rooms.setdefault(str(line.get("prompt", arguments.prompt)), []).append(place)
    said: dict[int, Judged] = {}
    for prompt, places in rooms.items():
        texts = [lines[at]["text"] for at in places]
        said |= zip(places, score(prompt, texts, senses, weights), strict=True)
    for place, line in enumerate(lines):
        found = {**line, **msgspec.to_builtins(said[place])}
        sys.stdout.write(msgspec.json.encode(found).decode() + "\n")


def _answers(file: TextIO) -> list[dict[str, Any]]:
    """Each line's fields with its answer as `text`; a line that is no JSON is itself the answer."""
    found = []
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            read = msgspec.json.decode(line)
        except msgspec.DecodeError:
            read = line.rstrip("\r\n")
        fields = dict(read) if isinstance(read, dict) else {"text": read}
        text = next((fields[name] for name in TEXT_FIELDS if name in fields), None)
        if not isinstance(text, str):
            raise AnswersError(f'line {number}: no text; an object needs one, as in {{"text": ..}}')
        found.append({**fields, "text": text})
    return found


def _train(arguments: argparse.Namespace, senses: Senses) -> None:
    models, sources = {}, []
    for path in arguments.files:
        answers = read_answers(path, {}, None)
        target = answers.shape.target
        assert target is not None  # every known shape has one
        models[target] = model_of(answers, answers.reads(senses), target, frozenset())
        sources.append(f"{answers.shape.source} ({len(answers.texts)} answers)")
    absent = [target for target in TARGETS if target not in models]
    if absent:
        raise AnswersError(f"no ratings of {', '.join(absent)} in these files")
    weights = Weights(
        version=VERSION,
        learned=LEARNED,
        sources=sorted(sources),
        embedder=senses.embedder.name,
        letters=grades(senses.ranks),
        creativity=models["creativity"],
        humor=models["humor"],
    )
    arguments.out.write_text(written(weights), encoding="utf-8")


def written(weights: Weights) -> str:
    """The file of weights: a feature a line, a direction of meaning in one."""
    text = msgspec.json.format(msgspec.json.encode(weights), indent=1).decode()
    lines: list[str] = []
    inner = 0  # within a list of numbers or a feature's braces, lines are joined
    for line in text.splitlines():
        bare = line.strip()
        if inner:
            lines[-1] += bare if bare[0] in "]}" else f" {bare}" if lines[-1][-1] == "," else bare
        else:
            lines.append(line)
        opens = bare.endswith("[") or (bare.endswith("{") and lines[-1].startswith("   "))
        inner += opens and bare != '"sources": ['
        inner -= bool(inner) and bare[0] in "]}"
    return "\n".join(lines) + "\n"


def _mapping(text: str) -> dict[str, str]:
    """prompt=a,text=b,score=c as a table."""
    pairs: Sequence[tuple[str, str, str]] = [part.partition("=") for part in text.split(",")]
    if not all(name and equals and column for name, equals, column in pairs):
        raise argparse.ArgumentTypeError("write prompt=..,text=..,score=..")
    return {name.strip(): column.strip() for name, _, column in pairs}
