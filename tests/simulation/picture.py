"""What a person knows: the stream without holes, and the picture folded from it.

Knows frames as plain maps, nothing of the server.
"""

from typing import Any

from tests.simulation.truth import Wrong


class Stream:
    """The numbers that one person was sent, over all their connections."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.held = 0
        self.is_live = False
        self._early: list[int] = []
        self._again: list[int] = []
        self._seen: dict[int, dict[str, Any]] = {}

    def connected(self) -> None:
        """A new connection, which hears nothing yet."""
        self.is_live = False
        self._early, self._again = [], []

    left = connected

    def event(self, said: dict[str, Any]) -> bool:
        """An event; True if it continues what is held."""
        seq = said["seq"]
        if not self.is_live:
            if self._early and self._early[-1] + 1 != seq:
                raise Wrong(f"{self.name} joins, and hears {seq} after {self._early[-1]}")
            self._early.append(seq)
            return False
        if seq <= self.held:
            before = self._seen.get(seq, said)
            if before["ev"] != said["ev"]:
                raise Wrong(f"{self.name} was told {before}, and now {said}")
            self._again.append(seq)
            return False
        if seq != self.held + 1:
            raise Wrong(f"{self.name} hears {seq} after {self.held}")
        self._seen[seq] = said
        self.held = seq
        return True

    def other(self, said: dict[str, Any]) -> None:
        """Anything that is no repetition: repeated events come before the reply to a join only."""
        if self._again and not ("ev" in said and said["seq"] == self._again[-1]):
            if "snapshot" not in said:
                raise Wrong(f"{self.name} hears {self._again} twice, then {said}")
            self._again = []

    def acked(self, said: dict[str, Any]) -> None:
        """The reply to a command: what it led to was heard before."""
        if self.is_live and said["seq"] > self.held:
            raise Wrong(f"{self.name} has heard {self.held} only, and is told {said}")

    def joined(self, seq: int) -> None:
        """The reply to a join: a snapshot, from which the stream goes on."""
        if self.is_live and seq != self.held:
            raise Wrong(f"{self.name} holds {self.held}, and joins at {seq}")
        if self._early and self._early[-1] != seq:
            raise Wrong(f"{self.name} joins at {seq}, but has heard {self._early}")
        self.is_live, self.held, self._early = True, seq, []

    def resumed(self, said: dict[str, Any]) -> list[dict[str, Any]]:
        """The reply to a resume; returns the events that are new."""
        if self._early:
            raise Wrong(f"{self.name} hears {self._early} before the reply to its resume")
        self.is_live = True
        if said.get("snapshot") is not None:
            rewound = said["seq"] < self.held
            if said["snapshot"]["seq"] != said["seq"] or rewound:
                raise Wrong(f"{self.name} held {self.held}, resumes at {said['seq']}")
            self.held = said["seq"]
            return []
        new = [event for event in said["events"] if self.event(event)]
        self._again = []
        if self.held != said["seq"]:
            raise Wrong(f"{self.name} resumes to {said['seq']}, but holds {self.held}")
        return new


class Picture:
    """The game as its frames show it."""

    def __init__(self) -> None:
        self.phase = "lobby"
        self.round = 0
        self.host = ""
        self.me = ""
        self.seats: dict[str, str | None] = {}
        self.active: dict[str, bool] = {}
        self.own = ""
        self.has_answered = False
        self.ballot: list[str] = []
        self.was_kicked = False
        self.scores: dict[str, int] = {}

    @property
    def is_seated(self) -> bool:
        return self.active.get(self.me, False)

    def look(self, shown: dict[str, Any]) -> None:
        """All at once."""
        self.phase, self.round, self.host = shown["phase"], shown["round"], shown["host"]
        self.me = shown["me"] or ""
        self.seats = {seat["id"]: seat["user"] for seat in shown["players"]}
        self.active = {seat["id"]: seat["is_active"] for seat in shown["players"]}
        self.ballot = [line["id"] for line in shown["responses"]]
        self.own = shown["my_response"]["id"] if shown["my_response"] else ""
        self.has_answered = bool(self.own)
        self.scores = {place["player"]: place["score"] for place in shown["standings"]}

    def fold(self, said: dict[str, Any], actor: str) -> None:
        """One event more."""
        match said["ev"]:
            case "player.joined":
                player = said["player"]
                self.seats[player["id"]] = player["user"]
                self.active[player["id"]] = True
                self.scores.setdefault(player["id"], 0)
                if player["user"] == actor:
                    self.me = player["id"]
            case "player.left":
                self.active[said["player"]] = False
                if said["freed"]:
                    self.scores.pop(said["player"], None)
                    self.seats.pop(said["player"], None)
                if said["player"] == self.me and said["reason"] == "kicked":
                    self.was_kicked = True
            case "host.changed":
                self.host = said["host"]
            case "round.started":
                self.phase, self.round = "answering", said["round"]
                self.own, self.has_answered, self.ballot = "", False, []
            case "response.submitted":
                if said["player"] == self.me:
                    self.has_answered, self.own = True, said.get("response", "")
            case "judging.started":
                self.phase = "judging"
            case "voting.started":
                self.phase = "voting"
                self.ballot = [line["id"] for line in said["responses"]]
            case "round.completed":
                self.phase, self.ballot = "reveal", []
                self.scores = {place["player"]: place["score"] for place in said["standings"]}
            case "game.completed" | "game.cancelled":
                self.phase = said["ev"].removeprefix("game.")
