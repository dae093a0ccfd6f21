"""Forms about crisis, hospital and the housing question."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from goldthread.catalogue.tables.codes import SYSTEM_CONTACT_KIND
from goldthread.catalogue.tables.codes_nhs import DELAY_ATTRIBUTED_TO, DELAY_REASON
from goldthread.safety import rules
from goldthread.web.look.forms import DateField, KnownField, coded
from goldthread.web.people.forms import Form, choice_of, clock, text

KINDS = ("crisis", "ae", "admission", "out_of_area", "homelessness")


class ContactForm(Form):
    """A contact with crisis services, a hospital or a housing authority."""

    kind = forms.ChoiceField(
        label="What it was",
        choices=[(code, SYSTEM_CONTACT_KIND.label(code)) for code in KINDS],
        widget=forms.RadioSelect,
    )
    place = text("Where", 200, help_text="The ward, hospital or authority.")
    planned = KnownField(label="Was it planned?")
    happened_on = DateField(label="When it happened or began")
    happened_clock = clock()
    words = text("In words", 2_000, rows=3)


class BlockForm(Form):
    """What blocks a discharge."""

    ready_on = DateField(label="The person is ready to leave since")

    def __init__(self, *given: Any, on: date, workers: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        reason = coded(
            DELAY_REASON,
            on=on,
            label="What blocks the discharge",
            required=True,
            error_messages={"required": "Say what blocks the discharge."},
        )
        self.fields["delay_reason"] = reason
        self.fields["delay_attributed_to"] = coded(
            DELAY_ATTRIBUTED_TO, on=on, label="Whose delay it is, where it is not housing", radios=True
        )
        self.fields["owner"] = choice_of("Who of us clears it", workers, required=False, none="I do")
        self.fields["words"] = text("In words", 2_000, rows=3)


class UnblockForm(Form):
    """What blocked the discharge is cleared."""

    cleared_on = DateField(label="Cleared on")
    words = text("What cleared it", 2_000, rows=2)


class DischargeForm(Form):
    """The person left the ward."""

    left_on = DateField(label="Left on")
    left_clock = clock()
    destination = coded(rules.GOES_TO, label="Where they went", radios=True, required=True)
    planned = KnownField(label="Was it planned with the person?")
    words = text("In words", 2_000, rows=2)


class HousingForm(Form):
    """The housing question at one stage of the pathway."""

    stage = coded(rules.PATHWAY, label="Stage", radios=True, required=True)
    at_risk = KnownField(label="Is their home at risk meanwhile?")
    alternative = coded(rules.ALTERNATIVE, label="Is there another way than admission?", radios=True)
    destination = coded(rules.GOES_TO, label="Where will they go from here?", radios=True)
    blocked = KnownField(label="Does anything block the way home?")
    words = text(
        "Circumstances, in words", 2_000, rows=3, help_text="Where something blocks: what, and whose it is."
    )
    asked_on = DateField(label="Asked on")
    asked_clock = clock()


class BackForm(Form):
    """The last day of a placement out of area."""

    ended_on = DateField(label="Last day away")
