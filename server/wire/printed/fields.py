"""The fields of a struct in plain words: type, limits and default."""

from typing import Any, Final, NamedTuple

import msgspec
from msgspec import NODEFAULT, Struct, inspect

from server.wire.printed.contents import CHECKED_LATER, Shape

PLAIN: Final[dict[type[inspect.Type], str]] = {
    inspect.AnyType: "anything",
    inspect.BoolType: "boolean",
    inspect.FloatType: "number",
    inspect.IntType: "integer",
    inspect.NoneType: "null",
    inspect.StrType: "string",
}


class Line(NamedTuple):
    """A field as a row of a table; `sparse`: left out of the frame where it says nothing."""

    name: str
    type: str
    limits: str
    default: str
    sparse: bool


def lines(shape: Shape, without: tuple[str, ...] = ()) -> list[Line]:
    """The fields of a struct in their order, but for those named."""
    sparse = shape.__struct_config__.omit_defaults
    return [
        Line(
            field.encode_name,
            _worded(field.type),
            CHECKED_LATER.get((shape, field.name)) or _limits(field.type),
            _default(field),
            sparse and not field.required,
        )
        for field in _struct(shape).fields
        if field.name not in without
    ]


def shapes_in(shapes: tuple[Shape, ...]) -> list[Shape]:
    """The structs that these are made of, by name; these themselves are left out."""
    found: dict[Shape, inspect.StructType] = {}
    waiting: list[inspect.Type] = [_struct(shape) for shape in shapes]
    while waiting:
        kind = waiting.pop()
        if isinstance(kind, inspect.StructType):
            if kind.cls not in found:
                found[kind.cls] = kind
                waiting += [field.type for field in kind.fields]
        else:
            waiting += _parts(kind)
    return sorted((each for each in found if each not in shapes), key=lambda each: each.__name__)


def _struct(shape: Shape) -> inspect.StructType:
    kind = inspect.type_info(shape)
    assert isinstance(kind, inspect.StructType)
    return kind


def _parts(kind: inspect.Type) -> list[inspect.Type]:
    match kind:
        case inspect.UnionType(types=types):
            return list(types)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return [item]
        case inspect.TupleType(item_types=types):
            return list(types)
        case inspect.DictType(key_type=key, value_type=value):
            return [key, value]
        case _:
            return []


def _worded(kind: inspect.Type) -> str:
    match kind:
        case inspect.StructType(cls=cls):
            return f"[`{cls.__name__}`](#{cls.__name__.lower()})"
        case inspect.LiteralType(values=values):
            return " / ".join(f"`{_json(value)}`" for value in values)
        case inspect.UnionType(types=types):
            if "ev" in [getattr(each, "tag_field", None) for each in types]:
                return "[event](#events)"
            return " or ".join(map(_worded, types))
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return f"list of {_worded(item)}"
        case inspect.TupleType(item_types=types):
            return f"[{', '.join(map(_worded, types))}]"
        case inspect.DictType(key_type=key, value_type=value):
            return f"map of {_worded(key)} to {_worded(value)}"
        case _:
            return PLAIN[type(kind)]


def _limits(kind: inspect.Type) -> str:
    match kind:
        case inspect.StrType(pattern=str(pattern)):
            return f"matches `{pattern}`"
        case inspect.StrType(min_length=low, max_length=high):
            return _range(low, high, " characters")
        case inspect.IntType(ge=low, le=high) | inspect.FloatType(ge=low, le=high):
            return _range(low, high, "")
        case inspect.UnionType(types=types):
            return " or ".join(filter(None, map(_limits, types)))
        case _:
            return ""


def _range(low: float | None, high: float | None, unit: str) -> str:
    if low is None and high is None:
        return ""
    if high is None:
        return f"at least {low}{unit}"
    return f"at most {high}{unit}" if low is None else f"{low} to {high}{unit}"


def _default(field: inspect.Field) -> str:
    """What holds where the field is left out, as JSON; empty where it must be given."""
    if field.required:
        return ""
    value = field.default
    if value is NODEFAULT:
        value = field.default_factory()
    # A struct's own defaults stand in its own table.
    return "{}" if isinstance(value, Struct) else _json(value)


def _json(value: Any) -> str:
    return msgspec.json.encode(value).decode()
