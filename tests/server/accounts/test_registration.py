"""E-mail addresses that are none, or that would play tricks on who reads them."""

import pytest

from persistence import fakes
from tests.server.fake_clock import FakeClock
from tests.server.porch import Porch, twins


@pytest.mark.parametrize(
    ("email", "taken"),
    [
        ("ada@example.org", True),
        ("ADA.L+x@例え.jp", True),
        ("ada", False),
        ("ada@", False),
        ("ada@a@b", False),
        ("ada l@example.org", False),
        ("a\x9b31m@example.org", False),
        ("a\u202egro@example.org", False),
        ("a\u200bda@example.org", False),
    ],
)
async def test_an_address_is_visible_and_of_two_parts(email: str, taken: bool) -> None:
    porch = Porch(twins(fakes.Store()), FakeClock())
    ada, _ = await porch.guest()
    said = await porch.ask(
        ada, "auth.register", username="Ada_L", password="correct horse", email=email
    )
    assert said["ok"] is taken
    if not taken:
        assert said["error"]["code"] == "bad_request"
        assert "email" in said["error"]["message"]
