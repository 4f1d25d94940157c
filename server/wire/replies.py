"""Which command is answered by what; the one table of it, for the server and its clients."""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from game.commands import JoinGame, SendChat, SubmitResponse
from server.wire import accounts, agents, console, inbound, outbound, world
from server.wire.envelope import Reply

# What is not named here is answered by a bare Reply.
ANSWERS: Final[Mapping[type[Struct], type[Reply]]] = {
    inbound.Hello: accounts.HelloReply,
    inbound.CreateGame: outbound.GameReply,
    inbound.ListGames: outbound.ListReply,
    agents.ListAgents: agents.AgentsReply,
    agents.GetAgent: agents.AgentReply,
    agents.GetMemories: agents.MemoriesReply,
    world.JoinValley: world.JoinedValley,
    world.WatchValley: world.ValleyReply,
    JoinGame: outbound.JoinReply,
    inbound.ResumeGame: outbound.ResumeReply,
    inbound.GameHistory: outbound.HistoryReply,
    SubmitResponse: outbound.ResponseReply,
    SendChat: outbound.MessageReply,
    inbound.ProposePrompt: outbound.PromptReply,
    accounts.Register: accounts.HelloReply,
    accounts.SignIn: accounts.HelloReply,
    accounts.Refresh: accounts.HelloReply,
    accounts.CreateKey: accounts.KeyReply,
    accounts.ListKeys: accounts.KeysReply,
    accounts.GetProfile: accounts.ProfileReply,
    accounts.ExportProfile: accounts.ExportReply,
    accounts.GetLeaderboard: accounts.BoardReply,
    console.Execute: console.ExecuteReply,
    console.Complete: console.CompleteReply,
}


def answer_type(command: type[Struct]) -> type[Reply]:
    """The shape of the reply to such a command when it is carried out."""
    return ANSWERS.get(command, Reply)
