"""The overview of a contract: is it delivering, and what do the figures rest on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldthread.access.rules import May
from goldthread.contracts import queries as agreements
from goldthread.contracts.terms.balances import chosen_of
from goldthread.contracts.terms.declared import Contract
from goldthread.evidence.cuts import cuts_of
from goldthread.evidence.figures import Figure
from goldthread.evidence.signals import Signal
from goldthread.kernel.periods import Period
from goldthread.measures.questions import Question
from goldthread.people.queries import deviations
from goldthread.reports.families import by_family
from goldthread.web.asking import When, check_query, months_to, when
from goldthread.web.look.door import Door, page
from goldthread.web.look.environment import address
from goldthread.web.standing import Standing, questions, standing


@dataclass(frozen=True)
class Line:
    """One indicator on the overview."""

    question: Question
    figure: Figure
    series: list[Figure]
    signal: Signal


@page(May.SEE_FIGURES)
def home(request: HttpRequest, door: Door) -> HttpResponse:
    """The contracts there are; with one contract, that one."""
    with standing() as view:
        check_query(request, ("period",))
        found = view.contracts()
        if len(found) == 1:
            return redirect(address("contract", next(iter(found)), **request.GET.dict()))
        asked = when(request, view.as_of)
        cards = [
            (contract, services, _headlines(view, contract, services, asked.period))
            for contract, services in found.values()
        ]
        return render(request, "home.jinja", {"view": view, "cards": cards, "when": asked})


def _headlines(view: Standing, contract: Contract, services: list[str], period: Period) -> list[Figure]:
    """The contract's figures that have a target: what was promised, first."""
    promised = [row.indicator for row in view.terms.targets if row.contract == contract.code]
    found = []
    for code in dict.fromkeys(promised):
        asked = questions().get(code)
        if asked is not None and "service" in cuts_of(asked):
            figure = view.figures(asked, period, services=services, with_split=False)[0]
            if figure.value is not None:
                found.append(figure)
    return found[:4]


@page(May.SEE_FIGURES)
def overview(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Every figure of one contract in one period, by family, with those that have no record apart."""
    with standing() as view:
        check_query(request, ("period",))
        specified = agreements.contract(code, seen_by=door.scope)
        if specified is not None and code not in view.contracts():
            return render(request, "no_records.jinja", {"view": view, "specified": specified})
        contract, services = view.contract(code)
        asked = when(request, view.as_of)
        lines = _lines(view, asked, services)
        told = {
            "view": view,
            "names": {one.code: one.name for one in questions().values()},
            "contract": contract,
            "chosen": chosen_of(view.terms, contract.code, asked.period.end),
            "services": services,
            "when": asked,
            "held": {"service": services[0]} if len(services) == 1 else {"contract": contract.code},
            "families": by_family((line.question.code, line) for line in lines if _has_records(line)),
            "silent": [line.question for line in lines if not _has_records(line)],
            "deviations": deviations(code, asked.period.start, asked.period.end, seen_by=door.scope),
            "specified": specified is not None,
            "apart": [one for one in questions().values() if "service" not in cuts_of(one)],
        }
        return render(request, "contract.jinja", told)


def _lines(view: Standing, asked: When, services: list[str]) -> list[Line]:
    months = months_to(asked.last_shown)
    served = [one for one in questions().values() if "service" in cuts_of(one)]
    view.look_ahead(served, asked.period, months, services)
    lines = []
    for question in served:
        figure, series, told = view.line(question, asked.period, months, services)
        lines.append(Line(question, figure, series, told))
    return lines


def _has_records(line: Line) -> bool:
    """Something fell in the period, or in one of the months before it."""
    return any(any(figure.verdicts.values()) for figure in (line.figure, *line.series))
