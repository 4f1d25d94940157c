"""Twin of the prompt store."""

from collections.abc import Sequence
from hashlib import md5

from game.commands import Candidate
from game.dealing import rating
from game.ids import Actor, mint
from persistence.fakes.store import OnStore
from persistence.ports import KnownText, Opinion, Proposal, Proposed, StoredPrompt, TooManyWaiting
from persistence.ports.prompts import COMMUNITY, WAITING_MAX, Wanted, packs


class TwinPrompts(OnStore):
    """The Prompts port; a text is the same prompt in whichever pack it stands."""

    async def load(self, prompts: Sequence[StoredPrompt]) -> int:
        self.store.check()
        kept = {(each.pack, each.language, each.prompt.text): each for each in prompts}
        self.store.prompts = tuple(kept.values())
        return len(kept)

    async def candidates(
        self, wanted: Wanted, users: Sequence[Actor], limit: int, salt: str = ""
    ) -> tuple[Candidate, ...]:
        self.store.check()
        found = [
            Candidate(each.prompt, self._met(each, users), self._rating(each))
            for each in (*self.store.prompts, *self._accepted())
            if each.pack in packs(wanted.pack)
            and each.language == wanted.language
            and (not wanted.categories or each.prompt.category in wanted.categories)
            and wanted.difficulty in (None, each.prompt.difficulty)
        ]
        found.sort(key=lambda each: (each.last_seen_ms, _mixed(salt + each.prompt.text)))
        return tuple(found[:limit])

    def _accepted(self) -> list[StoredPrompt]:
        return [
            StoredPrompt(COMMUNITY, each.language, each.prompt)
            for key, each in self.store.proposals.items()
            if self.store.reviews.get(key) == "accepted"
        ]

    def _met(self, stored: StoredPrompt, users: Sequence[Actor]) -> int:
        keys = ((user, stored.language, stored.prompt.text) for user in users)
        return max((self.store.prompt_views.get(key, 0) for key in keys), default=0)

    def _rating(self, stored: StoredPrompt) -> float | None:
        place = (stored.language, stored.prompt.text)
        liked = [each.liked for key, each in self.store.opinions.items() if key[1:] == place]
        return rating(liked.count(True), liked.count(False)) if liked else None

    async def rate(self, opinions: Sequence[Opinion]) -> None:
        self.store.check()
        for each in opinions:
            key = (each.by, each.played.language, each.played.text)
            before = self.store.opinions.get(key)
            if before is None or before.at_ms <= each.at_ms:
                self.store.opinions[key] = each

    async def propose(self, proposal: Proposal) -> str | KnownText | TooManyWaiting:
        self.store.check()
        rows, reviews = self.store.proposals, self.store.reviews
        mine = {key: row for key, row in rows.items() if row.by == proposal.by}
        for key, row in mine.items():
            if proposal.cause is not None and row.cause == proposal.cause:
                return key
        known = [(each.language, each.prompt) for each in self.store.prompts]
        known += [(row.language, row.prompt) for row in rows.values()]
        said = (proposal.language, proposal.prompt.text.lower())
        if said in [(language, prompt.text.lower()) for language, prompt in known]:
            return KnownText()
        if sum(key not in reviews for key in mine) >= WAITING_MAX:
            return TooManyWaiting()
        text = proposal.prompt.text
        key = mint(proposal.at_ms, "prompt", proposal.by, proposal.language, text)
        rows[key] = proposal
        return key

    async def proposed(self, limit: int) -> list[Proposed]:
        self.store.check()
        waiting = [
            Proposed(key, each.by, each.language, each.prompt, each.at_ms)
            for key, each in self.store.proposals.items()
            if key not in self.store.reviews
        ]
        return sorted(waiting, key=lambda each: (each.at_ms, each.id))[:limit]

    async def review(self, prompt: str, *, accept: bool, by: Actor, now_ms: int) -> bool:
        self.store.check()
        if prompt not in self.store.proposals or prompt in self.store.reviews:
            return False
        self.store.reviews[prompt] = "accepted" if accept else "refused"
        return True


def _mixed(text: str) -> str:
    return md5(text.encode(), usedforsecurity=False).hexdigest()
