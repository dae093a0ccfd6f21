"""Histories hang together: what a service does shows in what becomes of people. Asked of 12,000 of them."""

from typing import Any

import duckdb
import pytest

from goldthread import demo
from goldthread.demo.service import CUT_OFF, HUDDLE_FROM, SERVICES


@pytest.fixture(scope="module")
def asked() -> duckdb.DuckDBPyConnection:
    """A connection over the tables of many people, without voided rows."""
    connection = duckdb.connect()
    connection.execute(f"SET VARIABLE cut_off = DATE '{CUT_OFF}'")
    for name, rows in demo.people(seed=5, count=12_000).items():
        connection.register(f"all_{name}", rows)
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM all_{name} WHERE voided IS NOT TRUE")
    return connection


def by_group(connection: duckdb.DuckDBPyConnection, sql: str, least: int = 60) -> dict[Any, float]:
    """{group: value} of a query that gives a group, a value and how many it stands on."""
    rows = connection.execute(sql).fetchall()
    assert all(count >= least for _, _, count in rows), rows
    return {group: float(value) for group, value, _ in rows}


def test_homes_whose_risk_was_met_in_time_are_lost_less(asked: duckdb.DuckDBPyConnection) -> None:
    lost = by_group(
        asked,
        """SELECT coalesce(first_at <= r.raised_at + INTERVAL 72 HOURS, false) AS in_time,
            avg((t.end_reason IN ('eviction', 'abandonment', 'forced_move')
                AND t.ended_on <= r.raised_on + 240)::INT), count(*)
        FROM tenancy_risk r JOIN tenancy t USING (tenancy_id)
            LEFT JOIN (SELECT tenancy_risk_id, min(opened_at) AS first_at FROM tenancy_risk_action
                WHERE kind <> 'action_plan' GROUP BY 1) USING (tenancy_risk_id)
        WHERE r.raised_at IS NOT NULL AND t.end_reason IS NOT NULL OR t.ended_on IS NULL GROUP BY 1""",
    )
    assert lost[True] < 0.6 * lost[False]


def test_risks_met_in_time_close_sooner(asked: duckdb.DuckDBPyConnection) -> None:
    days = by_group(
        asked,
        """SELECT coalesce(first_on <= raised_on + 3, false), median(closed_on - raised_on), count(*)
        FROM tenancy_risk LEFT JOIN (SELECT tenancy_risk_id, min(opened_on) AS first_on
            FROM tenancy_risk_action WHERE kind <> 'action_plan' GROUP BY 1) USING (tenancy_risk_id)
        WHERE closed_on IS NOT NULL GROUP BY 1""",
    )
    assert days[True] < days[False]


def test_arrears_come_before_evictions(asked: duckdb.DuckDBPyConnection) -> None:
    weeks = by_group(
        asked,
        """SELECT coalesce(t.end_reason = 'eviction', false), median(last_owed), count(*) FROM tenancy t
        JOIN (SELECT tenancy_id, arg_max(balance / weekly_charge, balance_on) AS last_owed FROM rent_balance
            GROUP BY 1) USING (tenancy_id) GROUP BY 1""",
    )
    assert weeks[True] > 4 > 1 > weeks[False]


def test_the_morning_meeting_changed_the_response(asked: duckdb.DuckDBPyConnection) -> None:
    in_time = by_group(
        asked,
        f"""SELECT raised_on >= DATE '1970-01-01' + {HUDDLE_FROM},
            avg(coalesce(first_at <= raised_at + INTERVAL 72 HOURS, false)::INT), count(*)
        FROM tenancy_risk LEFT JOIN (SELECT tenancy_risk_id, min(opened_at) AS first_at
            FROM tenancy_risk_action GROUP BY 1) USING (tenancy_risk_id)
        WHERE raised_at IS NOT NULL GROUP BY 1""",
    )
    assert in_time[True] > in_time[False] + 0.15


def test_jobs_that_gave_warnings_end_more(asked: duckdb.DuckDBPyConnection) -> None:
    """Within 40 days of a warning, against any 40 days of jobs that gave none."""
    ended = by_group(
        asked,
        """SELECT warned, avg((coalesce(ended_on, DATE '2999-01-01') <= day + 40)::INT), count(*) FROM (
            SELECT true AS warned, j.ended_on, w.raised_on AS day
            FROM early_warning w JOIN job j USING (job_id)
            UNION ALL
            SELECT false, j.ended_on, j.started_on + 45 FROM job j JOIN support s USING (support_id)
            WHERE j.started_on >= s.started_on AND coalesce(j.ended_on, DATE '2999-01-01') > j.started_on + 45
                AND j.job_id NOT IN (SELECT job_id FROM early_warning WHERE job_id IS NOT NULL))
        WHERE day < getvariable('cut_off') - 45 GROUP BY 1""",
    )
    assert ended[True] > ended[False] + 0.04


def test_a_warning_answered_by_more_support_ends_fewer_jobs(asked: duckdb.DuckDBPyConnection) -> None:
    ended = by_group(
        asked,
        """SELECT acted_on IS NOT NULL AND acted_on <= raised_on + 1,
            avg((coalesce(j.ended_on, DATE '2999-01-01') <= w.raised_on + 40)::INT), count(*)
        FROM early_warning w JOIN job j USING (job_id)
        WHERE w.raised_on < getvariable('cut_off') - 60 GROUP BY 1""",
    )
    assert ended[True] < ended[False] - 0.08


def test_adjustments_in_place_lengthen_jobs(asked: duckdb.DuckDBPyConnection) -> None:
    kept = by_group(
        asked,
        """SELECT least(coalesce(places, 0), 2), avg((coalesce(j.ended_on, DATE '2999-01-01')
                >= j.started_on + 91)::INT), count(*)
        FROM job j JOIN support s USING (support_id) LEFT JOIN (SELECT job_id, count(in_place_on) AS places
            FROM adjustment GROUP BY 1) USING (job_id)
        WHERE j.started_on BETWEEN s.started_on AND getvariable('cut_off') - 120
            AND coalesce(j.ended_on, DATE '2999-01-01') > j.started_on + 45 GROUP BY 1""",
    )
    assert kept[0] < kept[1] < kept[2] or kept[0] + 0.03 < kept[2]


def test_shops_hire_for_christmas_and_let_go_in_january(asked: duckdb.DuckDBPyConnection) -> None:
    starts = by_group(
        asked,
        """SELECT month(started_on), avg((industry = 'G')::INT), count(*) FROM job
        WHERE started_on >= DATE '2023-11-01' AND industry IS NOT NULL GROUP BY 1""",
    )
    usual = sum(starts[n] for n in range(2, 11)) / 9
    assert starts[12] > usual + 0.08
    ends = by_group(
        asked,
        "SELECT month(ended_on), count(*), 99 FROM job WHERE end_reason = 'contract_ended' GROUP BY 1",
    )
    assert ends[1] > 2 * max(ends[n] for n in range(3, 11))


def test_people_wait_longer_where_the_service_is_full(asked: duckdb.DuckDBPyConnection) -> None:
    service = SERVICES[0].name
    wait = by_group(
        asked,
        f"""SELECT r.received_on >= DATE '2026-03-02', median(s.started_on - r.received_on), count(*)
        FROM support s JOIN referral r USING (referral_id)
        WHERE s.service = '{service}' AND r.received_on >= DATE '2025-03-02' GROUP BY 1""",
    )
    assert wait[True] > wait[False] + 1
    people = asked.execute(
        f"""SELECT day, count(*) / (SELECT sum(wte) FROM attachment a WHERE a.service = '{service}'
            AND a.started_on <= d.day AND coalesce(a.ended_on, DATE '2999-01-01') >= d.day)
        FROM (VALUES (DATE '2026-02-15'), (DATE '2026-05-15')) d(day) JOIN support s
            ON s.service = '{service}' AND s.started_on <= d.day
            AND coalesce(s.ended_on, DATE '2999-01-01') >= d.day GROUP BY 1 ORDER BY 1"""
    ).fetchall()
    assert people[1][1] > people[0][1] + 2


def test_long_waits_lose_people(asked: duckdb.DuckDBPyConnection) -> None:
    begun = by_group(
        asked,
        """SELECT received_on >= DATE '2026-03-02' AND received_on < DATE '2026-09-01',
            avg((referral_id IN (SELECT referral_id FROM support))::INT), count(*)
        FROM referral WHERE service = 'Sample Works IPS' AND received_on BETWEEN '2025-03-02' AND '2026-08-31'
        GROUP BY 1""",
    )
    assert begun[True] < begun[False]


def test_wellbeing_rises_more_for_those_who_leave_as_planned(asked: duckdb.DuckDBPyConnection) -> None:
    change = by_group(
        asked,
        """SELECT s.end_reason IN ('planned', 'floated_off'), avg(e.score - b.score), count(*) FROM support s
        JOIN questionnaire_score b ON b.support_id = s.support_id AND b.stage = 'start'
        JOIN questionnaire_score e ON e.support_id = s.support_id AND e.stage = 'exit'
        WHERE s.end_reason IS NOT NULL AND b.score IS NOT NULL AND e.score IS NOT NULL GROUP BY 1""",
    )
    assert change[True] > change[False] + 0.5


def test_people_need_less_support_with_tasks_as_time_goes_by(asked: duckdb.DuckDBPyConnection) -> None:
    alone = by_group(
        asked,
        """SELECT (t.happened_on - s.started_on) > 150, avg((t.level = 'independent')::INT), count(*)
        FROM task_support t JOIN support s USING (support_id) GROUP BY 1""",
    )
    assert alone[True] > alone[False] + 0.1


def test_contacts_are_closest_at_the_start_and_in_the_first_weeks_of_a_job(
    asked: duckdb.DuckDBPyConnection,
) -> None:
    a_week = by_group(
        asked,
        """SELECT stage, sum(contacts) / (sum(days) / 7.0), count(*) FROM (
            SELECT p.stage, least(coalesce(p.ended_on, getvariable('cut_off')), getvariable('cut_off'))
                - p.started_on + 1 AS days,
                (SELECT count(*) FROM contact c WHERE c.support_id = p.support_id AND c.happened_on
                    BETWEEN p.started_on AND coalesce(p.ended_on, getvariable('cut_off'))) AS contacts
            FROM stage_spell p) GROUP BY 1""",
    )
    assert a_week["intensive"] > a_week["active"] > a_week["step_down"]


def test_employers_are_mostly_spoken_with_under_consent(asked: duckdb.DuckDBPyConnection) -> None:
    row = asked.execute(
        """SELECT avg((EXISTS (SELECT 1 FROM consent c WHERE c.person_id = e.person_id
            AND c.purpose = 'employer_liaison' AND c.given_on <= e.contacted_on
            AND coalesce(c.withdrawn_on, DATE '2999-01-01') > e.contacted_on))::INT)
        FROM employer_contact e WHERE about_person"""
    ).fetchone()
    assert row is not None and 0.9 < row[0] < 0.995
