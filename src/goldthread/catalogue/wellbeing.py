"""Wellbeing at the start and at the end of support, by the Short Warwick-Edinburgh Mental Wellbeing Scale."""

from __future__ import annotations

from goldthread.catalogue.cuts import STANDARD_CUTS, cuts
from goldthread.catalogue.tables import questionnaire_scores, supports
from goldthread.measures.questions import HIGHER, Change, Proportion, Question, Source
from goldthread.measures.tree import Node
from goldthread.measures.words import any_of, blank, first, last

# Shah and others 2018: 2.77 standard errors of measurement are 2.87 points; NHS England rounds them to 3.
RELIABLE_CHANGE = 3.0
_SAME_SUPPORT = (questionnaire_scores.support_id, supports.support_id)


def _scored(stage: str) -> Node:
    scored: Node = (
        (questionnaire_scores.tool == "SWEMWBS")
        & (questionnaire_scores.stage == stage)
        & ~blank(questionnaire_scores.score)
    )
    return scored


swemwbs_change = Change(
    code="wellbeing.swemwbs_change",
    name="Wellbeing change (SWEMWBS)",
    asks="Of people whose support ended with both scores, by how much did wellbeing change from start to "
    "end?",
    each=supports,
    pool=~blank(supports.ended_on),
    dated=supports.ended_on,
    before=first(
        questionnaire_scores.score,
        by=questionnaire_scores.completed_on,
        same=_SAME_SUPPORT,
        where=_scored("start"),
    ),
    after=last(
        questionnaire_scores.score,
        by=questionnaire_scores.completed_on,
        same=_SAME_SUPPORT,
        where=_scored("exit"),
    ),
    meaningful=RELIABLE_CHANGE,
    unit="points",
    better=HIGHER,
    timing="quarterly",
    cuts=cuts(supports, supports.ended_on, *STANDARD_CUTS),
    balanced_by=("wellbeing.completion",),
    beware="Metric scores of complete questionnaires. Whoever has only one score, or none, is not known "
    "and is counted beside: those who answer twice may differ from those who do not. A change of 3 points "
    "is more than chance in one person; groups want at least 30 people with both scores.",
    source=Source("S3", "table"),
    examples="""
        ended_on   | questionnaire_score.tool | questionnaire_score.stage | questionnaire_score.completed_on | questionnaire_score.score | questionnaire_score[2].tool | questionnaire_score[2].stage | questionnaire_score[2].completed_on | questionnaire_score[2].score | questionnaire_score[3].tool | questionnaire_score[3].stage | questionnaire_score[3].completed_on | questionnaire_score[3].score | questionnaire_score.support_id | as_of      || verdict     | value | placed
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 22   | SWEMWBS  | exit  | 2026-07-01 | 18.5 |         |        |            |    |    | 2026-07-31 || met         | -3.5 | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 18.5 |         |        |            |    |    | 2026-07-31 || met         | 0    | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 |          |       |            |      |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 |          |       |            |      | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 |          |       |            |      |          |       |            |      |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | -    | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | -    |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 | SWEMWBS  | start | 2026-01-12 | 20   | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS | exit   | 2026-07-01 | 22 |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-08 | -    | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS | exit   | 2026-07-01 | 22 |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   | SWEMWBS | exit   | 2026-06-20 | 20 |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   | SWEMWBS | exit   | 2026-07-10 | -  |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   | SWEMWBS | update | 2026-07-10 | 30 |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   | SWEMWBS | update | 2026-01-02 | 30 |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   | SWEMWBS | -      | 2026-01-02 | 30 |    | 2026-07-31 || met         | 3.5  | 2026-07-01
        2026-07-01 | ReQoL-10 | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | ReQoL-10 | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || unknown     |      |
        2026-07-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    | s9 | 2026-07-31 || unknown     |      |
                   | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || not in pool |      |
        2026-08-01 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || not due     |      |
        2026-07-31 | SWEMWBS  | start | 2026-01-10 | 18.5 | SWEMWBS  | exit  | 2026-07-01 | 22   |         |        |            |    |    | 2026-07-31 || met         | 3.5  | 2026-07-31
    """,  # noqa: E501
)

completion = Proportion(
    code="wellbeing.completion",
    name="Wellbeing measured at start and end",
    asks="Of people whose support ended in the period, how many have a wellbeing score from the start and "
    "the end?",
    each=supports,
    pool=~blank(supports.ended_on),
    dated=supports.ended_on,
    met=any_of(questionnaire_scores, same=_SAME_SUPPORT, where=_scored("start"))
    & any_of(questionnaire_scores, same=_SAME_SUPPORT, where=_scored("exit")),
    better=HIGHER,
    timing="quarterly",
    cuts=cuts(supports, supports.ended_on, *STANDARD_CUTS),
    beware="A questionnaire without a score, because questions are missing, does not count. Someone who "
    "died is among those whose support ended.",
    source=Source("S3", "table"),
    examples="""
        ended_on   | questionnaire_score.tool | questionnaire_score.stage | questionnaire_score.completed_on | questionnaire_score.score | questionnaire_score[2].tool | questionnaire_score[2].stage | questionnaire_score[2].completed_on | questionnaire_score[2].score | questionnaire_score.support_id | as_of      || verdict     | placed
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || met         | 2026-07-01
        2026-07-01 | SWEMWBS  | exit   | 2026-07-01 | 22   | SWEMWBS  | start  | 2026-01-10 | 18.5 |    | 2026-07-31 || met         | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 |          |        |            |      |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 |          |        |            |      | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 |          |        |            |      |          |        |            |      |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | -    | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | -    |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | update | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | annual | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | -      | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | ReQoL-10 | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | ReQoL-10 | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not met     | 2026-07-01
        2026-07-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   | s9 | 2026-07-31 || not met     | 2026-07-01
                   | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not in pool |
        2026-08-01 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || not due     |
        2026-07-31 | SWEMWBS  | start  | 2026-01-10 | 18.5 | SWEMWBS  | exit   | 2026-07-01 | 22   |    | 2026-07-31 || met         | 2026-07-31
    """,  # noqa: E501
)

QUESTIONS: tuple[Question, ...] = (swemwbs_change, completion)
