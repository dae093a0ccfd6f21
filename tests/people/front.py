"""What somebody sends through the public page."""

from __future__ import annotations


def front_told(**told: str) -> dict[str, str]:
    """An enquiry as its form sends it."""
    return {"kind": "enquiry", "name": "Cleo Specimen", "phone": "01632 960555", **told}
