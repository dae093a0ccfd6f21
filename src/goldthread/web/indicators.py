"""One indicator: the figure, where it has been, how it differs between groups, and how it is counted."""

from __future__ import annotations

import json
from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.evidence.figures import Figure
from goldthread.evidence.plain import figure_told, figures_told, indicator_told
from goldthread.evidence.tables import as_csv, figure_rows
from goldthread.kernel.periods import Period
from goldthread.kernel.words import say_share
from goldthread.measures.questions import Question
from goldthread.measures.saying import how_counted
from goldthread.web.asking import asked_of, months_to, when, where
from goldthread.web.contracts import FAMILIES, OWN
from goldthread.web.refusing import Missing
from goldthread.web.standing import Standing, question, questions, standing


def listed(request: HttpRequest) -> HttpResponse:
    """All indicators, those of a word if one is given."""
    word = request.GET.get("q", "").strip()[:100]
    found = [
        one for one in questions().values() if word.lower() in f"{one.code} {one.name} {one.asks}".lower()
    ]
    families: dict[str, list[Question]] = {}
    for one in found:
        families.setdefault(FAMILIES.get(one.code.partition(".")[0], OWN), []).append(one)
    told = {"word": word, "families": families, "count": len(found), "all": len(questions())}
    with standing() as view:
        return render(request, "indicators.jinja", {"view": view, **told})


def _searched(one: Question) -> str:
    return f"{one.code} {one.name} {one.asks}".lower()


def shown(request: HttpRequest, code: str) -> HttpResponse:
    """Everything about one indicator in one period and scope."""
    asked = question(code)
    with standing() as view:
        period, fixed = when(request, view.as_of), where(request, asked)
        cuts = {name: value for name, value in fixed.items() if name in asked.sides()[0][1].cuts}
        figures = view.figures(asked, period.period, where=cuts)
        series, told = view.trend(asked, months_to(period.last_month), where=cuts)
        free = [name for name in asked.sides()[0][1].cuts if name not in cuts]
        groups = {name: _groups(view, asked, period.period, name, cuts) for name in free}
        told_of = {
            "view": view,
            "question": asked,
            "when": period,
            "where": cuts,
            "query": asked_of(cuts),
            "plain_query": asked_of,
            "share": say_share,
            "examples": examples_of(asked),
            "figure": figures[0],
            "splits": _splits(asked, figures[1:]),
            "series": series,
            "signal": told,
            "groups": {name: rows for name, rows in groups.items() if rows},
            "counted": how_counted(asked),
            "balancing": _balancing(view, asked, period.period, cuts),
            "reference": reference(view, asked),
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


def _groups(
    view: Standing, asked: Question, period: Period, name: str, cuts: Mapping[str, str | None]
) -> list[Figure]:
    """The figure of each group of a cut; one group is no comparison."""
    found = view.figures(asked, period, by=(name,), where=cuts, with_split=False)
    groups = [figure for figure in found if name in figure.cut]
    return groups if len(groups) > 1 else []


def _splits(asked: Question, figures: list[Figure]) -> dict[str, list[Figure]]:
    return {
        name: rows
        for name in asked.sides()[0][1].split
        if (rows := [figure for figure in figures if name in figure.cut])
    }


def _balancing(
    view: Standing, asked: Question, period: Period, cuts: Mapping[str, str | None]
) -> list[tuple[str, Figure | None]]:
    """The measures that travel with this one, each with its own figure; None where it is not built yet."""
    found: list[tuple[str, Figure | None]] = []
    for code in asked.balanced_by:
        other = questions().get(code)
        if other is None:
            found.append((code, None))
            continue
        shared = {name: value for name, value in cuts.items() if name in other.sides()[0][1].cuts}
        found.append((code, view.figures(other, period, where=shared, with_split=False)[0]))
    return found


def examples_of(asked: Question) -> list[list[str]]:
    """The examples of a question as rows of cells: a heading, then one row each."""
    lines = [line for line in asked.examples.strip().splitlines() if "||" in line]
    return [[cell.strip() for cell in line.replace("||", "|").split("|")] for line in lines]


def exported(request: HttpRequest, code: str, form: str) -> HttpResponse:
    """The figure, its cuts and its splits as CSV or JSON: the rows of the page."""
    asked = question(code)
    if form not in ("csv", "json"):
        raise Missing(f'Figures come as .csv or .json, not as ".{form}".')
    with standing() as view:
        period, fixed = when(request, view.as_of), where(request, asked)
        cuts = {name: value for name, value in fixed.items() if name in asked.sides()[0][1].cuts}
        figures = list(view.figures(asked, period.period, where=cuts))
        for name in asked.sides()[0][1].cuts:
            if name not in cuts:
                figures += _groups(view, asked, period.period, name, cuts)
        series, _ = view.trend(asked, months_to(period.last_month), where=cuts)
        if form == "csv":
            response = HttpResponse(
                as_csv(figure_rows([*figures, *series])), content_type="text/csv; charset=utf-8"
            )
        else:
            told = figures_told(view.inquiry, "", period.period, figures)
            told["indicator"] = indicator_told(asked)
            told["series"] = [
                {"period": [one.period.start.isoformat(), one.period.end.isoformat()], **figure_told(one)}
                for one in series
            ]
            text = json.dumps(told, ensure_ascii=False, indent=2, default=str)
            response = HttpResponse(text, content_type="application/json")
        response["Content-Disposition"] = f'attachment; filename="{asked.code}-{period.code}.{form}"'
        return response
