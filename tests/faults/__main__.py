"""`make faults`: runs of many seeds, a line each; what finds something is told in full."""

import argparse
import sys

from tests.faults.ground import grounded
from tests.faults.plan import drawn
from tests.faults.run import Run, logs


def main() -> int:
    """Run the seeds; 1 where something was wrong in any."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults")
    parser.add_argument("--seed", type=int, help="this one only, told in full")
    parser.add_argument("--first", type=int, default=1, help="the first of several")
    parser.add_argument("--rounds", type=int, default=20, help="how many (%(default)s)")
    parser.add_argument("--keep", action="store_true", help="show the logs of what went wrong")
    arguments = parser.parse_args()
    one = arguments.seed is not None
    first, rounds = (arguments.seed, 1) if one else (arguments.first, arguments.rounds)
    bad = []
    with grounded() as ground:
        for seed in range(first, first + rounds):
            run = Run(drawn(seed), ground)
            report = run.play()
            say(str(report) if report.wrongs or one else report.line)
            if report.wrongs:
                bad.append(seed)
                for log in logs(run.folder) if arguments.keep else ():
                    say(f"--- {log}\n{log.read_text(errors='replace')}")
    say(f"{rounds} runs, {len(bad)} of them found something" + (f": {bad}" if bad else ""))
    return 1 if bad else 0


def say(line: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
