"""The contracts that the synthetic provider works under, as terms."""

from __future__ import annotations

from importlib.resources import files

from goldthread.contracts.terms import Terms


def terms_text() -> str:
    """The TOML of the terms, as a file for GOLDTHREAD_TERMS or --terms would hold it."""
    return files("goldthread.demo").joinpath("terms.toml").read_text("utf-8")


def terms() -> Terms:
    """The terms of the three made-up contracts."""
    return Terms.parse(terms_text(), "terms.toml of the demo")
