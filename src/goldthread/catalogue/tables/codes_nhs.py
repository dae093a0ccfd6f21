"""NHS code lists, with the days on which each code was valid.

`nhs_codes.csv` holds facts of the NHS Data Dictionary (information from NHS England, used under the Open
Government Licence v3.0), with the months in which NHS England's published pipelines accept each code. A blank
first day means valid since before April 2019, where those tables begin; a blank last day means still valid.
Accommodation took four characters up to September 2021 and two digits from October 2021. Labels of single
sources of referral are ours, because the published tables label only the groups. A blank value stands for
"not recorded": there is no code for it.
"""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

from goldthread.measures.tables import Code, CodeList

_MHSDS = "NHS Data Dictionary, as used by the Mental Health Services Data Set"
_TALKING_THERAPIES = "NHS Data Dictionary, as used by NHS Talking Therapies"


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _read() -> dict[str, tuple[Code, ...]]:
    found: dict[str, list[Code]] = {}
    # Beside this file: importlib.resources would add a tenth to the start of every command.
    lines = Path(__file__).with_name("nhs_codes.csv").read_text("utf-8").splitlines()
    for row in csv.DictReader(lines):
        code = Code(row["code"], row["label"], _day(row["valid_from"]), _day(row["valid_to"]))
        found.setdefault(row["list"], []).append(code)
    return {name: tuple(listed) for name, listed in found.items()}


_LISTS = _read()

GENDER = CodeList("Gender", _LISTS["gender"], _MHSDS)
ETHNIC_CATEGORY = CodeList("Ethnic category", _LISTS["ethnic_category"], _MHSDS)
DISABILITY = CodeList("Disability", _LISTS["disability"], _MHSDS)
EMPLOYMENT_STATUS = CodeList("Employment status", _LISTS["employment_status"], _MHSDS)
WEEKLY_HOURS = CodeList("Weekly hours worked", _LISTS["weekly_hours"], _TALKING_THERAPIES)
REFERRAL_SOURCE = CodeList("Source of referral", _LISTS["referral_source"], _MHSDS)
CONSULTATION_MECHANISM = CodeList("Consultation mechanism", _LISTS["consultation_mechanism"], _MHSDS)
ATTENDANCE = CodeList("Attendance", _LISTS["attendance"], _MHSDS)
ACCOMMODATION = CodeList("Accommodation", _LISTS["accommodation"], _MHSDS)
DELAY_REASON = CodeList("Reason for a delayed discharge", _LISTS["delay_reason"], _MHSDS)
DELAY_ATTRIBUTED_TO = CodeList("Delayed discharge attributable to", _LISTS["delay_attributed_to"], _MHSDS)

# What the published pipelines group by.
ETHNIC_GROUPS: dict[str, tuple[str, ...]] = {
    "White": ("A", "B", "C"),
    "Mixed": ("D", "E", "F", "G"),
    "Asian or Asian British": ("H", "J", "K", "L"),
    "Black or Black British": ("M", "N", "P"),
    "Other ethnic groups": ("R", "S"),
    "Not stated": ("Z",),
    "Not known": ("99",),
}
REFERRAL_SOURCE_GROUPS: dict[str, str] = {
    "A": "Primary health care",
    "B": "Self referral",
    "C": "Local authority services",
    "D": "Employer",
    "E": "Justice system",
    "F": "Child health",
    "G": "Independent or voluntary sector",
    "H": "Acute secondary care",
    "I": "Another mental health service",
    "J": "Community mental health team of the same trust",
    "K": "Inpatient service of the same trust",
    "L": "Transfer by graduation within the same trust",
    "M": "Other",
    "N": "Talking therapies",
    "P": "Internal",
    "Q": "Drop-in services",
}

GP = "A1"  # source of referral
EMPLOYED = "01"  # employment status
OUT_OF_WORK_STATUSES = ("02", "03", "04", "05", "06", "07", "08")
FACE_TO_FACE = "01"  # consultation mechanism
# Mechanisms in which both sides can answer at once: face to face, telephone, camera or video, talk type.
TWO_WAY_MECHANISMS = ("01", "02", "03", "04", "11")
ATTENDED = ("5", "6")
HOUSING_DELAY_REASONS = ("G8", "G9", "G10", "I2", "I3", "J2", "K2", "14", "15", "16", "17", "18", "19", "32")
CARE_HOME_DELAY_REASONS = ("D1", "D2", "G4", "G5", "07", "08")
