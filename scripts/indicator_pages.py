"""The page of indicators: each question in plain words with its examples, out of the catalogue."""

from collections.abc import Iterator, Mapping
from textwrap import dedent
from typing import Any

from goldthread.catalogue import CATALOGUE
from goldthread.measures.questions import Question
from goldthread.measures.saying import how_counted

HEAD = """# Indicators

Every question of the catalogue, in the words that pages and reports use. The examples are run as tests: a
change of any single part of a question breaks at least one of them. Written by `make docs`.

Each line of an example is one record: what it holds, to the left of `||`, and what is answered, to the right.
"""


def page() -> str:
    """The page as Markdown."""
    return "\n".join(
        [HEAD, *contents(), *(line for question in CATALOGUE.values() for line in section(question))]
    )


def contents() -> Iterator[str]:
    """A line an indicator."""
    yield "| code | indicator | shape |"
    yield "| --- | --- | --- |"
    for question in CATALOGUE.values():
        anchor = question.code.replace(".", "")
        yield f"| [`{question.code}`](#{anchor}) | {question.name} | {question.shape} |"
    yield ""


def section(question: Question) -> Iterator[str]:
    """One indicator: what it asks, how it is counted, what to beware of, its examples."""
    yield f"## {question.code}\n"
    yield f"**{question.name}**, version {question.version}. {question.asks}\n"
    yield from counted(how_counted(question), "")
    if question.balanced_by:
        yield "- Balanced by: " + ", ".join(f"`{code}`" for code in question.balanced_by)
    if question.unbalanced_because:
        yield f"- Has no balancing measure: {question.unbalanced_because}"
    if question.beware:
        yield f"- Beware: {question.beware}"
    if examples := dedent(question.examples).strip("\n"):
        yield f"\n```text\n{examples.rstrip()}\n```"
    yield ""


def counted(said: Mapping[str, Any], indent: str) -> Iterator[str]:
    """The parts of how a question is counted as a list; sides and splits are lists within it."""
    for name, words in said.items():
        if name == "asks":
            continue
        label = name.replace("_", " ").capitalize()
        if isinstance(words, Mapping):
            yield f"{indent}- {label}:"
            for key, inner in words.items():
                if isinstance(inner, Mapping):
                    yield f"{indent}  - {key.replace('_', ' ')}: {inner.get('asks', '')}"
                    yield from counted({k: v for k, v in inner.items() if k != "source"}, indent + "    ")
                else:
                    yield f"{indent}  - {key}: {inner}"
        else:
            yield f"{indent}- {label}: {words}"
