"""Who is referred: the people of a period, told apart by what was known of them when they were referred.

Each person counts once in a period, by their last referral in it. What is not recorded is said, and never
left out of the whole: as a category of its own where people are told apart, as "not known" where the figure
is one share.
"""

from __future__ import annotations

from goldthread.catalogue.cuts import cuts
from goldthread.catalogue.tables import employment_profiles, persons, referrals
from goldthread.catalogue.tables.codes_work import QUALIFIED_TO_LEVEL_2
from goldthread.measures.questions import IN, TRUE, Proportion, Question, Source
from goldthread.measures.tree import Bands, Node
from goldthread.measures.words import (
    band,
    blank,
    choice,
    coalesce,
    first,
    months_between,
    parent,
    years_between,
)

NOT_RECORDED = "not recorded"
_CUTS = cuts(referrals, referrals.received_on, "service", "locality")
_ONCE = "A person referred twice in the period counts once, by the last referral. "


def _told_apart(
    code: str, name: str, asks: str, place: str, examples: str, beware: str, **split: Node
) -> Question:
    """Everybody referred, each in one category; a category's share is of the whole, so categories add up."""
    return Proportion(
        code=f"intake.{code}",
        name=name,
        asks=asks,
        each=referrals,
        one_per=referrals.person_id,
        order=referrals.received_on,
        dated=referrals.received_on,
        met=TRUE,
        split=split,
        cuts=_CUTS,
        source=Source("S1", place),
        beware=_ONCE + beware,
        examples=examples,
    )


def _share(code: str, name: str, asks: str, place: str, met: Node, examples: str, beware: str) -> Question:
    """One share of everybody referred: those not recorded stay in the whole, and are said beside."""
    return Proportion(
        code=f"intake.{code}",
        name=name,
        asks=asks,
        each=referrals,
        one_per=referrals.person_id,
        order=referrals.received_on,
        dated=referrals.received_on,
        met=met,
        unknown=IN,
        cuts=_CUTS,
        source=Source("S1", place),
        beware=_ONCE + beware,
        examples=examples,
    )


def _at_intake(value: Node) -> Node:
    """What the profile that came with the referral says: the first that says it; later ones are updates."""
    return first(
        value, by=employment_profiles.stated_on, same="referral_id", each=referrals, where=~blank(value)
    )


def _of_person(name: str) -> Node:
    return parent(referrals.person_id, getattr(persons, name))


_age = coalesce(referrals.age_at_referral, years_between(_of_person("birth_month"), referrals.received_on))
_AGE_BANDS = Bands(
    "intake_age_bands",
    (("16-35", 16, 35), ("36-50", 36, 50), ("51-65", 51, 65), ("other", None, None)),
)

age = _told_apart(
    "age",
    "Intake by age band (16-35, 36-50, 51-65, other)",
    "Of the people referred in the period, what share was in each age band?",
    "B1",
    """
    received_on | age_at_referral | person.birth_month | as_of      || verdict | split.band
    2026-07-01  | 16              |                    |            || met     | 16-35
    2026-07-01  | 15              |                    |            || met     | other
    2026-07-01  | 35              |                    |            || met     | 16-35
    2026-07-01  | 36              |                    |            || met     | 36-50
    2026-07-01  | 50              |                    |            || met     | 36-50
    2026-07-01  | 51              |                    |            || met     | 51-65
    2026-07-01  | 65              |                    |            || met     | 51-65
    2026-07-01  | 66              |                    |            || met     | other
    2026-07-01  |                 |                    |            || met     | not recorded
    2026-07-01  |                 | 1990-07-01         |            || met     | 36-50
    2026-07-01  |                 | 1990-08-01         |            || met     | 16-35
    2026-07-01  | 40              | 2000-01-01         |            || met     | 36-50
    2026-07-31  | 40              |                    | 2026-07-31 || met     | 36-50
    2026-08-01  | 40              |                    | 2026-07-31 || not due |
    """,
    "Where the age at referral is not given it is worked out from the month after birth, which can be up to "
    "a month behind the birthday. Other is everybody under 16 or over 65.",
    band=coalesce(band(_age, _AGE_BANDS), NOT_RECORDED),
)

gender = _told_apart(
    "gender",
    "Intake by gender",
    "Of the people referred in the period, what share was of each gender?",
    "B2",
    """
    received_on | person.gender | as_of      || verdict | placed     | split.category
    2026-07-01  | 1             |            || met     | 2026-07-01 | 1
    2026-07-02  | 2             |            || met     | 2026-07-02 | 2
    2026-07-01  | 3             |            || met     | 2026-07-01 | 3
    2026-07-01  | X             |            || met     | 2026-07-01 | X
    2026-07-01  | Z             |            || met     | 2026-07-01 | Z
    2026-07-01  |               |            || met     | 2026-07-01 | not recorded
    2026-07-01  | -             |            || met     | 2026-07-01 | not recorded
    2026-07-31  | 9             | 2026-07-31 || met     | 2026-07-31 | 9
    2026-08-01  | 9             | 2026-07-31 || not due |            |
    """,
    "Asked but not stated, and not known, are answers of their own; not recorded means that nothing came.",
    category=coalesce(_of_person("gender"), NOT_RECORDED),
)

ethnicity = _told_apart(
    "ethnicity",
    "Intake by ethnicity",
    "Of the people referred in the period, what share was of each ethnic category?",
    "B3",
    """
    received_on | person.ethnicity | as_of      || verdict | placed     | split.category
    2026-07-01  | A                |            || met     | 2026-07-01 | A
    2026-07-02  | B                |            || met     | 2026-07-02 | B
    2026-07-01  | M                |            || met     | 2026-07-01 | M
    2026-07-01  | Z                |            || met     | 2026-07-01 | Z
    2026-07-01  | 99               |            || met     | 2026-07-01 | 99
    2026-07-01  |                  |            || met     | 2026-07-01 | not recorded
    2026-07-01  | -                |            || met     | 2026-07-01 | not recorded
    2026-07-31  | H                | 2026-07-31 || met     | 2026-07-31 | H
    2026-08-01  | H                | 2026-07-31 || not due |            |
    """,
    "Not stated and not known are answers of their own; not recorded means that nothing came.",
    category=coalesce(_of_person("ethnicity"), NOT_RECORDED),
)

_qualification = _at_intake(employment_profiles.qualification)

nvq2 = _share(
    "nvq2",
    "Intake qualified to NVQ level 2 or above",
    "Of the people referred in the period, what share was qualified to NVQ level 2 or above?",
    "B4",
    choice(
        (_qualification.isin(*QUALIFIED_TO_LEVEL_2), True),
        (_qualification != "other", False),
    ),
    """
    person_id | received_on | employment_profile.stated_on | employment_profile.qualification | employment_profile.referral_id | employment_profile[2].stated_on | employment_profile[2].qualification | as_of || verdict
    p1        | 2026-07-01  | 2026-07-01 | level_2 |       |            |         |            || met
    p1        | 2026-07-01  | 2026-07-01 | level_3 |       |            |         |            || met
    p1        | 2026-07-01  | 2026-07-01 | level_4 |       |            |         |            || met
    p1        | 2026-07-01  | 2026-07-01 | level_1 |       |            |         |            || not met
    p1        | 2026-07-01  | 2026-07-01 | none    |       |            |         |            || not met
    p1        | 2026-07-01  | 2026-07-01 | other   |       |            |         |            || unknown
    p1        | 2026-07-01  | 2026-07-01 |         |       |            |         |            || unknown
    p1        | 2026-07-01  |            |         |       |            |         |            || unknown
    p1        | 2026-07-01  | 2026-07-01 | level_2 | other |            |         |            || unknown
    p1        | 2026-07-01  | 2026-07-01 | level_1 |       | 2026-09-01 | level_2 |            || not met
    p1        | 2026-07-01  | 2026-07-01 |         |       | 2026-07-20 | level_2 |            || met
    p1        | 2026-07-01  | 2026-07-01 |         |       | 2026-07-20 | level_1 |            || not met
    p1        | 2026-07-01  | 2026-07-01 | other   |       | 2026-09-01 | level_1 |            || unknown
    p1        | 2026-07-31  | 2026-07-01 | level_2 |       |            |         | 2026-07-31 || met
    p1        | 2026-08-01  | 2026-07-01 | level_2 |       |            |         | 2026-07-31 || not due
    """,  # noqa: E501
    "A level not known and a qualification not recorded stay in the whole and count as not known.",
)

employment_status = _told_apart(
    "employment_status",
    "Intake by employment status at referral",
    "Of the people referred in the period, what share had each employment status when referred?",
    "B5",
    """
    person_id | received_on | employment_status | as_of      || verdict | placed     | split.category
    p1        | 2026-07-01  | 01                |            || met     | 2026-07-01 | 01
    p1        | 2026-07-02  | 02                |            || met     | 2026-07-02 | 02
    p1        | 2026-07-01  | 04                |            || met     | 2026-07-01 | 04
    p1        | 2026-07-01  | 08                |            || met     | 2026-07-01 | 08
    p1        | 2026-07-01  | ZZ                |            || met     | 2026-07-01 | ZZ
    p1        | 2026-07-01  |                   |            || met     | 2026-07-01 | not recorded
    p1        | 2026-07-31  | 07                | 2026-07-31 || met     | 2026-07-31 | 07
    p1        | 2026-08-01  | 07                | 2026-07-31 || not due |            |
    """,
    "Not stated is an answer of its own; not recorded means that nothing came.",
    category=coalesce(referrals.employment_status, NOT_RECORDED),
)

in_contact = _share(
    "in_contact",
    "Intake in contact with specialist mental health services at referral",
    "Of the people referred in the period, what share was in contact with specialist mental health services?",
    "B6",
    referrals.in_contact,
    """
    person_id | received_on | in_contact | as_of      || verdict | placed
    p1        | 2026-07-01  | yes        |            || met     | 2026-07-01
    p1        | 2026-07-02  | yes        |            || met     | 2026-07-02
    p1        | 2026-07-01  | no         |            || not met | 2026-07-01
    p1        | 2026-07-01  |            |            || unknown |
    p1        | 2026-07-01  | -          |            || unknown |
    p1        | 2026-07-31  | yes        | 2026-07-31 || met     | 2026-07-31
    p1        | 2026-08-01  | yes        | 2026-07-31 || not due |
    p1        | 2026-08-01  |            | 2026-07-31 || not due |
    """,
    "Those for whom it is not recorded stay in the whole and count as not known.",
)

_worked_on = _at_intake(employment_profiles.last_worked_on)
_worked = _at_intake(employment_profiles.last_worked)

_RECENCY_BANDS = Bands(
    "recency_bands", (("<6m", None, 5), ("6m-2y", 6, 23), ("2-5y", 24, 59), (">5y", 60, None))
)

recency = _told_apart(
    "recency",
    "Intake by recency of paid employment (<6m, 6m-2y, 2-5y, >5y, never)",
    "Of the people referred in the period, how long ago had each last been in paid work?",
    "B7",
    """
    person_id | received_on | employment_profile.stated_on | employment_profile.last_worked_on | employment_profile.last_worked | employment_profile.referral_id | employment_profile[2].stated_on | employment_profile[2].last_worked_on | employment_profile[2].last_worked | as_of || verdict | split.band
    p1        | 2026-07-01  | 2026-07-01 | 2026-07-01 |                     |       |            |            |                     |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 | 2026-01-02 |                     |       |            |            |                     |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 | 2026-01-01 |                     |       |            |            |                     |            || met     | 6m-2y
    p1        | 2026-07-01  | 2026-07-01 | 2024-07-02 |                     |       |            |            |                     |            || met     | 6m-2y
    p1        | 2026-07-01  | 2026-07-01 | 2024-07-01 |                     |       |            |            |                     |            || met     | 2-5y
    p1        | 2026-07-01  | 2026-07-01 | 2021-07-02 |                     |       |            |            |                     |            || met     | 2-5y
    p1        | 2026-07-01  | 2026-07-01 | 2021-07-01 |                     |       |            |            |                     |            || met     | >5y
    p1        | 2026-07-01  | 2026-07-01 | 2026-07-20 |                     |       |            |            |                     |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 |            | now                 |       |            |            |                     |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 |            | under_6_months      |       |            |            |                     |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 |            | 6_months_to_2_years |       |            |            |                     |            || met     | 6m-2y
    p1        | 2026-07-01  | 2026-07-01 |            | 2_to_5_years        |       |            |            |                     |            || met     | 2-5y
    p1        | 2026-07-01  | 2026-07-01 |            | over_5_years        |       |            |            |                     |            || met     | >5y
    p1        | 2026-07-01  | 2026-07-01 |            | never               |       |            |            |                     |            || met     | never
    p1        | 2026-07-01  | 2026-07-01 |            | under_6_months      |       | 2026-07-09 |            | never               |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 |            | 6_months_to_2_years |       | 2026-07-09 |            | never               |            || met     | 6m-2y
    p1        | 2026-07-01  | 2026-07-01 |            | 2_to_5_years        |       | 2026-07-09 |            | never               |            || met     | 2-5y
    p1        | 2026-07-01  | 2026-07-01 |            | over_5_years        |       | 2026-07-09 |            | never               |            || met     | >5y
    p1        | 2026-07-01  | 2026-07-01 |            | never               |       | 2026-07-09 |            | now                 |            || met     | never
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       | 2026-07-09 |            | under_6_months      |            || met     | <6m
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       | 2026-07-09 |            | 6_months_to_2_years |            || met     | 6m-2y
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       | 2026-07-09 |            | 2_to_5_years        |            || met     | 2-5y
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       | 2026-07-09 |            | over_5_years        |            || met     | >5y
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       | 2026-07-09 |            | never               |            || met     | never
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       |            |            |                     |            || met     | not recorded
    p1        | 2026-07-01  |            |            |                     |       |            |            |                     |            || met     | not recorded
    p1        | 2026-07-01  | 2026-07-01 | 2026-07-01 | now                 | other |            |            |                     |            || met     | not recorded
    p1        | 2026-07-01  | 2026-07-01 | 2020-01-01 | under_6_months      |       |            |            |                     |            || met     | >5y
    p1        | 2026-07-01  | 2026-07-01 | 2022-01-01 |                     |       | 2026-07-09 | 2019-01-01 |                     |            || met     | 2-5y
    p1        | 2026-07-01  | 2026-07-01 |            |                     |       | 2026-07-09 | 2022-01-01 |                     |            || met     | 2-5y
    p1        | 2026-07-31  | 2026-07-01 | 2026-07-01 |                     |       |            |            |                     | 2026-07-31 || met     | <6m
    p1        | 2026-08-01  | 2026-07-01 | 2026-07-01 |                     |       |            |            |                     | 2026-07-31 || not due |
    """,  # noqa: E501
    "The last day in work decides where it is known, in whole months before the referral: exactly six months "
    "ago is 6m-2y, exactly two years 2-5y, exactly five years >5y. Else the band that was recorded decides.",
    band=coalesce(
        band(months_between(_worked_on, referrals.received_on), _RECENCY_BANDS),
        choice(
            (_worked.isin("now", "under_6_months"), "<6m"),
            (_worked == "6_months_to_2_years", "6m-2y"),
            (_worked == "2_to_5_years", "2-5y"),
            (_worked == "over_5_years", ">5y"),
            (_worked == "never", "never"),
        ),
        NOT_RECORDED,
    ),
)

_YES_OR_NO = """
    person_id | received_on | employment_profile.stated_on | employment_profile.{column} | employment_profile.referral_id | employment_profile[2].stated_on | employment_profile[2].{column} | as_of || verdict
    p1        | 2026-07-01 | 2026-07-01 | yes |       |            |     |            || met
    p1        | 2026-07-01 | 2026-07-01 | no  |       |            |     |            || not met
    p1        | 2026-07-01 | 2026-07-01 |     |       |            |     |            || unknown
    p1        | 2026-07-01 |            |     |       |            |     |            || unknown
    p1        | 2026-07-01 | 2026-07-01 | yes | other |            |     |            || unknown
    p1        | 2026-07-01 | 2026-07-01 | no  |       | 2026-09-01 | yes |            || not met
    p1        | 2026-07-01 | 2026-07-01 |     |       | 2026-07-20 | yes |            || met
    p1        | 2026-07-31 | 2026-07-31 | yes |       |            |     | 2026-07-31 || met
    p1        | 2026-08-01 | 2026-07-31 | yes |       |            |     | 2026-07-31 || not due
    """  # noqa: E501

held_year = _share(
    "held_year",
    "Intake who ever held paid work for more than a year",
    "Of the people referred in the period, what share had ever held paid work for more than a year?",
    "B8",
    _at_intake(employment_profiles.held_year),
    _YES_OR_NO.format(column="held_year"),
    "Those for whom it is not recorded stay in the whole and count as not known.",
)

benefits = _share(
    "benefits",
    "Intake receiving long-term employment-related benefits",
    "Of the people referred in the period, what share received long-term employment-related benefits?",
    "B9",
    _at_intake(employment_profiles.long_term_benefits),
    _YES_OR_NO.format(column="long_term_benefits"),
    "Those for whom it is not recorded stay in the whole and count as not known.",
)

QUESTIONS: tuple[Question, ...] = (
    age,
    gender,
    ethnicity,
    nvq2,
    employment_status,
    in_contact,
    recency,
    held_year,
    benefits,
)
