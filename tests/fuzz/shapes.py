"""Values for every command of the wire, right and wrong, walked from its structs with msgspec.

A new operation or field is covered the moment it is there. All choices come from the Random given.
"""

import math
from random import Random
from typing import Any, Final

from msgspec import Struct, inspect

from server.wire import FromClient

# Stands for what only the server can tell; the sender puts in what it was told last. Texts of the
# same name in a command are filled with it most of the time.
MARKS: Final = {
    "game": "@game@",
    "code": "@code@",
    "player": "@player@",
    "response": "@response@",
    "message": "@message@",
    "user": "@user@",
    "token": "@token@",
    "confirm": "@name@",
}
# Passwords are slow by design: that the rest stays fast, few of these are meant in earnest.
SLOW: Final = ("auth.register", "auth.login", "password")
SLOW_SHARE: Final = 0.01
# Ends of the person that plays the episode; they happen, but not at every turn.
FINAL: Final = ("auth.logout", "auth.refresh", "profile.erase", "game.cancel", "game.leave")
FINAL_SHARE: Final = 0.15

NUMBERS: Final = (
    *(0, 1, -1, 2, 7, 255, 2**31, -(2**31), 2**53, 2**53 + 1, 2**63 - 1, 2**63, 2**64 - 1),
    *(2**64, -(2**63) - 1, 10**40, 0.5, -0.0, 1e308, 5e-324, math.nan, math.inf, -math.inf),
)
TEXTS: Final = (
    *("", " ", "x", "null", "true", "0", "\0", "a\0b", "\t\n", "x" * 63, "x" * 64, "x" * 65),
    *("x" * 257, "x" * 5_000, "\x7f", "\u202eevil", "\ufeff", "\u200b", "e" + "\u0301" * 40),
    *("\ud800", "a\udfffb", "\U0001f469\u200d\U0001f680" * 20, "<script>alert(1)</script>"),
    *("'; drop table users; --", "%s%n", "{0.__class__}", "../../etc/passwd", "@here", "\\u0000"),
    *("00000000-0000-7000-8000-000000000000", "A" * 36, "constructor", "__proto__", "r1.1"),
    *("ﷺ" * 30, "İ" * 30, "ß" * 33, "K", "ａｄｍｉｎ", "аdmin", "\r\nSet-Cookie: a=b"),
)
LETTERS: Final = "aAzZ09 _-.é世🎲\u0301'\"\\/"


class Shape(Struct, frozen=True):
    """One operation: its name and its fields as msgspec tells them."""

    op: str
    fields: tuple[inspect.Field, ...]


def _shapes(asked: Any) -> tuple[Shape, ...]:
    union = inspect.type_info(asked)
    kinds = union.types if isinstance(union, inspect.UnionType) else (union,)
    found = [kind for kind in kinds if isinstance(kind, inspect.StructType)]
    return tuple(Shape(str(kind.tag), kind.fields) for kind in found)


SHAPES: Final = _shapes(FromClient)


def command(rng: Random, oddness: float, shapes: tuple[Shape, ...] = SHAPES) -> dict[str, Any]:
    """A command without its id; each of its fields is wrong with this chance."""
    shape = rng.choice(shapes)
    rare = SLOW_SHARE if shape.op in SLOW else FINAL_SHARE if shape.op in FINAL else 1.0
    in_jest = rng.random() > rare
    if in_jest:
        oddness = max(oddness, 0.9)
    said: dict[str, Any] = {"op": shape.op}
    for field in shape.fields:
        name = field.encode_name
        if name == "id" or (not field.required and rng.random() < 0.5):
            continue
        if rng.random() < oddness:
            if rng.random() < 0.8:
                said[name] = odd(rng)
        else:
            said[name] = fitting(rng, field.type, name, oddness)
    if in_jest and shape.op in SLOW:
        said["password"] = rng.choice(NUMBERS)
    if rng.random() < oddness / 4:
        said[rng.choice(TEXTS)] = odd(rng)
    if rng.random() < oddness / 8:
        said["op"] = odd(rng) if rng.random() < 0.5 else f"{shape.op}{rng.choice(TEXTS)}"
    return said


def odd(rng: Random, depth: int = 0) -> Any:
    """Anything at all."""
    pick = rng.randrange(10 if depth < 3 else 6)
    if pick < 2:
        return rng.choice(NUMBERS)
    if pick < 4:
        return rng.choice(TEXTS)
    if pick == 4:
        return rng.choice((None, True, False))
    if pick == 5:
        return text(rng, rng.randrange(80))
    if pick == 6:
        return [odd(rng, depth + 1) for _ in range(rng.randrange(4))]
    if pick == 7:
        return {rng.choice(TEXTS): odd(rng, depth + 1) for _ in range(rng.randrange(4))}
    if pick == 8:
        return nested(rng.choice((3, 30, 300)), rng.random() < 0.5)
    return rng.choice(tuple(MARKS.values()))


def nested(depth: int, lists: bool) -> Any:
    """A list in a list in a list, or the same of maps."""
    value: Any = 0
    for _ in range(depth):
        value = [value] if lists else {"a": value}
    return value


def text(rng: Random, length: int) -> str:
    """Letters of many kinds."""
    return "".join(rng.choices(LETTERS, k=length))


def fitting(rng: Random, kind: inspect.Type, name: str, oddness: float) -> Any:
    """A value that this type takes; `name` tells which of the server's words would fit."""
    match kind:
        case inspect.UnionType(types=types):
            return fitting(rng, _chosen(rng, types), name, oddness)
        case inspect.LiteralType(values=values):
            return rng.choice(values)
        case inspect.BoolType():
            return rng.random() < 0.5
        case inspect.IntType():
            return _whole(rng, kind)
        case inspect.FloatType():
            return rng.choice((kind.ge or 0.0, 0.5, 1, kind.le or 10.0))
        case inspect.StrType():
            return _words(rng, kind, name)
        case inspect.VarTupleType(item_type=item) | inspect.ListType(item_type=item):
            least, most = kind.min_length or 0, min(kind.max_length or 3, 3)
            count = rng.randint(least, most)
            return [fitting(rng, item, name, oddness) for _ in range(count)]
        case inspect.DictType(key_type=key, value_type=value):
            return {fitting(rng, key, name, oddness): fitting(rng, value, name, oddness)}
        case inspect.StructType():
            return _struct(rng, kind, oddness)
        case inspect.NoneType():
            return None
    return odd(rng)


def _chosen(rng: Random, types: tuple[inspect.Type, ...]) -> inspect.Type:
    """One of a union; what is slow to check is chosen seldom."""
    chosen = rng.choice(types)
    slow = isinstance(chosen, inspect.StructType) and chosen.tag in SLOW
    return types[0] if slow and rng.random() > SLOW_SHARE else chosen


def _struct(rng: Random, kind: inspect.StructType, oddness: float) -> dict[str, Any]:
    said: dict[str, Any] = {kind.tag_field: kind.tag} if kind.tag_field else {}
    for field in kind.fields:
        if field.required or rng.random() < 0.5:
            wrong = rng.random() < oddness / 2
            said[field.encode_name] = (
                odd(rng) if wrong else fitting(rng, field.type, field.encode_name, oddness)
            )
    return said


def _whole(rng: Random, kind: inspect.IntType) -> int:
    low = kind.ge if kind.ge is not None else 0
    high = kind.le if kind.le is not None else low + 9
    return rng.choice((low, high, rng.randint(low, min(high, low + 20))))


def _words(rng: Random, kind: inspect.StrType, name: str) -> str:
    if name in MARKS and rng.random() < 0.8:
        return MARKS[name]
    if kind.pattern is not None:
        return rng.choice(("en", "de", "xx"))
    most = kind.max_length if kind.max_length is not None else 300
    length = rng.choice((kind.min_length or 0, 1, 8, min(most, 40), most))
    return text(rng, max(length, kind.min_length or 0))
