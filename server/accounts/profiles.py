"""Who somebody is to others, what is stored about them, and being forgotten."""

from typing import Final, Protocol

from game.achievements import BY_CODE
from game.ids import Actor, GameId
from persistence.ports import Account, Honours, People, Profile, Records
from server import wire
from server.clock import Clock
from server.visitor import Crowd, Visitor
from server.wire import Close, Fault, error_reply

RECENT_MAX: Final = 20
FORGOTTEN: Final = "forgotten, as asked"


class Shelf(Protocol):
    """The games that are open, here and at other nodes."""

    def reopen(self, game: GameId) -> None:
        """The journal of a game that is over was rewritten: nobody may be shown the old one."""


class Profiles:
    """Carries out profile.get, profile.export and profile.erase; raises StorageUnavailable."""

    def __init__(
        self,
        people: People,
        honours: Honours,
        records: Records,
        shelf: Shelf,
        crowd: Crowd,
        clock: Clock,
    ) -> None:
        self._people, self._honours, self._records = people, honours, records
        self._shelf, self._crowd, self._clock = shelf, crowd, clock

    async def serve(
        self,
        visitor: Visitor,
        command: wire.GetProfile | wire.ExportProfile | wire.EraseProfile,
    ) -> None:
        """Carry it out and reply."""
        match command:
            case wire.GetProfile():
                visitor.reply(await self._shown(visitor.actor, command))
            case wire.ExportProfile():
                visitor.reply(await self._exported(visitor.actor, command))
            case wire.EraseProfile():
                await self._erase(visitor, command)

    async def _shown(
        self, viewer: Actor, command: wire.GetProfile
    ) -> wire.ProfileReply | wire.ErrorReply:
        account = await self._people.find(command.user if command.user is not None else viewer)
        if account is None or account.status == "deleted":
            return error_reply(command.id, Fault.NOT_FOUND, "no such person")
        profile = await self._honours.profile(account.id)
        recent = await self._records.recent(account.id, viewer, RECENT_MAX)
        return wire.ProfileReply(
            re=command.id,
            user=wire.UserShown(account.id, account.name, account.role, account.is_guest),
            name=account.name,
            stats=_career(profile),
            achievements=_achievements(profile),
            recent_games=[
                wire.PastGame(
                    game=each.game,
                    name=each.name,
                    score=each.score,
                    rank=each.rank,
                    players=each.players,
                    ended_at=each.ended_at,
                )
                for each in recent
            ],
        )

    async def _exported(
        self, user: Actor, command: wire.ExportProfile
    ) -> wire.ExportReply | wire.ErrorReply:
        found = await self._records.export(user, command.table, command.offset)
        if found is None:
            return error_reply(command.id, Fault.NOT_FOUND, f"no table {command.table!r} of yours")
        return wire.ExportReply(re=command.id, tables=found.tables, more=found.more)

    async def _erase(self, visitor: Visitor, command: wire.EraseProfile) -> None:
        account = await self._people.find(visitor.actor)
        if account is not None and command.confirm == _named(account):
            # First of all, so that nothing joins on another connection what is left on this one.
            for each in list(self._crowd.visitors()):
                if each.actor == account.id and each is not visitor:
                    each.hang_up(Close.DONE, FORGOTTEN)
        refused = await self._unerasable(account, command)
        if account is None or refused is not None:
            visitor.reply(refused or error_reply(command.id, Fault.NOT_FOUND, "no such person"))
            return
        games = await self._records.erase(account.id, self._clock.now_ms())
        visitor.reply(wire.Reply(re=command.id))
        self._crowd.part(account.id, Close.DONE, FORGOTTEN)
        # What is open still shows the old words: whoever watches comes back to the new ones.
        for game in games:
            self._shelf.reopen(game)

    async def _unerasable(
        self, account: Account | None, command: wire.EraseProfile
    ) -> wire.ErrorReply | None:
        """Why this can't be forgotten now; None if it can."""
        if account is None:
            return None
        named = _named(account)
        if command.confirm != named:
            detail = f"confirm: repeat {named!r} exactly; this can't be undone"
            return error_reply(command.id, Fault.BAD_REQUEST, detail)
        if account.role == "admin":
            detail = "an admin is forgotten only after another admin took the role away"
            return error_reply(command.id, Fault.CONFLICT, detail)
        game = await self._records.unfinished(account.id)
        if game is not None:
            detail = f"game {game}, which you joined or lead, is not over; come back when it is"
            return error_reply(command.id, Fault.CONFLICT, detail)
        return None


def _named(account: Account) -> str:
    """What has to be repeated."""
    return account.name if account.is_guest else account.username


def _career(profile: Profile) -> wire.CareerShown:
    line = profile.career.line
    return wire.CareerShown(
        games_played=line.games,
        wins=line.wins,
        total_score=line.score,
        avg_score_per_game=line.score / line.games if line.games else 0.0,
        highest_single_game_score=line.highest,
        creativity_votes=line.creative,
        humor_votes=line.funny,
        best_votes=line.best,
        achievement_points=profile.points,
        rating=profile.rating,
        is_rated=profile.is_rated,
        rank=profile.rank,
    )


def _achievements(profile: Profile) -> list[wire.AchievementShown]:
    """What they hold, as the catalogue words it; a code that was retired is left out."""
    return [
        wire.AchievementShown(
            code=each.code,
            name=known.name,
            description=known.description,
            points=known.points,
            at=each.at_ms,
            game=each.game,
        )
        for each in profile.earned
        if (known := BY_CODE.get(each.code)) is not None
    ]
