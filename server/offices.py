"""The rooms behind the desk: each answers for one subject that needs tables of its own."""

from msgspec import Struct

from server import wire
from server.accounts.keys import Keys
from server.accounts.profiles import Profiles
from server.accounts.reception import Reception
from server.board import Board
from server.dealer import Dealer
from server.favourites import Favourites
from server.judge.why import Whys
from server.minds.memoirs import Memoirs
from server.minds.mindscope import Mindscope
from server.minds.parlour import Parlour
from server.moderation import Moderation
from server.suggestions import Suggestions
from server.valley.office import Clerk
from server.visitor import Visitor


class Offices(Struct, frozen=True, kw_only=True):
    """Who carries out what the desk can't decide by itself."""

    reception: Reception
    keys: Keys
    profiles: Profiles
    board: Board
    dealer: Dealer
    suggestions: Suggestions
    moderation: Moderation
    favourites: Favourites
    memoirs: Memoirs
    parlour: Parlour
    mindscope: Mindscope
    whys: Whys
    valley: Clerk

    async def serve(
        self,
        visitor: Visitor,
        command: (
            wire.AccountCommand
            | wire.ProposePrompt
            | wire.BestAnswers
            | wire.AgentCommand
            | wire.GetMind
            | wire.WorldCommand
        ),
    ) -> None:
        """Carry out what concerns people, or machine players, and no game."""
        match command:
            case wire.Register() | wire.SignIn() | wire.Refresh() | wire.SignOut():
                await self.reception.serve(visitor, command)
            case wire.CreateKey() | wire.ListKeys() | wire.RevokeKey():
                await self.keys.serve(visitor, command)
            case wire.GetProfile() | wire.ExportProfile() | wire.EraseProfile():
                await self.profiles.serve(visitor, command)
            case wire.GetLeaderboard():
                await self.board.serve(visitor, command)
            case wire.ProposePrompt():
                await self.suggestions.propose(visitor, command)
            case wire.BestAnswers():
                await self.favourites.serve(visitor, command)
            case wire.TalkToAgent():
                await self.parlour.serve(visitor, command)
            case wire.ListAgents() | wire.GetAgent() | wire.GetMemories():
                await self.memoirs.serve(visitor, command)
            case wire.GetMind():
                await self.mindscope.serve(visitor, command)
            case _:
                await self.valley.serve(visitor, command)
