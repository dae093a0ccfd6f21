"""How each event of the terms' vocabulary is read from the records: what starts a clock, and what answers it.

A start gives: record_id, organisation, service, team, locality, person_id, support_id, refs, started_at,
started_on, closed_on. An answer gives: key, at_, on_ (either may be blank),
sure (false where the record does not prove it) and, where it belongs to a week,
week. `key` is the record that started the clock, or the person.
"""

from __future__ import annotations

from goldthread.catalogue.tables.codes_nhs import ATTENDED, GP, TWO_WAY_MECHANISMS

_BLANK = "NULL::DATE"


def _start(table: str, moment: str, *, where: str = "true", closed: str = _BLANK) -> str:
    support = "r.support_id" if table not in ("referral", "complaint") else "NULL::VARCHAR"
    return f"""SELECT '{table}' AS record_table, r.{table}_id AS record_id, r.organisation,
        coalesce(r.service, s.service) AS service, coalesce(r.team, s.team) AS team,
        coalesce(r.locality, s.locality) AS locality, r.person_id, {support} AS support_id,
        r.recorded_at, r.source, r.{moment}_at AS started_at, r.{moment}_on AS started_on,
            {closed} AS closed_on
        FROM {table} r LEFT JOIN support s ON s.support_id = {support} WHERE {where}"""


_JOB_STARTED = """SELECT 'job' AS record_table, r.job_id AS record_id, r.organisation,
    coalesce(r.service, s.service) AS service, coalesce(r.team, s.team) AS team,
    coalesce(r.locality, s.locality) AS locality, r.person_id, s.support_id, r.recorded_at, r.source,
    NULL::TIMESTAMP AS started_at, r.started_on, r.ended_on AS closed_on
    FROM work_record r JOIN support s ON s.support_id = r.assigned_id
    WHERE r.origin IS DISTINCT FROM 'already_held' AND r.started_on >= s.started_on
        AND r.started_on <= coalesce(s.ended_on, DATE '9999-01-01')"""

_SUPPORT_STARTED = """SELECT 'support' AS record_table, r.support_id AS record_id, r.organisation,
    r.service, r.team,
    r.locality, r.person_id, r.support_id, r.recorded_at, r.source, NULL::TIMESTAMP AS started_at,
        r.started_on,
    r.ended_on AS closed_on FROM support r"""

# Only the discharge of somebody on support starts a clock. The support is the one named, else the first open.
_DISCHARGED = """SELECT 'system_contact' AS record_table, r.system_contact_id AS record_id, r.organisation,
    coalesce(r.service, s.service) AS service, coalesce(r.team, s.team) AS team,
    coalesce(r.locality, s.locality) AS locality, r.person_id, s.support_id, r.recorded_at, r.source,
    r.happened_at AS started_at, r.happened_on AS started_on, NULL::DATE AS closed_on
    FROM system_contact r JOIN support s ON s.organisation = r.organisation AND s.person_id = r.person_id
        AND s.started_on <= r.happened_on AND coalesce(s.ended_on, DATE '9999-01-01') >= r.happened_on
    WHERE r.kind = 'discharge'
    QUALIFY row_number() OVER (PARTITION BY r.system_contact_id
        ORDER BY s.support_id IS DISTINCT FROM r.support_id, s.started_on, s.support_id) = 1"""

START_SQL: dict[str, str] = {
    "tenancy_risk.raised": _start("tenancy_risk", "raised", closed="r.closed_on"),
    "referral.received": _start("referral", "received"),
    "referral.received_from_gp": _start("referral", "received", where=f"r.referral_source = '{GP}'"),
    "early_warning.raised": _start("early_warning", "raised"),
    "early_warning.raised_in_work": _start(
        "early_warning",
        "raised",
        where="coalesce(r.in_work, r.job_id IS NOT NULL)",
    ),
    "early_warning.threshold_crossed": _start("early_warning", "raised", where="r.threshold_crossed"),
    "job.started": _JOB_STARTED,
    "support.started": _SUPPORT_STARTED,
    "step_episode.opened": _start("step_episode", "opened", closed="r.ended_on"),
    "safeguarding_concern.raised": _start("safeguarding_concern", "raised"),
    "safeguarding_concern.raised_for_referral": _start(
        "safeguarding_concern", "raised", where="r.referral_needed IS NOT FALSE"
    ),
    "system_contact.discharged": _DISCHARGED,
    "complaint.received": _start("complaint", "received"),
}

_ACTIONS = """SELECT tenancy_risk_id AS key, opened_at AS at_, opened_on AS on_, true AS sure,
    NULL::BIGINT AS week
    FROM tenancy_risk_action"""


def _answer(
    table: str, key: str, moment: str, *, sure: str = "true", where: str = "true", week: str = ""
) -> str:
    return f"""SELECT {key} AS key, {moment}_at AS at_, {moment}_on AS on_, {sure} AS sure,
        {week or "NULL"}::BIGINT AS week FROM {table} WHERE {where} AND {moment}_on IS NOT NULL"""


def _own(table: str, moment: str) -> str:
    return _answer(table, f"{table}_id", moment)


_PERSON = "organisation || ' ' || person_id"
_ATTENDED = ", ".join(f"'{code}'" for code in ATTENDED)
_TWO_WAY_MODES = ", ".join(f"'{code}'" for code in TWO_WAY_MECHANISMS)
# Yes, no, or blank where the record does not say enough.
TWO_WAY = f"""coalesce(two_way, CASE
    WHEN contact_with <> 'person' OR outcome <> 'made' OR attendance NOT IN ({_ATTENDED})
        OR mode NOT IN ({_TWO_WAY_MODES}) THEN false
    WHEN (outcome = 'made' OR attendance IN ({_ATTENDED})) AND mode IN ({_TWO_WAY_MODES}) THEN true END)"""

RESPONSE_SQL: dict[str, str] = {
    "tenancy_risk.plan_and_first_action": "",  # the later of two firsts: see `clocks.answers`
    "tenancy_risk.first_action": f"{_ACTIONS} WHERE kind <> 'action_plan'",
    "referral.responded": _own("referral", "responded"),
    "referral.decided": _own("referral", "decided"),
    "step_episode.opened": _answer(
        "step_episode", "early_warning_id", "opened", where="early_warning_id IS NOT NULL"
    ),
    "early_warning.acted": _own("early_warning", "acted"),
    "contact.two_way": f"""SELECT {_PERSON} AS key, happened_at AS at_, happened_on AS on_,
        ({TWO_WAY}) IS NOT NULL AS sure, NULL::BIGINT AS week FROM contact WHERE ({TWO_WAY}) IS NOT FALSE""",
    "plan.in_work_agreed": _answer(
        "plan",
        "job_id",
        "agreed",
        sure="adjustments_schedule IS NOT NULL",
        where="kind = 'in_work' AND job_id IS NOT NULL AND adjustments_schedule IS NOT FALSE",
    ),
    "adjustment_review.held": """SELECT job_id AS key, NULL::TIMESTAMP AS at_, held_on AS on_,
        true AS sure, week
        FROM adjustment_review""",
    "safeguarding_concern.made_safe": _own("safeguarding_concern", "made_safe"),
    "safeguarding_concern.referred": _own("safeguarding_concern", "referred"),
    "complaint.responded": _own("complaint", "responded"),
    "isolation_measure.baseline": f"""SELECT {_PERSON} AS key, NULL::TIMESTAMP AS at_, measured_on AS on_,
        true AS sure,
        NULL::BIGINT AS week FROM isolation_measure WHERE baseline""",
    "risk_assessment.made": _answer("risk_assessment", _PERSON, "assessed"),
}
# The later of the first plan and the first action. Either may lack its time of day.
PLAN, ACTION = f"{_ACTIONS} WHERE kind = 'action_plan'", f"{_ACTIONS} WHERE kind <> 'action_plan'"
# Answers that belong to a person and not to the record that started the clock.
BY_PERSON = ("contact.two_way", "isolation_measure.baseline", "risk_assessment.made")
