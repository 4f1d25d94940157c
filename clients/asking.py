"""Which command is answered by what, for type checkers; says nothing of how it gets there."""

from abc import ABC, abstractmethod
from typing import Any, overload

from game.commands import JoinGame, SendChat, SubmitResponse
from server.wire import (
    AgentReply,
    AgentsReply,
    BoardReply,
    CreateGame,
    CreateKey,
    ExportProfile,
    ExportReply,
    FromClient,
    GameHistory,
    GameReply,
    GetAgent,
    GetLeaderboard,
    GetMemories,
    GetProfile,
    HelloReply,
    HistoryReply,
    JoinedValley,
    JoinReply,
    JoinValley,
    KeyReply,
    KeysReply,
    ListAgents,
    ListGames,
    ListKeys,
    ListReply,
    MemoriesReply,
    MessageReply,
    ProfileReply,
    PromptReply,
    ProposePrompt,
    Refresh,
    Register,
    Reply,
    ResponseReply,
    ResumeGame,
    ResumeReply,
    SignIn,
    ValleyReply,
    WatchValley,
)

NewLogin = Register | SignIn | Refresh


class Asking(ABC):
    """Someone who can have commands carried out."""

    @abstractmethod
    async def carry_out(self, command: FromClient, timeout_s: float | None) -> Reply:
        """What `ask` does, without its types."""

    @overload
    async def ask(self, command: CreateGame, *, timeout_s: float | None = None) -> GameReply: ...
    @overload
    async def ask(self, command: JoinGame, *, timeout_s: float | None = None) -> JoinReply: ...
    @overload
    async def ask(self, command: ListGames, *, timeout_s: float | None = None) -> ListReply: ...
    @overload
    async def ask(self, command: ListAgents, *, timeout_s: float | None = None) -> AgentsReply: ...
    @overload
    async def ask(self, command: GetAgent, *, timeout_s: float | None = None) -> AgentReply: ...
    @overload
    async def ask(
        self, command: GetMemories, *, timeout_s: float | None = None
    ) -> MemoriesReply: ...
    @overload
    async def ask(self, command: JoinValley, *, timeout_s: float | None = None) -> JoinedValley: ...
    @overload
    async def ask(self, command: WatchValley, *, timeout_s: float | None = None) -> ValleyReply: ...
    @overload
    async def ask(self, command: ResumeGame, *, timeout_s: float | None = None) -> ResumeReply: ...
    @overload
    async def ask(
        self, command: GameHistory, *, timeout_s: float | None = None
    ) -> HistoryReply: ...
    @overload
    async def ask(
        self, command: SubmitResponse, *, timeout_s: float | None = None
    ) -> ResponseReply: ...
    @overload
    async def ask(self, command: SendChat, *, timeout_s: float | None = None) -> MessageReply: ...
    @overload
    async def ask(self, command: NewLogin, *, timeout_s: float | None = None) -> HelloReply: ...
    @overload
    async def ask(self, command: CreateKey, *, timeout_s: float | None = None) -> KeyReply: ...
    @overload
    async def ask(self, command: ListKeys, *, timeout_s: float | None = None) -> KeysReply: ...
    @overload
    async def ask(self, command: GetProfile, *, timeout_s: float | None = None) -> ProfileReply: ...
    @overload
    async def ask(
        self, command: ExportProfile, *, timeout_s: float | None = None
    ) -> ExportReply: ...
    @overload
    async def ask(
        self, command: GetLeaderboard, *, timeout_s: float | None = None
    ) -> BoardReply: ...
    @overload
    async def ask(
        self, command: ProposePrompt, *, timeout_s: float | None = None
    ) -> PromptReply: ...
    @overload
    async def ask(self, command: FromClient, *, timeout_s: float | None = None) -> Reply: ...

    async def ask(self, command: FromClient, *, timeout_s: float | None = None) -> Any:
        """Have a command carried out, across disconnects and outages, always under one id.

        Raises Refused when the server says no, Unanswered when `timeout_s` is over (the outcome is
        then unknown: ask again with the same id), Dismissed or Unreachable when the client ended.
        """
        return await self.carry_out(command, timeout_s)
