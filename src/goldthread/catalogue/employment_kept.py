"""Keeping paid work: after the first job start, from the start of support, and over time.

Spells of work are joined across short gaps by the terms of the contract; what is not known of an end stays
unknown, and in the share that keep work it stays in the whole.
"""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.employment_words import for_work, in_work_at_start
from goldthread.catalogue.spells import held_on
from goldthread.catalogue.tables import supports, work_spells
from goldthread.catalogue.tables.codes_nhs import EMPLOYED
from goldthread.measures.questions import HIGHER, IN, Curve, Proportion, Question, Source
from goldthread.measures.tree import Node
from goldthread.measures.words import (
    as_of,
    blank,
    choice,
    coalesce,
    days_between,
    earlier,
    outer,
    related,
    surely,
    weeks,
)

_SUSTAINED = """
    started_on | is_first | status  | ended_on | last_confirmed_on | as_of    || verdict | placed
    2026-01-05 | yes      | held    |          |                   |          || met     | {point}
    2026-01-05 | yes      | ended   | {point}  |                   |          || met     | {point}
    2026-01-05 | yes      | ended   | {before} |                   |          || not met | {point}
    2026-01-05 | yes      | ended   | {before} | {point}           |          || not met | {point}
    2026-01-05 | yes      | ended   |          |                   |          || unknown |
    2026-01-05 | yes      | unknown |          |                   |          || unknown |
    2026-01-05 | yes      | unknown |          | {before}          |          || unknown |
    2026-01-05 | yes      | unknown |          | {point}           |          || met     | {point}
    2026-01-05 | yes      | unknown |          | {after}           |          || met     | {point}
    2026-01-05 | yes      | ended   |          | {point}           |          || met     | {point}
    2026-01-05 | yes      | held    |          |                   | {point}  || met     | {point}
    2026-01-05 | yes      | ended   | {after}  |                   | {point}  || met     | {point}
    2026-01-05 | yes      | held    |          |                   | {before} || not due |
    2026-01-05 | yes      | held    |          | {before}          |          || unknown |
    2026-01-05 | yes      | held    |          | {point}           |          || met     | {point}
    2026-01-05 | no       | held    |          |                   |          || not in pool |
    2026-01-05 | no       | held    |          |                   | {before} || not in pool |
    """
_DAYS = {
    6: {"before": "2026-02-15", "point": "2026-02-16", "after": "2026-02-17"},
    13: {"before": "2026-04-05", "point": "2026-04-06", "after": "2026-04-07"},
    26: {"before": "2026-07-05", "point": "2026-07-06", "after": "2026-07-07"},
}
_GAPS = (
    "A gap of up to the days that the terms permit (14) does not break it, and a job under the contract's "
    "least hours does not count. Work said to be held but last confirmed before the point is not known. Not "
    "knowing stays in the whole and never counts as kept. "
)


def _point(number: int) -> Node:
    point: Node = work_spells.started_on + weeks(number)
    return point


def _sustained(number: int, met: Node, due: Node, examples: str, beware: str) -> Question:
    return Proportion(
        code=f"employment.sustained_{number}w",
        name=f"In paid work {number} weeks after first job start",
        asks=f"Of the people whose {number}-week point after their first supported job start fell in the "
        "period, how many were still in paid work then?",
        each=work_spells,
        pool=work_spells.is_first,
        dated=_point(number),
        due=due,
        met=met,
        unknown=IN,
        better=HIGHER,
        cuts=cuts(work_spells, work_spells.started_on, *STANDARD_CUTS, "hours_band"),
        balanced_by=("employment.sickness", "wellbeing.swemwbs_change"),
        beware=_GAPS + beware,
        source=Source("S0", "KPIs; S3 table"),
        examples=examples,
    )


sustained_6w = _sustained(
    6,
    held_on(work_spells, _point(6)),
    _point(6),
    _SUSTAINED.format(**_DAYS[6]),
    "Later job starts of the same support are not asked about here; the survival curve holds them all.",
)

sustained_13w = _sustained(
    13,
    choice(
        (work_spells.thirteen_in_sixteen, work_spells.days_in_16_weeks >= 91),
        otherwise=held_on(work_spells, _point(13)),
    ),
    choice((work_spells.thirteen_in_sixteen, _point(16)), otherwise=_point(13)),
    """
    started_on | is_first | thirteen_in_sixteen | status  | ended_on   | last_confirmed_on | days_in_16_weeks | as_of      || verdict | placed
    2026-01-05 | yes      | no                  | held    |            |                   |                  |            || met     | 2026-04-06
    2026-01-05 | yes      | no                  | ended   | 2026-04-06 |                   |                  |            || met     | 2026-04-06
    2026-01-05 | yes      | no                  | ended   | 2026-04-05 |                   | 91               |            || not met | 2026-04-06
    2026-01-05 | yes      | no                  | ended   | 2026-04-05 | 2026-04-06        |                  |            || not met | 2026-04-06
    2026-01-05 | yes      | no                  | ended   | 2026-04-07 |                   |                  | 2026-04-06 || met     | 2026-04-06
    2026-01-05 | yes      | no                  | ended   |            |                   |                  |            || unknown |
    2026-01-05 | yes      | no                  | unknown |            |                   |                  |            || unknown |
    2026-01-05 | yes      | no                  | unknown |            | 2026-04-05        | 112              |            || unknown |
    2026-01-05 | yes      | no                  | unknown |            | 2026-04-06        |                  |            || met     | 2026-04-06
    2026-01-05 | yes      | no                  | unknown |            | 2026-04-07        |                  |            || met     | 2026-04-06
    2026-01-05 | yes      | no                  | ended   |            | 2026-04-06        | 20               |            || met     | 2026-04-06
    2026-01-05 | yes      | no                  | held    |            |                   |                  | 2026-04-06 || met     | 2026-04-06
    2026-01-05 | yes      | no                  | held    |            |                   |                  | 2026-04-05 || not due |
    2026-01-05 | yes      | no                  | held    |            | 2026-04-05        |                  |            || unknown |
    2026-01-05 | yes      | no                  | held    |            | 2026-04-06        |                  |            || met     | 2026-04-06
    2026-01-05 | no       | no                  | held    |            |                   |                  |            || not in pool |
    2026-01-05 | no       | no                  | held    |            |                   |                  | 2026-04-05 || not in pool |
    2026-01-05 | yes      | yes                 | ended   | 2026-04-05 |                   | 91               |            || met     | 2026-04-06
    2026-01-05 | yes      | yes                 | held    |            |                   | 92               |            || met     | 2026-04-06
    2026-01-05 | yes      | yes                 | held    |            |                   | 90               |            || not met | 2026-04-06
    2026-01-05 | yes      | yes                 | unknown |            | 2026-04-06        |                  |            || unknown |
    2026-01-05 | yes      | yes                 | held    |            |                   | 112              | 2026-04-27 || met     | 2026-04-06
    2026-01-05 | yes      | yes                 | held    |            |                   |                  | 2026-04-26 || not due |
    """,  # noqa: E501
    "Where the contract counts 13 weeks of work in 16, at least 91 days of the first 112 in paid work count, "
    "nothing is due before the 16 weeks are over, and the person still belongs to the period of their "
    "13-week point. Later job starts of the same support are not asked about here; the survival curve holds "
    "them all. The template for IPS beyond severe mental illness asks for 65 %; that target is in the terms.",
)

sustained_26w = _sustained(
    26,
    held_on(work_spells, _point(26)),
    _point(26),
    _SUSTAINED.format(**_DAYS[26]),
    "Later job starts of the same support are not asked about here; the survival curve holds them all. The "
    "SEQF template asks for 70 %; that target is in the terms.",
)

# --- still in the work held when support began ----------------------------------------------------------

_RETAINED = """
    person_id | started_on | kind | employment_status_at_start | work_spell.in_work_at_start | work_spell.started_on | work_spell.status | work_spell.ended_on | work_spell.last_confirmed_on | work_spell.support_id | work_spell[2].in_work_at_start | work_spell[2].started_on | work_spell[2].status | work_spell[2].ended_on | as_of || verdict | placed
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | held    |            |            |       |     |            |       |            |            || met     | {point}
    p1 | 2026-01-05 | employment | 02 | yes | 2025-01-01 | held    |            |            |       |     |            |       |            |            || met     | {point}
    p1 | 2026-01-05 | combined   |    | yes | 2025-01-01 | ended   | {point}    |            |       |     |            |       |            |            || met     | {point}
    p1 | 2026-01-05 | other      | 01 | yes | 2025-01-01 | ended   | {before}   |            |       |     |            |       |            |            || not met | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | ended   | {before}   | {point}    |       |     |            |       |            |            || not met | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | unknown |            | {before}   |       |     |            |       |            |            || unknown |
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | held    |            | {before}   |       |     |            |       |            |            || unknown |
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | unknown |            | {point}    |       |     |            |       |            |            || met     | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | unknown |            | {after}    |       |     |            |       |            |            || met     | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | ended   |            |            |       |     |            |       |            |            || unknown |
    p1 | 2026-01-05 |            | 01 |     |            |         |            |            |       |     |            |       |            |            || unknown |
    p1 | 2026-01-05 |            | 01 | no  | 2026-02-01 | held    |            |            |       |     |            |       |            |            || unknown |
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | held    |            |            | other |     |            |       |            |            || unknown |
    p1 | 2026-01-05 |            | 02 | no  | 2026-02-01 | held    |            |            |       |     |            |       |            |            || out     |
    p1 | 2026-01-05 |            |    |     |            |         |            |            |       |     |            |       |            |            || out     |
    p1 | 2026-01-05 |            | 02 |     |            |         |            |            |       |     |            |       |            |            || out     |
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | ended   | {before}   | {after}    |       | yes | 2025-06-01 | held  |            |            || not met | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-06-01 | held    |            | 2026-01-06 |       | yes | 2025-01-01 | ended | {before}   |            || not met | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | ended   | {before}   | {before}   |       | yes | 2025-06-01 | ended | 2026-01-10 |            || not met | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | ended   | {after}    |            |       | yes | 2025-06-01 | ended | {before}   |            || met     | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | held    |            |            |       |     |            |       |            | {point}    || met     | {point}
    p1 | 2026-01-05 |            | 01 | yes | 2025-01-01 | held    |            |            |       |     |            |       |            | {before}   || not due |
    p1 | 2026-01-05 | housing    | 01 | yes | 2025-01-01 | held    |            |            |       |     |            |       |            |            || not in pool |
    p1 | 2026-01-05 | inclusion  | 01 | yes | 2025-01-01 | held    |            |            |       |     |            |       |            |            || not in pool |
    """  # noqa: E501


def _retained(number: int, balanced_by: tuple[str, ...], place: str) -> Question:
    point = supports.started_on + weeks(number)
    hours = related(
        "first",
        work_spells,
        same="support_id",
        each=supports,
        value=work_spells.hours_band,
        where=work_spells.in_work_at_start,
        by=work_spells.started_on,
    )
    return Proportion(
        code=f"employment.retained_{number}w",
        name=f"Job retained at {number} weeks",
        asks=f"Of the people in paid work when support began whose {number}-week point fell in the period, "
        "how many were still in paid work then?",
        each=supports,
        pool=for_work,
        among=surely(supports.employment_status_at_start == EMPLOYED) | in_work_at_start,
        dated=point,
        met=related(
            "first",
            work_spells,
            same="support_id",
            each=supports,
            value=held_on(work_spells, outer(point)),
            where=work_spells.in_work_at_start,
            by=work_spells.started_on,
        ),
        unknown=IN,
        better=HIGHER,
        cuts=cuts(
            supports,
            supports.started_on,
            *STANDARD_CUTS,
            hours_band=coalesce(supports.hours_at_start, hours),
        ),
        balanced_by=balanced_by,
        beware=_GAPS + "Somebody recorded as employed at the start without a job on record is not known.",
        source=Source("S1", place),
        number_from="ours",
        examples=_RETAINED.format(**_DAYS[number]),
    )


retained_13w = _retained(13, ("wellbeing.swemwbs_change",), "referrals (18% in work), D6; S0")
retained_26w = _retained(26, ("wellbeing.swemwbs_change",), "D6; S0")

# --- how long work lasts --------------------------------------------------------------------------------

survival = Curve(
    code="employment.survival",
    version=2,
    name="Job survival curve",
    asks="Of the job starts of the period, what share was still in paid work after so many days?",
    each=work_spells,
    pool=work_spells.supported & ~work_spells.in_work_at_start,
    dated=work_spells.started_on,
    length=choice(
        (
            ~blank(work_spells.ended_on)
            | ~blank(work_spells.last_confirmed_on)
            | (work_spells.status == "held"),
            days_between(
                work_spells.started_on,
                earlier(coalesce(work_spells.ended_on, work_spells.last_confirmed_on), as_of),
            ),
        )
    ),
    cause=choice((work_spells.ended_on <= as_of, "ended")),
    horizons=(42, 91, 182, 365),
    better=HIGHER,
    timing="quarterly",
    cuts=cuts(work_spells, work_spells.started_on, "service", "locality", "hours_band"),
    beware="Work without an end on record is followed up to the day it was last confirmed; where it is said "
    "to be held and never confirmed, up to the day of the figures. A move to another job within the gap that "
    "the terms permit is no end; every other end is, whatever its reason.",
    source=Source("S0", "standard method"),
    examples="""
    started_on | supported | in_work_at_start | status  | ended_on   | last_confirmed_on | as_of      || verdict | value | cause | placed
    2026-07-01 | yes       | no               | held    |            |                   | 2026-07-31 || not met | 30    |       | 2026-07-01
    2026-07-02 | yes       | no               | held    |            | 2026-07-10        | 2026-07-31 || not met | 8     |       | 2026-07-02
    2026-07-01 | yes       | no               | ended   | 2026-07-11 |                   | 2026-07-31 || met     | 10    | ended | 2026-07-01
    2026-07-01 | yes       | no               | ended   | 2026-07-11 | 2026-08-20        | 2026-07-31 || met     | 10    | ended | 2026-07-01
    2026-07-01 | yes       | no               | ended   | 2026-07-31 |                   | 2026-07-31 || met     | 30    | ended | 2026-07-01
    2026-07-01 | yes       | no               | ended   | 2026-08-01 |                   | 2026-07-31 || not met | 30    |       | 2026-07-01
    2026-07-01 | yes       | no               | ended   | 2026-08-01 | 2026-07-20        | 2026-07-31 || not met | 30    |       | 2026-07-01
    2026-07-01 | yes       | no               | unknown |            | 2026-07-20        | 2026-07-31 || not met | 19    |       | 2026-07-01
    2026-07-01 | yes       | no               | unknown |            | 2026-07-31        | 2026-07-31 || not met | 30    |       | 2026-07-01
    2026-07-01 | yes       | no               | unknown |            | 2026-08-20        | 2026-07-31 || not met | 30    |       | 2026-07-01
    2026-07-01 | yes       | no               | ended   |            | 2026-07-20        | 2026-07-31 || not met | 19    |       | 2026-07-01
    2026-07-01 | yes       | no               | unknown |            |                   | 2026-07-31 || unknown |       |       |
    2026-07-01 | yes       | no               | ended   | 2026-07-01 |                   | 2026-07-31 || met     | 0     | ended | 2026-07-01
    2026-01-05 | yes       | no               | ended   | 2026-04-06 |                   | 2026-07-31 || met     | 91    | ended | 2026-01-05
    2026-07-01 | yes       | yes              | held    |            |                   | 2026-07-31 || not in pool |    |       |
    2026-07-01 | no        | no               | held    |            |                   | 2026-07-31 || not in pool |    |       |
    2026-08-01 | yes       | no               | held    |            |                   | 2026-07-31 || not due |       |       |
    2026-07-01 | yes       | no               | held    |            | 2026-08-20        | 2026-07-31 || not met | 30    |       | 2026-07-01
    2026-07-10 | yes       | no               | unknown |            | 2026-07-09        | 2026-07-31 || unknown |       |       |
    2026-07-10 | yes       | no               | unknown |            | 2026-07-10        | 2026-07-31 || not met | 0     |       | 2026-07-10
    2026-07-10 | yes       | no               | held    |            | 2026-07-09        | 2026-07-31 || unknown |       |       |
    2026-07-10 | yes       | no               | ended   | 2026-07-20 | 2026-07-09        | 2026-07-31 || met     | 10    | ended | 2026-07-10
    2026-07-31 | yes       | no               | held    |            |                   | 2026-07-31 || not met | 0     |       | 2026-07-31
    """,  # noqa: E501
)
