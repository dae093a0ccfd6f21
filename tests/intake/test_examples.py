"""The shipped mappings load their outside files whole, and what they load says what the files say."""

from __future__ import annotations

import json
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from goldthread.intake import Outcome, load

pytestmark = pytest.mark.shared
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def bring_in(repository: Path, example: str, source: Path, store: Path) -> Outcome:
    return load(repository / "examples" / example / "mapping.toml", [source], store, at=AT, by="test")


def rows(store: Path, table: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    from goldthread.facts.store import Store

    with Store.open(store).pinned() as snapshot:
        return [row for path in snapshot.paths(table) for row in pq.read_table(path).to_pylist()]


#   example | folder | rows read, loaded, refused, already here | rows by table
WHOLE = [
    ("ons", "ons-local-indicators", (25267, 25267, 0, 0), {"published_value": 25267}),
    ("nhs-accommodation", "nhsd-foi-accommodation-status", (232, 232, 0, 0), {"published_value": 2784}),
    (
        "core-lettings",
        "core-social-lettings",
        (6, 3, 0, 3),
        {"employment_profile": 3, "measure": 6, "person": 1, "tenancy": 3},
    ),
    (
        "supported-work",
        "supported-work-nsw",
        (445, 445, 0, 0),
        {"job": 308, "measure": 1335, "person": 445, "support": 445},
    ),
    ("survival", "survival-reference", (1458, 1458, 0, 0), {"tenancy": 1458}),
]


@pytest.mark.parametrize("example, folder, totals, tables", WHOLE, ids=[each[0] for each in WHOLE])
def test_an_example_loads_whole_and_again_changes_nothing(
    repository: Path,
    shared: Path,
    tmp_path: Path,
    example: str,
    folder: str,
    totals: tuple[int, int, int, int],
    tables: dict[str, int],
) -> None:
    source = shared / "data" / folder
    first = bring_in(repository, example, source, tmp_path / "store")
    assert (first.read, first.loaded, first.refused, first.already_here) == totals, first.sentence()
    for each in first.files:
        assert each.read == each.loaded + each.refused + each.already_here
    assert {name: len(rows(tmp_path / "store", name)) for name in tables} == tables
    again = bring_in(repository, example, source, tmp_path / "store")
    assert (again.loaded, again.already_here) == (0, first.read)
    assert again.snapshot == first.snapshot


def test_area_figures_keep_period_limits_and_marks(repository: Path, shared: Path, tmp_path: Path) -> None:
    bring_in(repository, "ons", shared / "data" / "ons-local-indicators", tmp_path / "store")
    found = rows(tmp_path / "store", "published_value")
    (one,) = (
        row
        for row in found
        if (row["figure"], row["area_code"], row["period_from"].year)
        == ("Employment rate", "K02000001", 2004)
    )
    assert (one["value"], one["lower"], one["upper"], one["unit"]) == (72.5, 72.3, 72.7, "%")
    assert (one["period_from"], one["period_to"]) == (date(2004, 1, 1), date(2004, 12, 31))
    withheld = [row for row in found if row["status"] == "x"]
    assert withheld and all(row["value"] is None for row in withheld)


def test_both_blocks_of_the_accommodation_tables_are_read(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    bring_in(
        repository, "nhs-accommodation", shared / "data" / "nhsd-foi-accommodation-status", tmp_path / "store"
    )
    by_place = {
        (row["figure"].endswith("Approach"), row["period_to"], row["group_value"]): row["value"]
        for row in rows(tmp_path / "store", "published_value")
    }
    assert by_place[False, date(2019, 1, 31), "CH00"] == 1580
    assert by_place[True, date(2019, 1, 31), "CH00"] == 367
    assert by_place[False, date(2020, 2, 29), "SH09"] == 379
    assert by_place[True, date(2020, 12, 31), None] == 90662
    assert by_place[False, date(2019, 12, 31), "Other"] == 713
    for programme in (False, True):
        for year, month in ((2019, 31), (2020, 31)):
            day = date(year, 12, month)
            parts = [
                value for (on, to, group), value in by_place.items() if (on, to) == (programme, day) and group
            ]
            # The publisher's totals count each person once and differ from the sum by a hair.
            assert len(parts) == 57 and abs(sum(parts) - by_place[programme, day, None]) <= 0.001 * sum(parts)


def test_codes_and_labels_of_one_letting_are_one_record(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    bring_in(repository, "core-lettings", shared / "data" / "core-social-lettings", tmp_path / "store")
    for row in rows(tmp_path / "store", "tenancy"):
        assert (row["landlord_kind"], row["locality"], row["service"]) == (
            "council",
            "Barnet",
            "General needs",
        )
    (person,) = rows(tmp_path / "store", "person")
    assert (person["gender"], person["ethnicity"]) == ("2", "B")
    held = b"".join(path.read_bytes() for path in (tmp_path / "store").rglob("*") if path.is_file())
    assert b"jeemayle" not in held and b"HIJKLMN" not in held


def test_entry_into_work_by_group_follows_from_the_facts(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    bring_in(repository, "supported-work", shared / "data" / "supported-work-nsw", tmp_path / "store")
    at_work = {row["support_id"] for row in rows(tmp_path / "store", "job")}
    supports = rows(tmp_path / "store", "support")
    groups = Counter(row["service"] for row in supports)
    assert groups == {"Supported": 185, "Control": 260}
    entered = Counter(row["service"] for row in supports if row["support_id"] in at_work)
    # 1978 earnings above nought, as published for this sample: 75.7 and 64.6 of 100.
    assert round(entered["Supported"] / 185, 3) == 0.757
    assert round(entered["Control"] / 260, 3) == 0.646


def test_survival_facts_give_the_reference_table(repository: Path, shared: Path, tmp_path: Path) -> None:
    folder = shared / "data" / "survival-reference"
    bring_in(repository, "survival", folder, tmp_path / "store")
    expected = json.loads((folder / "waltons_expected.json").read_text())["groups"]
    tenancies = [row for row in rows(tmp_path / "store", "tenancy") if row["service"] == "waltons"]
    for group, wanted in expected.items():
        spells = [
            ((row["last_confirmed_on"] - row["started_on"]).days, row["ended_on"] is not None)
            for row in tenancies
            if row["team"] == group
        ]
        assert len(spells) == wanted["n"]
        assert sum(ended for _, ended in spells) == wanted["events"]
        share = 1.0
        for time, at_risk, events, _, survival, *_ in wanted["table"]:
            assert sum(days >= time for days, _ in spells) == at_risk
            assert sum(days == time and ended for days, ended in spells) == events
            share *= 1 - events / at_risk
            assert share == pytest.approx(survival, abs=1e-6)
