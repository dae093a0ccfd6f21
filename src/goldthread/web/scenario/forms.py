"""Forms of "what if": one for each kind of clause. They are read from the address, for nothing is saved."""

from __future__ import annotations

from typing import Any

from django import forms

from goldthread.contracts.terms import Cap, Contract, Gaps, Standard, Target
from goldthread.contracts.terms.changing import CONTACT, WhatIf
from goldthread.contracts.terms.declared import SUSTAINED
from goldthread.web.scenario.clauses import CAP, CONTACTS, GAPS, STANDARD, TARGET, WORK, Clause

UNITS = {"hours": "hours", "working_days": "working days", "days": "days", "weeks": "weeks"}
_WHOLE = {"invalid": "Give a whole number.", "required": "Give a number."}
MOST = 1_000_000  # more than any unit allows: the terms say where theirs ends


def _whole(label: str, *, required: bool = True, help_text: str = "") -> forms.IntegerField:
    field = forms.IntegerField(
        label=label,
        required=required,
        min_value=0,
        max_value=MOST,
        help_text=help_text,
        error_messages={**_WHOLE, "min_value": "Give 0 or more."},
    )
    field.widget = forms.TextInput(attrs={"width": "5", "inputmode": "numeric"})
    return field


class Asking(forms.Form):
    """A form that makes a question of what it was given."""

    def __init__(self, clause: Clause, contract: str, *arguments: Any, **named: Any) -> None:
        self.clause, self.contract = clause, contract
        super().__init__(*arguments, **named)

    def asked(self) -> WhatIf:
        """What is to be otherwise."""
        raise TypeError(type(self).__name__)  # every form says its own

    @property
    def fits(self) -> dict[str, Any]:
        """How it stands now, to begin from."""
        return {}


class TimeForm(Asking):
    """A clock: within how long, or in which weeks."""

    amount = _whole("Within")
    unit = forms.ChoiceField(label="Hours, days or weeks", choices=list(UNITS.items()))
    points = forms.CharField(
        label="In these weeks after the start", required=False, max_length=60, help_text="Such as 1, 2, 4"
    )

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        row = self.clause.rows[-1]
        if not (isinstance(row, Standard) and row.points):
            del self.fields["points"]

    def clean_points(self) -> tuple[int, ...] | None:
        names = [name.strip() for name in self.cleaned_data["points"].split(",") if name.strip()]
        if not all(name.isdecimal() and len(name) < 5 for name in names):
            raise forms.ValidationError("Give weeks as whole numbers, such as 1, 2, 4.")
        return tuple(int(name) for name in names) or None

    @property
    def fits(self) -> dict[str, Any]:
        row = self.clause.rows[-1]
        if not isinstance(row, Standard):
            return {}
        return {"amount": row.amount, "unit": row.unit, "points": ", ".join(map(str, row.points))}

    def asked(self) -> WhatIf:
        told = self.cleaned_data
        return WhatIf(
            contract=self.contract,
            standard=self.clause.of,
            amount=told["amount"],
            unit=told["unit"],
            points=told.get("points"),
        )


class ContactForm(Asking):
    """How often people on a stage are seen."""

    amount = _whole("One contact in", help_text="For everybody on the stage, whatever their plans ask.")
    unit = forms.ChoiceField(
        label="Days or weeks", choices=[(name, UNITS[name]) for name in ("weeks", "days", "working_days")]
    )

    @property
    def fits(self) -> dict[str, Any]:
        row = self.clause.rows[-1] if self.clause.rows else None
        return {"amount": row.amount, "unit": row.unit} if isinstance(row, Standard) else {"amount": 1}

    def asked(self) -> WhatIf:
        told = self.cleaned_data
        return WhatIf(
            contract=self.contract,
            standard=CONTACT,
            amount=told["amount"],
            unit=told["unit"],
            stages=(self.clause.of,),
        )


class WorkForm(Asking):
    """When work counts as sustained, and from how many hours a job counts."""

    sustained = forms.ChoiceField(
        label="Work counts as sustained",
        widget=forms.RadioSelect,
        choices=[("unbroken", "13 weeks unbroken, gaps passed over"), ("13 in 16 weeks", "13 of 16 weeks")],
    )
    weekly_hours = forms.FloatField(
        label="Least weekly hours of a job",
        required=False,
        min_value=0,
        max_value=168,
        widget=forms.TextInput(attrs={"width": "5", "inputmode": "decimal"}),
        help_text="Jobs known to have fewer do not count. 0 counts every job.",
        error_messages={"invalid": "Give a number of hours."},
    )

    @property
    def fits(self) -> dict[str, Any]:
        row = self.clause.rows[-1] if self.clause.rows else None
        if not isinstance(row, Contract):
            return {"sustained": SUSTAINED[0]}
        return {"sustained": row.sustained, "weekly_hours": f"{row.minimum_weekly_hours or 0:g}"}

    def asked(self) -> WhatIf:
        told = self.cleaned_data
        return WhatIf(contract=self.contract, sustained=told["sustained"], weekly_hours=told["weekly_hours"])


class GapForm(Asking):
    """Days between homes, or jobs, that are passed over."""

    home_days = _whole("Days between two homes")
    work_days = _whole("Days between two jobs")

    @property
    def fits(self) -> dict[str, Any]:
        row = self.clause.rows[-1] if self.clause.rows else None
        own = (row.gaps if isinstance(row, Contract) else None) or Gaps()
        return {"home_days": own.home_days, "work_days": own.work_days}

    def asked(self) -> WhatIf:
        told = self.cleaned_data
        return WhatIf(contract=self.contract, home_days=told["home_days"], work_days=told["work_days"])


class CapForm(Asking):
    """How many people one whole-time equivalent may carry."""

    people = forms.FloatField(
        label="People for one full-time worker",
        min_value=0,
        max_value=10_000,
        widget=forms.TextInput(attrs={"width": "5", "inputmode": "decimal"}),
        error_messages={"invalid": "Give a number of people.", "required": "Give a number of people."},
    )

    @property
    def fits(self) -> dict[str, Any]:
        row = self.clause.rows[-1]
        return {"people": f"{row.people:g}"} if isinstance(row, Cap) else {}

    def asked(self) -> WhatIf:
        return WhatIf(contract=self.contract, role=self.clause.of, people=self.cleaned_data["people"])


class TargetForm(Asking):
    """What an indicator is to reach."""

    at_least = forms.CharField(
        label="At least", required=False, max_length=12, help_text="Such as 65% or 12. Leave blank for none."
    )
    at_most = forms.CharField(label="At most", required=False, max_length=12)

    @property
    def fits(self) -> dict[str, Any]:
        row = self.clause.rows[-1]
        if not isinstance(row, Target):
            return {}
        ends = {"at_least": row.at_least, "at_most": row.at_most}
        return {name: f"{end:g}" for name, end in ends.items() if end is not None}

    def clean_at_least(self) -> float | None:
        return _end(self.cleaned_data["at_least"])

    def clean_at_most(self) -> float | None:
        return _end(self.cleaned_data["at_most"])

    def asked(self) -> WhatIf:
        told = self.cleaned_data
        return WhatIf(
            contract=self.contract,
            indicator=self.clause.of,
            at_least=told["at_least"],
            at_most=told["at_most"],
        )


def _end(told: str) -> float | None:
    plain = told.strip()
    if not plain:
        return None
    try:
        return round(float(plain[:-1]) / 100, 12) if plain.endswith("%") else float(plain)
    except ValueError:
        raise forms.ValidationError("Give a number, or a share such as 65%.") from None


FORMS: dict[str, type[Asking]] = {
    STANDARD: TimeForm,
    CONTACTS: ContactForm,
    WORK: WorkForm,
    GAPS: GapForm,
    CAP: CapForm,
    TARGET: TargetForm,
}
