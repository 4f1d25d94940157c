"""Games that only a fake server tells: tables of twelve, and answers as bad as rules allow."""

import json
import time
from collections.abc import Sequence
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

PROMPT = "Cross an accordion with a kitchen appliance. Name the result and its first victim."
# Each has 280 characters, as people count them.
ANSWERS = (
    ("Extremely long answers go on and on about nothing in particular " * 5)[:280],
    ("هذا جواب طويل جدا عن لا شيء على الإطلاق 😂🔥 " * 8)[:280],
    "Donaudampfschiff" * 17 + "ende1234",
    "Z\u0301\u0327\u0308\u0335" * 280,
    "👩‍👩‍👧‍👦🏳️‍🌈" * 140,
    "W" * 280,
    "漢" * 280,
    "\u202e" + "evil txt.exe " * 21,
    "<img src=x onerror=alert(1)>" * 10,
    "x " * 140,
    "i" * 280,
    "Yes",
)
NAMES = ("Ada", "Grandmaster Flashlight of Nowher", "بدر الدين", "Zoë 🦄", "W" * 32, "王小明")


def now_ms() -> int:
    """The wall's time, which this fake server goes by."""
    return int(time.time() * 1000)


def game() -> dict[str, Any]:
    """A game as it is shown, its name as long as may be."""
    settings = {"voting_seconds": 30, "reveal_seconds": 30, "judging_seconds": 5}
    of = {"id": "g1", "code": "K7QX2", "name": "Friday " * 8, "mode": "classic", "host": "u0"}
    size = {"max_players": 12, "total_rounds": 5, "time_limit_seconds": 60}
    return of | size | {"status": "in_progress", "visibility": "private", "settings": settings}


def seat(number: int) -> dict[str, Any]:
    """One of the table; every fourth is a machine."""
    who = {"id": f"p{number}", "name": NAMES[number % len(NAMES)], "is_ai": number % 4 == 3}
    place = {"score": 0, "rank": 1, "is_ready": True, "is_active": True, "connected": True}
    return who | place | {"avatar_url": None, "user": None, "agent": None}


def result(number: int, text: str) -> dict[str, Any]:
    """What became of this player's answer."""
    of = {"response": f"r{number}", "player": f"p{number}", "text": text, "judge": "house"}
    scores = {"creativity": 6.5, "humor": 7.25, "relevance": 5.1, "total": 6.3}
    votes = {"funny": number, "creative": 1, "best": 0}
    worth = {"points": 100 * number, "scores": scores, "votes": votes}
    return of | worth | {"is_ai": number % 4 == 3}


def snapshot(phase: str, texts: Sequence[str] = ANSWERS, left_ms: int = 30_000) -> dict[str, Any]:
    """A game of so many players in this phase, as a spectator is told it."""
    seats = range(len(texts))
    over = phase in ("reveal", "completed")
    standings = [
        {"player": f"p{each}", "score": 5000 - 100 * each, "rank": each + 1} for each in seats
    ]
    honours = [
        {"player": f"p{each}", "code": "none", "name": "First Game", "points": 10} for each in seats
    ]
    held = {"game": game(), "seq": 10, "at": now_ms(), "phase": phase, "round": 2, "me": None}
    return held | {
        "total_rounds": 5,
        "paused": False,
        "host": "u0",
        "players": [seat(each) for each in seats],
        "chat": [],
        "deadline": None if phase in ("lobby", "completed") else now_ms() + left_ms,
        "prompt": {"round": 2, "text": PROMPT, "category": "inventions", "difficulty": "easy"},
        "responses": [{"id": f"r{each}", "text": texts[each]} for each in seats],
        "my_response": None,
        "my_votes": {},
        "received": 4,
        "expected": 3 * len(texts),
        "results": [result(each, texts[each]) for each in seats] if over else [],
        "standings": standings if over else [],
        "winners": ["p0"] if phase == "completed" else [],
        "achievements": honours if phase == "completed" else [],
    }


def serve(page: Page, held: dict[str, Any] | None) -> None:
    """Answer this page's socket with one game, or with none."""

    def connected(socket: WebSocketRoute) -> None:
        socket.on_message(lambda message: socket.send(reply(message)))

    def reply(message: str | bytes) -> str:
        asked = json.loads(message)
        answer: dict[str, Any] = {"re": asked["id"], "ok": True}
        if asked["op"] == "hello":
            user = {"id": "s1", "name": "Big screen", "role": "player", "is_guest": True}
            answer |= {"user": user, "token": "t", "server": {"now": now_ms()}}
        elif asked["op"] == "game.join" and held is not None:
            answer |= {"game": held["game"], "player": None, "seq": held["seq"], "snapshot": held}
        else:
            answer |= {"ok": False, "error": {"code": "not_found", "message": "no"}}
        return json.dumps(answer)

    page.route_web_socket("**/ws", connected)
