"""Ordinary Django forms in the NHS look: `{{ fields(form) }}` draws every field by the kind of its widget.

No class of the kit stands in any forms.py. A select of a few becomes radios by its widget; a date is three
boxes (`DateField`); a yes, no or not known is three radios, none chosen (`KnownField`).
"""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from goldthread.measures.tables import CodeList


class ThreeBoxes(forms.MultiWidget):
    """Day, month and year, each typed."""

    kind = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(dict.fromkeys(("day", "month", "year"), forms.TextInput), attrs)

    def decompress(self, value: date | str | None) -> list[str]:
        if isinstance(value, str):
            value = date.fromisoformat(value)
        return ["", "", ""] if value is None else [str(value.day), str(value.month), str(value.year)]


def check_year(day: date) -> None:
    """Refuse a year that nobody here means: 26 is a slip for 2026, not a year of the Romans."""
    if day.year < 1900:
        raise forms.ValidationError("Write the year in four figures, such as 2026.")


class DateField(forms.MultiValueField):
    """A day given in three boxes. Refuses what is no day, in a sentence."""

    widget = ThreeBoxes

    def __init__(self, **named: Any) -> None:
        boxes = tuple(forms.CharField(max_length=4, required=False) for _ in range(3))
        super().__init__(fields=boxes, require_all_fields=False, **named)

    def compress(self, values: list[str]) -> date | None:
        given = [str(each or "").strip() for each in values or ()]
        if not any(given):
            return None
        try:
            day, month, year = (int(each) for each in given)
            told = date(year, month, day)
        except ValueError:
            raise forms.ValidationError("Enter a real day, such as 27 3 2026.") from None
        check_year(told)
        if told.year >= 2200:
            raise forms.ValidationError("This lies too far ahead. Check the year.")
        return told


class KnownField(forms.TypedChoiceField):
    """Yes, no, or nobody knows: None unless answered."""

    def __init__(self, *, yes: str = "Yes", no: str = "No", **named: Any) -> None:
        super().__init__(
            choices=[("yes", yes), ("no", no)],
            coerce={"yes": True, "no": False}.get,
            empty_value=None,
            widget=forms.RadioSelect,
            **{"required": False, **named},
        )

    def prepare_value(self, value: Any) -> Any:
        return {True: "yes", False: "no"}.get(value, value)


def coded(
    codes: CodeList, *, on: date | None = None, radios: bool = False, **named: Any
) -> forms.ChoiceField:
    """A field over a code list: its labels, those in force on a day; nothing chosen beforehand."""
    known = [(code, codes.label(code)) for code in codes.values if on is None or codes.valid_on(code, on)]
    widget = forms.RadioSelect if radios else forms.Select
    choices = known if radios else [("", "Choose"), *known]
    return forms.ChoiceField(choices=choices, widget=widget, **{"required": False, **named})
