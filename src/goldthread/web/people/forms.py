"""Forms about people: who they are, how they came, their support."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import (
    DECISION,
    DESTINATION,
    RISK_LEVEL,
    RISK_REVIEW_REASON,
    STAGE,
    SUPPORT_END,
)
from goldthread.catalogue.tables.codes_nhs import (
    DISABILITY,
    EMPLOYMENT_STATUS,
    ETHNIC_CATEGORY,
    GENDER,
    REFERRAL_SOURCE,
    WEEKLY_HOURS,
)
from goldthread.catalogue.tables.codes_work import INTEREST, LAST_WORKED, QUALIFICATION
from goldthread.people.rules import ACCESS_NEEDS, FIRST_STAGES, VOID_REASON
from goldthread.web.look.forms import DateField, KnownField, coded


class Form(forms.Form):
    """A form without the browser's own checks: ours say what to do."""

    use_required_attribute = False

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **{"label_suffix": "", **named})
        for field in self.fields.values():
            if field.required and "required" in field.error_messages:
                field.error_messages["required"] = f"{field.label}: this is needed."


def as_typed(form: type[Form], sent: Any, prefix: str = "") -> dict[str, Any]:
    """What was typed so far, as the beginning of a form that nobody has judged yet."""
    start = f"{prefix}-" if prefix else ""
    fields: dict[str, forms.Field] = form.base_fields
    return {
        name: field.widget.value_from_datadict(sent, {}, f"{start}{name}") for name, field in fields.items()
    }


def text(label: str, most: int, *, rows: int = 0, **named: Any) -> forms.CharField:
    """A line of text, or some of them."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput
    return forms.CharField(label=label, max_length=most, widget=widget, **{"required": False, **named})


def whole(label: str, most: int, **named: Any) -> forms.IntegerField:
    """A whole number from nought."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "width": "3"})
    settings = {"required": False, "min_value": 0, "max_value": most, "widget": widget}
    return forms.IntegerField(label=label, **{**settings, **named})


def clock(label: str = "Time", **named: Any) -> forms.TimeField:
    """A time of day."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "width": "5"})
    error = {"invalid": "Enter a time such as 14:20."}
    hint = "For example 14:20. Leave it blank if nobody knows."
    settings = {"required": False, "widget": widget, "help_text": hint, "error_messages": error}
    return forms.TimeField(label=label, input_formats=["%H:%M", "%H.%M", "%H%M"], **{**settings, **named})


def choice_of(label: str, rows: Iterable[Any], *, required: bool = True, none: str = "") -> forms.ChoiceField:
    """One of some rows, by name: radios where they are few."""
    known = [(row.pk, str(row)) for row in rows]
    if len(known) <= 5:
        choices = [("", none), *known] if none else known
        widget: Any = forms.RadioSelect
    else:
        choices, widget = [("", none or "Choose"), *known], forms.Select
    only = known[0][0] if required and len(known) == 1 else None
    return forms.ChoiceField(label=label, choices=choices, required=required, widget=widget, initial=only)


class PersonForm(Form):
    """Who a person is. Only a name is needed; the rest may be asked later."""

    name = text("Name", 200, required=True, help_text="As the person wants to be called.")
    pronouns = text("Pronouns", 40, help_text="For example she/her.")
    birth_date = DateField(label="Date of birth", required=False, help_text="For example 27 3 1986.")
    nhs_number = text(
        "NHS number", 20, help_text="Ten digits, for example 999 000 0018. Checked, not needed."
    )
    phone = text("Phone", 40)
    email = forms.EmailField(label="Email", required=False)
    address = text("Address", 400, rows=3)
    postcode = text("Postcode", 10)
    locality = text("Area", 100, help_text="As the contract names it.")
    gender = coded(GENDER, label="Gender, as the person says")
    ethnicity = coded(ETHNIC_CATEGORY, label="Ethnic category, as the person says")
    disability = coded(DISABILITY, label="Main disability, as the person says")


class ChangePersonForm(PersonForm):
    """The same of somebody known here."""

    died_on = DateField(label="Died on", required=False)


class AddPersonForm(PersonForm):
    """A new person, and the team that will see them."""

    def __init__(self, *given: Any, teams: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = choice_of("Team that sees the person", teams)


class SearchForm(Form):
    """Words of a name, sent and never in the address."""

    words = text("Name, or a whole NHS number", 100, label_suffix="")


class NeedForm(Form):
    """How a person needs information."""

    kind = coded(ACCESS_NEEDS, label="Need", required=True)
    detail = text("Detail", 200, help_text="For example the size of print, or the language.")
    review_due_on = DateField(label="Ask again on", required=False)


class ReferralForm(Form):
    """How and when somebody came."""

    received_on = DateField(label="Received on")
    received_clock = clock()
    referral_source = coded(REFERRAL_SOURCE, label="Who referred")
    referred_by = text("Name of the referrer, and where they work", 200)
    reason = text("Why they were referred", 4_000, rows=4)
    employment_status = coded(EMPLOYMENT_STATUS, label="Employment status now")
    in_contact = KnownField(label="In contact with specialist mental health services?")


class NewReferralForm(ReferralForm):
    """A referral to a team."""

    def __init__(self, *given: Any, teams: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = choice_of("Team", teams)


class AnswerForm(Form):
    """When the referrer was first answered."""

    responded_on = DateField(label="Answered on")
    responded_clock = clock()


class DecisionForm(Form):
    """What was decided, and why."""

    decision = coded(DECISION, label="Decision", radios=True, required=True)
    reason = text("Reason", 2_000, rows=3, help_text="Needed unless accepted: the person may ask.")
    decided_on = DateField(label="Decided on")
    decided_clock = clock()


class ProfileForm(Form):
    """Intake: what is known of a person's work. Nothing is needed; what is blank is not known."""

    stated_on = DateField(label="As of")
    employment_status = coded(EMPLOYMENT_STATUS, label="Employment status")
    weekly_hours = coded(WEEKLY_HOURS, label="Weekly hours worked")
    qualification = coded(QUALIFICATION, label="Highest qualification")
    last_worked = coded(LAST_WORKED, label="Last in paid work")
    last_worked_on = DateField(label="Last day in paid work, where known", required=False)
    held_year = KnownField(label="Ever in one paid job for more than a year?")
    long_term_benefits = KnownField(label="Receives long-term benefits because of health or disability?")


class SupportForm(Form):
    """Support that starts: where, with whom, on which stage, and the universal offer."""

    started_on = DateField(label="First day of support")
    stage = forms.ChoiceField(
        label="Stage", choices=[(code, STAGE.label(code)) for code in FIRST_STAGES], widget=forms.RadioSelect
    )
    contacts_per_week = whole("Two-way contacts a week", 50)
    planned_end_on = DateField(label="Planned end", required=False)
    offer = text("Offer chosen", 100, help_text="For example floating support of 6 months.")
    offer_months = whole("Time limit of the offer, in months", 120)
    employment_status_at_start = coded(EMPLOYMENT_STATUS, label="Employment status on the first day")
    hours_at_start = coded(WEEKLY_HOURS, label="Weekly hours worked on the first day")
    in_contact = KnownField(label="In contact with specialist mental health services?")
    housing_asked = KnownField(label="Asked about their housing?")
    housing_advice = KnownField(label="Offered housing advice?")
    housing_options = KnownField(label="Offered housing options?")
    advocacy = KnownField(label="Offered advocacy?")

    def __init__(self, *given: Any, teams: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = choice_of("Team", teams)
        self.fields["worker"] = choice_of("Named worker", workers, required=False, none="Nobody yet")
        self.order_fields(["team", "worker"])


class OfferForm(Form):
    """What was asked and offered since the start, and what changed."""

    housing_asked = KnownField(label="Asked about their housing?")
    housing_advice = KnownField(label="Offered housing advice?")
    housing_options = KnownField(label="Offered housing options?")
    advocacy = KnownField(label="Offered advocacy?")
    in_contact = KnownField(label="In contact with specialist mental health services at the start?")
    moved_in_on = DateField(label="Moved into the home that the service found on", required=False)
    out_of_work_ended_on = DateField(label="Last day of out-of-work support", required=False)


class TeamForm(Form):
    """Another team that sees the person."""

    def __init__(self, *given: Any, teams: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = choice_of("Team", teams)
        self.fields["worker"] = choice_of("Worker there", workers, required=False, none="Nobody yet")


class StageForm(Form):
    """Another stage, with its rationale."""

    stage = coded(STAGE, label="New stage", radios=True, required=True)
    started_on = DateField(label="From")
    contacts_per_week = whole("Two-way contacts a week", 50)
    reason = text("Why", 2_000, rows=3, required=True)


class WorkerForm(Form):
    """Another named worker."""

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["worker"] = choice_of("New named worker", workers)


class ExtensionForm(Form):
    """Support that goes on for longer."""

    planned_end_on = DateField(label="New planned end")
    reason = text("Why", 2_000, rows=3, required=True)


class VariationForm(Form):
    """A deviation from the pathway that the contract permits."""

    variance = forms.ChoiceField(label="What is done otherwise", widget=forms.RadioSelect)
    decided_on = DateField(label="Decided on")
    worker = forms.ChoiceField(label="Who decided it", required=False)
    reason = text("Why", 2_000, rows=3, required=True)

    def __init__(self, *given: Any, permitted: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["variance"].choices = permitted
        self.fields["worker"].choices = [("", "Nobody here"), *((row.pk, str(row)) for row in workers)]


class InterestForm(Form):
    """Interest in paid work, asked."""

    asked_on = DateField(label="Asked on")
    interest = coded(INTEREST, label="Answer", radios=True)


class EndForm(Form):
    """The end of support."""

    ended_on = DateField(label="Last day of support")
    end_reason = coded(SUPPORT_END, label="Why it ends", required=True)
    destination = coded(DESTINATION, label="Where the person will live")
    floated_off = KnownField(label="Floated off or moved on as planned?")
    light_offer = KnownField(label="Told that they may come back and ask?")
    light_offer_employer = KnownField(label="Employer told the same?")
    employer = text(
        "Name of the employer who was told",
        200,
        help_text="A consent that names one employer covers no other.",
    )
    lawful_reason = text("Without consent: the lawful reason", 2_000, rows=2)

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [("", "Nobody"), *((one.pk, str(one)) for one in workers)]
        label = "Without consent: the second person who agrees"
        self.fields["second_person"] = forms.ChoiceField(label=label, choices=choices, required=False)


class RiskForm(Form):
    """An assessment of risk."""

    level = coded(RISK_LEVEL, label="Level of risk", radios=True, required=True)
    reason = coded(RISK_REVIEW_REASON, label="Why it was assessed")
    assessed_on = DateField(label="Assessed on")
    review_due_on = DateField(label="Review due on", required=False)
    plan_in_place = KnownField(label="A plan for the risk is in place?")


class VoidForm(Form):
    """Why something was entered in error."""

    reason = coded(VOID_REASON, label="Why it was entered in error", radios=True, required=True)


def today_of(day: date, *names: str) -> dict[str, date]:
    """Days that begin as today."""
    return dict.fromkeys(names, day)
