"""Looking for work: what people want, contacts with employers, consent to them, and how soon they begin."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.employment_words import for_work, paid
from goldthread.catalogue.tables import (
    consents,
    employer_contacts,
    employment_profiles,
    jobs,
    preferences,
    supports,
)
from goldthread.catalogue.tables.codes_nhs import FACE_TO_FACE
from goldthread.measures.questions import HIGHER, LOWER, Proportion, Source, Spread, Target
from goldthread.measures.tree import Node
from goldthread.measures.words import (
    any_of,
    as_of,
    blank,
    choice,
    coalesce,
    days,
    days_between,
    earlier,
    first,
    months,
    outer,
    surely,
)

_ALL = Target(at_least=1.0)
_CONTACT_CUTS = cuts(employer_contacts, employer_contacts.contacted_on, *STANDARD_CUTS)

# --- consent --------------------------------------------------------------------------------------------

_now_at, _now_on = outer(employer_contacts.contacted_at), outer(employer_contacts.contacted_on)
_employer = outer(employer_contacts.employer)


def _consent(for_employer: Node, given: Node, not_withdrawn: Node) -> Node:
    """A consent to talk with employers that had been given and had neither been withdrawn nor run out."""
    return any_of(
        consents,
        same="person_id",
        each=employer_contacts,
        where=(consents.purpose == "employer_liaison")
        & for_employer
        & given
        & (blank(consents.withdrawn_on) | not_withdrawn)
        & (blank(consents.expires_on) | (consents.expires_on >= _now_on)),
    )


# Instants decide where both are known. On one day without them, it may or may not have been in force.
_surely_in_force = _consent(
    blank(consents.recipient) | (consents.recipient == _employer),
    coalesce(consents.given_at <= _now_at, consents.given_on < _now_on),
    coalesce(consents.withdrawn_at > _now_at, consents.withdrawn_on > _now_on),
)
_maybe_in_force = _consent(
    coalesce(consents.recipient == _employer, True),
    coalesce(consents.given_at <= _now_at, consents.given_on <= _now_on),
    coalesce(consents.withdrawn_at > _now_at, consents.withdrawn_on >= _now_on),
)

liaison_consented = Proportion(
    code="employment.liaison_consented",
    name="Employer liaison with consent",
    asks="Of the contacts with employers about a person in the period, how many were covered by the person's "
    "consent in force at that moment?",
    each=employer_contacts,
    among=coalesce(employer_contacts.about_person, ~blank(employer_contacts.person_id)),
    dated=employer_contacts.contacted_on,
    met=choice(
        (_maybe_in_force, choice((_surely_in_force, True))),
        otherwise=choice((employer_contacts.about_person, False)),
    ),
    better=HIGHER,
    target=_ALL,
    timing="weekly",
    cuts=_CONTACT_CUTS,
    unbalanced_because="It is a legal duty.",
    beware="Consent must be for talking with employers, and for this employer where it names one. A contact "
    "on a person's record counts as about them unless it says otherwise. Consent given or withdrawn on the "
    "day of the contact is not known to cover it unless both times are recorded.",
    source=Source("S0", "example 3, inspector expectation"),
    examples="""
    person_id | contacted_on | contacted_at | about_person | employer | consent.purpose | consent.recipient | consent.given_on | consent.given_at | consent.withdrawn_on | consent.withdrawn_at | consent.expires_on | consent.person_id | as_of | consent[2].purpose | consent[2].given_on | consent[2].withdrawn_on | consent[2].withdrawn_at | consent[2].expires_on || verdict | placed
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-15 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-15
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison | e1 | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison | e2 | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes |    | employer_liaison | e1 | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || unknown |
    p1 | 2026-07-14 |                  | yes |    | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | landlord_liaison |    | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 |                  |    |            |                  |            |                  |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-13 |                  |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-14 |                  |            |                  |            |    | |  |  |  |  |  || unknown |
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-15 |                  |            |                  |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-14 | 2026-07-14T09:59 |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-14 | 2026-07-14T10:00 |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-14 | 2026-07-14T10:01 |            |                  |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-14 |                  |            |                  |            |    | |  |  |  |  |  || unknown |
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-14 | 2026-07-14T10:00 |            |                  |            |    | |  |  |  |  |  || unknown |
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-15 |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-14 |                  |            |    | |  |  |  |  |  || unknown |
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-13 |                  |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-14 | 2026-07-14T10:01 |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-14 | 2026-07-14T10:00 |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-14 | 2026-07-14T09:59 |            |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison |    | 2026-07-01 |                  | 2026-07-14 |                  |            |    | |  |  |  |  |  || unknown |
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  | 2026-07-14 |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  | 2026-07-15 |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  | 2026-07-13 |    | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            | p2 | |  |  |  |  |  || not met | 2026-07-14
       | 2026-07-14 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            | p1 | |  |  |  |  |  || not met | 2026-07-14
    p1 | 2026-07-14 |                  | no  | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || out     |
    p1 | 2026-07-14 |                  |     | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
       | 2026-07-14 |                  |     | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            | p1 | |  |  |  |  |  || out     |
    p1 | 2026-07-14 | 2026-07-13T23:30 | yes | e1 | employer_liaison |    | 2026-07-14 | 2026-07-13T23:20 |            |                  |            |    | |  |  |  |  |  || met     | 2026-07-14
    p1 | 2026-07-31 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | 2026-07-31 |  |  |  |  |  || met     | 2026-07-31
    p1 | 2026-08-01 |                  | yes | e1 | employer_liaison |    | 2026-07-01 |                  |            |                  |            |    | 2026-07-31 |  |  |  |  |  || not due |
    p1 | 2026-07-14 |  | yes | e1 | employer_liaison | | 2026-07-14 | | | | | | | landlord_liaison | 2026-07-01 |  |  |  || unknown |
    p1 | 2026-07-14 |  | yes | e1 | employer_liaison | | 2026-07-14 | | | | | | | employer_liaison | 2026-07-20 |  |  |  || unknown |
    p1 | 2026-07-14 |  | yes | e1 | employer_liaison | | 2026-07-14 | | | | | | | employer_liaison | 2026-07-01 | 2026-07-10 |  |  || unknown |
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison | | 2026-07-14 | | | | | | | employer_liaison | 2026-07-01 | 2026-07-14 | 2026-07-14T10:00 |  || unknown |
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | e1 | employer_liaison | | 2026-07-14 | | | | | | | employer_liaison | 2026-07-01 | 2026-07-14 | 2026-07-14T09:59 |  || unknown |
    p1 | 2026-07-14 |  | yes | e1 | employer_liaison | | 2026-07-14 | | | | | | | employer_liaison | 2026-07-01 |  |  | 2026-07-13 || unknown |
    """,  # noqa: E501
)

# --- preferences ----------------------------------------------------------------------------------------

_preference = employer_contacts.preference

preference_led = Proportion(
    code="employment.preference_led",
    name="Employer contacts led by preference",
    asks="Of the contacts with employers in the period, how many matched a preference recorded earlier?",
    each=employer_contacts,
    dated=employer_contacts.contacted_on,
    met=choice(
        (~employer_contacts.matches_preference, False),
        (
            ~blank(employer_contacts.preference_id),
            surely(
                coalesce(
                    _preference.stated_at < employer_contacts.contacted_at,
                    _preference.stated_on < employer_contacts.contacted_on,
                )
            ),
        ),
        (
            employer_contacts.matches_preference,
            any_of(
                preferences,
                same="person_id",
                each=employer_contacts,
                where=preferences.stated_on < _now_on,
            ),
        ),
    ),
    better=HIGHER,
    target=_ALL,
    timing="quarterly",
    cuts=_CONTACT_CUTS,
    balanced_by=("employment.first_employer_contact",),
    beware="Where the contact names the preference, that one must have been recorded on an earlier day, or "
    "earlier on that day where both times are known; where it only says that it matches, the person must "
    "have had one on record on an earlier day. A contact that does not say is not known.",
    source=Source("S1", "C2"),
    examples="""
    person_id | contacted_on | contacted_at | matches_preference | preference_id | preference.stated_on | preference.stated_at | preference.person_id | as_of || verdict | placed
    p1 | 2026-07-14 |                  | yes | q1 | 2026-07-13 |                  |    |            || met     | 2026-07-14
    p1 | 2026-07-15 |                  |     | q1 | 2026-07-13 |                  |    |            || met     | 2026-07-15
    p1 | 2026-07-14 |                  | no  | q1 | 2026-07-13 |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | q1 | 2026-07-15 |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | q1 | 2026-07-14 |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T09:00 | yes | q1 | 2026-07-14 |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | q1 | 2026-07-14 | 2026-07-14T09:00 |    |            || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | q1 | 2026-07-14 | 2026-07-14T09:59 |    |            || met     | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | q1 | 2026-07-14 | 2026-07-14T10:00 |    |            || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-14T10:00 | yes | q1 | 2026-07-14 | 2026-07-14T10:01 |    |            || not met | 2026-07-14
    p1 | 2026-07-14 | 2026-07-13T23:10 | yes | q1 | 2026-07-13 | 2026-07-13T23:20 |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes | q1 |            |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes |    | 2026-07-13 |                  |    |            || met     | 2026-07-14
    p1 | 2026-07-14 |                  | yes |    | 2026-07-14 |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes |    | 2026-07-15 |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes |    |            |                  |    |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  | yes |    | 2026-07-13 |                  | p2 |            || not met | 2026-07-14
    p1 | 2026-07-14 |                  |     |    | 2026-07-13 |                  |    |            || unknown |
    p1 | 2026-07-14 |                  |     |    |            |                  |    |            || unknown |
    p1 | 2026-07-14 |                  | no  |    | 2026-07-13 |                  |    |            || not met | 2026-07-14
       | 2026-07-14 |                  | yes |    | 2026-07-13 |                  | p1 |            || not met | 2026-07-14
    p1 | 2026-07-31 |                  | yes |    | 2026-07-13 |                  |    | 2026-07-31 || met     | 2026-07-31
    p1 | 2026-08-01 |                  | yes |    | 2026-07-13 |                  |    | 2026-07-31 || not due |
    """,  # noqa: E501
)

# --- how soon -------------------------------------------------------------------------------------------

_this_or_unnamed = blank(employer_contacts.support_id) | (
    employer_contacts.support_id == outer(supports.support_id)
)
_about_a_job = (
    _this_or_unnamed
    & coalesce(employer_contacts.face_to_face, employer_contacts.mode == FACE_TO_FACE)
    & employer_contacts.competitive
    & (employer_contacts.contacted_on >= outer(supports.started_on))
)
_first_meeting = first(
    employer_contacts.contacted_on,
    by=employer_contacts.contacted_on,
    same="person_id",
    each=supports,
    where=_about_a_job,
)
_has_met = any_of(
    employer_contacts,
    same="person_id",
    each=supports,
    where=_about_a_job & (employer_contacts.contacted_on <= outer(earlier(supports.ended_on, as_of))),
)

first_employer_contact = Spread(
    code="employment.first_employer_contact",
    name="Days to first face-to-face employer contact",
    asks="For the people who started in the period, how many days passed from the start to the first "
    "face-to-face contact with an employer about a competitive job?",
    each=supports,
    pool=for_work,
    dated=supports.started_on,
    value=days_between(supports.started_on, earlier(_first_meeting, supports.ended_on, as_of)),
    running=~_has_met,
    unit="days",
    better=LOWER,
    target=Target(at_most=28),
    timing="quarterly",
    cuts=cuts(supports, supports.started_on, *STANDARD_CUTS),
    balanced_by=("employment.preference_led",),
    beware="The median counts those still waiting, so it can be said only when half have had a contact. "
    "Support that ended without one is followed up to its end. A job not said to be competitive does not "
    "count.",
    source=Source("S1", "C3"),
    examples="""
    person_id | started_on | ended_on | kind | employer_contact.contacted_on | employer_contact.face_to_face | employer_contact.mode | employer_contact.competitive | employer_contact.support_id | employer_contact.person_id | employer_contact[2].contacted_on | employer_contact[2].face_to_face | employer_contact[2].competitive | as_of || verdict | value | cause | placed
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-02 |            |            | 2026-07-13 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 11 |  | 2026-07-02
    p1 | 2026-07-01 |            | employment | 2026-07-13 |     | 01 | yes |       |    |            |     |     | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 |     | 02 | yes |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | no  | 01 | yes |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes | 02 | yes |       |    |            |     |     | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 |     |    | yes |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    | no  |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    |     |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-01 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 0 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-06-30 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-31 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 30 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-08-01 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            |            |     |    |     |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 | 2026-07-20 |            |            |     |    |     |       |    |            |     |     | 2026-07-31 || met | 19 | running | 2026-07-01
    p1 | 2026-07-01 | 2026-08-20 |            |            |     |    |     |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 | 2026-07-20 |            | 2026-07-21 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 19 | running | 2026-07-01
    p1 | 2026-07-01 | 2026-07-20 |            | 2026-07-20 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 19 |  | 2026-07-01
    p1 | 2026-07-01 | 2026-07-20 |            | 2026-07-13 | yes |    | yes |       |    |            |     |     | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    | yes | r1    |    |            |     |     | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    | yes | other |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    | yes |       | p2 |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-20 | yes |    | yes |       |    | 2026-07-13 | yes | yes | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-13 | yes |    | yes |       |    | 2026-07-20 | yes | yes | 2026-07-31 || met | 12 |  | 2026-07-01
    p1 | 2026-07-01 |            | combined   |            |     |    |     |       |    |            |     |     | 2026-07-31 || met | 30 | running | 2026-07-01
    p1 | 2026-08-01 |            |            |            |     |    |     |       |    |            |     |     | 2026-07-31 || not due |  |  |
    p1 | 2026-07-01 |            | housing    |            |     |    |     |       |    |            |     |     | 2026-07-31 || not in pool |  |  |
    p1 | 2026-07-01 |            | inclusion  | 2026-07-13 | yes |    | yes |       |    |            |     |     | 2026-07-31 || not in pool |  |  |
    """,  # noqa: E501
)

# --- interest -------------------------------------------------------------------------------------------

_asked_on = coalesce(employment_profiles.interest_asked_on, employment_profiles.interest_answered_on)

interest_asked = Proportion(
    code="employment.interest_asked",
    name="Asked about interest in paid work",
    asks="Of the people who started in the period, how many were asked about their interest in paid work, "
    "and their answer recorded, within 28 days?",
    each=supports,
    pool=for_work,
    dated=supports.started_on,
    due=supports.started_on + days(28),
    met=any_of(
        employment_profiles,
        same="person_id",
        each=supports,
        where=(
            blank(employment_profiles.support_id)
            | (employment_profiles.support_id == outer(supports.support_id))
        )
        & (_asked_on >= outer(supports.started_on - days(28)))
        & (employment_profiles.interest_answered_on <= outer(supports.started_on + days(28)))
        & ~blank(employment_profiles.interest),
    ),
    better=HIGHER,
    target=_ALL,
    cuts=cuts(supports, supports.started_on, *STANDARD_CUTS),
    balanced_by=("integrity.timeliness",),
    beware="Any answer counts, no as much as yes; a day without an answer does not. Nobody is due before 28 "
    "days have gone. Asked in the 28 days before the start counts too.",
    source=Source("S1", "conclusions (people who express an interest)"),
    number_from="ours",
    examples="""
    person_id | started_on | kind | employment_profile.interest_asked_on | employment_profile.interest_answered_on | employment_profile.interest | employment_profile.support_id | employment_profile.person_id | as_of || verdict | placed
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 | yes     |       |    |            || met     | 2026-07-01
    p1 | 2026-07-02 | employment | 2026-07-13 | 2026-07-14 | no      |       |    |            || met     | 2026-07-02
    p1 | 2026-07-01 | other      | 2026-07-13 | 2026-07-14 | not_now |       |    |            || met     | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 |         |       |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-01 | 2026-07-01 | yes     |       |    |            || met     | 2026-07-01
    p1 | 2026-07-01 |            | 2026-06-03 | 2026-07-14 | yes     |       |    |            || met     | 2026-07-01
    p1 | 2026-07-01 |            | 2026-06-02 | 2026-07-14 | yes     |       |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-29 | yes     |       |    |            || met     | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-30 | yes     |       |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 |            | yes     |       |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-07-14 | yes     |       |    |            || met     | 2026-07-01
    p1 | 2026-07-01 |            |            | 2026-06-02 | yes     |       |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            |            |            |         |       |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 | yes     | r1    |    |            || met     | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 | yes     | other |    |            || not met | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 | yes     |       | p2 |            || not met | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 | yes     |       |    | 2026-07-29 || met     | 2026-07-01
    p1 | 2026-07-01 |            | 2026-07-13 | 2026-07-14 | yes     |       |    | 2026-07-28 || not due |
    p1 | 2026-07-01 | housing    | 2026-07-13 | 2026-07-14 | yes     |       |    |            || not in pool |
    p1 | 2026-07-01 | inclusion  | 2026-07-13 | 2026-07-14 | yes     |       |    |            || not in pool |
    """,  # noqa: E501
)

_said_on = coalesce(employment_profiles.interest_answered_on, employment_profiles.stated_on)
_said_already = any_of(
    employment_profiles,
    same="person_id",
    each=employment_profiles,
    where=(employment_profiles.interest == "yes")
    & (_said_on < outer(_said_on))
    & (_said_on >= outer(_said_on - months(12))),
)

wanted_supported = Proportion(
    code="employment.wanted_supported",
    name="Interested and helped into paid work",
    asks="Of the people who said in the period that they wanted paid work, how many started a paid job "
    "within 12 months?",
    each=employment_profiles,
    pool=surely(employment_profiles.interest == "yes") & ~_said_already,
    one_per=employment_profiles.person_id,
    order=_said_on,
    dated=_said_on,
    due=_said_on + months(12),
    met=any_of(
        jobs,
        same="person_id",
        each=employment_profiles,
        where=paid & (jobs.started_on >= outer(_said_on)) & (jobs.started_on <= outer(_said_on + months(12))),
    ),
    better=HIGHER,
    target=Target(at_least=0.50),
    timing="quarterly",
    cuts=cuts(employment_profiles, employment_profiles.stated_on, *STANDARD_CUTS),
    balanced_by=("employment.sustained_13w",),
    beware="People belong to the quarter in which they said so; saying it again within 12 months changes "
    "nothing. Nobody is due before 12 months have gone. Any paid job counts, whoever found it.",
    source=Source("S1", "executive summary (at least 50%)"),
    examples="""
    person_id | stated_on | interest_answered_on | interest | job.started_on | job.paid | job.person_id | employment_profile[2].stated_on | employment_profile[2].interest_answered_on | employment_profile[2].interest | employment_profile[2].person_id | as_of || verdict | placed
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    |            |            |         |    |            || met     | 2025-07-01
    p1 | 2025-06-21 | 2025-07-02 | yes     | 2025-09-01 | yes |    |            |            |         |    |            || met     | 2025-07-02
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 | no  |    |            |            |         |    |            || not met | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     |            |     |    |            |            |         |    |            || not met | 2025-07-01
    p1 | 2025-07-01 |            | yes     | 2025-09-01 |     |    |            |            |         |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-07-01 |     |    |            |            |         |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-06-30 |     |    |            |            |         |    |            || not met | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2026-07-01 |     |    |            |            |         |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2026-07-02 |     |    |            |            |         |    |            || not met | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     | p2 |            |            |         |    |            || not met | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | no      | 2025-09-01 |     |    |            |            |         |    |            || not in pool |
    p1 | 2025-06-20 | 2025-07-01 | not_now | 2025-09-01 |     |    |            |            |         |    |            || not in pool |
    p1 | 2025-06-20 | 2025-07-01 |         | 2025-09-01 |     |    |            |            |         |    |            || not in pool |
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    |            |            |         |    | 2026-07-01 || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    |            |            |         |    | 2026-06-30 || not due |
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-06-30 | yes     |    |            || not in pool |
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2024-06-01 | 2024-07-01 | yes     |    |            || not in pool |
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2024-06-01 | 2024-06-30 | yes     |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-07-01 | yes     |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-08-01 | 2025-08-02 | yes     |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-06-30 | no      |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-06-30 |         |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-30 |            | yes     |    |            || not in pool |
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-06-30 | yes     | p2 |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-08-30 | yes     |    |            || met     | 2025-07-01
    p1 | 2025-06-20 | 2025-07-01 | yes     | 2025-09-01 |     |    | 2025-08-01 | 2025-06-30 | yes     |    |            || not in pool |
    p1 | 2025-07-01 |            | yes     | 2025-09-01 |     |    | 2025-06-01 | 2025-06-30 | yes     |    |            || not in pool |
    p1 | 2025-07-01 |            | yes     | 2025-09-01 |     |    | 2024-06-01 | 2024-07-01 | yes     |    |            || not in pool |
    p1 | 2025-07-01 |            | yes     | 2025-09-01 |     |    |            |            |         |    | 2026-06-30 || not due |
    p1 | 2025-07-01 |            | yes     | 2025-09-01 |     |    | 2024-06-01 | 2024-06-30 | yes     |    |            || met     | 2025-07-01
    """,  # noqa: E501
)
