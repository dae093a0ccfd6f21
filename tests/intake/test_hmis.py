"""The homelessness export of another country: facts loaded by the shipped mapping give the official answers.

The answers are worked out here in plain Python over the loaded facts, so that a fault in the questions cannot
hide one in the import. Rules: SOURCE.md beside the outside data.
"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from goldthread.catalogue.tables.codes import DESTINATIONS_APART, DESTINATIONS_PERMANENT
from goldthread.intake import Outcome, load
from goldthread.kernel.periods import years_between

pytestmark = pytest.mark.shared
START, END = date(2020, 10, 1), date(2021, 9, 30)
AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def hmis(shared: Path) -> Path:
    return shared / "data" / "hmis-datalab-2021"


def bring_in(repository: Path, shared: Path, store: Path, *projects: str) -> Outcome:
    folders = [hmis(shared) / "inputs" / project for project in projects]
    return load(repository / "examples" / "hmis" / "mapping.toml", folders, store, at=AT, by="test")


def rows(store: Path, table: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    from goldthread.facts.store import Store

    with Store.open(store).pinned() as snapshot:
        return [row for path in snapshot.paths(table) for row in pq.read_table(path).to_pylist()]


def whole(store: Path) -> bytes:
    """Every byte of every file of a store."""
    return b"".join(path.read_bytes() for path in sorted(store.rglob("*")) if path.is_file())


def latest_served(store: Path) -> list[dict[str, Any]]:
    """Each person's latest enrolment that touches the period."""
    served = [
        row
        for row in rows(store, "support")
        if row["started_on"] <= END and (row["ended_on"] is None or row["ended_on"] >= START)
    ]
    latest: dict[str, dict[str, Any]] = {}
    for row in sorted(served, key=lambda row: (row["started_on"], row["support_id"])):
        latest[row["person_id"]] = row
    return list(latest.values())


def answers(shared: Path, project: str, question: str) -> list[list[str]]:
    path = hmis(shared) / "answers" / project / f"{question}.csv"
    with path.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.reader(stream))


def numbered(table: Sequence[Sequence[str]]) -> list[float]:
    """The totals of an answer: the second column of every row that has a number there."""
    cells = [row[1] for row in table if len(row) > 1]
    return [float(cell) for cell in cells if cell.replace(".", "", 1).isdigit()]


def is_leaver(row: dict[str, Any]) -> bool:
    return row["ended_on"] is not None and START <= row["ended_on"] <= END


def age(row: dict[str, Any], births: dict[str, date | None]) -> int | None:
    """Age at the later of the start and the first day of the period; exact, because that day is a first."""
    if row["started_on"] >= START:
        found: int | None = row["age_at_start"]
        return found
    month = births[row["person_id"]]
    return None if month is None else years_between(month, START)


def is_adult(row: dict[str, Any], births: dict[str, date | None]) -> bool:
    years = age(row, births)
    return years is not None and years >= 18


def birth_months(store: Path) -> dict[str, date | None]:
    return {row["person_id"]: row["birth_month"] for row in rows(store, "person")}


@pytest.fixture(scope="module", params=["psh", "rrh"])
def loaded(
    request: pytest.FixtureRequest, repository: Path, shared: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[str, Path]:
    store = tmp_path_factory.mktemp("hmis") / str(request.param)
    bring_in(repository, shared, store, request.param)
    return request.param, store


def test_people_served_adults_leavers_stayers(loaded: tuple[str, Path], shared: Path) -> None:
    project, store = loaded
    births, served = birth_months(store), latest_served(store)
    ages = [age(row, births) for row in served]
    found = [
        len(served),
        sum(1 for years in ages if years is not None and years >= 18),
        sum(1 for years in ages if years is not None and years < 18),
        ages.count(None),
        sum(map(is_leaver, served)),
        sum(1 for row in served if is_leaver(row) and is_adult(row, births)),
    ]
    official = numbered(answers(shared, project, "Q5a"))
    assert found == official[:6]
    assert len(served) - found[4] == official[7]


BANDS = (30, 60, 90, 180, 365, 730, 1095, 1460, 1825)


def banded(days: Iterable[int]) -> list[int]:
    counts = Counter(sum(day > top for top in BANDS) for day in days)
    return [counts[band] for band in range(len(BANDS) + 1)]


def test_length_of_stay(loaded: tuple[str, Path], shared: Path) -> None:
    project, store = loaded
    stays = [
        (
            (row["ended_on"] - row["started_on"]).days
            if is_leaver(row)
            else (END - row["started_on"] + timedelta(days=1)).days
        )
        for row in latest_served(store)
    ]
    assert banded(stays) == numbered(answers(shared, project, "Q22a1"))[:10]


def test_time_to_move_in(loaded: tuple[str, Path], shared: Path) -> None:
    project, store = loaded
    served = latest_served(store)
    heads = {
        row["household_id"]: row["moved_in_on"]
        for row in rows(store, "support")
        if row["household_role"] == "head"
    }
    days: list[int] = []
    never = 0
    for row in served:
        moved = heads.get(row["household_id"])
        if moved is not None and START <= moved <= END:
            days.append((moved - row["started_on"]).days)
        elif moved is None and is_leaver(row):
            never += 1
    counts = Counter(sum(day > top for top in (7, 14, 21, 30, 60, 180, 365)) for day in days)
    official = numbered(answers(shared, project, "Q22c"))
    assert [counts[band] for band in range(8)] == official[:8]
    assert len(days) == official[8]
    assert round(sum(days) / len(days), 2) == official[9]
    assert never == official[10]


def test_exits_by_destination(loaded: tuple[str, Path], shared: Path) -> None:
    project, store = loaded
    exits = Counter(row["destination"] for row in latest_served(store) if is_leaver(row))
    table = {
        row[0].partition(".")[0]: row[1] for row in answers(shared, project, "Q23c") if row[1:2] and row[1]
    }

    def total(prefix: str) -> int:
        return sum(count for code, count in exits.items() if code.startswith(prefix))

    groups = {"az": "permanent_", "bz": "temporary_", "cz": "institution_", "dz": "other_"}
    assert {key: total(prefix) for key, prefix in groups.items()} == {key: int(table[key]) for key in groups}
    assert exits.total() == int(table["e"])
    permanent = sum(exits[code] for code in DESTINATIONS_PERMANENT)
    apart = sum(exits[code] for code in DESTINATIONS_APART)
    assert (permanent, apart) == (int(table["f1"]), int(table["f2"]))
    assert round(permanent / (exits.total() - apart), 4) == float(table["f3"])


def test_earned_income_change(loaded: tuple[str, Path], shared: Path) -> None:
    project, store = loaded
    births = birth_months(store)
    told: dict[tuple[str, str, str], dict[str, Any]] = {}
    for row in rows(store, "measure"):
        told[row["support_id"], row["stage"], row["kind"]] = row
    changes: Counter[str] = Counter()
    for row in latest_served(store):
        if not is_leaver(row) or not is_adult(row, births):
            continue
        asked = [told.get((row["support_id"], stage, "income_any")) for stage in ("start", "exit")]
        if any(each is None or each["yes"] is None for each in asked):
            continue
        first, last = (told[row["support_id"], stage, "income_earned"] for stage in ("start", "exit"))
        had, has = first["yes"] is True, last["yes"] is True
        if had and has:
            before, after = first["amount"] or 0.0, last["amount"] or 0.0
            changes["less" if after < before else "same" if after == before else "more"] += 1
        else:
            changes["lost" if had else "gained" if has else "none"] += 1
    official = next(row for row in answers(shared, project, "Q19a2") if row[0].startswith("1."))
    assert [changes[name] for name in ("lost", "less", "same", "more", "gained", "none")] == [
        float(cell) for cell in official[1:7]
    ]


def test_two_projects_together_count_each_person_once(repository: Path, shared: Path, tmp_path: Path) -> None:
    outcome = bring_in(repository, shared, tmp_path / "store", "rrh", "rrh_2")
    assert outcome.refused == 0
    assert len(rows(tmp_path / "store", "person")) == 40
    assert len(latest_served(tmp_path / "store")) == 40


def test_other_spellings_of_the_headers_and_the_codes_of_2024_are_read(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    """The same export with headers in lower case, new columns for gender, destinations of three digits."""
    genders = {"Female": "Woman", "Male": "Man", "NoSingleGender": "NonBinary"}
    newer = {"10": "410", "22": "422", "16": "116", "4": "204", "12": "312"}
    for path in sorted((hmis(shared) / "inputs" / "psh").iterdir()):
        with path.open(newline="", encoding="utf-8") as stream:
            header, *lines = list(csv.reader(stream))
        if path.name == "Exit.csv":
            place = header.index("Destination")
            lines = [
                [*line[:place], newer.get(line[place], line[place]), *line[place + 1 :]] for line in lines
            ]
        if path.name == "Client.csv":
            header = [genders.get(name, name) for name in header]
        with (tmp_path / path.name.lower()).open("w", newline="", encoding="utf-8-sig") as stream:
            csv.writer(stream).writerows([[name.lower() for name in header], *lines])
    mapping = repository / "examples" / "hmis" / "mapping.toml"
    outcome = load(mapping, [tmp_path], tmp_path / "new", at=AT, by="test")
    assert outcome.refused == 0, outcome.sentence()
    bring_in(repository, shared, tmp_path / "old", "psh")

    def told(store: Path, table: str, *names: str) -> Counter[tuple[Any, ...]]:
        return Counter(tuple(row[name] for name in names) for row in rows(store, table))

    for table, names in (
        ("support", ("started_on", "destination", "age_at_start", "moved_in_on", "service")),
        ("person", ("birth_month", "gender", "organisation")),
        ("measure", ("kind", "stage", "yes", "amount")),
    ):
        assert told(tmp_path / "new", table, *names) == told(tmp_path / "old", table, *names)


def test_all_five_projects_reconcile_and_again_change_nothing(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    projects = ("psh", "rrh", "rrh_2", "services_only", "th")
    first = bring_in(repository, shared, tmp_path / "store", *projects)
    again = bring_in(repository, shared, tmp_path / "store", *projects)
    for each in (*first.files, *again.files):
        assert each.read == each.loaded + each.refused + each.already_here
    assert (first.refused, again.refused, again.loaded) == (0, 0, 0)
    assert again.snapshot == first.snapshot
    assert len(rows(tmp_path / "store", "person")) == 40
    assert len(rows(tmp_path / "store", "support")) == 4 * 37 + 6


def test_no_name_number_or_birth_date_enters_the_store(
    repository: Path, shared: Path, tmp_path: Path
) -> None:
    bring_in(repository, shared, tmp_path / "store", "rrh", "rrh_2")
    clients: list[dict[str, str]] = []
    for project in ("rrh", "rrh_2"):
        path = hmis(shared) / "inputs" / project / "Client.csv"
        with path.open(newline="", encoding="utf-8") as stream:
            clients += list(csv.DictReader(stream))
    secrets = {
        client[column]
        for client in clients
        for column in ("FirstName", "LastName", "SSN", "PersonalID", "DOB")
        if len(client[column]) > 3
    }
    births = {client["DOB"] for client in clients} - {""}
    held = {
        str(value)
        for table in ("person", "support", "measure")
        for row in rows(tmp_path / "store", table)
        for name, value in row.items()
        if name not in ("started_on", "ended_on", "measured_on", "moved_in_on")
    }
    assert not held & (secrets - births)
    months = {row["birth_month"] for row in rows(tmp_path / "store", "person")} - {None}
    assert {month.day for month in months} == {1}
    # A short number stands by chance among the digits of a digest, so what counts is what two stores, each
    # with a secret of its own, both hold.
    bring_in(repository, shared, tmp_path / "again", "rrh", "rrh_2")
    raw, again = whole(tmp_path / "store"), whole(tmp_path / "again")
    for secret in {client[column] for client in clients for column in ("SSN", "PersonalID")}:
        assert len(secret) < 5 or not (secret.encode() in raw and secret.encode() in again), secret
