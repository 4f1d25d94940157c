"""`genius judge`: what it reads, prints and writes, and the bars that the shipped weights meet."""

import argparse
import csv
import io
import json
from pathlib import Path

import pytest

from agents.judge.scoring import Senses
from agents.judge.weights import parse_weights
from agents.providers import minilm
from agents.providers.judge_cli import WEIGHTS, add_arguments, run, written
from agents.providers.minilm import EmbedderMissing, open_senses
from tests.agents.judge.fakes import SENSES, weights

SHARED = Path(__file__).parents[4] / "shared" / "judge"
USES = "prompt,response,originality,study\n" + "".join(
    f"A use for thing{at % 3}?,noun{at} word{at % 7},{1 + at % 5},s\n" for at in range(30)
)
CAPTIONS = "cartoon_description,caption,unfunny,somewhat_funny,funny,mean_1to3,stratum\n" + "".join(
    f"A cat{at % 2},noun{at} word{at % 5},{9 - at % 3},3,{1 + at % 3},1.{at % 3},top\n"
    for at in range(20)
)


def judge(*words: str, senses: Senses = SENSES) -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    return run(parser.parse_args(list(words)), lambda: senses)


@pytest.fixture
def files(tmp_path: Path) -> Path:
    (tmp_path / "uses.csv").write_text(USES)
    (tmp_path / "captions.csv").write_text(CAPTIONS)
    (tmp_path / "weights.json").write_text(written(weights()))
    return tmp_path


def test_training_writes_weights_that_can_be_read(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = files / "new.json"
    told = [str(files / "uses.csv"), str(files / "captions.csv"), "--out", str(out)]
    assert judge("train", *told) == 0
    first = out.read_bytes()
    found = parse_weights(first)
    assert found.embedder == "bag of words"
    assert [source.split(":")[0] for source in found.sources] == ["captions", "uses"]
    assert judge("train", *told) == 0
    assert out.read_bytes() == first
    assert judge("train", str(files / "uses.csv"), "--out", str(out)) == 1
    assert "no ratings of humor" in capsys.readouterr().err


def test_written_weights_are_read_back_and_have_a_feature_a_line() -> None:
    text = written(weights())
    assert parse_weights(text) == weights()
    assert any('"many_ideas": {"mean"' in line for line in text.splitlines())
    assert len(text.splitlines()) < 100


def test_evaluating_prints_a_table_and_writes_figures(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["evaluate", str(files / "uses.csv"), "--weights", str(files / "weights.json")]
    assert judge(*told, "--split-by", "prompt", "--json", str(files / "out.json")) == 0
    table = capsys.readouterr().out
    assert "30 answers to 3 prompts, weights learned without the prompt" in table
    assert "not computable" in table
    found = json.loads((files / "out.json").read_text())
    assert set(found["uses.csv"]["figures"]) == {"judge: creativity", "length", "constant"}


def test_figures_can_be_the_only_thing_printed(
    files: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = ["evaluate", str(files / "captions.csv"), "--weights", str(files / "weights.json")]
    assert judge(*told) == 0
    assert "weights as given" in capsys.readouterr().out
    assert judge(*told, "--json", "-") == 0
    assert json.loads(capsys.readouterr().out)["captions.csv"]["ceiling"] >= 0


def test_any_columns_can_be_mapped(files: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (files / "jokes.csv").write_text("q,joke,stars\n?,duck,1\n?,moon,2\n", encoding="utf-8-sig")
    told = ["evaluate", str(files / "jokes.csv"), "--weights", str(files / "weights.json")]
    assert judge(*told, "--map", "prompt=q,text=joke,score=stars", "--against", "humor") == 0
    shown = capsys.readouterr().out
    assert "judge: humor" in shown
    assert "-\n" in shown  # two answers have no correlation
    assert judge(*told) == 1
    assert "jokes.csv: columns unknown" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        judge(*told, "--map", "prompt")


def test_answers_come_as_lines_and_go_with_their_scores(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lines = '{"id":7,"response":"a duck"}\n\n"moon"\njust words\n{"prompt":"Why?","text":"soup"}\n'
    told = ["--prompt", "A use for a knife?", "--weights", str(files / "weights.json")]
    monkeypatch.setattr("sys.stdin", io.StringIO(lines))
    assert judge("score", "-", *told) == 0
    shown = capsys.readouterr().out
    found = [json.loads(line) for line in shown.splitlines()]
    assert [one["text"] for one in found] == ["a duck", "moon", "just words", "soup"]
    assert found[0]["id"] == 7
    assert all(0 <= one["humor"] <= 10 and one["parts"] for one in found)
    (files / "answers.jsonl").write_text(lines)
    assert judge("score", str(files / "answers.jsonl"), *told) == 0
    assert capsys.readouterr().out == shown


def test_what_is_wrong_is_said_in_one_line(
    files: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"id":7}\n'))
    assert judge("score", "-", "--weights", str(files / "weights.json")) == 1
    assert "line 1: no text" in capsys.readouterr().err
    assert judge("evaluate", str(files / "nobody.csv")) == 1

    def missing() -> Senses:
        raise EmbedderMissing("the judge is off")

    parser = argparse.ArgumentParser()
    add_arguments(parser)
    assert run(parser.parse_args(["score", "-"]), missing) == 1
    assert "genius judge: the judge is off" in capsys.readouterr().err


def test_the_shipped_weights_fit_their_embedder() -> None:
    pytest.importorskip(minilm.PACKAGE)
    senses = open_senses()
    shipped = parse_weights(WEIGHTS.read_bytes())
    assert shipped.embedder == senses.embedder.name
    assert len(shipped.humor.meaning) == len(senses.embedder.vectors(["a"])[0])


@pytest.mark.timeout(300)  # beside other work, and counted line by line
@pytest.mark.skipif(not SHARED.is_dir(), reason="the rated answers are not beside the repository")
@pytest.mark.parametrize(
    ("name", "column", "who", "measure", "bar"),
    [
        ("uses.csv", "prompt", "judge: creativity", "pearson within panel", 0.40),
        ("captions.csv", "contest", "judge: humor", "pairs top against low", 0.60),
    ],
)
def test_the_judge_agrees_with_people_on_prompts_it_never_saw(
    tmp_path: Path, name: str, column: str, who: str, measure: str, bar: float
) -> None:
    """Method: a third of the prompts, for time; the whole is `genius judge evaluate`."""
    pytest.importorskip(minilm.PACKAGE)
    with (SHARED / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    prompts = sorted({row[column] for row in rows})[::3]
    with (tmp_path / name).open("w", encoding="utf-8", newline="") as file:
        sample = csv.DictWriter(file, list(rows[0]))
        sample.writeheader()
        sample.writerows(row for row in rows if row[column] in prompts)
    out = tmp_path / "out.json"
    told = ["evaluate", "--split-by", "prompt", str(tmp_path / name), "--json", str(out)]
    assert judge(*told, senses=open_senses()) == 0
    assert json.loads(out.read_text())[name]["figures"][who][measure]["value"] > bar
