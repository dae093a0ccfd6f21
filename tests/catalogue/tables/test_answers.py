"""Which columns answer each indicator of the first 52, with what a question has to know of them."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from goldthread.catalogue.tables import TABLES

FIRST = ("tenancy", "employment", "access", "caseload", "duration", "intake", "wellbeing")

_HELD = "started_on ended_on status last_confirmed_on supported supported_from supported_until support_id"
_CLOCK = (
    "standard started_on due_on due_at responded_at responded_on in_time answered paused cut_short closed_on"
)
_HOME = {"home_spell": f"{_HELD} origin end_kind tenancies tenancy_id"}
_WORK = {"work_spell": f"{_HELD} is_first in_work_at_start hours_band industry end_reason jobs"}
# The contract may count 13 weeks of work in 16: then 91 days of `days_in_16_weeks` decide.
_WEEKS = {"work_spell": f"{_WORK['work_spell']} days_in_16_weeks thirteen_in_sixteen"}
_INTAKE = {
    "referral": "received_on age_at_referral employment_status in_contact",
    "person": "gender ethnicity",
}
_PROFILE = {"employment_profile": "referral_id stated_on qualification last_worked last_worked_on held_year"}

ANSWERED_BY: dict[str, dict[str, str]] = {
    "tenancy.sustained_3m": _HOME,
    "tenancy.sustained_6m": _HOME,
    "tenancy.sustained_12m": _HOME,
    "tenancy.survival": _HOME,
    "tenancy.arrears_trend": {"rent_balance": "tenancy_id balance_on balance", "tenancy": "ended_on status"},
    "tenancy.arrears_plateaued": {"rent_balance": "tenancy_id balance_on balance", "tenancy": "end_reason"},
    "tenancy.prevention_completed": {
        "tenancy_risk_action": "kind opened_on planned_by_on completed_on abandoned"
    },
    "tenancy.risk_response_72h": {"clock": f"{_CLOCK} tenancy_risk_id", "tenancy_risk": "risk_kind"},
    "tenancy.formal_notices": {"notice": "tenancy_id served_on", **_HOME},
    "tenancy.losses": _HOME,
    "tenancy.notice_avoided": {"tenancy_risk": "tenancy_id risk_kind raised_on closed_on closing_outcome"},
    "employment.job_starts": {"job": "started_on paid origin weekly_hours hours_band industry support_id"},
    "employment.paid_work_entry": {
        "support": "started_on ended_on out_of_work_ended_on employment_status_at_start kind",
        "job": "started_on paid",
    },
    "employment.within_6m": {"referral": "received_on employment_status", "job": "started_on paid"},
    "employment.sustained_6w": _WEEKS,
    "employment.sustained_13w": _WEEKS,
    "employment.sustained_26w": _WEEKS,
    "employment.retained_13w": {"support": "started_on employment_status_at_start", **_WORK},
    "employment.retained_26w": {"support": "started_on employment_status_at_start", **_WORK},
    "employment.survival": _WORK,
    "employment.sickness": {"absence_day": "lost_on days_lost reason", **_WORK},
    "employment.adjustments_implemented": {"adjustment": "agreed_on due_on in_place_on job_id"},
    "employment.adjustments_reviewed": {"clock": f"{_CLOCK} point job_id", "adjustment": "job_id"},
    "employment.weekly_contact": {"clock": f"{_CLOCK} point job_id"},
    "employment.written_plan": {"clock": f"{_CLOCK} job_id"},
    "employment.early_warning_answered": {"clock": f"{_CLOCK} early_warning_id"},
    "employment.liaison_consented": {
        "employer_contact": "contacted_at contacted_on about_person employer person_id",
        "consent": "purpose recipient given_at given_on withdrawn_at withdrawn_on expires_on",
    },
    "employment.ended_early": {"job": "started_on ended_on status end_reason last_confirmed_on"},
    "employment.preference_led": {
        "employer_contact": "contacted_on matches_preference preference_id",
        "preference": "stated_at stated_on",
    },
    "employment.first_employer_contact": {
        "support": "started_on ended_on",
        "employer_contact": "contacted_on face_to_face competitive support_id",
    },
    "employment.interest_asked": {
        "support": "started_on",
        "employment_profile": "interest_asked_on interest_answered_on interest support_id",
    },
    "employment.wanted_supported": {
        "employment_profile": "interest interest_answered_on support_id",
        "job": "started_on paid",
    },
    "access.start_rate": {"referral": "received_on decided_on decision", "support": "referral_id started_on"},
    "access.sources": {"referral": "received_on referral_source"},
    "access.wait": {"referral": "received_on decision decided_on", "support": "referral_id started_on"},
    "access.gp_5_days": {"clock": f"{_CLOCK} referral_id"},
    "access.reach": {
        "support": "started_on age_at_start locality",
        "published_value": "figure area group_kind group_value period_from period_to value",
    },
    "caseload.active": {"caseload_spell": "worker_id role started_on ended_on people wte"},
    "caseload.over_cap": {"caseload_spell": "worker_id started_on ended_on people cap over_cap"},
    "duration.out_of_work": {
        "support": "started_on ended_on employment_status_at_start",
        "job": "started_on paid",
    },
    "duration.in_work": {**_WORK, "support": "ended_on end_reason"},
    "intake.age": _INTAKE,
    "intake.gender": _INTAKE,
    "intake.ethnicity": _INTAKE,
    "intake.nvq2": {**_INTAKE, **_PROFILE},
    "intake.employment_status": _INTAKE,
    "intake.in_contact": _INTAKE,
    "intake.recency": {**_INTAKE, **_PROFILE},
    "intake.held_year": {**_INTAKE, **_PROFILE},
    "intake.benefits": {"employment_profile": "referral_id stated_on long_term_benefits", **_INTAKE},
    "wellbeing.swemwbs_change": {"questionnaire_score": "tool stage completed_on score support_id"},
    "wellbeing.completion": {
        "questionnaire_score": "tool stage completed_on score",
        "support": "started_on ended_on end_reason",
    },
}

# What every figure can be cut by. Stage and risk are the last row of the person on or before the day.
CUTS = {
    "person": "birth_month gender ethnicity",
    "stage_spell": "person_id support_id stage started_on ended_on",
    "risk_assessment": "person_id level assessed_on",
}


@pytest.mark.parametrize("indicator", [*ANSWERED_BY, "every cut"])
def test_the_columns_that_answer_are_declared(indicator: str) -> None:
    for table, columns in ANSWERED_BY.get(indicator, CUTS).items():
        for column in columns.split():
            assert TABLES[table].spec(column).meaning


def test_the_first_indicators_are_all_thought_through(shared: Path) -> None:
    path = shared / "design" / "indicators.csv"
    if not path.is_file():
        pytest.skip("The list of indicators is absent.")
    with path.open(encoding="utf-8", newline="") as file:
        wanted = {row["id"] for row in csv.DictReader(file) if row["id"].split(".")[0] in FIRST}
    assert wanted == set(ANSWERED_BY) and len(wanted) == 52
