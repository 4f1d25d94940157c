"""A valley as it should look in a picture, told by a fake server: everyone at home in it."""

import json
import tomllib
from pathlib import Path
from typing import Any, Final

AGENTS: Final = Path(__file__).parents[2] / "agents"
Words = dict[str, Any]
MINUTE_MS, DAY_MS = 60_000, 86_400_000
AT_MS = 1_764_000_000_000
MORNING, NIGHT = 9 * 60 + 35, 22 * 60 + 40
BOUND = {"type": "friend", "affection": 34, "trust": 61, "frequency": 7}
# Who walks where, who talks with whom; everyone else is at home.
WALKS = {"postmistress": ("square", "inn"), "mapmaker": ("bridge", "mill"), "keeper": ("hill", "")}
PLACES = {"goat": "square", "mayor": "square", "baker": "square", "inspector": "square"}
TALKS = {"mayor": "inspector", "inspector": "mayor"}
CAUSES = (("vote_funny", 4, 1), ("chat", 3, 2), ("beaten", -2, 0), ("gossip", 2, 1))
LAYERS = ("reflexive", "implementation", "operational", "tactical", "strategic")
LONG_VIEW = ("executive", "visionary", "reflective", "universal")
PERIODS_S = (0.1, 10, 60, 300, 3_600, 86_400, 604_800, 2_592_000, 31_536_000)


def characters() -> list[Words]:
    """The characters that ship, by their names on the wire."""
    files = sorted((AGENTS / "characters").glob("*.json"))
    return [json.loads(each.read_text("utf-8")) for each in files]


def ground() -> Words:
    """The map that ships, as the wire tells it."""
    drawn = tomllib.loads((AGENTS / "world" / "valley.toml").read_text("utf-8"))
    places = [
        {"id": slug, "name": each["name"], "x": each["x"] * 100, "y": each["y"] * 100}
        for slug, each in drawn["places"].items()
    ]
    paths = [[start, end] for start, ends in drawn["paths"].items() for end in ends]
    size = {"width": drawn["width"] * 100, "height": drawn["height"] * 100}
    return {"name": "Heartwood Valley", **size, "places": places, "paths": paths}


def now(minute: int = MORNING) -> Words:
    """A Tuesday; the clock stands still, so that pictures are the same."""
    return {"at": DAY_MS + minute * MINUTE_MS, "shown": "", "pace": 0}


def figures(minute: int = MORNING) -> list[Words]:
    """Everyone, doing what their day says."""
    spots = {each["id"]: each for each in ground()["places"]}
    return [_figure(each, spots, minute) for each in characters()]


def _figure(one: Words, spots: dict[str, Words], minute: int) -> Words:
    slug = one["slug"]
    entry = _entry(one["schedule"]["workday"], minute)
    place, to = (
        WALKS.get(slug, (PLACES.get(slug, one["home"]), ""))
        if minute < 1_200
        else (one["home"], "")
    )
    x, y = spots[place]["x"], spots[place]["y"]
    if to:
        x, y = (x + 2 * spots[to]["x"]) // 3, (y + 2 * spots[to]["y"]) // 3
    other = TALKS.get(slug) if minute < 1_200 else None
    who = {"id": slug, "name": one["name"], "is_person": False, "x": x, "y": y, "place": place}
    state = {"mood": len(one["name"]) * 7 % 120 - 40, "energy": len(one["line"]) % 100}
    does = {"to": to or None, "kind": entry["kind"], "activity": entry["activity"]}
    return who | does | state | {"talks_to": other, "tone": "quarrel" if other else None}


def _entry(day: list[Words], minute: int) -> Words:
    """What is due at this minute of the day."""
    due = [each for each in day if _minutes(each["start"]) <= minute < _minutes(each["end"])]
    return due[0] if due else {"kind": "rest", "activity": "time to oneself"}


def _minutes(time: str) -> int:
    return int(time[:2]) * 60 + int(time[3:])


def tick(minute: int = MORNING) -> Words:
    """The first signal after world.watch."""
    whole = {"tick": 813, "full": True, "agents": figures(minute), "gone": []}
    return {"sig": "world.tick", "now": now(minute), **whole}


def person(name: str, place: str = "square") -> Words:
    """A player's character."""
    spot = next(each for each in ground()["places"] if each["id"] == place)
    at = {"x": spot["x"], "y": spot["y"], "place": place, "to": None}
    rest = {"kind": "rest", "activity": "", "mood": 0, "energy": 100}
    none = {"talks_to": None, "tone": None}
    return {"id": "u0", "name": name, "is_person": True, **at, **rest, **none}


def agents() -> list[Words]:
    """As agent.list tells them."""
    return [
        {
            "id": each["slug"],
            "name": each["name"],
            "avatar": each["avatar"],
            "line": each["line"],
            "traits": ["patient"],
            "relationship": BOUND | {"affection": 40 - 9 * n},
        }
        for n, each in enumerate(characters())
    ]


def agent(slug: str) -> Words:
    """As agent.get tells one."""
    one = next(each for each in characters() if each["slug"] == slug)
    shown = next(each for each in agents() if each["id"] == slug)
    ties = [
        {**bond, "times": 12, "cause": "quarrel" if bond["affection"] < 0 else None}
        | {"cause_at": AT_MS}
        for bond in one["relationships"]
    ]
    causes = [
        {"cause": cause, "affection": affection, "trust": trust, "at": AT_MS - n, "by": "me"}
        | {"source": "mayor" if cause == "gossip" else None, "note": ""}
        for n, (cause, affection, trust) in enumerate(CAUSES)
    ]
    steps = [{"what": "ask who took the fountain", "place": "square", "done": True}]
    steps.append({"what": "look for hoof marks", "place": "town-hall", "done": False})
    plan = {"goal": "Find out who drinks the fountain", "steps": steps, "status": "active"}
    more = {"background": one["background"], "likes": one["likes"], "dislikes": one["dislikes"]}
    task = {"name": "return a book", "kind": "errand", "place": "library", "left": 20}
    due = {"priority": 5, "deadline": None, "is_begun": False}
    return {
        "agent": shown,
        **more,
        "memories_of_me": 3,
        "goals": [one["primary_goal"], *one["secondary_goals"]],
        "plan": [task | due],
        "plans": [plan | {"priority": 6, "deadline": None}],
        "schedule": one["schedule"]["workday"],
        "ties": ties,
        "causes": causes,
        "talks": [],
    }


def memories() -> list[Words]:
    """As agent.memories tells them, best first."""
    told = (
        ("observation", "Ada beat me with a toaster that had opinions.", 7.5, 0.91),
        ("reflection", "Ada is funniest when she is losing.", 6.0, 0.72),
        ("observation", "Ada voted for my answer about the roof.", 4.0, 0.55),
        ("plan", "Ask Ada about the toaster at the next game.", 5.0, 0.31),
    )
    return [
        {"id": f"m{n}", "kind": kind, "content": content, "at": AT_MS - n * DAY_MS, "until": None}
        | {"times": 1 + n % 3, "importance": importance, "emotion": 0.5, "tags": ["toaster"]}
        | {"agents": [], "players": ["u0"], "place": "inn", "game": None, "source": ["m0"]}
        | {"score": score, "match": score / 2}
        | {
            "parts": {"recency": 1 - n / 5, "importance": importance / 10, "relevance": score}
            | {"emotion": 0.4, "keyword": float(n == 0)}
        }
        for n, (kind, content, importance, score) in enumerate(told)
    ]


def mind(slug: str) -> Words:
    """As agent.mind tells it."""
    layers = [
        {"layer": f"L{n}", "name": name, "period_ms": int(PERIODS_S[n - 1] * 1000), "is_on": n != 7}
        | {"at": AT_MS if n in (3, 4) else None, "doing": "joke: brief, bold" if n == 4 else ""}
        | {"weights": {"brevity": 0.31, "wordplay": -0.2} if n == 4 else {}}
        for n, name in enumerate((*LAYERS, *LONG_VIEW), 1)
    ]
    signals = [
        {"id": f"s{n}", "at": AT_MS - n, "from": start, "to": end, "type": kind}
        | {"content": content, "strength": 0.62, "game": None}
        for n, (start, end, kind, content) in enumerate(
            (
                ("L4", "L3", "forward", "joke: brief, bold"),
                ("L3", "L4", "backward", "the last one was too long"),
                ("L5", "L4", "forward", "be remembered"),
            )
        )
    ]
    brief = [
        {"id": each["id"], "content": each["content"], "at": each["at"], "until": None}
        | {"importance": each["importance"], "emotion": 0.5, "tags": [], "source": ["m0", "x9"]}
        for each in memories()[1:2]
    ]
    own = {"reflections": brief, "plans": [], "evaluations": []}
    return {"agent": slug, "layers": layers, "signals": signals, **own}


def answer() -> Words:
    """As agent.talk replies."""
    text = "Meh. You again, with the toaster. I have been ruminating on it, and I like it."
    change = {"cause": "chat", "affection": 3, "trust": 2, "at": AT_MS, "by": "player"}
    return {
        "agent": "goat",
        "reply": {"text": text, "emotional_tone": "amused"},
        "relationship": BOUND | {"affection": 16, "trust": 63, "frequency": 8},
        "change": change | {"source": None, "note": ""},
        "recalled": ["m0", "m1"],
        "ended": False,
    }
