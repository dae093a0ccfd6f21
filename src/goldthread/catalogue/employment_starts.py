"""Starting paid work: how many start, who gets in, how soon, and what breaks down early."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.employment_words import (
    JOB_CUTS,
    for_work,
    hours_band,
    in_work_at_start,
    job_started,
    paid,
)
from goldthread.catalogue.spells import held_on
from goldthread.catalogue.tables import jobs, referrals, supports
from goldthread.catalogue.tables.codes_nhs import OUT_OF_WORK_STATUSES
from goldthread.catalogue.tables.codes_work import JOB_END_BROKEN
from goldthread.measures.questions import HIGHER, LOWER, Count, Proportion, Source, Target
from goldthread.measures.words import (
    any_of,
    coalesce,
    earlier,
    months,
    outer,
    surely,
    weeks,
)

job_starts = Count(
    code="employment.job_starts",
    name="Job starts",
    asks="How many paid jobs started in the period?",
    each=jobs,
    among=job_started,
    dated=jobs.started_on,
    unit="starts",
    better=HIGHER,
    cuts={**JOB_CUTS, "hours_band": hours_band, "industry": jobs.industry},
    balanced_by=("employment.ended_early", "employment.preference_led"),
    beware="A job counts where nobody says it is unpaid. A job held already when support began is no start. "
    "A person who starts two jobs counts twice. Jobs are counted whoever found them.",
    source=Source("S0", "KPIs; S3 analysis of industries"),
    examples="""
    started_on | paid | origin       | work_spell.in_work_at_start | work_spell.job_id | as_of      || verdict | placed
    2026-07-06 |      |              |     |    |            || met     | 2026-07-06
    2026-07-07 | yes  | supported    |     |    |            || met     | 2026-07-07
    2026-07-06 | yes  | other        |     |    |            || met     | 2026-07-06
    2026-07-06 | no   |              |     |    |            || out     |
    2026-07-06 | no   | supported    | no  |    |            || out     |
    2026-07-06 |      | already_held |     |    |            || out     |
    2026-07-06 |      |              | no  |    |            || met     | 2026-07-06
    2026-07-06 |      |              | yes |    |            || out     |
    2026-07-06 |      |              | yes | j2 |            || met     | 2026-07-06
    2026-07-31 |      |              |     |    | 2026-07-31 || met     | 2026-07-31
    2026-08-01 |      |              |     |    | 2026-07-31 || not due |
    """,  # noqa: E501
)


_search_over = supports.started_on + months(12)

paid_work_entry = Proportion(
    code="employment.paid_work_entry",
    version=2,
    name="Entered paid work",
    asks="Of the people who started on the service out of work, how many started a paid job by the end of "
    "their out-of-work support, at most 12 months after the start?",
    each=supports,
    pool=for_work,
    among=surely(supports.employment_status_at_start.isin(*OUT_OF_WORK_STATUSES)) & ~in_work_at_start,
    dated=supports.started_on,
    due=_search_over,
    met=any_of(
        jobs,
        same="person_id",
        each=supports,
        where=paid
        & (jobs.started_on >= outer(supports.started_on))
        & (
            jobs.started_on
            <= outer(earlier(coalesce(supports.out_of_work_ended_on, supports.ended_on), _search_over))
        ),
    ),
    better=HIGHER,
    target=Target(at_least=0.40),
    timing="quarterly",
    cuts=cuts(supports, supports.started_on, *STANDARD_CUTS),
    balanced_by=("employment.sustained_13w", "intake.recency"),
    beware="People belong to the quarter in which they started, and nobody is due before 12 months have "
    "gone: whoever found a job early waits with those still looking, so that a young cohort looks no better "
    "than it is. Whoever left before stays in, and has not entered work unless it was by then. A job begun "
    "later than 12 months is a job start and no entry here. Only people recorded as out of work at the start "
    "are asked about.",
    source=Source("S3", "table: 12 months out-of-work support, paid work entry"),
    examples="""
    person_id | started_on | kind | employment_status_at_start | ended_on | out_of_work_ended_on | job.started_on | job.paid | work_spell.in_work_at_start | as_of || verdict | placed
    p1 | 2026-01-05 |            | 02 | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-06 | combined   | 03 | 2026-06-30 |            | 2026-06-30 | yes |     | 2027-01-31 || met     | 2026-01-06
    p1 | 2026-01-05 | other      | 04 | 2026-06-30 |            | 2026-07-01 |     |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 | employment | 05 | 2026-06-30 |            | 2026-01-05 |     |     | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-05 |            | 06 | 2026-06-30 |            | 2026-01-04 |     |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 07 | 2026-06-30 |            |            |     |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 08 | 2026-06-30 | 2026-03-31 | 2026-03-31 |     |     | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-05 |            | 02 | 2026-06-30 | 2026-03-31 | 2026-04-01 |     |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            | 2026-03-31 | 2026-04-01 |     |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 | 2026-06-30 |            | 2026-03-02 | no  |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            |            | 2026-03-02 |     |     | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            |            |            |     |     | 2027-01-05 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            |            | 2027-01-04 |     |     | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            |            | 2027-01-05 |     |     | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            |            | 2027-01-06 |     |     | 2027-01-31 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 | 2027-06-30 | 2027-03-31 | 2027-01-06 |     |     | 2027-07-31 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 | 2027-06-30 |            | 2027-02-01 |     |     | 2027-07-31 || not met | 2026-01-05
    p1 | 2026-01-05 |            | 02 | 2027-06-30 |            | 2027-01-05 |     |     | 2027-07-31 || met     | 2026-01-05
    p1 | 2026-01-05 |            | 02 |            |            | 2026-03-02 |     |     | 2027-01-04 || not due |
    p1 | 2026-01-05 |            | 02 | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-04 || not due |
    p1 | 2026-01-05 |            | 02 | 2026-06-30 |            |            |     |     | 2027-01-04 || not due |
    p1 | 2026-01-05 |            | 02 |            |            |            |     |     | 2026-07-31 || not due |
    p1 | 2026-01-05 |            | 01 | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-05 || out     |
    p1 | 2026-01-05 |            | ZZ | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-05 || out     |
    p1 | 2026-01-05 |            |    | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-05 || out     |
    p1 | 2026-01-05 |            | 02 | 2026-06-30 |            | 2026-03-02 |     | yes | 2027-01-05 || out     |
    p1 | 2026-01-05 |            | 02 | 2026-06-30 |            | 2026-03-02 |     | no  | 2027-01-05 || met     | 2026-01-05
    p1 | 2026-01-05 | housing    | 02 | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-05 || not in pool |
    p1 | 2026-01-05 | inclusion  | 02 | 2026-06-30 |            | 2026-03-02 |     |     | 2027-01-05 || not in pool |
    """,  # noqa: E501
)

within_6m = Proportion(
    code="employment.within_6m",
    name="In paid work within six months of referral",
    asks="Of the people referred out of work, how many started a paid job within six months of the referral?",
    each=referrals,
    one_per=referrals.person_id,
    order=referrals.received_on,
    among=surely(referrals.employment_status.isin(*OUT_OF_WORK_STATUSES)),
    dated=referrals.received_on,
    due=referrals.received_on + months(6),
    met=any_of(
        jobs,
        same="person_id",
        each=referrals,
        where=paid
        & (jobs.started_on >= outer(referrals.received_on))
        & (jobs.started_on <= outer(referrals.received_on + months(6))),
    ),
    better=HIGHER,
    target=Target(at_least=0.50),
    cuts=cuts(referrals, referrals.received_on, *STANDARD_CUTS),
    balanced_by=("employment.ended_early",),
    beware="People belong to the month of their referral; nobody is due before six months have gone. Any "
    "paid job counts, whoever found it. A person referred twice in the period counts once, by the last "
    "referral.",
    source=Source("S1", "outcomes"),
    examples="""
    person_id | received_on | employment_status | job.started_on | job.paid | as_of      || verdict | placed
    p1        | 2026-01-05  | 02                | 2026-03-02     |          |            || met     | 2026-01-05
    p1        | 2026-01-06  | 03                | 2026-03-02     | yes      |            || met     | 2026-01-06
    p1        | 2026-01-05  | 04                | 2026-03-02     | no       |            || not met | 2026-01-05
    p1        | 2026-01-05  | 05                | 2026-07-05     |          |            || met     | 2026-01-05
    p1        | 2026-01-05  | 06                | 2026-07-06     |          |            || not met | 2026-01-05
    p1        | 2026-01-05  | 07                | 2026-01-05     |          |            || met     | 2026-01-05
    p1        | 2026-01-05  | 08                | 2026-01-04     |          |            || not met | 2026-01-05
    p1        | 2026-01-05  | 02                |                |          |            || not met | 2026-01-05
    p1        | 2026-01-05  | 02                | 2026-03-02     |          | 2026-07-05 || met     | 2026-01-05
    p1        | 2026-01-05  | 02                | 2026-03-02     |          | 2026-07-04 || not due |
    p1        | 2026-01-05  | 01                | 2026-03-02     |          |            || out     |
    p1        | 2026-01-05  | ZZ                | 2026-03-02     |          |            || out     |
    p1        | 2026-01-05  |                   | 2026-03-02     |          |            || out     |
    """,  # noqa: E501
)

_half_year = jobs.started_on + weeks(26)

ended_early = Proportion(
    code="employment.ended_early",
    name="Jobs ended by conflict or overwhelm",
    asks="Of the job starts whose 26-week point or end fell in the period, how many had ended before it for "
    "conflict, overwhelm or breakdown?",
    each=jobs,
    among=job_started,
    dated=earlier(jobs.ended_on, _half_year),
    met=~held_on(jobs, _half_year) & jobs.end_reason.isin(*JOB_END_BROKEN),
    better=LOWER,
    cuts=JOB_CUTS,
    beware="An end on the 26-week point itself came after 26 weeks. A job that ended sooner for a reason "
    "nobody recorded is not known.",
    source=Source("S0", "example 3"),
    examples="""
    started_on | status | ended_on | last_confirmed_on | end_reason | paid | origin | work_spell.in_work_at_start | work_spell.job_id | as_of || verdict | placed
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     |              |     |    |            || met     | 2026-03-02
    2026-01-05 | ended   | 2026-03-03 |            | overwhelm    |     |              |     |    |            || met     | 2026-03-03
    2026-01-05 | ended   | 2026-03-02 |            | breakdown    |     |              |     |    |            || met     | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            | better_job   |     |              |     |    |            || not met | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            | dismissed    |     |              |     |    |            || not met | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            |              |     |              |     |    |            || unknown |
    2026-01-05 | ended   | 2026-07-05 |            | conflict     |     |              |     |    |            || met     | 2026-07-05
    2026-01-05 | ended   | 2026-07-05 | 2026-07-20 | conflict     |     |              |     |    |            || met     | 2026-07-05
    2026-01-05 | ended   | 2026-07-06 |            | conflict     |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 | ended   | 2026-09-01 |            | conflict     |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 | ended   | 2026-09-01 |            |              |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 | held    |            |            |              |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 |         |            |            |              |     |              |     |    |            || unknown |
    2026-01-05 | unknown |            | 2026-07-05 |              |     |              |     |    |            || unknown |
    2026-01-05 | unknown |            | 2026-07-06 |              |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 | unknown |            | 2026-07-07 |              |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 | ended   |            |            | conflict     |     |              |     |    |            || unknown |
    2026-01-05 | ended   |            |            | redundancy   |     |              |     |    |            || not met | 2026-07-06
    2026-01-05 | held    |            |            |              |     |              |     |    | 2026-07-06 || not met | 2026-07-06
    2026-01-05 | held    |            |            |              |     |              |     |    | 2026-07-05 || not due |
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     |              |     |    | 2026-03-02 || met     | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     |              |     |    | 2026-03-01 || not due |
    2026-01-05 | ended   | 2026-03-02 |            | conflict     | yes | supported    |     |    |            || met     | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     | other        |     |    |            || met     | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            | conflict     | no  |              |     |    |            || out     |
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     | already_held |     |    |            || out     |
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     |              | no  |    |            || met     | 2026-03-02
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     |              | yes |    |            || out     |
    2026-01-05 | ended   | 2026-03-02 |            | conflict     |     |              | yes | j2 |            || met     | 2026-03-02
    2026-01-05 | held    |            | 2026-07-05 |              |     |              |     |    |            || unknown |
    2026-01-05 | held    |            | 2026-07-06 |              |     |              |     |    |            || not met | 2026-07-06
    """,  # noqa: E501
)
