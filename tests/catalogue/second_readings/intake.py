"""Who is referred, read a second time in plain Python from the list of indicators and the tables."""

from __future__ import annotations

from datetime import date
from typing import Any

Row = dict[str, Any]
World = dict[str, list[Row]]

LEVEL_2_AND_ABOVE = {"level_2", "level_3", "level_4"}
UNDER_LEVEL_2 = {"none", "entry", "level_1"}
RECENCY = {
    "now": "<6m",
    "under_6_months": "<6m",
    "6_months_to_2_years": "6m-2y",
    "2_to_5_years": "2-5y",
    "over_5_years": ">5y",
    "never": "never",
}


def _whole_months(first: date, last: date) -> int:
    """Whole months gone; a day that its month does not have stands for the last one of it."""
    count = (last.year - first.year) * 12 + last.month - first.month
    month_end = (date(last.year + last.month // 12, last.month % 12 + 1, 1) - date.resolution).day
    return count - 1 if last.day < min(first.day, month_end) else count


def _person(row: Row, world: World) -> Row:
    return next((one for one in world.get("person", []) if one["person_id"] == row["person_id"]), {})


def _known(row: Row, world: World, column: str) -> Any:
    """What the profiles that came with the referral say: the first that says anything."""
    profiles = [
        one
        for one in world.get("employment_profile", [])
        if one["referral_id"] == row["referral_id"] and one[column] is not None
    ]
    profiles.sort(key=lambda one: (one["stated_on"], one["employment_profile_id"]))
    return profiles[0][column] if profiles else None


def _category(row: Row, as_of: date, name: str, label: Any) -> Row:
    verdict = "not due" if row["received_on"] > as_of else "met"
    return {
        "verdict": verdict,
        "placed": row["received_on"],
        "split": {name: "not recorded" if label is None else label},
    }


def _share(row: Row, as_of: date, met: bool | None) -> Row:
    if row["received_on"] > as_of:
        return {"verdict": "not due"}
    word = "unknown" if met is None else "met" if met else "not met"
    return {"verdict": word, "placed": row["received_on"]}


def intake_age(row: Row, world: World, as_of: date, period: object) -> Row:
    age = row["age_at_referral"]
    born = _person(row, world).get("birth_month")
    if age is None and born is not None:
        age = _whole_months(born, row["received_on"]) // 12
    label: str | None = None
    if age is not None:
        label = (
            "16-35"
            if 16 <= age <= 35
            else "36-50"
            if 36 <= age <= 50
            else "51-65"
            if 51 <= age <= 65
            else "other"
        )
    return _category(row, as_of, "band", label)


def intake_gender(row: Row, world: World, as_of: date, period: object) -> Row:
    return _category(row, as_of, "category", _person(row, world).get("gender"))


def intake_ethnicity(row: Row, world: World, as_of: date, period: object) -> Row:
    return _category(row, as_of, "category", _person(row, world).get("ethnicity"))


def intake_employment_status(row: Row, world: World, as_of: date, period: object) -> Row:
    return _category(row, as_of, "category", row["employment_status"])


def intake_nvq2(row: Row, world: World, as_of: date, period: object) -> Row:
    level = _known(row, world, "qualification")
    met = True if level in LEVEL_2_AND_ABOVE else False if level in UNDER_LEVEL_2 else None
    return _share(row, as_of, met)


def intake_in_contact(row: Row, world: World, as_of: date, period: object) -> Row:
    return _share(row, as_of, row["in_contact"])


def intake_recency(row: Row, world: World, as_of: date, period: object) -> Row:
    label: str | None
    day = _known(row, world, "last_worked_on")
    if day is not None:
        months = _whole_months(day, row["received_on"])
        label = "<6m" if months < 6 else "6m-2y" if months < 24 else "2-5y" if months < 60 else ">5y"
    else:
        told = _known(row, world, "last_worked")
        label = RECENCY.get(told) if told else None
    return _category(row, as_of, "band", label)


def intake_held_year(row: Row, world: World, as_of: date, period: object) -> Row:
    return _share(row, as_of, _known(row, world, "held_year"))


def intake_benefits(row: Row, world: World, as_of: date, period: object) -> Row:
    return _share(row, as_of, _known(row, world, "long_term_benefits"))
