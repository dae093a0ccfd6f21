"""The records behind a figure, and one record with where it came from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.queries import organisations_elsewhere, services_elsewhere
from goldthread.access.rules import May
from goldthread.catalogue.tables import TABLES
from goldthread.evidence.drill import drill
from goldthread.evidence.figures import Figure
from goldthread.evidence.tables import as_csv, member_rows
from goldthread.evidence.tally import NOT_RECORDED
from goldthread.facts.records import read_back
from goldthread.kernel.periods import Period
from goldthread.kernel.refusals import Refused
from goldthread.measures.questions import PERIOD, Count, Question, Verdict
from goldthread.measures.tables import Table
from goldthread.people.known import own_people
from goldthread.web.asking import Held, held, page_of, when
from goldthread.web.look.door import Door
from goldthread.web.look.door import page as door_page
from goldthread.web.refusing import Missing, shortened
from goldthread.web.standing import Standing, question, standing

A_PAGE = 50
ORDER = (Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_DUE, Verdict.OUT)


@door_page(May.OPEN_RECORDS)
def listed(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """The records of a cell, of one verdict if asked, fifty a page."""
    asked = question(code)
    with standing() as view:
        period, page = when(request, view.as_of), page_of(request)
        fixed = own_only(door, view, asked, held(request, view, asked, more=("verdict", "page")))
        verdict = request.GET.get("verdict") or None
        found = drill(
            view.inquiry,
            asked,
            period.period,
            verdict=verdict,
            where=fixed.where,
            services=fixed.services,
            limit=A_PAGE,
            offset=(page - 1) * A_PAGE,
            every_cut=False,
        )
        pages = max(1, -(-found.listed // A_PAGE))
        if page > pages:
            raise Missing(f"This list ends with page {pages}. There is no page {page}.")
        keep = {**fixed.query, "verdict": verdict or ""}
        told = {
            "view": view,
            "question": asked,
            "when": period,
            "where": fixed.where,
            "contract": fixed.contract,
            "query": fixed.query,
            "figure": _figure(view, asked, period.period, fixed),
            "found": found,
            "verdict": verdict,
            "keep": keep,
            "verdicts": [(one, found.counted[one.word]) for one in ORDER],
            "page": page,
            "pages": pages,
            "download": urlencode({"period": period.code, **keep}),
        }
        _look(door, (member.person_id for member in found.members), f"records behind {asked.code}")
        return render(request, "records.jinja", told)


def own_only(door: Door, view: Standing, asked: Question, fixed: Held) -> Held:
    """What the address holds, with the services of other organisations left out: a store may hold several.

    Refused where the records of the question name no service, so that nobody could tell whose they are.
    """
    elsewhere = services_elsewhere(seen_by=door.scope) & set(view.services())
    if not elsewhere:
        return fixed
    if "service" not in asked.sides()[0][1].cuts:
        raise Refused(
            "These records name no service, and this store holds records of other organisations too. "
            "They open in a store of your own."
        )
    own = tuple(name for name in fixed.services or view.services() if name not in elsewhere)
    if not own:
        raise Missing("There are no records of your organisation here.")
    return replace(fixed, services=own)


def _look(door: Door, people: Iterable[str | None], page: str) -> None:
    """Tell whose records were listed, where a person of the records is a person of ours."""
    keys = [key for key in people if key]
    door.look(own_people(keys, seen_by=door.scope), page)


def _figure(view: Standing, asked: Question, period: Period, fixed: Held) -> Figure | None:
    """The figure of the cell that is listed; None where bands of two splits are held: none tells that."""
    figures = view.figures(asked, period, where=fixed.cuts, services=fixed.services)
    bands = {name: NOT_RECORDED if value is None else value for name, value in fixed.bands.items()}
    return next((one for one in figures if dict(one.cut) == {**fixed.cuts, **bands}), None)


@door_page(May.OPEN_RECORDS)
def exported(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """The same records, all of them, as CSV."""
    asked = question(code)
    with standing() as view:
        period = when(request, view.as_of)
        fixed = own_only(door, view, asked, held(request, view, asked, more=("verdict",)))
        verdict = request.GET.get("verdict") or None
        found = drill(
            view.inquiry,
            asked,
            period.period,
            verdict=verdict,
            where=fixed.where,
            services=fixed.services,
        )
    _look(door, (member.person_id for member in found.members), f"records behind {asked.code}, all")
    side = asked.sides()[0][1]
    text = as_csv(member_rows(found.members, [*side.split, *side.cuts]))
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{asked.code}-{period.code}-records.csv"'
    return response


@door_page(May.OPEN_RECORDS)
def shown(request: HttpRequest, door: Door, table: str, record_id: str) -> HttpResponse:
    """One record: every column with its meaning, and where it came from."""
    if table not in TABLES:
        raise Missing(f'There is no kind of record "{shortened(table)}".')
    declared = TABLES[table]
    with standing() as view:
        row = read(view, declared, record_id)
        if row is None or row.get("organisation") in organisations_elsewhere(seen_by=door.scope):
            raise Missing("There is no such record in this snapshot.")
        versions = [] if declared.derived else view.inquiry.basis.store.history(table, record_id)
        told = {
            "view": view,
            "table": declared,
            "record_id": record_id,
            "row": row,
            "columns": [spec for spec in declared.columns if spec.name not in ORIGIN],
            "origin": {name: row.get(name) for name in ORIGIN},
            "versions": versions,
            "back": _back(request),
        }
        _look(door, [row.get("person_id")], f"record of {table}")
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
    return Count(code=f"read.{table.name}", asks="", each=table, grain=PERIOD)


def _back(request: HttpRequest) -> tuple[str, dict[str, str]] | None:
    """The list that the reader came from: the code of an indicator, and what its address held."""
    code = request.GET.get("of", "")
    try:
        return (
            (question(code).code, {n: v for n, v in request.GET.dict().items() if n != "of"})
            if code
            else None
        )
    except Missing:
        return None
