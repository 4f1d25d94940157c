"""The command `genius bots`: arguments in, a run, its figures out, and a status that tells.

The only file here that writes to a terminal, apart from the progress display.
"""

import argparse
import asyncio
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final, get_args
from urllib.parse import urlsplit, urlunsplit

import msgspec
import uvloop

from clients.bots.load import Load
from clients.bots.options import Options
from clients.bots.outcome import Outcome
from clients.bots.progress import follow
from clients.bots.report import render
from game.rules import Mode, Settings

DEFAULTS: Final = Options()


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what `run` reads."""
    add = parser.add_argument
    add(
        "--url",
        type=_sockets,
        action="extend",
        help=f"the server; several, by commas or again and again, share the bots ({DEFAULTS.url})",
    )
    add("--games", type=_count(1), default=1, help="games to play (%(default)s)")
    add("--players", type=_count(2, 12), default=4, help="bots in each (%(default)s)")
    add("--rounds", type=_count(5, 50), default=5, help="rounds of each (%(default)s)")
    add("--concurrent-games", type=_count(1), help="games at one time (all)")
    add("--regulars", type=_count(2), default=0, help="play with so many people, who meet again")
    add("--spectators", type=_count(0), default=0, help="connections that only watch (%(default)s)")
    add("--think-ms", type=_duration, default=50.0, help="mean pause before a move (%(default)s)")
    add("--agents", type=_count(0, 10), default=0, help="machine players in each (%(default)s)")
    add("--mode", choices=get_args(Mode), default="classic", help="of the games (%(default)s)")
    add("--time-limit", type=_count(5, 600), default=60, help="seconds to answer (%(default)s)")
    add("--settings", type=_settings, default=DEFAULTS.settings, help="of the games, as JSON")
    add("--seed", default=DEFAULTS.seed, help="what bots say and choose (%(default)s)")
    add("--codec", choices=("json", "msgpack"), default="json", help="encoding (%(default)s)")
    add("--timeout", type=_duration, help="seconds for each game (all its deadlines, and 60)")
    add("--database", metavar="URL", help="also check the rows of this PostgreSQL")
    add("--json", metavar="FILE", type=Path, help="write the figures (- for the terminal)")
    add("--report", metavar="FILE", type=Path, help="write a page with pictures, as HTML")


def run(arguments: argparse.Namespace) -> int:
    """Play, check, tell. 0 when everything promised is there and every game was completed."""
    options = options_of(arguments)
    if options.players + options.agents > 12:
        sys.stderr.write("genius bots: a game seats 12, bots and agents together\n")
        return 2
    if 0 < options.regulars < options.players:
        sys.stderr.write("genius bots: fewer regulars than seats in a game\n")
        return 2
    load = Load(options)
    outcome = uvloop.run(_play(load))
    if arguments.json is not None:
        _write(arguments.json, msgspec.json.format(msgspec.json.encode(outcome)).decode() + "\n")
    if arguments.report is not None:
        _write(arguments.report, render(outcome, load.measures))
    sys.stderr.write(summary(outcome) + "\n")
    return 0 if outcome.clean else 1


async def _play(load: Load) -> Outcome:
    display = asyncio.create_task(follow(load))
    try:
        return await load.run()
    finally:
        display.cancel()
        await asyncio.wait({display})


def options_of(arguments: argparse.Namespace) -> Options:
    """What was asked for."""
    return Options(
        urls=tuple(arguments.url or ()),
        spectators=arguments.spectators,
        games=arguments.games,
        players=arguments.players,
        rounds=arguments.rounds,
        concurrent=arguments.concurrent_games,
        regulars=arguments.regulars,
        think_ms=arguments.think_ms,
        agents=arguments.agents,
        mode=arguments.mode,
        time_limit_seconds=arguments.time_limit,
        settings=arguments.settings,
        seed=arguments.seed,
        codec=arguments.codec,
        timeout_s=arguments.timeout,
        database=arguments.database,
    )


def summary(outcome: Outcome) -> str:
    """The run in a few lines for people."""
    submit, voting = outcome.submit_ack_ms, outcome.submit_to_voting_ms
    lines = [
        (
            f"{outcome.games_completed} of {outcome.games} games completed"
            f" by {outcome.players} bots in {outcome.duration_s:.1f} s"
        ),
        (
            f"{outcome.commands_acked} commands acknowledged, {outcome.acked_lost} lost,"
            f" {outcome.acked_duplicated} duplicated, {outcome.acked_altered} altered,"
            f" {outcome.errors} errors"
        ),
        (
            f"answer to acknowledgement {_ms(submit.p50)} median, {_ms(submit.p99)} p99;"
            f" last answer to everyone's vote {_ms(voting.p50)} median, {_ms(voting.p99)} p99"
        ),
        (
            f"{outcome.deliveries_per_s:.0f} deliveries/s, {outcome.reconnects} reconnects,"
            f" {outcome.commands_retried} commands retried, {outcome.holes} holes,"
            f" {outcome.secrets_leaked} secrets leaked"
        ),
    ]
    if outcome.gaps:
        gap = outcome.gap_ms
        lines.append(
            f"{outcome.gaps} times a player could not act: {_ms(gap.p50)} median,"
            f" {_ms(gap.p99)} p99, {_ms(gap.max)} at most"
        )
    if len(outcome.bots_by_node) > 1:
        lines.append(
            f"rooms by node: {', '.join(f'{k} {n}' for k, n in outcome.rooms_by_node.items())};"
            f" acknowledged there {_ms(outcome.ack_home_p50_ms)},"
            f" elsewhere {_ms(outcome.ack_away_p50_ms)} median"
        )
    if crowd := outcome.crowd:
        lines.append(
            f"{crowd.watching} of {outcome.spectators} spectators watched {crowd.events} events,"
            f" {_ms(crowd.lag_ms.p50)} behind, {_ms(crowd.lag_ms.p99)} p99,"
            f" {_ms(crowd.lag_ms.max)} at most; {crowd.holes} holes, {crowd.secrets} secrets"
        )
    if outcome.rows_checked is not None:
        lines.append(f"{outcome.rows_checked} rows checked, {outcome.rows_missing} missing")
    return "\n".join([*lines, *outcome.notes])


def _ms(value: float | None) -> str:
    return "-" if value is None else f"{value:.1f} ms"


def _write(path: Path, text: str) -> None:
    if str(path) == "-":
        sys.stdout.write(text)
    else:
        path.write_text(text, encoding="utf-8")


def _socket(text: str) -> str:
    """The WebSocket's address, also where only the server's own is given."""
    address = urlsplit(text if "://" in text else f"ws://{text}")
    scheme = {"http": "ws", "https": "wss"}.get(address.scheme, address.scheme)
    if scheme not in ("ws", "wss") or not address.netloc:
        raise argparse.ArgumentTypeError(f"{text} is no address of a server")
    path = address.path if address.path not in ("", "/") else "/ws"
    return urlunsplit((scheme, address.netloc, path, "", ""))


def _sockets(text: str) -> list[str]:
    return [_socket(each.strip()) for each in text.split(",")]


def _count(least: int, most: int | None = None) -> Callable[[str], int]:
    """A whole number within bounds, as argparse wants its types."""

    def count(text: str) -> int:
        number = int(text)
        if number < least or (most is not None and number > most):
            span = f"{least} or more" if most is None else f"{least} to {most}"
            raise argparse.ArgumentTypeError(f"{text} is not {span}")
        return number

    return count


def _duration(text: str) -> float:
    number = float(text)
    if not (math.isfinite(number) and number >= 0):
        raise argparse.ArgumentTypeError(f"{text} is not a duration")
    return number


def _settings(text: str) -> Settings:
    """Given keys in place of ours, checked against the ranges of the rules."""
    try:
        given = msgspec.json.decode(text, type=dict[str, object])
        merged = msgspec.to_builtins(DEFAULTS.settings) | given
        return msgspec.convert(merged, Settings)
    except msgspec.MsgspecError as error:
        raise argparse.ArgumentTypeError(str(error)) from error
