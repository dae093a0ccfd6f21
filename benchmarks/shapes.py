"""Verdict, value and cause of a question's shape, in plain pandas. The rules are those of the questions."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from goldthread.measures.questions import (
    Change,
    Count,
    Curve,
    Proportion,
    Published,
    Question,
    Spread,
    Verdict,
)
from goldthread.measures.tree import Literal


def value(question: Question, eye: Any) -> Any:
    """The number of each record; None where the shape has none."""
    match question:
        case Spread() if question.running is not None:
            return _lasting(eye.read(question.value))
        case Spread() | Published():
            return _number(eye.read(question.value))
        case Change():
            return _number(eye.read(question.after)) - _number(eye.read(question.before))
        case Curve():
            return _lasting(eye.read(question.length))
        case Count():
            part = question.amount if question.amount is not None else question.value
            return _number(eye.read(part)) if part is not None else None
    return None


def cause(question: Question, eye: Any) -> Any:
    """Why a spell ended, or how a number is not final."""
    if isinstance(question, Curve):
        return eye.read(question.cause)
    if not isinstance(question, Spread):
        return None
    told = pd.Series([None] * len(eye.frame), index=eye.frame.index, dtype="str")
    for node, word in ((question.running, "running"), (question.worst, "worst")):
        if node is not None:
            told = told.mask(_sure(eye, eye.read(node)), word)
    return told


def verdict(question: Question, eye: Any) -> pd.Series:
    """The number of the verdict."""
    n = len(eye.frame)
    among = np.ones(n, dtype=bool)
    if not isinstance(question.among, Literal):
        among = _sure(eye, eye.read(question.among)).to_numpy()
    due_part = question.due if question.due is not None else question.dated
    late = np.zeros(n, dtype=bool)
    if due_part is not None:
        due = eye.read(due_part)
        late = _sure(eye, due > eye.day(eye.as_of)).to_numpy()
    met = _met(question, eye)
    blank, yes = met.isna().to_numpy(), _sure(eye, met).to_numpy()
    found = np.select(
        [~among, late, blank, yes],
        [Verdict.OUT.value, Verdict.NOT_DUE.value, Verdict.UNKNOWN.value, Verdict.MET.value],
        Verdict.NOT_MET.value,
    )
    return pd.Series(found.astype(np.int8), index=eye.frame.index)


def _met(question: Question, eye: Any) -> pd.Series:
    def known(values: pd.Series) -> pd.Series:
        return pd.Series(True, index=values.index, dtype="boolean").mask(values.isna())

    match question:
        case Proportion():
            met = eye.read(question.met)
            return met if isinstance(met, pd.Series) else pd.Series([met] * len(eye.frame), dtype="boolean")
        case Spread():
            found = known(value(question, eye))
            return found if question.worst is None else found.mask(_sure(eye, eye.read(question.worst)), True)
        case Change() | Published():
            return known(value(question, eye))
        case Curve():
            ended = eye.read(question.cause).notna().astype("boolean")
            return ended.mask(value(question, eye).isna())
        case Count() if question.starts is not None:
            return known(eye.read(question.starts))
        case Count() if question.amount is not None:
            return known(eye.read(question.amount))
    return pd.Series(True, index=eye.frame.index, dtype="boolean")


def _sure(eye: Any, values: Any) -> pd.Series:
    if not isinstance(values, pd.Series):
        return pd.Series([bool(values)] * len(eye.frame), index=eye.frame.index)
    return values.fillna(False).astype(bool)


def _number(values: Any) -> pd.Series:
    return values.astype("float64") if isinstance(values, pd.Series) else values


def _lasting(values: Any) -> pd.Series:
    """A time that ends before it starts has no length that anybody knows."""
    return _number(values).mask(values < 0)
