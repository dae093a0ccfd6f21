"""Forms about work: what a person wants, employers, jobs, adjustments, absence, advice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import WARNING_KIND
from goldthread.catalogue.tables.codes_nhs import CONSULTATION_MECHANISM, WEEKLY_HOURS
from goldthread.catalogue.tables.codes_work import (
    ABSENCE_REASON,
    ADJUSTMENT_KIND,
    BENEFITS_ADVICE,
    INDUSTRY,
    JOB_END,
    JOB_ORIGIN,
    PREFERENCE_KIND,
)
from goldthread.employment import rules
from goldthread.people.rules import DISCLOSURE
from goldthread.web.employment.saying import say_preference
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, choice_of, clock, text, whole

LAWFUL = ("lawful_reason", "second_person")


class LawfulForm(Form):
    """The lawful way where something is shared without consent."""

    lawful_reason = text(
        "The lawful reason",
        2_000,
        rows=2,
        help_text="Only where the person has not consented to it. It is kept with the record.",
    )

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        choices = [("", "Nobody"), *((one.pk, str(one)) for one in workers)]
        label = "The second person who agrees"
        self.fields["second_person"] = forms.ChoiceField(label=label, choices=choices, required=False)

    @property
    def shared_names(self) -> tuple[str, ...]:
        """What stands above the lawful way."""
        return tuple(name for name in self.fields if name not in LAWFUL)


class PreferenceForm(Form):
    """Something a person wants of a job."""

    kind = coded(PREFERENCE_KIND, label="What it is about", radios=True, required=True)
    words = text("As the person says it", 400)
    industry = coded(INDUSTRY, label="Industry, where it is one")
    stated_on = DateField(label="Said on")


class EmployerForm(Form):
    """An employer."""

    name = text("Name of the employer", 200, required=True)
    industry = coded(INDUSTRY, label="Industry")
    contact_name = text("Whom to ask for", 200)
    reach = text("How to reach them", 200, help_text="A phone number or an email address.")
    words = text("What is known of their jobs", 2_000, rows=3)


class NewEmployerForm(EmployerForm):
    """An employer that a team has come to know."""

    def __init__(self, *given: Any, teams: Any, shared: bool, **named: Any) -> None:
        super().__init__(*given, **named)
        none = "All teams" if shared else ""
        self.fields["team"] = choice_of("Known to", teams, required=not shared, none=none)


class SearchForm(forms.Form):
    """A word of an employer's name."""

    words = forms.CharField(label="Name of the employer, or whom to ask for", max_length=100, required=False)


def _employers(rows: Any, *, none: str = "Not recorded, or not on the list") -> forms.ChoiceField:
    choices = [("", none), *((one.pk, one.name) for one in rows)]
    return forms.ChoiceField(label="Employer", choices=choices, required=False)


class EmployerContactForm(LawfulForm):
    """A contact with an employer for a person."""

    contacted_on = DateField(label="When")
    contacted_clock = clock()
    about_person = KnownField(label="Was the person spoken about?", required=True)
    competitive = KnownField(label="Was it about a job that is open to anyone, at the going rate?")
    words = text("What was said", 2_000, rows=3)

    def __init__(
        self, *given: Any, employers: Any, preferences: Any, jobs: Any, on: date, **named: Any
    ) -> None:
        super().__init__(*given, **named)
        self.fields["employer"] = _employers(employers)
        self.fields["mode"] = coded(CONSULTATION_MECHANISM, on=on, label="How")
        wanted = [(one.pk, say_preference(one)) for one in preferences]
        self.fields["preference"] = forms.ChoiceField(
            label="Which preference of the person led to it?",
            choices=[*wanted, ("none", "None of them"), ("", "Not asked")],
            widget=forms.RadioSelect,
            required=False,
        )
        if jobs:
            said = [(one.pk, one.title or (one.employer.name if one.employer else "Job")) for one in jobs]
            self.fields["job"] = forms.ChoiceField(
                label="Is it about a job that the person holds?",
                choices=[*said, ("", "No, about a job to come")],
                widget=forms.RadioSelect,
                required=False,
            )
        names = ["employer", "contacted_on", "contacted_clock", "mode", "about_person", "preference"]
        self.order_fields([*names, "competitive", "job", "words"])


class LearningForm(Form):
    """A contact with an employer to learn of jobs; nobody is spoken about."""

    contacted_on = DateField(label="When")
    contacted_clock = clock()
    competitive = KnownField(label="Was it about jobs that are open to anyone, at the going rate?")
    words = text("What was said", 2_000, rows=3)

    def __init__(self, *given: Any, teams: Any, on: date, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["mode"] = coded(CONSULTATION_MECHANISM, on=on, label="How")
        self.fields["team"] = choice_of("Team", teams)
        self.order_fields(["contacted_on", "contacted_clock", "mode"])


class JobForm(Form):
    """A job: its first day and how it came about are needed."""

    started_on = DateField(label="First working day")
    title = text("What the person does there", 200)
    origin = coded(JOB_ORIGIN, label="How it came about", radios=True, required=True)
    paid = KnownField(label="Is it paid?")
    competitive = KnownField(label="Is it a job that is open to anyone, at the going rate?")
    weekly_hours = forms.DecimalField(
        label="Usual hours a week",
        required=False,
        min_value=0,
        max_value=120,
        decimal_places=1,
        max_digits=4,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "width": "4"}),
    )
    hours_band = coded(WEEKLY_HOURS, label="Or the band of hours, where only that is known")
    industry = coded(INDUSTRY, label="Industry", help_text="Left blank, it is the employer's.")
    placed = KnownField(label="Did the employment specialist place the person in it?")

    def __init__(self, *given: Any, employers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["employer"] = _employers(employers)
        self.order_fields(["employer", "title", "started_on", "origin", "weekly_hours", "hours_band"])


class ConfirmForm(Form):
    """A job that is still held."""

    confirmed_on = DateField(label="Known to be held on")


class EndForm(Form):
    """The end of a job."""

    ended_on = DateField(label="Last day of the job")
    end_reason = coded(JOB_END, label="Why it ended", radios=True, required=True)
    end_words = text("In the person's words", 2_000, rows=3)


class PlanForm(Form):
    """The plan of the first four weeks."""

    agreed_on = DateField(label="Agreed on")
    agreed_clock = clock()
    own_goals = text("What the person wants of the first weeks, in their own words", 4_000, rows=3)
    disclosure = coded(DISCLOSURE, label="What the employer may be told", radios=True)
    contacts_per_week = whole("Contacts a week with the person", 14, required=True, min_value=1)
    adjustments_schedule = KnownField(
        label="Is a schedule of adjustments written down: rota, breaks, supervision?",
        help_text="Write each adjustment down on the page of the job.",
        required=True,
    )
    what = text("A clear step that keeps the job", 400)
    whose = text("Who takes it", 200)
    due_on = DateField(label="By when", required=False)


class AdjustmentForm(LawfulForm):
    """A change at work."""

    kind = coded(ADJUSTMENT_KIND, label="What changes", radios=True, required=True)
    words = text("In words", 400, help_text="Such as: starts at 10, or a break every two hours.")
    agreed_on = DateField(label="Agreed on")
    due_on = DateField(label="To be in place by", required=False)
    with_employer = KnownField(
        label="Who agreed it with the employer?",
        yes="We did, or both of us",
        no="The person alone",
        required=True,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.order_fields(["kind", "words", "agreed_on", "due_on", "with_employer"])


class AdjustmentStandsForm(Form):
    """What became of an adjustment."""

    became = forms.ChoiceField(
        label="What became of it",
        choices=[("in_place", "It is in place"), ("ended", "It stopped, or was dropped")],
        widget=forms.RadioSelect,
    )
    on = DateField(label="On")
    words = text("Why it stopped", 200, help_text="Needed where it was never in place.")


class ReviewForm(LawfulForm):
    """A review of the adjustments of a job."""

    week = whole("Week of the job", 520, required=True, min_value=1)
    held_on = DateField(label="Held on")
    with_employer = KnownField(
        label="Who took part?",
        yes="The person and the employer",
        no="The person alone",
        required=True,
        help_text="Without consent the review is held with the person alone.",
    )
    words = text("What works, and what changes", 2_000, rows=3)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.order_fields(["week", "held_on", "with_employer", "words"])


class AbsenceForm(Form):
    """Time away from work."""

    reason = coded(ABSENCE_REASON, label="Why", radios=True, required=True)
    started_on = DateField(label="First day away")
    ended_on = DateField(label="Last day away, where the person is back", required=False)
    working_days = whole("Working days lost, where known", 400)


class BackForm(Form):
    """Back at work."""

    ended_on = DateField(label="Last day away")
    working_days = whole("Working days lost in all, where known", 400)


class WarningForm(Form):
    """A sign that work may be breaking down."""

    kind = coded(WARNING_KIND, label="What was seen", radios=True, required=True)
    raised_on = DateField(label="Seen on")
    raised_clock = clock()
    action = text("What was done about it at once", 2_000, rows=2)


class AdviceForm(Form):
    """Advice on benefits."""

    kind = coded(BENEFITS_ADVICE, label="How far it went", radios=True, required=True)
    given_on = DateField(label="On")
    adviser = text("Who advised, and from where", 200)
    words = text("What was said", 2_000, rows=3)


class JobcentreForm(LawfulForm):
    """Word with the Jobcentre about a person."""

    contacted_on = DateField(label="When")
    contacted_clock = clock()
    words = text("What was said", 2_000, rows=3)


class MeetingForm(Form):
    """A meeting with the Jobcentre that names nobody."""

    kind = forms.ChoiceField(
        label="What it was",
        choices=[(code, rules.JOBCENTRE.label(code)) for code in ("meeting", "learning")],
        widget=forms.RadioSelect,
    )
    contacted_on = DateField(label="When")
    contacted_clock = clock()
    words = text("What was said", 2_000, rows=3)

    def __init__(self, *given: Any, teams: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = choice_of("Team", teams)


class AttachmentForm(Form):
    """A specialist attached to a health or care team."""

    attached_team = text("The health or care team", 200, required=True)
    started_on = DateField(label="First day")

    def __init__(self, *given: Any, workers: Any, teams: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["worker"] = choice_of("Who", workers)
        self.fields["team"] = choice_of("Team", teams)
        self.order_fields(["worker", "attached_team", "team"])


class DetachForm(Form):
    """The end of an attachment."""

    ended_on = DateField(label="Last day")
