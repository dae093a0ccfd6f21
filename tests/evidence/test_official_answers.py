"""Records that nobody here wrote, against the official answers to them."""

from __future__ import annotations

import csv
from datetime import UTC, datetime
from pathlib import Path

import pytest

from goldthread.catalogue.cuts import standard_cut
from goldthread.catalogue.tables import TABLES
from goldthread.evidence.drill import drill
from goldthread.evidence.figures import Figure
from goldthread.evidence.inquiry import opened
from goldthread.intake import load
from goldthread.kernel.periods import Period, parse_period
from goldthread.measures.local import read_indicators
from goldthread.measures.questions import Question

pytestmark = pytest.mark.shared

PERIOD = parse_period("2020-10-01..2021-09-30")
AT = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
Told = dict[tuple[str, str | None], Figure]


@pytest.fixture(scope="session")
def kit(shared: Path) -> Path:
    return shared / "data" / "hmis-datalab-2021"


@pytest.fixture(scope="session")
def questions(repository: Path) -> dict[str, Question]:
    path = repository / "examples" / "hmis" / "indicators.toml"
    return {question.code: question for question in read_indicators(path, TABLES, standard_cut)}


def loaded(repository: Path, kit: Path, store: Path, *projects: str) -> Path:
    mapping = repository / "examples" / "hmis" / "mapping.toml"
    outcome = load(mapping, [kit / "inputs" / name for name in projects], store, at=AT, by="test")
    assert not outcome.refusals
    return store


def told(store: Path, questions: dict[str, Question], period: Period = PERIOD) -> Told:
    """Every figure of a store by code and band."""
    with opened(store) as inquiry:
        figures = [figure for question in questions.values() for figure in inquiry.figures(question, period)]
    return {(figure.code, next(iter(figure.cut.values()), None)): figure for figure in figures}


@pytest.fixture(scope="session", params=["psh", "rrh"])
def project(
    request: pytest.FixtureRequest,
    repository: Path,
    kit: Path,
    questions: dict[str, Question],
    tmp_path_factory: pytest.TempPathFactory,
) -> tuple[Told, Path]:
    store = loaded(repository, kit, tmp_path_factory.mktemp(request.param) / "store", request.param)
    return told(store, questions), kit / "answers" / request.param


def answers(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


@pytest.mark.parametrize(
    ("code", "row"), [("served", 0), ("adults", 1), ("leavers", 4), ("stayers", 7)], ids=lambda one: str(one)
)
def test_people_served(project: tuple[Told, Path], code: str, row: int) -> None:
    figures, official = project
    assert figures[f"hmis.{code}", None].value == int(answers(official / "Q5a.csv")[row][1])


def test_unknown_age_is_counted_beside(project: tuple[Told, Path]) -> None:
    figures, official = project
    adults = figures["hmis.adults", None]
    assert adults.verdicts["unknown"] == int(answers(official / "Q5a.csv")[3][1])


def test_length_of_stay_by_band(project: tuple[Told, Path], questions: dict[str, Question]) -> None:
    figures, official = project
    bands = questions["hmis.length_of_stay"].bands["band"]
    rows = answers(official / "Q22a1.csv")[1:11]
    assert [figures["hmis.length_of_stay", band].value for band in bands[:10]] == [
        int(row[1]) for row in rows
    ]
    assert figures["hmis.length_of_stay", "outside the bands"].value == 0


def test_days_to_move_in(project: tuple[Told, Path]) -> None:
    figures, official = project
    rows = {row[0][:2]: row[1] for row in answers(official / "Q22c.csv")[1:]}
    moved = figures["hmis.move_in_days", None]
    assert moved.details["n"] == int(rows["i."])
    assert moved.value == pytest.approx(float(rows["j."]), abs=0.005)


def test_exits_to_permanent_places(project: tuple[Told, Path]) -> None:
    figures, official = project
    rows = {row[0].split(".")[0]: row[1] for row in answers(official / "Q23c.csv")[1:]}
    share = figures["hmis.exits_permanent", None]
    assert figures["hmis.exits", None].value == int(rows["e"])
    assert share.numerator == int(rows["f1"])
    assert share.denominator == int(rows["e"]) - int(rows["f2"])
    assert share.value == pytest.approx(float(rows["f3"]), abs=0.00005)


def test_change_of_earned_income(project: tuple[Told, Path]) -> None:
    figures, official = project
    row = answers(official / "Q19a2.csv")[1]
    changes = ["lost", "less", "same", "more", "gained", "none"]
    assert [figures["hmis.earned_income", change].value for change in changes] == [int(n) for n in row[1:7]]
    assert figures["hmis.earned_income", None].value == int(row[7])


def test_a_person_of_two_projects_is_one_person(
    repository: Path, kit: Path, questions: dict[str, Question], tmp_path: Path
) -> None:
    people = {
        name: {row[0] for row in answers(kit / "inputs" / name / "Client.csv")[1:]}
        for name in ("rrh", "rrh_2")
    }
    store = loaded(repository, kit, tmp_path / "store", "rrh", "rrh_2")
    question = questions["hmis.served"]
    with opened(store) as inquiry:
        cells = inquiry.figures(question, PERIOD, by=("service",))
        listed = drill(inquiry, question, PERIOD).members
    assert cells[0].value == len(people["rrh"] | people["rrh_2"]) == 40
    assert sorted(cell.value or 0 for cell in cells[1:]) == [len(people["rrh_2"]), len(people["rrh"])]
    assert len({member.person_id for member in listed}) == 40


def test_names_and_numbers_enter_no_store(repository: Path, kit: Path, tmp_path: Path) -> None:
    store = loaded(repository, kit, tmp_path / "store", "rrh")
    rows = answers(kit / "inputs" / "rrh" / "Client.csv")
    secrets = {cell for row in rows[1:] for cell in (row[1], row[3], row[6], row[8]) if len(cell) > 4}
    for path in store.rglob("*"):
        if path.is_file() and path.suffix != ".csv":
            content = path.read_bytes()
            assert not [secret for secret in secrets if secret.encode() in content], path.name
