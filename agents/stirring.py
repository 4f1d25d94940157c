"""What in a game moves an agent toward those it plays with: (witness, view) -> stirs.

Votes are secret while a game lasts. Once it is over anyone who sat there may read them in its
history, and so may an agent: only then it learns who voted for it.
"""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec import Struct, field
from msgspec.structs import replace

from agents.keywords import keywords
from agents.relationships import Cause, Stir, caused
from agents.retelling import counted, feeling
from agents.sightings import Witness
from game import views as seen
from game.ids import PlayerId, ResponseId, mint
from game.views import EventView, Skipped

# Of one type by one person in a game; more is applause, but no more friendship.
COUNTED_MAX: Final = 3
VOTES: Final[dict[str, tuple[Cause, str]]] = {
    "funny": ("vote_funny", "laugh"),
    "creative": ("vote_creative", "vote for wit"),
    "best": ("vote_best", "vote for best"),
}


class Polls(Struct, frozen=True):
    """Who wrote what and who voted for what, as the history of a finished game shows it."""

    authors: Mapping[ResponseId, PlayerId] = field(default_factory=dict)
    votes: Mapping[tuple[int, PlayerId, str], ResponseId] = field(default_factory=dict)


def tallied(polls: Polls, view: EventView | Skipped | None) -> Polls:
    """The polls after one more view of the history; a vote that was moved counts where it is."""
    match view:
        case seen.VoteCastView(player=voter, response=response) if voter and response:
            key = (view.round, voter, str(view.vote_type))
            return replace(polls, votes={**polls.votes, key: response})
        case seen.RoundCompletedView():
            new = {each.response: each.player for each in view.results}
            return replace(polls, authors={**polls.authors, **new})
        case _:
            return polls


def stirs(mind: Witness, view: EventView | Skipped, polls: Polls) -> tuple[Stir, ...]:
    """What this view moves in the agent, which has not seen it yet; `polls`: all until now."""
    if mind.me is None:
        return ()
    match view:
        case seen.PlayerLeftView(reason="kicked") if view.player == mind.me:
            hosts = (each for each, shown in mind.people.items() if shown.user == mind.host)
            found = [_stir(mind, view, host, "kicked", by=host) for host in hosts]
        case seen.ChatView() if view.player != mind.me:
            found = list(_spoken(mind, view))
        case seen.GameCompletedView():
            found = [*_evening(mind, view), *_applause(mind, view, polls)]
        case _:
            found = []
    return tuple(each for each in found if each is not None)


def _spoken(mind: Witness, view: seen.ChatView) -> Iterator[Stir | None]:
    """A kind or an unkind word, when it was said to me."""
    felt = feeling(view.text)
    assert mind.me is not None
    called = keywords(mind.people[mind.me].name, mind.agent)
    if felt and any(word in called for word in keywords(view.text)):
        cause: Cause = "praised" if felt > 0 else "insult"
        yield _stir(mind, view, view.player, cause, by=view.player)


def _evening(mind: Witness, view: seen.GameCompletedView) -> Iterator[Stir | None]:
    """We played together, and somebody won."""
    is_mine = mind.me in view.winners
    for player in mind.seated:
        yield _stir(mind, view, player, "played", by=player, note="a whole game together")
        if is_mine and player not in view.winners:
            yield _stir(mind, view, player, "beaten", by=mind.me, note="I won")
        elif not is_mine and player in view.winners:
            yield _stir(mind, view, player, "beaten", by=player, note="won against me")


def _applause(mind: Witness, view: seen.GameCompletedView, polls: Polls) -> Iterator[Stir | None]:
    """Who voted for me, and for whom I did."""
    for vote_type, (cause, thing) in VOTES.items():
        got: dict[PlayerId, int] = {}
        gave: dict[PlayerId, int] = {}
        for (_, voter, kind), response in polls.votes.items():
            author = polls.authors.get(response)
            if kind != vote_type or author is None:
                continue
            if author == mind.me:
                got[voter] = got.get(voter, 0) + 1
            elif voter == mind.me:
                gave[author] = gave.get(author, 0) + 1
        for player, count in got.items():
            note = f"{counted(count, thing)} for my answers"
            yield _stir(mind, view, player, cause, by=player, note=note, count=count)
        for player, count in gave.items():
            note = f"{counted(count, thing)} from me"
            yield _stir(mind, view, player, cause, by=mind.me, note=note, count=count)


def _stir(
    mind: Witness,
    view: EventView,
    toward: PlayerId,
    cause: Cause,
    *,
    by: PlayerId | None,
    note: str = "",
    count: int = 1,
) -> Stir | None:
    """What the cause does to me, toward somebody at the table; None if that is me, or unknown."""
    shown = mind.people.get(toward)
    other = (shown.agent or shown.user) if shown is not None else None
    # Who hides who they are is nobody to feel anything about.
    if shown is None or other is None or toward == mind.me:
        return None
    is_mine = by == mind.me
    who, whom = (other, mind.agent) if is_mine else (mind.agent, other)
    felt, back = caused(cause, who, whom, view.at, note)
    change = back if is_mine else felt
    times = min(count, COUNTED_MAX)
    change = replace(change, affection=change.affection * times, trust=change.trust * times)
    id = mint(view.at, "stir", mind.agent, mind.game, view.seq, cause, toward, is_mine)
    return Stir(id=id, change=change, is_person=shown.agent is None)
