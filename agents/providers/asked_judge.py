"""The model judge at work: asks a language model in time, and falls back to the offline judge."""

import asyncio
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final, NamedTuple

from msgspec.structs import replace

from agents.judge.model_judge import Weighed, agreement, bounded, weigh
from agents.judge.questions import EFFORT, Asked, Effort, ask
from agents.judge.reasons import SENTENCES
from agents.judge.whispers import whispers
from agents.pauses import Pauses
from agents.ports import Hearing, Judge, Model, ModelUnavailable, ReadsAhead, Sitting
from game.commands import Prompt, Reasoned, Verdict
from game.grounds import Because, Grounds, Reason

# Of a hearing's time, so that the offline scores still come in time where the model's don't.
SHARE: Final = 0.75
# Questions of a node on their way; the others wait. A full table of twelve has 84.
AT_ONCE: Final = 64
# Two rounds in a row may be late while the model is being loaded; after a third it rests. For
# longer than a round mostly takes, or a lone table would ask every time; and never so long that a
# model which is well again is missed for the rest of the evening.
FAILURES_FREE: Final = 2
REST_S: Final = 60.0
REST_S_MAX: Final = 300.0
TROUBLE_LENGTH_MAX: Final = 200
WHISPERS: Final = "whispers"


class Trouble(NamedTuple):
    """Why the model did not speak."""

    because: Because
    detail: str


class AskedJudge:
    """A judge that asks a model, within a budget; the offline judge is asked at the same time.

    `secret` keeps players from knowing the order and the marks; with the same secret the same
    round is asked the same questions. A model that fails round after round is left alone for a
    while; then one round tries it, and the others go on without.
    """

    def __init__(
        self,
        model: Model,
        offline: Judge,
        secret: bytes,
        effort: Effort = EFFORT,
    ) -> None:
        self._model, self._offline, self._secret = model, offline, secret
        self._effort = effort
        self._turn = asyncio.Semaphore(AT_ONCE)
        self._pauses = Pauses(FAILURES_FREE, REST_S, REST_S_MAX)
        self._is_tried, self._within_s_most = False, 0.0

    @property
    def name(self) -> str:
        """The model's, as who speaks when all is well."""
        return f"model: {self._model.name}"

    def read_ahead(self, prompt: Prompt, texts: Sequence[str]) -> None:
        """The offline judge reads as they come; the model is asked once all are there."""
        if isinstance(self._offline, ReadsAhead):
            self._offline.read_ahead(prompt, texts)

    async def judge(self, hearing: Hearing) -> Sitting:
        """Judge a round; what the offline judge raises passes through, the model's never does."""
        if why_not := self._why_not():
            return replace(await self._offline.judge(hearing), because="away", detail=why_not)
        prompt, responses = hearing.prompt, hearing.responses
        seed = self._seed(prompt, list(responses.values()))
        asked = ask(prompt.text, list(responses.values()), seed, self._effort)
        is_trial = self._pauses.pause_s > 0
        self._is_tried |= is_trial
        asking = asyncio.create_task(self._heard(asked, SHARE * hearing.within_s))
        try:
            offline = await self._offline.judge(hearing)
            weighed = await asking
        finally:
            asking.cancel()
            self._is_tried &= not is_trial
        if not isinstance(weighed, Trouble):
            if set(offline.verdicts) == set(responses):
                return self._sitting(asked, weighed, hearing, offline)
            weighed = Trouble("broken", "no offline scores to compare with")
        return replace(offline, because=weighed.because, detail=weighed.detail)

    def _sitting(
        self, asked: Asked, weighed: Weighed, hearing: Hearing, offline: Sitting
    ) -> Sitting:
        said = {each: weighed.scores[asked.place(text)] for each, text in hearing.responses.items()}
        beside = [offline.verdicts[each] for each in said]
        return Sitting(
            judge=self.name,
            verdicts={
                each: _told(text, bounded(text, said[each], offline.verdicts[each]))
                for each, text in hearing.responses.items()
            },
            agreement=agreement(list(said.values()), beside),
        )

    def _why_not(self) -> str:
        """Why the model is not asked now; empty if it is."""
        failed = f"it failed {self._pauses.failures} times in a row"
        if left_s := self._pauses.left_s(_now_s()):
            return f"{failed}; asked again in {left_s:.0f} s"
        is_tried = self._is_tried and self._pauses.pause_s
        return f"{failed}; another round tries it" if is_tried else ""

    async def _heard(self, asked: Asked, within_s: float) -> Weighed | Trouble:
        """As `_weighed`; and it is noted whether the model is there."""
        weighed = await self._weighed(asked, within_s)
        because = weighed.because if isinstance(weighed, Trouble) else ""
        self._within_s_most = max(self._within_s_most, within_s)
        if because in ("", "nonsense"):
            # Nonsense is no failure: by what they write, players could silence the model for all.
            self._pauses.mended()
        elif because == "late" and 2 * within_s < self._within_s_most:
            pass  # Nor could a host, by a game that grants its judge next to no time.
        elif not self._pauses.left_s(_now_s()):
            # In a pause, only those fail who had asked before.
            self._pauses.failed(_now_s())
        return weighed

    async def _weighed(self, asked: Asked, within_s: float) -> Weighed | Trouble:
        """The replies that came in time, weighed, or why that isn't enough; never raises."""
        replies: dict[int, str] = {}
        troubles: list[Trouble] = []
        try:
            async with asyncio.timeout(within_s):
                await self._fill(replies, asked, troubles)
        except TimeoutError:
            troubles.insert(0, Trouble("late", f"not done within {within_s:g} s"))
        weighed = weigh(asked, replies)
        if not weighed.reason:
            return weighed
        return troubles[0] if troubles else Trouble("nonsense", weighed.reason)

    async def _fill(self, replies: dict[int, str], asked: Asked, troubles: list[Trouble]) -> None:

        async def answer(at: int) -> None:
            question = asked.ballots[at].question
            try:
                async with self._turn:
                    said = await self._model.reply(question)
                replies[at] = said[: question.reply_length_max]
            except ModelUnavailable as gone:
                troubles.append(Trouble("away", str(gone)))
            except Exception as error:
                # Whatever a provider breaks of, the round has the offline scores.
                troubles.append(Trouble("broken", repr(error)[:TROUBLE_LENGTH_MAX]))

        async with asyncio.TaskGroup() as group:
            for at in range(len(asked.ballots)):
                group.create_task(answer(at))

    def _seed(self, prompt: Prompt, texts: Sequence[str]) -> int:
        told = "\x1f".join([prompt.text, *sorted(texts)])
        drawn = blake2b(
            told.encode(errors="surrogatepass"), key=self._secret, digest_size=8
        ).digest()
        return int.from_bytes(drawn, "big")


def _told(text: str, verdict: Verdict) -> Verdict:
    """The verdict, which says so where an answer spoke to the judge."""
    if not whispers(text):
        return verdict
    reason = Reason("all", WHISPERS, 0.0, SENTENCES[WHISPERS])
    grounds = Grounds(marks=(WHISPERS,), reasons=(reason,))
    return Reasoned(verdict.creativity, verdict.humor, verdict.relevance, grounds)


def _now_s() -> float:
    return asyncio.get_running_loop().time()
