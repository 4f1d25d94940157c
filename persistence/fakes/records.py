"""Twin of everything that hangs on a person."""

from collections.abc import Iterator, Sequence
from functools import reduce

import msgspec

from game.digest import digest
from game.events import GameCompleted, PlayerJoined
from game.evolve import evolve
from game.forget import NAME, forgotten
from game.ids import Actor, GameId
from game.standings import standings
from game.state import OVER, GameState
from persistence.fakes.store import OnStore
from persistence.ports.records import ROWS_PER_PAGE, Exported, PastGame


class TwinRecords(OnStore):
    """The Records port."""

    async def recent(self, user: Actor, viewer: Actor, limit: int) -> list[PastGame]:
        self.store.check()
        shown = [
            state
            for state in self._of(user)
            if state.status == "completed"
            and user in state.players
            and (state.visibility == "public" or viewer in state.players)
        ]
        shown.sort(key=lambda each: (self._ended_ms(each), each.game), reverse=True)
        return [self._played(state, user) for state in shown[:limit]]

    async def export(self, user: Actor, table: str | None, offset: int) -> Exported | None:
        self.store.check()
        tables = {
            "game_events": [
                msgspec.to_builtins(entry)
                for game, entries in self.store.entries.items()
                if self.store.states[game].phase in OVER
                for entry in entries
                if entry.cause.startswith(f"{user}/")
            ],
            "game_players": [
                msgspec.to_builtins(state.seats[state.players[user]])
                for state in self._of(user)
                if user in state.players
            ],
        }
        if table is not None and table not in tables:
            return None
        asked = tables if table is None else {table: tables[table]}
        end = offset + ROWS_PER_PAGE
        more = {name: end for name, rows in asked.items() if len(rows) > end}
        return Exported({name: rows[offset:end] for name, rows in asked.items()}, more)

    async def unfinished(self, user: Actor) -> GameId | None:
        self.store.check()
        for state in self._of(user):
            if state.phase not in OVER:
                return state.game
        return None

    async def erase(self, user: Actor, now_ms: int) -> Sequence[GameId]:
        self.store.check()
        games = [state.game for state in self._of(user)]
        for game in games:
            left = forgotten(self.store.entries[game], user)
            self.store.entries[game] = left
            state: GameState | None = reduce(evolve, (each.event for each in left), None)
            assert state is not None
            self.store.states[game] = state
            if game in self.store.digests:
                self.store.digests[game] = digest(left)[0]
        for held in self.store.memories.values():
            for memory in [each for each in held.values() if user in each.players]:
                del held[memory.id]
        self.store.valley.characters.pop(user, None)
        self._nameless(user)
        ledger = self.store.ledger
        ledger.careers.pop(user, None)
        ledger.met.pop(user, None)
        ledger.earned.pop(user, None)
        for place in [each for each in ledger.entries if each[1] == user]:
            del ledger.entries[place]
        return games

    def _nameless(self, user: Actor) -> None:
        """Their row stays, so that games keep their seats; nothing signs them in any more."""
        store = self.store
        store.tokens = {key: row for key, row in store.tokens.items() if row.user != user}
        store.keys = {key: row for key, row in store.keys.items() if row.user != user}
        row = store.users.get(user)
        if row is not None:
            row.username, row.username_key, row.display_name = f"erased-{user}", None, NAME
            row.email = row.password_hash = None
            row.status, row.role = "deleted", "user"

    def _of(self, user: Actor) -> Iterator[GameState]:
        states = sorted(self.store.states.values(), key=lambda each: (each.created_ms, each.game))
        return (each for each in states if each.host == user or self._joined(each.game, user))

    def _joined(self, game: GameId, user: Actor) -> bool:
        """Whether they ever did; who left the lobby is in no state any more."""
        events = (entry.event for entry in self.store.entries[game])
        return any(isinstance(each, PlayerJoined) and each.user == user for each in events)

    def _ended_ms(self, state: GameState) -> int:
        entries = self.store.entries[state.game]
        ends = [each.at_ms for each in entries if isinstance(each.event, GameCompleted)]
        return ends[0] if ends else 0

    def _played(self, state: GameState, user: Actor) -> PastGame:
        mine = state.players[user]
        (row,) = (each for each in standings(state) if each.player == mine)
        return PastGame(
            game=state.game,
            name=state.name,
            score=row.score,
            rank=row.rank,
            players=len(state.seats),
            ended_at=self._ended_ms(state),
        )
