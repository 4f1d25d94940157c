"""One scripted evening of classic mode: its command log, and the digest of all that came of it.

`python -m tests.game.evening > tests/golden/classic-evening.json` writes the golden file anew.
"""

import sys
from hashlib import blake2b
from pathlib import Path
from typing import Any

import msgspec

from game.commands import (
    AddAgent,
    Command,
    JoinGame,
    KickPlayer,
    LeaveGame,
    PassHost,
    RecordHonours,
    SendChat,
    SetReady,
    ThawClock,
    Tick,
)
from game.decide import decide
from game.digest import digest
from game.events import Entry, Event
from game.honours import all_played
from game.ids import SYSTEM, Actor
from game.redact import EVERYTHING
from game.refusals import Refusal, Rejected
from game.results import Unlocked
from game.state import GameState, Phase
from tests.game.table import GAME, Table, encode, opening

GOLDEN = Path(__file__).parents[1] / "golden" / "classic-evening.json"
SETTINGS = {
    "judge": "auto",
    "reveal_seconds": 3,
    "weights": {"judge": 25, "votes": 65, "speed": 10},
}


class Post(msgspec.Struct, frozen=True):
    """A command in its place: who asked for it, and when (Unix ms)."""

    actor: Actor
    at_ms: int
    command: Command


class Recorder(Table):
    """A table that keeps every command posted at it, refused ones too."""

    def __init__(self) -> None:
        self.posts: list[Post] = []
        self.refusals: list[Refusal] = []
        super().__init__(opening(SETTINGS, agents=1, seed="a golden evening"))

    def post(self, actor: str, command: Command) -> tuple[Event, ...] | Rejected:
        self.posts.append(Post(Actor(actor), self.at_ms, command))
        answer = super().post(actor, command)
        if isinstance(answer, Rejected):
            self.refusals.append(answer.code)
        return answer


def play() -> Recorder:
    """People and machines come, go, answer, vote, quarrel and lose a little time."""
    table = Recorder()
    table.join("ada", "bob", "cyd", "dan")
    table.do("eve", JoinGame(name="ADA"))
    table.do("bob", SetReady(game=GAME))
    table.do("ada", AddAgent(game=GAME))
    table.do("cyd", SendChat(game=GAME, text="Is this on? 🦆"))
    table.do("ada", KickPlayer(game=GAME, player=table.player("dan")))
    table.post("dan", JoinGame(name="Dan"))
    table.start()
    while table.state.phase not in (Phase.COMPLETED, Phase.CANCELLED):
        round_of(table)
    table.do("bob", SendChat(game=GAME, text="Again?"))
    return table


def round_of(table: Recorder) -> None:
    """One round, each a little different."""
    assert table.state.round is not None
    number = table.state.round.number
    authors = list(table.state.players)[number % 2 :]
    if number == 2:
        table.do(SYSTEM, ThawClock(lost_ms=2_500, reason="storage"))
        table.do("ada", LeaveGame(game=GAME))
    for author in authors:
        table.wait(700 * number)
        table.post(author, table.submission(f"{author}: quip {number} “naïve”"))
        table.post(author, table.submission("and another"))
    if table.state.phase is Phase.ANSWERING:
        table.tick()
    if number != 3:
        table.judge({"bob": (number, 7.5, 9), "cyd": (2, 11, 5)})
    else:
        table.tick()
    table.do(SYSTEM, PassHost(present=(Actor("cyd"),)))
    assert table.state.round is not None
    ballot = table.state.round.ballot
    for place, voter in enumerate(table.state.players):
        for vote_type in ("funny", "creative", "best")[: 1 + place]:
            chosen = table.state.round.answers.get(table.state.players[voter])
            choices = [each for each in ballot if chosen is None or each != chosen.response]
            line = table.ballot_line("bob")
            response = choices[(place + number) % len(choices)]
            table.post(voter, msgspec.structs.replace(line, response=response, vote_type=vote_type))
    table.tick()
    if number == 2:
        table.do("ada", JoinGame())
    if all_played(table.state):
        unlocked = Unlocked(table.player("bob"), "first_game", "First Game", 10)
        table.do(SYSTEM, RecordHonours(number=7, unlocked=(unlocked,)))
    table.do(SYSTEM, Tick())
    table.tick()


def replay(posts: list[Post]) -> list[Entry]:
    """Post them all again, each at its own time; gives the journal that comes of it."""
    state: GameState | None = None
    entries: list[Entry] = []
    for post in posts:
        decided = decide(state, post.actor, post.command, post.at_ms)
        if not isinstance(decided, Rejected):
            for event in decided.events:
                entries.append(Entry(len(entries) + 1, post.at_ms, "replay", event))
            state = decided.state
    return entries


def golden() -> dict[str, Any]:
    """What the golden file holds: the log, its digest, and the digests of the streams of views."""
    table = play()
    viewers = {"history": EVERYTHING, "spectator": None, "ada": table.player("ada")}
    views = {
        name: blake2b(encode(table.views(viewer)), digest_size=16).hexdigest()
        for name, viewer in viewers.items()
    }
    posts = msgspec.to_builtins(table.posts)
    return {
        "digest": digest(table.entries)[0],
        "events": len(table.entries),
        "views": views,
        "posts": posts,
    }


def written() -> str:
    """The golden file, one post a line so that a change of the rules shows in a review."""
    kept = golden()
    posts = ",\n".join(encode(post).decode() for post in kept.pop("posts"))
    head = msgspec.json.format(encode(kept)).decode().removesuffix("\n}")
    return f'{head},\n  "posts": [\n{posts}\n]\n}}\n'


if __name__ == "__main__":
    sys.stdout.write(written())
