"""The offline judge as a node has it: what it knows beside the answers, and what it said of them.

Must not know how its process is kept.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final, Protocol

from agents.calibration import Calibration
from agents.ports import Hearing, Sitting
from agents.tables import Liked
from game.commands import Prompt, Reasoned
from game.ids import GameId, ResponseId
from server.judge.words import Task, Word

NAME: Final = "offline"
# What other rooms said lately; beyond that, the oldest is forgotten: 20 answers already tell what
# is common, more take their time, and 500 prompts with 20 answers are 1 MB or two. A node that
# starts begins anew.
PROMPTS_MAX: Final = 500
EARLIER_MAX: Final = 20


class Reader(Protocol):
    """Whoever reads and judges; raises what is wrong with them."""

    async def ask(self, task: Task) -> Word:
        """Judge these answers: an opinion of each, in their order."""

    def read_ahead(self, task: Task) -> None:
        """Read this as soon as there is time."""


class Earlier:
    """What was answered to each prompt, a bounded part of it: rarity is told by it."""

    def __init__(self, prompts_max: int = PROMPTS_MAX, earlier_max: int = EARLIER_MAX) -> None:
        self._prompts_max, self._earlier_max = prompts_max, earlier_max
        self._said: OrderedDict[str, OrderedDict[ResponseId, str]] = OrderedDict()

    def add(self, prompt: str, responses: Mapping[ResponseId, str]) -> None:
        """Remember what a room answered."""
        said = self._said.setdefault(prompt, OrderedDict())
        self._said.move_to_end(prompt)
        said.update(responses)
        while len(said) > self._earlier_max:
            said.popitem(last=False)
        while len(self._said) > self._prompts_max:
            self._said.popitem(last=False)

    def of(self, prompt: str, beside: Mapping[ResponseId, str]) -> tuple[str, ...]:
        """What others answered: a room that is judged again does not meet itself."""
        said = self._said.get(prompt)
        if said is None:
            return ()
        return tuple(text for response, text in said.items() if response not in beside)


class OfflineJudge:
    """A Judge without key or network."""

    name = NAME

    def __init__(self, reader: Reader, earlier: Earlier | None = None) -> None:
        self._reader, self._earlier = reader, earlier or Earlier()
        # Taken up by the next round that is judged, never by one that is being judged.
        self.calibration = Calibration()
        # What the tables that play here have liked in rounds that are over.
        self.tables: dict[GameId, Liked] = {}

    async def judge(self, hearing: Hearing) -> Sitting:
        """A reasoned verdict on each response; raises what is wrong with its process."""
        prompt, responses = hearing.prompt, hearing.responses
        earlier = self._earlier.of(prompt.text, responses)
        task = Task(
            prompt=prompt.text,
            answers=tuple(responses.values()),
            earlier=earlier,
            leans=self.calibration.of(prompt.category),
            version=self.calibration.version,
            table=self.tables.get(hearing.game, {}) if hearing.game is not None else {},
        )
        opinions = (await self._reader.ask(task)).opinions
        self._earlier.add(prompt.text, responses)
        verdicts = {
            response: Reasoned(each.creativity, each.humor, each.relevance, each.grounds)
            for response, each in zip(responses, opinions, strict=True)
        }
        return Sitting(judge=self.name, verdicts=verdicts)

    def read_ahead(self, prompt: Prompt, texts: Sequence[str]) -> None:
        """These answers to this prompt will be judged."""
        self._reader.read_ahead(Task(prompt=prompt.text, answers=tuple(texts)))
