"""How long to leave alone what fails again and again: at first not at all, then later and later."""


class Pauses:
    """After `free` failures in a row the next ones cost a pause: `first_s`, then twice as long each
    time, `most_s` at most. Its clock is the caller's, in seconds, and never goes back.
    """

    def __init__(self, free: int, first_s: float, most_s: float) -> None:
        self._free, self._first_s, self._most_s = free, first_s, most_s
        self.failures = 0  # in a row
        self.pause_s = 0.0  # the last one; 0 while failures are free
        self._until_s = 0.0

    def failed(self, now_s: float) -> float:
        """It failed once more; gives the pause that begins now, in seconds."""
        self.failures += 1
        if self.failures > self._free:
            self.pause_s = min(self._most_s, max(self._first_s, 2 * self.pause_s))
        self._until_s = now_s + self.pause_s
        return self.pause_s

    def mended(self) -> None:
        """It works: the next failure is the first."""
        self.failures, self.pause_s, self._until_s = 0, 0.0, 0.0

    def left_s(self, now_s: float) -> float:
        """Of the pause, in seconds."""
        return max(0.0, self._until_s - now_s)
