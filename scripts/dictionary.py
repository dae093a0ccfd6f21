"""The data dictionary: every fact table and code list, out of the declarations that imports go by."""

from collections.abc import Iterator

from goldthread.catalogue.tables import TABLES
from goldthread.measures.tables import CodeList, ColumnSpec, Table, Type

HEAD = """# Data dictionary

Every kind of record that Goldthread knows, and every column of it. The Parquet files of a snapshot, the empty
templates and the checks of an import come from the same declaration as this page. Written by `make docs`.

A column marked *required* must not be blank. Privacy: *open* says nothing about one person, *about a person*
is a fact about someone known by a random key, *sensitive* is a special category. Nothing here names anyone.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join([HEAD, *contents(), *tables(), *code_lists()])


def contents() -> Iterator[str]:
    """A line a table."""
    yield "## Tables\n"
    yield "| table | meaning |"
    yield "| --- | --- |"
    for table in TABLES.values():
        derived = " Derived." if table.derived else ""
        yield f"| [{table.name}](#{table.name}) | {cell(table.meaning)}{derived} |"
    yield ""


def tables() -> Iterator[str]:
    """A section a table."""
    for table in TABLES.values():
        yield f"### {table.name}\n"
        yield f"{table.meaning}\n"
        if table.derived:
            yield "Worked out under the terms; it cannot be imported.\n"
        if table.happens:
            yield f"It happens on `{table.happens}`.\n"
        yield "| column | what it says | type | required | privacy |"
        yield "| --- | --- | --- | --- | --- |"
        for column in table.columns:
            required = "required" if column.required else ""
            said = f"{cell(column.meaning)} | {kind(table, column)} | {required} | {column.privacy.value}"
            yield f"| `{column.name}` | {said} |"
        yield ""


def kind(table: Table, column: ColumnSpec) -> str:
    """Type, unit, bounds, code list or reference of a column in a few words."""
    if column.codes:
        return f"[{column.codes.name}](#codes-{anchor(column.codes.name)})"
    if column.refers_to and column.name != table.key:
        return f"[{column.refers_to}](#{column.refers_to})"
    said = column.type.value
    if column.type in (Type.INTEGER, Type.NUMBER) and column.unit:
        said += f", {column.unit}"
    if column.lowest is not None:
        said += f", from {column.lowest:g}"
    if column.highest is not None:
        said += f" to {column.highest:g}"
    return said


def code_lists() -> Iterator[str]:
    """A section a code list, each once."""
    yield "## Code lists\n"
    listed: dict[str, CodeList] = {}
    for table in TABLES.values():
        for column in table.columns:
            if column.codes:
                listed.setdefault(column.codes.name, column.codes)
    for codes in sorted(listed.values(), key=lambda codes: codes.name):
        yield f"### Codes {codes.name}\n"
        yield f"Source: {codes.source}.\n"
        yield "| code | meaning | valid |"
        yield "| --- | --- | --- |"
        for code in codes.codes:
            dates = f"from {code.valid_from} " if code.valid_from else ""
            dates += f"to {code.valid_to}" if code.valid_to else ""
            yield f"| `{code.value}` | {cell(code.label)} | {dates.strip()} |"
        yield ""


def cell(text: str) -> str:
    """Text that does not break a table."""
    return text.replace("|", "\\|").replace("\n", " ")


def anchor(name: str) -> str:
    """A heading's anchor, as code hosts make it."""
    return "".join(letter for letter in name.lower().replace(" ", "-") if letter.isalnum() or letter in "-_")
