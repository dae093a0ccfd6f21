"""Words of inclusion for the templates of this room."""

from __future__ import annotations

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from goldthread.catalogue.tables.codes import PARTICIPATION, SAFEGUARDING_KIND
from goldthread.inclusion import rules
from goldthread.inclusion.models import CommunityContact
from goldthread.kernel.words import say_date
from goldthread.safety.rules import INCIDENT_KIND
from goldthread.web.look.people import person_way
from goldthread.web.look.saying import answer

LISTS = {
    "level": PARTICIPATION,
    "activity": rules.ACTIVITY,
    "kind": rules.COMMUNITY_KIND,
    "concern": rules.CONCERN,
    "end": rules.EXPOSURE_END,
}


def label(which: str, code: str) -> str:
    """The label of a code; "not recorded" of a blank."""
    return str(LISTS[which].label(code)) if code else "not recorded"


def hours(number: Decimal | None) -> str:
    """Half an hour is 0.5 hours; not recorded of a blank."""
    if number is None:
        return "not recorded"
    told = f"{number:f}".rstrip("0").rstrip(".") if "." in f"{number:f}" else f"{number:f}"
    return f"{told} hour" if told == "1" else f"{told} hours"


def judged(contact: CommunityContact) -> tuple[str, str]:
    """(shape, words): safe, not safe and why, or not judged yet."""
    day = f" on {say_date(contact.judged_on)}" if contact.judged_on else ""
    if contact.safe is None:
        return "○", "not judged yet"
    if contact.safe:
        return "●", f"judged safe{day}"
    why = f": {label('concern', contact.concern).lower()}" if contact.concern else ""
    return "▼", f"judged not safe{day}{why}"


def concern_ways(person: str, **about: str) -> list[tuple[str, str]]:
    """Where a concern or an incident is recorded, as far as those pages stand; `about` says what of."""
    ways = (
        ("Raise a safeguarding concern", "safety-raise"),
        ("Record an incident", "safety-happened"),
    )
    query = f"?{urlencode(about)}" if about else ""
    found = [(words, person_way(name, person)) for words, name in ways]
    return [(words, f"{there}{query}") for words, there in found if there]


def linked(what: str, row: Any) -> str:
    """An incident or a concern that hangs on an activity or a contact, in a line."""
    if what == "incident":
        return f"Incident of {say_date(row.happened_at)}: {INCIDENT_KIND.label(row.kind).lower()}"
    kind = f": {SAFEGUARDING_KIND.label(row.kind).lower()}" if row.kind else ""
    return f"Safeguarding concern of {say_date(row.raised_at)}{kind}"


def said(**more: Any) -> dict[str, Any]:
    """What every template of this room may say."""
    words = {
        "label": label,
        "hours": hours,
        "answer": answer,
        "judged": judged,
        "steps": rules.STEP_WORDS,
        "concern_ways": concern_ways,
        "linked": linked,
    }
    return {"part_words": words, **more}
