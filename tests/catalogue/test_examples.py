"""Examples of every question: answered as written, enough of them, sharp enough to notice any change."""

from __future__ import annotations

import pytest

from goldthread.catalogue.registry import CATALOGUE
from goldthread.measures.examples import failures, lacking
from goldthread.measures.mutants import survivors
from goldthread.measures.questions import Question

every_question = pytest.mark.parametrize("question", CATALOGUE.values(), ids=list(CATALOGUE))


@every_question
def test_each_question_answers_its_examples_as_written(question: Question) -> None:
    assert failures(question) == []


@every_question
def test_each_question_has_enough_examples(question: Question) -> None:
    assert lacking(question) == []


@every_question
def test_no_change_of_one_node_goes_unnoticed(question: Question) -> None:
    assert [mutant.description for mutant in survivors(question)] == []
