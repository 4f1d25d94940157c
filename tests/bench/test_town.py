"""What a node's log must not hold is told with what it came to."""

from bench.town import wrongs_in

LOG = """11:02:03 room 7 opened
11:02:04 room 7: judge offline failed
Traceback (most recent call last):
  File "a.py", line 1, in b
    c()

ValueError: no such thing
11:02:05 the link broke: gone
"""


def test_a_traceback_is_told_by_what_came_before_and_its_last_line() -> None:
    assert list(wrongs_in(LOG)) == [
        "11:02:04 room 7: judge offline failed | ValueError: no such thing",
        "11:02:05 the link broke: gone",
    ]
    assert list(wrongs_in("Traceback (most recent call last):")) == [" | "]
    assert list(wrongs_in("11:02:03 room 7 opened\n")) == []
