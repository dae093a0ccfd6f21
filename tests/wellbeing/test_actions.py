"""What the actions of wellbeing write and refuse; its anchors, links, clocks and facts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as some

from casework import AT, Place, organisation
from goldthread.access.rules import NotAllowed
from goldthread.access.scope import public_scope
from goldthread.catalogue.flat import Wanted
from goldthread.catalogue.tables import TABLES
from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN
from goldthread.config.rooms import ROOMS
from goldthread.day.queries import clocks_on, today
from goldthread.kernel.clocks import ClockState
from goldthread.kernel.refusals import Refused
from goldthread.ledger.models import Event
from goldthread.measures.statistics import swemwbs
from goldthread.people.models import Person
from goldthread.wellbeing import actions, links, queries, rules
from goldthread.wellbeing.facts import FLAT
from goldthread.wellbeing.models import Feedback, FeedbackAsk, OutcomeRating, QuestionnaireScore, Registration
from goldthread.wellbeing.rules import Closed
from goldthread.wellbeing.timeline import timeline

pytestmark = pytest.mark.django_db
TODAY, TOMORROW = date(2026, 11, 23), date(2026, 11, 24)
SECRET = "words that nobody may find in a figure"
# The words of a scale never change under one name: other words are another scale.
PINNED = "39a8ad578cd201ca"


@pytest.fixture
def person(place: Place) -> Person:
    """Somebody of the north team with support since 1 March 2026."""
    found = place.person("Ada Example")
    place.support(found)
    return found


def test_the_anchors_are_stable_and_cover_the_five_domains() -> None:
    assert tuple(rules.ANCHORS) == tuple(OUTCOME_DOMAIN.values)
    assert all(len(set(anchors)) == rules.HIGHEST for anchors in rules.ANCHORS.values())
    text = repr((rules.SCALE, sorted(rules.ANCHORS.items())))
    assert hashlib.sha256(text.encode()).hexdigest()[:16] == PINNED, "name the scale anew"


def test_the_first_ratings_of_a_support_are_the_baseline(place: Place, person: Person) -> None:
    by = place.scope("support_worker")
    for days, rating in ((60, 2), (1, 4)):
        ratings = {"safety": rating, "routines": None}
        day = TODAY - timedelta(days=days)
        actions.rate_outcomes(person=person.pk, rated_on=day, ratings=ratings, words=SECRET, by=by, at=AT)
    rows = OutcomeRating.every.order_by("rated_on")
    assert [(row.rating, row.baseline, row.scale) for row in rows] == [
        (2, True, rules.SCALE),
        (4, False, rules.SCALE),
    ]
    [safety] = [one for one in queries.wellbeing(person.pk, seen_by=by).domains if one.code == "safety"]
    assert safety.way == ("▲", "higher")
    told = Event.objects.filter(verb="wellbeing.rate_outcome")
    assert told.count() == 2 and not any(SECRET in (one.content or "") for one in told)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"ratings": {}}, "at least one domain"),
        ({"ratings": {"safety": 6}}, "from 1 to 5"),
        ({"ratings": {"safety": 0}}, "from 1 to 5"),
        ({"ratings": {"money": 3}}, "not one of the five"),
        ({"rated_on": TOMORROW}, "rating"),
    ],
)
def test_a_rating_is_refused(place: Place, person: Person, told: Any, words: str) -> None:
    wanted: Any = {"person": person.pk, "rated_on": TODAY, "ratings": {"safety": 3}, **told}
    with pytest.raises(Refused, match=words):
        actions.rate_outcomes(**wanted, by=place.scope("support_worker"), at=AT)
    assert not OutcomeRating.every.exists()


def registered(place: Place) -> Registration:
    return actions.confirm_registration(
        reference="W-1",
        questions="\n".join(f"Made-up {number}" for number in range(7)),
        answers="a\nb\nc\nd\ne",
        notice="Made-up notice",
        confirmed_on=TODAY,
        by=place.scope("team_leader"),
        at=AT,
    )


def test_a_questionnaire_is_scored_by_the_table_or_not_at_all(place: Place, person: Person) -> None:
    by = place.scope("support_worker")
    told: Any = {"person": person.pk, "by": by, "at": AT}
    with pytest.raises(Refused, match="not confirmed that it is registered"):
        actions.record_swemwbs(**told, completed_on=TODAY, stage="start", answers=[3] * 7)
    registered(place)
    with pytest.raises(Refused, match="Say when"):
        actions.record_swemwbs(**told, completed_on=TODAY, stage="", answers=[3] * 7)
    with pytest.raises(Refused, match="from 1 to 5"):
        actions.record_swemwbs(**told, completed_on=TODAY, stage="start", answers=[6] * 7)
    first = date(2026, 3, 5)
    actions.record_swemwbs(**told, completed_on=first, stage="start", answers=[2] * 7)
    row = actions.record_swemwbs(**told, completed_on=TODAY, stage="exit", answers=[4, 3, 3, 3, 3, 3, 3])
    assert (row.raw_score, row.score) == (22.0, swemwbs([4, 3, 3, 3, 3, 3, 3]))
    assert queries.wellbeing(person.pk, seen_by=by).change == 4.66  # 19.98 less 15.32
    with pytest.raises(Refused, match="on that day already"):
        actions.record_swemwbs(**told, completed_on=TODAY, stage="exit", answers=[1] * 7)
    part = actions.record_swemwbs(
        **told, completed_on=TODAY, stage="update", answers=[1, None, 2, 3, 4, 5, 1]
    )
    assert (part.items_answered, part.raw_score, part.score) == (6, None, None)


def test_a_later_registration_takes_the_place_of_the_first(place: Place) -> None:
    first = registered(place)
    second = registered(place)
    first.refresh_from_db()
    found = queries.registration(seen_by=place.scope("support_worker"))
    assert first.voided and found is not None and found.pk == second.pk
    assert queries.registration(seen_by=organisation("Other Homes").scope("manager")) is None
    with pytest.raises(NotAllowed):
        actions.confirm_registration(
            reference="W-1",
            questions="a",
            answers="b",
            notice="c",
            confirmed_on=TODAY,
            by=place.scope("support_worker"),
            at=AT,
        )


@given(some.from_regex(r"[a-z0-9]{1,26}", fullmatch=True), some.from_regex(r"[a-z0-9]{1,26}", fullmatch=True))
def test_a_link_holds_its_keys_and_nothing_that_was_changed(own: str, key: str) -> None:
    token = links.token_of(own, key)
    assert links.keys_of(token) == (own, key)
    assert links.keys_of(f"x{token}") is None and links.keys_of(token[:-1]) is None


def test_feedback_is_given_once_by_the_right_organisation(place: Place, person: Person) -> None:
    by = place.scope("support_worker")
    ask = actions.ask_feedback(person=person.pk, by=by, at=AT)
    anybody = public_scope(place.organisation.pk)
    stranger = public_scope(organisation("Other Homes").organisation.pk)
    with pytest.raises(Closed, match="not one of ours"):
        actions.give_feedback(ask.pk, good="All", by=stranger, at=AT)
    with pytest.raises(Refused, match="at least one question"):
        actions.give_feedback(ask.pk, team_may_see=True, by=anybody, at=AT)
    with pytest.raises(Refused, match="not one of the answers"):
        actions.give_feedback(ask.pk, helps="perhaps", by=anybody, at=AT)
    with pytest.raises(TypeError):
        actions.give_feedback(ask.pk, good="All", person=person.pk, by=anybody, at=AT)
    # Two open the form at once; both send. The first is kept, the second is told so.
    actions.open_ask(ask.pk, by=anybody, at=AT)
    row = actions.give_feedback(ask.pk, good="All", team_may_see=True, by=anybody, at=AT)
    with pytest.raises(Closed, match="sent already"):
        actions.give_feedback(ask.pk, good="Nothing", by=anybody, at=AT)
    with pytest.raises(Refused, match="there already"):
        actions.enter_feedback(ask.pk, good="Nothing", by=by, at=AT)
    with pytest.raises(Refused, match="sent already"):
        actions.withdraw_ask(ask.pk, by=by, at=AT)
    assert Feedback.every.get().pk == row.pk and row.recorded_by == "public"
    with pytest.raises(IntegrityError), transaction.atomic():
        Feedback.new(by=by, at=AT, ask=ask, person=person, given_at=AT, channel="link").save()


def test_a_link_closes_on_its_last_day(place: Place, person: Person) -> None:
    by, anybody = place.scope("support_worker"), public_scope(place.organisation.pk)
    ask = actions.ask_feedback(person=person.pk, days=2, by=by, at=AT)
    actions.open_ask(ask.pk, by=anybody, at=AT + timedelta(days=2))
    with pytest.raises(Closed, match="no longer open"):
        actions.open_ask(ask.pk, by=anybody, at=AT + timedelta(days=3))
    for days in (0, 91):
        with pytest.raises(Refused, match="from 1 to 90"):
            actions.ask_feedback(person=person.pk, days=days, by=by, at=AT)
    # On paper the answer may come later than the link allows.
    late = AT + timedelta(days=9)
    assert actions.enter_feedback(ask.pk, good="All", by=by, at=late).channel == "paper"


def test_who_asks_for_a_word_is_due_in_five_working_days(place: Place, person: Person) -> None:
    by, manager = place.scope("team_leader"), place.scope("manager")
    for team_may_see in (True, False):
        ask = actions.ask_feedback(person=person.pk, by=by, at=AT)
        told: Any = {"wants_word": True, "better": SECRET, "team_may_see": team_may_see}
        actions.give_feedback(ask.pk, **told, by=public_scope(place.organisation.pk), at=AT)
    [(_, clock)] = clocks_on("feedback_answered", seen_by=by, at=AT)
    assert clock.due is not None and clock.due.date() == date(2026, 11, 30)
    assert len(clocks_on("feedback_answered", seen_by=manager, at=AT)) == 2, "a manager sees both"
    later = AT + timedelta(days=9)
    assert "feedback_answered" in {one.standard for one in today(seen_by=by, at=later, whose="team").rows}
    row = Feedback.every.get(team_may_see=True)
    with pytest.raises(Refused, match="few words"):
        actions.answer_feedback(row, words=" ", by=by, at=later)
    actions.answer_feedback(row, words="We rang", by=by, at=AT + timedelta(hours=1))
    with pytest.raises(Refused, match="already"):
        actions.answer_feedback(row, words="Again", by=by, at=later)
    [(_, clock)] = clocks_on("feedback_answered", seen_by=by, at=later)
    assert clock.state is ClockState.MET
    hidden = Feedback.every.get(team_may_see=False)
    with pytest.raises(Refused):
        actions.answer_feedback(hidden, words="We rang", by=by, at=later)
    assert not any(SECRET in (one.content or "") for one in Event.objects.all())


def test_wellbeing_lies_flat_and_on_the_timeline(place: Place, person: Person) -> None:
    by = place.scope("support_worker")
    registered(place)
    told: Any = {"person": person.pk, "by": by, "at": AT}
    actions.rate_outcomes(**told, rated_on=TODAY, ratings={"safety": 3}, words=SECRET)
    actions.record_swemwbs(**told, completed_on=TODAY, stage="start", answers=[3] * 7)
    rows = {
        flat.table: {name: list(values) for name, values in batch.items()}
        for flat in FLAT
        for batch in flat.read(Wanted(since=None))
    }
    assert set(rows) == {"outcome_rating", "questionnaire_score"}
    assert all(flat in ROOMS.flats for flat in FLAT)
    for table, columns in rows.items():
        assert {TABLES[table].spec(name).name for name in columns} == set(columns), table
        assert columns["team"] == ["North"] and columns["person_id"] == [person.pk], table
    assert rows["questionnaire_score"]["score"] == [19.25]
    assert "q1" not in rows["questionnaire_score"] and SECRET not in repr(rows)
    said = [one.words for one in timeline(person.pk, seen_by=by, at=AT)]
    assert said == ["Outcomes rated: the baseline", "SWEMWBS filled in"]
    actions.void_row("score", QuestionnaireScore.every.get().pk, reason="mistake", by=by, at=AT)
    assert queries.wellbeing(person.pk, seen_by=by).scores == []


ACTS: list[Callable[[Any, Any, datetime], Any]] = [
    lambda person, by, at: actions.rate_outcomes(
        person=person, rated_on=TODAY, ratings={"safety": 3}, by=by, at=at
    ),
    lambda person, by, at: actions.record_scores(
        [{"person": person, "tool": "SWEMWBS", "completed_on": TODAY, "answers": [3] * 7}], by=by, at=at
    ),
    lambda person, by, at: actions.ask_feedback(person=person, by=by, at=at),
]


@pytest.mark.parametrize("act", ACTS)
def test_nobody_writes_beyond_reach_or_without_leave(
    place: Place, person: Person, act: Callable[[Any, Any, datetime], Any]
) -> None:
    told = Event.objects.count()
    with pytest.raises(Refused):
        act(person.pk, place.scope("specialist"), AT)
    with pytest.raises(NotAllowed):
        act(person.pk, place.scope("quality_lead"), AT)
    assert Event.objects.count() == told
    assert not FeedbackAsk.every.exists() and not OutcomeRating.every.exists()
