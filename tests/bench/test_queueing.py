"""How long a program stood in the queue for its core."""

import os

import pytest

from bench.queueing import Queueing, waited_in, waited_s


def test_the_second_number_is_the_wait() -> None:
    assert waited_in("500 2000000000 7\n") == 2.0
    assert waited_in("") is None
    assert waited_in("0 0\n") is None


def test_nobody_waits_who_is_not_there() -> None:
    assert waited_s(2**22 + 1) is None


async def test_a_share_is_part_of_the_time() -> None:
    """Method: this very program, looked at twice."""
    mine = os.getpid()
    if waited_s(mine) is None:
        pytest.skip("this kernel does not tell")
    queueing = Queueing((mine, 2**22 + 1))
    queueing.look()
    queueing.end()
    assert 0.0 <= queueing.share(mine) <= 1.0
    assert queueing.share(2**22 + 1) == 0.0
