"""The dictionary of the records: what each column means, from the declarations alone.

python -m goldthread.facts.dictionary            writes docs/data-dictionary.md
python -m goldthread.facts.dictionary --check    says whether it is up to date (exit code 1 when not)
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from goldthread.facts.schema import FACTS_VERSION, declared
from goldthread.measures.tables import CodeList, ColumnSpec, Registry, Table


@dataclass(frozen=True)
class Entry:
    """One column, in words, for a page or a file."""

    table: str
    column: str
    meaning: str
    kind: str
    unit: str
    required: bool
    codes: str  # name of the code list, or ""
    points_at: str  # name of the table, or ""
    privacy: str
    limits: str


def entries(registry: Registry | None = None) -> list[Entry]:
    """Every column of every table, tables by name, columns in their order."""
    tables = registry if registry is not None else declared()
    return [entry(tables[name], column) for name in sorted(tables) for column in tables[name].columns]


def entry(table: Table, column: ColumnSpec) -> Entry:
    """One column in words."""
    return Entry(
        table=table.name,
        column=column.name,
        meaning=column.meaning,
        kind="code" if column.codes else column.type.value,
        unit=column.unit,
        required=column.required,
        codes=column.codes.name if column.codes else "",
        points_at=column.refers_to or "",
        privacy=column.privacy.value,
        limits=_limits(column),
    )


def _limits(column: ColumnSpec) -> str:
    lowest, highest = column.lowest, column.highest
    if lowest is not None and highest is not None:
        return f"{lowest:g} to {highest:g}"
    if lowest is not None:
        return f"{lowest:g} or more"
    if highest is not None:
        return f"{highest:g} or less"
    return ""


def code_lists(registry: Registry | None = None) -> list[CodeList]:
    """Every code list that a column uses, once, by name."""
    tables = registry if registry is not None else declared()
    found = {c.codes.name: c.codes for table in tables.values() for c in table.columns if c.codes}
    return [found[name] for name in sorted(found)]


def markdown(registry: Registry | None = None) -> str:
    """The whole dictionary as Markdown, the same text for the same declarations."""
    tables = registry if registry is not None else declared()
    names = sorted(tables)
    lines = [
        "# Dictionary of the records",
        "",
        "Written by `python -m goldthread.facts.dictionary` from the declarations in "
        "`src/goldthread/catalogue/tables/`. Change those, not this file.",
        "",
        f"Version {FACTS_VERSION} of the facts: {len(names)} tables. People are known by random keys alone. "
        "Dates are civil dates of the United Kingdom, instants are in UTC, money is in pounds. "
        "A blank means not known. Voided records are kept and never counted.",
        "",
        "Privacy: *open* says nothing about one person; *about a person* is a fact about someone known only "
        "by a random key; *sensitive* is a special category such as health, ethnicity or safeguarding.",
        "",
        "## Tables",
        "",
        *_rows(["Table", "What it holds", "Happens on"], [_table_row(tables[name]) for name in names]),
    ]
    for name in names:
        lines += ["", f"## {name}", "", _told(tables[name]), ""]
        lines += _rows(
            ["Column", "Meaning", "Kind", "Required", "Privacy"],
            [_column_row(entry(tables[name], column)) for column in tables[name].columns],
        )
    lines += ["", "## Code lists"]
    for listed in code_lists(tables):
        lines += ["", f"### {listed.name}", "", f"Whose list: {listed.source}.", ""]
        lines += _rows(["Code", "Meaning", "Valid"], _code_rows(listed))
    return "\n".join(lines) + "\n"


def _table_row(table: Table) -> list[str]:
    anchor = table.name.replace(" ", "-")
    return [f"[{table.name}](#{anchor})", _told(table), f"`{table.happens}`" if table.happens else ""]


def _told(table: Table) -> str:
    return f"{table.meaning} Worked out, never imported." if table.derived else table.meaning


def _column_row(told: Entry) -> list[str]:
    kind = told.kind
    if told.codes:
        anchor = "".join(c for c in told.codes.lower().replace(" ", "-") if c.isalnum() or c in "-_")
        kind = f"code: [{told.codes}](#{anchor})"
    elif told.points_at:
        kind = f"key of [{told.points_at}](#{told.points_at})"
    elif told.unit:
        kind = f"{told.kind} ({told.unit})"
    if told.limits:
        kind += f", {told.limits}"
    return [f"`{told.column}`", told.meaning, kind, "yes" if told.required else "", told.privacy]


def _code_rows(listed: CodeList) -> list[list[str]]:
    rows: list[list[str]] = []
    for code in listed.codes:
        begin = f"from {code.valid_from.isoformat()}" if code.valid_from else ""
        end = f"to {code.valid_to.isoformat()}" if code.valid_to else ""
        rows.append([f"`{code.value}`", code.label, f"{begin} {end}".strip()])
    return rows


def _rows(head: Sequence[str], rows: Sequence[Sequence[str]]) -> list[str]:
    def line(cells: Sequence[str]) -> str:
        return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"

    return [line(head), line(["---"] * len(head)), *map(line, rows)]


def main(arguments: Sequence[str]) -> int:
    """Write or check the file; answers the exit code."""
    path = Path(__file__).resolve().parents[3] / "docs" / "data-dictionary.md"
    text = markdown()
    if "--check" in arguments:
        fresh = path.is_file() and path.read_text(encoding="utf-8") == text
        print(
            "The data dictionary is up to date." if fresh else "The data dictionary is stale. Write it again."
        )
        return 0 if fresh else 1
    path.write_text(text, encoding="utf-8", newline="\n")
    print(f"Wrote {path.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
