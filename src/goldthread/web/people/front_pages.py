"""Public pages, without an account: an enquiry or self-referral, a partner's referral, and what happens next.

Safe against floods: a limit for each address and for the organisation, a box that only machines fill, one row
for one form however often it is sent. Whoever is turned away is given the phone number.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from goldthread.access.models import Organisation
from goldthread.people import actions, front
from goldthread.people.actions import EnquiryTold
from goldthread.web.look.door import public, visitor
from goldthread.web.people.acting import Sheet, answered, seen_other
from goldthread.web.people.front_forms import EnquiryForm, FrontForm, PartnerForm
from goldthread.web.refusing import Missing, may_be_sent_to

HOUR = 3_600
OF_ADDRESS = 12  # forms an hour from one address: a clinic may share one
OF_ORGANISATION = 300  # forms an hour to one organisation


def _organisation(slug: str) -> Organisation:
    found = front.organisation(slug)
    if found is None:
        raise Missing("No organisation takes enquiries at this address. Check it, or ask them.")
    return found


@may_be_sent_to
@public
def enquiry(request: HttpRequest, slug: str) -> HttpResponse:
    """An enquiry or a self-referral."""
    found = _organisation(slug)
    lead = (
        f"Ask {found.name} for support for yourself, or ask a question. You need no account. "
        "We read it on working days and answer you ourselves."
    )
    return _form(request, found, EnquiryForm, "Get in touch", lead, {})


@may_be_sent_to
@public
def refer(request: HttpRequest, slug: str) -> HttpResponse:
    """A referral by a partner."""
    found = _organisation(slug)
    lead = f"Refer somebody you work with to {found.name}. They must agree. Send no documents here."
    return _form(request, found, PartnerForm, "Refer somebody", lead, {"kind": "partner"})


def _form(
    request: HttpRequest, found: Organisation, kind: type[FrontForm], title: str, lead: str, told: EnquiryTold
) -> HttpResponse:
    sent = request.method == "POST"
    thanks = reverse("people-thanks", args=[found.slug])
    if sent and _too_many(request, found):
        context = {"organisation": found, "title": "Too many forms"}
        return render(request, "people/too_many.jinja", context, status=429)
    form = kind(request.POST if sent else None, initial={"sent_key": secrets.token_urlsafe(24)})
    if sent and form.trapped:
        # A machine is told what a person is told, and nothing is kept.
        return seen_other(thanks)
    sheet = Sheet(title, "Send", lead, template="people/front.jinja", more={"organisation": found})

    def act(given: dict[str, Any]) -> Any:
        key = given.pop("sent_key") or secrets.token_urlsafe(24)
        given.pop("website")
        by = visitor(found.pk)
        return actions.receive_enquiry(sent_key=key, by=by, at=datetime.now(UTC), **{**given, **told})

    return answered(request, form, sheet, act, said="", there=thanks)


@public
def thanks(request: HttpRequest, slug: str) -> HttpResponse:
    """What happens next."""
    return render(request, "people/thanks.jinja", {"organisation": _organisation(slug)})


def _too_many(request: HttpRequest, found: Organisation) -> bool:
    """Whether this address, or all together, sent too many forms to the organisation within the hour."""
    # The address itself is not kept: only a keyed digest, for an hour.
    told = f"{settings.SECRET_KEY}{_address(request)}{found.pk}"
    own = hashlib.sha256(told.encode()).hexdigest()
    return _counted(f"front:{own}") > OF_ADDRESS or _counted(f"front:{found.pk}") > OF_ORGANISATION


def _address(request: HttpRequest) -> str:
    """Who sends: where a server in front speaks HTTPS for us, the last address that it wrote down."""
    forwarded = str(request.META.get("HTTP_X_FORWARDED_FOR", ""))
    if settings.HTTPS and forwarded:
        return forwarded.rsplit(",", 1)[-1].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def _counted(name: str) -> int:
    """How many there were in this hour of the clock, this one among them."""
    hour = int(datetime.now(UTC).timestamp()) // HOUR
    count = int(cache.get(f"{name}:{hour}") or 0) + 1
    cache.set(f"{name}:{hour}", count, HOUR)
    return count
