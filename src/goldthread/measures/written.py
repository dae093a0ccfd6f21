"""Cells of an example as they are written, read by the type of their column."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import ColumnSpec, Type


def typed(spec: ColumnSpec, cell: str) -> Any:
    """One written cell as a value of its column; empty and `-` are blank."""
    if cell in ("", "-"):
        return None
    if spec.type is Type.DATE:
        return day(spec.name, cell)
    if spec.type is Type.INSTANT:
        return _moment(spec.name, cell)
    if spec.type is Type.BOOLEAN:
        if cell not in ("yes", "no"):
            raise Refused(f'{spec.name} is yes, no or blank, not "{cell}".')
        return cell == "yes"
    if spec.type.is_number:
        return _number(spec, cell)
    if spec.codes is not None and not spec.codes.known(cell):
        raise Refused(
            f'"{cell}" is not a code of {spec.name} (list {spec.codes.name}).'
            f"{did_you_mean(cell, spec.codes.values)}"
        )
    return cell


def _number(spec: ColumnSpec, cell: str) -> float | int:
    value = amount(spec.name, cell)
    if spec.type is Type.INTEGER and not value.is_integer():
        raise Refused(f"{spec.name} is a whole number, not {cell}.")
    if (spec.lowest is not None and value < spec.lowest) or (
        spec.highest is not None and value > spec.highest
    ):
        raise Refused(f"{spec.name} cannot be {cell}: it lies outside what the column may hold.")
    return int(value) if spec.type is Type.INTEGER else value


def amount(name: str, cell: str) -> float:
    """A written number."""
    if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
        raise Refused(f'{name} is a number such as 12 or 0.5, not "{cell}".')
    return float(cell)


def day(name: str, cell: str) -> date:
    """A written date."""
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        try:
            return date.fromisoformat(cell)
        except ValueError:
            pass
    raise Refused(f'{name} is a date such as 2026-07-31, not "{cell}".')


def _moment(name: str, cell: str) -> datetime:
    try:
        moment = datetime.fromisoformat(cell)
    except ValueError:
        moment = None
    if moment is None or moment.tzinfo is not None or "T" not in cell:
        raise Refused(f'{name} is a moment in UTC such as 2026-07-31T09:40, not "{cell}".')
    return moment
