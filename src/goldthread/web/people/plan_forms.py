"""The form of a plan, with its tasks, signs and actions, and forms of consent."""

from __future__ import annotations

from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import CONSENT_PURPOSE, PLAN_KIND, SUPPORT_LEVEL, WARNING_KIND
from goldthread.people.rules import CONSENT_HOW, DISCLOSURE
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, as_typed, choice_of, clock, text, whole

MOST_PARTS = 30
IN_WORK = "in_work"  # of the kinds of plan, the one that belongs to a job


class PlanForm(Form):
    """A plan in plain words."""

    kind = coded(PLAN_KIND, label="What the plan is for", required=True)
    agreed_on = DateField(label="Agreed on")
    review_due_on = DateField(label="Next review", required=False)
    own_goals = text("What the person wants, in their own words", 4_000, rows=4)
    choices = text("What they chose", 4_000, rows=3)
    carers_part = text("What their carer or family does", 4_000, rows=3)
    contacts_per_week = whole("Two-way contacts a week", 50)
    work_actions = KnownField(label="Has clear actions on paid work?")
    retention_actions = KnownField(label="Has clear actions on keeping a job?")
    disclosure = coded(DISCLOSURE, label="What an employer may be told", radios=True)
    other_worker_asked = KnownField(label="Has the person asked for another worker?")
    signs_threshold = whole("How many signs together mean: act", 20)
    copy_given_on = DateField(label="Copy given to the person on", required=False)
    adjustments_schedule = KnownField(
        label="In work: are rota, breaks and supervision written down with the plan?"
    )

    def __init__(self, *given: Any, jobs: Any = (), **named: Any) -> None:
        super().__init__(*given, **named)
        if jobs:
            self.fields["job"] = forms.ChoiceField(
                label="In work: which job the plan is for",
                choices=[("", "No job"), *jobs],
                required=False,
            )

    def clean(self) -> dict[str, Any]:
        """An in-work plan names its job, where the person holds one; no other plan does."""
        told: dict[str, Any] = super().clean() or self.cleaned_data
        if told.get("kind") != IN_WORK:
            told.pop("job", None)
            told["adjustments_schedule"] = None
        elif "job" in self.fields and not told.get("job"):
            self.add_error("job", "Choose the job that the plan is for.")
        return told


class TaskForm(Form):
    """One task."""

    task = text("Task", 100)
    planned_level = coded(SUPPORT_LEVEL, label="Most support planned")
    prompts_per_week = whole("Prompts a week", 200)
    adaptation = text("What enables independence", 400)
    increased_until = DateField(label="More for a time, reviewed on", required=False)


class ChangeTaskForm(Form):
    """A task of a plan as it is now; a temporary increase names the day it is looked at again."""

    planned_level = coded(SUPPORT_LEVEL, label="Most support planned", radios=True)
    prompts_per_week = whole("Prompts a week", 200)
    adaptation = text("What enables independence", 400)
    increased_until = DateField(
        label="More for a time, reviewed on",
        required=False,
        help_text="Leave it blank once it is as planned.",
    )


class SignForm(Form):
    """One early-warning sign of the person's own."""

    words = text("Sign, as the person says it", 200)
    kind = coded(WARNING_KIND, label="Kind")
    urgent = forms.BooleanField(label="This one alone means: act", required=False)


class StepForm(Form):
    """One clear action."""

    what = text("What", 400)
    whose = text("Who does it", 200)
    due_on = DateField(label="By", required=False)


class Parts:
    """Rows of one kind on the form of a plan: as many as were sent, with some blank ones to fill."""

    def __init__(
        self, name: str, form: type[Form], title: str, first: str, *, sent: Any = None, rows: Any = ()
    ) -> None:
        self.name, self.title, self.first = name, title, first
        self.one = title.removesuffix("s")
        given = list(rows)
        count = self._sent_count(sent) if sent is not None else max(2, len(given) + 1)
        if sent is not None and sent.get("more"):
            # Rows are asked for: what was typed is kept, and not judged yet.
            given = [as_typed(form, sent, f"{name}-{number}") for number in range(count)]
            sent = None
        self.forms = [
            form(
                sent,
                prefix=f"{name}-{number}",
                initial=given[number] if number < len(given) else None,
                empty_permitted=True,
            )
            for number in range(count)
        ]

    def _sent_count(self, sent: Any) -> int:
        given = str(sent.get(f"{self.name}-count", ""))
        count = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else 0
        return min(count + (2 if sent.get("more") == self.name else 0), MOST_PARTS)

    @property
    def count(self) -> int:
        """How many rows are drawn."""
        return len(self.forms)

    def valid(self) -> bool:
        """Whether all rows hold."""
        found = [form.is_valid() for form in self.forms]
        return all(found)

    def told(self) -> list[dict[str, Any]]:
        """Rows in which the first box was filled."""
        return [dict(form.cleaned_data) for form in self.forms if form.cleaned_data.get(self.first)]


class ReviewForm(Form):
    """A plan gone through again."""

    reviewed_on = DateField(label="Reviewed on")
    review_due_on = DateField(label="Next review")


class ConsentForm(Form):
    """A consent given."""

    purpose = coded(CONSENT_PURPOSE, label="For what", radios=True, required=True)
    recipient = text("With whom", 200, help_text="Leave it blank where it covers all of the kind.")
    given_on = DateField(label="Given on")
    given_clock = clock(help_text="For example 14:20. Left blank, a consent of today counts from now on.")
    expires_on = DateField(label="Last day, where it is for a time", required=False)
    how = coded(CONSENT_HOW, label="How it was given", radios=True)


class SharingForm(Form):
    """What is to be shared, and the lawful way where there is no consent."""

    purpose = coded(CONSENT_PURPOSE, label="What is to be shared", radios=True, required=True)
    recipient = text("With whom", 200)
    lawful_reason = text("Without consent: the lawful reason", 2_000, rows=3)

    def __init__(self, *given: Any, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["second_person"] = choice_of(
            "Without consent: the second person who agrees", workers, required=False, none="Nobody"
        )


class HandOverForm(Form):
    """Another organisation that takes the person on."""

    words = text("What they should know", 4_000, rows=4, help_text="The person may read this.")

    def __init__(self, *given: Any, organisations: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["recipient"] = choice_of("Organisation", organisations)
        self.order_fields(["recipient"])


class MatchForm(Form):
    """Another organisation that knows the person, and the key of its record."""

    their_key = text("The key of their record", 60, required=True, help_text="26 letters and digits.")
    reason = text(
        "Why you think that this is one person", 2_000, rows=4, required=True, help_text="They read this."
    )

    def __init__(self, *given: Any, organisations: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["partner"] = choice_of("Organisation", organisations)
        self.order_fields(["partner"])


class MatchDecisionForm(Form):
    """One person or two, and why."""

    same = forms.ChoiceField(
        label="Is it one person?",
        choices=[("yes", "Yes, one person"), ("no", "No, two people")],
        widget=forms.RadioSelect,
    )
    reason = text("Why", 2_000, rows=3, required=True, help_text="It stays with you: they do not read it.")
