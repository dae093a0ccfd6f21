"""Every clock that runs: what the rooms say began, under the duties of the service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime

from goldthread.access.kept import KeptRows
from goldthread.access.models import Organisation
from goldthread.access.scope import Scope
from goldthread.contracts.standards import Asked, Begun, Stood, at_point
from goldthread.contracts.terms.declared import Standard, in_force
from goldthread.day.caseload import Caseload
from goldthread.day.due import Due, Whose, clock_of, is_open, last_day, starts_at, state_of
from goldthread.day.standards import Declared, declared, duties_of
from goldthread.kernel.calendar import Nation, WorkingCalendar
from goldthread.kernel.clocks import Clock
from goldthread.kernel.instants import civil_date
from goldthread.people.models import Person

Working = tuple[Begun, Standard, Clock, Sequence[Stood]]


def worked_out(asked: Asked, caseload: Caseload, only: str | None = None) -> Iterator[Due]:
    """Every unanswered clock as a row."""
    found = [one for one in clocks(asked, caseload, only=only) if is_open(one[2])]
    strangers = {one[0].person for one in found if one[0].person and not caseload.whose(one[0])}
    names = dict(
        Person.objects.seen_by(asked.seen_by)
        .filter(pk__in=strangers, died_on__isnull=True)
        .values_list("pk", "name")
        if strangers
        else ()
    )
    responses = declared().responses
    for begun, standard, clock, stood in found:
        whose = caseload.whose(begun) or _outside(begun, caseload, names, asked.seen_by)
        if whose is None:
            continue
        if begun.worker is not None and begun.worker != whose.worker:
            whose = replace(whose, worker=begun.worker, worker_name="")
        state = state_of(clock, asked.at)
        yield Due(begun, standard, responses[standard.response], clock, whose, stood, state)


def _outside(begun: Begun, caseload: Caseload, names: dict[str, str], scope: Scope) -> Whose | None:
    """A clock of nobody's caseload: one of a team's own, such as a referral or an enquiry."""
    team = caseload.teams.get(begun.team or "")
    if begun.person is None:
        if scope.teams and team is not None and team.id not in scope.teams:
            return None
        return Whose(begun.subject, begun.team or "", team.name if team else "", None, "")
    if team is None or begun.person not in names or (scope.teams and team.id not in scope.teams):
        return None
    return Whose(names[begun.person], team.id, team.name, None, "")


def clocks(asked: Asked, caseload: Caseload, only: str | None = None) -> list[Working]:
    """Every clock that began under the duties of the teams' services."""
    known = declared()
    duties = _by_start(caseload, only)
    began = {event: list(known.starts[event](asked)) for event in duties}
    paired = [
        (begun, standard)
        for event, rows in began.items()
        for begun in rows
        for duty in _duties_for(begun, duties[event], caseload)
        for standard in _at_points(begun, duty, asked)
    ]
    answers = _answers(asked, paired, known)
    people = frozenset(begun.person for begun, _ in paired if begun.person)
    stood = _standing(asked, people, known) if people else {}
    calendar = WorkingCalendar.of(_nation(asked.seen_by))
    found: list[Working] = []
    for begun, standard in paired:
        own = begun.own.get(standard.response, _ELSEWHERE)
        if own is _ELSEWHERE:
            found_by = begun.record
            if standard.points and known.responses[standard.response].weekly:
                found_by = at_point(begun.record, standard.points[0])
            given = list(answers.get((standard.starts, standard.response), {}).get(found_by, ()))
        else:
            given = [own] if isinstance(own, date) else []
        still = [one for one in stood.get(begun.person or "", ()) if one.record in ("", begun.record)]
        clock = clock_of(begun, standard, given, still, calendar=calendar, at=asked.at)
        found.append((begun, standard, clock, still))
    return found


_ELSEWHERE = object()


def _at_points(begun: Begun, duty: Standard, asked: Asked) -> Iterator[Standard]:
    """A duty once; of one with points each of its weeks apart, once that week is within sight."""
    if not duty.points:
        yield duty
        return
    for point in duty.points:
        one = replace(duty, points=(point,))
        if civil_date(starts_at(begun, one)) <= civil_date(asked.at) and last_day(begun, one) <= asked.until:
            yield one


def _by_start(caseload: Caseload, only: str | None) -> dict[str, dict[str, list[Standard]]]:
    """Event to service to its standards."""
    found: dict[str, dict[str, list[Standard]]] = defaultdict(lambda: defaultdict(list))
    for service in dict.fromkeys(team.service.name for team in caseload.teams.values()):
        for row in duties_of(service):
            if only in (None, row.name):
                found[row.starts][service].append(row)
    return found


def _duties_for(begun: Begun, duties: dict[str, list[Standard]], caseload: Caseload) -> Iterable[Standard]:
    """The standards of the service that a clock belongs to; without one, each of any service once."""
    whose = caseload.whose(begun)
    team = caseload.teams.get(begun.team or (whose.team if whose else ""))
    if team is not None:
        rows: Iterable[Standard] = duties.get(team.service.name, ())
    elif begun.person is None:
        rows = {row.name: row for named in duties.values() for row in named}.values()
    else:
        rows = ()  # of nobody's caseload
    return [row for row in rows if (row.valid_from is row.valid_to is None) or in_force(row, _day(begun))]


def _day(begun: Begun) -> date:
    return civil_date(begun.started) if isinstance(begun.started, datetime) else begun.started


def _answers(
    asked: Asked, paired: Sequence[tuple[Begun, Standard]], known: Declared
) -> dict[tuple[str, str], dict[str, Sequence[datetime | date]]]:
    """Answers that stand in other rows: one query for each pair of a start and a response."""
    waiting: dict[tuple[str, str], dict[str, Begun]] = defaultdict(dict)
    for begun, standard in paired:
        if standard.response not in begun.own:
            waiting[standard.starts, standard.response][begun.record] = begun
    found = {}
    for (event, response), rows in waiting.items():
        find = known.responses[response].find
        found[event, response] = dict(find(asked, list(rows.values()))) if find else {}
    return found


def _standing(asked: Asked, people: frozenset[str], known: Declared) -> dict[str, list[Stood]]:
    found: dict[str, list[Stood]] = defaultdict(list)
    for room in known.standings:
        for one in room(asked, people):
            found[one.person].append(one)
    return found


def _nation(scope: Scope) -> Nation:
    named = KeptRows(Organisation).filter(pk=scope.organisation_id).values_list("nation", flat=True)
    return Nation(named[0])
