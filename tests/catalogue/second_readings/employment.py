"""Work, read a second time in plain Python from the list of indicators and the tables."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]

OUT_OF_WORK = {"02", "03", "04", "05", "06", "07", "08"}
BROKEN = {"conflict", "overwhelm", "breakdown"}


def _months_on(day: date, count: int) -> date:
    number = day.year * 12 + day.month - 1 + count
    first = date(number // 12, number % 12 + 1, 1)
    after = date((number + 1) // 12, (number + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), after - timedelta(days=1))


def _weeks_on(day: date, count: int) -> date:
    return day + timedelta(weeks=count)


def _word(met: bool | None) -> str:
    return "unknown" if met is None else "met" if met else "not met"


def _held(spell: Row, day: date) -> bool | None:
    """Whether a spell was held on a day: an end says, else a confirmation, else a status never confirmed."""
    if spell["ended_on"] is not None:
        return bool(spell["ended_on"] >= day)
    if spell["last_confirmed_on"] is not None:
        return True if spell["last_confirmed_on"] >= day else None
    return True if spell["status"] == "held" else None


def _any_true(answers: list[bool | None]) -> bool | None:
    return True if True in answers else None if None in answers else False


def _for_work(support: Row) -> bool:
    """A service for housing or inclusion alone is not asked about work."""
    return support["kind"] not in ("housing", "inclusion")


def _of_support(one: Row, support: Row) -> bool:
    """Whether a record names this support, or names none and is about the same person."""
    if one["support_id"] is None:
        return bool(one["person_id"] == support["person_id"])
    return bool(one["support_id"] == support["support_id"])


def _job_start(job: Row, world: World) -> bool:
    """Whether a job is a paid one that was not held already when support began."""
    held = any(
        one["job_id"] == job["job_id"] and one["in_work_at_start"] for one in world.get("work_spell", [])
    )
    return job["paid"] is not False and job["origin"] != "already_held" and not held


def _theirs(row: Row, world: World, table: str) -> list[Row]:
    return [one for one in world.get(table, []) if one["person_id"] == row["person_id"]]


def _paid_start(row: Row, world: World, first: date, last: date) -> bool:
    """Whether the person began a paid job between two days, both in."""
    return any(
        job["paid"] is not False and first <= job["started_on"] <= last for job in _theirs(row, world, "job")
    )


# --- getting work


def employment_job_starts(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if not _job_start(row, world):
        return {"verdict": "out"}
    if row["started_on"] > as_of:
        return {"verdict": "not due"}
    return {"verdict": "met", "placed": row["started_on"]}


def employment_paid_work_entry(row: Row, world: World, as_of: date, period: object) -> Row:
    """Everybody is judged 12 months after the start; a job must have come before the search was over."""
    if not _for_work(row) or row["employment_status_at_start"] not in OUT_OF_WORK or _worked(row, world):
        return {"verdict": "out"}
    last = _months_on(row["started_on"], 12)
    if as_of < last:
        return {"verdict": "not due"}
    left = row["out_of_work_ended_on"] or row["ended_on"]
    if left is not None and left < last:
        last = left
    return {"verdict": _word(_paid_start(row, world, row["started_on"], last)), "placed": row["started_on"]}


def _worked(support: Row, world: World) -> bool:
    return any(
        one["support_id"] == support["support_id"] and one["in_work_at_start"]
        for one in world.get("work_spell", [])
    )


def employment_within_6m(row: Row, world: World, as_of: date, period: object) -> Row:
    if row["employment_status"] not in OUT_OF_WORK:
        return {"verdict": "out"}
    last = _months_on(row["received_on"], 6)
    if last > as_of:
        return {"verdict": "not due"}
    return {
        "verdict": _word(_paid_start(row, world, row["received_on"], last)),
        "placed": row["received_on"],
    }


def employment_wanted_supported(row: Row, world: World, as_of: date, period: object) -> Row:
    """Placed by the day of the answer; an answer already given within 12 months changes nothing."""
    if row["interest"] != "yes":
        return {"verdict": "out"}
    day = row["interest_answered_on"] or row["stated_on"]
    said = [
        one["interest_answered_on"] or one["stated_on"]
        for one in _theirs(row, world, "employment_profile")
        if one["interest"] == "yes"
    ]
    if any(earlier < day <= _months_on(earlier, 12) for earlier in said):
        return {"verdict": "out"}
    last = _months_on(day, 12)
    if last > as_of:
        return {"verdict": "not due"}
    return {"verdict": _word(_paid_start(row, world, day, last)), "placed": day}


# --- keeping it


def _sustained(row: Row, as_of: date, weeks: int) -> Row | None:
    if not row["is_first"]:
        return None
    point = _weeks_on(row["started_on"], weeks)
    if weeks == 13 and row["thirteen_in_sixteen"]:
        due = _weeks_on(row["started_on"], 16)
        worked = row["days_in_16_weeks"]
        met = None if worked is None else worked >= 91
    else:
        due = point
        met = _held(row, point)
    if due > as_of:
        return {"verdict": "not due"}
    return {"verdict": _word(met), "placed": point}


def employment_sustained_6w(row: Row, world: World, as_of: date, period: object) -> Row | None:
    return _sustained(row, as_of, 6)


def employment_sustained_13w(row: Row, world: World, as_of: date, period: object) -> Row | None:
    return _sustained(row, as_of, 13)


def employment_sustained_26w(row: Row, world: World, as_of: date, period: object) -> Row | None:
    return _sustained(row, as_of, 26)


def _retained(row: Row, world: World, as_of: date, weeks: int) -> Row:
    """Only work that ran when support began can have been retained; spells of one person never overlap."""
    running = [
        one
        for one in world.get("work_spell", [])
        if one["support_id"] == row["support_id"] and one["in_work_at_start"]
    ]
    if not _for_work(row) or not (running or row["employment_status_at_start"] == "01"):
        return {"verdict": "out"}
    point = _weeks_on(row["started_on"], weeks)
    if point > as_of:
        return {"verdict": "not due"}
    running.sort(key=lambda one: (one["started_on"], one["work_spell_id"]))
    return {"verdict": _word(_held(running[0], point) if running else None), "placed": point}


def employment_retained_13w(row: Row, world: World, as_of: date, period: object) -> Row:
    return _retained(row, world, as_of, 13)


def employment_retained_26w(row: Row, world: World, as_of: date, period: object) -> Row:
    return _retained(row, world, as_of, 26)


def employment_survival(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if not row["supported"] or row["in_work_at_start"]:
        return None
    start, end = row["started_on"], row["ended_on"]
    if start > as_of:
        return {"verdict": "not due"}
    if end is not None and end <= as_of:
        return {"verdict": "met", "placed": start, "value": (end - start).days, "cause": "ended"}
    seen = end if end is not None else row["last_confirmed_on"]
    if seen is None and row["status"] == "held":
        seen = as_of
    if seen is None or seen < start:
        return {"verdict": "unknown"}
    return {"verdict": "not met", "placed": start, "value": (min(seen, as_of) - start).days, "cause": None}


def employment_ended_early(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if not _job_start(row, world):
        return {"verdict": "out"}
    point = _weeks_on(row["started_on"], 26)
    end = row["ended_on"]
    placed = point if end is None else min(point, end)
    if placed > as_of:
        return {"verdict": "not due"}
    gone = None if (held := _held(row, point)) is None else not held
    broken = None if row["end_reason"] is None else row["end_reason"] in BROKEN
    met = False if gone is False or broken is False else None if gone is None or broken is None else True
    return {"verdict": _word(met), "placed": placed}


def employment_sickness_events(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if row["reason"] != "sickness":
        return {"verdict": "out"}
    if row["support_id"] is None:
        return None
    if row["lost_on"] > as_of:
        return {"verdict": "not due"}
    return {"verdict": "met", "placed": row["lost_on"], "value": row["days_lost"]}


def employment_sickness_exposure(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if not row["supported"]:
        return None
    start = row["supported_from"]
    ends = [day for day in (row["ended_on"], row["supported_until"], as_of) if day is not None]
    if row["ended_on"] is None:
        if row["last_confirmed_on"] is not None:
            ends.append(row["last_confirmed_on"])
        elif row["status"] != "held":
            ends.append(start)
    if min(ends) < start:
        return {"verdict": "out"}
    return {"verdict": "met", "starts": start, "ends": min(ends)}


# --- support at work


def _clock(row: Row, as_of: date, standard: str, placed: date) -> Row | None:
    if row["standard"] != standard:
        return None
    if row["due_on"] > as_of:
        return {"verdict": "not due"}
    return {"verdict": _word(row["in_time"]), "placed": placed}


def employment_adjustments_reviewed(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if row["cut_short"]:
        return {"verdict": "out"}
    return _clock(row, as_of, "adjustments_review", row["due_on"])


def employment_weekly_contact(row: Row, world: World, as_of: date, period: object) -> Row | None:
    if row["cut_short"]:
        return {"verdict": "out"}
    return _clock(row, as_of, "weekly_contact", row["due_on"])


def employment_written_plan(row: Row, world: World, as_of: date, period: object) -> Row | None:
    return _clock(row, as_of, "in_work_plan", row["started_on"])


def employment_early_warning_answered(row: Row, world: World, as_of: date, period: object) -> Row | None:
    return _clock(row, as_of, "early_warning_response", row["started_on"])


def employment_adjustments_implemented(row: Row, world: World, as_of: date, period: object) -> Row:
    if (row["due_on"] or row["agreed_on"]) > as_of:
        return {"verdict": "not due"}
    met = row["in_place_on"] is not None and row["in_place_on"] <= as_of
    return {"verdict": _word(met), "placed": row["agreed_on"]}


# --- employers


def _before(one_at: Any, one_on: date, other_at: Any, other_on: date) -> bool | None:
    """Whether one moment comes no later than another; on one day only the times can say."""
    if one_on != other_on:
        return one_on < other_on
    return None if one_at is None or other_at is None else bool(one_at <= other_at)


def employment_liaison_consented(row: Row, world: World, as_of: date, period: object) -> Row:
    about = row["about_person"]
    if about is False or (about is None and row["person_id"] is None):
        return {"verdict": "out"}
    if row["contacted_on"] > as_of:
        return {"verdict": "not due"}
    answers = []
    for consent in world.get("consent", []):
        if consent["person_id"] != row["person_id"] or consent["purpose"] != "employer_liaison":
            continue
        named = (
            consent["recipient"] is None or row["employer"] is None or consent["recipient"] == row["employer"]
        )
        if not named:
            continue
        told = consent["recipient"] is None or row["employer"] is not None
        if consent["expires_on"] is not None and consent["expires_on"] < row["contacted_on"]:
            continue
        given = _before(consent["given_at"], consent["given_on"], row["contacted_at"], row["contacted_on"])
        withdrawn: bool | None = False
        if consent["withdrawn_on"] is not None:
            withdrawn = _before(
                consent["withdrawn_at"], consent["withdrawn_on"], row["contacted_at"], row["contacted_on"]
            )
        if given is False or withdrawn is True:
            continue
        answers.append(True if given and withdrawn is False and told else None)
    met = _any_true(answers)
    if about is None and met is False:  # perhaps nobody spoke of the person, and no consent was needed
        met = None
    return {"verdict": _word(met), "placed": row["contacted_on"]}


def employment_preference_led(row: Row, world: World, as_of: date, period: object) -> Row:
    if row["contacted_on"] > as_of:
        return {"verdict": "not due"}
    met = row["matches_preference"]
    if met is not False and row["preference_id"] is not None:
        named = [one for one in world.get("preference", []) if one["preference_id"] == row["preference_id"]]
        met = bool(named) and _earlier(named[0], row)
    elif met:
        met = any(one["stated_on"] < row["contacted_on"] for one in _theirs(row, world, "preference"))
    return {"verdict": _word(met), "placed": row["contacted_on"]}


def _earlier(preference: Row, contact: Row) -> bool:
    """Recorded on an earlier day, or earlier on that day where both times are known."""
    if preference["stated_at"] is not None and contact["contacted_at"] is not None:
        return bool(preference["stated_at"] < contact["contacted_at"])
    return bool(preference["stated_on"] < contact["contacted_on"])


def employment_first_employer_contact(row: Row, world: World, as_of: date, period: object) -> Row:
    if not _for_work(row):
        return {"verdict": "out"}
    if row["started_on"] > as_of:
        return {"verdict": "not due"}
    until = min(day for day in (row["ended_on"], as_of) if day is not None)
    days = [
        one["contacted_on"]
        for one in world.get("employer_contact", [])
        if one["person_id"] == row["person_id"]
        and _of_support(one, row)
        and (one["mode"] == "01" if one["face_to_face"] is None else one["face_to_face"])
        and one["competitive"]
        and row["started_on"] <= one["contacted_on"] <= until
    ]
    last = min(days) if days else until
    return {
        "verdict": "met",
        "placed": row["started_on"],
        "value": (last - row["started_on"]).days,
        "cause": None if days else "running",
    }


def employment_interest_asked(row: Row, world: World, as_of: date, period: object) -> Row:
    if not _for_work(row):
        return {"verdict": "out"}
    last = row["started_on"] + timedelta(days=28)
    if last > as_of:
        return {"verdict": "not due"}
    met = any(
        one["interest"] is not None
        and one["interest_answered_on"] is not None
        and one["interest_answered_on"] <= last
        and (one["interest_asked_on"] or one["interest_answered_on"])
        >= row["started_on"] - timedelta(days=28)
        for one in _theirs(row, world, "employment_profile")
        if _of_support(one, row)
    )
    return {"verdict": _word(met), "placed": row["started_on"]}
