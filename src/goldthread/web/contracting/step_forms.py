"""The few questions of the guided set-up: each step one form over a draft, which it writes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django import forms

from goldthread.contracts.specification.comparing import time_of
from goldthread.contracts.specification.declared import ContactStandard, Money, Part, Specification
from goldthread.contracts.specification.words import COST_UNITS
from goldthread.kernel.words import say_date
from goldthread.web.contracting.asks import LONGEST, UNITS
from goldthread.web.contracting.days import begins, years
from goldthread.web.contracting.forms import LinesField, NumberField
from goldthread.web.contracting.saying import duty_of, name_of, within
from goldthread.web.contracting.vocabulary import BEGINS, ROLES, STAGES, Questions

Sent = Mapping[str, Any] | None
MOST_YEARS = 12
PARTS = ("Staff", "Running costs", "Management")


@dataclass(frozen=True)
class Row:
    """One line of a step: what it is about, and the fields beside it."""

    title: str
    hint: str
    names: tuple[str, ...]


@dataclass(frozen=True)
class Grid:
    """Lines that belong together."""

    title: str
    rows: tuple[Row, ...]
    lead: str = ""


class StepForm(forms.Form):
    """A form that writes into a draft. `grids` says how its fields are drawn."""

    use_required_attribute = False

    def __init__(self, spec: Specification, sent: Sent = None) -> None:
        super().__init__(sent, label_suffix="")
        self.spec = spec
        self.grids: list[Grid] = []

    def write(self) -> Specification:
        """The document with what was given."""
        return self.spec

    def _number(
        self, name: str, label: str, kind: type, value: Any, *, share: bool = False, width: int = 4
    ) -> str:
        field = NumberField(kind=kind, share=share, label=label, required=False)
        field.widget.attrs["width"] = width
        field.label_suffix = ""
        self.fields[name], self.initial[name] = field, value
        return name

    def _unit(self, name: str, value: str) -> str:
        field = forms.ChoiceField(label="Unit", choices=list(UNITS.items()), label_suffix="")
        self.fields[name], self.initial[name] = field, value
        return name

    def _line(self, name: str, label: str, value: str) -> str:
        self.fields[name] = forms.CharField(label=label, max_length=LONGEST, required=False, label_suffix="")
        self.initial[name] = value
        return name

    def _needed(self, *names: str) -> None:
        for name in names:
            if self.cleaned_data.get(name) is None and name not in self.errors:
                self.add_error(name, f"{self.fields[name].label}: this is needed.")


class WhoForm(StepForm):
    """The two sides, and the services of the organisation that the contract covers."""

    def __init__(
        self, spec: Specification, sent: Sent, *, services: Iterable[str], organisation: str
    ) -> None:
        super().__init__(spec, sent)
        known = list(dict.fromkeys(services))
        others = [name for name in spec.services if name not in known]
        self._line("name", "Name of the contract", spec.name)
        self._line("commissioner", "Commissioner", spec.commissioner)
        self._line("provider", "Provider", spec.provider or organisation)
        for field in self.fields.values():
            field.required = True
            field.error_messages["required"] = f"{field.label}: this is needed."
        chosen = [name for name in known if name in spec.services]
        if known:
            self.fields["services"] = forms.MultipleChoiceField(
                label="Services that it covers",
                choices=[(name, name) for name in known],
                widget=forms.CheckboxSelectMultiple,
                required=False,
                label_suffix="",
            )
            self.initial["services"] = chosen or (known if len(known) == 1 and not spec.services else [])
        self.fields["others"] = LinesField(
            label="Other services" if known else "Services that it covers",
            help_text="Services that are still to be opened. One a line, by the name that they will have.",
            max_length=2_000,
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
        )
        self.initial["others"] = others

    def clean(self) -> dict[str, Any]:
        """At least one service."""
        told = super().clean() or {}
        if not told.get("services") and not told.get("others"):
            self.add_error(
                "services" if "services" in self.fields else "others", "Name at least one service."
            )
        return told

    def write(self) -> Specification:
        told = self.cleaned_data
        services = tuple(dict.fromkeys([*told.get("services", []), *told["others"]]))
        return replace(
            self.spec,
            name=told["name"].strip(),
            commissioner=told["commissioner"].strip(),
            provider=told["provider"].strip(),
            services=services,
        )


class ClocksForm(StepForm):
    """The time of every clock, and how often people are in touch in each stage."""

    def __init__(self, spec: Specification, sent: Sent = None) -> None:
        super().__init__(spec, sent)
        rows = []
        for n, clock in enumerate(spec.clocks):
            names = (
                self._number(f"amount-{n}", "Within", int, clock.amount),
                self._unit(f"unit-{n}", clock.unit),
            )
            start = BEGINS.get(clock.starts, clock.starts)
            weeks = f" Asked {within(clock)}." if clock.points else ""
            rows.append(Row(duty_of(clock.name), f"When {start}.{weeks}", names))
        self.grids.append(Grid("Response clocks", tuple(rows), "0 days is the same day."))
        self._stages = list(self._contacts())
        contacts: list[Row] = []
        for code, contact in self._stages:
            asked = (
                self._number(f"times-{code}", "Times", int, contact.times),
                self._number(f"in-{code}", "in", int, contact.amount),
                self._unit(f"every-{code}", contact.unit),
            )
            contacts.append(Row(STAGES.get(code, code), f"Now {contact.times} in {time_of(contact)}.", asked))
        if contacts:
            self.grids.append(Grid("Contact with the person, by stage", tuple(contacts)))

    def _contacts(self) -> Iterable[tuple[str, ContactStandard]]:
        """Each stage that asks for contact, once: a person has a stage and no pathway."""
        seen = set()
        for pathway in self.spec.pathways:
            for stage in pathway.stages:
                if stage.contact is not None and stage.code not in seen:
                    seen.add(stage.code)
                    yield stage.code, stage.contact

    def clean(self) -> dict[str, Any]:
        """Every time is given."""
        told = super().clean() or {}
        self._needed(*(name for name in self.fields if not name.startswith(("unit-", "every-"))))
        return told

    def write(self) -> Specification:
        told = self.cleaned_data
        clocks = tuple(
            replace(clock, amount=told[f"amount-{n}"], unit=told[f"unit-{n}"])
            for n, clock in enumerate(self.spec.clocks)
        )
        said = {
            code: (told[f"times-{code}"], told[f"in-{code}"], told[f"every-{code}"])
            for code, _ in self._stages
        }

        def changed(contact: ContactStandard | None, code: str) -> ContactStandard | None:
            if contact is None or code not in said:
                return contact
            times, amount, unit = said[code]
            return replace(contact, times=times, amount=amount, unit=unit)

        pathways = tuple(
            replace(
                one,
                stages=tuple(replace(each, contact=changed(each.contact, each.code)) for each in one.stages),
            )
            for one in self.spec.pathways
        )
        return replace(self.spec, clocks=clocks, pathways=pathways)


class TargetsForm(StepForm):
    """Which indicators of the template are asked for, and their targets by contract year."""

    def __init__(self, spec: Specification, sent: Sent, known: Questions) -> None:
        super().__init__(spec, sent)
        judged: list[Row] = []
        told: list[Row] = []
        for n, one in enumerate(spec.schedule):
            question = known.get(one.indicator)
            share = question is None or question.shape == "proportion"
            names = [self._kept(n)]
            for m, step in enumerate(one.steps):
                for end in ("at_least", "at_most"):
                    value = getattr(step, end)
                    if value is not None:
                        label = f"Year {step.year}: {end.replace('_', ' ')}"
                        names.append(
                            self._number(f"{end}-{n}-{m}", label, float, value, share=share, width=5)
                        )
            balance = ", ".join(name_of(code, known) for code in one.balance)
            hint = f"Balanced by: {balance}." if balance else ""
            if one.no_balance_because:
                hint = f"Nothing balances it: {one.no_balance_because}"
            row = Row(name_of(one.indicator, known), hint, tuple(names))
            (judged if one.steps else told).append(row)
        self.grids.append(Grid("With a target", tuple(judged), "A share is written as 65%."))
        if told:
            self.grids.append(Grid("Reported, without a target", tuple(told)))
        self._known = known

    def _kept(self, n: int) -> str:
        name = f"kept-{n}"
        self.fields[name] = forms.BooleanField(label="Asked for", required=False)
        self.initial[name] = True
        return name

    def clean(self) -> dict[str, Any]:
        """A target that is kept says what is to be reached, and what balances a target is kept too."""
        told = super().clean() or {}
        for n, one in enumerate(self.spec.schedule):
            if not told.get(f"kept-{n}"):
                continue
            self._needed(
                *(name for name in self.fields if name.startswith((f"at_least-{n}-", f"at_most-{n}-")))
            )
            left = [each for each in one.balance if each in self._dropped()]
            if one.steps and left and len(left) == len(one.balance) and not one.no_balance_because:
                names = ", ".join(name_of(code, self._known) for code in left)
                self.add_error(
                    f"kept-{n}",
                    f"{name_of(one.indicator, self._known)} has a target, and nothing would balance it. "
                    f"Keep {names}, or take this one out too.",
                )
        return told

    def _dropped(self) -> set[str]:
        rows = enumerate(self.spec.schedule)
        return {one.indicator for n, one in rows if not self.cleaned_data.get(f"kept-{n}")}

    def write(self) -> Specification:
        told, dropped = self.cleaned_data, self._dropped()
        made = []
        for n, one in enumerate(self.spec.schedule):
            if one.indicator in dropped:
                continue
            steps = tuple(
                replace(
                    step,
                    at_least=told.get(f"at_least-{n}-{m}", step.at_least),
                    at_most=told.get(f"at_most-{n}-{m}", step.at_most),
                )
                for m, step in enumerate(one.steps)
            )
            balance = tuple(code for code in one.balance if code not in dropped)
            made.append(replace(one, steps=steps, balance=balance))
        return replace(self.spec, schedule=tuple(made))


class MeansForm(StepForm):
    """Staff and caseloads, unit costs, and the money of each contract year with its parts."""

    def __init__(self, spec: Specification, sent: Sent = None) -> None:
        super().__init__(spec, sent)
        staff = [
            Row(
                ROLES.get(one.role, one.role),
                "",
                (
                    self._number(f"wte-{n}", "Whole-time equivalents", Decimal, one.wte),
                    self._number(f"people-{n}", "Caseload cap", Decimal, one.people),
                ),
            )
            for n, one in enumerate(spec.staffing)
        ]
        costs = [
            Row(
                f"Cost of {COST_UNITS.get(one.unit, one.unit)}" + _for(spec, one.pathway),
                "",
                (
                    self._number(f"low-{n}", "From, in pounds", Decimal, one.low, width=10),
                    self._number(f"high-{n}", "To, in pounds", Decimal, one.high, width=10),
                    self._line(f"price_year-{n}", "Prices of the year", one.price_year),
                ),
            )
            for n, one in enumerate(spec.costs)
        ]
        for n, _ in enumerate(spec.costs):
            self.fields[f"price_year-{n}"].widget.attrs["width"] = 10
        self.grids += [Grid("Staff", tuple(staff), "A caseload cap is for one whole-time equivalent.")]
        self.grids += [Grid("Unit costs", tuple(costs))] if costs else []
        self._add_money()

    def _add_money(self) -> None:
        spec = self.spec
        by_year = {one.year: one for one in spec.money}
        self._years = range(1, min(years(spec), MOST_YEARS) + 1)
        named = list(dict.fromkeys(part.says for one in spec.money for part in one.parts)) or list(PARTS)
        self._parts = range(len(named))
        heads = tuple(self._line(f"part-{k}", f"Part {k + 1}", name) for k, name in enumerate(named))
        lead = "Parts add up to the year's total. Leave a year empty only where all are."
        self.grids.append(Grid("What the money is for", (Row("Parts of each year", "", heads),), lead))
        rows = []
        for year in self._years:
            had = by_year.get(year)
            amounts = {part.says: part.amount for part in had.parts} if had else {}
            names = [
                self._number(f"sum-{year}-{k}", name, Decimal, amounts.get(name), width=10)
                for k, name in enumerate(named)
            ]
            total = self._number(f"total-{year}", "Total", Decimal, had.total if had else None, width=10)
            begun = begins(spec, year)
            start = f"From {say_date(begun)}. Pounds." if begun else "Pounds."
            rows.append(Row(f"Year {year}", start, (*names, total)))
        self.grids.append(Grid("Money", tuple(rows)))

    def clean(self) -> dict[str, Any]:
        """Numbers that must be there; totals that parts add up to."""
        told = super().clean() or {}
        self._needed(*(name for name in self.fields if name.startswith(("wte-", "low-", "high-"))))
        for year in self._years:
            sums = [told.get(f"sum-{year}-{k}") for k in self._parts]
            total, added = told.get(f"total-{year}"), sum(each or Decimal(0) for each in sums)
            given = any(each is not None for each in sums)
            if given and total is not None and added != total:
                self.add_error(
                    f"total-{year}",
                    f"Year {year}: its parts add up to {added:,} pounds, and its total is {total:,}. "
                    "Mend the part or the total that is wrong.",
                )
        return told

    def write(self) -> Specification:
        told, spec = self.cleaned_data, self.spec
        staffing = tuple(
            replace(one, wte=told[f"wte-{n}"], people=told[f"people-{n}"])
            for n, one in enumerate(spec.staffing)
        )
        costs = tuple(
            replace(
                one, low=told[f"low-{n}"], high=told[f"high-{n}"], price_year=told[f"price_year-{n}"].strip()
            )
            for n, one in enumerate(spec.costs)
        )
        money = tuple(one for year in self._years if (one := self._year(year)) is not None)
        return replace(spec, staffing=staffing, costs=costs, money=money)

    def _year(self, year: int) -> Money | None:
        told = self.cleaned_data
        named = ((told[f"part-{k}"].strip(), told.get(f"sum-{year}-{k}")) for k in self._parts)
        parts = tuple(Part(name, amount) for name, amount in named if amount is not None)
        total = told.get(f"total-{year}")
        if total is None and not parts:
            return None
        return Money(
            year, sum((each.amount for each in parts), Decimal(0)) if total is None else total, parts
        )


def _for(spec: Specification, pathway: str) -> str:
    """The pathway a line is of, after its words; nothing where it is of all."""
    names = {one.code: one.name for one in spec.pathways}
    return f", {names.get(pathway, pathway)}" if pathway else ""
