"""The command line of AI Genius: may import anything, and nothing imports it."""

import argparse
import os
import sys
from pathlib import Path

SAID_BEFORE = "genius: "


def say(line: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def complain(line: str) -> None:
    """What went wrong, for the person at the terminal."""
    sys.stderr.write(f"{SAID_BEFORE}{line}\n")


def main() -> int:
    """Run a command; its exit status."""
    parser = argparse.ArgumentParser(prog="genius", description="AI Genius, the party game server")
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help="run a node")
    serve.add_argument("--host", help="address to listen on (GENIUS_HOST)")
    serve.add_argument("--port", help="port (GENIUS_PORT)")
    serve.add_argument("--workers", help="nodes to run on the port (GENIUS_WORKERS)")
    serve.add_argument("--data-dir", help="folder of the built-in databases (GENIUS_DATA_DIR)")
    serve.set_defaults(run=run_serve)

    bots = commands.add_parser("bots", help="scripted players over real sockets, with an oracle")
    bots.set_defaults(run=run_bots)
    if sys.argv[1:2] == ["bots"]:
        _add_bots(bots)

    replay = commands.add_parser("replay", help="refold a stored game and verify its digest")
    replay.add_argument("game", help="the game's id or code")
    replay.set_defaults(run=run_replay)

    honours = commands.add_parser("honours", help="check the honours against the journals")
    honours.add_argument("act", choices=("check", "rebuild"), help="compare, or make them again")
    honours.set_defaults(run=run_honours)

    console = commands.add_parser("console", help="run a server from a terminal or a script")
    console.set_defaults(run=run_console)
    if sys.argv[1:2] == ["console"]:
        _add_console(console)

    admin = commands.add_parser("admin", help="who may run the server")
    acts = admin.add_subparsers(dest="act", required=True)
    create = acts.add_parser("create", help="make an account with role admin, or raise one")
    create.add_argument("name", help="its username; a new one's password is asked for, or read")
    create.set_defaults(run=run_admin_create)

    _add_minds(commands)

    protocol = commands.add_parser("protocol", help="print the wire from its structs")
    protocol.add_argument(
        "--format", choices=("asyncapi", "json-schema", "markdown"), default="markdown"
    )
    protocol.set_defaults(run=run_protocol)

    arguments = parser.parse_args()
    status: int = arguments.run(arguments)
    return status


def _add_minds(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    judge = commands.add_parser("judge", help="the offline judge: evaluate, score, train")
    judge.set_defaults(run=run_judge)
    if sys.argv[1:2] == ["judge"]:
        from agents.providers import judge_cli

        judge_cli.add_arguments(judge)
    for name, text in (("agents", "who the machine players are"), ("world", "their valley")):
        village = commands.add_parser(name, help=text)
        village.set_defaults(run=run_village)
        if sys.argv[1:2] == [name]:
            from server.valley import village_task

            (village_task.add_agents if name == "agents" else village_task.add_world)(village)


def _add_bots(parser: argparse.ArgumentParser) -> None:
    from clients.bots.cli import add_arguments

    add_arguments(parser)


def _add_console(parser: argparse.ArgumentParser) -> None:
    from clients.console.cli import add_arguments

    add_arguments(parser)


def run_bots(arguments: argparse.Namespace) -> int:
    """Play scripted games against a server."""
    from clients.bots.cli import run

    return run(arguments)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; one clear line and status 1 if that can't be."""
    import uvloop

    from server import logs
    from server.bootstrap import serve
    from server.lan import opened
    from server.parent_task import Parent
    from server.settings import read_settings
    from server.workers_task import supervise

    given = {
        "GENIUS_HOST": arguments.host,
        "GENIUS_PORT": arguments.port,
        "GENIUS_WORKERS": arguments.workers,
        "GENIUS_DATA_DIR": arguments.data_dir,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    with Complaints() as complaints:
        parent = Parent.of(os.environ)
        environment = {**os.environ, **chosen}
        settings = read_settings(environment)
        is_crew = parent is None and settings.workers > 1
        node = settings.node if is_crew or parent is not None else ""
        logs.set_up(settings.log_level, settings.log_format, node=node)

        def ready() -> None:
            for line in opened(settings):
                say(line)

        if is_crew:
            argv = [sys.executable, __file__, "serve"]
            uvloop.run(supervise(settings, argv, environment, ready))
        else:
            uvloop.run(serve(settings, parent.say_open if parent else ready, parent))
    return complaints.status


def run_replay(arguments: argparse.Namespace) -> int:
    """Fold a stored game again and compare with the digest kept when it ended."""
    import uvloop

    from server.bootstrap import replay_stored
    from server.settings import read_settings

    with Complaints() as complaints:
        settings = read_settings(os.environ)
        complaints.status = uvloop.run(replay_stored(settings, arguments.game, say))
    return complaints.status


def run_honours(arguments: argparse.Namespace) -> int:
    """Compare statistics, boards, careers and achievements with the journals, or remake them."""
    import uvloop

    from persistence.postgres.books import PostgresBooks
    from persistence.postgres.honours import PostgresHonours
    from persistence.postgres.journal import PostgresJournal
    from server import recount
    from server.bootstrap import databases
    from server.settings import read_settings

    async def act() -> int:
        async with databases(read_settings(os.environ)) as (pool, _):
            books, journal = PostgresBooks(pool), PostgresJournal(pool)
            if arguments.act == "check":
                return await recount.check(books, journal, say)
            await PostgresHonours(pool).start()
            return await recount.rebuild(books, journal, say)

    with Complaints() as complaints:
        complaints.status = uvloop.run(act())
    return complaints.status


def run_console(arguments: argparse.Namespace) -> int:
    """Carry out an operator's lines."""
    from clients.console.cli import run

    return run(arguments)


def run_judge(arguments: argparse.Namespace) -> int:
    """Examine the offline judge, let it score, or learn its weights again."""
    from agents.providers.judge_cli import run

    return run(arguments)


def run_admin_create(arguments: argparse.Namespace) -> int:
    """Make somebody admin on this machine, whether the server runs or not."""
    import uvloop

    from persistence.postgres.audit import PostgresAudit
    from persistence.postgres.people import PostgresPeople
    from server.accounts.admins import Made, make_admin
    from server.accounts.passwords_task import Bcrypt
    from server.bootstrap import databases
    from server.clock import SystemClock
    from server.settings import read_settings

    async def act() -> Made | None:
        async with databases(read_settings(os.environ)) as (pool, _):
            done = await make_admin(
                PostgresPeople(pool),
                PostgresAudit(pool),
                arguments.name,
                lambda: new_password(arguments.name),
                Bcrypt(yields=False).hashed,
                SystemClock().now_ms(),
            )
        (say if isinstance(done, Made) else complain)(done.text)
        return done if isinstance(done, Made) else None

    with Complaints() as complaints:
        complaints.status = 0 if uvloop.run(act()) is not None else 1
    return complaints.status


def new_password(name: str) -> str | None:
    """A password typed twice, or the first line of what is piped in; None if the two differ."""
    import getpass

    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass(f"Password for {name}: ")
    return first if getpass.getpass("Once more: ") == first else None


def run_village(arguments: argparse.Namespace) -> int:
    """Check and load the machine players, or let days pass in their valley."""
    from server.valley.village_task import run_agents, run_world

    with Complaints() as complaints:
        run = run_agents if arguments.command == "agents" else run_world
        complaints.status = run(arguments, say)
    return complaints.status


def run_protocol(arguments: argparse.Namespace) -> int:
    """Print the wire."""
    from server.wire.printed import printed

    say(printed(arguments.format))
    return 0


class Complaints:
    """Turns what a person can mend into one line on standard error; bugs keep their traceback."""

    def __init__(self) -> None:
        self.status = 0

    def __enter__(self) -> "Complaints":
        return self

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        from agents.persona import PersonaError
        from agents.quips import QuipsError
        from agents.world.map import MapError
        from game.packs.schema import PackError
        from persistence.embedded import EmbeddedError
        from persistence.migrate import MigrationError
        from persistence.ports import StorageUnavailable
        from server.bootstrap import PortTaken
        from server.settings import SettingsError
        from server.workers_task import WorkerRefused

        mendable = (
            SettingsError,
            EmbeddedError,
            MapError,
            MigrationError,
            PackError,
            PersonaError,
            QuipsError,
            PortTaken,
            StorageUnavailable,
            WorkerRefused,
        )
        if not isinstance(error, mendable):
            return False
        sys.stderr.write(f"{SAID_BEFORE}{error}\n")
        self.status = 1
        return True


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
