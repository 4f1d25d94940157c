"""Twin of the prompt store."""

from collections.abc import Sequence

from game.commands import Prompt
from persistence.fakes.store import OnStore
from persistence.ports import StoredPrompt


class TwinPrompts(OnStore):
    """The Prompts port."""

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        self.store.check()
        kept = {(each.pack, each.language, each.prompt.text): each for each in prompts}
        self.store.prompts = tuple(kept.values())
        return len(kept)

    async def drawn_from(self, pack: str, language: str) -> tuple[Prompt, ...]:
        self.store.check()
        mine = (pack, language)
        found = [each.prompt for each in self.store.prompts if (each.pack, each.language) == mine]
        return tuple(sorted(found, key=lambda prompt: prompt.text.encode()))
