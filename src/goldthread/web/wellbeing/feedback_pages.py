"""Feedback: asked for by a link or on paper, given without an account, read, and answered."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from allauth.mfa.adapter import get_adapter
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.rules import May, Reach
from goldthread.web.look.door import Door, page, public, visitor
from goldthread.web.people.acting import Sheet, about, answered, found, sheet_of
from goldthread.web.refusing import Missing, may_be_sent_to
from goldthread.web.wellbeing import forms
from goldthread.web.wellbeing.pages import home_of
from goldthread.web.wellbeing.saying import said
from goldthread.wellbeing import actions, links, queries, rules
from goldthread.wellbeing.models import Feedback, FeedbackAsk
from goldthread.wellbeing.rules import Closed


@may_be_sent_to
@page(May.RECORD)
def ask(request: HttpRequest, door: Door, person: str) -> HttpResponse:
    """Ask a person what they think of the support."""
    header = about(request, door, person, "person: feedback asked for")
    if isinstance(header, HttpResponse):
        return header
    form = forms.AskForm(request.POST or None, initial={"channel": "link", "days": rules.ASK_DAYS})
    return sheet_of(
        *(request, header, form),
        lambda told: actions.ask_feedback(person=person, **told, by=door.scope, at=door.at),
        title="Ask for feedback",
        button="Make the link",
        lead="The link names nobody, opens without an account, and can be sent once. It works on paper too.",
        said="The link is made.",
        there=lambda made: reverse("wellbeing-ask", args=[made.pk]),
        back=home_of(header),
    )


def _link(request: HttpRequest, row: FeedbackAsk) -> str:
    token = links.token_of(row.organisation_id, row.pk)
    return request.build_absolute_uri(reverse("wellbeing-give", args=[token]))


@page(May.RECORD)
def asked(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The link, to be sent, scanned or printed; whether it was used."""
    row, header = found(request, door, queries, FeedbackAsk, key, "person: a link for feedback")
    state = "answered" if row.used_at else "closed" if door.today > row.expires_on else "open"
    link = _link(request, row) if state == "open" else ""
    told = said(header=header, row=row, state=state, link=link, square=_square(link))
    return render(request, "wellbeing/asked.jinja", told)


def _square(link: str) -> str:
    """The link as a square for a phone to read."""
    return str(get_adapter().build_totp_svg(link)) if link else ""


@page(May.RECORD)
def paper(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The form on paper; it names nobody but the organisation."""
    row, header = found(request, door, queries, FeedbackAsk, key, "person: a feedback form on paper")
    link = _link(request, row)
    told = said(
        header=header,
        row=row,
        link=link,
        square=_square(link),
        often=[rules.FREQUENCY.label(code) for code in rules.FREQUENCY.values],
    )
    return render(request, "wellbeing/paper.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def enter(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What a person wrote on paper, as it stands."""
    _, header = found(request, door, queries, FeedbackAsk, key, "person: feedback from paper")
    form = forms.FeedbackForm(request.POST or None)
    return sheet_of(
        *(request, header, form),
        lambda told: actions.enter_feedback(key, **told, by=door.scope, at=door.at),
        title="Enter feedback from paper",
        button="Save the feedback",
        lead="As it was written, word for word. Then keep the paper as your organisation says.",
        said="The feedback is recorded.",
        there=home_of(header),
        back=reverse("wellbeing-ask", args=[key]),
    )


@may_be_sent_to
@page(May.RECORD)
def close(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Close a link before its day."""
    _, header = found(request, door, queries, FeedbackAsk, key, "person: a link closed")
    form = forms.NothingForm(request.POST if request.method == "POST" else None)
    return sheet_of(
        *(request, header, form),
        lambda told: actions.withdraw_ask(key, by=door.scope, at=door.at),
        title="Close the link",
        button="Close the link",
        lead="Whoever opens it then is told to ask for a new one.",
        said="The link is closed.",
        there=home_of(header),
        back=reverse("wellbeing-ask", args=[key]),
    )


@page()
def heard(request: HttpRequest, door: Door) -> HttpResponse:
    """What people said of the support; a team reads what its people let it read."""
    number = request.GET.get("page", "")
    page = int(number) if number.isascii() and number.isdigit() and len(number) < 5 else 1
    whole = queries.heard(seen_by=door.scope, page=page)
    door.look(whole.people, "feedback")
    told = said(
        whole=whole,
        all_of_it=door.scope.reach is Reach.ORGANISATION,
        may_record=door.scope.may(May.RECORD),
        may_lead=door.scope.may(May.LEAD),
    )
    return render(request, "wellbeing/heard.jinja", told)


@may_be_sent_to
@page(May.RECORD)
def answer(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What was said to somebody who asked for a word."""
    row, header = found(request, door, queries, Feedback, key, "person: feedback answered")
    form = forms.AnswerForm(request.POST or None)
    return sheet_of(
        *(request, header, form),
        lambda told: actions.answer_feedback(key, **told, by=door.scope, at=door.at),
        title="Talk about the feedback",
        button="Save",
        said="What was said is recorded.",
        there=reverse("wellbeing-heard"),
        back=reverse("wellbeing-heard"),
        template="wellbeing/answer.jinja",
        more=said(row=row),
    )


@may_be_sent_to
@public
def give(request: HttpRequest, token: str) -> HttpResponse:
    """The form behind a link, without an account: it names nobody, and is sent once."""
    keys = links.keys_of(token)
    if keys is None:
        raise Missing("This link is not one of ours. Check that it is whole, or ask for a new one.")
    organisation, key = keys
    by, at = visitor(organisation), datetime.now(UTC)
    try:
        row = actions.open_ask(key, by=by, at=at)
    except Closed as closed:
        return render(request, "wellbeing/closed.jinja", {"why": str(closed)}, status=410)
    form = forms.FeedbackForm(request.POST if request.method == "POST" else None)
    sheet = Sheet(
        "What do you think of the support?",
        "Send",
        template="wellbeing/give.jinja",
        more={"organisation": row.organisation},
    )

    def act(told: dict[str, Any]) -> Any:
        return actions.give_feedback(key, **told, by=by, at=at)

    return answered(request, form, sheet, act, said="", there=reverse("wellbeing-thanks"))


@public
def thanks(request: HttpRequest) -> HttpResponse:
    """It has arrived."""
    return render(request, "wellbeing/thanks.jinja")
