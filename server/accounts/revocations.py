"""Connections whose session, key or person was ended elsewhere: found, and hung up on."""

from itertools import islice
from typing import Final

from msgspec.structs import replace

from persistence.ports import Login, Person, Sessions
from server.clock import Clock
from server.visitor import Crowd, Visitor
from server.wire import Close

# Sessions asked for at once; a sweep goes through all of them, so many at a time.
BATCH: Final = 200
OVER: Final = "your session is over"
SUSPENDED: Final = "this account is suspended"


class Revocations:
    """Compares the connected with the tables; raises StorageUnavailable, and then tries again."""

    def __init__(self, sessions: Sessions, clock: Clock) -> None:
        self._sessions, self._clock = sessions, clock

    async def sweep(self, crowd: Crowd) -> int:
        """End who has no place here any more, tell the others' roles anew; how many were ended."""
        waiting = iter(tuple(crowd.visitors()))
        ended = 0
        while batch := list(islice(waiting, BATCH)):
            ended += await self._look_at(batch)
        return ended

    async def _look_at(self, batch: list[Visitor]) -> int:
        logins = {visitor: visitor.login for visitor in batch}
        sessions = tuple(dict.fromkeys(login.session for login in logins.values()))
        standing = await self._sessions.standing(sessions, self._clock.now_ms())
        ended = 0
        for visitor, login in logins.items():
            if visitor.login is not login or visitor.gone:
                continue  # went on as somebody else meanwhile; the next sweep looks again
            found = standing.get(login.session)
            if found is None:
                visitor.hang_up(Close.NOT_SIGNED_IN, OVER)
            elif found.status != "active":
                visitor.hang_up(Close.FORBIDDEN, SUSPENDED)
            else:
                if found.person != login.person:
                    visitor.welcome(_known_as(login, found.person))
                continue
            ended += 1
        return ended


def _known_as(login: Login, person: Person) -> Login:
    """The same login of a person who has changed; a key's admin scope goes with the role."""
    scopes = login.scopes
    if scopes is not None and person.role != "admin":
        scopes = tuple(each for each in scopes if each != "admin")
    return replace(login, person=person, scopes=scopes)
