"""Refusals are sentences, say where, and survive a trip to another process."""

from __future__ import annotations

import pickle

import pytest

from goldthread.kernel.refusals import Refused, did_you_mean


def test_a_refusal_reads_as_its_sentence() -> None:
    refusal = Refused("The file is empty. Export it again.")
    assert str(refusal) == "The file is empty. Export it again."
    assert refusal.where is None


def test_a_refusal_says_where() -> None:
    refusal = Refused("This is not a date. Write 2026-07-01.", where="row 7, start")
    assert str(refusal) == "row 7, start: This is not a date. Write 2026-07-01."
    assert refusal.sentence == "This is not a date. Write 2026-07-01."


def test_a_place_is_put_in_front() -> None:
    refusal = Refused("This is not a date.", where="start").at("tenancies.csv, row 7")
    assert str(refusal) == "tenancies.csv, row 7, start: This is not a date."
    assert str(Refused("Empty.").at("row 1")) == "row 1: Empty."


def test_a_refusal_crosses_a_process_boundary() -> None:
    back = pickle.loads(pickle.dumps(Refused("Empty.", where="row 1")))
    assert str(back) == "row 1: Empty." and back.where == "row 1"


@pytest.mark.parametrize(
    "name, known, said",
    [
        ("tennancy", ["tenancy", "referral"], ' Did you mean "tenancy"?'),
        ("SERVICE", ["team", "service"], ' Did you mean "service"?'),
        ("servise", ["Service"], ' Did you mean "Service"?'),
        ("zebra", ["tenancy", "referral"], ""),
        ("anything", [], ""),
    ],
)
def test_the_nearest_name_is_offered(name: str, known: list[str], said: str) -> None:
    assert did_you_mean(name, known) == said
