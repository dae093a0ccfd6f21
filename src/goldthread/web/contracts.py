"""The overview of a contract: is it delivering, and what do the figures rest on."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from goldthread.evidence.figures import Figure
from goldthread.evidence.signals import Signal
from goldthread.facts.terms.declared import Contract
from goldthread.kernel.periods import Period
from goldthread.measures.questions import Question
from goldthread.web.asking import When, months_to, when
from goldthread.web.refusing import Missing
from goldthread.web.standing import Standing, questions, standing

# Families of indicators, by the first word of their code, as one would ask for them.
FAMILIES = {
    "tenancy": "Do people keep their homes?",
    "employment": "Do people get and keep work?",
    "access": "Do people get in, and how soon?",
    "caseload": "Do staff have room to help?",
    "duration": "How long does support last?",
    "wellbeing": "How are people?",
    "intake": "Who comes?",
}
OWN = "Indicators of your own"


@dataclass(frozen=True)
class Line:
    """One indicator on the overview."""

    question: Question
    figure: Figure
    series: list[Figure]
    signal: Signal


def contracts_of(view: Standing) -> dict[str, tuple[Contract, list[str]]]:
    """Contracts that cover a service of the records, each with its services."""
    found: dict[str, tuple[Contract, list[str]]] = {}
    for service in view.services():
        contract = view.terms.contract_of(service, view.as_of)
        if contract is not None:
            found.setdefault(contract.code, (contract, []))[1].append(service)
    return found


def home(request: HttpRequest) -> HttpResponse:
    """The contracts there are; with one contract, that one."""
    with standing() as view:
        found = contracts_of(view)
        if len(found) == 1:
            return redirect("contract", code=next(iter(found)))
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
        if asked is not None and "service" in asked.sides()[0][1].cuts:
            figure = view.figures(asked, period, services=services, with_split=False)[0]
            if figure.value is not None:
                found.append(figure)
    return found[:4]


def overview(request: HttpRequest, code: str) -> HttpResponse:
    """Every figure of one contract in one period, by family, with those that have no record apart."""
    with standing() as view:
        found = contracts_of(view)
        if code not in found:
            raise Missing(f'There is no contract "{code}" among the services of these records.')
        contract, services = found[code]
        asked = when(request, view.as_of)
        lines = _lines(view, asked, services)
        told = {
            "view": view,
            "names": {one.code: one.name for one in questions().values()},
            "contract": contract,
            "services": services,
            "when": asked,
            "families": _by_family([line for line in lines if _has_records(line)]),
            "silent": [line.question for line in lines if not _has_records(line)],
            "apart": [one for one in questions().values() if "service" not in one.sides()[0][1].cuts],
        }
        return render(request, "contract.jinja", told)


def _lines(view: Standing, asked: When, services: list[str]) -> list[Line]:
    months = months_to(asked.last_month)
    lines = []
    for question in questions().values():
        if "service" in question.sides()[0][1].cuts:
            figure, series, told = view.line(question, asked.period, months, services)
            lines.append(Line(question, figure, series, told))
    return lines


def _has_records(line: Line) -> bool:
    """Something fell in the period, or in one of the months before it."""
    return any(any(figure.verdicts.values()) for figure in (line.figure, *line.series))


def _by_family(lines: list[Line]) -> list[tuple[str, list[Line]]]:
    found: dict[str, list[Line]] = {}
    for line in lines:
        family = line.question.code.partition(".")[0]
        found.setdefault(FAMILIES.get(family, OWN), []).append(line)
    order = [*FAMILIES.values(), OWN]
    return sorted(found.items(), key=lambda family: order.index(family[0]))
