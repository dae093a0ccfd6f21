"""Forms of the day: why something cannot be done, and from when to when clocks stand still."""

from __future__ import annotations

from django import forms

from goldthread.catalogue.tables.codes import PAUSE_REASON
from goldthread.day.actions import LEAST, MOST
from goldthread.web.look.forms import DateField, coded


class CannotForm(forms.Form):
    """The reason, as the team leader will read it."""

    reason = forms.CharField(
        label="Why it cannot be done",
        help_text="Your team leader reads it. The clock still counts.",
        min_length=LEAST,
        max_length=MOST,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={
            "required": "Say why it cannot be done.",
            "min_length": f"Say a little more: at least {LEAST} characters.",
        },
    )


class PauseForm(forms.Form):
    """Why the clocks stand still, and from which day on."""

    reason = coded(
        PAUSE_REASON,
        radios=True,
        label="Why the clocks stand still",
        required=True,
        error_messages={"required": "Choose why the clocks stand still."},
    )
    started_on = DateField(
        label="First day",
        help_text="For example, 27 3 2026",
        error_messages={"required": "Enter the first day of the pause."},
    )


class ResumeForm(forms.Form):
    """The last day of a pause."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    ended_on = DateField(
        label="Last day of the pause",
        help_text="For example, 27 3 2026",
        error_messages={"required": "Enter the last day of the pause."},
    )
