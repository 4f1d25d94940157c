"""The wire's words about people: signing in, keys, profiles and the leaderboard, both ways."""

from typing import Annotated, Any, Literal

from msgspec import Meta, Struct

from game.commands import Asked
from game.ids import GameId
from server.wire.envelope import Reply

Secret = Annotated[str, Meta(min_length=1, max_length=256)]
# What is written here is checked by the rules for names, passwords and addresses later on.
Written = Annotated[str, Meta(max_length=320)]
BoardScope = Literal["all", "season", "week"]
KeyScope = Literal["read", "play", "admin"]


def _silent(self: Struct) -> str:
    """What is printed of a struct that holds a secret: a log must not learn it."""
    return f"{type(self).__name__}(...)"


# ---------------------------------------------------------------- from clients


class GuestAuth(Struct, frozen=True, tag_field="kind", tag="guest", forbid_unknown_fields=True):
    """A new guest."""

    name: Written


class TokenAuth(Struct, frozen=True, tag_field="kind", tag="token", forbid_unknown_fields=True):
    """Someone who was here before."""

    token: Secret

    __repr__ = _silent


class PasswordAuth(
    Struct, frozen=True, tag_field="kind", tag="password", forbid_unknown_fields=True
):
    """Someone who has an account."""

    username: Written
    password: Written

    __repr__ = _silent


class KeyAuth(Struct, frozen=True, tag_field="kind", tag="key", forbid_unknown_fields=True):
    """A program that somebody gave a key to."""

    key: Secret

    __repr__ = _silent


AnyAuth = GuestAuth | TokenAuth | PasswordAuth | KeyAuth


class Register(Asked, frozen=True, kw_only=True, tag="auth.register"):
    """Make an account; a guest becomes it and keeps seats, games and scores."""

    username: Written
    password: Written
    email: Written | None = None

    __repr__ = _silent


class SignIn(Asked, frozen=True, kw_only=True, tag="auth.login"):
    """Go on as this account, on this connection."""

    username: Written
    password: Written

    __repr__ = _silent


class Refresh(Asked, frozen=True, kw_only=True, tag="auth.refresh"):
    """A new token; the one this connection came with dies."""


class SignOut(Asked, frozen=True, kw_only=True, tag="auth.logout"):
    """End this session, or all of mine."""

    everywhere: bool = False


class CreateKey(Asked, frozen=True, kw_only=True, tag="key.create"):
    """A key for a program of mine; `expires_at` in Unix ms, `rate_limit` in commands a minute."""

    name: Annotated[str, Meta(min_length=1, max_length=64)]
    scopes: Annotated[tuple[KeyScope, ...], Meta(min_length=1, max_length=3)]
    expires_at: Annotated[int, Meta(ge=0, le=2**53)] | None = None
    rate_limit: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class ListKeys(Asked, frozen=True, kw_only=True, tag="key.list"):
    """My keys, without their secrets."""


class RevokeKey(Asked, frozen=True, kw_only=True, tag="key.revoke"):
    """End a key of mine, named by its id or by itself."""

    key: Secret

    __repr__ = _silent


class GetProfile(Asked, frozen=True, kw_only=True, tag="profile.get"):
    """Someone's name, statistics, achievements and recent games; mine if none is named."""

    user: str | None = None


class ExportProfile(Asked, frozen=True, kw_only=True, tag="profile.export"):
    """Everything that is stored about me; a table with many rows comes in pages, by `offset`."""

    table: Annotated[str, Meta(max_length=64)] | None = None
    offset: Annotated[int, Meta(ge=0, le=2**31)] = 0


class EraseProfile(Asked, frozen=True, kw_only=True, tag="profile.erase"):
    """Forget me; `confirm` repeats my username (a guest's: the name shown)."""

    confirm: Written


class GetLeaderboard(Asked, frozen=True, kw_only=True, tag="leaderboard.get"):
    """The best of all time, of this season (calendar quarter) or of this week, in UTC."""

    scope: BoardScope = "all"
    cursor: Annotated[str, Meta(max_length=128)] | None = None
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


AccountCommand = (
    Register
    | SignIn
    | Refresh
    | SignOut
    | CreateKey
    | ListKeys
    | RevokeKey
    | GetProfile
    | ExportProfile
    | EraseProfile
    | GetLeaderboard
)

# ---------------------------------------------------------------- to clients


class UserShown(Struct, frozen=True):
    """Who I am."""

    id: str
    name: str
    role: str
    is_guest: bool


class ServerShown(Struct, frozen=True):
    """Who answers; `now` in Unix milliseconds, for the client's clock."""

    version: str
    node: str
    now: int


class HelloReply(Reply, frozen=True, kw_only=True):
    """Signed in; `token` brings me back (a key is its own token)."""

    user: UserShown
    token: str
    token_expires_at: int
    server: ServerShown

    __repr__ = _silent


class KeyShown(Struct, frozen=True, kw_only=True):
    """A key of mine; times in Unix ms."""

    id: str
    name: str
    scopes: tuple[str, ...]
    rate_limit: int
    is_active: bool
    created_at: int
    last_used_at: int | None
    expires_at: int | None


class KeyReply(Reply, frozen=True, kw_only=True):
    """A new key; `key` is shown this once and kept nowhere."""

    key: str
    details: KeyShown

    __repr__ = _silent


class KeysReply(Reply, frozen=True, kw_only=True):
    """My keys, oldest first."""

    keys: list[KeyShown]


class CareerShown(Struct, frozen=True, kw_only=True):
    """What someone has gathered; `rating` is mu - 3 sigma, worth showing once `is_rated`."""

    games_played: int
    wins: int
    total_score: int
    avg_score_per_game: float
    highest_single_game_score: int
    creativity_votes: int
    humor_votes: int
    best_votes: int
    achievement_points: int
    rating: float
    is_rated: bool
    rank: int | None


class AchievementShown(Struct, frozen=True, kw_only=True):
    """Something unlocked; `at` in Unix ms."""

    code: str
    name: str
    description: str
    points: int
    at: int
    game: GameId | None


class PastGame(Struct, frozen=True, kw_only=True):
    """A finished game that someone played; `ended_at` in Unix ms."""

    game: GameId
    name: str
    score: int
    rank: int
    players: int
    ended_at: int


class ProfileReply(Reply, frozen=True, kw_only=True):
    """Someone, as everyone may see them; games among friends show only to those who played."""

    user: UserShown
    name: str
    stats: CareerShown
    achievements: list[AchievementShown]
    recent_games: list[PastGame]


class ExportReply(Reply, frozen=True, kw_only=True):
    """All rows about me, by table; `more` names the tables that go on, and the next offset."""

    tables: dict[str, list[dict[str, Any]]]
    more: dict[str, int]


class BoardRow(Struct, frozen=True, kw_only=True):
    """A place on the leaderboard; equal scores share a rank."""

    rank: int
    user: str
    name: str
    is_guest: bool
    total_score: int
    games_played: int
    wins: int
    rating: float
    is_rated: bool


class BoardReply(Reply, frozen=True, kw_only=True):
    """A page of the leaderboard; `me` is null for who has finished no game in its time."""

    scope: BoardScope
    rows: list[BoardRow]
    me: BoardRow | None
    next: str | None


AccountReply = HelloReply | KeyReply | KeysReply | ProfileReply | ExportReply | BoardReply
