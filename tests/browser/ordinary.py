"""An evening as it should look in a picture, told by a fake server: friends and two machines."""

from typing import Any

from tests.browser.extremes import now_ms

Words = dict[str, Any]
ME = "u0"
PLAYED_MS = 1_764_000_000_000
CODE = "K7QX2"
SAID: dict[str, Words] = {
    "en": {
        "game": "Friday at Ada's",
        "prompt": "A museum that would close after one day",
        "answers": (
            "The Museum of Wet Socks",
            "Everything I said in my twenties, in chronological order",
            "The National Gallery of Nearly Parallel Parking",
            "Ghosts, but they are all named Kevin",
            "A quiet house with one loud fridge",
            "Two hundred identical spoons and a guide who cries",
        ),
        "chat": ("Is the goat a machine?", "The goat is always a machine."),
        "said": "The server restarts at eleven. Nothing is lost.",
        "line": "Bakes before dawn, judges everyone by their crusts.",
    },
    "de": {
        "game": "Freitag bei Ada",
        "prompt": "Ein Museum, das nach einem Tag wieder schließt",
        "answers": (
            "Das Museum der nassen Socken",
            "Alles, was ich mit zwanzig gesagt habe, in zeitlicher Reihenfolge",
            "Die Nationalgalerie des beinahe geraden Einparkens",
            "Gespenster, aber alle heißen Kevin",
            "Ein stilles Haus mit einem lauten Kühlschrank",
            "Zweihundert gleiche Löffel und ein weinender Museumsführer",
        ),
        "chat": ("Ist die Ziege eine Maschine?", "Die Ziege ist immer eine Maschine."),
        "said": "Der Server startet um elf neu. Nichts geht verloren.",
        "line": "Backt vor der Dämmerung und beurteilt alle nach ihrer Kruste.",
    },
}
NAMES = ("Ada", "Bob", "Zoë", "بدر الدين", "Goat", "Baker")
FACES = {4: ("goat", "🐐"), 5: ("baker", "🥐")}
SEATS = range(len(NAMES))
POINTS = (720, 410, 560, 130, 640, 380)
SCORES = (2310, 1690, 2120, 940, 2310, 1280)
RANKS = (1, 4, 3, 6, 1, 5)


def agents(language: str) -> list[Words]:
    """The machine players to choose from."""
    line = SAID[language]["line"]
    return [
        {"id": code, "name": NAMES[each], "avatar": face, "line": line, "traits": ["patient"]}
        for each, (code, face) in FACES.items()
    ]


def game(language: str, **other: Any) -> Words:
    """The game as it is listed."""
    settings = {"voting_seconds": 30, "reveal_seconds": 30, "judging_seconds": 5}
    of = {"id": "g1", "code": CODE, "name": SAID[language]["game"], "mode": "classic", "host": ME}
    size = {"max_players": 8, "total_rounds": 5, "time_limit_seconds": 60, "players": 4}
    shown = {"status": "in_progress", "visibility": "private", "settings": settings}
    return of | size | shown | other


def seat(number: int) -> Words:
    """One of the table."""
    code = FACES.get(number, (None, ""))[0]
    who = {"id": f"p{number}", "name": NAMES[number], "is_ai": code is not None, "agent": code}
    user = None if code else f"u{number}"
    place = {"score": SCORES[number], "rank": RANKS[number], "is_ready": number != 2}
    return who | place | {"user": user, "avatar_url": None, "is_active": True, "connected": True}


def result(number: int, text: str) -> Words:
    """What became of this player's answer."""
    of = {"response": f"r{number}", "player": f"p{number}", "text": text, "judge": "offline"}
    scores = {"creativity": 6.5 - number / 2, "humor": 7.25, "relevance": 5.1, "total": 6.3}
    votes = {"funny": (3, 0, 1, 0, 2, 0)[number], "creative": number % 3, "best": 5 - number}
    worth = {"points": POINTS[number], "scores": scores, "votes": votes}
    return of | worth | {"is_ai": number in FACES}


def evening(language: str, phase: str, **other: Any) -> Words:
    """The game in this phase, as one of its players is told it; `other` replaces parts."""
    said = SAID[language]
    rows = [
        {"player": f"p{each}", "score": SCORES[each], "rank": RANKS[each]}
        for each in sorted(SEATS, key=lambda each: RANKS[each])
    ]
    codes = (("p0", "first_win", "First Win", 25), ("p4", "first_game", "First Game", 10))
    named = ("player", "code", "name", "points")
    unlocked = [dict(zip(named, each, strict=True)) for each in codes]
    told = phase in ("reveal", "completed")
    lines = [
        {"message": f"m{n}", "player": f"p{n + 1}", "name": NAMES[n + 1], "text": text, "at": 1}
        for n, text in enumerate(said["chat"])
    ]
    held = {"game": game(language), "seq": 10, "at": now_ms(), "phase": phase, "round": 2}
    head = {"me": "p0", "host": ME, "total_rounds": 5, "paused": False, "chat": lines}
    prompt = {"round": 2, "text": said["prompt"], "category": "history", "difficulty": "easy"}
    results = [result(each, said["answers"][each]) for each in SEATS]
    stats = {"most_funny_player": "p0", "most_creative_player": "p4", "fastest_player": "p2"}
    body = {
        "players": [seat(each) for each in SEATS],
        "deadline": None if phase in ("lobby", "completed", "cancelled") else now_ms() + 42_000,
        "prompt": prompt,
        "responses": [{"id": f"r{each}", "text": said["answers"][each]} for each in SEATS],
        "my_response": None if phase == "answering" else {"id": "r0", "text": said["answers"][0]},
        "my_votes": {},
        "received": 3,
        "expected": 6 if phase == "answering" else 18,
        "results": results if told else [],
        "standings": rows if told else [],
        "winners": ["p0", "p4"] if phase == "completed" else [],
        "achievements": unlocked if phase == "completed" else [],
        "stats": stats if phase == "completed" else None,
    }
    return held | head | body | other


def whys() -> list[Words]:
    """What the judge says of each answer: what helped, what did not, and a fault."""
    fields = ("heading", "key", "points", "text")
    told = (
        ("all", "copies_another", 0, "Another answer says the same."),
        ("creativity", "distance.up", 1.35, "The idea is far from what the prompt suggests."),
        ("creativity", "words.down", -0.4, "It uses only everyday words."),
        ("humor", "length.up", 2.1, "It has a good length."),
        ("humor", "unheard_of.up", 0.2, "What this page has no word for yet."),
        ("relevance", "related.down", -0.95, "It has little to do with what was asked."),
    )
    reasons = [dict(zip(fields, each, strict=True)) for each in told]
    shared = {"confidence": 0.55, "marks": ["copies_another"], "version": 3, "reasons": reasons}
    return [{"response": f"r{each}", **shared} for each in SEATS]


def board() -> list[Words]:
    """Rows of the leaderboard."""
    counts = ("games_played", "wins", "total_score")
    return [
        {"rank": n, "user": f"u{n - 1}", "name": NAMES[n - 1]}
        | dict(zip(counts, (20 - n, 9 - n, 43_000 - 3_217 * n), strict=True))
        for n in range(1, 5)
    ]


def profile(language: str) -> Words:
    """Ada's figures, medals and evenings."""
    stats = {"games_played": 19, "wins": 8, "total_score": 39_783, "avg_score_per_game": 2093.8}
    best = {
        "highest_single_game_score": 3_870,
        "achievement_points": 85,
        "rating": 27.4,
        "is_rated": True,
    }
    votes = {"creativity_votes": 61, "humor_votes": 144, "best_votes": 87, "rank": 1}
    codes = ("first_game", "first_win", "veteran", "comedian")
    got = [
        {"code": code, "name": code, "description": "", "points": 25, "at": PLAYED_MS, "game": "g1"}
        for code in codes
    ]
    past = [
        {"game": "g1", "name": SAID[language]["game"], "score": 2310, "rank": 1, "players": 6}
        | {"ended_at": PLAYED_MS}
    ]
    user = {"id": ME, "name": "Ada", "role": "player", "is_guest": True}
    shown = {"user": user, "name": "Ada", "stats": stats | best | votes}
    return shown | {"achievements": got, "recent_games": past}


def history(language: str) -> list[Words]:
    """A finished game, as short as may be, event by event."""
    said = SAID[language]
    told = evening(language, "completed")
    joined = [{"ev": "player.joined", "player": seat(each)} for each in SEATS]
    prompt = {"round": 1, "prompt": said["prompt"], "category": "history", "difficulty": "easy"}
    written = [
        {"ev": "response.submitted", "round": 1, "player": f"p{each}", "response": f"r{each}"}
        | {"text": said["answers"][each], "received": each + 1, "expected": 6}
        for each in SEATS
    ]
    ends = {"standings": told["standings"], "winners": told["winners"]}
    views = [
        *joined,
        {"ev": "game.started", "total_rounds": 5, "seats": [f"p{each}" for each in SEATS]},
        {"ev": "round.started", "deadline": 60_000, **prompt},
        *written,
        {"ev": "voting.started", "round": 1, "responses": told["responses"], "deadline": 90_000},
        {"ev": "round.completed", "round": 1, "results": told["results"], "reveal_until": 99_000}
        | {"standings": told["standings"]},
        {"ev": "game.completed", "stats": told["stats"], "achievements": [], **ends},
    ]
    return [{"game": "g1", "seq": n, "at": 1_000 * n, **view} for n, view in enumerate(views, 1)]
