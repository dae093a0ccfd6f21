"""A walker over every address, as every role, that looks for what the role must not see.

Two organisations are filled so that every text of every table holds a canary: a word found nowhere else.
The canary says whose it is: of this organisation's other team, or of the other organisation.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from html.parser import HTMLParser
from typing import Any

from django.apps import apps
from django.db import IntegrityError, models, transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from casework import AT, Place, sign_in
from goldthread.access.models import Organisation, Team, Worker
from goldthread.access.rows import Row
from goldthread.access.rules import REACH, Reach, Role
from goldthread.ledger.models import EventPerson
from goldthread.people.models import Placement

ELSEWHERE, BESIDE = "Quokka", "Numbat"  # of the other organisation; of this one's other team
WHOLE = "Wombat"  # of this organisation as a whole: what it buys and measures is no team's and no person's
OF_THE_WHOLE = ("contracts",)
LONGEST_CODE = 40


@dataclass
class Filled:
    """Rows of every table, by label, of one team of an organisation."""

    place: Place
    team: Team
    canary: str
    worker: Worker
    rows: dict[str, Any] = field(default_factory=dict)

    def key(self, label: str) -> str:
        """The key of this side's row of a table; of its worker, team, service or organisation too."""
        known = {
            "access.Worker": self.worker.pk,
            "access.Team": self.team.pk,
            "access.Service": self.team.service_id,
            "access.Post": self.worker.posts.order_by("pk")[0].pk,
            "access.Organisation": self.place.organisation.pk,
        }
        return str(known.get(label) or self.rows[label].pk)


def tables() -> list[type[Row]]:
    """Every table of the case record, those that others point to first."""
    found = [model for model in apps.get_models() if issubclass(model, Row)]
    ordered: list[type[Row]] = []
    while found:
        ready = [model for model in found if not _waits_for(model) & set(found) - {model}]
        assert ready, "tables point at each other in a circle"
        ordered += ready
        found = [model for model in found if model not in ready]
    return ordered


def _waits_for(model: type[models.Model]) -> set[Any]:
    return {one.related_model for one in model._meta.concrete_fields if one.is_relation and not one.null}


def fill(place: Place, team: str, canary: str, worker: str = "support_worker") -> Filled:
    """One row of every table, about one person of the team, with the canary in every text."""
    filled = Filled(place, place.teams[team], canary, place.workers[worker])
    for model in tables():
        filled.rows[model._meta.label] = _row(model, filled)
    return filled


def _row(model: type[Row], filled: Filled) -> Row:
    """A row that points at as much as its constraints let it: at all it can, else only at what it must."""
    links = {one.name for one in model._meta.concrete_fields if one.is_relation and one.null}
    for without in (set(), links & {"other", "decision"}, links - {"worker"}):
        told = {
            one.name: _value(one, filled)
            for one in model._meta.concrete_fields
            if _wanted(one) and one.name not in without
        }
        try:
            with transaction.atomic():
                row = model(**told)
                row.save(force_insert=True)
                return row
        except IntegrityError:
            if without == links - {"worker"}:
                raise
    raise AssertionError("not reached")


def _wanted(one: Any) -> bool:
    return not one.primary_key and one.name not in ("version", "voided", "source")


def _value(one: Any, filled: Filled) -> Any:
    if one.is_relation:
        return _pointed(one, filled)
    if isinstance(one, models.BooleanField):
        return one.get_default()
    if isinstance(one, models.DateTimeField):
        return AT if not one.null else None
    if isinstance(one, models.DateField):
        return None if one.null else date(2026, 3, 1)
    if isinstance(one, (models.CharField, models.TextField)):
        return _text(one, filled)
    return one.get_default() if one.has_default() or one.null else 1


def _text(one: Any, filled: Filled) -> str:
    if one.name == "recorded_by":
        return str(filled.worker.told_as)
    if one.name == "person":
        return filled.key("people.Person")
    if one.name in ("slug", "pair"):  # a pair ties two organisations: here each keeps to itself
        return filled.canary.lower()
    if isinstance(one, models.EmailField):
        return f"{filled.canary.lower()}@example.org"
    if one.model._meta.app_label in OF_THE_WHOLE and filled.canary != ELSEWHERE:
        return _of_the_whole(one, filled)
    if isinstance(one, models.TextField) or (one.max_length or 0) > LONGEST_CODE:
        return f"{filled.canary} {one.model._meta.model_name} {one.name}"[: one.max_length]
    if one.unique:
        return filled.canary[: one.max_length]
    return str(one.get_default() or "") if one.blank or one.has_default() else "x"


def _of_the_whole(one: Any, filled: Filled) -> str:
    if isinstance(one, models.TextField) or (one.max_length or 0) > LONGEST_CODE or one.unique:
        return f"{WHOLE} {filled.team.name} {one.model._meta.model_name} {one.name}"[: one.max_length]
    return str(one.get_default() or "") if one.blank or one.has_default() else "x"


def _pointed(one: Any, filled: Filled) -> Any:
    target = one.related_model
    if target is Organisation:
        return filled.place.organisation
    if target is Worker:
        return filled.worker
    if target is Team:
        return filled.team
    found = filled.rows.get(target._meta.label)
    return found if found is not None or one.null else _own_row(target, filled)


def _own_row(target: Any, filled: Filled) -> Any:
    if target._meta.label == "access.Service":
        return filled.team.service
    raise AssertionError(f"nothing of {target._meta.label} to point at yet")


@dataclass(frozen=True)
class Address:
    """One pattern: its name, its text with {holes}, and whether it says that it may be sent to."""

    name: str
    form: str
    holes: tuple[str, ...]
    sent_to: bool


def addresses() -> list[Address]:
    """Every address that the site answers, out of Django's own table."""
    return list(_within(get_resolver().url_patterns, ""))


def _within(patterns: list[Any], before: str) -> Iterator[Address]:
    for one in patterns:
        text = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _within(one.url_patterns, text)
        elif isinstance(one, URLPattern):
            form = re.sub(r"\(\?P<(\w+)>[^)]*\)", r"{\1}", text.strip("^$"))
            form = "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", form).replace("^", "")
            holes = tuple(re.findall(r"{(\w+)}", form))
            yield Address(str(one.name), form, holes, getattr(one.callback, "may_be_sent_to", False))


class Form(HTMLParser):
    """What a page would send: every field of its forms, filled in."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = {name: value or "" for name, value in attrs}
        name, value = told.get("name", ""), told.get("value", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and value:
            self.sent[self._select] = value
        elif tag == "textarea" and name:
            self.sent[name] = "Words enough to be a reason that holds"
        elif tag == "input" and name and name != "csrfmiddlewaretoken":
            typed = told.get("type", "text")
            if typed in ("radio", "checkbox"):
                self.sent.setdefault(name, value or "on")
            else:
                self.sent[name] = value or _typed(name, typed)


def _typed(name: str, kind: str) -> str:
    for ending, value in (("_day", "2"), ("_month", "11"), ("_year", "2026"), ("minutes", "30")):
        if name.endswith(ending):
            return value
    return "1" if kind == "number" else "Words"


@dataclass
class Walk:
    """What one role's walk found."""

    role: str
    leaks: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    untold: list[str] = field(default_factory=list)  # pages that named a person without telling the ledger
    asked: int = 0
    shown: set[str] = field(default_factory=set)  # names of addresses that showed the role its own canary


# Signing out ends the walk; opening a record by a reason is lawful, and has tests of its own.
LEFT_OUT = frozenset({"account_logout", "access-demo", "access-break-glass"})


def walk(
    role: str,
    own: Filled,
    beside: Filled,
    elsewhere: Filled,
    holes: dict[str, dict[str, str]],
    *,
    until_leak: bool = False,
) -> Walk:
    """Ask every address as a role: read it, then send to it, with keys of the own team, of the other team and
    of the other organisation in the path, in the query and in what is sent.

    `holes` says of every address by name what its holes take: the label of a table, or a value after "=".
    """
    client = Client(raise_request_exception=False)
    sign_in(client, own.place.workers[role])
    found = Walk(role)
    forbidden = {ELSEWHERE} if REACH[Role(role)] is Reach.ORGANISATION else {ELSEWHERE, BESIDE}
    asked = [
        (
            address,
            side,
            address.form.format(**{hole: _hole(holes, address, hole, side) for hole in address.holes}),
        )
        for address in addresses()
        if address.name not in LEFT_OUT and set(holes.get(address.name, {})) == set(address.holes)
        for side in (own, beside, elsewhere)
    ]
    forms: dict[str, dict[str, str]] = {}
    for address, side, path in asked:
        _read(client, path, address, side, forbidden, found, own, forms)
        if until_leak and found.leaks:
            return found
    for address, side, path in asked:
        if address.sent_to:
            for body in _bodies(forms.get(path) or forms.get(_own_path(address, asked), {}), side, own):
                sent = client.post(path, body)
                _look(sent, f"POST {path} ({address.name}, {side.canary})", forbidden, found)
                if until_leak and found.leaks:
                    return found
    return found


def _own_path(address: Address, asked: list[tuple[Address, Filled, str]]) -> str:
    return next(path for one, _, path in asked if one.name == address.name)


def _hole(holes: dict[str, dict[str, str]], address: Address, hole: str, side: Filled) -> str:
    wanted = holes[address.name][hole]
    return wanted[1:] if wanted.startswith("=") else side.key(wanted)


def _read(
    client: Client,
    path: str,
    address: Address,
    side: Filled,
    forbidden: set[str],
    found: Walk,
    own: Filled,
    forms: dict[str, dict[str, str]],
) -> None:
    if side is not own and not address.holes:
        path += f"?person={side.key('people.Person')}&worker={side.key('access.Worker')}&whose=team"
    person = own.key("people.Person")
    before = EventPerson.objects.filter(person=person).count()
    answer = client.get(path)
    told = text_of(answer)
    _look(answer, f"GET {path} ({address.name}, {side.canary})", forbidden, found)
    if own.canary in told:
        found.shown.add(address.name)
    if f"{own.canary} person name" in told and EventPerson.objects.filter(person=person).count() == before:
        found.untold.append(f"GET {path} ({address.name})")
    if address.sent_to and answer.status_code == 200:
        form = Form()
        form.feed(told)
        forms[path] = form.sent


def _bodies(sent: dict[str, str], side: Filled, own: Filled) -> Iterator[dict[str, str]]:
    """What the page would send; the same with every key in it swapped for this side's of the same table."""
    yield sent or {"reason": "Words enough to be a reason that holds"}
    if side is not own:
        swapped = {own.key(label): side.key(label) for label in own.rows} | {
            own.key(label): side.key(label) for label in ("access.Worker", "access.Team", "access.Service")
        }
        yield {name: swapped.get(value, value) for name, value in sent.items()}


def _look(answer: Any, where: str, forbidden: set[str], found: Walk) -> None:
    found.asked += 1
    told = text_of(answer) + answer.get("Location", "")
    if answer.status_code >= 500:
        found.faults.append(f"{answer.status_code} {where}")
    for canary in forbidden:
        if canary in told or canary.lower() in told:
            at = told.lower().index(canary.lower())
            found.leaks.append(f"{where}: {told[max(0, at - 60) : at + 60]!r}")


def text_of(answer: Any) -> str:
    """The text of an answer, of whatever kind."""
    if getattr(answer, "streaming", False):
        return b"".join(answer.streaming_content).decode("utf-8", "replace")
    return str(answer.content.decode("utf-8", "replace"))


def state(side: Filled) -> dict[str, list[Any]]:
    """Every row of a side's person or organisation as it stands, for a walk must change none of them."""
    found = {}
    person = side.key("people.Person")
    for model in tables():
        rows = model.every.filter(organisation=side.place.organisation)
        if any(one.name == "person" for one in model._meta.concrete_fields):
            rows = rows.filter(person=person)
        elif model._meta.label == "people.Person":
            rows = rows.filter(pk=person)
        else:
            continue
        found[model._meta.label] = list(rows.order_by("pk").values_list("pk", "version", "changed_at"))
    return found


def placed(side: Filled) -> bool:
    """Whether the person of a side is with its team, so that its workers do see them."""
    return bool(Placement.every.filter(person=side.key("people.Person"), team=side.team).exists())
