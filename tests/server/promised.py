"""What protocol.md promises of the wire, by hand: a change here needs version 2."""

# Version 1, by hand: adding to it is fine, taking away needs version 2.
PROMISED_OPERATIONS = {
    "hello": "v client auth",
    "game.create": "name max_players total_rounds time_limit_seconds mode visibility agents "
    "settings",
    "game.list": "status mode cursor limit",
    "game.join": "game code name avatar_url role",
    "game.resume": "game seq",
    "game.leave": "game",
    "game.ready": "game ready",
    "game.start": "game",
    "game.kick": "game player",
    "game.add_agent": "game agent",
    "game.cancel": "game",
    "game.react": "game kind data",
    "game.typing": "game",
    "game.history": "game from_seq limit",
    "response.submit": "game round text",
    "vote.cast": "game round response vote_type",
    "chat.send": "game text",
    "auth.register": "username email password",
    "auth.login": "username password",
    "auth.refresh": "",
    "auth.logout": "",
    "key.create": "name scopes expires_at",
    "key.list": "",
    "key.revoke": "key",
    "profile.get": "user",
    "profile.export": "",
    "profile.erase": "confirm",
    "leaderboard.get": "scope cursor limit",
    "agent.list": "",
    "agent.get": "agent",
    "agent.memories": "agent query limit",
    "world.join": "character_name",
    "world.watch": "hz",
    "world.unwatch": "",
    "world.move": "to",
    "console.exec": "line",
    "console.watch": "topics",
    "console.complete": "line",
}
SIGNED_IN = (
    "user.id user.name user.role user.is_guest token token_expires_at server.version server.node "
    "server.now"
)
PROMISED_REPLIES = {
    "hello": SIGNED_IN,
    "auth.register": SIGNED_IN,
    "auth.login": SIGNED_IN,
    "auth.refresh": "token",
    "key.create": "key",
    "key.list": "keys.id",
    "profile.get": "name stats achievements.code recent_games.game",
    "leaderboard.get": "rows.rank me.rank",
    "console.exec": "text result",
    "console.complete": "completions",
    "game.create": "game.id game.code",
    "game.list": "games.id games.code next",
    "game.join": "game.id player.id seq snapshot.seq",
    "game.resume": "events snapshot.seq seq",
    "game.history": "events",
    "response.submit": "response",
    "chat.send": "message",
}
PROMISED_EVENTS = {
    "player.joined": "player.id player.name player.avatar_url player.is_ai player.user",
    "player.left": "player reason",
    "player.ready": "player ready",
    "game.started": "total_rounds seats",
    "round.started": "round prompt category difficulty deadline",
    "response.submitted": "round player received expected text",
    "judging.started": "round deadline",
    "voting.started": "round responses.id responses.text deadline",
    "vote.cast": "round received expected vote_type",
    "round.completed": "round results.response results.player results.text results.is_ai "
    "results.scores.creativity results.scores.humor results.scores.relevance results.scores.total "
    "results.judge results.votes.funny results.votes.creative results.votes.best results.points "
    "standings.player standings.score standings.rank reveal_until",
    "game.completed": "standings.rank winners stats achievements.player achievements.code "
    "achievements.name",
    "game.paused": "reason",
    "game.resumed": "deadline",
    "game.cancelled": "reason",
    "chat.message": "message player text",
    "skip": "game seq",
}
PROMISED_SIGNALS = {
    "typing": "game",
    "reaction": "game player kind data",
    "presence": "player connected",
    "countdown": "game",
}
PROMISED_SETTINGS = (
    "voting_seconds reveal_seconds judging_seconds categories difficulty language pack "
    "allow_spectators profanity judge weights.judge weights.votes weights.speed"
)
PROMISED_ERRORS = (
    "bad_request unauthorized forbidden not_found conflict too_large unavailable internal "
    "game.full game.not_lobby game.not_host game.too_few_players game.not_seated round.closed "
    "round.wrong response.duplicate response.empty response.too_long vote.own_response "
    "vote.closed vote.unknown_response name.invalid rate_limited name.taken response.refused "
    "account.locked"
)
PROMISED_CLOSES = (1000, 1001, 4400, 4401, 4403, 4408, 4409, 4429, 4430)
