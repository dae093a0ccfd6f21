"""The fact tables: what all of them share, and that the codes hold on the right days."""

from __future__ import annotations

from datetime import date

import pytest

from goldthread.catalogue.tables import TABLES, codes, codes_nhs, moments, tenancies
from goldthread.measures.tables import CodeList, Privacy, Table, Type

EVERY = list(TABLES.values())


@pytest.mark.parametrize("table", EVERY, ids=lambda t: t.name)
def test_a_table_begins_with_its_key_and_ends_with_its_origin(table: Table) -> None:
    names = table.column_names
    assert names[:5] == (table.key, "organisation", "service", "team", "locality")
    assert names[-3:] == ("recorded_at", "source", "voided")
    assert table.spec(table.key).required and table.spec("organisation").required


@pytest.mark.parametrize("table", EVERY, ids=lambda t: t.name)
def test_a_column_says_what_it_means_in_a_sentence_and_in_what_unit(table: Table) -> None:
    assert table.meaning.endswith(".")
    for column in table.columns:
        assert column.meaning.endswith("."), column.name
        assert bool(column.unit) == column.type.is_number, column.name
        assert not (column.codes and column.type is not Type.TEXT)


@pytest.mark.parametrize("table", EVERY, ids=lambda t: t.name)
def test_a_record_happens_on_a_day_that_cannot_be_blank(table: Table) -> None:
    if table.happens is not None:
        happens = table.spec(table.happens)
        assert happens.type is Type.DATE and happens.required
    for column in table.columns:
        if column.checked_on is not None:
            assert table.spec(column.checked_on).type is Type.DATE
        if column.codes is not None and any(c.valid_from or c.valid_to for c in column.codes.codes):
            assert column.checked_on or table.derived, f"{table.name}.{column.name}"


@pytest.mark.parametrize("table", EVERY, ids=lambda t: t.name)
def test_every_instant_has_its_civil_day_beside_it(table: Table) -> None:
    instants = [c.name for c in table.columns if c.type is Type.INSTANT and c.name != "recorded_at"]
    assert [at for at, _ in moments(table)] == instants


def test_no_table_holds_what_could_name_a_person() -> None:
    banned = ("name", "nhs_number", "address", "postcode", "birth_date", "phone", "email", "note")
    held = {c.name for t in EVERY for c in t.columns}
    assert not held & set(banned)
    sensitive = {(t.name, c.name) for t in EVERY for c in t.columns if c.privacy is Privacy.SENSITIVE}
    assert {("person", "ethnicity"), ("risk_assessment", "level"), ("absence", "reason")} <= sensitive


def test_the_tables_that_the_issue_names_are_declared() -> None:
    wanted = """
    person referral stage_spell contact task_support early_warning step_episode tenancy rent_balance
    notice tenancy_risk tenancy_risk_action employer_contact job adjustment adjustment_review absence
    benefits_advice plan isolation_measure activity community_contact outcome_rating questionnaire_score
    consent safeguarding_concern incident system_contact accommodation_status support employment_profile
    measure calendar worker attachment contract_spend term published_value risk_assessment complaint
    feedback clock pause home_spell work_spell caseload_spell absence_day
    """
    assert set(wanted.split()) <= set(TABLES)


def test_a_tenancy_reaches_its_person() -> None:
    assert tenancies.relation("person") is not None
    assert TABLES["rent_balance"].relation("tenancy") is not None


@pytest.mark.parametrize(
    "listed, value, day, valid",
    [
        (codes_nhs.ACCOMMODATION, "MA04", date(2021, 9, 30), True),
        (codes_nhs.ACCOMMODATION, "MA04", date(2021, 10, 1), False),
        (codes_nhs.ACCOMMODATION, "02", date(2021, 9, 30), False),
        (codes_nhs.ACCOMMODATION, "02", date(2021, 10, 1), True),
        (codes_nhs.DELAY_REASON, "I2", date(2024, 3, 31), True),
        (codes_nhs.DELAY_REASON, "I2", date(2024, 4, 1), False),
        (codes_nhs.DELAY_REASON, "14", date(2024, 4, 1), True),
        (codes_nhs.CONSULTATION_MECHANISM, "03", date(2021, 9, 30), True),
        (codes_nhs.CONSULTATION_MECHANISM, "03", date(2021, 10, 1), False),
        (codes_nhs.CONSULTATION_MECHANISM, "11", date(2021, 10, 1), True),
        (codes_nhs.CONSULTATION_MECHANISM, "01", date(2018, 4, 1), True),
        (codes_nhs.CONSULTATION_MECHANISM, "01", date(2026, 4, 1), True),
        (codes_nhs.REFERRAL_SOURCE, "A1", date(2018, 4, 1), True),
        (codes_nhs.REFERRAL_SOURCE, "Q1", date(2021, 9, 30), False),
        (codes_nhs.EMPLOYMENT_STATUS, "UNKNOWN", date(2026, 4, 1), False),
    ],
)
def test_a_code_holds_in_its_months(listed: CodeList, value: str, day: date, valid: bool) -> None:
    assert listed.valid_on(value, day) is valid


def test_the_groups_of_nhs_codes_cover_their_lists() -> None:
    grouped = [c for members in codes_nhs.ETHNIC_GROUPS.values() for c in members]
    assert sorted(grouped) == sorted(codes_nhs.ETHNIC_CATEGORY.values)
    assert {c[0] for c in codes_nhs.REFERRAL_SOURCE.values} <= set(codes_nhs.REFERRAL_SOURCE_GROUPS)
    assert set(codes_nhs.TWO_WAY_MECHANISMS) <= set(codes_nhs.CONSULTATION_MECHANISM.values)
    assert set(codes_nhs.HOUSING_DELAY_REASONS) <= set(codes_nhs.DELAY_REASON.values)


def test_a_destination_belongs_to_one_group() -> None:
    groups = (
        codes.DESTINATIONS_PERMANENT,
        codes.DESTINATIONS_TEMPORARY,
        codes.DESTINATIONS_INSTITUTION,
        tuple(c for c in codes.DESTINATION.values if c.startswith("other_")),
    )
    assert sorted(c for group in groups for c in group) == sorted(codes.DESTINATION.values)
    assert set(codes.DESTINATIONS_APART) <= set(codes.DESTINATION.values)
