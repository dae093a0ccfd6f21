"""Forms about homes, what threatens them, and the huddle."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import (
    LANDLORD_KIND,
    NOTICE_KIND,
    RISK_ACTION,
    RISK_CLOSING,
    SETTLED,
    TENANCY_END,
    TENANCY_RISK_KIND,
)
from goldthread.catalogue.tables.codes_nhs import ACCOMMODATION
from goldthread.housing import rules
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, choice_of, clock, text


def pounds(label: str, **named: Any) -> forms.DecimalField:
    """An amount of money; a pound sign and thousands' commas may be typed."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "width": "10"})
    error = {"invalid": "Enter an amount such as 640 or 87.50."}
    return Pounds(label=label, decimal_places=2, max_digits=9, widget=widget, error_messages=error, **named)


class Pounds(forms.DecimalField):
    """A number of pounds as people write it."""

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = value.replace("£", "").replace(",", "").replace("\u2212", "-").strip()
        return super().to_python(value)


class TenancyForm(Form):
    """A tenancy: only its first day is needed."""

    started_on = DateField(label="First day of the tenancy")
    agreement = coded(rules.AGREEMENT, label="Agreement", radios=True)
    landlord_kind = coded(LANDLORD_KIND, label="Kind of landlord", radios=True)
    landlord = text("Landlord's name", 200)
    landlord_contact = text("How to reach the landlord", 200, help_text="A phone number or an email address.")
    settled = KnownField(label="Can the person stay for the medium or long term?")


class ConfirmForm(Form):
    """A tenancy that is still held."""

    confirmed_on = DateField(label="Known to be held on")


class EndForm(Form):
    """The end of a tenancy."""

    ended_on = DateField(label="Last day of the tenancy")
    end_reason = coded(TENANCY_END, label="Why it ended", radios=True, required=True)


class BalanceForm(Form):
    """What is owed on a day."""

    balance_on = DateField(label="Day of the balance")
    balance = pounds("Balance in pounds", help_text="What is owed. Put a minus before it where in credit.")
    weekly_charge = pounds("Weekly rent and service charge in pounds", required=False, min_value=0)


class BalanceAgainForm(BalanceForm):
    """A balance mended; its day stays."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        del self.fields["balance_on"]


class NoticeForm(Form):
    """A formal notice."""

    kind = coded(NOTICE_KIND, label="Kind of notice", radios=True, required=True)
    served_on = DateField(label="Served on")
    served_clock = clock()
    ends_on = DateField(label="The day it asks the person to leave by", required=False)


class WithdrawForm(Form):
    """A notice taken back."""

    withdrawn_on = DateField(label="Withdrawn on")


class InspectionForm(Form):
    """An inspection to come."""

    kind = coded(rules.INSPECTION, label="Who looks at the home", radios=True, required=True)
    due_on = DateField(label="On")


class MovedForm(Form):
    """An inspection on another day."""

    due_on = DateField(label="New day")


class InspectedForm(Form):
    """What came of an inspection."""

    held_on = DateField(label="Held on")
    result = coded(rules.INSPECTION_RESULT, label="What came of it", radios=True, required=True)
    words = text("What is to be mended, or why nobody got in", 2_000, rows=3)


class ComplaintForm(Form):
    """A complaint about the tenancy."""

    received_on = DateField(label="Came on")
    made_by = coded(rules.COMPLAINT_BY, label="Who complains", radios=True, required=True)
    about = coded(rules.COMPLAINT_ABOUT, label="What about", radios=True, required=True)
    words = text("In words", 2_000, rows=3)
    as_risk = forms.BooleanField(label="Put it in the register of tenancy risks", required=False)


class ComplaintClosedForm(Form):
    """How a complaint closed."""

    closed_on = DateField(label="Closed on")
    outcome = coded(rules.COMPLAINT_OUTCOME, label="How it closed", radios=True, required=True)


class LivingForm(Form):
    """Where a person lives, by the codes in use on the day."""

    stated_on = DateField(label="Told on")
    accommodation = coded(ACCOMMODATION, label="Where the person lives")
    settled = coded(SETTLED, label="Settled accommodation?", radios=True)
    independent = KnownField(label="Lives independently, with or without support?")
    notice_served = KnownField(label="Has been given notice to leave?")
    overcrowded = KnownField(label="Is the home overcrowded?")

    def __init__(self, *given: Any, on: date, **named: Any) -> None:
        super().__init__(*given, **named)
        # Codes in use today come first to hand; one that was in use on an earlier day is checked then.
        self.fields["accommodation"] = coded(ACCOMMODATION, on=on, label="Where the person lives")
        self.order_fields(["stated_on", "accommodation"])


class RaiseForm(Form):
    """A risk to a home."""

    risk_kind = coded(TENANCY_RISK_KIND, label="What is the risk?", radios=True, required=True)
    words = text("What was seen", 2_000, rows=3)
    raised_on = DateField(label="Seen on")
    raised_clock = clock()

    def __init__(self, *given: Any, tenancies: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        homes = [(one.pk, said) for one, said in tenancies]
        self.fields["tenancy"] = forms.ChoiceField(
            label="Which home",
            choices=[*homes, ("", "A home still to come, or not recorded yet")],
            widget=forms.RadioSelect,
            required=False,
        )
        self.fields["owner"] = choice_of("Who owns it", workers, required=False, none="Nobody yet")
        self.order_fields(["risk_kind", "tenancy", "words"])


class _Lawful(Form):
    """With whom benefits are talked about, and the lawful way where others are told without consent."""

    recipient = text(
        "Benefits liaison: with whom",
        200,
        help_text="For example Jobcentre Plus. A consent that names one office covers no other.",
    )
    lawful_reason = text(
        "Without consent: the lawful reason",
        2_000,
        rows=2,
        help_text="Only where the person has not consented to it. It is kept with the record.",
    )

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        label = "Without consent: the second person who agrees"
        choices = [("", "Nobody"), *((one.pk, str(one)) for one in workers)]
        self.fields["second_person"] = forms.ChoiceField(label=label, choices=choices, required=False)


class ActionForm(_Lawful):
    """A plan or an action on a risk."""

    kind = coded(RISK_ACTION, label="What is done", radios=True, required=True)
    words = text("In words", 2_000, rows=2)
    begun = KnownField(label="Is it begun?", yes="Yes, it is begun", no="No, it is agreed")
    opened_on = DateField(label="Begun on, where not today", required=False)
    opened_clock = clock()
    planned_by_on = DateField(label="To be complete by", required=False)

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, workers=workers, **named)
        self.fields["owner"] = choice_of("Who does it", workers, required=False, none="Whoever owns the risk")
        self.order_fields(["kind", "words", "begun", "opened_on", "opened_clock", "planned_by_on", "owner"])

    def clean(self) -> dict[str, Any]:
        """An action is begun or only agreed: the clock stops at its beginning, so somebody must say."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        unsaid = told.get("begun") is None and told.get("opened_on") is None
        if told.get("kind") not in (None, "", rules.PLAN) and unsaid:
            self.add_error("begun", "Say whether it is begun: only then does it answer the risk.")
        return told


class BeginForm(_Lawful):
    """An agreed action, begun."""

    opened_on = DateField(label="Begun on")
    opened_clock = clock()

    def __init__(self, *given: Any, kind: str, **named: Any) -> None:
        super().__init__(*given, **named)
        if kind != rules.BENEFITS:
            del self.fields["recipient"]
        self.order_fields(["opened_on", "opened_clock"])


class CompleteForm(Form):
    """An action that is over: complete, or given up with the reason."""

    done = forms.ChoiceField(
        label="How it ended",
        choices=[("complete", "It is complete"), ("given_up", "It is given up")],
        widget=forms.RadioSelect,
    )
    completed_on = DateField(label="Complete on", required=False)
    completed_clock = clock()
    words = text("Why it is given up", 2_000, rows=2)


class OwnerForm(Form):
    """Who answers for a risk."""

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["owner"] = choice_of("Who owns it", workers)


class CloseForm(Form):
    """How a risk closed."""

    closing_outcome = coded(RISK_CLOSING, label="How it closed", radios=True, required=True)
    closing_words = text("In words", 2_000, rows=3, help_text="Needed where nothing was resolved.")


class BoardActionForm(_Lawful):
    """An action agreed in the huddle: what is known there, and no more."""

    kind = coded(RISK_ACTION, label="What is done", radios=True, required=True)
    words = text("In words", 2_000)
    planned_by_on = DateField(label="By", required=False)
    begun = forms.BooleanField(label="It is begun already", required=False)
    as_plan = forms.BooleanField(label="This is the action plan too", required=False)

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, workers=workers, **named)
        choices = [("", "Whoever owns the risk"), *((one.pk, str(one)) for one in workers)]
        self.fields["owner"] = forms.ChoiceField(label="Who", choices=choices, required=False)
        self.fields["kind"].widget.attrs["inline"] = True
        self.order_fields(["kind", "words", "owner", "planned_by_on", "begun", "as_plan"])


class BoardOwnerForm(Form):
    """A new owner, from a list of colleagues."""

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [("", "Choose"), *((one.pk, str(one)) for one in workers)]
        self.fields["owner"] = forms.ChoiceField(label="Owner", choices=choices)


class CarryOnForm(Form):
    """Nothing new is decided, or it goes to the manager."""

    decision = forms.ChoiceField(choices=[("carry_on", "Carry on"), ("escalate", "To the manager")])
    words = text("What is asked of the manager", 2_000)
