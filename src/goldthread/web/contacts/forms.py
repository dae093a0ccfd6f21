"""What a contact's form sends, read into what the actions take. Tasks and signs come under their own names.

A form may have waited on a phone while the plan changed, so a task is sent by its name and a sign by its key:
never by a place in a list.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.http import QueryDict

from goldthread.catalogue.tables.codes import CONTACT_WITH, WARNING_KIND
from goldthread.contacts import rules
from goldthread.contacts.actions import NewContact, Seen, Sharing
from goldthread.kernel.instants import parse_instant, to_utc
from goldthread.kernel.refusals import Refused
from goldthread.web.look.forms import check_year

HOW = [("01", "Visit"), ("02", "Phone"), ("11", "Video"), ("09", "Text message"), ("05", "Email")]
MINUTES = [("15", "15"), ("30", "30"), ("45", "45"), ("60", "60"), ("other", "Other")]
CAME = [
    ("made", "Contact made"),
    ("no_reply", "Tried, no reply"),
    ("refused", "Refused"),
    ("not_attended", "Did not come"),
    ("cancelled_by_person", "They cancelled"),
    ("cancelled_by_service", "We cancelled"),
]
WITH = [(code, CONTACT_WITH.label(code)) for code in CONTACT_WITH.values]
LEVELS = [
    ("independent", "Independent"),
    ("prompted", "Prompted"),
    ("supported", "Supported"),
    ("", "Not today"),
]
MOST_TASKS = 40
LATEST = timedelta(days=30)  # a form that waited longer is read by eye


class ContactEntry(forms.Form):
    """A contact as the form sends it, tasks and signs aside."""

    mode = forms.ChoiceField(
        choices=HOW,
        error_messages={
            "required": "Choose how the contact was held.",
            "invalid_choice": "Choose how the contact was held.",
        },
    )
    outcome = forms.ChoiceField(
        choices=CAME,
        error_messages={"required": "Choose what came of it.", "invalid_choice": "Choose what came of it."},
    )
    contact_with = forms.ChoiceField(choices=WITH, required=False)
    when = forms.ChoiceField(choices=[("now", "Just now"), ("earlier", "Earlier")], required=False)
    day = forms.DateField(
        required=False,
        validators=[check_year],
        error_messages={"invalid": "Enter a real day, such as 27 3 2026."},
    )
    time = forms.TimeField(required=False, error_messages={"invalid": "Enter a real time, such as 14:20."})
    minutes = forms.ChoiceField(choices=MINUTES, required=False)
    minutes_other = forms.IntegerField(
        required=False,
        min_value=0,
        max_value=rules.LONGEST,
        error_messages={"invalid": "Enter minutes as a number, such as 20."},
    )
    next_step = forms.ChoiceField(choices=list(rules.NEXT_STEPS.items()), required=False)
    planned = forms.ChoiceField(choices=[("yes", "Yes"), ("no", "No")], required=False)
    on_call = forms.BooleanField(required=False)
    note = forms.CharField(required=False, max_length=8_000, strip=True)
    recipient = forms.CharField(required=False, max_length=200)
    lawful_reason = forms.CharField(required=False, max_length=2_000)
    second_person = forms.CharField(required=False, max_length=26)
    sent_key = forms.CharField(
        max_length=60, error_messages={"required": "Open the form again and send it once more."}
    )
    written_at = forms.CharField(required=False, max_length=40)

    def __init__(self, sent: QueryDict, *, at: datetime) -> None:
        super().__init__(sent)
        self.at = at

    def clean(self) -> dict[str, Any]:
        """The moment it happened: when it was written, less its minutes, or the day and time given."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if (
            cleaned.get("minutes") == "other"
            and cleaned.get("minutes_other") is None
            and "minutes_other" not in self.errors
        ):
            self.add_error("minutes_other", "Enter how many minutes it took.")
        earlier = cleaned.get("when") == "earlier" and not {"day", "time"} & set(self.errors)
        if earlier and not (cleaned.get("day") and cleaned.get("time")):
            self.add_error("day", "Enter the day and the time of the contact.")
        if not self.errors:
            try:
                cleaned["happened_at"] = self._happened(cleaned)
            except Refused as refusal:
                self.add_error(None, str(refusal))
        return cleaned

    def _happened(self, cleaned: dict[str, Any]) -> datetime:
        if cleaned["when"] == "earlier":
            return to_utc(datetime.combine(cleaned["day"], cleaned["time"]))
        written = parse_instant(cleaned["written_at"]) if cleaned["written_at"] else self.at
        if not self.at - LATEST <= written <= self.at + rules.AHEAD:
            raise Refused(
                "This was written too long ago to know when. Choose Earlier, and give the day and time."
            )
        return min(written, self.at) - timedelta(minutes=self.lasted(cleaned) or 0)

    @staticmethod
    def lasted(cleaned: dict[str, Any]) -> int | None:
        """Minutes, or None where nobody said."""
        told = cleaned["minutes"]
        return cleaned["minutes_other"] if told == "other" else int(told) if told else None


def contact_of(form: ContactEntry, person: str) -> NewContact:
    """The contact that a valid form tells."""
    told, sent = form.cleaned_data, form.data
    made = told["outcome"] == rules.MADE
    ticked = [sign for sign in sent.getlist("sign") if sign != "none"]
    return NewContact(
        person=person,
        happened_at=told["happened_at"],
        sent_key=told["sent_key"],
        minutes=form.lasted(told),
        mode=told["mode"],
        outcome=told["outcome"],
        contact_with=told["contact_with"] or rules.PERSON,
        tasks=tasks_of(sent) if made else {},
        seen=tuple(_seen(sign) for sign in ticked),
        # Nothing ticked at all: nobody looked.
        warnings_checked=True if sent.getlist("sign") else None,
        planned={"yes": True, "no": False}.get(told["planned"]),
        on_call=told["on_call"],
        next_step=told["next_step"],
        note=told["note"],
        sharing=Sharing(
            recipient=told["recipient"],
            lawful_reason=told["lawful_reason"],
            second_person=told["second_person"],
        ),
    )


def tasks_of(sent: QueryDict) -> dict[str, str]:
    """Task to level of what was answered; what was not, or not today, is left out."""
    found = {name[5:]: sent[name] for name in sent if name.startswith("task:") and sent[name]}
    if len(found) > MOST_TASKS:
        raise Refused(f"At most {MOST_TASKS} tasks in one contact. Record the others with the next.")
    return found


def _seen(sign: str) -> Seen:
    kind = sign.removeprefix("kind:")
    return Seen(kind=kind) if kind != sign else Seen(sign=sign)


def kinds() -> list[tuple[str, str]]:
    """Kinds of signs, for a person whose plan lists none."""
    return [(f"kind:{code}", WARNING_KIND.label(code)) for code in WARNING_KIND.values]
