"""An exam learns without the prompts it judges, and shows the fools' figures beside ours."""

import numpy as np

from agents.judge.answers import KNOWN, Answers, Shape, parse
from agents.judge.exam import examine, model_of
from tests.agents.judge.fakes import SENSES, weights

DRAWS = np.random.default_rng(3)
NOUNS = [f"noun{at}" for at in range(60)]


def uses(prompts: int = 4, each: int = 30) -> Answers:
    """Answers whose originality is the number of their ideas."""
    rows = []
    for prompt in range(prompts):
        for at in range(each):
            ideas = DRAWS.choice(NOUNS, size=1 + at % 6, replace=False)
            row = {"prompt": f"A use for thing{prompt}?", "response": " ".join(ideas)}
            rows.append({**row, "originality": str(1 + at % 6), "study": "s"})
    return parse(rows, KNOWN[0])


def captions() -> Answers:
    rows = []
    for at in range(12):
        grade = at % 3
        counts = [("8", "1", "1"), ("3", "4", "3"), ("1", "2", "7")][grade]
        rows.append(
            {
                **dict(zip(("unfunny", "somewhat_funny", "funny"), counts, strict=True)),
                "cartoon_description": "A cat",
                "caption": f"noun{at} noun{at + 1}",
                "mean_1to3": str(grade),
                "stratum": ("low", "mid", "top")[grade],
            }
        )
    return parse(rows, KNOWN[1])


def test_what_is_learned_from_other_prompts_holds_for_this_one() -> None:
    exam = examine(uses(), SENSES, weights(many_ideas=5.0), split=True)
    ours = exam.figures["judge: creativity"]["pearson within prompt"]
    assert exam.split
    assert (exam.answers, exam.prompts) == (120, 4)
    assert ours is not None
    assert ours.value > 0.8
    assert exam.ceiling is None
    assert "pearson within panel" in exam.figures["length"]


def test_without_a_split_the_weights_are_taken_as_they_are() -> None:
    exam = examine(uses(), SENSES, weights(many_ideas=-0.3), split=False)
    ours = exam.figures["judge: creativity"]["pearson within prompt"]
    assert ours is not None
    assert ours.value < 0  # these weights love what is short
    assert not exam.split


def test_a_fold_never_sees_its_own_prompts() -> None:
    answers = uses()
    reads = answers.reads(SENSES)
    prompt = answers.prompts[0]
    other = Answers(
        *(answers.shape, answers.prompts, answers.texts),
        [
            9.0 if name == prompt else rating
            for name, rating in zip(answers.prompts, answers.ratings, strict=True)
        ],
        *(answers.panels, answers.strata, answers.counts),
    )
    left_out = frozenset({prompt})
    assert model_of(answers, reads, "creativity", left_out) == model_of(
        other, reads, "creativity", left_out
    )
    assert model_of(answers, reads, "creativity", frozenset()) != model_of(
        other, reads, "creativity", frozenset()
    )


def test_captions_have_a_ceiling_and_two_ends() -> None:
    exam = examine(captions(), SENSES, weights(), split=False)
    assert exam.ceiling is not None
    assert 0 < exam.ceiling < 1
    constant = exam.figures["constant"]["pairs top against low"]
    assert constant is not None
    assert constant.value == 0.5
    assert exam.figures["constant"]["pearson within prompt"].value == 0  # type: ignore[union-attr]


def test_a_mapped_file_without_a_target_is_held_against_all_scores() -> None:
    rows = [{"q": "?", "a": noun, "s": str(at)} for at, noun in enumerate(NOUNS[:9])]
    exam = examine(parse(rows, Shape("q", "a", "s")), SENSES, weights(), split=True)
    assert {"judge: creativity", "judge: humor", "judge: relevance"} < set(exam.figures)
    assert not exam.split
