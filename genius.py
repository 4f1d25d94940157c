"""The command line of AI Genius: may import anything, and nothing imports it."""

import argparse
import logging
import os
import sys
from pathlib import Path

SAID_BEFORE = "genius: "


def say(line: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def main() -> int:
    """Run a command; its exit status."""
    parser = argparse.ArgumentParser(prog="genius", description="AI Genius, the party game server")
    commands = parser.add_subparsers(dest="command", required=True)

    serve = commands.add_parser("serve", help="run a node")
    serve.add_argument("--host", help="address to listen on (GENIUS_HOST)")
    serve.add_argument("--port", help="port (GENIUS_PORT)")
    serve.add_argument("--data-dir", help="folder of the built-in databases (GENIUS_DATA_DIR)")
    serve.set_defaults(run=run_serve)

    bots = commands.add_parser("bots", help="scripted players over real sockets, with an oracle")
    bots.set_defaults(run=run_bots)
    if sys.argv[1:2] == ["bots"]:
        _add_bots(bots)

    replay = commands.add_parser("replay", help="refold a stored game and verify its digest")
    replay.add_argument("game", help="the game's id or code")
    replay.set_defaults(run=run_replay)

    protocol = commands.add_parser("protocol", help="print the wire from its structs")
    protocol.add_argument(
        "--format", choices=("asyncapi", "json-schema", "markdown"), default="markdown"
    )
    protocol.set_defaults(run=run_protocol)

    arguments = parser.parse_args()
    status: int = arguments.run(arguments)
    return status


def _add_bots(parser: argparse.ArgumentParser) -> None:
    from clients.bots.cli import add_arguments

    add_arguments(parser)


def run_bots(arguments: argparse.Namespace) -> int:
    """Play scripted games against a server."""
    from clients.bots.cli import run

    return run(arguments)


def run_serve(arguments: argparse.Namespace) -> int:
    """Serve until told to stop; one clear line and status 1 if that can't be."""
    import uvloop

    from server.bootstrap import serve
    from server.settings import read_settings

    given = {
        "GENIUS_HOST": arguments.host,
        "GENIUS_PORT": arguments.port,
        "GENIUS_DATA_DIR": arguments.data_dir,
    }
    chosen = {name: value for name, value in given.items() if value is not None}
    with Complaints() as complaints:
        settings = read_settings({**os.environ, **chosen})
        logging.basicConfig(
            level=settings.log_level.upper(),
            format="%(asctime)s %(levelname)-7s %(name)s: %(message)s",
            stream=sys.stderr,
        )
        # Its pool tells of every attempt in an outage, with a traceback; we tell once.
        logging.getLogger("asyncpg").setLevel(logging.ERROR)
        anywhere = settings.host in ("0.0.0.0", "::", "127.0.0.1")  # noqa: S104 - compared only
        shown = "localhost" if anywhere else settings.host
        uvloop.run(
            serve(settings, lambda: say(f"AI Genius is open: http://{shown}:{settings.port}/"))
        )
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
        from game.packs.schema import PackError
        from persistence.embedded import EmbeddedError
        from persistence.migrate import MigrationError
        from persistence.ports import StorageUnavailable
        from server.bootstrap import PortTaken
        from server.settings import SettingsError

        mendable = (
            SettingsError,
            EmbeddedError,
            MigrationError,
            PackError,
            PersonaError,
            QuipsError,
            PortTaken,
            StorageUnavailable,
        )
        if not isinstance(error, mendable):
            return False
        sys.stderr.write(f"{SAID_BEFORE}{error}\n")
        self.status = 1
        return True


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    sys.exit(main())
