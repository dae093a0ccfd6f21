"""Every clock that runs: what the rooms say began, under the duties of the service."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from goldthread.access.scope import Scope
from goldthread.contracts.queries import Duties, duties_in_force
from goldthread.contracts.standards import Asked, Begun, Stood, at_point
from goldthread.contracts.terms.declared import Standard, in_force
from goldthread.day.caseload import Caseload
from goldthread.day.due import (
    Due,
    Told,
    Whose,
    clock_of,
    escalations_of,
    is_open,
    last_day,
    limit_of,
    starts_at,
    state_of,
)
from goldthread.day.standards import Declared, DutiesOf, declared, duties_of
from goldthread.kernel.calendar import WorkingCalendar
from goldthread.kernel.clocks import Clock
from goldthread.kernel.instants import civil_date
from goldthread.people.models import Person, StageSpell

Working = tuple[Begun, Standard, Clock, Sequence[Stood]]
Stages = dict[str, list[tuple[date, date | None, str]]]
DAYS = {"hours": 1 / 24, "days": 1.0, "working_days": 7 / 5, "weeks": 7.0}


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
    responses, agreed = declared().responses, _duties(asked).agreed
    calendar = WorkingCalendar.of(caseload.nation)
    for begun, standard, clock, stood in found:
        whose = caseload.whose(begun) or _outside(begun, caseload, names, asked.seen_by)
        if whose is None:
            continue
        if begun.worker is not None and begun.worker != whose.worker:
            whose = replace(whose, worker=begun.worker, worker_name="")
        state = state_of(clock, asked.at)
        told: tuple[Told, ...] = ()
        if standard.escalations:
            told = escalations_of(begun, standard, stood, calendar=calendar, at=asked.at)
        yield Due(
            begun,
            standard,
            responses[standard.response],
            clock,
            whose,
            stood,
            state,
            told=told,
            agreed=standard.contract in agreed,
        )


def _duties(asked: Asked) -> Duties:
    duties: Duties = asked.once("duties", lambda: duties_in_force(seen_by=asked.seen_by))
    return duties


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
    in_force_now = _duties(asked)
    services = dict.fromkeys(team.service.name for team in caseload.teams.values())
    duties = {service: duties_of(service, in_force_now, only) for service in services}
    events = dict.fromkeys(event for each in duties.values() for event in each.by_event)
    began = {event: list(known.starts[event](asked)) for event in events}
    stages = _stages(asked, began, duties.values())
    paired = [
        (one, standard)
        for event, rows in began.items()
        for begun in rows
        for one, duty in _duties_for(begun, event, duties, caseload, _stage_of(begun, stages))
        for standard in _at_points(one, duty, asked)
    ]
    answers = _answers(asked, paired, known)
    people = frozenset(begun.person for begun, _ in paired if begun.person)
    stood = _standing(asked, people, known) if people else {}
    calendar = WorkingCalendar.of(caseload.nation)
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


def _duties_for(
    begun: Begun, event: str, duties: Mapping[str, DutiesOf], caseload: Caseload, stage: str
) -> Iterator[tuple[Begun, Standard]]:
    """The standards of the service that a clock belongs to; without one, each of any service once."""
    whose = caseload.whose(begun)
    team = caseload.teams.get(begun.team or (whose.team if whose else ""))
    day = _day(begun)
    if team is not None:
        known = duties[team.service.name]
        for row in known.hold(event, day, stage):
            yield from _promised(begun, row, known)
    elif begun.person is None:
        rows = {row.name: row for known in duties.values() for row in known.hold(event, day, stage)}
        yield from ((begun, row) for row in rows.values())


def _promised(begun: Begun, duty: Standard, known: DutiesOf) -> Iterator[tuple[Begun, Standard]]:
    """A contact as often as the stage of the contract asks, or sooner, where the person was promised more."""
    if not duty.stages or not begun.stage:
        if begun.per:
            yield begun, duty
        return
    if begun.per:
        for own in known.of(duty):
            sooner = limit_of(own, begun.per).amount * DAYS[own.unit] < duty.amount * DAYS[duty.unit]
            if not own.stages and in_force(own, _day(begun)) and sooner:
                yield begun, own
                return
    yield replace(begun, per=1, detail=""), duty


def _stages(asked: Asked, began: Mapping[str, Sequence[Begun]], duties: Iterable[DutiesOf]) -> Stages:
    """The stages of the people whose duties depend on one. It asks nothing where no duty does."""
    known = list(duties)
    people = {
        begun.person
        for event, rows in began.items()
        if any(row.stages for each in known for row in each.by_event.get(event, ()))
        for begun in rows
        if begun.person and not begun.stage
    }
    found: Stages = defaultdict(list)
    if people:
        spells = StageSpell.objects.seen_by(asked.seen_by).filter(voided=False, person_id__in=sorted(people))
        for person, stage, first, last in spells.order_by("started_on", "recorded_at", "id").values_list(
            "person_id", "stage", "started_on", "ended_on"
        ):
            found[person].append((first, last, stage))
    return found


def _stage_of(begun: Begun, stages: Stages) -> str:
    """The stage that a person was on when a clock began; of two, the one begun last."""
    day = _day(begun)
    on = [
        stage
        for first, last, stage in stages.get(begun.person or "", ())
        if first <= day and (last is None or day <= last)
    ]
    return begun.stage or (on[-1] if on else "")


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
