"""Who may do what: one table of all operations, and the question asked of it. Pure."""

from typing import Final, Literal

from msgspec import Struct

from game import commands as asked
from persistence.ports import Login
from server import wire
from server.wire import Fault

# What a key needs to do it; None: not with a key at all, since keys don't manage accounts.
Scope = Literal["read", "play", "admin"] | None


class Access(Struct, frozen=True):
    """Who may: everyone signed in, those who have an account, or those who run the server."""

    who: Literal["everyone", "account", "admin"]
    scope: Scope


_READS: Final = Access("everyone", "read")
_PLAYS: Final = Access("everyone", "play")
_OWNS: Final = Access("everyone", None)
_MANAGES: Final = Access("account", None)
_RUNS: Final = Access("admin", "admin")

# Whoever's command stands in no row may not: a test holds the table to the wire.
ACCESS: Final[dict[type[Struct], Access]] = {
    wire.CreateGame: _PLAYS,
    wire.ListGames: _READS,
    wire.ListAgents: _READS,
    wire.GetAgent: _READS,
    wire.GetMemories: _READS,
    wire.JoinValley: _PLAYS,
    wire.LeaveValley: _PLAYS,
    wire.MoveInValley: _PLAYS,
    wire.WatchValley: _READS,
    wire.UnwatchValley: _READS,
    wire.ResumeGame: _READS,
    wire.GameHistory: _READS,
    wire.React: _PLAYS,
    wire.Typing: _PLAYS,
    wire.ReportChat: _PLAYS,
    wire.ProposePrompt: Access("account", "play"),
    wire.RatePrompt: _PLAYS,
    asked.JoinGame: _PLAYS,
    asked.LeaveGame: _PLAYS,
    asked.SetReady: _PLAYS,
    asked.StartGame: _PLAYS,
    asked.KickPlayer: _PLAYS,
    asked.AddAgent: _PLAYS,
    asked.CancelGame: _PLAYS,
    asked.SubmitResponse: _PLAYS,
    asked.CastVote: _PLAYS,
    asked.SendChat: _PLAYS,
    asked.MutePlayer: _PLAYS,
    asked.MuteChat: _PLAYS,
    wire.Register: _OWNS,
    wire.SignIn: _OWNS,
    wire.Refresh: _OWNS,
    wire.SignOut: _OWNS,
    wire.CreateKey: _MANAGES,
    wire.ListKeys: _MANAGES,
    wire.RevokeKey: _MANAGES,
    wire.GetProfile: _READS,
    wire.ExportProfile: _OWNS,
    wire.EraseProfile: _OWNS,
    wire.GetLeaderboard: _READS,
    wire.Execute: _RUNS,
    wire.Watch: _RUNS,
    wire.Complete: _RUNS,
}


class Denied(Struct, frozen=True):
    """Not allowed, and why in words."""

    code: Fault
    detail: str


def denied(login: Login, command: type[Struct]) -> Denied | None:
    """Why this person may not give this command; None if they may."""
    access = ACCESS.get(command)
    person = login.person
    if access is None:
        return Denied(Fault.FORBIDDEN, "nobody may do this")
    if login.scopes is not None and access.scope not in login.scopes:
        needs = f"scope {access.scope}" if access.scope else "a sign-in without a key"
        return Denied(Fault.FORBIDDEN, f"this needs {needs}")
    if access.who == "account" and person.is_guest:
        return Denied(Fault.FORBIDDEN, "this needs an account: auth.register makes one of a guest")
    if access.who == "admin" and person.role != "admin":
        return Denied(Fault.FORBIDDEN, "this needs role admin")
    return None
