"""Three boxes for a day: what is no day, or a year that nobody means, is refused in a sentence."""

from __future__ import annotations

from datetime import date

import pytest
from django import forms

from goldthread.web.look.forms import DateField


def test_a_day_is_read_from_three_boxes() -> None:
    assert DateField().compress(["27", " 3 ", "2026"]) == date(2026, 3, 27)
    assert DateField(required=False).compress(["", "", ""]) is None


@pytest.mark.parametrize("year", ["26", "0026", "1", "1899"])
def test_a_year_that_nobody_means_is_refused(year: str) -> None:
    with pytest.raises(forms.ValidationError, match="four figures"):
        DateField().compress(["27", "3", year])


def test_a_year_too_far_ahead_is_refused() -> None:
    for year in ("2200", "9999"):
        with pytest.raises(forms.ValidationError, match="too far ahead"):
            DateField().compress(["27", "3", year])


@pytest.mark.parametrize(
    "boxes", [["31", "2", "2026"], ["x", "3", "2026"], ["", "3", "2026"], ["1", "1", "0"]]
)
def test_what_is_no_day_is_refused(boxes: list[str]) -> None:
    with pytest.raises(forms.ValidationError, match="real day"):
        DateField().compress(boxes)
