"""The anchors of the five outcome domains, the questions of the feedback form, and what may be said. Pure.

The anchors are stable: their words are never changed under one name of the scale. Other words are another
scale, under another name, and the two are not compared.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from goldthread.catalogue.tables.codes import OUTCOME_DOMAIN
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import codes

SCALE = "goldthread anchors 1"
LOWEST, HIGHEST = 1, 5
SWEMWBS = "SWEMWBS"
ASK_DAYS = 28  # ours: how long a link to the feedback form lives
MOST_ASK_DAYS = 90

ANCHORS: dict[str, tuple[str, str, str, str, str]] = {
    "safety": (
        "In danger now, or harmed in the last month",
        "Often unsafe; does not know what to do or whom to call",
        "Sometimes unsafe; uses a safety plan with help",
        "Mostly safe; uses a safety plan without help",
        "Safe for at least three months, and knows what keeps it so",
    ),
    "routines": (
        "No pattern to the day: sleep, meals and medicine are missed most days",
        "Some parts of the day hold, when somebody else begins them",
        "Most of the day holds, with reminders",
        "The day holds without reminders; a bad week still breaks it",
        "The day holds, and comes back without help after a bad week",
    ),
    "participation": (
        "Takes part in nothing outside the home",
        "Takes part when somebody comes along",
        "Takes part after a reminder or a word beforehand",
        "Takes part without help in something at least once a week",
        "Takes part without help in several things, and chooses new ones",
    ),
    "self_management": (
        "Others manage money, appointments and health",
        "Begins some of it when sitting beside somebody",
        "Manages it with a plan and regular checks",
        "Manages it, and asks when something is new",
        "Manages it, and sees trouble coming in time to act",
    ),
    "connection": (
        "Speaks with nobody but those who are paid to come",
        "Hears from family or friends now and then",
        "In touch with at least one person most weeks, who begins it",
        "In touch with at least one person most weeks, and begins it themselves",
        "Has people to turn to, and who turn to them",
    ),
}

FREQUENCY = codes(
    "How often", {"always": "Always", "mostly": "Mostly", "sometimes": "Sometimes", "never": "Never"}
)
CHANNEL = codes("How it came", {"link": "By the link", "paper": "On paper"})
QUESTIONS: dict[str, str] = {
    "respected": "Do we treat you with respect?",
    "own_say": "Do you have a say in your support?",
    "kept_word": "Do we do what we said we would?",
    "helps": "Does our support help with what matters to you?",
}


def anchor(domain: str, rating: int) -> str:
    """The words of a rating."""
    return ANCHORS[domain][rating - 1]


def check_rating(domain: str, rating: object, scale: str) -> None:
    """Refuse what is no domain, and on our scale what is no anchor."""
    if not OUTCOME_DOMAIN.known(domain):
        raise Refused("Outcome domain: that is not one of the five. Choose one of the list.")
    if isinstance(rating, bool) or not isinstance(rating, int):
        raise Refused("A rating is a whole number. Choose one of the five.")
    if scale == SCALE and not LOWEST <= rating <= HIGHEST:
        raise Refused(f"A rating is from {LOWEST} to {HIGHEST}. Choose one of the five.")


def direction(first: int, last: int) -> tuple[str, str]:
    """(shape, word) of the way from one rating to another."""
    if first == last:
        return "■", "as before"
    return ("▲", "higher") if last > first else ("▼", "lower")


class Closed(Refused):
    """A link to the feedback form that is not open."""


def check_open(
    *, used_at: datetime | None, withdrawn: bool, expires_on: date, today: date, organisation: str = "us"
) -> None:
    """Refuse, in a sentence for whoever holds the link, where it is not open."""
    if used_at is not None:
        raise Closed("This form was sent already. It can be sent once. Thank you.")
    if withdrawn or today > expires_on:
        raise Closed(f"This link is no longer open. Ask {organisation} for a new one.")


def expires(asked_on: date, days: int) -> date:
    """The last day of a link."""
    if not 1 <= days <= MOST_ASK_DAYS:
        raise Refused(f"A link lives from 1 to {MOST_ASK_DAYS} days.")
    return asked_on + timedelta(days=days)
