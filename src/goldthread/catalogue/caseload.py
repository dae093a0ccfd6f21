"""How many people a worker carries."""

from __future__ import annotations

from goldthread.catalogue.cuts import cuts
from goldthread.catalogue.tables import attachments, caseload_spells, supports, workers
from goldthread.measures.questions import (
    CENSUS,
    LOWER,
    PERIOD,
    Count,
    Proportion,
    Question,
    Ratio,
    Source,
    Target,
)
from goldthread.measures.tree import Node
from goldthread.measures.words import (
    any_of,
    blank,
    choice,
    coalesce,
    parent,
    period_end,
    period_start,
    surely,
)

# Who carries people: a leader's time would thin out the caseload of those who do.
_role_now = parent(attachments.worker_id, workers.role)
_role = coalesce(attachments.role, _role_now)

active = Ratio(
    code="caseload.active",
    version=2,
    name="Active caseload per specialist",
    asks="On the last day of the period, how many people were on support for each whole-time-equivalent "
    "worker?",
    each=supports,
    grain=CENSUS,
    top=Count(
        code="caseload.active/top",
        asks="How many people were on support on the last day of the period?",
        each=supports,
        grain=CENSUS,
        starts=supports.started_on,
        ends=supports.ended_on,
        one_per=supports.person_id,
        order=supports.started_on,
        cuts=cuts(supports, None, "service", "team", worker=supports.worker_id),
        unit="people",
        examples="""
            person_id | started_on | ended_on   | end_reason   | worker_id | as_of      || verdict | starts     | ends
            p1 | 2026-01-10 |            |              | w1 | 2026-07-31 || met | 2026-01-10 | 2026-07-31
            p1 | 2026-01-10 | 2026-07-31 | planned      | w1 | 2026-07-31 || met | 2026-01-10 | 2026-07-31
            p1 | 2026-01-10 | 2026-07-30 | planned      | w1 | 2026-07-31 || met | 2026-01-10 | 2026-07-30
            p1 | 2026-01-10 | 2026-08-10 |              | w1 | 2026-07-31 || met | 2026-01-10 | 2026-07-31
            p1 | 2026-07-31 |            |              | w1 | 2026-07-31 || met | 2026-07-31 | 2026-07-31
            p1 | 2026-01-10 |            |              |    | 2026-07-31 || met | 2026-01-10 | 2026-07-31
            p1 | 2026-01-10 | 2026-03-01 | lost_contact | w1 | 2026-07-31 || met | 2026-01-10 | 2026-03-01
            p1 | 2026-01-10 | 2026-01-10 | died         | w1 | 2026-07-31 || met | 2026-01-10 | 2026-01-10
        """,  # noqa: E501
    ),
    bottom=Count(
        code="caseload.active/bottom",
        version=2,
        asks="How many whole-time equivalents of specialists carried a caseload on the last day of the "
        "period?",
        each=attachments,
        grain=CENSUS,
        pool=~surely(attachments.kind == "health_team"),
        among=~surely((_role == "team_leader") | (_role == "other")),
        starts=attachments.started_on,
        ends=attachments.ended_on,
        amount=choice((~(blank(attachments.role) & blank(_role_now)), attachments.wte)),
        cuts=cuts(attachments, None, "service", "team", worker=attachments.worker_id),
        unit="WTE",
        examples="""
            kind        | role                         | worker.role         | wte | started_on | ended_on   | as_of      || verdict     | value | starts     | ends
            team        | employment_specialist        |                     | 1   | 2026-01-10 |            | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-31
                        | senior_employment_specialist |                     | 0.6 | 2026-01-10 |            | 2026-07-31 || met         | 0.6 | 2026-01-10 | 2026-07-31
            team        | support_worker               |                     | 1   | 2026-01-10 | 2026-07-30 | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-30
            team        | employment_specialist        |                     | 1   | 2026-01-10 | 2026-07-31 | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-31
            team        | employment_specialist        |                     | 1   | 2026-01-10 | 2026-08-01 | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-31
            team        | employment_specialist        |                     | 0   | 2026-01-10 |            | 2026-07-31 || met         | 0   | 2026-01-10 | 2026-07-31
            team        | employment_specialist        |                     |     | 2026-01-10 |            | 2026-07-31 || unknown     |     |            |
            team        | team_leader                  |                     | 1   | 2026-01-10 |            | 2026-07-31 || out         |     |            |
            team        | other                        |                     | 0.5 | 2026-01-10 |            | 2026-07-31 || out         |     |            |
            team        | team_leader                  | employment_specialist | 1 | 2026-01-10 |            | 2026-07-31 || out         |     |            |
            team        | employment_specialist        | team_leader         | 1   | 2026-01-10 |            | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-31
            team        | employment_specialist        | other               | 1   | 2026-01-10 |            | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-31
            team        | other                        | employment_specialist | 1 | 2026-01-10 |            | 2026-07-31 || out         |     |            |
            team        |                              | team_leader         | 1   | 2026-01-10 |            | 2026-07-31 || out         |     |            |
            team        |                              | other               | 1   | 2026-01-10 |            | 2026-07-31 || out         |     |            |
            team        |                              | employment_specialist | 1 | 2026-01-10 |            | 2026-07-31 || met         | 1   | 2026-01-10 | 2026-07-31
            team        |                              |                     | 1   | 2026-01-10 |            | 2026-07-31 || unknown     |     |            |
            health_team | employment_specialist        |                     | 1   | 2026-01-10 |            | 2026-07-31 || not in pool |     |            |
        """,  # noqa: E501
    ),
    unit="people per WTE",
    timing="weekly",
    cuts=cuts(supports, None, "service", "team", worker=supports.worker_id),
    balanced_by=("access.wait", "access.start_rate"),
    beware="Targets belong to the contract: at most 25 in Individual Placement and Support, 20 for a "
    "senior specialist, 15 under the Supported Employment Quality Framework. Someone with two supports is "
    "one person. Specialists are employment specialists, senior ones and support workers, by their role "
    "during the attachment, else by their role now; the time of team leaders and of others is left out, "
    "while the people they support are not. Time attached to a health team carries no caseload. An "
    "attachment without a role or without its share of full time is not known.",
    source=Source("S3", "table"),
)


def _in_period() -> Node:
    in_period: Node = (caseload_spells.started_on <= period_end) & (
        blank(caseload_spells.ended_on) | (caseload_spells.ended_on >= period_start)
    )
    return in_period


def _any_spell(*conditions: Node) -> Node:
    where = _in_period()
    for condition in conditions:
        where = where & condition
    return any_of(caseload_spells, same=(caseload_spells.worker_id, workers.worker_id), where=where)


over_cap = Proportion(
    code="caseload.over_cap",
    version=2,
    name="Specialists over the caseload cap",
    asks="Of workers with a caseload in the period, how many were over their cap on any day of it?",
    each=workers,
    grain=PERIOD,
    pool=_any_spell(),
    due=period_end,
    met=choice(
        (_any_spell(caseload_spells.over_cap), True), (~_any_spell(blank(caseload_spells.over_cap)), False)
    ),
    better=LOWER,
    target=Target(at_most=0),
    timing="weekly",
    cuts=cuts(workers, None, "service", "team"),
    balanced_by=("access.wait", "access.start_rate"),
    beware="The cap comes from the terms, for the role and the share of full time. Without a cap or a "
    "share for some of the days a worker is not known, unless another day was over. Nobody is due before the "
    "period is over: days still to come could be over the cap.",
    source=Source("S3", "table"),
    examples="""
        caseload_spell.started_on | caseload_spell.ended_on | caseload_spell.over_cap | caseload_spell[2].started_on | caseload_spell[2].over_cap | caseload_spell.worker_id | period                 | as_of || verdict
        2026-07-01 | 2026-07-10 | yes |            |     |    | 2026-07                | || met
        2026-07-01 | 2026-07-10 | no  |            |     |    | 2026-07                | || not met
        2026-07-01 | 2026-07-10 |     |            |     |    | 2026-07                | || unknown
        2026-07-01 | 2026-07-10 | no  | 2026-07-11 | yes |    | 2026-07                | || met
        2026-07-01 | 2026-07-10 | no  | 2026-07-11 | -   |    | 2026-07                | || unknown
        2026-07-01 | 2026-07-10 |     | 2026-07-11 | yes |    | 2026-07                | || met
        2026-07-01 | 2026-07-10 | yes | 2026-07-11 | no  |    | 2026-07                | || met
        2026-06-01 |            | yes |            |     |    | 2026-07                | || met
        2026-06-01 | 2026-07-01 | yes |            |     |    | 2026-07                | || met
        2026-06-01 | 2026-06-30 | yes |            |     |    | 2026-07                | || not in pool
        2026-07-31 |            | yes |            |     |    | 2026-07                | || met
        2026-08-01 |            | yes |            |     |    | 2026-07                | || not in pool
        2026-06-01 | 2026-06-30 | yes | 2026-07-01 | no  |    | 2026-07                | || not met
        2026-06-01 | 2026-06-30 |     | 2026-07-01 | no  |    | 2026-07                | || not met
        2026-07-01 | 2026-07-10 | no  | 2026-08-01 | yes |    | 2026-07                | || not met
        2026-07-01 | 2026-07-10 | no  | 2026-08-01 | -   |    | 2026-07                | || not met
        2026-07-01 | 2026-07-10 | no  | 2026-07-31 | -   |    | 2026-07                | || unknown
        2026-06-01 | 2026-07-01 |     | 2026-07-02 | no  |    | 2026-07                | || unknown
        2026-07-01 | 2026-07-10 | yes |            |     | w9 | 2026-07                | || not in pool
        2026-07-01 | 2026-07-10 | yes | 2026-07-11 | no  |    | 2026-07-13..2026-07-19 | || not met
                   |            |     |            |     |    | 2026-07                | || not in pool
        2026-07-01 | 2026-07-10 | yes |            |     |    | 2026-07                | 2026-07-31 || met
        2026-07-01 | 2026-07-10 | yes |            |     |    | 2026-07                | 2026-07-30 || not due
        2026-07-01 | 2026-07-10 | no  |            |     |    | 2026-07                | 2026-07-30 || not due
    """,  # noqa: E501
)

QUESTIONS: tuple[Question, ...] = (active, over_cap)
