"""Consent: given, withdrawn, looked for before sharing; and handing a person over."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from goldthread.access.rules import May
from goldthread.catalogue.tables.codes import CONSENT_PURPOSE
from goldthread.people import actions, queries
from goldthread.people.rules import CONSENT_HOW, in_force
from goldthread.web.look.door import Door, page
from goldthread.web.people import plan_forms
from goldthread.web.people.acting import Sheet, about, answered, moment, seen_other
from goldthread.web.refusing import may_be_sent_to


@may_be_sent_to
@page()
def consent(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """What the person consented to, what was looked for, and a new consent."""
    header = about(request, door, key, "person: consent")
    if isinstance(header, HttpResponse):
        return header
    here = reverse("people-consent", args=[key])
    if request.method == "POST" and (taken_back := request.POST.get("withdraw")):
        actions.withdraw_consent(taken_back, by=door.scope, at=door.at)
        messages.success(request, "The consent is withdrawn from now on.")
        return seen_other(here)
    given = list(queries.consents(key, seen_by=door.scope))
    more = {
        "consents": [(one, in_force(one, at=door.at)) for one in given],
        "links": list(queries.hand_overs(key, seen_by=door.scope)),
        "matches": queries.matches(key, seen_by=door.scope),
        "may_match": door.scope.may(May.MATCH),
        "checks": list(queries.sharing_checks(key, seen_by=door.scope)),
        "purposes": CONSENT_PURPOSE,
        "hows": CONSENT_HOW,
        "may_record": door.scope.may(May.RECORD),
    }
    form = plan_forms.ConsentForm(request.POST or None, initial={"given_on": door.today})
    back = reverse("people-person", args=[key])
    sheet = Sheet("Consent", "Record the consent", "", back, header.person.name, "people/consent.jinja", more)

    def act(told: dict[str, Any]) -> Any:
        day = moment(told.pop("given_on"), told.pop("given_clock"), door=door)
        return actions.give_consent(person=key, given_at=day, **told, by=door.scope, at=door.at)

    return answered(request, form, sheet, act, said="The consent is recorded.", there=here, header=header)


@may_be_sent_to
@page(May.RECORD)
def sharing(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Before something is shared: is there consent, and if not, is there a lawful way?"""
    header = about(request, door, key, "person: sharing")
    if isinstance(header, HttpResponse):
        return header
    here = reverse("people-consent", args=[key])
    colleagues = [
        one for one in queries.workers(seen_by=door.scope) if one.pk != getattr(door.scope.worker, "pk", "")
    ]
    form = plan_forms.SharingForm(request.POST or None, workers=colleagues)
    lead = (
        "With a consent in force this only keeps that you looked. Without one, say the lawful reason and who "
        "agrees: both stay in the record."
    )
    sheet = Sheet("Before you share", "Check and keep it", lead, here, "Consent")

    def act(told: dict[str, Any]) -> Any:
        told["second_person"] = told["second_person"] or None
        return actions.check_sharing(key, **told, by=door.scope, at=door.at)

    said = "You may share. That you looked is recorded."
    return answered(request, form, sheet, act, said=said, there=here, header=header)


@may_be_sent_to
@page(May.RECORD)
def hand_over(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Hand the person over to another organisation, under consent."""
    header = about(request, door, key, "person: hand over")
    if isinstance(header, HttpResponse):
        return header
    here = reverse("people-consent", args=[key])
    form = plan_forms.HandOverForm(request.POST or None, organisations=queries.recipients(seen_by=door.scope))
    lead = (
        "Their name, phone and email go with what you write here. Their record stays with you. It needs a "
        "consent to share with a partner."
    )
    sheet = Sheet("Hand over to another organisation", "Hand over", lead, here, "Consent")
    return answered(
        request,
        form,
        sheet,
        lambda told: actions.hand_over_person(key, **told, by=door.scope, at=door.at),
        said="Handed over: it is on their list.",
        there=here,
        header=header,
    )
