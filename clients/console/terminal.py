"""The console for a person: a prompt with history and completion, signals above it."""

import os
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Final, get_args

from prompt_toolkit import PromptSession
from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document
from prompt_toolkit.history import FileHistory, History, InMemoryHistory
from prompt_toolkit.patch_stdout import patch_stdout

from clients.console.line import Line
from clients.console.screen import Screen
from clients.failures import ClientError, Dismissed, Refused
from server.wire import Topic

TOPICS: Final[tuple[Topic, ...]] = get_args(Topic)
LEAVING: Final = ("exit", "quit")
WATCH: Final = "watch"


class FromServer(Completer):
    """Completion by the one who knows."""

    def __init__(self, line: Line) -> None:
        self._line = line

    def get_completions(self, document: Document, event: CompleteEvent) -> list[Completion]:
        """Nothing without asking; see below."""
        return []

    async def get_completions_async(
        self, document: Document, event: CompleteEvent
    ) -> AsyncGenerator[Completion, None]:
        """What the server would take in place of the last word."""
        before = document.text_before_cursor
        last = before[before.rfind(" ") + 1 :]
        found: list[str]
        if before.startswith(f"{WATCH} "):
            found = [topic for topic in TOPICS if topic.startswith(last)]
        else:
            try:
                found = await self._line.complete(before)
            except ClientError:
                return
            if " " not in before:
                found += [each for each in (WATCH, LEAVING[0]) if each.startswith(last)]
        for word in found:
            yield Completion(word, start_position=-len(last))


def history(environment: Mapping[str, str], home: Path) -> History:
    """The lines of earlier evenings, if the state folder can be written; read by nobody else."""
    state = environment.get("XDG_STATE_HOME")
    folder = (Path(state) if state else home / ".local" / "state") / "genius"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = folder / "console_history"
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(str(file))


async def converse(line: Line, screen: Screen) -> int:
    """Read lines until the person leaves or the server does; the exit status."""
    assert line.greeting is not None
    server = line.greeting.server
    screen.say(f"{server.node}, version {server.version}. `help` shows what can be said.")
    session: PromptSession[str] = PromptSession(
        history=history(os.environ, Path.home()),
        completer=FromServer(line),
        complete_while_typing=False,
    )
    with patch_stdout(raw=True):
        while line.is_open:
            try:
                said = (await session.prompt_async("genius> ")).strip()
            except (EOFError, KeyboardInterrupt):
                return 0
            if said in LEAVING:
                return 0
            if said:
                await obey(line, screen, said)
    screen.say("the server has closed the console")
    return 2


async def obey(line: Line, screen: Screen, said: str) -> None:
    """Carry one line out and show what came of it."""
    first, *words = said.split()
    try:
        if first == WATCH:
            await line.watch(*(topic for topic in TOPICS if topic in words))
            screen.say(f"watching {' '.join(words) or 'nothing'}; topics: {' '.join(TOPICS)}")
        else:
            screen.show(await line.execute(said))
    except Refused as error:
        screen.say(error.message, "red")
    except Dismissed:
        return
    except ClientError as error:
        screen.say(str(error), "red")
