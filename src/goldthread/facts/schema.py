"""What a declared table looks like in Arrow, Parquet and DuckDB, and what no table may ever hold.

An instant is a naive timestamp in UTC; a code is text; an amount of money is a double in pounds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import ColumnSpec, Privacy, Registry, Table, Type

if TYPE_CHECKING:
    import pyarrow as pa

# Goes up by one whenever a table or an optional column is added; anything else is a written upgrade.
FACTS_VERSION = 1

DUCK_TYPES: Mapping[Type, str] = {
    Type.BOOLEAN: "BOOLEAN",
    Type.INTEGER: "BIGINT",
    Type.NUMBER: "DOUBLE",
    Type.TEXT: "VARCHAR",
    Type.DATE: "DATE",
    Type.INSTANT: "TIMESTAMP",
}

_NAMES_A_PERSON = re.compile(
    r"(^|_)(names?|forenames?|surnames?|firstname|lastname|fullname|post_?codes?|address(es)?|street|dob"
    r"|date_of_birth|birth_?(date|day)|born_on|e?mail|phone|telephone|mobile|nino|national_insurance(_number)?"
    r"|ni_number|nhs_(number|no)|free_text|notes?|comments?|narrative)($|_)"
)


def declared() -> Registry:
    """The tables that this version of Goldthread declares."""
    from goldthread.catalogue.tables import TABLES

    return TABLES


def importable(registry: Registry) -> list[Table]:
    """The tables that a snapshot holds: all that are not derived, by name."""
    return [registry[name] for name in sorted(registry) if not registry[name].derived]


def names_a_person(column: ColumnSpec) -> bool:
    """True when a column's name promises something that could say who a person is.

    Columns open to all (the name of a service or of a code list) may be called a name.
    """
    return column.privacy is not Privacy.OPEN and bool(_NAMES_A_PERSON.search(column.name))


def guard(tables: Iterable[Table]) -> None:
    """Refuse a declaration that would let names, numbers, addresses or free text into a snapshot."""
    for table in tables:
        for column in table.columns:
            if names_a_person(column):
                raise Refused(
                    f'The column "{column.name}" of "{table.name}" would say who a person is. '
                    "Keep it outside the facts: a snapshot knows people by random keys alone."
                )
        if not table.has(table.key) and not table.derived:
            raise Refused(f'Table "{table.name}" has no record id. Declare the column "{table.key}" in it.')


def arrow_type(type_: Type) -> pa.DataType:
    """The Arrow type of a declared type."""
    import pyarrow as pa

    return {
        Type.BOOLEAN: pa.bool_(),
        Type.INTEGER: pa.int64(),
        Type.NUMBER: pa.float64(),
        Type.TEXT: pa.string(),
        Type.DATE: pa.date32(),
        Type.INSTANT: pa.timestamp("us"),
    }[type_]


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow (and so the Parquet) schema of a declared table, in the order of its declaration."""
    import pyarrow as pa

    guard([table])
    return pa.schema([pa.field(column.name, arrow_type(column.type)) for column in table.columns])


def fit(table: Table, arriving: pa.Schema) -> dict[str, str]:
    """Check arriving columns against the declaration; answers how to cast each declared column in SQL.

    Missing optional columns become typed nulls. Unknown columns, missing required ones and types of
    another kind are refused.
    """
    guard([table])
    for name in arriving.names:
        if not table.has(name):
            raise Refused(
                f'Table "{table.name}" has no column "{name}".{did_you_mean(name, table.column_names)} '
                "Leave it out or map it to a declared column."
            )
        if arriving.names.count(name) > 1:
            raise Refused(f'The column "{name}" arrives twice for "{table.name}". Send it once.')
    casts: dict[str, str] = {}
    for column in table.columns:
        wanted = DUCK_TYPES[column.type]
        if column.name in arriving.names:
            casts[column.name] = _cast(table, column, arriving.field(column.name).type)
        elif column.required:
            raise Refused(
                f'Table "{table.name}" needs the column "{column.name}" '
                f"({column.meaning.rstrip('.')}). Map it."
            )
        else:
            casts[column.name] = f"CAST(NULL AS {wanted})"
    return casts


def _cast(table: Table, column: ColumnSpec, found: pa.DataType) -> str:
    """SQL that turns an arriving column into the declared type without changing what it says."""
    import pyarrow.types as at

    plain = found.value_type if at.is_dictionary(found) else found
    quoted = f'"{column.name}"'
    is_text = at.is_string(plain) or at.is_large_string(plain) or plain == "string_view"
    fits = {
        Type.BOOLEAN: at.is_boolean(plain),
        Type.INTEGER: at.is_integer(plain),
        Type.NUMBER: at.is_integer(plain) or at.is_floating(plain) or at.is_decimal(plain),
        Type.TEXT: is_text,
        Type.DATE: at.is_date(plain),
        Type.INSTANT: at.is_timestamp(plain),
    }[column.type]
    if at.is_null(plain):
        return f"CAST(NULL AS {DUCK_TYPES[column.type]})"
    if not fits:
        raise Refused(
            f'The column "{column.name}" of "{table.name}" holds {_called(plain)}, '
            f"but it is declared as {column.type.value}. Convert it before it is put into the store."
        )
    if at.is_timestamp(plain) and plain.tz is not None:
        return f"make_timestamp(epoch_us(CAST({quoted} AS TIMESTAMPTZ)))"
    return f"CAST({quoted} AS {DUCK_TYPES[column.type]})"


def _called(found: pa.DataType) -> str:
    import pyarrow.types as at

    if at.is_string(found) or at.is_large_string(found):
        return Type.TEXT.value
    if at.is_floating(found) or at.is_decimal(found):
        return "numbers"
    if at.is_integer(found):
        return "whole numbers"
    if at.is_timestamp(found):
        return "instants"
    if at.is_date(found):
        return "dates"
    return f"values of the kind {found}"


def additive(table: Table, kept: Mapping[str, str]) -> None:
    """Refuse to read rows kept as {column: DuckDB type} under a declaration that changed more than by adding.

    A column that the declaration no longer has is left unread; one that it newly has must be optional.
    """
    for column in table.columns:
        found = kept.get(column.name)
        if found is None and column.required:
            raise Refused(
                f'These records of "{table.name}" were kept before "{column.name}" was required. '
                "Import them again, or run a written upgrade."
            )
        if found is not None and found != DUCK_TYPES[column.type]:
            raise Refused(
                f'The column "{column.name}" of "{table.name}" was kept as {found} and is now declared as '
                f"{column.type.value}. A change of type needs a written upgrade."
            )


def projection(table: Table, kept: Iterable[str]) -> str:
    """SELECT list of every declared column over a part that holds `kept`; what is not there reads as null."""
    have = set(kept)
    return ", ".join(
        f'"{column.name}"'
        if column.name in have
        else f'CAST(NULL AS {DUCK_TYPES[column.type]}) AS "{column.name}"'
        for column in table.columns
    )
