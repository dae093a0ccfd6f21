"""Who works here: workers, their posts, teams and services."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.mail import EmailMessage
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from goldthread.access import actions, queries
from goldthread.access.links import password_key
from goldthread.access.models import Worker
from goldthread.access.rules import May, Role
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_date
from goldthread.web.access import forms, words
from goldthread.web.look.door import Door, page
from goldthread.web.refusing import Missing, may_be_sent_to


@page(May.ADMINISTER)
def overview(request: HttpRequest, door: Door) -> HttpResponse:
    """Everybody who works here, and the services with their teams."""
    told = {
        "workers": queries.workers(seen_by=door.scope),
        "services": queries.services(seen_by=door.scope),
        "today": door.today,
    }
    return render(request, "access/administration.jinja", told)


@page(May.ADMINISTER)
def worker(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """One worker: posts, second factors, and what can be done."""
    found = _worker(door, key)
    told = {
        "worker": found,
        "today": door.today,
        "factors": found.authenticator_set.count(),
        "own": found.pk == request.user.pk,
    }
    return render(request, "access/worker.jinja", told)


@may_be_sent_to
@page(May.ADMINISTER)
def add_worker(request: HttpRequest, door: Door) -> HttpResponse:
    """Somebody new; a letter with a link goes out at once."""
    form = forms.WorkerForm(request.POST or None)
    if form.is_valid():
        try:
            made = actions.add_worker(
                form.cleaned_data["name"], form.cleaned_data["email"], by=door.scope, at=door.at
            )
        except Refused as refusal:
            form.add_error("email", str(refusal))
        else:
            _send_invitation(request, made)
            return _go("access-worker", made.pk)
    return _asked(request, form, "Add a worker", "access-administration", say="Add and invite")


@may_be_sent_to
@page(May.ADMINISTER)
def give_post(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """A role for a worker from a day on."""
    found = _worker(door, key)
    form = forms.PostForm(
        request.POST or None,
        teams=queries.teams(seen_by=door.scope),
        services=queries.services(seen_by=door.scope),
        initial={"started_on": door.today},
    )
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.give_post(
                found.pk,
                Role(told["role"]),
                by=door.scope,
                at=door.at,
                started_on=told["started_on"],
                team=told["team"] or None,
                service=told["service"] or None,
                wte=told["wte"],
            )
        except Refused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"{found.name} has the post.")
            return _go("access-worker", found.pk)
    return _asked(request, form, f"A post for {found.name}", "access-worker", found.pk)


@may_be_sent_to
@page(May.ADMINISTER)
def end_post(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """The last day of a post."""
    post = next(
        (one for each in queries.workers(seen_by=door.scope) for one in each.posts.all() if one.pk == key),
        None,
    )
    if post is None:
        raise Missing("There is no such post in your organisation.")
    form = forms.EndForm(request.POST or None, initial={"ended_on": door.today})
    if form.is_valid():
        try:
            actions.end_post(post.pk, by=door.scope, at=door.at, ended_on=form.cleaned_data["ended_on"])
        except Refused as refusal:
            form.add_error("ended_on", str(refusal))
        else:
            messages.success(request, f"The post ends on {say_date(form.cleaned_data['ended_on'])}.")
            return _go("access-worker", post.worker_id)
    title = f"End a post: {Role(post.role).label}"
    return _asked(request, form, title, "access-worker", post.worker_id, say="End the post")


@may_be_sent_to
@page(May.ADMINISTER)
def add_service(request: HttpRequest, door: Door) -> HttpResponse:
    """A service of the organisation."""
    form = forms.ServiceForm(request.POST or None)
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_service(
                told["name"], told["kind"], by=door.scope, at=door.at, contract=told["contract"]
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "The service is added.")
            return _go("access-administration")
    return _asked(request, form, "Add a service", "access-administration")


@may_be_sent_to
@page(May.ADMINISTER)
def add_team(request: HttpRequest, door: Door) -> HttpResponse:
    """A team of a service."""
    form = forms.TeamForm(request.POST or None, services=queries.services(seen_by=door.scope))
    if form.is_valid():
        told = form.cleaned_data
        try:
            actions.add_team(told["name"], told["service"], by=door.scope, at=door.at)
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, "The team is added.")
            return _go("access-administration")
    return _asked(request, form, "Add a team", "access-administration")


@may_be_sent_to
@require_POST
@page(May.ADMINISTER)
def invite(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """Send the link that sets a password once more."""
    found = _worker(door, key)
    if not found.is_active:
        raise Refused("This account is closed. Nobody can be invited to it.")
    _send_invitation(request, found)
    return _go("access-worker", found.pk)


@may_be_sent_to
@require_POST
@page(May.ADMINISTER)
def reset_factor(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """For somebody who lost their phone: the next sign-in sets a new second factor up."""
    found = actions.reset_second_factor(_worker(door, key).pk, by=door.scope, at=door.at)
    messages.success(request, f"{found.name} sets up a new second factor at the next sign-in.")
    return _go("access-worker", found.pk)


@may_be_sent_to
@require_POST
@page(May.ADMINISTER)
def close(request: HttpRequest, door: Door, key: str) -> HttpResponse:
    """They have left: every session of theirs ends now."""
    found = actions.disable_worker(_worker(door, key).pk, by=door.scope, at=door.at)
    messages.success(request, f"The account of {found.name} is closed, and every session ended.")
    return _go("access-worker", found.pk)


def _worker(door: Door, key: str) -> Worker:
    found = queries.worker(key, seen_by=door.scope)
    if found is None:
        raise Missing("There is no such worker in your organisation.")
    return found


def _send_invitation(request: HttpRequest, worker: Worker) -> None:
    path = reverse("account_reset_password_from_key", args=password_key(worker))
    subject, body = words.invitation(worker.name, worker.organisation.name, request.build_absolute_uri(path))
    EmailMessage(subject, body, to=[worker.email]).send()
    messages.success(request, f"A link that sets a password has gone to {worker.email}.")


def _asked(
    request: HttpRequest, form: Form, title: str, back: str, *of: Any, say: str = "Save"
) -> HttpResponse:
    told = {"form": form, "heading": title, "back": reverse(back, args=of), "say_button": say}
    return render(request, "access/asked.jinja", told, status=422 if form.errors else 200)


def _go(name: str, *of: str) -> HttpResponse:
    response = redirect(name, *of)
    response.status_code = 303
    return response
