"""What really happened, and everything the simulation insists on: it hears of each write, each
word that leaves a server and each that reaches one, and raises Wrong at the first broken promise.

Knows the rules and the journal; nothing of how the server works.
"""

from hashlib import blake2b
from typing import Any

import msgspec
from msgspec import Struct

from game import answering, voting
from game.digest import digest
from game.events import (
    ChatSent,
    Entry,
    GameStarted,
    HonoursRecorded,
    PlayerJoined,
    ResponseSubmitted,
    RoomMoved,
    RoundCompleted,
    RoundJudged,
    RoundStarted,
    VoteCast,
    VotingStarted,
)
from game.evolve import evolve
from game.honours import all_played
from game.ids import SYSTEM, Actor, PlayerId
from game.state import OVER, GameState, Phase
from server.room import author

# What an event shows, beside `ev`, `game` and `seq`, to everyone; and what to its owner.
SHOWN = {
    "skip": "",
    "game.created": "at code name mode host max_players total_rounds",
    "player.joined": "at player",
    "player.left": "at player reason freed",
    "player.ready": "at player ready",
    "host.changed": "at host player",
    "game.started": "at total_rounds seats",
    "round.started": "at round prompt category difficulty deadline",
    "response.submitted": "at round player received expected",
    "judging.started": "at round deadline",
    "voting.started": "at round responses deadline",
    "vote.cast": "at round received expected",
    "round.completed": "at round results standings reveal_until",
    "game.completed": "at standings winners stats achievements",
    "honours.recorded": "at number achievements is_late",
    "game.paused": "at reason",
    "game.resumed": "at deadline",
    "game.cancelled": "at reason",
    "chat.message": "at message player text",
}
OWNED = {"response.submitted": "text response", "vote.cast": "player response vote_type"}
FIELDS = {kind: {"ev", "game", "seq", *names.split()} for kind, names in SHOWN.items()}
FIELDS_OWNED = {kind: FIELDS[kind] | set(names.split()) for kind, names in OWNED.items()}
# An outage shorter than this may cost what it costs, and so may each write on its way.
LOST_MS_MIN = 250
SECRET_LENGTH_MIN = 12


class Wrong(AssertionError):
    """A promise was broken. The first is kept, whoever catches it on its way."""

    first: "Wrong | None" = None

    def __init__(self, what: str) -> None:
        super().__init__(what)
        Wrong.first = Wrong.first or self


class Ack(Struct, frozen=True):
    """What a command led to: the number of its first event, how many, and what it minted."""

    first: int
    count: int
    made: str | None


class Truth:
    """The journal's one game as anybody may check it."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []
        self.state: GameState | None = None
        self.acks: dict[str, Ack] = {}
        self.done: dict[tuple[str, str], str] = {}
        self.open: dict[str, int] = {}
        self.players: dict[Actor, PlayerId] = {}
        self._hidden: dict[bytes, PlayerId | None] = {}
        self._public: set[bytes] = set()
        self._opened_ms = self._limit_ms = self._stolen_ms = 0
        self.refusals: dict[str, int] = {}
        self.acked = 0
        # Of every word that left a server, in order.
        self.words = blake2b(digest_size=16)

    # ------------------------------------------------------------ writes

    def landed(self, entries: list[Entry], state: GameState, *, late: bool) -> None:
        """These are in the journal now; `late`: nobody waits for them any more."""
        causes = dict.fromkeys(entry.cause for entry in entries)
        for cause in causes:
            self._caused(cause, [each for each in entries if each.cause == cause], late=late)
        for entry in entries:
            if entry.seq != len(self.entries) + 1:
                raise Wrong(f"the journal has a hole before {entry.seq}")
            if self.entries and entry.at_ms < self.entries[-1].at_ms:
                raise Wrong(f"time runs backwards at {entry.seq}")
            before = self.state
            self.state = evolve(before, entry.event)
            self.entries.append(entry)
            self._noted(entry, before)
        if self.state != state:
            raise Wrong(f"the journal does not fold to the room's state at {state.seq}")

    def _caused(self, cause: str, entries: list[Entry], *, late: bool) -> None:
        actor, _mark, key = (*cause.split("/", 2), "", "")[:3]
        if actor == SYSTEM:
            return
        if cause in self.acks or self.done.setdefault((actor, key), cause) != cause:
            raise Wrong(f"done twice: {cause}, at {entries[0].seq}")
        numbers = [entry.seq for entry in entries]
        if numbers != list(range(numbers[0], numbers[0] + len(numbers))):
            raise Wrong(f"events of others between those of {cause}")
        if not late and not actor.startswith("agent:") and not self.open.get(cause):
            raise Wrong(f"carried out after it was answered: {cause}, at {entries[0].seq}")
        self.acks[cause] = Ack(numbers[0], len(numbers), _made(entries[0].event))

    def _noted(self, entry: Entry, before: GameState | None) -> None:
        """Secrets and deadlines, as this entry changes them."""
        event, state = entry.event, self.state
        assert state is not None
        self.players.update(state.players)
        if before is None:
            self._hidden[state.seed.encode()] = None
        match event:
            case ResponseSubmitted(author=author, text=text, response=response):
                self._hide(text, response, of=author)
            case VoteCast(voter=voter, vote_type=vote_type):
                assert before is not None
                assert before.round is not None
                moved = vote_type in before.round.votes.get(voter, {})
                if moved and state.seats[voter].is_ai:
                    raise Wrong(f"the mind of {voter} votes {vote_type} twice")
            case GameStarted(deck=deck):
                self._hide(*(prompt.text for prompt in deck))
            case RoundStarted(prompt=prompt):
                self._reveal(prompt.text)
            case VotingStarted(ballot=ballot, texts=texts):
                self._reveal(*ballot, *texts)
            case RoundCompleted(results=results):
                self._reveal(*(word for each in results for word in (each.response, each.text)))
        if before is None or state.phase is not before.phase:
            self._phase_began(entry, before, state)

    def _hide(self, *texts: str, of: PlayerId | None = None) -> None:
        for text in texts:
            plain = text.encode()
            for form in (plain, msgspec.json.encode(text)[1:-1]):
                if len(plain) >= SECRET_LENGTH_MIN and form not in self._public:
                    self._hidden.setdefault(form, of)

    def _reveal(self, *texts: str) -> None:
        for text in texts:
            for form in (text.encode(), msgspec.json.encode(text)[1:-1]):
                self._public.add(form)
                self._hidden.pop(form, None)

    # ------------------------------------------------------------ deadlines

    def _phase_began(self, entry: Entry, before: GameState | None, state: GameState) -> None:
        if before is not None and before.phase not in (Phase.LOBBY, *OVER):
            owed_ms = self._opened_ms + self._limit_ms + self._stolen_ms
            # Once all is played, whoever may end the game only cuts its last reveal short.
            is_cut = all_played(before) and entry.cause != SYSTEM
            cancelled = state.phase is Phase.CANCELLED
            if not (cancelled or is_cut) and not _all_acted(before) and entry.at_ms < owed_ms:
                raise Wrong(
                    f"{before.phase.value} of round {before.round and before.round.number} ended "
                    f"{owed_ms - entry.at_ms} ms early: {self._stolen_ms} ms were stolen"
                )
        if state.deadline_ms is not None:
            self._opened_ms, self._stolen_ms = entry.at_ms, 0
            self._limit_ms = state.deadline_ms - entry.at_ms

    def stolen(self, began_ms: int, until_ms: int, breaks: int = 1) -> None:
        """Nothing could be kept in this time, which was cut into by so many failures."""
        lost_ms = until_ms - max(began_ms, self._opened_ms)
        if until_ms - began_ms >= LOST_MS_MIN and lost_ms > 0:
            # Each of them may cost a little, as each write may.
            self._stolen_ms += max(0, lost_ms - LOST_MS_MIN * (breaks - 1))

    # ------------------------------------------------------------ words

    def heard(self, cause: str) -> None:
        """A copy of this command reached a server."""
        self.open[cause] = self.open.get(cause, 0) + 1

    def told(
        self, viewer: Actor, said: dict[str, Any], raw: bytes, cause: str, *, is_served: bool
    ) -> None:
        """A server says this to someone, in answer to `cause` if it is a reply to a command.

        `is_served`: the game lives there. Elsewhere `unavailable` says only: ask again.
        """
        self.words.update(raw)
        player = self.players.get(viewer)
        for secret, owner in self._hidden.items():
            if secret in raw and (owner is None or owner != player):
                raise Wrong(f"{viewer} is told the secret {secret!r} in {raw!r}")
        if "ev" in said:
            self._event(player, said)
        elif "re" in said:
            self._reply(player, said, cause, is_served)

    def _event(self, player: PlayerId | None, said: dict[str, Any]) -> None:
        kind, seq = said["ev"], said["seq"]
        if seq > len(self.entries):
            raise Wrong(f"{kind} {seq} was told before it was written")
        happened = tag(self.entries[seq - 1].event)
        if kind != ("skip" if _is_hidden(self.entries[seq - 1].event) else happened):
            raise Wrong(f"{seq} was {happened}, and told as {kind}")
        if not FIELDS[kind] >= said.keys():
            event: Any = self.entries[seq - 1].event
            owner = event.author if kind == "response.submitted" else getattr(event, "voter", None)
            if owner is None or owner != player or not FIELDS_OWNED[kind] >= said.keys():
                raise Wrong(f"{kind} {seq} shows {sorted(said.keys() - FIELDS[kind])} to {player}")
        for line in said.get("responses", ()):
            if line.keys() != {"id", "text"}:
                raise Wrong(f"a ballot shows {sorted(line)}")

    def _removed(self) -> tuple[Actor, ...]:
        return self.state.kicked if self.state is not None else ()

    def _reply(
        self, player: PlayerId | None, said: dict[str, Any], cause: str, is_served: bool
    ) -> None:
        code = "" if said["ok"] else said["error"]["code"]
        # Asked of another node: nobody knows what became of it, and it may yet be carried out.
        is_moving = bool(code) and "this game is moving" in said["error"]["message"]
        elsewhere = code == "unavailable" and (is_moving or not is_served)
        if cause and not elsewhere:
            self.open[cause] = self.open.get(cause, 0) - 1
        ack = self.acks.get(cause)
        if code:
            self.refusals[code] = self.refusals.get(code, 0) + 1
            # Who was removed since they joined is told so when they ask for that join again.
            removed = code == "forbidden" and author(cause) in self._removed()
            if ack is not None and not (elsewhere or removed):
                raise Wrong(f"refused as {code}, but it stands in the journal: {cause}")
            if code in ("internal", "bad_request", "unauthorized"):
                raise Wrong(f"{cause} was answered {said}")
            return
        if (said.get("seq") or 0) > len(self.entries):
            raise Wrong(f"{cause} was acked before it was written: {said}")
        if "snapshot" in said and said["snapshot"] is not None:
            self._snapshot(player, said["snapshot"])
        for event in said.get("events") or ():
            self._event(player, event)
        if ack is not None:
            self.acked += 1
            first = ack.first if "snapshot" not in said else said["seq"]
            if not is_served:
                # Where a game is only shown, leaving twice is told the present number.
                first = max(first, said["seq"])
            made = said.get("response") or said.get("message") or ack.made
            if (said["seq"], made) != (first, ack.made):
                raise Wrong(f"{cause} led to {ack}, but was acked {said}")
        elif "response" in said or "message" in said:
            raise Wrong(f"acked, but not in the journal: {cause}: {said}")

    def _snapshot(self, player: PlayerId | None, shown: dict[str, Any]) -> None:
        state = self.state
        assert state is not None
        if shown["me"] not in (None, player):
            raise Wrong(f"{player} sees as {shown['me']}")
        own = shown["my_response"]
        if own is not None:
            current = state.round
            assert current is not None
            answer = current.answers.get(player) if player else None
            if shown["round"] == current.number and (not answer or answer.response != own["id"]):
                raise Wrong(f"{player} is shown {own} as theirs")
        if shown["responses"] and shown["phase"] != "voting":
            raise Wrong(f"responses lie open in {shown['phase']}")
        if any(line.keys() != {"id", "text"} for line in shown["responses"]):
            raise Wrong("a ballot shows more than texts")

    # ------------------------------------------------------------ the end

    def closed(self) -> str:
        """The game is over and quiet: fold what is stored once more; returns its digest."""
        stored = msgspec.json.decode(msgspec.json.encode(self.entries), type=list[Entry])
        if stored != self.entries:
            raise Wrong("an entry comes back from its encoding as another one")
        first, second = digest(self.entries), digest(stored)
        assert first[1] is not None
        if first != second or first[1].phase not in OVER:
            raise Wrong(f"the same journal, two digests: {first[0]} and {second[0]}")
        return first[0]


def tag(event: object) -> str:
    """How the journal calls this kind of event."""
    return str(type(event).__struct_config__.tag)  # type: ignore[attr-defined]


def _is_hidden(event: object) -> bool:
    """Whether nobody sees more of it than its number."""
    return isinstance(event, RoundJudged | RoomMoved) or (
        isinstance(event, HonoursRecorded) and not event.is_late
    )


def _made(event: object) -> str | None:
    """The id that the author of this event is told."""
    match event:
        case ResponseSubmitted(response=response):
            return response
        case ChatSent(message=message):
            return message
        case PlayerJoined(player=player):
            return player
        case _:
            return None


def _all_acted(state: GameState) -> bool:
    """Whether the phase had nothing to wait for any more."""
    match state.phase:
        case Phase.ANSWERING:
            return not answering.waiting(state)
        case Phase.JUDGING:
            return state.round is not None and state.round.judged
        case Phase.VOTING:
            received, expected = voting.counts(state)
            return received >= expected
        case _:
            return False
