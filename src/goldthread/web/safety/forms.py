"""Forms about risk, concerns, incidents and complaints."""

from __future__ import annotations

from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import (
    COMPLAINT_THEME,
    RISK_LEVEL,
    RISK_REVIEW_REASON,
    SAFEGUARDING_KIND,
    SEVERITY,
)
from goldthread.safety import rules
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, choice_of, clock, text


class PlanForm(Form):
    """The risk at home and in the community, and the plan for it."""

    level = coded(RISK_LEVEL, label="Level of risk at home", radios=True, required=True)
    reason = coded(RISK_REVIEW_REASON, label="Why it is assessed now")
    signs = text("What shows that the risk grows", 4_000, rows=3)
    safer = text(
        "What keeps the person and others safe",
        4_000,
        rows=4,
        required=True,
        help_text="What helps, who does it, and whom to call.",
    )
    own_words = text("How the person sees it, in their own words", 4_000, rows=3)
    agreed_on = DateField(label="Assessed on")
    agreed_clock = clock()
    review_due_on = DateField(label="Review due on")
    copy_given_on = DateField(label="Copy given to the person on", required=False)


class PlanWordsForm(Form):
    """The words of a plan that stands."""

    signs = text("What shows that the risk grows", 4_000, rows=3)
    safer = text("What keeps the person and others safe", 4_000, rows=4, required=True)
    own_words = text("How the person sees it, in their own words", 4_000, rows=3)
    copy_given_on = DateField(label="Copy given to the person on", required=False)


class WardForm(Form):
    """What a ward says of the risk there."""

    level = coded(RISK_LEVEL, label="Level of risk on the ward", radios=True, required=True)
    told_by = text("Who told it", 200, help_text="A name and a role on the ward.")
    signs = text("What they look out for", 4_000, rows=3)
    safer = text("What they do about it", 4_000, rows=3)
    agreed_on = DateField(label="Told on")
    agreed_clock = clock()


class WardEndForm(Form):
    """The last day of what a ward said."""

    ended_on = DateField(label="Last day")


class DecisionForm(Form):
    """A risk taken on purpose, or a restriction."""

    kind = coded(rules.DECISION_KIND, label="What kind of decision", radios=True, required=True)
    what = text("What is decided", 2_000, rows=2, required=True)
    own_words = text("What the person wants, in their own words", 2_000, rows=2)
    weighed = text(
        "What was weighed",
        2_000,
        rows=3,
        required=True,
        help_text="What is gained, what may go wrong, and which lesser ways there are.",
    )
    capacity = coded(rules.CAPACITY, label="Capacity for this decision", radios=True)
    agreed = KnownField(label="Does the person agree?")
    decided_on = DateField(label="Decided on")
    review_due_on = DateField(
        label="To be looked at again on",
        required=False,
        help_text=f"A restriction is looked at again within {rules.RESTRICTION_MOST} days.",
    )


class DecisionReviewForm(Form):
    """A decision looked at again."""

    reviewed_on = DateField(label="Looked at on")
    outcome = coded(rules.DECISION_OUTCOME, label="What came of it, where it ends", radios=True)
    again_on = DateField(label="To be looked at again on, where it stands", required=False)
    words = text("In words", 2_000, rows=2)


class ConcernForm(Form):
    """A safeguarding concern. Only what it is and when it was seen are needed."""

    kind = coded(SAFEGUARDING_KIND, label="What is the concern?", radios=True, required=True)
    words = text(
        "What was seen or told", 4_000, rows=4, help_text="In the person's words, where they said it."
    )
    raised_on = DateField(label="Seen or told on")
    raised_clock = clock()
    safe_words = text(
        "What was done to make the person safe",
        2_000,
        rows=2,
        help_text="Leave it blank where nothing was done yet: Today asks for it.",
    )
    wishes = text("What the person wants to happen", 2_000, rows=2)

    def __init__(self, *given: Any, activities: Any = (), contacts: Any = (), **named: Any) -> None:
        super().__init__(*given, **named)
        _about(self, activities, contacts)


def _about(form: Form, activities: Any, contacts: Any) -> None:
    """Ask which activity or which person in the community it is about, where there is any."""
    for name, label, known in (
        ("activity", "At one of these activities", activities),
        ("community_contact", "About one of these people in the community", contacts),
    ):
        if known:
            form.fields[name] = forms.ChoiceField(
                label=label, choices=[("", "None of them"), *known], required=False
            )


class SafeForm(Form):
    """What made the person safe."""

    words = text("What was done to make the person safe", 2_000, rows=3, required=True)
    safe_on = DateField(label="Done on")
    safe_clock = clock()


class ReferForm(Form):
    """Whether a concern goes to the authority."""

    needed = forms.ChoiceField(
        label="By the policy of the local authority",
        choices=[
            ("referred", "It was referred"),
            ("to_refer", "It must be referred, and has not been yet"),
            ("no", "It need not be referred"),
        ],
        widget=forms.RadioSelect,
    )
    referred_to = text("Which authority, and the reference it gave", 200)
    referred_on = DateField(label="Referred on", required=False)
    referred_clock = clock()
    words = text("Why it need not be referred", 2_000, rows=2)
    wishes = text("What the person wants to happen", 2_000, rows=2)


class CloseForm(Form):
    """How a concern closed."""

    outcome = coded(rules.CONCERN_OUTCOME, label="How it closed", radios=True, required=True)
    words = text("In words", 2_000, rows=3, required=True, help_text="A concern is never closed in silence.")


class IncidentForm(Form):
    """Something that went wrong."""

    kind = coded(rules.INCIDENT_KIND, label="What happened", required=True)
    severity = coded(SEVERITY, label="How much harm was done", radios=True, required=True)
    exploitation = KnownField(label="Was somebody exploiting the person?")
    words = text("In words", 4_000, rows=4)
    happened_on = DateField(label="It happened on")
    happened_clock = clock()

    def __init__(
        self, *given: Any, concerns: Any = (), activities: Any = (), contacts: Any = (), **named: Any
    ) -> None:
        super().__init__(*given, **named)
        _about(self, activities, contacts)
        if concerns:
            choices = [("", "None of them"), *concerns]
            self.fields["concern"] = forms.ChoiceField(
                label="Part of an open concern", choices=choices, widget=forms.RadioSelect, required=False
            )


class ReviewForm(Form):
    """What an incident changes."""

    learning = text("What changes because of it", 4_000, rows=4, required=True)


class TellForm(Form):
    """Somebody who must be told, told or not needed."""

    done = forms.ChoiceField(
        label="How it stands",
        choices=[("told", "They are told"), ("not_needed", "They need not be told")],
        widget=forms.RadioSelect,
    )
    told_on = DateField(label="Told on", required=False)
    told_clock = clock()
    reference = text("The number they gave", 100)
    words = text("Why they need not be told", 400)


class NotifyForm(Form):
    """Who else must be told."""

    to_whom = forms.MultipleChoiceField(
        label="Who must be told",
        choices=[(code, rules.NOTIFIED.label(code)) for code in rules.NOTIFIED.values],
        widget=forms.CheckboxSelectMultiple,
    )
    due_on = DateField(
        label="By", required=False, help_text="Leave it blank for the last day that the rules allow."
    )


class ComplaintForm(Form):
    """A complaint about the service."""

    theme = coded(COMPLAINT_THEME, label="What it is about", radios=True, required=True)
    made_by = text("Who complains, and how to answer them", 200)
    words = text("What they say", 4_000, rows=4)
    received_on = DateField(label="Received on")
    received_clock = clock()

    def __init__(self, *given: Any, teams: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self.fields["team"] = choice_of("Which team it is about", teams)


class AcknowledgeForm(Form):
    """The first word to whoever complained."""

    acknowledged_on = DateField(label="They were told that it came, on")


class AnswerForm(Form):
    """The full answer to a complaint."""

    upheld = KnownField(label="Was the complaint right, in whole or in part?")
    response = text("The answer that was given", 4_000, rows=4)
    learning = text("What changes because of it", 2_000, rows=3)
    responded_on = DateField(label="Answered on")
    responded_clock = clock()
