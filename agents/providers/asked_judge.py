"""The model judge at work: asks a language model in time, and falls back to the offline judge."""

import asyncio
from collections.abc import Mapping
from hashlib import blake2b
from typing import Final

from msgspec import Struct

from agents.judge.model_judge import Weighed, agreement, bounded, weigh
from agents.judge.questions import EFFORT, Asked, Effort, ask
from agents.judge.whispers import whispers
from agents.ports import Judge, Model, ModelUnavailable
from game.commands import Prompt, Verdict
from game.ids import ResponseId

BUDGET_S: Final = 1.5
AT_ONCE: Final = 8  # questions on their way; the others wait
TROUBLE_LENGTH_MAX: Final = 200
SMOOTHING: Final = 0.1  # what one sitting counts in the running agreement


class Sitting(Struct, frozen=True, kw_only=True):
    """A judged round: who spoke, and why it was not the model where it wasn't."""

    judge: str
    verdicts: dict[ResponseId, Verdict]
    reason: str = ""
    agreement: float | None = None  # of model and offline judge, -1 to 1
    pairs: int = 0
    dropped: int = 0  # comparisons that depended on their order
    whispers: tuple[ResponseId, ...] = ()  # answers that spoke to the judge


class AskedJudge:
    """A judge that asks a model, within a budget; the offline judge is asked at the same time.

    `secret` keeps players from knowing the order and the marks; with the same secret the same
    round is asked the same questions.
    """

    def __init__(
        self,
        model: Model,
        offline: Judge,
        secret: bytes,
        budget_s: float = BUDGET_S,
        effort: Effort = EFFORT,
    ) -> None:
        self._model, self._offline, self._secret = model, offline, secret
        self._budget_s, self._effort = budget_s, effort
        self.agreement: float | None = None  # running mean over sittings

    @property
    def name(self) -> str:
        """The model's, as who speaks when all is well."""
        return f"model: {self._model.name}"

    async def judge(
        self, prompt: Prompt, responses: Mapping[ResponseId, str]
    ) -> dict[ResponseId, Verdict]:
        """The verdicts of `sit`, for who doesn't ask which judge spoke."""
        return (await self.sit(prompt, responses)).verdicts

    async def sit(self, prompt: Prompt, responses: Mapping[ResponseId, str]) -> Sitting:
        """Judge a round; what the offline judge raises passes through, the model's never does."""
        seed = self._seed(prompt, responses)
        asked = ask(prompt.text, list(responses.values()), seed, self._effort)
        asking = asyncio.create_task(self._weighed(asked))
        try:
            offline = await self._offline.judge(prompt, responses)
            weighed = await asking
        finally:
            asking.cancel()
        reason = weighed.reason
        if not reason and set(offline) != set(responses):
            reason = "no offline scores to compare with"
        if reason:
            return Sitting(judge=self._offline.name, verdicts=offline, reason=reason)
        return self._sitting(asked, weighed, responses, offline)

    def _sitting(
        self,
        asked: Asked,
        weighed: Weighed,
        responses: Mapping[ResponseId, str],
        offline: Mapping[ResponseId, Verdict],
    ) -> Sitting:
        said = {each: weighed.scores[asked.place(text)] for each, text in responses.items()}
        alike = agreement([said[each] for each in said], [offline[each] for each in said])
        if alike is not None:
            before = alike if self.agreement is None else self.agreement
            self.agreement = round(before + SMOOTHING * (alike - before), 4)
        return Sitting(
            judge=self.name,
            verdicts={
                each: bounded(text, said[each], offline[each]) for each, text in responses.items()
            },
            agreement=alike,
            pairs=weighed.pairs,
            dropped=weighed.dropped,
            whispers=tuple(each for each, text in responses.items() if whispers(text)),
        )

    async def _weighed(self, asked: Asked) -> Weighed:
        """All replies weighed, or why there are none; never raises and never takes longer."""
        troubles: list[str] = []
        try:
            async with asyncio.timeout(self._budget_s):
                weighed = weigh(asked, await self._replies(asked, troubles))
        except TimeoutError:
            return Weighed((), f"late: not done within {self._budget_s:g} s")
        if weighed.reason and troubles:
            return Weighed((), troubles[0], nonsense=weighed.nonsense)
        return weighed

    async def _replies(self, asked: Asked, troubles: list[str]) -> dict[int, str]:
        turn = asyncio.Semaphore(AT_ONCE)
        replies: dict[int, str] = {}

        async def answer(at: int) -> None:
            question = asked.ballots[at].question
            try:
                async with turn:
                    said = await self._model.reply(question)
                replies[at] = said[: question.reply_length_max]
            except ModelUnavailable as gone:
                troubles.append(f"unavailable: {gone}")
            except Exception as error:
                # Whatever a provider breaks of, the round has the offline scores.
                troubles.append(f"broken: {error!r}"[:TROUBLE_LENGTH_MAX])

        async with asyncio.TaskGroup() as group:
            for at in range(len(asked.ballots)):
                group.create_task(answer(at))
        return replies

    def _seed(self, prompt: Prompt, responses: Mapping[ResponseId, str]) -> int:
        told = "\x1f".join([prompt.text, *sorted(responses.values())])
        drawn = blake2b(
            told.encode(errors="surrogatepass"), key=self._secret, digest_size=8
        ).digest()
        return int.from_bytes(drawn, "big")
