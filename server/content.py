"""The words that ship with the game, read from files at start: prompts, characters, quips."""

from collections.abc import Iterable
from pathlib import Path

from msgspec import Struct

from agents.banter import Banter, BanterError, load_banter
from agents.persona import Persona, PersonaError, load_personas
from agents.quips import QuipsError, Repertoire, load_repertoire
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
        except OSError as error:
            raise PackError(path.name, 1, f"can't be read: {error.strerror}") from error
        packs.append((path.name, parse_pack(text, path.name)))
    check_packs(packs)
    return [
        StoredPrompt(pack.pack, pack.language, Prompt(each.text, pack.category, each.difficulty))
        for _, pack in packs
        for each in pack.prompts
    ]


class Words(Struct, frozen=True):
    """All of them."""

    prompts: list[StoredPrompt]
    personas: tuple[Persona, ...]
    quips: Repertoire
    banter: Banter


def words(root: Path) -> Words:
    """Read all that ships below this folder.

    Raises PackError, PersonaError, QuipsError or BanterError.

    To be done before anything is started, so that a bad file leaves nothing behind.
    """
    return Words(
        prompts(root / "game" / "packs"),
        personas(root / "agents" / "characters"),
        quips(root / "agents" / "quips"),
        banter(root / "agents" / "talk"),
    )


def personas(folder: Path) -> tuple[Persona, ...]:
    """Every character in the folder; raises PersonaError."""
    paths = sorted(folder.glob("*.json"))
    return load_personas([(path.stem, _text(path, PersonaError)) for path in paths])


def cast(characters: Iterable[Persona]) -> tuple[CastMember, ...]:
    """The characters as machine players that a game may seat."""
    return tuple(CastMember(each.slug, each.name) for each in characters)


def quips(folder: Path) -> Repertoire:
    """Every bank of quips in the folder; raises QuipsError."""
    paths = sorted(folder.glob("*.toml"))
    return load_repertoire([(path.stem, _text(path, QuipsError)) for path in paths])


def banter(folder: Path) -> Banter:
    """Every bank of lines for talks in the folder; raises BanterError."""
    paths = sorted(folder.glob("*.toml"))
    return load_banter([(path.stem, _text(path, BanterError)) for path in paths])


def _text(path: Path, wrong: type[PersonaError] | type[QuipsError] | type[BanterError]) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise wrong(f"{path.name}: not UTF-8") from error
    except OSError as error:
        raise wrong(f"{path.name}: can't be read: {error.strerror}") from error
