"""Recording contacts: once, with what was seen, and with what follows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework import AT, Place, organisation
from contacts.steps import entry, planned, seen
from goldthread.access.rules import NotAllowed
from goldthread.access.scope import job_scope
from goldthread.contacts import queries
from goldthread.contacts.actions import NewContact, Seen, record_contact, record_contacts
from goldthread.contacts.models import Contact, EarlyWarning, TaskSupport, WelfareCheck
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.people.models import Person, PlanTask

pytestmark = pytest.mark.django_db


def test_a_contact_with_its_tasks(place: Place, known: tuple[Person, list[str]]) -> None:
    person, _ = known
    by = place.scope("support_worker")
    tasks = {"Cooking": "supported", "Post and bills": "", "Shopping": "independent"}
    made = record_contact(entry(person, tasks=tasks), by=by, at=AT).contact
    row = Contact.objects.seen_by(by).get(pk=made.pk)
    assert (row.two_way, row.attendance, row.team_id) == (True, "5", place.teams["north"].pk)
    assert row.worker_id == place.workers["support_worker"].pk
    assert row.support_id is not None
    levels = {task.task: (task.level, task.planned_level) for task in TaskSupport.every.filter(contact=row)}
    # Post and bills was not answered: not known, and so no row.
    assert levels == {"Cooking": ("supported", "prompted"), "Shopping": ("independent", "")}
    told = Event.objects.get(verb="contacts.record")
    assert list(told.people.values_list("person", flat=True)) == [person.pk]
    assert "Cooking" not in str(told.content)


@pytest.mark.parametrize(
    "ticked, crossed, warned",
    [((0,), [False], False), ((0, 1), [False, True], True), ((2,), [True], True), ((), [], False)],
)
def test_signs_against_the_persons_own_threshold(
    place: Place, known: tuple[Person, list[str]], ticked: tuple[int, ...], crossed: list[bool], warned: bool
) -> None:
    person, signs = known
    told = record_contact(
        entry(person, seen=seen(*(signs[number] for number in ticked))),
        by=place.scope("support_worker"),
        at=AT,
    )
    rows = EarlyWarning.every.filter(contact=told.contact).order_by("threshold_crossed")
    assert [row.threshold_crossed for row in rows] == crossed
    assert (told.warning is not None) is warned


def test_signs_of_this_week_count_together(place: Place, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    by = place.scope("support_worker")
    before = entry(person, happened_at=AT - timedelta(days=3), seen=seen(signs[0]))
    assert record_contact(before, by=by, at=AT).warning is None
    assert record_contact(entry(person, seen=seen(signs[1])), by=by, at=AT).warning is not None


def test_the_same_sign_twice_is_one_sign(place: Place, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    by = place.scope("support_worker")
    record_contact(entry(person, happened_at=AT - timedelta(days=3), seen=seen(signs[0])), by=by, at=AT)
    assert record_contact(entry(person, seen=seen(signs[0])), by=by, at=AT).warning is None


def test_without_a_threshold_nobody_knows(place: Place) -> None:
    person, signs = planned(place, threshold=None)
    told = record_contact(entry(person, seen=seen(*signs[:2])), by=place.scope("support_worker"), at=AT)
    assert {row.threshold_crossed for row in EarlyWarning.every.filter(contact=told.contact)} == {None}


def test_a_batch_crosses_as_singles_do(place: Place, known: tuple[Person, list[str]]) -> None:
    person, signs = known
    later, earlier = (
        entry(person, seen=seen(signs[0]), happened_at=AT - timedelta(hours=1)),
        entry(person, seen=seen(signs[1]), happened_at=AT - timedelta(hours=5)),
    )
    told = record_contacts([later, earlier], by=place.scope("support_worker"), at=AT)
    assert [one.warning is not None for one in told] == [True, False]


def test_two_tries_without_a_reply_open_one_welfare_check(
    place: Place, known: tuple[Person, list[str]]
) -> None:
    person, _ = known
    by = place.scope("support_worker")
    opened = []
    for days in (6, 4, 2):
        tried = entry(person, outcome="no_reply", mode="02", happened_at=AT - timedelta(days=days))
        told = record_contact(tried, by=by, at=AT)
        assert told.contact.two_way is False
        opened.append(told.welfare_check is not None)
    assert opened == [False, True, False]
    assert WelfareCheck.every.get().opened_for == "No reply 2 times in 7 days"


@pytest.mark.parametrize(
    "values, words",
    [
        ({"happened_at": AT + timedelta(hours=1)}, "once it has happened"),
        ({"minutes": 2_000}, "Minutes are between"),
        ({"mode": "77"}, "how it was held"),
        ({"outcome": "no_reply", "tasks": {"Cooking": "prompted"}}, "Nobody was reached"),
        ({"tasks": {"Cooking": "a bit"}}, "support given with a task"),
        ({"next_step": "party"}, "no next step"),
        ({"seen": (Seen(sign="gone"),)}, "in no plan of theirs"),
        ({"seen": (Seen(kind="gone"),)}, "which sign was seen"),
        ({"sent_key": ""}, "without its key"),
        ({"worker": "somebody"}, "by whoever made it"),
    ],
)
def test_what_cannot_be_is_refused(
    place: Place, known: tuple[Person, list[str]], values: dict[str, object], words: str
) -> None:
    with pytest.raises(Refused, match=words):
        record_contact(entry(known[0], **values), by=place.scope("support_worker"), at=AT)
    assert not Contact.every.exists()
    assert not TaskSupport.every.exists()


def test_who_may_not(place: Place, known: tuple[Person, list[str]]) -> None:
    with pytest.raises(NotAllowed):
        record_contact(entry(known[0]), by=place.scope("analyst"), at=AT)
    with pytest.raises(Refused, match="not among those you support"):
        record_contact(entry(known[0]), by=place.scope("specialist"), at=AT)
    elsewhere = organisation("Other Homes")
    with pytest.raises(Refused, match="not among those you support"):
        record_contact(entry(known[0]), by=elsewhere.scope("manager"), at=AT)
    assert not Contact.every.exists()


def test_the_same_key_answers_the_first_row(place: Place, known: tuple[Person, list[str]]) -> None:
    by = place.scope("support_worker")
    first = entry(known[0], tasks={"Cooking": "prompted"})
    one = record_contact(first, by=by, at=AT)
    two = record_contact(first, by=by, at=AT + timedelta(hours=3))
    assert (one.contact.pk, one.arrived_before, two.arrived_before) == (two.contact.pk, False, True)
    assert TaskSupport.every.count() == Event.objects.filter(verb="contacts.record").count() == 1


def test_the_key_of_another_is_refused(place: Place, known: tuple[Person, list[str]]) -> None:
    first = entry(known[0])
    record_contact(first, by=place.scope("support_worker"), at=AT)
    with pytest.raises(Refused, match="someone else"):
        record_contact(first, by=place.scope("team_leader"), at=AT)


@settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(sends=st.lists(st.lists(st.integers(0, 4), min_size=1, max_size=6), min_size=1, max_size=6))
def test_any_order_and_repetition_gives_each_contact_once(
    place: Place, known: tuple[Person, list[str]], sends: list[list[int]]
) -> None:
    by = place.scope("support_worker")
    run = entry(known[0]).sent_key[:10]
    written: dict[int, NewContact] = {
        number: entry(known[0], sent_key=f"{run}-{number}", tasks={"Cooking": "prompted"})
        for number in range(5)
    }
    rows: dict[int, str] = {}
    for numbers in sends:
        told = record_contacts([written[number] for number in numbers], by=by, at=AT)
        for number, one in zip(numbers, told, strict=True):
            assert rows.setdefault(number, one.contact.pk) == one.contact.pk
    made = Contact.every.filter(sent_key__startswith=run)
    assert made.count() == len(rows) == TaskSupport.every.filter(contact__in=made).count()


def test_a_job_reads_as_much_for_a_thousand_as_for_one(place: Place, known: tuple[Person, list[str]]) -> None:
    by = job_scope("demo", place.organisation.pk)
    worker = place.workers["support_worker"].pk
    many = [
        entry(known[0], worker=worker, sent_key=f"demo-{number}", tasks={"Cooking": "prompted"})
        for number in range(1_000)
    ]
    with CaptureQueriesContext(connection) as asked:
        record_contacts(many, by=by, at=AT)
    assert sum(query["sql"].startswith("SELECT") for query in asked) <= 12
    assert Contact.every.count() == TaskSupport.every.count() == 1_000
    assert not WelfareCheck.every.exists()


def test_quiet_people(place: Place, known: tuple[Person, list[str]]) -> None:
    person, _ = known
    by = place.scope("support_worker")
    assert [one.pk for one in queries.quiet(seen_by=by, at=AT)] == [person.pk]
    # A message does not count, a call does.
    record_contact(entry(person, mode="09"), by=by, at=AT)
    assert queries.quiet(seen_by=by, at=AT).exists()
    record_contact(entry(person, mode="02"), by=by, at=AT)
    assert not queries.quiet(seen_by=by, at=AT).exists()
    assert queries.quiet(seen_by=by, at=AT + timedelta(days=23)).exists()
    assert not queries.quiet(seen_by=place.scope("specialist"), at=AT + timedelta(days=23)).exists()


def test_support_above_the_plan_and_prompts_of_the_week(
    place: Place, known: tuple[Person, list[str]]
) -> None:
    person, _ = known
    by = place.scope("support_worker")
    PlanTask.every.filter(person=person, task="Cooking").update(prompts_per_week=1)
    for level in ("supported", "prompted", "independent"):
        record_contact(entry(person, tasks={"Cooking": level, "Shopping": level}), by=by, at=AT)
    above = queries.support_above_plan(person.pk, seen_by=by, since=AT.date())
    # Shopping stands in no plan: nobody can say that it is above it.
    assert [(one.task, one.times, one.known) for one in above] == [("Cooking", 1, 3)]
    prompts = queries.prompts_of_week(person.pk, seen_by=by, on=AT.date())
    assert [(one.task, one.counted, one.target, one.over) for one in prompts] == [("Cooking", 2, 1, True)]
    assert queries.prompts_of_week(person.pk, seen_by=place.scope("specialist"), on=AT.date()) == []
