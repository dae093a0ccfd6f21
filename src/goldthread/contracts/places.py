"""One table of a TOML file, read key by key; every mistake is refused with the file and the place in it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from goldthread.kernel.refusals import Refused, did_you_mean

UNREADABLE = (
    "It is not TOML that can be read: brackets stand too deep within brackets, or a number is too long. "
    "Take it out."
)


def known_keys(written: Mapping[str, Any], keys: Iterable[str], place: str) -> None:
    """Refuse a key that is not among `keys`, with the nearest."""
    keys = tuple(keys)
    for key in written:
        if key not in keys:
            raise Refused(f'There is no key "{key}" here.{did_you_mean(key, keys)}', where=place)


class Place:
    """One table of the file, with its place for refusals: `mine.toml: standard 2, unit`."""

    def __init__(self, written: Any, header: str, keys: Iterable[str], place: str) -> None:
        """`header` is how the table is headed, such as `[[standard]]`; other keys than `keys` are refused."""
        if not isinstance(written, Mapping):
            raise Refused(f"Write {header} with its keys below it.", where=place)
        known_keys(written, keys, place)
        self.written, self.place = written, place

    def refuse(self, key: str, sentence: str, known: object = ()) -> Refused:
        """A refusal that names this key; with `known`, the nearest of them to what is written."""
        value = self.written.get(key)
        near = did_you_mean(str(value), known) if known else ""  # type: ignore[arg-type]
        return Refused(sentence + near, where=f"{self.place}, {key}")

    def text(self, key: str, default: str | None = None) -> str:
        """Text without blanks around it; refused where it is missing and has no default."""
        value = self.written.get(key, default)
        if value is None:
            raise Refused(f'"{key}" is missing. Give it.', where=self.place)
        if not isinstance(value, str) or (default is None and not value.strip()):
            raise self.refuse(key, "It is text, in quotes.")
        return value.strip()

    def among(self, key: str, known: tuple[str, ...], default: str | None = None) -> str:
        """A word of a closed list."""
        value = self.text(key, default)
        if value not in known:
            said = ", ".join(known)
            raise self.refuse(key, f'"{value}" is not known here. Use one of: {said}.', known)
        return value

    def texts(self, key: str, default: tuple[str, ...]) -> tuple[str, ...]:
        """A list of texts, none of them empty."""
        value = self.written.get(key, list(default))
        if not isinstance(value, list) or not all(isinstance(each, str) and each for each in value):
            raise self.refuse(key, 'It is a list of texts, such as ["one", "two"].')
        return tuple(value)

    def number(self, key: str, default: float | None = None) -> float | None:
        """A number that can be counted with; a share may be written as "65%"."""
        value = self.written.get(key, default)
        if value is None:
            return None
        if isinstance(value, str) and value.strip().endswith("%"):
            try:
                value = round(float(value.strip()[:-1]) / 100, 12)
            except ValueError:
                raise self.refuse(key, f'"{value}" is not a share such as "65%".') from None
        if not _is_number(value):
            raise self.refuse(key, "It is a number.")
        return float(value)

    def whole(self, key: str, default: int | None = None) -> int:
        """A whole number, 0 or more; refused where it is missing and has no default."""
        value = self.written.get(key, default)
        if value is None:
            raise Refused(f'"{key}" is missing. Give it.', where=self.place)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise self.refuse(key, "It is a whole number, 0 or more.")
        return value

    def yes(self, key: str) -> bool:
        """True or false; false where it is missing."""
        value = self.written.get(key, False)
        if not isinstance(value, bool):
            raise self.refuse(key, "It is true or false.")
        return value

    def day(self, key: str) -> date | None:
        """A day; None where it is missing."""
        value = self.written.get(key)
        if value is not None and (not isinstance(value, date) or isinstance(value, datetime)):
            raise self.refuse(key, "It is a day without quotes, such as 2026-04-01.")
        return value

    def exact(self, key: str) -> Decimal | None:
        """A number as it is written, to the last digit: pounds, or whole-time equivalents."""
        value = self.written.get(key)
        if value is None:
            return None
        if not _is_number(value):
            raise self.refuse(key, "It is a number without quotes, such as 2500 or 8.50.")
        return Decimal(str(value))

    def days(self) -> tuple[date | None, date | None]:
        """`from` and `to`, both in."""
        first, last = self.day("from"), self.day("to")
        if first and last and last < first:
            raise self.refuse("to", 'It lies before "from". Give the later day.')
        return first, last


def _is_number(value: Any) -> bool:
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        return False
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than three hundred digits
        return False
