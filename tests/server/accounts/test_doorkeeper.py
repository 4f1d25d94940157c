"""At the door: guessing becomes slow before it costs anything, and says nothing about names."""

import pytest

from persistence import fakes
from persistence.ports import StorageUnavailable
from server.accounts.passwords_task import TooBusy
from server.slowdown import PAIR_FREE, WINDOW_MS
from tests.server.fake_clock import FakeClock
from tests.server.plain_passwords import PlainPasswords
from tests.server.porch import HOME, Porch, twins

AWAY = "198.51.100.9"


class BusyPasswords(PlainPasswords):
    """Too busy while it is told to be."""

    is_busy = False

    async def matches(self, password: str, password_hash: str | None) -> bool:
        if self.is_busy:
            raise TooBusy(8_000)
        return await super().matches(password, password_hash)

    async def hashed(self, password: str) -> str:
        if self.is_busy:
            raise TooBusy(8_000)
        return await super().hashed(password)


@pytest.fixture
def store() -> fakes.Store:
    return fakes.Store()


@pytest.fixture
def hashes() -> BusyPasswords:
    return BusyPasswords()


@pytest.fixture
def porch(store: fakes.Store, hashes: BusyPasswords) -> Porch:
    return Porch(twins(store), FakeClock(), hashes=hashes)


async def tried(porch: Porch, password: str, name: str = "Ada", address: str = HOME) -> str:
    """The code of a hello with this password, or "in"."""
    said = await porch.hello(address, kind="password", username=name, password=password)
    return "in" if isinstance(said, tuple) else str(said.error.code)


async def test_after_five_failures_the_address_waits_and_the_work_is_spared(
    porch: Porch, hashes: BusyPasswords
) -> None:
    await porch.member("Ada")
    for _ in range(PAIR_FREE):
        assert await tried(porch, "wrong") == "unauthorized"
    asked = hashes.asked
    said = await porch.hello(kind="password", username="Ada", password="Ada is here")
    assert (said.error.code, said.error.retry_after_ms) == ("account.locked", 1_000)
    assert hashes.asked == asked, "refused before anything is computed"
    assert await tried(porch, "Ada is here", address=AWAY) == "in", "the owner, elsewhere"
    porch.clock.jump(1_000)  # type: ignore[attr-defined]
    assert await tried(porch, "Ada is here") == "in"
    assert await tried(porch, "wrong") == "unauthorized"


async def test_the_wait_is_the_same_however_one_asks(porch: Porch) -> None:
    await porch.member("Ada")
    guest, _ = await porch.guest()
    for n in range(PAIR_FREE):
        said = await porch.ask(guest, "auth.login", username=("ADA", "ada")[n % 2], password="no")
        assert said["error"]["code"] == "unauthorized"
    assert await tried(porch, "Ada is here") == "account.locked"
    assert await tried(porch, "Ada is here", name="ａｄａ") == "account.locked"
    porch.clock.jump(WINDOW_MS)  # type: ignore[attr-defined]
    assert await tried(porch, "Ada is here") == "in"


async def test_a_name_that_nobody_has_is_looked_at_like_any_other(
    porch: Porch, hashes: BusyPasswords
) -> None:
    await porch.member("Ada")
    told = []
    for name in ("Ada", "nobody", "admin", "x" * 300, "ада"):
        before = hashes.asked
        said = await porch.hello(None, kind="password", username=name, password="wrong")
        assert hashes.asked == before + 1
        told.append(said.error)
    assert told == [told[0]] * len(told)


async def test_a_busy_door_says_when_to_come_back_and_counts_nothing(
    porch: Porch, hashes: BusyPasswords
) -> None:
    await porch.member("Ada")
    guest, _ = await porch.guest()
    hashes.is_busy = True
    for _ in range(PAIR_FREE * 2):
        said = await porch.hello(kind="password", username="Ada", password="Ada is here")
        assert (said.error.code, said.error.retry_after_ms) == ("unavailable", 8_000)
    answer = await porch.register(guest, "Eve")
    assert answer["error"]["retry_after_ms"] == 8_000
    hashes.is_busy = False
    assert await tried(porch, "Ada is here") == "in"
    assert (await porch.register(guest, "Eve"))["ok"]


async def test_an_outage_counts_nothing(porch: Porch, store: fakes.Store) -> None:
    await porch.member("Ada")
    store.away = True
    for _ in range(PAIR_FREE * 2):
        with pytest.raises(StorageUnavailable):
            await tried(porch, "Ada is here")
    store.away = False
    assert await tried(porch, "Ada is here") == "in"
