"""Support at work: adjustments, contact in the first weeks, plans, warnings answered, and absence."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.spells import known_until
from goldthread.catalogue.tables import absence_days, adjustments, clocks, work_spells
from goldthread.measures.questions import (
    EXPOSURE,
    HIGHER,
    TRUE,
    Count,
    Proportion,
    Question,
    Rate,
    Source,
    Target,
)
from goldthread.measures.tree import Node
from goldthread.measures.words import as_of, blank, coalesce, earlier, surely

# --- duties with a time to them -------------------------------------------------------------------------

_ALL = Target(at_least=1.0)
_UNTIMED = "Where the missing time of a day would decide it, it is not known."


def _duty(
    standard: str,
    *,
    code: str,
    name: str,
    asks: str,
    dated: Node,
    balanced_by: tuple[str, ...],
    beware: str,
    source: Source,
    examples: str,
    among: Node = TRUE,
    timing: str = "weekly",
    number_from: str = "source",
) -> Question:
    """One duty under the terms: answered in its time, or not."""
    return Proportion(
        code=f"employment.{code}",
        name=name,
        asks=asks,
        each=clocks,
        pool=clocks.standard == standard,
        among=among,
        dated=dated,
        due=clocks.due_on,
        met=clocks.in_time,
        better=HIGHER,
        target=_ALL,
        timing=timing,
        cuts=cuts(clocks, dated, *STANDARD_CUTS),
        balanced_by=balanced_by,
        beware=f"{beware} {_UNTIMED}",
        source=source,
        number_from=number_from,
        examples=examples,
    )


_IN_A_JOB = """
    standard | due_on     | in_time | cut_short | as_of      || verdict | placed
    {name}   | 2026-07-14 | yes     |           |            || met     | 2026-07-14
    {name}   | 2026-07-15 | yes     | no        |            || met     | 2026-07-15
    {name}   | 2026-07-14 | no      |           |            || not met | 2026-07-14
    {name}   | 2026-07-14 | no      | no        |            || not met | 2026-07-14
    {name}   | 2026-07-14 |         |           |            || unknown |
    {name}   | 2026-07-14 | no      | yes       |            || out     |
    {name}   | 2026-07-14 | yes     | yes       |            || out     |
    {name}   | 2026-07-14 | yes     |           | 2026-07-14 || met     | 2026-07-14
    {name}   | 2026-07-14 |         |           | 2026-07-13 || not due |
    other    | 2026-07-14 | yes     |           |            || not in pool |
    """

adjustments_reviewed = _duty(
    "adjustments_review",
    code="adjustments_reviewed",
    name="Adjustments reviewed at weeks 2 and 4",
    asks="Of the reviews of adjustments that fell due in the period, how many were held on time?",
    among=~surely(clocks.cut_short),
    dated=clocks.due_on,
    balanced_by=("employment.adjustments_implemented",),
    beware="Weeks are counted from the first working day. A review whose job ended before it was due is left "
    "out; the ones before the end stay.",
    source=Source("S0", "example 3"),
    examples=_IN_A_JOB.format(name="adjustments_review"),
)

weekly_contact = _duty(
    "weekly_contact",
    code="weekly_contact",
    name="Weekly contact in the first four weeks of a job",
    asks="Of the first four weeks in each job that were over in the period, how many had a contact in which "
    "the worker and the person spoke?",
    among=~surely(clocks.cut_short),
    dated=clocks.due_on,
    balanced_by=("experience.rating",),
    beware="Each week counts on its own. The whole weeks before an early end stay in; the week in which the "
    "job ended is left out.",
    source=Source("S0", "example 3"),
    examples=_IN_A_JOB.format(name="weekly_contact"),
)

_AT_THE_START = """
    standard | started_on | due_on     | in_time | as_of      || verdict | placed
    {name}   | 2026-07-13 | 2026-07-14 | yes     |            || met     | 2026-07-13
    {name}   | 2026-07-15 | 2026-07-15 | yes     |            || met     | 2026-07-15
    {name}   | 2026-07-13 | 2026-07-14 | no      |            || not met | 2026-07-13
    {name}   | 2026-07-13 | 2026-07-14 |         |            || unknown |
    {name}   | 2026-07-13 | 2026-07-14 | yes     | 2026-07-14 || met     | 2026-07-13
    {name}   | 2026-07-13 | 2026-07-14 | yes     | 2026-07-13 || not due |
    {name}   | 2026-07-13 | 2026-07-14 |         | 2026-07-13 || not due |
    other    | 2026-07-13 | 2026-07-14 | yes     |            || not in pool |
    """

written_plan = _duty(
    "in_work_plan",
    code="written_plan",
    name="Written in-work plan at job start",
    asks="Of the jobs that started in the period, how many had an in-work plan with a schedule of "
    "adjustments by the first working day?",
    dated=clocks.started_on,
    balanced_by=("employment.adjustments_implemented",),
    beware="A plan agreed before the job began counts; one without a schedule of adjustments does not.",
    timing="monthly",
    source=Source("S0", "example 3"),
    number_from="ours",
    examples=_AT_THE_START.format(name="in_work_plan"),
)

early_warning_answered = _duty(
    "early_warning_response",
    code="early_warning_answered",
    name="Early warning responded to by step-up",
    asks="Of the early warnings recorded in the period while the person was in work, how many were followed "
    "by increased support inside the standard?",
    dated=clocks.started_on,
    balanced_by=("step.warning_checked",),
    beware="The increased support must name the warning that it answers. The time allowed is in the terms.",
    source=Source("S0", "example 3"),
    examples=_AT_THE_START.format(name="early_warning_response"),
)

# --- adjustments ----------------------------------------------------------------------------------------

adjustments_implemented = Proportion(
    code="employment.adjustments_implemented",
    name="Adjustments implemented",
    asks="Of the adjustments agreed in the period, how many are in place?",
    each=adjustments,
    dated=adjustments.agreed_on,
    due=coalesce(adjustments.due_on, adjustments.agreed_on),
    met=surely(adjustments.in_place_on <= as_of),
    better=HIGHER,
    cuts=cuts(adjustments, adjustments.agreed_on, *STANDARD_CUTS),
    beware="An adjustment is due on the day it was to be in place, else at once. One put in place late "
    "counts; one dropped before it was in place does not.",
    source=Source("S0", "KPIs"),
    examples="""
    agreed_on  | due_on     | in_place_on | as_of      || verdict | placed
    2026-07-01 |            | 2026-07-01  |            || met     | 2026-07-01
    2026-07-02 | 2026-07-14 | 2026-07-10  |            || met     | 2026-07-02
    2026-07-01 | 2026-07-14 | 2026-09-01  |            || met     | 2026-07-01
    2026-07-01 | 2026-07-14 |             |            || not met | 2026-07-01
    2026-07-01 |            |             |            || not met | 2026-07-01
    2026-07-01 | 2026-07-14 | 2026-07-31  | 2026-07-31 || met     | 2026-07-01
    2026-07-01 | 2026-07-14 | 2026-08-01  | 2026-07-31 || not met | 2026-07-01
    2026-07-01 | 2026-07-31 |             | 2026-07-31 || not met | 2026-07-01
    2026-07-01 | 2026-08-01 | 2026-07-20  | 2026-07-31 || not due |
    2026-07-31 |            |             | 2026-07-31 || not met | 2026-07-31
    2026-08-01 |            |             | 2026-07-31 || not due |
    2026-08-02 | 2026-07-31 | 2026-07-30  | 2026-07-31 || met     | 2026-08-02
    """,
)

# --- absence --------------------------------------------------------------------------------------------

_in_work_until = earlier(known_until(work_spells, work_spells.supported_from), work_spells.supported_until)

sickness = Rate(
    code="employment.sickness",
    name="Sickness absence",
    asks="How many working days were lost to sickness for every 100 in-work weeks supported?",
    each=absence_days,
    multiplier=100,
    unit="days per 100 in-work weeks",
    beware="Only days on which support ran are counted, above and below. Work without an end on record "
    "counts up to the day it was last confirmed. More sickness recorded may be better support: read it "
    "beside the jobs that last.",
    source=Source("S0", "KPIs"),
    dated=absence_days.lost_on,
    events=Count(
        code="employment.sickness/events",
        asks="How many working days were lost to sickness in the period, while supported?",
        each=absence_days,
        among=surely(absence_days.reason == "sickness") & ~blank(absence_days.support_id),
        dated=absence_days.lost_on,
        amount=absence_days.days_lost,
        unit="days",
        cuts=cuts(absence_days, absence_days.lost_on, *STANDARD_CUTS),
        examples="""
    lost_on    | reason   | days_lost | support_id | as_of      || verdict | value | placed
    2026-07-14 | sickness | 1         | s1         |            || met     | 1     | 2026-07-14
    2026-07-15 | sickness | 0.5       | s1         |            || met     | 0.5   | 2026-07-15
    2026-07-14 | sickness | 0         | s1         |            || met     | 0     | 2026-07-14
    2026-07-14 | other    | 1         | s1         |            || out     |       |
    2026-07-14 |          | 1         | s1         |            || out     |       |
    2026-07-14 | sickness | 1         |            |            || out     |       |
    2026-07-31 | sickness | 1         | s1         | 2026-07-31 || met     | 1     | 2026-07-31
    2026-08-01 | sickness | 1         | s1         | 2026-07-31 || not due |       |
    """,
    ),
    exposure=Count(
        code="employment.sickness/exposure",
        asks="For how many weeks were people in paid work with support in the period?",
        each=work_spells,
        grain=EXPOSURE,
        per="week",
        pool=work_spells.supported,
        among=~surely(
            earlier(
                coalesce(work_spells.ended_on, work_spells.last_confirmed_on),
                work_spells.supported_until,
                as_of,
            )
            < work_spells.supported_from
        ),
        starts=work_spells.supported_from,
        ends=_in_work_until,
        unit="weeks",
        cuts=cuts(work_spells, work_spells.supported_from, *STANDARD_CUTS),
        examples="""
    supported | status  | supported_from | supported_until | ended_on   | last_confirmed_on | as_of      || verdict | starts     | ends
    yes       | held    | 2026-01-05     |                 |            |                   | 2026-07-31 || met     | 2026-01-05 | 2026-07-31
    yes       | held    | 2026-01-06     |                 |            | 2026-03-02        | 2026-07-31 || met     | 2026-01-06 | 2026-03-02
    yes       | held    | 2026-01-05     | 2026-06-30      |            |                   | 2026-07-31 || met     | 2026-01-05 | 2026-06-30
    yes       | ended   | 2026-01-05     | 2026-06-30      | 2026-03-02 | 2026-02-01        | 2026-07-31 || met     | 2026-01-05 | 2026-03-02
    yes       | ended   | 2026-01-05     | 2026-02-28      | 2026-03-02 |                   | 2026-07-31 || met     | 2026-01-05 | 2026-02-28
    yes       | ended   | 2026-01-05     |                 | 2026-03-02 |                   | 2026-07-31 || met     | 2026-01-05 | 2026-03-02
    yes       | unknown | 2026-01-05     |                 |            | 2026-03-02        | 2026-07-31 || met     | 2026-01-05 | 2026-03-02
    yes       | unknown | 2026-01-05     | 2026-02-28      |            | 2026-03-02        | 2026-07-31 || met     | 2026-01-05 | 2026-02-28
    yes       | ended   | 2026-01-05     |                 |            | 2026-03-02        | 2026-07-31 || met     | 2026-01-05 | 2026-03-02
    yes       | unknown | 2026-03-02     |                 |            | 2026-03-01        | 2026-07-31 || out     |            |
    yes       | unknown | 2026-03-02     |                 |            | 2026-03-02        | 2026-07-31 || met     | 2026-03-02 | 2026-03-02
    yes       | ended   | 2026-03-02     |                 | 2026-03-01 | 2026-03-05        | 2026-07-31 || out     |            |
    no        | held    |                |                 |            |                   | 2026-07-31 || not in pool | |
    yes       | ended   | 2026-01-05     | 2026-09-30      | 2026-08-20 |                   | 2026-07-31 || met     | 2026-01-05 | 2026-07-31
    yes       | ended   | 2026-03-02     | 2026-03-01      | 2026-04-01 |                   | 2026-07-31 || out     |            |
    yes       | unknown | 2026-03-02     |                 |            |                   | 2026-07-31 || met     | 2026-03-02 | 2026-03-02
    yes       | unknown | 2026-03-02     |                 |            |                   | 2026-07-31 || met     | 2026-03-02 | 2026-03-02
    yes       | held    | 2026-07-31     |                 |            |                   | 2026-07-31 || met     | 2026-07-31 | 2026-07-31
    yes       | held    | 2026-08-01     |                 |            |                   | 2026-07-31 || out     |            |
    """,  # noqa: E501
    ),
    cuts=cuts(absence_days, absence_days.lost_on, *STANDARD_CUTS),
)
