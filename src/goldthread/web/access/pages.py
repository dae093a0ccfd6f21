"""Where somebody goes first, and their own account: second factors, sessions, and the demo's way in."""

from __future__ import annotations

from datetime import UTC, datetime

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_POST

from goldthread.access import actions, queries
from goldthread.access.models import Post, Worker
from goldthread.access.rules import May, Role
from goldthread.access.scope import Scope, scope_of
from goldthread.ledger.actions import tell
from goldthread.web.access.guard import give_second_factor
from goldthread.web.look.door import Door, page, public
from goldthread.web.refusing import Missing, may_be_sent_to

# What somebody may do, and the page of the day for those who may; the first that fits is where they start.
FIRST = (
    (May.RECORD, "day-today"),
    (May.SEE_FIGURES, "contracts"),
    (May.ADMINISTER, "access-administration"),
)


def first_page(scope: Scope) -> str | None:
    """The address where this role starts; None where it may do nothing yet."""
    for wanted, name in FIRST:
        if scope.may(wanted):
            try:
                return str(reverse(name))
            except NoReverseMatch:
                continue
    return None


@page()
def home(request: HttpRequest, door: Door) -> HttpResponse:
    """On to the first page of the role."""
    first = first_page(door.scope)
    if first is None:
        title, sentence = "Nothing to show yet", "You hold no post yet. Ask an administrator to give you one."
        return render(request, "refused.jinja", {"title": title, "sentence": sentence})
    return redirect(first)


@page()
def second_factor(request: HttpRequest, door: Door) -> HttpResponse:
    """Somebody with a password alone chooses what the second factor will be."""
    return render(request, "access/second_factor.jinja", {"titled": "Set up a second factor"})


@page()
def own_account(request: HttpRequest, door: Door) -> HttpResponse:
    """Second factors, password, and where one is signed in."""
    factors = list(Authenticator.objects.filter(user=request.user).order_by("created_at"))
    told = {
        "app": next((one for one in factors if one.type == Authenticator.Type.TOTP), None),
        "passkeys": [one for one in factors if one.type == Authenticator.Type.WEBAUTHN],
        "codes": next((one for one in factors if one.type == Authenticator.Type.RECOVERY_CODES), None),
        "sessions": queries.sessions(request.session.session_key, seen_by=door.scope),
        "roles": sorted(role.label for role in door.scope.roles),
    }
    return render(request, "access/account.jinja", told)


@page()
def passkeys(request: HttpRequest, door: Door) -> HttpResponse:
    """Passkeys are listed with the account."""
    return redirect("mfa_index")


@may_be_sent_to
@require_POST
@page()
def end_session(request: HttpRequest, door: Door, session: int) -> HttpResponse:
    """End one of one's own sessions."""
    actions.end_session(session, by=door.scope, at=door.at)
    messages.success(request, "That session is ended.")
    return redirect("mfa_index", permanent=False)


@public
def no_account(request: HttpRequest) -> HttpResponse:
    """Nobody makes their own account."""
    sentence = "Accounts are made by the administrators of an organisation. Ask yours to invite you."
    return render(request, "refused.jinja", {"title": "No account yet", "sentence": sentence})


def demo_workers() -> list[tuple[str, Worker]]:
    """In a demo, one worker of each role of its synthetic organisations; elsewhere nobody."""
    if not settings.GOLDTHREAD_DEMO:
        return []
    today = datetime.now(UTC).date()
    posts = Post.objects.filter(worker__organisation__synthetic=True, worker__is_active=True)
    # The same for every demo; those who support homes first, for their pages show the most.
    ordered = posts.select_related("worker__organisation").order_by(
        "worker__organisation__name", F("team__service__kind").desc(nulls_last=True), "worker__email"
    )
    found: dict[Role, Worker] = {}
    for post in ordered:
        if post.held_on(today):
            found.setdefault(Role(post.role), post.worker)
    return [(role.value, found[role]) for role in Role if role in found]


@may_be_sent_to
@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as a role of the demo with one click. Does not exist outside a demo."""
    worker = dict(demo_workers()).get(request.POST.get("role", ""))
    if worker is None or not worker.organisation.synthetic:
        raise Missing("There is no page at this address. Check it, or start from the overview.")
    login(request, worker)
    give_second_factor(request, worker)
    record_authentication(request, worker, method="demo")
    at = datetime.now(UTC)
    tell("access.sign_in", by=scope_of(worker, at=at), at=at, content={"demo": True})
    return redirect("home")
