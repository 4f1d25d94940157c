"""Taking one person's words out of a game that is over: their name and texts go, the game stays.

What is left folds to the same game, with the same scores, votes and places.
"""

from collections.abc import Sequence
from typing import Final

from msgspec.structs import replace

from game import events as happened
from game.events import Entry, Event
from game.ids import Actor, PlayerId, ResponseId

NAME: Final = "Somebody"
TEXT: Final = "…"
GAME: Final = "A game"


def forgotten(entries: Sequence[Entry], user: Actor) -> list[Entry]:
    """The same entries without this person's name, avatar and words."""
    players: dict[PlayerId, None] = {}
    responses: dict[ResponseId, None] = {}
    for entry in entries:
        match entry.event:
            case happened.PlayerJoined() as joined if joined.user == user:
                players[joined.player] = None
            case happened.ResponseSubmitted() as given if given.author in players:
                responses[given.response] = None
            case _:
                pass
    return [
        replace(entry, event=_without(entry.event, user, players, responses)) for entry in entries
    ]


def _without(
    event: Event,
    user: Actor,
    players: dict[PlayerId, None],
    responses: dict[ResponseId, None],
) -> Event:
    match event:
        case happened.GameCreated() if event.host == user:
            return replace(event, name=GAME)
        case happened.PlayerJoined() if event.player in players:
            return replace(event, name=NAME, avatar_url=None)
        case happened.ResponseSubmitted() | happened.ChatSent():
            author = event.author if isinstance(event, happened.ResponseSubmitted) else event.player
            return replace(event, text=TEXT) if author in players else event
        case happened.VotingStarted():
            lines = zip(event.ballot, event.texts, strict=True)
            texts = tuple(TEXT if response in responses else text for response, text in lines)
            return replace(event, texts=texts)
        case happened.RoundCompleted():
            return replace(
                event,
                results=tuple(
                    replace(each, text=TEXT) if each.player in players else each
                    for each in event.results
                ),
            )
        case _:
            return event
