"""Indicators in families, by the first word of their code, each named as one would ask for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

FAMILIES: Mapping[str, str] = {
    "tenancy": "Do people keep their homes?",
    "employment": "Do people get and keep work?",
    "access": "Do people get in, and how soon?",
    "caseload": "Do staff have room to help?",
    "duration": "How long does support last?",
    "wellbeing": "How are people?",
    "intake": "Who comes?",
}
OWN = "Indicators of your own"

Told = TypeVar("Told")


def by_family(told: Iterable[tuple[str, Told]]) -> list[tuple[str, list[Told]]]:
    """(code, anything) by family, families in the order above and those of local indicators last."""
    found: dict[str, list[Told]] = {}
    for code, one in told:
        found.setdefault(FAMILIES.get(code.partition(".")[0], OWN), []).append(one)
    order = [*FAMILIES.values(), OWN]
    return sorted(found.items(), key=lambda family: order.index(family[0]))
