"""Characters beside each other: no two have one name. Pure."""

from collections.abc import Mapping, Sequence

from agents.persona import Persona, PersonaError


def check_names(names: Mapping[str, str]) -> None:
    """Raise PersonaError if two of these, by id, have one name."""
    seen: dict[str, str] = {}
    for id, name in sorted(names.items()):
        if name in seen:
            raise PersonaError(f"{id}: name {name!r} is {seen[name]}'s already")
        seen[name] = id


def apart(personas: Sequence[Persona], names: Mapping[str, str]) -> tuple[list[Persona], list[str]]:
    """Those who are not among these names by id, and in words who can't be, for their name."""
    owners = {name: id for id, name in names.items()}
    found, said = [], []
    for each in personas:
        if each.slug in names:
            continue
        owner = owners.setdefault(each.name, each.slug)
        if owner == each.slug:
            found.append(each)
        else:
            said.append(f"{each.slug}: name {each.name!r} is {owner}'s already")
    return found, said
