"""The canonical row and its hash: SQL against a plain reading, and what must not matter."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import duckdb
import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from facts.few_tables import CONTACT, contact, contacts
from goldthread.facts.rows import (
    RULE,
    Month,
    canonical_sql,
    canonical_text,
    hash_months,
    hash_rows,
    identity_of,
    order_by,
)
from goldthread.facts.schema import DUCK_TYPES, arrow_schema

COLUMNS = {column.name: DUCK_TYPES[column.type] for column in CONTACT.columns}

texts = st.none() | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
odd_numbers = st.sampled_from(
    [0.0, -0.0, 0.1, 1e20, 1e-7, 1 / 3, 123456789.125, -5e-324, 1.7976931348623157e308]
)
rows_ = st.fixed_dictionaries(
    {
        "service": texts,
        "mode": texts,
        "happened_on": st.none() | st.dates(date(1900, 1, 1), date(2100, 1, 1)),
        "happened_at": st.none() | st.datetimes(datetime(1900, 1, 1), datetime(2100, 1, 1)),
        "minutes": st.none() | st.integers(-(2**63), 2**63 - 1),
        "miles": st.none() | odd_numbers | st.floats(allow_nan=False, allow_infinity=False),
        "attended": st.none() | st.booleans(),
    }
)


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(config={"threads": "2"}) as opened:
        yield opened


@settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(rows_, min_size=1, max_size=6))
def test_sql_writes_a_row_as_plain_python_does(
    connection: duckdb.DuckDBPyConnection, drawn: list[dict[str, Any]]
) -> None:
    rows = [contact(number, **row) for number, row in enumerate(drawn)]
    connection.register("rows", pa.Table.from_pylist(rows, schema=arrow_schema(CONTACT)))
    for filled in ((), ("contact_id", "organisation", "person_id")):
        found = connection.execute(f"SELECT {canonical_sql(COLUMNS, filled)} FROM rows").fetchall()
        assert [row[0] for row in found] == [canonical_text(row) for row in rows]


def test_a_row_in_letters() -> None:
    said = canonical_text(
        {"b": "one; two=3\n", "a": None, "c": True, "d": date(2026, 3, 1), "e": 0.1, "f": 7}
    )
    assert said == "b:11=one; two=3\n;c=1;d=2026-03-01;e=0.10000000000000001;f=7;\n"
    assert canonical_text({"e": -0.0}) == canonical_text({"e": 0.0}) == "e=0;\n"
    assert canonical_text({"a": datetime(1970, 1, 1, 0, 0, 1)}) == "a=1000000;\n"


def plainly(rows: list[dict[str, Any]]) -> list[Month]:
    """The months of a table in plain Python: sort, group, write, hash."""

    def key(row: dict[str, Any]) -> tuple[Any, ...]:
        service = row["service"]
        day = row["happened_on"]
        return (
            row["organisation"].encode(),
            service is not None,
            (service or "").encode(),
            day is not None,
            day or date.min,
            row["contact_id"].encode(),
        )

    by_month: dict[str, list[dict[str, Any]]] = {}
    for row in sorted(rows, key=key):
        by_month.setdefault(f"{row['happened_on']:%Y-%m}" if row["happened_on"] else "", []).append(row)
    return [
        Month(month, len(held), hashlib.sha256("".join(map(canonical_text, held)).encode()).hexdigest())
        for month, held in sorted(by_month.items())
    ]


@settings(
    max_examples=20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(rows_, min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_the_hash_follows_the_written_rule(
    connection: duckdb.DuckDBPyConnection, drawn: list[dict[str, Any]], shuffle: Any
) -> None:
    rows = [contact(number, **row) for number, row in enumerate(drawn)]
    expected = plainly(rows)
    shuffle.shuffle(rows)
    connection.register("rows", pa.Table.from_pylist(rows, schema=arrow_schema(CONTACT)))
    found = hash_rows(connection, CONTACT, f"(SELECT * FROM rows ORDER BY {order_by(CONTACT)})", COLUMNS)
    assert found == expected


def test_many_batches_hash_as_one(connection: duckdb.DuckDBPyConnection) -> None:
    rows = [contact(number) for number in range(300)]
    connection.register("few", pa.Table.from_pylist(rows, schema=arrow_schema(CONTACT)))
    # Repeating the rows gives more than one batch; every repeat has its own id.
    repeated = (
        "(SELECT few.* REPLACE (contact_id || '-' || n AS contact_id) FROM few, range(250) r(n) "
        f"ORDER BY {order_by(CONTACT)})"
    )
    found = hash_rows(connection, CONTACT, repeated, COLUMNS)
    again = plainly([row | {"contact_id": f"{row['contact_id']}-{n}"} for row in rows for n in range(250)])
    assert found == again and sum(month.rows for month in found) == 75_000


def test_an_unfilled_column_changes_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    connection.register("rows", contacts(*range(20), voided=None))
    source = f"(SELECT * FROM rows ORDER BY {order_by(CONTACT)})"
    without = {name: type_ for name, type_ in COLUMNS.items() if name != "voided"}
    assert hash_rows(connection, CONTACT, source, COLUMNS) == hash_rows(connection, CONTACT, source, without)


def test_every_cell_counts(connection: duckdb.DuckDBPyConnection) -> None:
    def hash_of(**other: Any) -> str:
        connection.register("rows", contacts(1, **other))
        return hash_months("contact", hash_rows(connection, CONTACT, "rows", COLUMNS))

    plain = hash_of()
    changed = [
        hash_of(minutes=2),
        hash_of(minutes=None),
        hash_of(miles=0.2),
        hash_of(service=""),
        hash_of(service=None),
        hash_of(attended=True),
        hash_of(voided=False),
        hash_of(happened_on=date(2026, 2, 3)),
        hash_of(mode="face;minutes=1"),
    ]
    assert len({plain, *changed}) == 1 + len(changed)


def test_the_identity_in_letters() -> None:
    months = [Month("2026-02", 3, "bb"), Month("", 1, "aa")]
    table = hashlib.sha256(f"{RULE}\ncontact\n 1 aa\n2026-02 3 bb\n".encode()).hexdigest()
    assert hash_months("contact", months) == table
    said = f"{RULE}\ncontact {table}\ncut off 1:a 2026-09-30\n"
    found = identity_of({"person": [], "contact": months}, {"a": date(2026, 9, 30)})
    assert found == hashlib.sha256(said.encode()).hexdigest()
