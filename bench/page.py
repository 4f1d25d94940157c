"""The table of results in bench/README.md, written from the kept records and from nothing else.

`python -m bench.page` fills it and draws the picture anew; a test compares both with the records.
"""

import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bench.chart import NAME, draw
from bench.record import Record, kept, shown

PAGE: Final = Path(__file__).parent / "README.md"
BEGIN: Final = "<!-- results: filled by `python -m bench.page` -->\n"
COLUMNS: Final = 100
PICTURE: Final = f"![What was reached](results/{NAME})"
END: Final = "<!-- end of results -->\n"


def filled(text: str, records: Mapping[str, Record]) -> str:
    """The page with the table of these; raises ValueError where its marks are missing."""
    before, found, rest = text.partition(BEGIN)
    _, ended, after = rest.partition(END)
    if not found or not ended:
        raise ValueError("the page has no place for results")
    return f"{before}{BEGIN}\n{tables(records)}\n{END}{after}"


def tables(records: Mapping[str, Record]) -> str:
    """The bars of all, and then every figure of each; in Markdown."""
    if not records:
        return "Nothing is kept yet.\n"
    lines = [PICTURE, "", "| case | bar | asked | reached | |", "| --- | --- | ---: | ---: | --- |"]
    for case, record in records.items():
        for bar in record.bars:
            asked = f"{bar.sense} {shown(bar.bar)} {bar.unit}".strip()
            reached = f"{shown(bar.reached)} {bar.unit}".strip()
            verdict = "met" if bar.met else "**missed**"
            lines.append(f"| {case} | {bar.name} | {asked} | {reached} | {verdict} |")
    return "\n".join([*lines, "", *(_case(record) for record in records.values())])


def _case(record: Record) -> str:
    machine = record.machine
    settings = "; ".join(f"{name}: {value}" for name, value in record.settings.items())
    where = (
        f"{record.at}, {machine.cpu}, {machine.cores} cores, Linux {machine.kernel},"
        f" Python {machine.python}"
    )
    lines = [f"### {record.case}", "", wrapped(f"{where}. {settings}."), ""]
    lines += ["| figure | | |", "| --- | ---: | --- |"]
    lines += [f"| {each.name} | {shown(each.value)} | {each.unit} |" for each in record.figures]
    lines += [
        f"| {each.name} | {shown(each.value)} | times {each.against} |" for each in record.ratios
    ]
    return "\n".join([*lines, "", *(wrapped(f"- {note}", "  ") for note in record.notes), ""])


def wrapped(words: str, indent: str = "") -> str:
    """The same, in lines as long as this house has them."""
    return textwrap.fill(words, COLUMNS, subsequent_indent=indent, break_on_hyphens=False)


def fill() -> None:
    """Show what is kept, in the page and in the picture."""
    records = kept()
    PAGE.write_text(filled(PAGE.read_text(), records))
    if records:
        draw(records)


if __name__ == "__main__":
    fill()
    sys.exit(0)
