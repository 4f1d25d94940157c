"""Answers `prompt.best`: what people liked best of all that was ever said to a prompt. Sans I/O."""

from collections.abc import Awaitable, Callable
from typing import Protocol

from game.ranking import Ranked, best
from persistence.ports import Ballots
from server import wire
from server.visitor import Visitor


class OffLoop(Protocol):
    """Where computing of some length is done, so that games go on."""

    def __call__(self, work: Callable[[], list[Ranked]], /) -> Awaitable[list[Ranked]]:
        """Its result."""


class Favourites:
    """The best answers, by the votes of all public games that are over."""

    def __init__(self, ballots: Ballots, off_loop: OffLoop) -> None:
        self._ballots, self._off_loop = ballots, off_loop

    async def serve(self, visitor: Visitor, command: wire.BestAnswers) -> None:
        """Answer; raises StorageUnavailable."""
        found = await self.of_prompt(command.prompt, command.limit)
        answers = [
            wire.AnswerShown(
                text=each.text,
                name=each.name,
                is_ai=each.is_ai,
                game=each.game,
                chance=round(each.chance, 3),
                votes=each.votes,
                voters=each.voters,
            )
            for each in found
        ]
        visitor.reply(wire.AnswersReply(re=command.id, answers=answers))

    async def of_prompt(self, prompt: str, most: int) -> list[Ranked]:
        """The best ones, best first."""
        ballots = await self._ballots.of_prompt(prompt)
        return await self._off_loop(lambda: best(ballots, most))
