"""Forms that anybody may send, without an account."""

from __future__ import annotations

from typing import Any

from django import forms

from goldthread.people.rules import CONTACT_BY
from goldthread.web.look.forms import KnownField, coded
from goldthread.web.people.forms import Form, text


class FrontForm(Form):
    """What both public forms have: a key, so that one form arrives once, and a box left empty."""

    sent_key = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    website = forms.CharField(max_length=200, required=False)

    @property
    def trapped(self) -> bool:
        """Whether the box that no reader sees was filled."""
        return bool(self.data.get("website"))


class EnquiryForm(FrontForm):
    """A question, or asking for support oneself."""

    kind = forms.ChoiceField(
        label="What would you like?",
        choices=[("self_referral", "To ask for support for myself"), ("enquiry", "To ask a question")],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether you ask for support or have a question."},
    )
    name = text("Your name", 200, required=True)
    phone = text("Phone", 40, help_text="Give a phone number or an email address.")
    email = forms.EmailField(label="Email", required=False, widget=forms.EmailInput)
    contact_by = coded(CONTACT_BY, label="How should we reach you?", radios=True)
    access_needs = text(
        "Is there anything that helps you to read, talk or meet?",
        400,
        help_text="For example large print, an interpreter, or a text message before a call.",
    )
    words = text("What should we know?", 4_000, rows=5, help_text="As much or as little as you like.")

    def clean(self) -> dict[str, Any]:
        """Somebody must be reachable."""
        told: dict[str, Any] = super().clean() or {}
        if not told.get("phone") and not told.get("email") and "email" not in self.errors:
            self.add_error("phone", "Enter a phone number or an email address, so that we can answer.")
        return told


class PartnerForm(FrontForm):
    """A referral by somebody who works with the person."""

    partner = text("Your name, your role and where you work", 200, required=True)
    partner_email = forms.EmailField(label="Your email address")
    name = text("Name of the person you refer", 200, required=True)
    phone = text("Their phone", 40)
    email = forms.EmailField(label="Their email", required=False)
    contact_by = coded(CONTACT_BY, label="How should we reach them?", radios=True)
    access_needs = text("What helps them to read, talk or meet?", 400)
    words = text("Why you refer them, and what we should know", 4_000, rows=5)
    person_agrees = KnownField(label="Do they agree to be referred?", required=True)

    def clean_person_agrees(self) -> bool:
        """Nobody is referred against their will."""
        agrees = self.cleaned_data.get("person_agrees")
        if agrees is not True:
            raise forms.ValidationError("Ask the person first: we can take them on only where they agree.")
        return True
