"""From numbers to the columns of fact tables: days, moments, codes, keys, with what every table shares."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from goldthread.catalogue.tables import TABLES
from goldthread.demo.chance import FAR, NO_DAY, Bools, Chance, Floats, Ints
from goldthread.demo.service import EPOCH, FIRST, LAST, LOCALITIES, ORGANISATIONS, SERVICES, TEAMS
from goldthread.kernel.instants import day_start

if TYPE_CHECKING:
    import pyarrow as pa

_ALPHABET = np.frombuffer(b"abcdefghijklmnopqrstuvwxyz234567", dtype=np.uint8)
_SOURCES = ("Example Homes case system, weekly export", "Sample Works case system, nightly export")
_MINUTE, _DAY = 60_000_000, 86_400_000_000


@dataclass(frozen=True)
class Ties:
    """Where records belong, by place: organisation, service, team, area, person. Minus one is blank."""

    organisation: Ints
    service: Ints
    team: Ints
    locality: Ints
    person: Ints

    def take(self, places: Ints) -> Ties:
        """The ties of some of the records, in that order."""
        return Ties(
            self.organisation[places],
            self.service[places],
            self.team[places],
            self.locality[places],
            self.person[places],
        )


def dates(days: Ints, *, ahead: bool = False) -> pa.Array:
    """A column of dates; NO_DAY is blank, and so is a day after the cut-off unless it was planned ahead."""
    import pyarrow as pa

    blank = (days <= NO_DAY) | (days >= (FAR if ahead else LAST + 1))
    return pa.array(np.where(blank, 0, days).astype(np.int32), mask=blank).cast(pa.date32())


@cache
def _ahead() -> Ints:
    """Minutes by which London is ahead of UTC at noon, from a year before the opening on."""
    from datetime import timedelta

    days = [EPOCH + timedelta(days=FIRST - 400 + n) for n in range(LAST - FIRST + 1300)]
    starts = [day_start(day) for day in days]
    # The clocks change in the night, so the offset at noon is that of the end of the day.
    return np.array([0 if starts[n + 1].hour == 0 else 60 for n in range(len(days) - 1)], dtype=np.int64)


def instants(days: Ints, minutes: Ints, blank: Bools | None = None) -> pa.Array:
    """A column of moments in UTC from days and minutes of the London clock."""
    import pyarrow as pa

    none = (days <= NO_DAY) | (days >= FAR)
    if blank is not None:
        none = none | blank
    ahead = _ahead()
    offset = ahead[np.clip(days - (FIRST - 400), 0, len(ahead) - 1)]
    moment = np.where(none, 0, days * _DAY + (minutes - offset) * _MINUTE)
    return pa.array(moment, mask=none).cast(pa.timestamp("us"))


def words(places: Ints, listed: Sequence[str]) -> pa.Array:
    """A column of codes or names, by place in a list; minus one is blank."""
    import pyarrow as pa

    return pa.array(list(listed), pa.string()).take(pa.array(np.maximum(places, 0), mask=places < 0))


def whole(values: Ints, blank: Bools | None = None) -> pa.Array:
    """A column of whole numbers."""
    import pyarrow as pa

    return pa.array(values.astype(np.int64), mask=blank)


def amounts(values: Floats, digits: int = 2, blank: Bools | None = None) -> pa.Array:
    """A column of numbers, rounded."""
    import pyarrow as pa

    return pa.array(np.round(values, digits) + 0.0, mask=blank)


def answers(values: Bools, blank: Bools | None = None) -> pa.Array:
    """A column of yes and no."""
    import pyarrow as pa

    return pa.array(values, mask=blank)


def numbered(name: str, n: int) -> pa.Array:
    """Record ids that say their kind and their number: tenancy-0000012."""
    import pyarrow as pa

    digits = max(7, len(str(n)))
    places = np.arange(1, n + 1, dtype=np.int64)
    letters = np.empty((n, len(name) + 1 + digits), dtype=np.uint8)
    letters[:, : len(name) + 1] = np.frombuffer(f"{name}-".encode(), dtype=np.uint8)
    for place in range(digits):
        letters[:, -1 - place] = 48 + places % 10
        places = places // 10
    return _texts(letters, pa)


def person_keys(chance: Chance, n: int) -> pa.Array:
    """Random keys of people: 26 letters of a base of 32."""
    import pyarrow as pa

    return _texts(_ALPHABET[chance.whole(0, 31, n * 26)].reshape(n, 26), pa)


def _texts(letters: Any, pa: Any) -> Any:
    n, length = letters.shape
    if n == 0:
        return pa.array([], pa.string())
    return pa.array(np.ascontiguousarray(letters).view(f"S{length}").reshape(n)).cast(pa.string())


def refer(keys: pa.Array, places: Ints) -> pa.Array:
    """The keys at these places; minus one is blank."""
    import pyarrow as pa

    if len(keys) == 0:
        return pa.nulls(len(places), pa.string())
    return keys.take(pa.array(np.maximum(places, 0), mask=places < 0))


@dataclass(frozen=True)
class Laid:
    """Makes the tables: it knows the keys of people and adds what every table shares."""

    seed: int
    people: pa.Array

    def table(
        self, name: str, ties: Ties, happened: Ints, columns: Mapping[str, Any], *, lag: float = 1.6
    ) -> pa.Table:
        """A whole fact table. `happened` is the day of each record; it is entered about `lag` days later.

        Three records in a hundred are entered weeks late; none after the evening of the cut-off.
        """
        import pyarrow as pa

        n = len(happened)
        chance = Chance(self.seed, f"origin of {name}")
        declared = TABLES[name]
        late = chance.yes(0.03, n)
        after = np.where(late, chance.wait(24.0, n) + 10, chance.wait(lag, n)).astype(np.int64)
        entered = np.clip(np.where(happened > NO_DAY, happened, FIRST) + after, FIRST, LAST)
        columns = {
            f"{name}_id": columns.get(f"{name}_id", numbered(name, n)),
            "organisation": words(ties.organisation, ORGANISATIONS),
            "service": words(ties.service, [each.name for each in SERVICES]),
            "team": words(ties.team, TEAMS),
            "locality": words(ties.locality, LOCALITIES),
            **({"person_id": refer(self.people, ties.person)} if declared.has("person_id") else {}),
            **columns,
            "recorded_at": instants(entered, chance.whole(8 * 60, 18 * 60, n)),
            "source": words(ties.organisation, _SOURCES),
        }
        made = pa.table(columns)
        return _with_slips(made, chance, name)


def _with_slips(made: pa.Table, chance: Chance, name: str) -> pa.Table:
    """Add rows entered in error: copies of a few records under an id of their own, voided since."""
    import pyarrow as pa

    n = made.num_rows
    voided = pa.array(np.zeros(n, dtype=np.bool_), mask=np.ones(n, dtype=np.bool_))
    made = made.append_column("voided", voided)
    if name in ("person", "worker", "attachment", "published_value"):
        return made
    copied = np.flatnonzero(chance.yes(0.006, n))
    if not len(copied):
        return made
    slips = made.take(pa.array(copied))
    place = slips.schema.get_field_index(f"{name}_id")
    slips = slips.set_column(place, f"{name}_id", numbered(f"{name}-in-error", len(copied)))
    slips = slips.set_column(
        slips.schema.get_field_index("voided"), "voided", pa.array(np.ones(len(copied), dtype=np.bool_))
    )
    return pa.concat_tables([made, slips])
