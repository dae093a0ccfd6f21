"""How long support lasts: before a job, and in one."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.employment_words import for_work, in_work_at_start
from goldthread.catalogue.tables import supports, work_spells
from goldthread.catalogue.tables.codes_nhs import OUT_OF_WORK_STATUSES
from goldthread.measures.questions import Question, Source, Spread
from goldthread.measures.words import any_of, as_of, blank, days_between, earlier, first, surely

DAYS_A_MONTH = 30.4375  # 365.25 / 12
_SAME_SUPPORT = (work_spells.support_id, supports.support_id)

_job_started = first(
    work_spells.started_on, by=work_spells.started_on, same=_SAME_SUPPORT, where=work_spells.is_first
)
_search_ended = earlier(_job_started, supports.out_of_work_ended_on, supports.ended_on)

out_of_work = Spread(
    code="duration.out_of_work",
    name="Months of out-of-work support",
    asks="Of people who started out of work, how many months went by to the start of a job or to the end "
    "of support?",
    each=supports,
    pool=for_work,
    among=surely(supports.employment_status_at_start.isin(*OUT_OF_WORK_STATUSES)) & ~in_work_at_start,
    dated=supports.started_on,
    value=days_between(supports.started_on, earlier(_search_ended, as_of)) / DAYS_A_MONTH,
    running=~surely(_search_ended <= as_of),
    unit="months",
    timing="quarterly",
    cuts=cuts(supports, supports.started_on, *STANDARD_CUTS),
    balanced_by=("employment.sustained_13w",),
    beware="People are placed by the day support started. Those still out of work and on support count as "
    "lasting at least so long. Targets belong to the contract: at most 12 months in Individual Placement "
    "and Support, 9 to 12 under the Supported Employment Quality Framework. A month is 30.4375 days.",
    source=Source("S3", "table"),
    examples="""
        started_on | employment_status_at_start | ended_on   | out_of_work_ended_on | work_spell.started_on | work_spell.is_first | work_spell[2].started_on | work_spell[2].is_first | work_spell.support_id | work_spell.in_work_at_start | work_spell[2].in_work_at_start | kind       | as_of      || verdict     | value | placed     | cause
        2025-01-01 | 02 |            |            |            |     |            |     |    |     |    |            | 2026-05-03 || met         | 16 | 2025-01-01 | running
        2025-01-01 | 03 | 2026-05-03 |            |            |     |            |     |    |     |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 04 | 2026-06-03 | 2026-05-03 |            |     |            |     |    |     |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 05 | 2026-06-03 | 2026-06-01 | 2026-05-03 | yes |            |     |    | no  |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 06 | 2026-05-03 | 2026-06-01 | 2026-06-03 | yes |            |     |    | no  |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 07 |            |            | 2025-01-01 | yes |            |     |    | no  |    |            | 2026-07-31 || met         | 0  | 2025-01-01 |
        2025-01-01 | 08 | 2026-05-03 |            | 2025-06-01 | no  |            |     |    | no  |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 |            |            | 2026-05-03 | yes | 2025-06-01 | no  |    | no  | no |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 |            |            | 2026-05-03 | yes | 2026-06-01 | yes |    | no  | no |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 | 2026-05-03 |            | 2025-06-01 | yes |            |     | s9 | no  |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 | 2026-05-04 |            |            |     |            |     |    |     |    |            | 2026-05-03 || met         | 16 | 2025-01-01 | running
        2025-01-01 | 02 | 2026-05-03 |            |            |     |            |     |    |     |    |            | 2026-05-03 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 |            |            |            |     |            |     |    |     |    |            | 2025-01-01 || met         | 0  | 2025-01-01 | running
        2025-01-01 | 02 |            |            |            |     |            |     |    |     |    |            | 2024-12-31 || not due     |    |            |
        2025-01-01 | 02 | 2026-06-03 | 2026-05-03 |            |     |            |     |    |     |    |            | 2026-05-10 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 |            |            | 2026-05-03 | yes | 2026-06-01 | yes |    | no  | no |            | 2026-05-10 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 |            |            | 2025-06-01 | no  |            |     |    | no  |    |            | 2026-05-03 || met         | 16 | 2025-01-01 | running
        2025-01-01 | 01 |            |            |            |     |            |     |    |     |    |            | 2026-05-03 || out         |    |            |
        2025-01-01 |    |            |            |            |     |            |     |    |     |    |            | 2026-05-03 || out         |    |            |
        2025-01-01 | 02 | 2026-05-03 |            |            |     |            |     |    |     |    | housing    | 2026-07-31 || not in pool |    |            |
        2025-01-01 | 02 | 2026-05-03 |            |            |     |            |     |    |     |    | inclusion  | 2026-07-31 || not in pool |    |            |
        2025-01-01 | 02 | 2026-05-03 |            |            |     |            |     |    |     |    | combined   | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 | 2026-05-03 |            |            |     |            |     |    |     |    | employment | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 | 2026-05-03 |            |            |     |            |     |    |     |    | other      | 2026-07-31 || met         | 16 | 2025-01-01 |
        2025-01-01 | 02 | 2026-05-03 |            | 2024-06-01 | no  |            |     |    | yes |    |            | 2026-07-31 || out         |    |            |
        2025-01-01 | 02 | 2026-05-03 |            | 2024-06-01 | no  |            |     | s9 | yes |    |            | 2026-07-31 || met         | 16 | 2025-01-01 |
    """,  # noqa: E501
)

_work_began = first(work_spells.supported_from, by=work_spells.supported_from, same=_SAME_SUPPORT)

in_work = Spread(
    code="duration.in_work",
    name="Months of in-work support",
    asks="Of people in work on the service, how many months went by from the start of the job to a planned "
    "exit?",
    each=supports,
    pool=any_of(work_spells, same=_SAME_SUPPORT, where=~blank(work_spells.supported_from)),
    dated=_work_began,
    value=days_between(_work_began, earlier(supports.ended_on, as_of)) / DAYS_A_MONTH,
    running=~surely((supports.ended_on <= as_of) & supports.end_reason.isin("planned", "floated_off")),
    unit="months",
    timing="quarterly",
    cuts=cuts(supports, supports.started_on, *STANDARD_CUTS),
    balanced_by=("employment.sustained_13w",),
    beware="Support in work begins with the first job held during support, or on the first day of support "
    "where the job was held already. Support still open, and support that ended otherwise than planned, "
    "counts as lasting at least so long. Targets belong to the contract: 4 months beyond severe mental "
    "illness, none where support is not limited in time. A month is 30.4375 days.",
    source=Source("S3", "table"),
    examples="""
        ended_on   | end_reason   | work_spell.supported_from | work_spell[2].supported_from | work_spell.support_id | as_of      || verdict     | value | placed     | cause
        2026-05-03 | planned      | 2025-01-01 |            |    | 2026-07-31 || met         | 16 | 2025-01-01 |
        2026-05-03 | floated_off  | 2025-01-01 |            |    | 2026-07-31 || met         | 16 | 2025-01-01 |
        2026-05-03 | person_left  | 2025-01-01 |            |    | 2026-07-31 || met         | 16 | 2025-01-01 | running
        2026-05-03 | lost_contact | 2025-01-01 |            |    | 2026-07-31 || met         | 16 | 2025-01-01 | running
        2026-05-03 | time_limit   | 2025-01-01 |            |    | 2026-07-31 || met         | 16 | 2025-01-01 | running
        2026-05-03 |              | 2025-01-01 |            |    | 2026-07-31 || met         | 16 | 2025-01-01 | running
                   |              | 2025-01-01 |            |    | 2026-05-03 || met         | 16 | 2025-01-01 | running
        2026-05-04 | planned      | 2025-01-01 |            |    | 2026-05-03 || met         | 16 | 2025-01-01 | running
        2026-05-03 | planned      | 2025-01-01 |            |    | 2026-05-03 || met         | 16 | 2025-01-01 |
        2026-05-03 | planned      | 2025-06-01 | 2025-01-01 |    | 2026-07-31 || met         | 16 | 2025-01-01 |
                   |              | 2025-01-01 |            |    | 2025-01-01 || met         | 0  | 2025-01-01 | running
                   |              | 2025-01-01 |            |    | 2024-12-31 || not due     |    |            |
        2026-05-03 | planned      | -          |            |    | 2026-07-31 || not in pool |    |            |
        2026-05-03 | planned      |            |            |    | 2026-07-31 || not in pool |    |            |
        2026-05-03 | planned      | 2025-01-01 |            | s9 | 2026-07-31 || not in pool |    |            |
    """,  # noqa: E501
)

QUESTIONS: tuple[Question, ...] = (out_of_work, in_work)
