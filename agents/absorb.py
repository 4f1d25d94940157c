"""Folds the replies to a mind's own commands into it: (mind, command id, code) -> mind."""

from msgspec.structs import replace

from agents.mind import Mind
from agents.tabletalk import told

# Not this mind's fault: worth another try, later and under the same id.
PASSING = ("unavailable", "rate_limited", "server.busy", "internal")
TRIES_MAX = 12


def absorb(mind: Mind, command_id: str, error_code: str | None) -> Mind:
    """The mind after a reply; None for accepted.

    A refusal means that the act is given up for this phase, so that no refusal is asked for
    twice; only what the server could not take just now is put off, and that a dozen times.
    """
    saying = mind.talk.saying
    if saying is not None and saying.id == command_id and saying.sent_ms is not None:
        return replace(mind, talk=told(mind.talk, is_passing=error_code in PASSING))
    act = command_id.removeprefix(mind.command_id(""))
    is_stale = act == command_id or act not in mind.done
    if is_stale:
        return mind
    if error_code not in PASSING:
        settled = {other: times for other, times in mind.put_off.items() if other != act}
        return replace(mind, put_off=settled)
    times = mind.put_off.get(act, 0) + 1
    put_off = {**mind.put_off, act: times}
    if times > TRIES_MAX:
        return replace(mind, put_off=put_off)
    done = tuple(other for other in mind.done if other != act)
    return replace(mind, put_off=put_off, done=done)
