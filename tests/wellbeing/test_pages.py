"""The pages of wellbeing: ratings, a questionnaire in the organisation's own copy, feedback from a link."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from casework import Place, boxes, now, text
from goldthread.ledger.models import Event, EventPerson
from goldthread.people.models import Person
from goldthread.wellbeing import actions, links
from goldthread.wellbeing.models import Feedback, FeedbackAsk, OutcomeRating, QuestionnaireScore

pytestmark = pytest.mark.django_db
Signed = Callable[[str], Client]
SEVEN = "\n".join(f"Made-up question {number}" for number in range(1, 8))
FIVE = "\n".join(("Lowest", "Low", "Middle", "High", "Highest"))


@pytest.fixture
def person(place: Place) -> Person:
    """Somebody of the north team with support."""
    found = place.person("Ada Example")
    place.support(found)
    return found


def test_outcomes_are_rated_by_their_anchors(place: Place, signed: Signed, person: Person) -> None:
    client, home = signed("support_worker"), f"/people/{person.pk}/wellbeing/"
    today = now().date()
    assert "Often unsafe" in text(client.get(f"{home}rate/"))
    assert client.post(f"{home}rate/", boxes("rated_on", today)).status_code == 422
    before = boxes("rated_on", today - timedelta(days=90))
    assert client.post(f"{home}rate/", {**before, "safety": "2", "routines": "3"}).status_code == 303
    assert client.post(f"{home}rate/", {**boxes("rated_on", today), "safety": "4"}).status_code == 303
    again = client.post(f"{home}rate/", {**boxes("rated_on", today), "safety": "4"})
    assert again.status_code == 422 and "already" in text(again)
    shown = text(client.get(home))
    assert "2: often unsafe" in shown and "4: mostly safe" in shown and "Higher" in shown
    assert OutcomeRating.every.filter(baseline=True).count() == 2
    row = OutcomeRating.every.get(domain="safety", rating=4)
    assert client.post(f"/ratings/{row.pk}/", {"value": "5", "version": "1"}).status_code == 303
    both = client.post(f"/ratings/{row.pk}/", {"value": "1", "version": "1"})
    assert both.status_code == 422 and "Someone else changed this" in text(both)
    assert client.post(f"/wellbeing/rating/{row.pk}/in-error/", {"reason": "mistake"}).status_code == 303


def test_no_questionnaire_without_the_registration(place: Place, signed: Signed, person: Person) -> None:
    client, there = signed("support_worker"), f"/people/{person.pk}/wellbeing/questionnaire/"
    today = now().date()
    assert "Not registered yet" in text(client.get(there))
    answers = {f"q{number}": "3" for number in range(1, 8)}
    sent = {**boxes("completed_on", today), "stage": "start", **answers}
    client.post(there, sent)
    assert not QuestionnaireScore.every.exists()
    assert client.get("/questionnaires/").status_code == 403
    leader = signed("team_leader")
    told = {**boxes("confirmed_on", today), "reference": "W-1", "answers": FIVE, "notice": "Made-up notice"}
    refused = leader.post("/questionnaires/", {**told, "questions": "Only one"})
    assert refused.status_code == 422 and "Enter 7 questions" in text(refused)
    assert leader.post("/questionnaires/", {**told, "questions": SEVEN}).status_code == 303
    page = text(client.get(there))
    assert "Made-up question 7" in page and "Made-up notice" in page
    assert client.post(there, sent).status_code == 303
    row = QuestionnaireScore.every.get()
    assert (row.raw_score, row.score, row.items_answered) == (21.0, 19.25, 7)
    assert "19.25" in text(client.get(f"/people/{person.pk}/wellbeing/"))
    del sent["q4"]
    later = {**sent, **boxes("completed_on", today - timedelta(days=1)), "stage": "update"}
    assert client.post(there, later).status_code == 303
    assert "No score. No answer to q4" in text(client.get(f"/people/{person.pk}/wellbeing/"))


def asked(place: Place, person: Person, at: datetime | None = None) -> FeedbackAsk:
    return actions.ask_feedback(person=person.pk, by=place.scope("support_worker"), at=at or now())


def way(ask: FeedbackAsk) -> str:
    return f"/say/{links.token_of(ask.organisation_id, ask.pk)}/"


def test_feedback_from_a_link_without_an_account(place: Place, signed: Signed, person: Person) -> None:
    worker = signed("support_worker")
    sent = {"channel": "link", "days": "28"}
    response = worker.post(f"/people/{person.pk}/wellbeing/ask/", sent)
    ask = FeedbackAsk.every.get()
    assert response["Location"] == f"/feedback-asks/{ask.pk}/"
    page = text(worker.get(response["Location"]))
    assert way(ask) in page and "<svg" in page
    anybody = Client()
    form = text(anybody.get(way(ask)))
    assert "Example Homes" in form and "Ada Example" not in form and person.pk not in form
    assert anybody.post(way(ask), {"team_may_see": "on"}).status_code == 422
    said = {
        "respected": "always",
        "helps": "never",
        "recommend": "no",
        "better": "Ring me",
        "wants_word": "on",
    }
    assert anybody.post(way(ask), said)["Location"] == "/say/thank-you/"
    assert "It has arrived" in text(anybody.get("/say/thank-you/"))
    again = anybody.post(way(ask), said)
    assert again.status_code == 410 and "sent already" in text(again)
    row = Feedback.every.get()
    assert (row.person, row.respected, row.recommend, row.team_may_see) == (person, "always", False, False)
    told = Event.objects.get(verb="wellbeing.give_feedback")
    assert "Ring me" not in (told.content or "")
    assert EventPerson.objects.filter(event=told, person=person.pk).exists()
    # The person did not let the team see it.
    assert "Ring me" not in text(worker.get("/feedback/"))
    assert "Ring me" not in text(worker.get(f"/people/{person.pk}/wellbeing/"))
    assert worker.get(f"/feedback/{row.pk}/answer/").status_code == 404
    manager = signed("manager")
    assert "Ring me" in text(manager.get("/feedback/"))
    assert manager.post(f"/feedback/{row.pk}/answer/", {"words": "We rang"}).status_code == 303
    assert "We rang" in text(manager.get("/feedback/"))


def test_a_link_that_is_not_open(place: Place, signed: Signed, person: Person) -> None:
    anybody, ask = Client(), asked(place, person, now() - timedelta(days=30))  # an hour of summer time apart
    late = anybody.get(way(ask))
    assert late.status_code == 410 and "Ask Example Homes for a new one" in text(late)
    assert anybody.post(way(ask), {"good": "All"}).status_code == 410
    whole = way(asked(place, person))
    assert anybody.get(whole).status_code == 200
    for broken in (whole[:-3] + "/", whole.replace("/say/", "/say/x"), "/say/nothing/", "/say/a-b.c/"):
        assert anybody.get(broken).status_code == 404
    other = FeedbackAsk.every.order_by("-asked_at").first()
    assert other is not None
    close = f"/feedback-asks/{other.pk}/close/"
    assert signed("support_worker").post(close).status_code == 303
    assert anybody.get(whole).status_code == 410
    assert not Feedback.every.exists()


def test_feedback_on_paper(place: Place, signed: Signed, person: Person) -> None:
    client, ask = signed("support_worker"), asked(place, person)
    page = text(client.get(f"/feedback-asks/{ask.pk}/paper/"))
    assert "Do we treat you with respect?" in page and "☐ Sometimes" in page
    sent = {"good": "The bus", "team_may_see": "on"}
    assert client.post(f"/feedback-asks/{ask.pk}/enter/", sent).status_code == 303
    assert Feedback.every.get().channel == "paper"
    assert "The bus" in text(client.get("/feedback/"))
    assert Client().get(way(ask)).status_code == 410
    assert client.post(f"/feedback-asks/{ask.pk}/enter/", sent).status_code == 422
    stranger = signed("specialist")
    assert "The bus" not in text(stranger.get("/feedback/"))
    assert stranger.get(f"/feedback-asks/{ask.pk}/").status_code == 404


def test_feedback_comes_a_page_at_a_time_and_first_who_asks_for_a_word(place: Place, signed: Signed) -> None:
    for number in range(17):
        by: Any = {"by": place.scope("team_leader"), "at": now() - timedelta(minutes=60 - number)}
        person = place.person(f"Ada Example {number:02}")
        ask = actions.ask_feedback(person=person.pk, channel="paper", **by)
        told = {"good": f"Word {number:02}", "team_may_see": True, "wants_word": number == 3}
        actions.enter_feedback(ask, **told, **by)
    client = signed("team_leader")
    first = text(client.get("/feedback/"))
    assert "17 heard" in first and "<strong>1</strong> asks for a word" in first and "Page 1 of 2" in first
    assert first.index("Word 03") < first.index("Word 16") < first.index("Word 02")
    assert first.count("Word 03") == 1 and "Word 01" in first and "Word 00" not in first
    second = text(client.get("/feedback/?page=2"))
    assert "Word 00" in second and "Word 16" not in second and "Older" not in second
    for odd in ("0", "99", "x", "²", "-1"):
        assert client.get(f"/feedback/?page={odd}").status_code == 200
