"""The story of a day in the valley, for people: who talked, who met whom where, how all felt."""

from collections import Counter
from collections.abc import Iterator, Mapping

from msgspec import Struct, field

from agents.world.body import POINT, World
from agents.world.clock import MINUTE_MS, NAMES, day_of, kind_of, shown
from agents.world.happenings import Felt, Happening, Met, Talked, Tired
from agents.world.map import Map

TONES = {
    "chat": "{a} and {b} have a chat {place}",
    "quarrel": "{a} and {b} quarrel {place}",
    "made_up": "{a} and {b} make up {place}",
}


class Story(Struct):
    """A day while it is told; mutable, and new for each day."""

    map: Map
    names: Mapping[str, str]
    lines: list[str] = field(default_factory=list)
    met: Counter[tuple[str, str, str]] = field(default_factory=Counter)

    def hear(self, happening: Happening, now_ms: int) -> None:
        """Take in what happened at a moment."""
        match happening:
            case Talked(a, b, place, tone):
                text = TONES[tone].format(a=self.name(a), b=self.name(b), place=self.at(place))
                self._say(now_ms, text)
            case Met(a, b, place):
                self.met[a, b, place] += 1
            case Tired(id):
                self._say(now_ms, f"{self.name(id)} is worn out and goes to lie down")
            case Felt(change) if change.source:
                text = (
                    f"{self.name(change.source)} tells {self.name(change.of)} about"
                    f" {self.name(change.toward)} ({change.affection:+})"
                )
                self._say(now_ms, text)
            case Felt(change) if change.cause == "gift" and change.by == change.toward:
                self._say(
                    now_ms, f"{self.name(change.of)} has a gift from {self.name(change.toward)}"
                )
            case _:
                pass

    def name(self, id: str) -> str:
        """How people call one."""
        return self.names.get(id, id)

    def at(self, place: str) -> str:
        """Where it was."""
        return f"at {self.map.names[place]}"

    def _say(self, now_ms: int, text: str) -> None:
        self.lines.append(f"  {shown(now_ms).rpartition(' ')[2]}  {text}")

    def told(self, world: World) -> Iterator[str]:
        """The day's lines, once it is over."""
        day = day_of(world.now_ms - MINUTE_MS)
        yield f"Day {day + 1}, {NAMES[day % 7]} ({kind_of(day)})"
        yield from self.lines
        places: dict[str, Counter[str]] = {}
        for (a, b, place), times in sorted(self.met.items()):
            for one, other in ((a, b), (b, a)):
                places.setdefault(one, Counter())[f"{other} ({place})"] += times
        for id, body in world.bodies.items():
            if body.is_steered:
                continue
            often = sorted(places.get(id, Counter()).items(), key=lambda each: (-each[1], each[0]))
            met = ", ".join(f"{other} x{times}" for other, times in often[:4]) or "nobody"
            mood, energy = int(body.mood / POINT), body.energy // POINT
            yield f"  {id:13s} mood {mood:+4d}, energy {energy:3d}; met {met}"
