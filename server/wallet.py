"""What one connection pays with: its own purse, its user's, and its address's; pure."""

from server.credits import Allowance, Credits, Held
from server.tariffs import BYTES, CONTROL, PATIENCE


class Wallet:
    """Holds the shared purses until it is closed."""

    __slots__ = (
        *("_address", "_credits", "_held", "_is_closed", "_key", "_own", "_patience", "_rates"),
        *("_user", "bytes", "control"),
    )

    def __init__(self, credits: Credits, place: str | None) -> None:
        self._credits = credits
        self._held: tuple[Held, ...] = ()
        self._is_closed = False
        self._own, self._user = credits.own(), credits.nobody()
        self._address = credits.nobody() if place is None else credits.address(place)
        self._key: Allowance | None = None
        # None until they are refused something.
        self._patience: Allowance | None = None
        self.control, self.bytes = credits.apart(CONTROL), credits.apart(BYTES)
        self._open()

    def sign_in(self, user: str, key: str | None = None, per_minute: int | None = None) -> None:
        """Pay as this person from now on; with an API key, within its limit too."""
        if self._is_closed:
            return
        self._release()
        self._user = self._credits.user(user)
        self._held = (self._user,)
        if key is not None and per_minute is not None:
            self._key = self._credits.key(key, per_minute)
            self._held += (self._key,)
        self._open()

    @property
    def patience(self) -> Allowance:
        """Of which a refusal takes one."""
        if self._patience is None:
            self._patience = self._credits.apart(PATIENCE)
        return self._patience

    def close(self) -> None:
        """The connection is gone."""
        if not self._is_closed:
            self._is_closed = True
            self._release()
            self._address.holders -= 1

    def _release(self) -> None:
        for each in self._held:
            each.holders -= 1
        self._held, self._key = (), None

    def _open(self) -> None:
        """Lay out what `spend` looks at, since every command comes there."""
        self._rates = self._credits.laid_out(self._own, self._user, self._address)

    def spend(self, kind: int, now_ms: int) -> int:
        """0 if all had a credit of this kind and spent it; else the milliseconds to wait."""
        own, user, address = self._own.full_at, self._user.full_at, self._address.full_at
        at1, at2, at3 = own[kind], user[kind], address[kind]
        slack1, slack2, slack3, interval1, interval2, interval3 = self._rates[kind]
        if at1 > now_ms + slack1 or at2 > now_ms + slack2 or at3 > now_ms + slack3:
            wait_ms = max(
                each.wait_ms(kind, now_ms) for each in (self._own, self._user, self._address)
            )
            # None to wait for: the clock was set back, and that has been mended.
            return wait_ms or self.spend(kind, now_ms)
        if self._key is not None:
            wait_ms = self._key.spend(now_ms)
            if wait_ms:
                return wait_ms
        own[kind] = (at1 if at1 > now_ms else now_ms) + interval1
        user[kind] = (at2 if at2 > now_ms else now_ms) + interval2
        address[kind] = (at3 if at3 > now_ms else now_ms) + interval3
        return 0
