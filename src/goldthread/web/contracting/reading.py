"""Reading specifications: all of them, one in force or as it was, a clause, two versions compared."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse

from goldthread.access.queries import somebody_holds
from goldthread.access.rules import May
from goldthread.contracts import queries
from goldthread.contracts.models import Contract, Version
from goldthread.contracts.rules import SIDES, STATUSES, Side, Status
from goldthread.contracts.specification.declared import Clock
from goldthread.kernel.refusals import Refused
from goldthread.web.asking import check_query
from goldthread.web.contracting.days import last
from goldthread.web.contracting.feeding import feeds
from goldthread.web.contracting.saying import clock_clause, differences, duty_of, sections
from goldthread.web.contracting.vocabulary import Questions
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import Missing, shortened
from goldthread.web.standing import standing

NO_CONTRACT = 'There is no specification "{code}" in your organisation. Go back to the list.'


def contract_of(code: str, door: Door) -> Contract:
    """A contract of the asker's organisation, or a page that does not exist."""
    found = queries.contract(code, seen_by=door.scope)
    if found is None:
        raise Missing(NO_CONTRACT.format(code=shortened(code)))
    return found


def version_of_contract(code: str, number: int, door: Door) -> Version:
    """One version, or a page that does not exist."""
    contract_of(code, door)
    found = queries.version(code, number, seen_by=door.scope) if number < 30_000 else None
    if found is None:
        raise Missing(f"This contract has no version {number}. Go back to its specification.")
    return found


@page(May.SEE_FIGURES)
def listed(request: HttpRequest, door: Door) -> HttpResponse:
    """Every contract: what is in force and since when, and what waits for whom."""
    rows = []
    for contract in queries.contracts(seen_by=door.scope):
        held = queries.in_force(contract, door.today, seen_by=door.scope)
        after = [one for one in queries.history(contract, seen_by=door.scope) if one.first > door.today]
        waits = queries.open_version(contract, seen_by=door.scope)
        rows.append((contract, held, after[0] if after else None, waits, waits and waiting(waits, door)))
    may_write = door.scope.may(May.CONTRACT)
    return render(request, "contracting/list.jinja", {"rows": rows, "may_write": may_write})


def waiting(row: Version, door: Door) -> str:
    """For whom an open version waits, in a sentence."""
    if row.status == Status.DRAFT:
        return f"Version {row.number} is being written" + (
            ", after it was sent back" if row.sent_back else ""
        )
    other = Side(row.proposed_as).other
    there = somebody_holds(SIDES[other], seen_by=door.scope, on=door.today)
    whom = {Side.COMMISSIONER: "the commissioner", Side.PROVIDER: "a manager or quality lead"}[other]
    return f"Version {row.number} waits for {whom if there else 'a second person'} to agree it"


@page(May.SEE_FIGURES)
def one(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """The specification in force, or as it was on a day."""
    check_query(request, ("on",))
    contract = contract_of(code, door)
    wrong, on = _day(request.GET.get("on", ""), door.today)
    row = queries.in_force(contract, on, seen_by=door.scope)
    told: dict[str, Any] = {"on": on, "wrong": wrong, "past": on != door.today}
    status = 422 if wrong else 200
    return _document(request, door, contract, row, told, status)


def _day(given: str, today: date) -> tuple[str, date]:
    """What is wrong with a day that was asked for, and the day."""
    if not given:
        return "", today
    try:
        return "", date.fromisoformat(given)
    except ValueError:
        return "This is no day. Choose one, such as 1 April 2026.", today


@page(May.SEE_FIGURES)
def version(request: HttpRequest, door: Door, code: str, number: int) -> HttpResponse:
    """One version, whether or not it ever held."""
    row = version_of_contract(code, number, door)
    return _document(request, door, row.contract, row, {"whole": True, "on": door.today})


def _document(
    request: HttpRequest,
    door: Door,
    contract: Contract,
    row: Version | None,
    more: dict[str, Any],
    status: int = 200,
) -> HttpResponse:
    known = queries.indicators(seen_by=door.scope)
    rows = queries.versions(contract, seen_by=door.scope)
    waits = queries.open_version(contract, seen_by=door.scope)
    held = queries.history(contract, seen_by=door.scope)
    told = {
        "contract": contract,
        "row": row,
        "sections": sections(row.specification, known) if row else [],
        "history": held,
        "coming": next((one for one in held if one.first > door.today), None),
        "others": [one for one in rows if one.status == Status.WITHDRAWN],
        "statuses": STATUSES,
        "names": queries.names_of(rows, seen_by=door.scope),
        "last": _last(row),
        "waits": waits,
        "waits_words": waits and waiting(waits, door),
        "may_write": door.scope.may(May.CONTRACT),
        "feeds": _fed(row, known),
        "what_if": _what_if(contract.code),
        "figures": _has_figures(contract.code),
        "today": door.today,
        **more,
    }
    return render(request, "contracting/one.jinja", told, status=status)


def _last(row: Version | None) -> date | None:
    return None if row is None else row.valid_to or last(row.specification)


def _fed(row: Version | None, known: Questions) -> dict[str, Any]:
    if row is None:
        return {}
    asked = list(known.values())
    return {clock.name: feeds(asked, clock.name)[0] for clock in row.specification.clocks}


def _has_figures(code: str) -> bool:
    """Whether records of its services are counted already; of a contract just begun they are not."""
    try:
        with standing() as view:
            return code in view.contracts()
    except Refused:
        return False


def _what_if(code: str) -> str:
    try:
        return str(reverse("contracts-what-if", args=[code]))
    except NoReverseMatch:
        return ""


@page(May.SEE_FIGURES)
def clock(request: HttpRequest, door: Door, code: str, name: str) -> HttpResponse:
    """One response clock: what it says, what follows from it, and what it said in each version."""
    contract = contract_of(code, door)
    spells = [
        (held, place, clock)
        for held in queries.history(contract, seen_by=door.scope)
        for place, clock in enumerate(held.version.specification.clocks)
        if clock.name == name
    ]
    if not spells:
        raise Missing(f'No agreed version of this contract has a clock "{shortened(name)}".')
    now = [one for one in spells if one[0].first <= door.today <= one[0].last]
    held, place, shown = (now or spells)[-1]
    by_name, any_clock = feeds(queries.indicators(seen_by=door.scope).values(), name)
    told = {
        "contract": contract,
        "held": held,
        "since": _since(spells, shown),
        "ended": not now,
        "clause": clock_clause(shown, place),
        "title": duty_of(name),
        "past": [(each, clock_clause(clock, n)) for each, n, clock in reversed(spells)],
        "by_name": by_name,
        "any_clock": any_clock,
        "what_if": _what_if(code),
        "today": door.today,
    }
    return render(request, "contracting/clock.jinja", told)


def _since(spells: list[tuple[queries.Held, int, Clock]], shown: Clock) -> date:
    """The first day from which the clause has said what it says, without a change between."""
    since = spells[-1][0].first
    for held, _, clock in reversed(spells):
        if clock == shown:
            since = held.first
        elif held.first < since:
            break
    return since


@page(May.SEE_FIGURES)
def compared(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """Two versions, clause by clause."""
    check_query(request, ("before", "after"))
    contract = contract_of(code, door)
    rows = queries.versions(contract, seen_by=door.scope)
    numbers = [row.number for row in rows]
    after = _number(request, "after", numbers, numbers[0])
    earlier = [number for number in numbers if number < after]
    before = _number(request, "before", numbers, earlier[0] if earlier else after)
    by_number = {row.number: row for row in rows}
    one, other = by_number[before], by_number[after]
    told = {
        "contract": contract,
        "rows": rows,
        "before": one,
        "after": other,
        "differences": differences(
            one.specification, other.specification, queries.indicators(seen_by=door.scope)
        ),
        "statuses": STATUSES,
    }
    return render(request, "contracting/compare.jinja", told)


def _number(request: HttpRequest, name: str, known: list[int], default: int) -> int:
    given = request.GET.get(name, "")
    if not given:
        return default
    if not (given.isascii() and given.isdigit() and len(given) < 6 and int(given) in known):
        raise Missing(f'This contract has no version "{shortened(given)}".')
    return int(given)


@page(May.SEE_FIGURES)
def written(request: HttpRequest, door: Door, code: str, number: int) -> HttpResponse:
    """A version as TOML, as the command line and another installation read it."""
    row = version_of_contract(code, number, door)
    response = HttpResponse(row.document, content_type="application/toml; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{row.contract.code}-{row.number}.toml"'
    return response
