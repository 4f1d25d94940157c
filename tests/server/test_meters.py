"""The seam between work and counting: what is timed, what is not, and that it stays bounded."""

from server.meters import ASKED_MAX, NOBODY_LISTENS, Meters, Stopwatch


class Notes(Meters):
    """Writes down what it is told."""

    def __init__(self) -> None:
        self.commands: list[tuple[str, str, float | None]] = []

    def command(self, op: str, outcome: str, ms: float | None) -> None:
        self.commands.append((op, outcome, ms))


def test_a_command_is_timed_from_its_frame_to_its_answer() -> None:
    notes = Notes()
    watch = Stopwatch(notes)
    watch.heard("c1", "vote.cast", 100.0)
    watch.heard("c2", "chat.send", 101.0)
    watch.answered("c2", "rate_limited", 103.5)
    watch.heard("c1", "vote.cast", 110.0)  # once more, since the answer takes long
    watch.answered("c1", "ok", 120.0)
    assert notes.commands == [("chat.send", "rate_limited", 2.5), ("vote.cast", "ok", 20.0)]


def test_what_was_not_asked_with_an_id_is_counted_but_not_timed() -> None:
    notes = Notes()
    watch = Stopwatch(notes)
    watch.heard(None, "game.typing", 5.0)
    watch.answered(None, "bad_request", 6.0)
    watch.answered("c9", "ok", 7.0)
    assert notes.commands == [
        ("game.typing", "unasked", None),
        ("other", "bad_request", None),
        ("other", "ok", None),
    ]


def test_commands_that_are_never_answered_do_not_pile_up() -> None:
    notes = Notes()
    watch = Stopwatch(notes)
    for number in range(2 * ASKED_MAX):
        watch.heard(f"c{number}", "vote.cast", float(number))
    watch.answered(f"c{ASKED_MAX - 1}", "ok", 1000.0)
    watch.answered(f"c{ASKED_MAX}", "ok", 1000.0)
    assert notes.commands == [("other", "ok", None), ("vote.cast", "ok", 1000.0 - ASKED_MAX)]
    assert len(watch._asked) == ASKED_MAX - 1


def test_nobody_has_to_listen() -> None:
    NOBODY_LISTENS.command("vote.cast", "ok", 1.0)
    NOBODY_LISTENS.commit(1, 2, 3.0, True)
    NOBODY_LISTENS.conflated("dropped")
    NOBODY_LISTENS.closed(1000)
    NOBODY_LISTENS.refused("host")
    NOBODY_LISTENS.loop_lag(1.0)
