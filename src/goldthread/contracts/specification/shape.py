"""How the parts of a specification are headed in TOML: reading and writing both go by this."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, get_type_hints

# Field that holds many parts, and how each of them is headed.
HEADS: dict[str, str] = {
    "functions": "function",
    "entry": "entry",
    "pathways": "pathway",
    "stages": "stage",
    "routes": "route",
    "categories": "category",
    "outcomes": "outcome",
    "variances": "variance",
    "clocks": "clock",
    "escalations": "escalation",
    "interfaces": "interface",
    "staffing": "staff",
    "durations": "duration",
    "costs": "cost",
    "money": "money",
    "parts": "part",
    "schedule": "schedule",
    "steps": "step",
}
# Parts of parts that are written on one line each.
SHORT = ("routes", "categories", "outcomes", "variances", "escalations", "parts", "steps", "contact")


def hints_of(kind: type) -> dict[str, Any]:
    """The types of the fields of one part, in order."""
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(kind)}


def key_of(name: str, hint: Any) -> str:
    """The TOML key of a field: its head where it holds parts, else its own name."""
    return HEADS[name] if part_of(hint) is not None and name in HEADS else name


def part_of(hint: Any) -> type | None:
    """The class of the parts that a field holds, where it holds parts."""
    inner = [each for each in getattr(hint, "__args__", ()) if hasattr(each, "__dataclass_fields__")]
    if inner:
        return inner[0]  # type: ignore[no-any-return]
    return hint if hasattr(hint, "__dataclass_fields__") else None
