"""What could stand where a line's last word stands."""

from collections.abc import Iterable, Sequence
from typing import Final

from game.state import Phase
from server.console.commands import COMMANDS, LEVELS, ROLES, Command
from server.console.lines import Word, words
from server.console.means import Ask

# More than these help nobody to choose.
COMPLETIONS_MAX: Final = 50
WORD_LENGTH_MAX: Final = 64


async def completions(ask: Ask, line: str) -> list[str]:
    """Words that begin as the last one does; after a space, all that may follow."""
    given = words(line)
    last = given.pop() if given and not line[-1].isspace() else Word("", len(line), False)
    command = next((each for each in COMMANDS if each.form.fits(given)), None)
    if command is None:
        return _beginning(last.text, _next_words(given))
    values = await _values(ask, command, given[len(command.form.words) :], last)
    return _beginning(last.text, values)


def _beginning(start: str, values: Iterable[str]) -> list[str]:
    fitting = (each for each in values if each.casefold().startswith(start.casefold()))
    unique = list(dict.fromkeys(fitting))[:COMPLETIONS_MAX]
    return [f'"{each}"' if " " in each else each for each in unique]


def _next_words(given: Sequence[Word]) -> list[str]:
    said = tuple(word.text for word in given)
    return [
        each.form.words[len(said)]
        for each in COMMANDS
        if len(each.form.words) > len(said) and each.form.words[: len(said)] == said
    ]


async def _values(ask: Ask, command: Command, given: Sequence[Word], last: Word) -> Iterable[str]:
    """What fits the place of the last word: a value, or an option that was not used yet."""
    form, places, named = command.form, list(command.form.places), None
    rest, game, used = list(given), "", []
    while rest:
        word = rest.pop(0)
        option = form.option(word)
        if option is not None:
            used.append(option.name)
            if option.switch:
                continue
            if not rest:
                named = option
                break
            rest.pop(0)
        elif places and not places[0].rest:
            game = word.text if places[0].source == "game" else game
            places.pop(0)
        else:
            return ()
    if named is not None:
        return await _known(ask, named.source, last.text, game)
    if last.text.startswith("-") and not last.quoted:
        free = (each for each in form.params if each.option or each.switch)
        return [f"--{each.name}" for each in free if each.name not in used]
    return await _known(ask, places[0].source, last.text, game) if places else ()


async def _known(ask: Ask, source: str, start: str, game: str) -> Iterable[str]:
    means = ask.means
    match source:
        case "phase":
            return [each.value for each in Phase]
        case "role":
            return ROLES
        case "level":
            return LEVELS
        case "command":
            return [each.form.words[0] for each in COMMANDS]
        case "setting":
            return means.node.config
        case "game":
            tables = means.rooms.tables()
            return [each.state.code for each in tables] + [each.game for each in tables]
        case "player":
            table = await means.rooms.find(game)
            return [each.name for each in table.state.seats.values()] if table else []
        case "user":
            people, _ = await means.people.page(start[:WORD_LENGTH_MAX], None, COMPLETIONS_MAX)
            return [each.username for each in people]
        case "node":
            return [each.name for each in await means.cluster.members() or ()]
        case "ban":
            return [each.id for each in await means.bans.lasting(ask.now_ms, COMPLETIONS_MAX)]
        case "prompt":
            return [each.id for each in await means.prompts.proposed(COMPLETIONS_MAX)]
        case "report":
            lines = await means.reports.page("open", COMPLETIONS_MAX)
            votes = await means.signals.page("open", COMPLETIONS_MAX)
            return [*(each.id for each in lines), *(each.id for each in votes)][:COMPLETIONS_MAX]
        case "session":
            return [each.id for each in await means.sessions.of(ask.user, ask.now_ms)]
        case "key":
            return [each.id for each in await means.keys.of(ask.user)]
        case _:
            return ()
