"""What no snapshot may hold, and how a declaration may grow."""

from __future__ import annotations

import pyarrow as pa
import pytest

from facts.few_tables import CONTACT, PERSON, REGISTRY
from goldthread.facts.schema import (
    additive,
    arrow_schema,
    arrow_type,
    declared,
    fit,
    guard,
    importable,
    names_a_person,
    projection,
)
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Privacy, Table, Type, text

TELLING = """
name first_name surname family_name nhs_number nhs_no postcode post_code home_address dob date_of_birth
birth_date email telephone mobile_phone nino ni_number free_text notes comment narrative
"""


@pytest.mark.parametrize("name", TELLING.split())
def test_a_column_that_says_who_someone_is_is_refused(name: str) -> None:
    table = Table("thing", "Thing.", (text("thing_id", "Key.", required=True), text(name, "Telling.")))
    with pytest.raises(Refused, match=f'"{name}" of "thing" would say who a person is'):
        guard([table])
    with pytest.raises(Refused):
        arrow_schema(table)


@pytest.mark.parametrize("name", ["birth_month", "minutes", "noted_on", "named_worker_id", "commentary_id"])
def test_what_only_sounds_alike_passes(name: str) -> None:
    guard([Table("thing", "Thing.", (text("thing_id", "Key.", required=True), text(name, "Telling.")))])


def test_the_name_of_a_service_is_open() -> None:
    assert not names_a_person(text("service_name", "Which.", privacy=Privacy.OPEN))
    assert names_a_person(text("service_name", "Which."))


def test_every_declared_table_passes_the_guard() -> None:
    tables = declared()
    guard(tables.values())
    for table in importable(tables):
        assert arrow_schema(table).names == list(table.column_names)
        assert table.columns[0].name == table.key and table.columns[0].required


def test_a_table_without_a_record_id_is_refused() -> None:
    with pytest.raises(Refused, match=r'no record id\. Declare the column "thing_id"'):
        guard([Table("thing", "Thing.", (text("other", "Other."),))])


def test_types_in_arrow() -> None:
    assert arrow_type(Type.INSTANT) == pa.timestamp("us") and arrow_type(Type.DATE) == pa.date32()
    assert arrow_schema(CONTACT).field("minutes").type == pa.int64()


def test_missing_columns_become_typed_nulls() -> None:
    casts = fit(PERSON, pa.schema([("person_id", pa.string()), ("organisation", pa.string())]))
    assert (
        casts["birth_month"] == "CAST(NULL AS DATE)" and casts["person_id"] == 'CAST("person_id" AS VARCHAR)'
    )
    assert list(casts) == list(PERSON.column_names)


def test_a_declaration_may_only_grow() -> None:
    kept = {column.name: "VARCHAR" for column in PERSON.columns} | {
        "birth_month": "DATE",
        "recorded_at": "TIMESTAMP",
        "voided": "BOOLEAN",
    }
    additive(PERSON, kept)
    additive(PERSON, {name: type_ for name, type_ in kept.items() if name != "birth_month"})
    additive(PERSON, kept | {"dropped": "VARCHAR"})
    with pytest.raises(Refused, match='kept before "organisation" was required'):
        additive(PERSON, {name: type_ for name, type_ in kept.items() if name != "organisation"})
    with pytest.raises(Refused, match="kept as VARCHAR and is now declared as date"):
        additive(PERSON, kept | {"birth_month": "VARCHAR"})
    assert 'CAST(NULL AS DATE) AS "birth_month"' in projection(PERSON, ["person_id"])


def test_importable_tables_are_those_that_are_not_worked_out() -> None:
    assert [table.name for table in importable(REGISTRY)] == ["contact", "person"]
