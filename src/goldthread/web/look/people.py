"""Words of the room for every template: `person_words.stage("in_work")`; and the way to a person's pages."""

from __future__ import annotations

from django.urls import NoReverseMatch

from goldthread.catalogue.tables.codes import CONSENT_PURPOSE, PLAN_KIND, RISK_LEVEL, STAGE
from goldthread.people.rules import ACCESS_NEEDS, STATE_WORDS, ReferralState
from goldthread.web.look.addresses import url

need, stage, risk, plan, purpose = (
    codes.label for codes in (ACCESS_NEEDS, STAGE, RISK_LEVEL, PLAN_KIND, CONSENT_PURPOSE)
)

_PAGES = (
    ("Overview", "people-person"),
    ("Plan", "people-plan"),
    ("Contacts", "contacts-person"),
    ("Home", "housing-home"),
    ("Work", "employment-work"),
    ("Inclusion", "inclusion-home"),
    ("Wellbeing", "wellbeing-home"),
    ("Support and referrals", "people-support"),
    ("Consent", "people-consent"),
    ("Risk", "people-risk"),
    ("Safety", "safety-person"),
    ("Access needs", "people-needs"),
    ("Details", "people-change"),
    ("Who has looked", "people-looks"),
)
_TO_WRITE = ("people-change",)


def state(code: str) -> str:
    """Where a referral stands: "waiting, not answered yet"."""
    return STATE_WORDS[ReferralState(code)]


def verb(told: str) -> str:
    """What the ledger calls people.agree_plan: "people: agree plan"."""
    return told.replace(".", ": ").replace("_", " ")


def person_way(name: str, *keys: str) -> str:
    """The address of a page; blank where no such page stands."""
    try:
        return url(name, args=keys)
    except NoReverseMatch:
        return ""


def person_ways(key: str, may_record: bool = True) -> list[tuple[str, str]]:
    """(words, address) of the pages of a person; who only reads is not sent where only writing is done."""
    open_ones = [(words, name) for words, name in _PAGES if may_record or name not in _TO_WRITE]
    found = [(words, person_way(name, key)) for words, name in open_ones]
    return [(words, there) for words, there in found if there]
