"""A server in the test's hands, as one page's socket meets it; knows no rule of the game."""

import json
from typing import Any

from playwright.sync_api import Page, WebSocketRoute

from tests.browser import hamlet, ordinary
from tests.browser.extremes import now_ms

Words = dict[str, Any]
# What of a command its answer needs, by its name.
ASKED = {
    "agent.get": ("agent",),
    "agent.mind": ("agent",),
    "world.join": ("character_name",),
}


class Fake:
    """Answers every command of a page; what it tells of the game may be changed between two."""

    def __init__(self, page: Page, language: str) -> None:
        self.language = language
        self.held: Words = ordinary.evening(language, "lobby")
        self.open_games = [
            ordinary.game(language, id=f"g{n}", code=f"QR{n}", name=name, status="waiting")
            for n, name in enumerate(("Tea & Toast", "غرفة الضحك", "W" * 60), 2)
        ]
        self.cast = ordinary.agents(language)
        # What an agent feels since it was talked with.
        self.felt: Words = {}
        # Every command that was heard.
        self.heard: list[Words] = []
        # Not answered, by its name; for what is seen while a reply is waited for.
        self.mute: set[str] = set()
        # Refused, by its name.
        self.refused: dict[str, str] = {}
        self._sockets: list[WebSocketRoute] = []
        page.route_web_socket("**/ws", self._connected)

    def push(self, **frame: Any) -> None:
        """Say something unasked to the newest socket."""
        self._sockets[-1].send(json.dumps(frame))

    def hang_up(self, code: int) -> None:
        """Close the newest socket so."""
        self._sockets[-1].close(code=code)

    def _connected(self, socket: WebSocketRoute) -> None:
        self._sockets.append(socket)
        socket.on_message(lambda message: self._heard(socket, json.loads(message)))

    def _heard(self, socket: WebSocketRoute, asked: Words) -> None:
        op = asked["op"]
        self.heard.append(asked)
        if "id" not in asked or op in self.mute:
            return
        known = getattr(self, "_" + op.replace(".", "_"), None)
        reply: Words = {"re": asked["id"], "ok": True}
        if op in self.refused:
            error = {"code": self.refused[op], "message": "no", "retry_after_ms": None}
            reply |= {"ok": False, "error": error}
        elif known is not None:
            reply |= known(**{key: asked[key] for key in ASKED.get(op, ())})
        socket.send(json.dumps(reply))

    def _hello(self) -> Words:
        user = {"id": ordinary.ME, "name": "Ada", "role": "player", "is_guest": True}
        return {"user": user, "token": "t", "server": {"now": now_ms()}}

    def _game_join(self) -> Words:
        held = self.held
        return {"game": held["game"], "player": None, "seq": held["seq"], "snapshot": held}

    def _game_resume(self) -> Words:
        return {"events": []}

    def _game_list(self) -> Words:
        return {"games": self.open_games, "next": None}

    def _agent_list(self) -> Words:
        return {"agents": self.cast}

    def _agent_get(self, agent: str) -> Words:
        told = hamlet.agent(agent)
        return told | {"agent": told["agent"] | self.felt}

    def _agent_memories(self) -> Words:
        return {"agent": "", "memories": hamlet.memories()}

    def _agent_mind(self, agent: str) -> Words:
        return hamlet.mind(agent)

    def _agent_talk(self) -> Words:
        answer = hamlet.answer()
        self.felt = {"relationship": answer["relationship"]}
        return answer

    def _world_watch(self) -> Words:
        return {"map": hamlet.ground(), "tick": 812, "now": hamlet.now()}

    def _world_join(self, character_name: str) -> Words:
        return {"character": hamlet.person(character_name), **self._world_watch()}

    def _profile_get(self) -> Words:
        return ordinary.profile(self.language)

    def _leaderboard_get(self) -> Words:
        rows = ordinary.board()
        return {"rows": rows, "me": rows[0], "next": "more", "scope": "all"}

    def _game_history(self) -> Words:
        views = ordinary.history(self.language)
        return {"game": self.held["game"], "events": views, "next": None}

    def _prompt_best(self) -> Words:
        best = {"text": "Quack, and 'W' " * 12, "name": "Bodo", "chance": 0.8, "voters": 7}
        return {"answers": [{**best, "is_ai": False, "game": "g1", "votes": 9}]}

    def _judge_why(self) -> Words:
        return {"round": 2, "judge": "offline", "answers": ordinary.whys()}

    def _profile_export(self) -> Words:
        return {"user": {"name": "Ada"}}

    def _response_submit(self) -> Words:
        return {"response": {"id": "r0"}}
