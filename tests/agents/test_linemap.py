"""Every value of a JSON text is found on its line."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from agents.linemap import line_at, line_of, lines

TEXT = """{
  "a": 1, "b": [true,
    {"c": "x: {[\\" y"},
    []
  ],
  "d": {
    "e": null
  }
}
"""


def test_paths_lead_to_lines() -> None:
    assert lines(TEXT) == {
        "$": 1, "$.a": 2, "$.b": 2, "$.b[0]": 2, "$.b[1]": 3, "$.b[1].c": 3, "$.b[2]": 4,
        "$.d": 6, "$.d.e": 7,
    }  # fmt: skip


def test_an_unknown_path_leads_to_what_is_around_it() -> None:
    assert line_of(TEXT, "$.d.f") == 6
    assert line_of(TEXT, "$.b[1].c.d[7]") == 3
    assert line_of(TEXT, "$.d[...]") == 6
    assert line_of("", "$.d") == line_of(TEXT, "") == 1


def test_a_byte_leads_to_its_line() -> None:
    assert [line_at("ä\nb\nc", byte) for byte in (0, 1, 3, 4, 5)] == [1, 1, 2, 2, 3]


def paths(value: Any, path: str = "$") -> list[str]:
    """Each path, in the order of the text."""
    found = [path]
    pairs = value.items() if isinstance(value, dict) else ()
    for key, each in pairs:
        found += paths(each, f"{path}.{key}")
    for place, each in enumerate(value if isinstance(value, list) else ()):
        found += paths(each, f"{path}[{place}]")
    return found


TREES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda each: st.lists(each) | st.dictionaries(st.text("abc", min_size=1), each),
)


@given(TREES)
def test_any_text_yields_all_its_paths_in_order_of_lines(tree: Any) -> None:
    found = lines(json.dumps(tree, indent=1))
    assert list(found) == paths(tree)
    assert list(found.values()) == sorted(found.values())
