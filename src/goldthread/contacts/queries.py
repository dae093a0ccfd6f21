"""What others may know of contacts: each query says who asks, and answers within their reach."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet

from goldthread.access.kept import Exists
from goldthread.access.scope import Scope
from goldthread.contacts import rules
from goldthread.contacts.around import around
from goldthread.contacts.models import (
    Contact,
    Correction,
    Draft,
    EarlyWarning,
    Handover,
    HandoverPerson,
    StepEpisode,
    StepReview,
    TaskSupport,
    WelfareCheck,
)
from goldthread.kernel.instants import civil_date, day_start
from goldthread.people.models import Person, Placement

PAGE = 25


@dataclass(frozen=True)
class TaskAsked:
    """A task of the plan, to be answered: its level is never filled in beforehand."""

    task: str
    planned_level: str = ""
    adaptation: str = ""


@dataclass(frozen=True)
class SignAsked:
    """A sign of the person's own list, or a kind of sign where the plan lists none (`key` is blank)."""

    key: str
    kind: str
    words: str
    urgent: bool = False


@dataclass(frozen=True)
class ContactForm:
    """What the record of a contact is prefilled with."""

    person: Person
    stage: str
    stage_since: date | None
    tasks: Sequence[TaskAsked]
    signs: Sequence[SignAsked]
    threshold: int | None
    seen_lately: frozenset[str]  # signs of the last days that nobody acted on: they count too
    step_up: StepEpisode | None


def contact_form(person: str, *, seen_by: Scope, at: datetime) -> ContactForm | None:
    """What to ask about a contact with a person; None where they are not within the scope."""
    found: Person | None = Person.objects.seen_by(seen_by).filter(pk=person, voided=False).first()
    if found is None:
        return None
    known = around([person], first=at, last=at)
    day = civil_date(at)
    plan, signs = known.signs_on(person, day)
    stage = known.stage_on(person, day)
    asked = [SignAsked(sign.id, sign.kind, sign.words, sign.urgent) for sign in signs]
    return ContactForm(
        person=found,
        stage=stage.stage if stage else "",
        stage_since=stage.started_on if stage else None,
        tasks=[
            TaskAsked(name, task.planned_level, task.adaptation)
            for name, task in known.tasks_on(person, day).items()
        ],
        signs=asked,
        threshold=plan.signs_threshold if plan else None,
        seen_lately=frozenset(known.seen_before(person, at)),
        step_up=step_up_of(person, seen_by=seen_by),
    )


def step_up_of(person: str, *, seen_by: Scope) -> StepEpisode | None:
    """The step-up that runs for a person, if one does."""
    rows = StepEpisode.objects.seen_by(seen_by)
    found: StepEpisode | None = rows.filter(person_id=person, ended_on=None, voided=False).first()
    return found


def step_up(key: str, *, seen_by: Scope) -> StepEpisode | None:
    """One step-up, with the warning that it answers."""
    rows = StepEpisode.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found: StepEpisode | None = rows.select_related("person", "early_warning__sign").first()
    return found


def step_ups_of(person: str, *, seen_by: Scope) -> QuerySet[Any]:
    """Every step-up of a person, the newest first."""
    rows = StepEpisode.objects.seen_by(seen_by).filter(person_id=person, voided=False)
    return rows.order_by("-opened_at", "-recorded_at", "-id")


def reviews(episode: str, *, seen_by: Scope) -> QuerySet[Any]:
    """Reviews of a step-up, the oldest first."""
    rows = StepReview.objects.seen_by(seen_by).filter(step_episode_id=episode, voided=False)
    return rows.order_by("reviewed_on", "recorded_at", "id")


def warning(key: str, *, seen_by: Scope) -> EarlyWarning | None:
    """One warning, with its sign and person."""
    rows = EarlyWarning.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found: EarlyWarning | None = rows.select_related("person", "sign", "contact").first()
    return found


def welfare_check(key: str, *, seen_by: Scope) -> WelfareCheck | None:
    """One welfare check, with its person."""
    rows = WelfareCheck.objects.seen_by(seen_by).filter(pk=key, voided=False)
    found: WelfareCheck | None = rows.select_related("person", "owner", "contact").first()
    return found


@dataclass(frozen=True)
class ContactRow:
    """A contact with what was seen in it."""

    contact: Contact
    tasks: Sequence[TaskSupport] = ()
    warnings: Sequence[EarlyWarning] = ()
    corrections: Sequence[Correction] = ()

    @property
    def above_plan(self) -> list[TaskSupport]:
        """Tasks that took more support than the plan allows."""
        return [task for task in self.tasks if rules.above_plan(task.level, task.planned_level)]


@dataclass(frozen=True)
class ContactPage:
    """One page of a person's contacts, the newest first."""

    rows: Sequence[ContactRow]
    page: int
    more: bool


def contacts_of(person: str, *, seen_by: Scope, page: int = 1, size: int = PAGE) -> ContactPage:
    """A person's contacts, those taken out as entered in error among them."""
    page = max(page, 1)
    rows = Contact.objects.seen_by(seen_by).filter(person_id=person).select_related("worker", "team")
    first = (page - 1) * size
    found = list(rows.order_by("-happened_at", "-recorded_at", "-id")[first : first + size + 1])
    return ContactPage(_with_parts(found[:size], seen_by), page, len(found) > size)


def contact(key: str, *, seen_by: Scope) -> ContactRow | None:
    """One contact with its tasks, warnings and corrections."""
    rows = Contact.objects.seen_by(seen_by).filter(pk=key)
    found = list(rows.select_related("person", "worker", "team", "sharing_check__consent"))
    return _with_parts(found, seen_by)[0] if found else None


def arrived(sent_key: str, *, seen_by: Scope) -> Contact | None:
    """The contact that came under a key of sending, where the asker wrote it."""
    found: Contact | None = (
        Contact.objects.seen_by(seen_by).filter(sent_key=sent_key, recorded_by=seen_by.told_as).first()
    )
    return found


def _with_parts(rows: Sequence[Contact], seen_by: Scope) -> list[ContactRow]:
    keys = [row.pk for row in rows]
    parts: list[dict[str, list[Any]]] = []
    for table in (TaskSupport, EarlyWarning, Correction):
        by_contact: dict[str, list[Any]] = defaultdict(list)
        found = table.objects.seen_by(seen_by).filter(contact_id__in=keys, voided=False).order_by("id")
        for one in found.select_related("sign") if table is EarlyWarning else found:
            by_contact[one.contact_id].append(one)
        parts.append(by_contact)
    tasks, warnings, corrections = parts
    return [ContactRow(row, tasks[row.pk], warnings[row.pk], corrections[row.pk]) for row in rows]


def quiet(*, seen_by: Scope, at: datetime, days: int = rules.QUIET_DAYS, worker: str = "") -> QuerySet[Any]:
    """People placed with a team now and for so long already, without a two-way contact in these days."""
    day = civil_date(at)
    since = day - timedelta(days=days)
    spoken = Contact.objects.seen_by(seen_by).filter(
        person_id=OuterRef("pk"), two_way=True, voided=False, happened_at__gte=day_start(since)
    )
    placed = Placement.objects.seen_by(seen_by).filter(
        person_id=OuterRef("pk"), voided=False, ended_on=None, started_on__lte=since
    )
    if worker:
        placed = placed.filter(worker_id=worker)
    rows = Person.objects.seen_by(seen_by).filter(voided=False, died_on=None)
    return rows.filter(Exists(placed), ~Exists(spoken)).order_by("name", "pk")


@dataclass(frozen=True)
class Above:
    """How often a task took more support than its plan allows, of how often both are known."""

    task: str
    planned_level: str
    times: int
    known: int
    last: date


def support_above_plan(person: str, *, seen_by: Scope, since: date) -> list[Above]:
    """Tasks of a person that took more support than planned since a day, the most frequent first."""
    rows = TaskSupport.objects.seen_by(seen_by).filter(person_id=person, voided=False, happened_on__gte=since)
    seen: dict[tuple[str, str], list[tuple[date, bool]]] = defaultdict(list)
    for task, level, planned, day in rows.values_list("task", "level", "planned_level", "happened_on"):
        if planned:
            seen[task, planned].append((day, rules.above_plan(level, planned)))
    found = [
        Above(
            task,
            planned,
            sum(above for _, above in days),
            len(days),
            max(day for day, above in days if above),
        )
        for (task, planned), days in seen.items()
        if any(above for _, above in days)
    ]
    return sorted(found, key=lambda one: (-one.times, one.task))


@dataclass(frozen=True)
class Prompts:
    """Prompts counted in a week beside the plan's target for it."""

    task: str
    counted: int
    target: int

    @property
    def over(self) -> bool:
        """More prompts than the plan aims at."""
        return self.counted > self.target


def prompts_of_week(person: str, *, seen_by: Scope, on: date) -> list[Prompts]:
    """Times a task with a weekly target was prompted or supported in the week of a day, Monday on."""
    if not Person.objects.seen_by(seen_by).filter(pk=person).exists():
        return []
    monday = on - timedelta(days=on.weekday())
    noon = day_start(on) + timedelta(hours=12)
    tasks = around([person], first=noon, last=noon).tasks_on(person, on)
    counted: dict[str, int] = defaultdict(int)
    rows = TaskSupport.objects.seen_by(seen_by).filter(
        person_id=person,
        voided=False,
        level__in=("prompted", "supported"),
        happened_on__range=(monday, monday + timedelta(days=6)),
    )
    for task in rows.values_list("task", flat=True):
        counted[task] += 1
    return [
        Prompts(name, counted[name], task.prompts_per_week)
        for name, task in tasks.items()
        if task.prompts_per_week is not None
    ]


@dataclass(frozen=True)
class HandoverRow:
    """A handover and the people it is about, those within the reader's reach."""

    handover: Handover
    people: Sequence[HandoverPerson] = field(default_factory=tuple)


def handovers(*, seen_by: Scope, size: int = PAGE) -> list[HandoverRow]:
    """Handovers of the reader's teams: those unread first, then the newest."""
    rows = Handover.objects.seen_by(seen_by).filter(voided=False)
    listed = list(
        rows.select_related("team", "worker", "read_by").order_by("-written_at", "-recorded_at", "-id")[:size]
    )
    listed.sort(key=lambda row: row.read_at is not None)
    about: dict[str, list[HandoverPerson]] = defaultdict(list)
    people = HandoverPerson.objects.seen_by(seen_by).filter(handover__in=listed, voided=False)
    for one in people.select_related("person"):
        about[one.handover_id].append(one)
    return [HandoverRow(row, about[row.pk]) for row in listed]


def draft(form: str, person: str, *, seen_by: Scope) -> Draft | None:
    """The reader's own draft of a form."""
    found: Draft | None = Draft.objects.seen_by(seen_by).filter(form=form, person=person).first()
    return found
