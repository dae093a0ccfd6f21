"""Every clause of every template goes through its form unchanged; what is typed is what is kept."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict

from goldthread.catalogue import CATALOGUE
from goldthread.contracts.specification.declared import Money, Part, Scheduled, Specification, Step
from goldthread.contracts.specification.templates import TEMPLATES, template
from goldthread.web.contracting.asks import Around
from goldthread.web.contracting.forms import PartForm
from goldthread.web.contracting.places import ABOUT, PARTS, Spot, spot, written
from goldthread.web.contracting.step_forms import ClocksForm, MeansForm, TargetsForm


def spots(spec: Specification) -> list[Spot]:
    """Every place of a document that a form writes."""
    found = [spot(spec, "about", "whole"), spot(spec, "counting", "rules")]
    for part in PARTS:
        if part == "stages":
            for n, pathway in enumerate(spec.pathways):
                found += [spot(spec, part, f"{n}-{m}") for m in range(len(pathway.stages))]
        else:
            found += [spot(spec, part, str(n)) for n in range(len(getattr(spec, part)))]
    return [one for one in found if one is not None]


def form_of(spec: Specification, at: Spot, sent: Any = None) -> PartForm:
    """The form of a place, as the page makes it."""
    without = {"pathways": ("stages",), "clocks": ("own",)}.get(at.part, ())
    pathway = spec.pathways[at.outer] if at.outer is not None else None
    only = ABOUT if at.part == "about" else ()
    return PartForm(at.kind, at.value, Around(spec, CATALOGUE, pathway), sent, only=only, without=without)


def as_sent(form: Any, **changed: Any) -> QueryDict:
    """What a browser sends of a form that nobody touched, but for what is changed."""
    sent = QueryDict(mutable=True)
    for bound in form:
        value = bound.value()
        if hasattr(bound.field.widget, "decompress"):
            for name, part in zip(
                ("day", "month", "year"), bound.field.widget.decompress(value), strict=True
            ):
                sent[f"{bound.html_name}_{name}"] = part
        elif isinstance(value, bool):
            if value:
                sent[bound.html_name] = "on"
        elif isinstance(value, list | tuple):
            sent.setlist(bound.html_name, list(value))
        else:
            sent[bound.html_name] = "" if value is None else str(value)
    for name, value in changed.items():
        sent[name] = value
    return sent


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_clause_that_nobody_touched_stays_as_it_is(name: str) -> None:
    spec = replace(template(name), commissioner="Example County", provider="Example", services=("One",))
    for at in spots(spec):
        shown = form_of(spec, at)
        sent = form_of(spec, at, as_sent(shown))
        assert sent.is_valid(), (at.part, at.place, sent.errors)
        assert sent.part() == at.value, (at.part, at.place)
        assert written(spec, at, sent.part()) == spec


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_step_that_nobody_touched_changes_nothing(name: str) -> None:
    spec = template(name)
    for make in (ClocksForm, lambda told, sent=None: TargetsForm(told, sent, CATALOGUE), MeansForm):
        sent = make(spec, as_sent(make(spec)))
        assert sent.is_valid(), sent.errors
        assert sent.write() == spec


def test_what_is_typed_is_what_is_kept() -> None:
    spec = template("tenancy-sustainment")
    at = spot(spec, "clocks", "0")
    assert at is not None
    changed = as_sent(form_of(spec, at), amount="48", **{"escalations-0-amount": "24"})
    form = form_of(spec, at, changed)
    assert form.is_valid(), form.errors
    assert (form.part().amount, form.part().escalations[0].amount) == (48, 24)
    assert form.part().source == at.value.source


def test_a_duty_of_the_contracts_own_has_a_name_of_its_own() -> None:
    spec = template("tenancy-sustainment")
    at = spot(spec, "clocks", "0")
    assert at is not None
    both = form_of(spec, at, as_sent(form_of(spec, at), own_name="Landlord told"))
    assert "not both" in str(both.errors["own_name"])
    form = form_of(spec, at, as_sent(form_of(spec, at), own_name="Landlord told!", name=""))
    assert form.is_valid(), form.errors
    assert (form.part().name, form.part().own) == ("landlord_told", True)
    kept = spot(written(spec, at, form.part()), "clocks", "0")
    assert kept is not None
    again = form_of(spec, kept, as_sent(form_of(spec, kept)))
    assert again.is_valid() and again.part() == kept.value


@pytest.mark.parametrize(
    ("typed", "kept"), [("65%", 0.65), ("65 %", 0.65), ("0.65", 0.65), ("1", 1.0), ("100%", 1.0)]
)
def test_a_share_may_be_typed_either_way(typed: str, kept: float) -> None:
    spec = template("tenancy-sustainment")
    at = spot(spec, "schedule", "0")
    assert at is not None
    form = form_of(spec, at, as_sent(form_of(spec, at), **{"steps-0-at_least": typed}))
    assert form.is_valid(), form.errors
    assert form.part().steps[0].at_least == kept


def test_a_target_is_not_kept_without_its_balance_or_a_reason() -> None:
    spec = template("tenancy-sustainment")
    at = spot(spec, "schedule", "0")
    assert at is not None
    sent = as_sent(form_of(spec, at))
    sent.setlist("balance", [])
    assert "nothing balances it" in str(form_of(spec, at, sent).errors["balance"])
    sent["no_balance_because"] = "It harms nobody to be quicker."
    assert form_of(spec, at, sent).is_valid()


def test_what_the_catalogue_balances_by_is_offered_first() -> None:
    spec = template("tenancy-sustainment")
    asked = spec.schedule[0].indicator
    at = spot(spec, "schedule", "0")
    assert at is not None
    form = PartForm(at.kind, at.value, Around(spec, CATALOGUE, indicator=asked))
    offered = [code for code, _ in form.fields["balance"].choices]  # type: ignore[attr-defined]
    usual = [code for code in CATALOGUE[asked].balanced_by if code in CATALOGUE]
    assert usual and offered[: len(usual)] == usual
    assert asked not in offered


def test_a_number_that_is_none_is_refused_in_its_place() -> None:
    spec = template("tenancy-sustainment")
    at = spot(spec, "clocks", "0")
    assert at is not None
    for typed in ("soon", "1.5", "-2", "1e99", "NaN", "٣"):
        form = form_of(spec, at, as_sent(form_of(spec, at), amount=typed))
        assert typed == "٣" or "amount" in form.errors, typed


def test_a_line_that_was_begun_needs_its_numbers() -> None:
    spec = template("tenancy-sustainment")
    at = spot(spec, "clocks", "0")
    assert at is not None
    place = len(at.value.escalations)
    form = form_of(spec, at, as_sent(form_of(spec, at), **{f"escalations-{place}-to": "manager"}))
    assert f"escalations-{place}-amount" in form.errors


def test_a_clause_is_added_and_taken_out_where_it_stands() -> None:
    spec = template("seqf")
    at = spot(spec, "money", "new")
    assert at is not None
    added = written(spec, at, Money(1, Decimal(10), (Part("Staff", Decimal(10)),)))
    assert added.money[-1].total == 10
    gone = spot(spec, "clocks", "1")
    assert gone is not None
    assert written(spec, gone, None).clocks == (spec.clocks[0], *spec.clocks[2:])
    for part, place in (("clocks", "999"), ("stages", "0"), ("nothing", "0"), ("clocks", "0-1")):
        assert spot(spec, part, place) is None


def test_money_of_a_step_adds_up_or_is_refused_beside_its_total() -> None:
    spec = template("tenancy-sustainment")
    years = {f"sum-{year}-0": "90,000" for year in (1, 2, 3)} | {
        f"sum-{year}-1": "10000" for year in (1, 2, 3)
    }
    form = MeansForm(spec, as_sent(MeansForm(spec), **years))
    assert form.is_valid(), form.errors
    assert [one.total for one in form.write().money] == [100_000] * 3
    form = MeansForm(spec, as_sent(MeansForm(spec), **years, **{"total-2": "100001"}))
    assert not form.is_valid()
    assert "add up to 100,000 pounds, and its total is 100,001" in str(form.errors["total-2"])


def test_a_step_does_not_drop_the_only_balance_of_a_target() -> None:
    spec = template("tenancy-sustainment")
    kept = Scheduled("tenancy.sustained_6m", "monthly", (Step(1, 0.8),), balance=("tenancy.notice_avoided",))
    spec = replace(spec, schedule=(kept, Scheduled("tenancy.notice_avoided", "monthly")))
    sent = as_sent(TargetsForm(spec, None, CATALOGUE))
    del sent["kept-1"]
    assert "nothing would balance it" in str(TargetsForm(spec, sent, CATALOGUE).errors["kept-0"])
    del sent["kept-0"]
    assert TargetsForm(spec, sent, CATALOGUE).is_valid()


def test_costs_of_several_pathways_are_told_apart() -> None:
    [heads] = [
        [row.title for row in grid.rows]
        for grid in MeansForm(template("floating-support")).grids
        if grid.title == "Unit costs"
    ]
    assert len(heads) > 1 and len(set(heads)) == len(heads)
