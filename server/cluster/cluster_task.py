"""One node among others, put together: its beat, its post, its moves, and what is done by all."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Final

from game.ids import GameId
from persistence.ports import Games, Inboxes, Member, Snapshots
from server.clock import Clock
from server.cluster.letters import (
    AnyLetter,
    Ask,
    Company,
    Ordered,
    Signals,
    Take,
    Told,
    Unseat,
    Watch,
)
from server.cluster.mail_task import Mail
from server.cluster.membership import Membership
from server.cluster.moves_task import Moves
from server.cluster.orders import Drain, Order, Rebalance, Rewritten
from server.cluster.relay import Relay
from server.cluster.ties import Ties
from server.directory import Directory

BEAT_EVERY_S: Final = 0.4
PULSE_EVERY_S: Final = 1.5
ADOPT_EVERY_S: Final = 10.0
BALANCE_EVERY_S: Final = 5.0
TIES_EVERY_S: Final = 5.0
RENEW_EVERY_S: Final = 20.0
# Whoever has this node hand its games over hears that it will, before it begins.
DRAIN_MS: Final = 200

# A name, the seconds in between, and what is done.
Chore = tuple[str, float, Callable[[], Awaitable[object]]]


class Cluster:
    """What a node has of the others."""

    def __init__(
        self,
        directory: Directory,
        games: Games,
        snapshots: Snapshots,
        inboxes: Inboxes,
        clock: Clock,
    ) -> None:
        self.membership: Membership = directory.owners.membership
        self.mail = Mail(inboxes, self.membership.node)
        self.relay = Relay(self.mail, directory, clock)
        self.ties = Ties(self.mail, directory, clock)
        self.moves = Moves(directory, games, snapshots, self.mail, clock)
        self.directory, self._clock = directory, clock
        directory.forward = self.relay.forward
        directory.placed = self.ties.placed
        self.moves.gone = self._gone
        self.ties.is_cut_off = lambda: not self.membership.is_known
        self.mail.unheard = self._unheard
        # What an order leads to here; set by whoever can carry it out.
        self.carry_out: Callable[[Order], None] = lambda _order: None
        self.drain_here: Callable[[], None] = lambda: None
        # A node is no more, and has perhaps left something unfinished beside its rooms.
        self.bereaved: Callable[[], None] = lambda: None
        self._listen()

    def _listen(self) -> None:
        mail = self.mail
        mail.on(Ask, self.relay.asked)
        mail.on(Told, self.relay.told)
        mail.on(Take, self.moves.take)
        mail.on(Watch, self.ties.watch)
        mail.on(Company, self.ties.company)
        mail.on(Unseat, self.ties.unseat)
        mail.on(Signals, self.ties.signals)
        mail.on(Ordered, self._ordered)

    def _gone(self, node: str) -> None:
        self.relay.gone(node)
        self.ties.gone(node)
        self.bereaved()

    def _unheard(self, to: str, letters: Sequence[AnyLetter]) -> None:
        self.relay.unheard(letters)
        self.moves.unheard(to, letters)
        self.ties.unheard(to, letters)

    # ------------------------------------------------------------ from start to end

    async def join(self, listeners: Callable[[], Awaitable[int]]) -> None:
        """Be one of the nodes; the chores are begun after this. See Moves for the `listeners`."""
        await self.mail.open()
        await self.moves.join(listeners)

    async def open(self) -> None:
        """Open the games that fall to this node; raises StorageUnavailable."""
        await self.moves.open()

    @property
    def is_cut_off(self) -> bool:
        """Whether there are others that can't be reached now."""
        return not self.membership.is_known and not self.membership.is_alone

    @property
    def chores(self) -> Sequence[Chore]:
        """What comes round, with the seconds in between."""
        moves = self.moves
        return (
            ("beat", BEAT_EVERY_S, moves.beat),
            ("pulse", PULSE_EVERY_S, moves.pulse),
            ("renewal", RENEW_EVERY_S, moves.renew),
            ("orphans", ADOPT_EVERY_S, lambda: moves.adopt(everything=True)),
            ("balance", BALANCE_EVERY_S, moves.even_out),
            ("ties", TIES_EVERY_S, self.ties.renew),
        )

    async def hand_over(self) -> bool:
        """Let the others play all games on; False if there is nobody else."""
        self.membership.is_open = False
        await self.membership.beat()
        if not any(each.is_open for each in self.membership.others):
            return False
        await self.moves.give_all_away()
        return True

    async def close(self) -> None:
        """Let every room that is left here finish its turn; from now on time is lost."""
        await self.moves.close()

    async def leave(self) -> None:
        """Be missed by nobody; the last letters are sent."""
        await self.membership.leave()
        await self.mail.close()

    # ------------------------------------------------------------ what operators ask for

    async def members(self) -> Sequence[Member]:
        """Every node that lives, this one first."""
        await self.membership.look()
        return (self.membership.me, *self.membership.others)

    async def drain(self, name: str) -> bool:
        """Have a node hand its games over and end; False where none has this name."""
        await self.membership.look()
        if name in (self.membership.name, self.membership.node):
            # In a moment: whoever ordered it, from here, is to hear that it will be done.
            self._clock.call_at(self._clock.now_ms() + DRAIN_MS, self.drain_here)
            return True
        found = [each for each in self.membership.others if name in (each.name, each.node)]
        for each in found:
            self.mail.send(each.node, Ordered(sender=self.mail.node, order=Drain(each.node)))
        return bool(found)

    async def rebalance(self) -> int:
        """Even the games out: here now, and at every other node; how many went from here."""
        self.everyone(Rebalance())
        return await self.moves.rebalance()

    def reopen(self, game: GameId) -> None:
        """The journal of a game that is over was rewritten: no node may show the old one."""
        self.everyone(Rewritten(game))
        self.directory.reopen(game)

    def everyone(self, order: Order) -> None:
        """Have this done at every other node, be it one that joined in this very moment."""
        self.mail.send(None, Ordered(sender=self.mail.node, order=order))

    def _ordered(self, letter: Ordered) -> None:
        match letter.order:
            case Drain(node=node):
                if node in (self.membership.name, self.membership.node):
                    self.drain_here()
            case Rewritten(game=game):
                self.directory.reopen(game)
            case Rebalance():
                self.directory.spawn(self._rebalance())
            case order:
                self.carry_out(order)

    async def _rebalance(self) -> None:
        await self.moves.rebalance()
