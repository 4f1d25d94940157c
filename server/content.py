"""The words that ship with the game, read from files at start: prompts, characters, quips."""

from pathlib import Path

from agents.persona import Persona, load_personas
from agents.quips import Repertoire, load_repertoire
from game.commands import CastMember, Prompt
from game.packs.schema import PackError, check_packs, parse_pack
from persistence.ports import StoredPrompt


def prompts(folder: Path) -> list[StoredPrompt]:
    """Every prompt of every pack in the folder; raises PackError with file and line."""
    packs = []
    for path in sorted(folder.glob("*.toml")):
        try:
            text = path.read_text("utf-8")
        except UnicodeDecodeError as error:
            line = path.read_bytes()[: error.start].count(b"\n") + 1
            raise PackError(path.name, line, "not UTF-8") from error
        packs.append((path.name, parse_pack(text, path.name)))
    check_packs(packs)
    return [
        StoredPrompt(pack.pack, pack.language, Prompt(each.text, pack.category, each.difficulty))
        for _, pack in packs
        for each in pack.prompts
    ]


def personas(folder: Path) -> tuple[Persona, ...]:
    """Every character in the folder; raises PersonaError."""
    return load_personas([(path.stem, path.read_text("utf-8")) for path in folder.glob("*.json")])


def cast(characters: tuple[Persona, ...]) -> tuple[CastMember, ...]:
    """The characters as machine players that a game may seat."""
    return tuple(CastMember(each.slug, each.name) for each in characters)


def quips(folder: Path) -> Repertoire:
    """Every bank of quips in the folder; raises QuipsError."""
    return load_repertoire([(path.stem, path.read_text("utf-8")) for path in folder.glob("*.toml")])
