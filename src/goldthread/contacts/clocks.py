"""Clocks that begin with contacts: warnings, step-ups, welfare checks, the next contact; their answers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Max, OuterRef, Q

from goldthread.access.kept import Subquery
from goldthread.contacts.models import Contact, EarlyWarning, StepEpisode, StepReview, WelfareCheck
from goldthread.contracts.standards import Ahead, Answers, Asked, Begun, Response, Start
from goldthread.kernel.instants import as_instant, civil_date, day_start
from goldthread.people.models import Plan, StageSpell

AHEAD_DAYS = 7  # ours: how far the planned end of a step-up is told beforehand


def _warnings(asked: Asked) -> list[tuple[bool, bool, Begun]]:
    """Every warning that waits: whether the person was in work, whether it crossed the threshold."""
    rows = asked.rows(EarlyWarning, **asked.unanswered(acted_at__isnull=True))
    found = []
    for key, person, raised, acted, in_work, crossed in rows.values_list(
        "id", "person_id", "raised_at", "acted_at", "in_work", "threshold_crossed"
    ):
        begun = Begun("early_warning", key, person, raised, own={"early_warning.acted": acted})
        found.append((bool(in_work), bool(crossed), begun))
    return found


def _raised(asked: Asked) -> Iterable[Begun]:
    return [begun for _, _, begun in asked.once("early_warning", lambda: _warnings(asked))]


def _raised_in_work(asked: Asked) -> Iterable[Begun]:
    return [begun for working, _, begun in asked.once("early_warning", lambda: _warnings(asked)) if working]


def _threshold_crossed(asked: Asked) -> Iterable[Begun]:
    return [begun for _, crossed, begun in asked.once("early_warning", lambda: _warnings(asked)) if crossed]


def _stepped_up(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Step-ups opened because of the warning."""
    rows = StepEpisode.objects.seen_by(asked.seen_by).filter(
        voided=False, early_warning_id__in=[one.record for one in begun]
    )
    return _by_key(rows.values_list("early_warning_id", "opened_at"))


def _decided(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Step-ups because of the warning, of the same person after it, or another action in their place."""
    people = {one.person for one in begun}
    rows = StepEpisode.objects.seen_by(asked.seen_by).filter(voided=False, person_id__in=people)
    opened = _by_key(rows.values_list("person_id", "opened_at"))
    acted = {one.record: one.own.get("early_warning.acted") for one in begun}
    found: dict[str, list[datetime | date]] = {}
    for one in begun:
        answer = acted[one.record]
        found[one.record] = [*opened.get(one.person or "", ()), *([answer] if answer else [])]
    return found


def _step_episodes(asked: Asked) -> list[StepEpisode]:
    """Every step-up that goes on, with the last review by a senior."""

    def ask() -> list[StepEpisode]:
        last = Max("reviews__reviewed_on", filter=Q(reviews__senior=True, reviews__voided=False))
        rows = asked.rows(StepEpisode, **asked.unanswered(ended_on__isnull=True)).annotate(last=last)
        return list(rows.defer("reason", "actions", "step_down_plan", "end_reason"))

    found: list[StepEpisode] = asked.once("step_episode", ask)
    return found


def _opened(asked: Asked) -> Iterator[Begun]:
    for row in _step_episodes(asked):
        # Where the offer asks for no check-in there is none to make: it counts as made at the start.
        check_in = row.opened_at if row.same_day_offer is False else row.same_day_check_in_at
        own = {"step_episode.checked_in": check_in, "step_episode.acted": row.acted_at}
        yield Begun("step_episode", row.id, row.person_id, row.opened_at, own=own)


def _reviewed(asked: Asked) -> Iterator[Begun]:
    for row in _step_episodes(asked):
        last: date | None = row.last
        started = row.opened_at if last is None else last
        # By construction nothing answers it yet: the last review began it.
        yield Begun("step_episode", row.id, row.person_id, started, own={"step_review.senior": None})


def _senior_reviews(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Reviews by a senior after the one that began the week."""
    started = {one.record: _day(one.started) for one in begun}
    rows = StepReview.objects.seen_by(asked.seen_by).filter(
        voided=False, senior=True, step_episode_id__in=list(started)
    )
    later = ((key, on) for key, on in rows.values_list("step_episode_id", "reviewed_on") if on > started[key])
    return _by_key(later)


def _planned_ends(asked: Asked) -> Iterator[Begun]:
    for row in _step_episodes(asked):
        due = row.planned_end_on
        if due is not None and due <= asked.until:
            own = {"step_episode.ended": row.ended_on}
            yield Begun("step_episode", row.id, row.person_id, due, own=own)


def _welfare_checks(asked: Asked) -> Iterator[Begun]:
    # The owner need not be the person's own worker, so a caseload does not narrow it.
    rows = WelfareCheck.objects.seen_by(asked.seen_by).filter(
        voided=False, **asked.unanswered(answered_at__isnull=True)
    )
    rows = rows if asked.record is None else rows.filter(pk=asked.record)
    for key, person, owner, opened, answered in rows.values_list(
        "id", "person_id", "owner_id", "opened_at", "answered_at"
    ):
        own = {"welfare_check.answered": answered}
        yield Begun("welfare_check", key, person, opened, worker=owner, own=own)


def last_two_way(person: str = "person_id", **where: Any) -> Subquery:
    """The person's last two-way contact, as part of a query over rows that the asker may see."""
    # `every`: the outer row of the same person has passed the wall; a second one costs a query a row.
    rows = Contact.every.filter(person_id=OuterRef(person), two_way=True, voided=False, **where)
    return Subquery(rows.order_by("-happened_at").values("happened_at")[:1])


def _contacts_expected(asked: Asked) -> Iterator[Begun]:
    """Of everyone on a stage: since the last two-way contact, or since the stage began."""
    plan = Plan.every.filter(
        person_id=OuterRef("person_id"), ended_on__isnull=True, voided=False, contacts_per_week__gt=0
    )
    rows = asked.rows(
        StageSpell, ended_on__isnull=True, support__ended_on__isnull=True, support__voided=False
    )
    rows = rows.filter(person__died_on__isnull=True, started_on__lte=civil_date(asked.at))
    rows = rows.annotate(
        last=last_two_way(happened_at__lte=asked.at),
        asked_by_plan=Subquery(plan.order_by("-agreed_at").values("contacts_per_week")[:1]),
    )
    for key, person, team, began, stage, of_stage, of_plan, last in rows.values_list(
        *("id", "person_id", "support__team_id", "started_on", "stage", "contacts_per_week"),
        *("asked_by_plan", "last"),
    ):
        per_week = of_stage or of_plan or 0
        started = began if last is None or last < day_start(began) else last
        yield Begun(
            *("stage_spell", key, person, started),
            team=team,
            per=per_week,
            own={"contact.two_way": None},  # by construction: the last one began it
            detail=f"{per_week} a week" if per_week else "",
            stage=stage,
        )


def _two_way(asked: Asked, begun: Sequence[Begun]) -> Answers:
    """Two-way contacts of the people since the first of these clocks began."""
    if not begun:
        return {}
    first = min(_instant(one.started) for one in begun)
    rows = Contact.objects.seen_by(asked.seen_by).filter(
        voided=False, two_way=True, person_id__in={one.person for one in begun}, happened_at__gte=first
    )
    made = _by_key(rows.values_list("person_id", "happened_at"))
    return {one.record: made.get(one.person or "", []) for one in begun}


STARTS: dict[str, Start] = {
    "early_warning.raised": _raised,
    "early_warning.raised_in_work": _raised_in_work,
    "early_warning.threshold_crossed": _threshold_crossed,
    "step_episode.opened": _opened,
    "step_episode.reviewed": _reviewed,
    "step_episode.planned_end": _planned_ends,
    "welfare_check.opened": _welfare_checks,
    "stage_spell.contact_expected": _contacts_expected,
}
RESPONSES: dict[str, Response] = {
    "early_warning.acted": Response("Act on the early warning", "warning.act"),
    "early_warning.step_up_decided": Response(
        "Decide whether to step up support", "warning.act", _decided, first=True
    ),
    "step_episode.opened": Response("Step up support", "warning.act", _stepped_up),
    "step_episode.checked_in": Response("Check in with the person", "step.check_in"),
    "step_episode.acted": Response("Take a first action of the step-up", "step.act"),
    "step_episode.ended": Response("End the step-up, or set a new date", "step.end"),
    "step_review.senior": Response("Review the step-up, by a senior", "step.review", _senior_reviews),
    "welfare_check.answered": Response("Make the welfare check", "welfare.answer"),
    "contact.two_way": Response("Contact", "contact.record", _two_way),
}


def coming(asked: Asked) -> Iterable[Ahead]:
    """Step-ups that are planned to end in the next days."""
    today = civil_date(asked.at)
    rows = asked.rows(
        StepEpisode,
        ended_on__isnull=True,
        planned_end_on__gt=today,
        planned_end_on__lte=today + timedelta(days=AHEAD_DAYS),
    )
    people = tuple(rows.order_by("planned_end_on").values_list("person_id", flat=True))
    words = f"the planned end of a step-up in the next {AHEAD_DAYS} days"
    yield Ahead(f"person reaches {words}", f"people reach {words}", tuple(dict.fromkeys(people)))


def _by_key(pairs: Iterable[tuple[str, Any]]) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = defaultdict(list)
    for key, moment in pairs:
        if moment is not None:
            found[key].append(moment)
    return found


def _instant(moment: datetime | date) -> datetime:
    return as_instant(moment) if isinstance(moment, datetime) else day_start(moment)


def _day(moment: datetime | date) -> date:
    return civil_date(moment) if isinstance(moment, datetime) else moment
