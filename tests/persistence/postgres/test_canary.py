"""The canary: who is quiet speaks, who hears nothing is deaf, and whose fault it is not."""

import logging

import pytest

from persistence.postgres.canary import OWN_EVERY, UNHEARD_MAX, Canary
from persistence.postgres.feed import read_hints
from persistence.postgres.pool import Pool


class Mute(Canary):
    """Speaks into a list; `away` is a database that does not answer."""

    def __init__(self) -> None:
        self.cuts = 0
        self.said: list[str] = []
        self.away = False
        super().__init__(None, self._cut)  # type: ignore[arg-type] - it has no pool to ask

    def _cut(self) -> None:
        self.cuts += 1

    async def _said(self, payload: str) -> bool:
        if not self.away:
            self.said.append(payload)
        return not self.away

    async def looks(self, count: int) -> None:
        """So many in a row."""
        for _ in range(count):
            await self.look()


async def test_a_quiet_second_is_broken_and_the_word_awaited() -> None:
    one = Mute()
    for number in (1, 2, 3):
        await one.look()
        assert len(one.said) == number
        assert one.hear(one.said[-1])
    assert not one.deaf


async def test_others_are_proof_enough_but_not_for_ever() -> None:
    """Method: a hint, or another's canary, before each look."""
    one, other = Mute(), Mute()
    await other.look()
    for _ in range(OWN_EVERY - 1):
        assert one.hear(other.said[0])
        await one.look()
    assert one.said == []
    assert not one.hear("some-game 5")
    await one.look()
    assert len(one.said) == 1


async def test_a_canary_is_no_hint_and_an_old_program_passes_it_over() -> None:
    one, other = Mute(), Mute()
    await one.look()
    assert other.hear(one.said[0])
    assert read_hints(one.said[0]) == []


async def test_unheard_for_three_looks_is_deaf_until_heard_again() -> None:
    one = Mute()
    await one.look()
    await one.looks(UNHEARD_MAX - 1)
    assert (one.deaf, one.cuts) == (False, 0)
    await one.look()
    assert (one.deaf, one.cuts) == (True, 1)
    late = one.said[0]
    one.renewed()
    await one.look()
    assert one.hear(late)
    assert one.deaf, "what is no longer awaited proves nothing"
    assert one.hear(one.said[-1])
    assert not one.deaf


async def test_what_stays_deaf_is_cut_again_and_again() -> None:
    one = Mute()
    await one.looks(2 * (1 + UNHEARD_MAX))
    assert (one.deaf, one.cuts) == (True, 2)


async def test_a_database_that_is_away_makes_nobody_deaf() -> None:
    """Method: it goes away before a word, and after one that was taken."""
    one = Mute()
    one.away = True
    await one.looks(3 * UNHEARD_MAX)
    assert (one.deaf, one.cuts) == (False, 0)
    one.away = False
    await one.look()
    one.away = True
    await one.looks(3 * UNHEARD_MAX)
    assert (one.deaf, one.cuts) == (False, 0)


async def test_a_word_heard_at_the_last_moment_counts() -> None:
    """Method: it arrives while the database is asked whether it answers."""

    class Late(Mute):
        async def _said(self, payload: str) -> bool:
            if self.said:
                self.hear(self.said[0])
            return await super()._said(payload)

    one = Late()
    await one.looks(1 + UNHEARD_MAX)
    assert (one.deaf, one.cuts) == (False, 0)


async def test_a_look_is_one_statement_at_most() -> None:
    one = Mute()
    for looks in range(1, 40):
        await one.look()
        assert len(one.said) <= looks


@pytest.mark.services
async def test_a_word_that_could_not_be_said_is_told_the_log(
    pool: Pool, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    one = Canary(pool, lambda: None)
    await pool.close()
    await one.look()
    assert not one.deaf
    assert "could not be said" in caplog.text
