"""The made-up people: the same for the same seed, well formed, and with histories that hang together."""

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from goldthread import demo
from goldthread.catalogue.tables import TABLES
from goldthread.demo.chance import Chance
from goldthread.demo.contracts import terms
from goldthread.demo.service import CUT_OFF, OPENED, PEOPLE, SERVICES
from goldthread.facts.schema import importable
from goldthread.facts.store import Snapshot

REQUIRED_TABLES = (
    *("person", "referral", "support", "stage_spell", "worker", "attachment", "contact", "task_support"),
    *("tenancy", "rent_balance", "tenancy_risk", "tenancy_risk_action", "notice", "job", "early_warning"),
    *("step_episode", "adjustment", "adjustment_review", "absence", "employment_profile", "preference"),
    *("consent", "employer_contact", "questionnaire_score", "published_value", "plan", "risk_assessment"),
)


@pytest.fixture(scope="module")
def asked(tables: dict[str, Any]) -> duckdb.DuckDBPyConnection:
    """A connection in which each table stands without its voided rows."""
    connection = duckdb.connect()
    for name, rows in tables.items():
        connection.register(f"all_{name}", rows)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM all_{name} WHERE voided IS NOT TRUE")
    return connection


def number(connection: duckdb.DuckDBPyConnection, sql: str) -> float:
    """The one number that a query answers."""
    row = connection.execute(sql).fetchone()
    assert row is not None
    return float(row[0])


def test_the_same_seed_gives_the_same_snapshot(stored: tuple[Path, Snapshot], tmp_path: Path) -> None:
    again = demo.build(tmp_path / "again", at=datetime(2027, 1, 1, tzinfo=UTC), by="somebody else")
    assert again.identity == stored[1].identity


def test_another_seed_gives_other_people(stored: tuple[Path, Snapshot], tmp_path: Path) -> None:
    other = demo.build(tmp_path / "other", at=datetime(2027, 1, 1, tzinfo=UTC), by="test", seed=7)
    assert other.identity != stored[1].identity


def test_building_twice_changes_nothing(tmp_path: Path) -> None:
    at = datetime(2027, 1, 1, tzinfo=UTC)
    first = demo.build(tmp_path / "twice", at=at, by="test", count=50)
    assert demo.build(tmp_path / "twice", at=at, by="test", count=50).identity == first.identity


def test_streams_of_chance_do_not_disturb_each_other() -> None:
    alone = Chance(1, "homes").shares(5)
    Chance(1, "jobs").shares(100)
    assert (Chance(1, "homes").shares(5) == alone).all()
    assert (Chance(1, "jobs").shares(5) != alone).all()


def test_the_size_is_as_promised(tables: dict[str, Any], asked: duckdb.DuckDBPyConnection) -> None:
    assert set(REQUIRED_TABLES) <= set(tables)
    assert number(asked, "SELECT count(*) FROM person") == PEOPLE
    assert number(asked, "SELECT count(DISTINCT organisation) FROM support") == 2
    assert number(asked, "SELECT count(DISTINCT service) FROM support") == 3
    assert number(asked, "SELECT count(DISTINCT team) FROM support") >= 4
    assert 25 <= number(asked, "SELECT count(*) FROM contact") / PEOPLE <= 55
    assert number(asked, "SELECT count(DISTINCT date_trunc('month', received_on)) FROM referral") == 36


@pytest.mark.parametrize("count", [1, 7, 3000])
def test_any_number_of_people_can_be_made(count: int) -> None:
    made = demo.people(seed=3, count=count)
    assert made["person"].num_rows == count
    assert set(made) == set(demo.people(seed=3, count=2))


def test_every_code_is_valid_on_its_day(tables: dict[str, Any]) -> None:
    wrong = []
    for name, rows in tables.items():
        for column in TABLES[name].columns:
            if column.codes is None or column.name not in rows.column_names:
                continue
            days = rows[column.checked_on].to_pylist() if column.checked_on else [None] * rows.num_rows
            found = set(zip(rows[column.name].to_pylist(), days, strict=True))
            wrong += [
                f"{name}.{column.name}: {value} on {day}"
                for value, day in found
                if value is not None and not column.codes.valid_on(value, day)
            ]
    assert not wrong, wrong[:10]


def test_every_number_lies_within_its_limits(
    asked: duckdb.DuckDBPyConnection, tables: dict[str, Any]
) -> None:
    for name, rows in tables.items():
        for column in TABLES[name].columns:
            if column.name not in rows.column_names:
                continue
            if column.lowest is not None:
                assert not number(asked, f"SELECT count(*) FROM {name} WHERE {column.name} < {column.lowest}")
            if column.highest is not None:
                assert not number(
                    asked, f"SELECT count(*) FROM {name} WHERE {column.name} > {column.highest}"
                )


def test_every_tie_holds(asked: duckdb.DuckDBPyConnection, tables: dict[str, Any]) -> None:
    broken = []
    for name, rows in tables.items():
        for column in TABLES[name].columns:
            if column.refers_to is None or column.name not in rows.column_names:
                continue
            parent = column.refers_to
            count = number(
                asked,
                f"SELECT count(*) FROM {name} WHERE {column.name} IS NOT NULL AND {column.name} NOT IN "
                f"(SELECT {parent}_id FROM {parent})",
            )
            if count:
                broken.append(f"{name}.{column.name}: {count:.0f}")
    assert not broken


def test_a_record_and_its_support_are_about_one_person(asked: duckdb.DuckDBPyConnection) -> None:
    for name in (
        "contact",
        "job",
        "tenancy",
        "early_warning",
        "plan",
        "employer_contact",
        "questionnaire_score",
    ):
        assert not number(
            asked,
            f"SELECT count(*) FROM {name} r JOIN support s USING (support_id) "
            "WHERE r.person_id <> s.person_id",
        )


def test_a_person_belongs_to_one_organisation(asked: duckdb.DuckDBPyConnection) -> None:
    assert not number(
        asked,
        "SELECT count(*) FROM (SELECT person_id FROM referral GROUP BY 1 "
        "HAVING count(DISTINCT organisation) > 1)",
    )


def test_nothing_happens_after_the_cut_off_or_long_before(
    asked: duckdb.DuckDBPyConnection, tables: dict[str, Any]
) -> None:
    planned = {"planned_end_on", "planned_by_on", "review_due_on", "due_on", "expires_on", "period_to"}
    late = []
    for name, rows in tables.items():
        for column in rows.column_names:
            if not column.endswith("_on") or column in planned:
                continue
            if number(asked, f"SELECT count(*) FROM {name} WHERE {column} > DATE '{CUT_OFF}'"):
                late.append(f"{name}.{column}")
        assert not number(
            asked, f"SELECT count(*) FROM {name} WHERE recorded_at > TIMESTAMP '{CUT_OFF} 18:01:00'"
        ), name
    assert not late
    assert not number(asked, f"SELECT count(*) FROM contact WHERE happened_on < DATE '{OPENED}'")


def test_ends_never_come_before_starts(asked: duckdb.DuckDBPyConnection) -> None:
    for name in ("support", "stage_spell", "tenancy", "job", "absence", "attachment"):
        assert not number(asked, f"SELECT count(*) FROM {name} WHERE ended_on < started_on"), name
    assert not number(
        asked, "SELECT count(*) FROM tenancy_risk_action a JOIN tenancy_risk r USING (tenancy_risk_id) "
        "WHERE a.opened_on < r.raised_on OR a.opened_at < r.raised_at",
    )  # fmt: skip


def test_nobody_could_be_known(tables: dict[str, Any]) -> None:
    """Keys are random, places are made up, and no text is free."""
    key = re.compile(r"[a-z2-7]{26}")
    assert all(key.fullmatch(each) for each in tables["person"]["person_id"].to_pylist())
    for table in importable(TABLES):
        for name in ("organisation", "service", "team", "locality"):
            rows = tables.get(table.name)
            if rows is None or name not in rows.column_names:
                continue
            for value in set(rows[name].to_pylist()) - {None}:
                assert name == "team" or value.startswith(("Example", "Sample")), value
    assert set(tables["support"]["service"].to_pylist()) == {each.name for each in SERVICES}
    birth = tables["person"]["birth_month"].to_pylist()
    assert all(day.day == 1 for day in birth if day is not None)
    for name, rows in tables.items():
        declared = {column.name: column for column in TABLES[name].columns}
        for column in rows.column_names:
            if (
                declared[column].codes is None
                and str(rows[column].type) == "string"
                and not column.endswith("_id")
            ):
                assert len(set(rows[column].to_pylist())) <= 500, f"{name}.{column} looks like free text"


def test_flaws_come_at_the_rates_of_real_records(
    asked: duckdb.DuckDBPyConnection, tables: dict[str, Any]
) -> None:
    def share(name: str, what: str, where: str = "true") -> float:
        return number(asked, f"SELECT avg(({what})::INT) FROM {name} WHERE {where}")

    assert 0.01 < share("person", "gender IS NULL") < 0.05
    assert 0.01 < share("support", "end_reason IS NULL", "ended_on IS NOT NULL") < 0.12
    assert 0.005 < share("referral", "decision IS NULL AND received_on < DATE '2026-06-01'") < 0.05
    assert 0.01 < share("contact", "recorded_at::DATE - happened_on > 9") < 0.06
    unknown = share("job", "status = 'unknown'")
    assert 0.04 < unknown < 0.4
    voided = sum(
        number(asked, f"SELECT count(*) FROM all_{name} WHERE voided")
        for name in ("contact", "referral", "support")
    )
    assert 50 < voided < 400
    twice = number(
        asked,
        "SELECT count(*) FROM referral a JOIN referral b "
        "ON a.person_id = b.person_id AND a.service = b.service "
        "AND a.referral_id < b.referral_id AND b.received_on - a.received_on BETWEEN 0 AND 14",
    )
    assert 4 <= twice <= 40
    no_end = "SELECT count(*) FROM questionnaire_score a WHERE stage = 'exit' AND score IS NOT NULL"
    ended = number(asked, "SELECT count(*) FROM support WHERE ended_on IS NOT NULL")
    assert number(asked, no_end) / ended < 0.5


def test_the_terms_of_the_contracts_are_sound() -> None:
    from goldthread.catalogue.registry import CATALOGUE

    found = terms()
    found.check_indicators(CATALOGUE)
    assert {contract.code for contract in found.contracts} == {each.contract for each in SERVICES}
    for each in SERVICES:
        held = found.contract_of(each.name, date(2026, 7, 1))
        assert held is not None and held.code == each.contract
    ips, seqf = (
        found.target_for("employment.sustained_13w", service=SERVICES[n].name, on=date(2026, 7, 1))
        for n in (0, 1)
    )
    assert ips is not None and seqf is not None and ips.goal == 0.65 and seqf.goal == 0.70
