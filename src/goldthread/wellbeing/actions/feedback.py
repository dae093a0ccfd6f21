"""Feedback: asked for by a link or on paper, given once, answered where the person asks for a word."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from goldthread.access.models import Organisation
from goldthread.access.rules import May
from goldthread.access.scope import Scope
from goldthread.kernel.instants import civil_date
from goldthread.kernel.refusals import Refused
from goldthread.ledger.actions import tell
from goldthread.people import rules as people
from goldthread.people.actions.around import on_support
from goldthread.people.actions.writing import seen, tidied
from goldthread.wellbeing import rules
from goldthread.wellbeing.actions.writing import changed, check_codes, made
from goldthread.wellbeing.models import Feedback, FeedbackAsk
from goldthread.wellbeing.rules import Closed

NO_LINK = "This link is not one of ours. Check that it is whole, or ask for a new one."
SENT = "This form was sent already. It can be sent once. Thank you."
_GIVEN = (*rules.QUESTIONS, "recommend", "good", "better", "team_may_see", "wants_word")


@transaction.atomic
def ask_feedback(
    *, person: str, channel: str = "link", days: int = rules.ASK_DAYS, by: Scope, at: datetime
) -> FeedbackAsk:
    """Ask a person what they think: a link that opens once, or a form on paper."""
    today = civil_date(at)
    told = {"person": person, "asked_at": at, "channel": channel, "expires_on": rules.expires(today, days)}
    wanted = on_support([{**told, "day": today}], "day", by)
    for one in wanted:
        del one["day"]
    found: FeedbackAsk = made(FeedbackAsk, wanted, verb="ask_feedback", by=by, at=at)[0]
    return found


@transaction.atomic
def withdraw_ask(ask: FeedbackAsk | str, *, by: Scope, at: datetime) -> FeedbackAsk:
    """Close a link before its day: it went to the wrong place."""
    row = seen(FeedbackAsk, ask, by)
    if row.used_at is not None:
        raise Refused("This form was sent already. There is nothing to close.")
    found: FeedbackAsk = changed(row, {"voided": True}, verb="withdraw_ask", by=by, at=at)
    return found


def open_ask(key: str, *, by: Scope, at: datetime) -> FeedbackAsk:
    """The asking behind a link, where it is open; else refused in words for whoever holds the link.

    `by` is `public_scope` of the organisation: it sees nobody, and whoever holds the link was asked.
    """
    row = FeedbackAsk.every.filter(pk=key, organisation_id=by.organisation_id).first()
    organisation = Organisation.objects.filter(pk=by.organisation_id).first()
    if row is None or organisation is None:
        raise Closed(NO_LINK)
    rules.check_open(
        used_at=row.used_at,
        withdrawn=row.voided,
        expires_on=row.expires_on,
        today=civil_date(at),
        organisation=organisation.name,
    )
    return row


@transaction.atomic
def give_feedback(key: str, *, by: Scope, at: datetime, **told: Any) -> Feedback:
    """What a person said, by the link. The second of two who send at once is refused."""
    return _given(open_ask(key, by=by, at=at), told, "link", by, at)


@transaction.atomic
def enter_feedback(ask: FeedbackAsk | str, *, by: Scope, at: datetime, **told: Any) -> Feedback:
    """What a person wrote on paper, entered by a worker as it stands; the link closes with it."""
    by.check(May.RECORD)
    row = seen(FeedbackAsk, ask, by)
    if row.used_at is not None:
        raise Refused("Feedback to this asking is there already. Ask anew for more.")
    return _given(row, told, "paper", by, at)


def _given(ask: FeedbackAsk, told: dict[str, Any], channel: str, by: Scope, at: datetime) -> Feedback:
    if beyond := set(told) - set(_GIVEN):
        raise TypeError(f"{sorted(beyond)} are not of the feedback form")
    if all(told.get(name) in ("", None) for name in (*rules.QUESTIONS, "recommend", "good", "better")):
        raise Refused("Answer at least one question, or write a word.")
    wanted = tidied(Feedback, {**told, "channel": channel, "given_at": at})
    check_codes(Feedback, wanted)
    # The check stands in the UPDATE itself: of two who send at once, one is written.
    free = FeedbackAsk.every.filter(pk=ask.pk, used_at__isnull=True, voided=False)
    if not free.update(used_at=at, version=ask.version + 1, changed_at=at):
        raise Closed(SENT)
    row = Feedback.new(
        by=by, at=at, ask_id=ask.pk, person_id=ask.person_id, support_id=ask.support_id, **wanted
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Closed(SENT) from None
    content = {"channel": channel, "team_may_see": row.team_may_see, "wants_word": row.wants_word}
    subjects = [("wellbeing.feedback", row.pk)]
    tell("wellbeing.give_feedback", by=by, at=at, subjects=subjects, people=[ask.person_id], content=content)
    return row


@transaction.atomic
def answer_feedback(feedback: Feedback | str, *, words: str, by: Scope, at: datetime) -> Feedback:
    """Somebody spoke with the person about what they said."""
    row = seen(Feedback, feedback, by)
    if row.answered_at is not None:
        raise Refused("This was answered already.")
    if not people.plain(words, 2_000, "What was said"):
        raise Refused("Say in a few words what was said, and what will change.")
    told = {"answered_at": at, "answered_words": words}
    found: Feedback = changed(row, told, verb="answer_feedback", by=by, at=at)
    return found
