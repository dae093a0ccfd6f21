"""The contracts that the synthetic provider works under, as terms."""

from __future__ import annotations

from datetime import date
from importlib.resources import files

from goldthread.contracts.terms import Terms
from goldthread.demo.service import CUT_OFF


def terms_text(until: date = CUT_OFF) -> str:
    """The TOML of the terms, as a file for GOLDTHREAD_TERMS or --terms would hold it.

    The contract that ends with the simulation is extended by whole years to hold on the day `until`.
    """
    text = files("goldthread.demo").joinpath("terms.toml").read_text("utf-8")
    last = CUT_OFF
    while last < until:
        last = last.replace(year=last.year + 1)
    return text.replace(f"to = {CUT_OFF.isoformat()}", f"to = {last.isoformat()}")


def terms() -> Terms:
    """The terms of the three made-up contracts."""
    return Terms.parse(terms_text(), "terms.toml of the demo")
