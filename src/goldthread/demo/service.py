"""The synthetic provider: two organisations, three services, their teams, areas and months.

Sample Works offers Individual Placement and Support. Example Homes offers supported employment to the SEQF,
and tenancy sustainment. Every name is made up, and is meant to look it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from goldthread.demo.chance import Floats, Ints

PEOPLE = 600
SEED = 9
EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Days since 1 January 1970."""
    return (day - EPOCH).days


# Figures are shown for the 24 months up to the cut-off. The services opened a year before that, so that
# the first of these months already has people who reach 12 months in a home.
OPENED = date(2023, 11, 1)
SHOWN_FROM = date(2024, 11, 1)
CUT_OFF = date(2026, 10, 31)
FIRST, SHOWN, LAST = day_number(OPENED), day_number(SHOWN_FROM), day_number(CUT_OFF)
MONTHS = 36

ORGANISATIONS = ("Example Homes", "Sample Works")
IPS, SEQF, HOMES = 0, 1, 2


@dataclass(frozen=True)
class Service:
    """One service: who runs it, what it is for, its teams, and how many people of a hundred come to it."""

    name: str
    organisation: int
    kind: str
    contract: str
    share: float
    cap: int
    posts: float  # whole-time equivalents for every 100 people of the whole provider
    role: str
    teams: tuple[int, ...]
    age: float


SERVICES = (
    Service(
        name="Sample Works IPS",
        organisation=1,
        kind="employment",
        contract="IPS-EXAMPLE",
        share=0.43,
        cap=25,
        posts=0.45,
        role="employment_specialist",
        teams=(0, 1),
        age=36,
    ),
    Service(
        name="Example Homes Into Work",
        organisation=0,
        kind="employment",
        contract="SEQF-EXAMPLE",
        share=0.22,
        cap=15,
        posts=0.46,
        role="employment_specialist",
        teams=(2,),
        age=29,
    ),
    Service(
        name="Example Homes Tenancy Support",
        organisation=0,
        kind="housing",
        contract="HOMES-EXAMPLE",
        share=0.35,
        cap=16,
        posts=0.72,
        role="support_worker",
        teams=(3, 4),
        age=43,
    ),
)
TEAMS = ("IPS North", "IPS South", "Into Work", "Tenancy North", "Tenancy South")
LOCALITIES = ("Example North", "Example Vale", "Example South", "Example Coast")
# The northern team of a service has the first two areas, the southern the others.
NORTHERN = (True, True, False, False)
LOCALITY_WEIGHTS = (0.34, 0.22, 0.29, 0.15)


def team_of(service: Ints, locality: Ints) -> Ints:
    """The team of each person, by service and area."""
    first = np.array([each.teams[0] for each in SERVICES])
    last = np.array([each.teams[-1] for each in SERVICES])
    north = np.array(NORTHERN)[np.maximum(locality, 0)]
    return np.where(north, first[service], last[service])


def month_starts() -> Ints:
    """First day of each month from the opening to the month after the cut-off, as day numbers."""
    found, day = [], OPENED
    for _ in range(MONTHS + 1):
        found.append(day_number(day))
        day = (day + timedelta(days=32)).replace(day=1)
    return np.array(found, dtype=np.int64)


STARTS = month_starts()


def month_of(days: Ints) -> Ints:
    """Which month since the opening each day lies in: 0 to 35, kept within."""
    return np.clip(np.searchsorted(STARTS, days, side="right") - 1, 0, MONTHS - 1).astype(np.int64)


# How many people are referred, and how easily work is found, January to December.
REFERRED = (1.18, 1.04, 1.06, 0.95, 1.0, 0.98, 0.94, 0.8, 1.14, 1.1, 1.04, 0.77)
HIRED = (0.52, 0.82, 1.0, 1.04, 1.08, 1.0, 0.92, 0.85, 1.1, 1.12, 1.5, 1.38)
# The year in which the services fill up, as a share of what comes later.
FILLING = (0.3, 0.36, 0.42, 0.48, 0.52, 0.56, 0.6, 0.65, 0.7, 0.75, 0.82, 0.9)


def referral_weights() -> Floats:
    """How many of all referrals come in each month."""
    return np.array(
        [REFERRED[(OPENED.month - 1 + n) % 12] * (FILLING[n] if n < 12 else 1.0) for n in range(MONTHS)]
    )


def hiring() -> Floats:
    """Chances of work gathered day by day from the opening on: the season of each day, summed up."""
    days = [OPENED + timedelta(days=n) for n in range(LAST - FIRST + 900)]
    return np.cumsum(np.array([HIRED[day.month - 1] for day in days]))


# What changed, so that there is something to see in the figures.
HUDDLE_FROM = day_number(date(2026, 1, 12))  # Example Homes meets every morning about tenancy risks
SHORT_STAFFED = day_number(date(2026, 3, 2))  # posts of IPS North stand empty from now on
