"""Empty templates of every kind of record, as CSV and Excel, for people who send records by hand."""

from __future__ import annotations

import argparse
from pathlib import Path

from goldthread.cli.asking import add_json, print_json
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import Registry, Table

WORKBOOK = "templates.xlsx"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--out", required=True, type=Path, metavar="DIR", help="made if missing")
    parser.add_argument(
        "--table", action="append", default=[], metavar="T", help="only these, as tenancy; else all"
    )
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    from goldthread.catalogue.tables import TABLES
    from goldthread.facts.schema import importable
    from goldthread.facts.templates import csv_template, write_excel_template

    tables = [_table(name, TABLES) for name in dict.fromkeys(asked.table)] or importable(TABLES)
    texts = {asked.out / f"{table.name}.csv": csv_template(table) for table in tables}
    workbook = asked.out / (WORKBOOK if len(tables) > 1 else f"{tables[0].name}.xlsx")
    _keep_what_is_there([*texts, workbook])
    try:
        for path, text in texts.items():
            path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise Refused(
            f"{asked.out} cannot be written to: {error.strerror or error}. Name another."
        ) from error
    write_excel_template(tables, workbook)
    if asked.json:
        print_json(
            {
                "folder": str(asked.out),
                "tables": [table.name for table in tables],
                "files": [path.name for path in [*texts, workbook]],
            }
        )
    else:
        print(f"Wrote {len(texts)} CSV files and {workbook.name} in {asked.out}.")
    return 0


def _table(name: str, known: Registry) -> Table:
    if name not in known:
        raise Refused(f'There is no kind of record "{name}".{did_you_mean(name, known)}')
    return known[name]


def _keep_what_is_there(paths: list[Path]) -> None:
    """Make the folder ready. A file that is there may have been filled in: it is never written over."""
    there = [path for path in paths if path.exists()]
    if there:
        raise Refused(f"{there[0]} is there already and may hold records. Name an empty directory.")
    folder = paths[0].parent
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Refused(
            f"{folder} cannot be made: {error.strerror or error}. Name another directory."
        ) from error
