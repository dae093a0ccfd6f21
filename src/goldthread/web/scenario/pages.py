"""What if a clause said something else: records of a period under both, and those that come out otherwise.

Nothing is written: both pages are read by their address alone.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from goldthread.access.queries import services_elsewhere
from goldthread.access.rules import May
from goldthread.contracts.terms import Contract
from goldthread.contracts.terms.changing import CONTACT, WhatIf
from goldthread.evidence.scenario import (
    Compared,
    Scenario,
    clocks,
    contacts,
    moved,
    otherwise,
    scenario,
    words,
)
from goldthread.evidence.scenario.clocks import NONE, STATES, Count, Counted
from goldthread.evidence.scenario.compared import A_PAGE, clocks_of
from goldthread.kernel.refusals import Refused
from goldthread.people.known import own_people
from goldthread.pictures import Pair
from goldthread.web.asking import When, check_query, page_of, when
from goldthread.web.look.door import Door, page
from goldthread.web.look.environment import query_of
from goldthread.web.refusing import Missing, shortened
from goldthread.web.scenario.clauses import GROUPS, Clause, clauses
from goldthread.web.scenario.forms import FORMS, Asking
from goldthread.web.standing import REMEMBERED, Standing, questions, standing

SIX_MONTHS = 6
ASKED = (
    *("amount", "unit", "points", "sustained", "weekly_hours", "home_days", "work_days", "people"),
    *("at_least", "at_most"),
)
WORDS = {**STATES, NONE: "not counted"}
MOST_BARS = 12


@page(May.SEE_FIGURES)
def what_if(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """The clauses of a contract; of the one chosen its form; of what is asked the answer."""
    with standing() as view:
        check_query(request, ("period", "clause", *ASKED))
        if _without_records(view, code):
            return render(request, "scenario/no_records.jinja", {"view": view, "code": code})
        contract, services = view.contract(code)
        asked = when(request, view.as_of, SIX_MONTHS)
        known = clauses(view.terms, contract.code, asked.period, questions())
        told: dict[str, Any] = {
            "view": view,
            "contract": contract,
            "services": services,
            "when": asked,
            "query": {name: request.GET[name] for name in ("clause", *ASKED) if request.GET.get(name)},
            "opens": door.scope.may(May.OPEN_RECORDS),
        }
        wanted = request.GET.get("clause")
        if not wanted or wanted not in known:
            told |= {"groups": _grouped(known), "strange": shortened(wanted or "")}
            return render(request, "scenario/clauses.jinja", told, status=404 if wanted else 200)
        clause = known[wanted]
        form = _form(request, clause, contract)
        found = _answered(view, form, asked, services)
        told |= {"clause": clause, "form": form, "found": found}
        if found is not None:
            told |= _told(found)
        return render(request, "scenario/what_if.jinja", told, status=422 if form.errors else 200)


def _without_records(view: Standing, code: str) -> bool:
    """A contract that is agreed, and of whose services no record is here yet."""
    return code not in view.contracts() and any(row.code == code for row in view.terms.contracts)


def _grouped(known: dict[str, Clause]) -> dict[str, list[Clause]]:
    found: dict[str, list[Clause]] = {}
    for clause in known.values():
        found.setdefault(GROUPS[clause.kind], []).append(clause)
    return found


def _chosen(request: HttpRequest, known: dict[str, Clause]) -> Clause:
    code = request.GET.get("clause", "")
    if code not in known:
        raise Missing(
            f'This contract has no clause "{shortened(code)}" in this period. Choose one of its own.'
        )
    return known[code]


def _form(request: HttpRequest, clause: Clause, contract: Contract) -> Asking:
    """Filled from the address where something is asked, else with how the clause stands."""
    kind = FORMS[clause.kind]
    blank = kind(clause, contract.code)
    given = any(name in request.GET for name in blank.fields)
    data = {**blank.fits, **request.GET.dict()} if given else None
    return kind(clause, contract.code, data, initial=blank.fits)


def _answered(view: Standing, form: Asking, asked: When, services: list[str]) -> Scenario | None:
    """The answer; None while nothing is asked. What cannot be asked is said at the form."""
    if not form.is_bound or not form.is_valid():
        return None
    what = form.asked()
    key = ("scenario", what, asked.period, tuple(services))
    basis = (view.snapshot, view.terms.hash, view.as_of, str(view.inquiry.basis.store.path))
    try:
        found: Scenario = REMEMBERED.get(
            basis,
            key,
            lambda: scenario(view.inquiry, questions().values(), what, asked.period, services=services),
        )
    except Refused as refusal:
        form.add_error(None, str(refusal))
        return None
    return found


def _told(found: Scenario) -> dict[str, Any]:
    """What the answer is drawn from."""
    counted = found.contacts.whole.counted if found.contacts is not None else found.clocks
    return {
        "said": words.said(found),
        "asked": words.asked(found),
        "words_of": words,
        "counted": counted,
        "states": _states(counted) if counted is not None else [],
        "moves": words.moves(counted) if counted is not None else [],
        "months": _bars(counted) if counted is not None else [],
        "same": [one for one in found.figures if one.same],
        "changed": [one for one in found.figures if not one.same],
    }


def _states(counted: Counted) -> list[tuple[str, int, int]]:
    """(how they stand, as it was, as it would be) of every way in which some stand."""
    return [
        (word, counted.was.of(state), counted.would.of(state))
        for state, word in STATES.items()
        if counted.was.of(state) or counted.would.of(state)
    ]


def _bars(counted: Counted) -> list[Pair]:
    return [
        Pair(month.label, _share(was), _share(would), words.of_count(was), words.of_count(would))
        for month, was, would in counted.months[-MOST_BARS:]
    ]


def _share(count: Count) -> float | None:
    return count.met / count.over if count.over else None


# --- the records


@page(May.OPEN_RECORDS)
def records(request: HttpRequest, door: Door, code: str) -> HttpResponse:
    """The records that would come out otherwise, fifty a page; of one move if asked."""
    with standing() as view:
        check_query(request, ("period", "clause", "move", "of", "page", *ASKED))
        contract, services = view.contract(code)
        asked, number = when(request, view.as_of, SIX_MONTHS), page_of(request)
        clause = _chosen(request, clauses(view.terms, contract.code, asked.period, questions()))
        form = _form(request, clause, contract)
        if not form.is_bound or not form.is_valid():
            raise Refused("Nothing is asked to be otherwise. Go back and say what.")
        mine = _own(door, view, services)
        found = _answered(view, form, asked, mine)
        if found is None:
            raise Refused(" ".join(str(one) for one in form.non_field_errors()))
        told: dict[str, Any] = {
            "view": view,
            "contract": contract,
            "when": asked,
            "clause": clause,
            "query": {name: request.GET[name] for name in ("clause", *ASKED) if request.GET.get(name)},
            "asked": words.asked(found),
            "words_of_state": WORDS,
            "stage_words": words.stage,
            "move": request.GET.get("move") or None,
            "of": None,
            "page": number,
        }
        one = _indicator(request, found)
        told |= _turned(view, found, form.asked(), one, number) if one else {}
        told |= {} if one else _listed(view, found, form.asked(), _move(request), number)
        told["target"] = query_of(
            period=asked.code, move=told["move"], of=request.GET.get("of"), **told["query"]
        )
        lists = (told.get(name, ()) for name in ("members", "intervals", "turned"))
        people = [member.person_id for each in lists for member in each if member.person_id]
        door.look(own_people(people, seen_by=door.scope), f"what if {clause.code}")
        return render(request, "scenario/records.jinja", told)


def _own(door: Door, view: Standing, services: list[str]) -> list[str]:
    """The services of the contract without those of other organisations: a store may hold several."""
    elsewhere = services_elsewhere(seen_by=door.scope) & set(view.services())
    mine = [name for name in services if name not in elsewhere]
    if not mine:
        raise Missing("There are no records of your organisation here.")
    return mine


def _move(request: HttpRequest) -> tuple[str, str] | None:
    """met-not_met of the address as a pair of states."""
    told = request.GET.get("move", "")
    if not told:
        return None
    was, _, would = told.partition("-")
    if was not in WORDS or would not in WORDS:
        raise Refused(f'"{shortened(told)}" is not a move from one state to another. Go back and choose one.')
    return was, would


def _indicator(request: HttpRequest, found: Scenario) -> Compared | None:
    """The indicator whose records are asked for; None where those of the clause are."""
    code = request.GET.get("of", "")
    one = next((each for each in found.figures if each.question.code == code), None)
    if code and one is None:
        raise Missing(f'This touches no indicator "{shortened(code)}". Go back and choose one.')
    return one


def _turned(view: Standing, found: Scenario, what: WhatIf, one: Compared, number: int) -> dict[str, Any]:
    """The records of an indicator whose verdict is another, a page of them."""
    last = _last_page(one.turned, number)
    with otherwise(view.inquiry, what, found.period) as other:
        rows = moved(
            view.inquiry,
            other,
            one.question,
            found.period,
            services=found.services,
            limit=A_PAGE,
            offset=(number - 1) * A_PAGE,
        )
    return {"of": one.question, "turned": rows, "count": one.turned, "pages": last}


def _last_page(count: int, number: int) -> int:
    last = max(1, -(-count // A_PAGE))
    if number > last:
        raise Missing(f"This list ends with page {last}. There is no page {number}.")
    return last


def _listed(
    view: Standing, found: Scenario, what: WhatIf, move: tuple[str, str] | None, number: int
) -> dict[str, Any]:
    """The members of a page, of clocks or of times between contacts, and how many pages there are."""
    counted = found.contacts.whole.counted if found.contacts is not None else found.clocks
    count = 0 if counted is None else counted.moved(*move) if move else counted.otherwise
    last = _last_page(count, number)
    members: list[clocks.Member] = []
    intervals: tuple[contacts.Interval, ...] = ()
    with otherwise(view.inquiry, what, found.period) as other:
        start = (number - 1) * A_PAGE
        if what.standard == CONTACT:
            intervals = contacts.contacts(
                view.inquiry,
                other,
                found.period,
                stages=what.stages or (),
                services=found.services,
                limit=A_PAGE,
                offset=start,
                move=move,
            ).members
        elif found.clocks is not None:
            wanted = clocks_of(view.inquiry, other, what, found.period)
            assert wanted is not None  # the same change as the one that was counted
            wanted = replace(wanted, services=found.services, moves=move)
            members = clocks.members(view.inquiry, other, wanted, A_PAGE, start)
    return {"members": members, "intervals": intervals, "count": count, "pages": last}
