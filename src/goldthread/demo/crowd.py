"""The people, before anything happens to them: age, gender, ethnicity, and how hard life is just now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from goldthread.demo.chance import FAR, NO_DAY, Bools, Chance, Floats, Ints
from goldthread.demo.columns import Laid, Ties, dates, person_keys, words
from goldthread.demo.service import FIRST, LOCALITY_WEIGHTS, SERVICES, STARTS, referral_weights, team_of

if TYPE_CHECKING:
    import pyarrow as pa

GENDERS = ("1", "2", "3", "4", "Z")
GENDER_WEIGHTS = (0.475, 0.48, 0.018, 0.007, 0.02)
ETHNICITIES = ("A", "B", "C", "D", "E", "F", "G", "H", "J", "K", "L", "M", "N", "P", "R", "S", "Z")
ETHNICITY_WEIGHTS = (
    *(0.685, 0.012, 0.05, 0.012, 0.006, 0.006, 0.008, 0.03, 0.04, 0.014, 0.016, 0.022, 0.034, 0.01),
    *(0.006, 0.017, 0.032),
)
DISABILITIES = ("01", "04", "05", "08", "XX", "NN", "ZZ")
DISABILITY_WEIGHTS = (0.34, 0.17, 0.07, 0.13, 0.06, 0.19, 0.04)


@dataclass(frozen=True)
class Crowd:
    """One row a person. `need` and `drive` are centred on nought; no table ever holds them."""

    service: Ints
    locality: Ints
    arrives: Ints
    born: Ints
    gender: Ints
    ethnicity: Ints
    disability: Ints
    need: Floats
    drive: Floats
    both: Bools
    died: Ints

    def ties(self, people: Ints, service: Ints) -> Ties:
        """Where records of these people on these services belong."""
        organisation = np.array([each.organisation for each in SERVICES])[service]
        return Ties(
            organisation, service, team_of(service, self.locality[people]), self.locality[people], people
        )

    def age_on(self, people: Ints, days: Ints) -> Ints:
        """Age in whole years."""
        return np.floor((days - self.born[people]) / 365.2425).astype(np.int64)


def crowd(seed: int, people: int) -> Crowd:
    """So many people, in the order in which they are first referred."""
    chance = Chance(seed, "people")
    month = np.sort(chance.pick(referral_weights(), people))
    length = STARTS[month + 1] - STARTS[month]
    arrives = STARTS[month] + np.floor(chance.shares(people) * length).astype(np.int64)
    service = chance.pick([each.share for each in SERVICES], people)
    need = chance.normal(people)
    drive = 0.85 * chance.normal(people) - 0.3 * need
    middle = np.array([each.age for each in SERVICES])[service]
    age = np.clip(chance.normal(people, middle, 11.5), 16.2, 71)
    # Younger people are easier to find in the seaside area: groups are never mixed evenly.
    locality = chance.pick(LOCALITY_WEIGHTS, people)
    age = np.where(locality == 3, np.clip(age - 3, 16.2, 71), age)
    ethnicity = chance.pick(ETHNICITY_WEIGHTS, people)
    # The towns are more mixed than the vale and the coast.
    ethnicity = np.where(np.isin(locality, (1, 3)) & (ethnicity > 2) & chance.yes(0.55, people), 0, ethnicity)
    return Crowd(
        service,
        locality,
        arrives,
        arrives - np.floor(age * 365.2425).astype(np.int64),
        chance.pick(GENDER_WEIGHTS, people),
        ethnicity,
        chance.pick(DISABILITY_WEIGHTS, people),
        need,
        drive,
        (service == 2) & chance.yes(0.2, people),
        np.full(people, FAR, dtype=np.int64),
    )


def month_after(born: Ints) -> Ints:
    """First day of the first month that begins on or after each day of birth."""
    first = born.astype("datetime64[D]").astype("datetime64[M]")
    start = first.astype("datetime64[D]").astype(np.int64)
    following = (first + np.timedelta64(1, "M")).astype("datetime64[D]").astype(np.int64)
    return np.where(start == born, start, following)


def people_table(laid: Laid, who: Crowd) -> pa.Table:
    """The table `person`. Some answers were never recorded."""
    n = len(who.born)
    chance = Chance(laid.seed, "person")
    everyone = np.arange(n)
    ties = who.ties(everyone, who.service)
    blank = np.full(n, -1, dtype=np.int64)
    # A person belongs to the organisation; the service is a matter of each support.
    ties = Ties(ties.organisation, blank, blank, ties.locality, ties.person)
    return laid.table(
        "person",
        ties,
        np.maximum(who.arrives, FIRST),
        {
            "person_id": laid.people,
            "birth_month": dates(np.where(chance.yes(0.008, n), NO_DAY, month_after(who.born))),
            "gender": words(np.where(chance.yes(0.022, n), -1, who.gender), GENDERS),
            "ethnicity": words(np.where(chance.yes(0.055, n), -1, who.ethnicity), ETHNICITIES),
            "disability": words(np.where(chance.yes(0.16, n), -1, who.disability), DISABILITIES),
            "died_on": dates(who.died),
        },
    )


def keys(seed: int, people: int) -> pa.Array:
    """The random keys of the people."""
    return person_keys(Chance(seed, "keys of people"), people)
