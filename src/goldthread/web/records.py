"""The records behind a figure, and one record with where it came from."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.catalogue.tables import TABLES
from goldthread.evidence.drill import drill
from goldthread.evidence.tables import as_csv, member_rows
from goldthread.facts.records import read_back
from goldthread.measures.questions import Question, Verdict
from goldthread.measures.tables import Table
from goldthread.web.asking import asked_of, page_of, when, where
from goldthread.web.refusing import Missing
from goldthread.web.standing import Standing, question, standing

A_PAGE = 50
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_DUE, Verdict.OUT)


def listed(request: HttpRequest, code: str) -> HttpResponse:
    """The records of a cell, of one verdict if asked, fifty a page."""
    asked = question(code)
    with standing() as view:
        period, fixed, page = when(request, view.as_of), where(request, asked), page_of(request)
        verdict = request.GET.get("verdict") or None
        found = drill(
            view.inquiry,
            asked,
            period.period,
            verdict=verdict,
            where=fixed,
            limit=A_PAGE,
            offset=(page - 1) * A_PAGE,
        )
        side = asked.sides()[0][1]
        names = [*side.split, *side.cuts]
        cuts = {name: value for name, value in fixed.items() if name in side.cuts}
        figures = view.figures(asked, period.period, where=cuts)
        figure = next((one for one in figures if dict(one.cut) == fixed), figures[0])
        told = {
            "view": view,
            "question": asked,
            "when": period,
            "where": fixed,
            "query": asked_of(fixed),
            "figure": figure,
            "found": found,
            "verdict": verdict,
            "keep": {**asked_of(fixed), "verdict": verdict or ""},
            "verdicts": [(one, found.counted[one.word]) for one in ORDER],
            "names": [name for name in names if name not in fixed],
            "page": page,
            "pages": max(1, -(-found.listed // A_PAGE)),
            "download": urlencode({"period": period.code, **asked_of(fixed), "verdict": verdict or ""}),
        }
        return render(request, "records.jinja", told)


def exported(request: HttpRequest, code: str) -> HttpResponse:
    """The same records, all of them, as CSV."""
    asked = question(code)
    with standing() as view:
        period, fixed = when(request, view.as_of), where(request, asked)
        found = drill(
            view.inquiry, asked, period.period, verdict=request.GET.get("verdict") or None, where=fixed
        )
    side = asked.sides()[0][1]
    text = as_csv(member_rows(found.members, [*side.split, *side.cuts]))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{asked.code}-{period.code}-records.csv"'
    return response


def shown(request: HttpRequest, table: str, record_id: str) -> HttpResponse:
    """One record: every column with its meaning, where it came from, and what it is tied to."""
    if table not in TABLES:
        raise Missing(f'There is no kind of record "{table}".')
    declared = TABLES[table]
    with standing() as view:
        row = read(view, declared, record_id)
        if row is None:
            raise Missing("There is no such record in this snapshot.")
        versions = [] if declared.derived else view.inquiry.basis.store.history(table, record_id)
        told = {
            "view": view,
            "table": declared,
            "record_id": record_id,
            "row": row,
            "columns": [spec for spec in declared.columns if spec.name not in ORIGIN],
            "origin": {name: row.get(name) for name in ORIGIN},
            "tied": _tied(view, declared, row),
            "versions": versions,
            "back": _back(request),
        }
        return render(request, "record.jinja", told)


ORIGIN = ("source", "recorded_at", "voided")


def read(view: Standing, table: Table, record_id: str) -> dict[str, Any] | None:
    """One row, out of the snapshot or, for what is worked out, out of the derived tables."""
    basis = view.inquiry.basis
    if not table.derived:
        return read_back(basis.snapshot, table.name, record_id)
    connection = basis.connection(_reading(table))
    found = connection.execute(f'SELECT * FROM "{table.name}" WHERE "{table.key}" = ?', [record_id])
    names = [column[0] for column in found.description or ()]
    row = found.fetchone()
    return dict(zip(names, row, strict=True)) if row is not None else None


def _reading(table: Table) -> Question:
    """A question that reads the table, so that the basis opens what it needs."""
    from goldthread.measures.questions import PERIOD, Count

    return Count(code=f"read.{table.name}", asks="", each=table, grain=PERIOD)


def _tied(view: Standing, table: Table, row: dict[str, Any]) -> list[tuple[str, str, str]]:
    """(column, table, record) for each reference that points somewhere."""
    return [
        (spec.name, spec.refers_to, row[spec.name])
        for spec in table.columns
        if spec.refers_to and row.get(spec.name)
    ]


def _back(request: HttpRequest) -> str | None:
    """The list that the reader came from: a code of an indicator, nothing else."""
    code = request.GET.get("of", "")
    try:
        return question(code).code if code else None
    except Missing:
        return None
