"""The table of the console's commands: parsing, help, completion and README's table use it."""

import re
from collections.abc import Awaitable, Callable
from typing import Final, get_args

from msgspec import Struct

from game.state import Phase
from persistence.ports import Role
from server.console import accounts, bans, games, judge, looking, nodes, review, running
from server.console.lines import Form, Param, count, duration_ms, one_of, words
from server.console.means import Ask
from server.console.said import Done, No, Outcome, listed, wrong

ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
ROLES: Final[tuple[str, ...]] = get_args(Role)
LEVELS: Final = ("debug", "info", "warning", "error")
Run = Callable[[Ask], Awaitable[Outcome]]


class Command(Struct, frozen=True):
    """One command: how it is written, what it is for, whether it changes anything."""

    form: Form
    help: str
    run: Run
    changes: bool = False

    @property
    def name(self) -> str:
        """Its words."""
        return " ".join(self.form.words)


def an_id(text: str) -> str:
    """A reader of ids."""
    if not ID.fullmatch(text.lower()):
        raise ValueError("an id has 36 characters, and the lists show it")
    return text.lower()


async def show_help(ask: Ask) -> Outcome:
    """All commands, or those that begin with a word."""
    wanted = tuple(word.text for word in words(ask.given.get("command", "")))
    rows = [
        {"command": each.form.usage, "changes": each.changes, "help": each.help}
        for each in COMMANDS
        if each.form.words[: len(wanted)] == wanted
    ]
    if not rows:
        return No("not_found", f"no command {' '.join(wanted)!r}; `help` shows them")
    return Done(rows, listed(rows, "").text)


def _reads(line: str, run: Run, words_of_help: str, *params: Param) -> Command:
    return Command(Form(tuple(line.split()), params), words_of_help, run)


def _changes(line: str, run: Run, words_of_help: str, *params: Param) -> Command:
    return Command(Form(tuple(line.split()), params), words_of_help, run, changes=True)


GAME, USER = Param("game", "game"), Param("user", "user")
PLAYER = Param("player", "player")
REASON = Param("reason", optional=True, rest=True)

COMMANDS: Final[tuple[Command, ...]] = (
    _reads(
        "help",
        show_help,
        "what can be said here",
        Param("command", "command", optional=True, rest=True),
    ),
    _reads("status", running.status, "how this node fares"),
    _reads(
        "games list",
        games.show_games,
        "the games that are open on this node",
        Param("phase", "phase", option=True, read=one_of(*(each.value for each in Phase))),
    ),
    _reads("games show", games.show_game, "one game and its players", GAME),
    _changes("games say", games.say, "tell a table something", GAME, Param("text", rest=True)),
    _changes(
        "games end", games.end, "end a game for everyone, who are told the reason", GAME, REASON
    ),
    _reads(
        "players list",
        games.show_players,
        "the players of a game, or of all that are open here",
        Param("game", "game", optional=True),
    ),
    _changes("players kick", games.kick, "remove a player from a game for good", GAME, PLAYER),
    _changes(
        "players mute",
        games.mute,
        "silence a player in a game's chat; `--off` lets them speak again",
        GAME,
        PLAYER,
        Param("off", switch=True),
    ),
    _reads(
        "users list",
        accounts.show_users,
        "the newest people whose names hold a word",
        Param("query", optional=True),
    ),
    _reads("users show", accounts.show_user, "one person, by id or username", USER),
    _changes(
        "users role",
        accounts.give_role,
        "what somebody may do",
        USER,
        Param("role", "role", read=one_of(*ROLES)),
    ),
    _changes("users suspend", accounts.suspend, "keep somebody out until restored", USER, REASON),
    _changes("users restore", accounts.restore, "let somebody in again", USER),
    _reads("sessions list", accounts.show_sessions, "where somebody is signed in", USER),
    _changes(
        "sessions revoke",
        accounts.end_sessions,
        "sign one session out, or all of somebody's",
        Param("session", "session", optional=True, read=an_id),
        Param("user", "user", option=True),
    ),
    _reads("keys list", accounts.show_keys, "somebody's API keys, without their secrets", USER),
    _changes("keys revoke", accounts.revoke_key, "end an API key", Param("key", "key", read=an_id)),
    _reads("bans list", bans.show_bans, "the bans that hold"),
    _changes(
        "bans add",
        bans.add,
        "keep a person, an address or a network out, for good or for a while such as 12h",
        Param("target", "user"),
        Param("for", "duration", option=True, read=duration_ms),
        REASON,
    ),
    _changes("bans remove", bans.remove, "lift a ban", Param("ban", "ban", read=an_id)),
    _reads("prompts proposed", review.show_prompts, "players' prompts that wait for review"),
    _changes(
        "prompts accept",
        review.accept,
        "take a proposal into the community's pack",
        Param("prompt", "prompt", read=an_id),
    ),
    _changes(
        "prompts refuse",
        review.refuse,
        "turn a proposal down",
        Param("prompt", "prompt", read=an_id),
    ),
    _reads(
        "prompts best",
        looking.best_answers,
        "the best answers a prompt, by its text or id, ever got at public tables",
        Param("prompt", rest=True),
    ),
    _reads(
        "judge why",
        judge.show_why,
        "what the scores of a revealed round came from, feature by feature",
        GAME,
        Param("round", read=count(1, 1_000)),
    ),
    _reads(
        "judge status",
        judge.show_status,
        "who judged the rounds of this node, why it was not who was asked, how judges agree",
    ),
    _reads("judge versions", judge.show_versions, "how players' votes have moved the judge"),
    _changes(
        "judge revert",
        judge.revert,
        "take up an earlier version of the judge again; 0 is as it shipped",
        Param("version", read=count(0, 1_000_000_000)),
    ),
    _reads("reports list", review.show_reports, "lines of chat that players complained about"),
    _reads(
        "reports votes",
        looking.show_signals,
        "people whose votes neither chance nor taste explains; closed as reports are",
    ),
    _changes(
        "reports resolve",
        review.resolve,
        "close a report that something was done about",
        Param("report", "report", read=an_id),
    ),
    _changes(
        "reports dismiss",
        review.dismiss,
        "close a report that nothing was wrong about",
        Param("report", "report", read=an_id),
    ),
    _changes(
        "announce",
        running.announce,
        "tell everyone who is connected and every game that is played, at all nodes",
        Param("text", rest=True),
    ),
    _reads(
        "config get",
        running.show_config,
        "the settings this node started with, without secrets",
        Param("name", "setting", optional=True),
    ),
    # Without a level it shows the present one.
    _changes(
        "log level",
        running.log_level,
        "show or change the least that is logged, until the node ends",
        Param("level", "level", optional=True, read=one_of(*LEVELS)),
    ),
    _reads(
        "audit",
        running.show_record,
        "what operators did, newest first",
        Param("count", optional=True, read=count(1, 500)),
    ),
    _reads("nodes list", nodes.show_nodes, "the nodes that live, and what each has to bear"),
    _changes(
        "nodes drain",
        nodes.drain,
        "let a node hand its rooms to the others and end, this one or another",
        Param("node", "node"),
    ),
    _changes("nodes rebalance", nodes.rebalance, "even out the rooms among the open nodes"),
    _changes("drain", running.drain, "let this node end as it would on SIGTERM"),
)


def command_of(line: str) -> Command | No:
    """The command that a line names, or what could be meant."""
    given = words(line)
    for each in COMMANDS:
        if each.form.fits(given):
            return each
    if not given:
        return wrong("an empty line; `help` shows what can be said")
    near = [each.form.usage for each in COMMANDS if each.form.words[0] == given[0].text]
    said = " ".join(word.text for word in given[:2])
    meant = f"there are: {'; '.join(near)}" if near else "`help` shows what can be said"
    return wrong(f"no command {said!r}; {meant}")
