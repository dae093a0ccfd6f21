"""Forms about taking part: measures, graded plans, activities, people in the community."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import PARTICIPATION
from goldthread.inclusion import rules
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, text, whole

ROWS = 6  # steps on the form of a new plan; more are added one by one
HELP_STEP = "Leave the rest blank. Steps can be added later."


def hours(label: str) -> forms.DecimalField:
    """A number of hours."""
    widget = forms.TextInput(attrs={"inputmode": "decimal", "width": "5"})
    error = {"invalid": "Enter hours such as 3 or 1.5."}
    return forms.DecimalField(
        label=label,
        required=False,
        min_value=0,
        max_value=rules.MOST_HOURS,
        decimal_places=1,
        widget=widget,
        error_messages=error,
    )


def support_level(none: str, label: str, *, radios: bool = True, required: bool = False) -> forms.ChoiceField:
    """How much support something took. `none` says what not taking part is there; blank leaves it out."""
    known = [(code, PARTICIPATION.label(code)) for code in PARTICIPATION.values if code != "none"]
    listed = [("none", none), *known] if none else known
    widget = forms.RadioSelect if radios else forms.Select
    choices = listed if radios else [("", "Choose"), *listed]
    return forms.ChoiceField(label=label, choices=choices, widget=widget, required=required)


class MeasureForm(Form):
    """How isolated a person is today."""

    measured_on = DateField(label="Asked on")
    participation = support_level("Not at all", "How do they take part in things outside the home?")
    travel = support_level("Not at all", "How do they travel?")
    contacts_initiated = whole("Contacts they began themselves in the last week", 500)
    usual_recovery_hours = hours("Hours it usually takes to recover after an activity")
    words = text("In words", 2_000, rows=3)


class PlanForm(Form):
    """A graded exposure plan with its first steps."""

    agreed_on = DateField(label="Agreed on")
    aim = text("What the person wants to be able to do", 2_000, rows=2, required=True)
    if_hard = text("What helps when it is hard", 2_000, rows=2)
    review_due_on = DateField(label="Review it on", required=False)

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        for number in range(1, ROWS + 1):
            hint = "The easiest first, such as: walk to the corner shop." if number == 1 else ""
            self.fields[f"step_{number}"] = text(
                f"Step {number}",
                300,
                required=number == 1,
                help_text=hint or (HELP_STEP if number == 2 else ""),
            )
            self.fields[f"level_{number}"] = support_level(
                "", f"Step {number}: with how much support", radios=False
            )
            self.fields[f"by_{number}"] = DateField(label=f"Step {number}: by when", required=False)

    def steps(self, told: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The steps of what was told, taken out of it; rows that are blank are left out."""
        for number in range(1, ROWS + 1):
            words, level, day = (told.pop(f"{name}_{number}") for name in ("step", "level", "by"))
            if words or level or day:
                yield {"words": words, "level": level, "planned_on": day}


class StepForm(Form):
    """One more step."""

    words = text("What to do", 300, required=True)
    level = support_level("", "With how much support", required=True)
    planned_on = DateField(label="By when", required=False)


class LookForm(Form):
    """What came of a step."""

    what = forms.ChoiceField(
        label="What came of it?",
        widget=forms.RadioSelect,
        choices=[
            ("reached", "It is reached: the person says it is theirs now"),
            ("later", "Not yet: a new day"),
            ("dropped", "It is given up"),
        ],
    )
    day = DateField(label="Day it was reached, or the new day", required=False)


class ReviewForm(Form):
    """A plan looked at together."""

    reviewed_on = DateField(label="Reviewed on")
    review_words = text("What was said", 2_000, rows=3)
    review_due_on = DateField(label="Next review on")


class EndForm(Form):
    """The end of a plan."""

    ended_on = DateField(label="Ended on")
    end_reason = coded(rules.EXPOSURE_END, label="Why it ended", radios=True, required=True)


class ActivityForm(Form):
    """An activity a person took part in."""

    attended_on = DateField(label="On")
    kind = coded(rules.ACTIVITY, label="What it was", required=True)
    participation = support_level("Did not take part after all", "With how much support")
    travel = support_level("Did not get there", "How they got there")
    initiated = KnownField(label="Did the person begin it themselves?")
    recovery_hours = hours("Hours to recover afterwards")
    went_wrong = KnownField(label="Did something happen that was not safe?")
    words = text("In words", 2_000, rows=3)

    def __init__(self, *given: Any, steps: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        if steps:
            labelled = [(one.pk, f"Step {one.place}: {one.words}") for one in steps]
            self.fields["step"] = forms.ChoiceField(
                label="Was it a step of the graded plan?", required=False, choices=[("", "No"), *labelled]
            )
            self.order_fields(["attended_on", "kind", "step"])


class CommunityForm(Form):
    """Somebody in the community that a person is in touch with."""

    who = text("Who", 200, required=True, help_text="As the person calls them.")
    kind = coded(rules.COMMUNITY_KIND, label="Who they are to the person")
    started_on = DateField(label="In touch since")
    safe = KnownField(label="Is the contact safe, as far as you and the person can judge?")
    concern = coded(rules.CONCERN, label="If it is not: what is the concern?")
    words = text("Why it is judged so", 2_000, rows=3)


class JudgeForm(Form):
    """Whether a contact is safe."""

    safe = KnownField(label="Is the contact safe?", required=True)
    concern = coded(rules.CONCERN, label="If it is not: what is the concern?")
    words = text("Why it is judged so", 2_000, rows=3)


class ConfirmForm(Form):
    """A contact that is still live, or is not."""

    live = KnownField(label="Are they still in touch?", required=True)
    day = DateField(label="Known on, or last in touch on")
