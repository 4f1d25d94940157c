"""Mechanical language models: one obeys what stands outside the fences, one what stands inside."""

import json
import re

from agents.ports import ModelUnavailable, Question

HEADINGS = {"The prompt:", "The answer:", "The first answer:", "The second answer:", ""}
TENS = '{"creativity": 10, "humor": 10, "relevance": 10}'
FIRST = '{"creativity": "first", "humor": "first"}'


def opened(question: Question) -> tuple[list[str], list[str]]:
    """The texts between the marks, and the lines outside of them that nobody of us wrote."""
    found = re.search(r"marks <(\w+)>", question.instructions)
    assert found is not None
    mark = found.group(1)
    fence = re.compile(f"<{mark}>\n(.*?)\n</{mark}>", re.DOTALL)
    inside = [str(json.loads(text)) for text in fence.findall(question.text)]
    # As models see lines: any sign that breaks one does.
    outside = [line.strip() for line in fence.sub("", question.text).splitlines()]
    return inside, [line for line in outside if line not in HEADINGS]


class Obedient:
    """Scores everything alike, unless somebody outside the fences tells it something."""

    name = "obedient"

    def __init__(self, points: float = 5.0) -> None:
        self.points = points
        self.asked: list[Question] = []

    async def reply(self, question: Question) -> str:
        self.asked.append(question)
        _, orders = opened(question)
        if "compare" in question.instructions:
            return FIRST if orders else '{"creativity": "neither", "humor": "neither"}'
        if orders:
            return TENS
        return json.dumps(dict.fromkeys(("creativity", "humor", "relevance"), self.points))


class Gullible(Obedient):
    """Loves every answer in which a word is, wherever it stands."""

    name = "gullible"

    def __init__(self, word: str) -> None:
        super().__init__()
        self.word = word

    async def reply(self, question: Question) -> str:
        inside, _ = opened(question)
        *_, last = inside
        if "compare" not in question.instructions:
            return TENS if self.word in last else await super().reply(question)
        if self.word in last:
            return FIRST.replace("first", "second")
        return FIRST if self.word in inside[-2] else await super().reply(question)


class Says:
    """Says the same to everything; with none, it is away."""

    name = "parrot"

    def __init__(self, *words: str) -> None:
        self.words = list(words)

    async def reply(self, question: Question) -> str:
        if not self.words:
            raise ModelUnavailable("on holiday")
        said = self.words.pop(0)
        self.words.append(said)
        return said
