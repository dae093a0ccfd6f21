"""One indicator: the figure, where it has been, how it differs between groups, and how it is counted."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.rules import May
from goldthread.contracts import local_queries
from goldthread.contracts.terms.balances import Balance, chosen_for, chosen_of
from goldthread.evidence.figures import Figure
from goldthread.evidence.plain import figure_told, figures_told, indicator_told
from goldthread.evidence.tables import as_csv, figure_rows
from goldthread.kernel.periods import Period
from goldthread.kernel.words import say_share
from goldthread.measures.questions import Question
from goldthread.measures.saying import how_counted
from goldthread.reports.families import by_family
from goldthread.reports.saying import counted, examples
from goldthread.web.asking import Held, asked_of, check_query, held, months_to, when
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import Missing
from goldthread.web.standing import Standing, question, questions, standing


@page(May.SEE_FIGURES)
def listed(request: HttpRequest, door: Door) -> HttpResponse:
    """All indicators, those of a word if one is given."""
    check_query(request, ("q",))
    word = request.GET.get("q", "").strip()[:100]
    found = [one for one in questions().values() if word.lower() in _searched(one)]
    families = dict(by_family((one.code, one) for one in found))
    told = {"word": word, "families": families, "count": len(found), "all": len(questions())}
    with standing() as view:
        return render(request, "indicators.jinja", {"view": view, **told})


def _searched(one: Question) -> str:
    return f"{one.code} {one.name} {one.asks}".lower()


@page(May.SEE_FIGURES)
def shown(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Everything about one indicator in one period and scope."""
    asked = question(code)
    with standing() as view:
        period, fixed = when(request, view.as_of), held(request, view, asked)
        cuts, services = fixed.cuts, fixed.services
        own = _chosen(view, asked, period.period, fixed)
        figures = view.figures(asked, period.period, where=cuts, services=services)
        series, told = view.trend(asked, months_to(period.last_shown), where=cuts, services=services)
        told_of = {
            "view": view,
            "question": asked,
            "when": period,
            "where": cuts,
            "contract": fixed.contract,
            "query": fixed.query,
            "plain_query": asked_of,
            "share": say_share,
            "examples": examples(asked),
            "figure": figures[0],
            "splits": _splits(asked, figures[1:]),
            "series": series,
            "signal": told,
            "groups": _groups(view, asked, period.period, fixed),
            "counted": list(counted(how_counted(asked))),
            "balancing": _balancing(view, asked, period.period, fixed, own),
            "no_balance": own.because if own is not None else "",
            "reference": reference(view, asked),
            "worksheet": local_queries.approved_row(asked.code, seen_by=door.scope),
        }
        return render(request, "indicator.jinja", told_of)


def reference(view: Standing, asked: Question) -> dict[str, str]:
    """What names this figure for good: definition, snapshot, terms, day."""
    return {
        "Indicator": asked.code,
        "Definition": f"version {asked.version}, {asked.hash[:12]}",
        "Snapshot": view.snapshot[:12],
        "Terms": view.terms.hash[:12],
        "Source": str(asked.source),
    }


def _groups(view: Standing, asked: Question, period: Period, fixed: Held) -> dict[str, list[Figure]]:
    """The figures of the groups of each cut that is not held fixed; one group is no comparison."""
    found = {}
    for name in asked.sides()[0][1].cuts:
        if name not in fixed.cuts:
            told = view.figures(
                asked, period, by=(name,), where=fixed.cuts, services=fixed.services, with_split=False
            )
            rows = [figure for figure in told if name in figure.cut]
            if len(rows) > 1:
                found[name] = rows
    return found


def _splits(asked: Question, figures: list[Figure]) -> dict[str, list[Figure]]:
    return {
        name: rows
        for name in asked.sides()[0][1].split
        if (rows := [figure for figure in figures if name in figure.cut])
    }


def _chosen(view: Standing, asked: Question, period: Period, fixed: Held) -> Balance | None:
    """What the contract held fixed, or that of the service held fixed, reads its target of this one with."""
    if fixed.contract:
        return chosen_of(view.terms, fixed.contract, period.end).get(asked.code)
    service = fixed.cuts.get("service")
    return chosen_for(view.terms, asked.code, service, period.end) if service else None


def _balancing(
    view: Standing, asked: Question, period: Period, fixed: Held, own: Balance | None
) -> list[tuple[str, Figure | None, dict[str, str]]]:
    """The measures that travel with this one: code, figure (None where it is not built yet) and query.

    A measure that cannot be told by a cut is told without it, and its address says so.
    """
    found: list[tuple[str, Figure | None, dict[str, str]]] = []
    for code in asked.balanced_by if own is None else own.codes:
        other = questions().get(code)
        if other is None:
            found.append((code, None, {}))
            continue
        can = other.sides()[0][1].cuts
        shared = {name: value for name, value in fixed.cuts.items() if name in can}
        there = "service" in can
        same = Held(shared, {}, fixed.contract if there else None, fixed.services if there else ())
        figure = view.figures(other, period, where=shared, services=same.services, with_split=False)[0]
        found.append((code, figure, same.query))
    return found


@page(May.SEE_FIGURES)
def exported(request: HttpRequest, door: Door, code: str, form: str) -> HttpResponse:
    """The figure, its cuts and its splits as CSV or JSON: the rows of the page."""
    asked = question(code)
    if form not in ("csv", "json"):
        raise Missing(f'Figures come as .csv or .json, not as ".{form}".')
    with standing() as view:
        period, fixed = when(request, view.as_of), held(request, view, asked)
        cuts, services = fixed.cuts, fixed.services
        figures = list(view.figures(asked, period.period, where=cuts, services=services))
        for rows in _groups(view, asked, period.period, fixed).values():
            figures += rows
        series, _ = view.trend(asked, months_to(period.last_shown), where=cuts, services=services)
        if form == "csv":
            response = HttpResponse(
                as_csv(figure_rows([*figures, *series])), content_type="text/csv; charset=utf-8"
            )
        else:
            told = _told(view, asked, period.period, figures, series)
            text = json.dumps(told, ensure_ascii=False, indent=2, allow_nan=False, default=str)
            response = HttpResponse(text, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{asked.code}-{period.code}.{form}"'
        return response


def _told(
    view: Standing, asked: Question, period: Period, figures: list[Figure], series: list[Figure]
) -> dict[str, Any]:
    """The page as JSON: the form of the command line, with the indicator and its months."""
    return {
        **figures_told(view.inquiry, "", period, figures),
        "indicator": indicator_told(asked),
        "series": [
            {"period": [one.period.start.isoformat(), one.period.end.isoformat()], **figure_told(one)}
            for one in series
        ],
    }
