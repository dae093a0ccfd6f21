"""Asking: from a snapshot to kept verdicts.

Each question is asked once for its key: its hash and that of the compiler, the snapshot, the terms (where it
reads a derived table), as_of and, for questions asked of each period, the period. The rows are kept as
Parquet; every figure, cut, page and drill is a tally of the same rows. A row says where its record lies (the
file and the row in it), and `rows_of` reads the record's id and its person from there: written once for every
question they would cost more than the question. Questions of one table are asked in one reading of it.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.evidence.basis import Basis
from goldthread.evidence.naming import name_of
from goldthread.evidence.places import forget, kept_of, of_kept, places_beside
from goldthread.facts.duck import files, text
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import PERIOD, Question
from goldthread.measures.sql import OPTIONAL, PERIODS, compiled, literal, picks_person, together
from goldthread.measures.tables import Type

if TYPE_CHECKING:
    import duckdb

# Rows lie as the records do, those of one service together: a service's page reads a few row groups.
ROW_GROUP = 50_000
MOST_TOGETHER = 16  # questions in one reading: their answers lie in memory until they are written


@dataclass(frozen=True)
class _Missing:
    """A side of a question that has yet to be asked, and where its rows go: in each period, or once."""

    question: Question
    paths: Mapping[Period | None, Path]

    @property
    def alike(self) -> tuple[object, ...]:
        """Sides with the same answer can be asked in one reading."""
        by_period = self.question.grain is PERIOD
        return (self.question.each.name, tuple(self.paths) if by_period else ())


def kept(basis: Basis, question: Question, periods: Sequence[Period]) -> list[Path]:
    """The kept verdicts of one side of a question, asked now if they are not yet on disk."""
    missing = _missing(basis, question, periods)
    if missing.paths:
        _ask_within_range(basis, [missing])
    return list(_paths(basis, question, periods).values())


def keep_together(
    basis: Basis,
    questions: Iterable[Question],
    periods: Sequence[Period],
    *,
    about_to: Callable[[Sequence[Question]], bool] = lambda asked: True,
) -> None:
    """Ask what is not yet on disk, sides of one table in one reading of it.

    `about_to` is told what is asked next and may say no: then nothing more is asked.
    """
    told = list(dict.fromkeys(questions))
    found = [_missing(basis, question, periods) for question in told]
    wanted = [each for each in found if each.paths]
    if wanted:
        basis.connection(*(each.question for each in wanted))
    alike: dict[tuple[object, ...], list[_Missing]] = {}
    for each in wanted:
        alike.setdefault(each.alike, []).append(each)
    for group in alike.values():
        # Where each is about records of its own, there is nothing to share.
        apart = len({each.question.pool.form() for each in group}) == len(group)
        most = 1 if apart else MOST_TOGETHER
        for first in range(0, len(group), most):
            asked = group[first : first + most]
            if not about_to([each.question for each in asked]):
                return
            _ask_within_range(basis, asked)


def _missing(basis: Basis, question: Question, periods: Sequence[Period]) -> _Missing:
    wanted = _paths(basis, question, periods)
    if places_beside(basis.folder(question), question.each.name) is None:
        forget(basis.folder(question), question.each.name)
    return _Missing(question, {key: path for key, path in wanted.items() if not path.exists()})


def _paths(basis: Basis, question: Question, periods: Sequence[Period]) -> dict[Period | None, Path]:
    folder = basis.folder(question)
    name = name_of(question)
    last = kept_of(question.each.name, picks_person(question))
    if question.grain is not PERIOD:
        return {None: folder / f"{name}{last}"}
    return {
        period: folder / f"{name}-{period.start.isoformat()}-{period.end.isoformat()}{last}"
        for period in dict.fromkeys(periods)
    }


def _ask(basis: Basis, asked: Sequence[_Missing]) -> None:
    """Ask once and keep the rows: written beside, then renamed, so that a reader sees all or nothing."""
    for each in asked:
        basis.folder(each.question).mkdir(parents=True, exist_ok=True)
        basis.places(each.question).write(each.question.each.name)
    connection = basis.connection(*(each.question for each in asked))
    if asked[0].question.grain is PERIOD:
        _ask_of_periods(connection, asked)
    elif len(asked) == 1:
        for path in asked[0].paths.values():
            _keep(connection, compiled(asked[0].question, placed=True), path)
    else:
        _ask_together(connection, asked)


def _ask_together(connection: duckdb.DuckDBPyConnection, asked: Sequence[_Missing]) -> None:
    """Several questions in one reading of the records; then the rows of each are kept."""
    made = together([each.question for each in asked])
    assert made is not None  # it is only where periods are asked one by one that there may be none
    _answer(connection, made.asked)
    for each, rows in zip(asked, made.told, strict=True):
        for path in each.paths.values():
            _keep(connection, rows, path)
    connection.execute("DROP TABLE answered")


def _answer(connection: duckdb.DuckDBPyConnection, asked: str) -> None:
    connection.execute(f"CREATE OR REPLACE TEMP TABLE answered AS {asked}")


def _ask_of_periods(connection: duckdb.DuckDBPyConnection, asked: Sequence[_Missing]) -> None:
    """Periods one after another over steps made once; or all in one reading where that is not possible."""
    questions = [each.question for each in asked]
    periods = [period for period in asked[0].paths if period is not None]
    made = together(questions, periods[0])
    if made is None:
        for each in asked:
            told = [(period, path) for period, path in each.paths.items() if period is not None]
            for first in range(0, len(told), PERIODS):
                _ask_of_all_periods(connection, each.question, told[first : first + PERIODS])
        return
    tables = _hold(connection, made.steps)
    named = ", ".join(f"{name} AS NOT MATERIALIZED (FROM {table})" for name, table in tables.items())
    for period in periods:
        made = together(questions, period)
        assert made is not None
        _answer(connection, f"WITH {named} {made.asked}")
        for each, rows in zip(asked, made.told, strict=True):
            _keep(connection, rows, each.paths[period])
    connection.execute("DROP TABLE answered")


def _hold(connection: duckdb.DuckDBPyConnection, steps: Mapping[str, str]) -> dict[str, str]:
    """Make the steps as tables, unless the last question of periods made the same; forget its others."""
    wanted = {name: f"step_{sha256(sql.encode()).hexdigest()[:16]}" for name, sql in steps.items()}
    asked = "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, 'step_')"
    there = {row[0] for row in connection.execute(asked).fetchall()}
    for table in there - set(wanted.values()):
        connection.execute(f"DROP TABLE {table}")
    for name, table in wanted.items():
        if table not in there:
            connection.execute(f"CREATE TEMP TABLE {table} AS {steps[name]}")
    return wanted


def _ask_of_all_periods(
    connection: duckdb.DuckDBPyConnection, question: Question, told: Sequence[tuple[Period, Path]]
) -> None:
    """All periods in one reading of the records; then each is kept by itself."""
    connection.execute("DELETE FROM period")
    for number, (period, _) in enumerate(told):
        connection.execute("INSERT INTO period VALUES (?, ?, ?)", [period.start, period.end, number])
    _answer(connection, compiled(question, placed=True))
    for period, path in told:
        days = (literal(day, Type.DATE) for day in (period.start, period.end))
        chosen = " AND ".join(
            f"{name} = {day}" for name, day in zip(("period_start", "period_end"), days, strict=True)
        )
        _keep(connection, f"SELECT * FROM answered WHERE {chosen}", path)
    connection.execute("DROP TABLE answered")


def _ask_within_range(basis: Basis, asked: Sequence[_Missing]) -> None:
    """Ask; arithmetic that runs out of what can be counted is the question's, and it is named."""
    import duckdb

    try:
        _ask(basis, asked)
    except (duckdb.ConversionException, duckdb.OutOfRangeException):
        if len(asked) > 1:  # which of them it was, each tells by itself; and the others are kept
            for each in asked:
                _ask_within_range(basis, [each])
            return
        raise Refused(
            f"{asked[0].question.code}: for some record an amount or a day is too large to be worked out. "
            "Check what the question adds, multiplies or moves a day by."
        ) from None


def _keep(connection: duckdb.DuckDBPyConnection, rows: str, path: Path) -> None:
    beside = path.with_name(f".{path.name}.{secrets.token_hex(6)}")
    try:
        connection.execute(
            f"COPY ({rows}) TO {text(beside)} (FORMAT PARQUET, COMPRESSION ZSTD, PARQUET_VERSION V2, "
            f"ROW_GROUP_SIZE {ROW_GROUP})"
        )
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


# Columns that are blank in every row are not written.
_NO_ROWS = "SELECT {} WHERE false".format(
    ", ".join(
        f"CAST(NULL AS {kind}) AS {name}" if kind else f"NULL AS {name}" for name, kind in OPTIONAL.items()
    )
)


def rows_of(paths: Sequence[Path], *, named: bool = True, by_file: bool = False) -> str:
    """SQL that reads kept verdicts of one table's records; record, person and pick only when `named`.

    With `by_file` the files are of several questions, and a column `file` says which file holds a row.
    """
    listed = files(paths, union_by_name=by_file)
    if by_file:
        listed = listed.removesuffix(")") + ", filename='file')"
    kept_rows = f"(SELECT * FROM {listed} UNION ALL BY NAME {_NO_ROWS})"
    if not named or not paths:
        return kept_rows
    table, by_person = of_kept(paths[0])
    places = places_beside(paths[0].parent, table)
    if places is None:
        raise Refused(
            "The records behind these verdicts have changed or are gone. Delete the folder verdicts of the "
            "store: questions are then asked again."
        )
    return places.named(kept_rows, by_person)
