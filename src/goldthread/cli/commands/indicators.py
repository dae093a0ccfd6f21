"""List the indicators there are, or say in full how some of them are counted."""

from __future__ import annotations

import argparse

from goldthread.cli.asking import add_json, add_local, chosen, columns, print_json, questions_of
from goldthread.measures.questions import Question


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("codes", nargs="*", metavar="CODE", help="say in full how these are counted")
    add_local(parser)
    add_json(parser)


def run(asked: argparse.Namespace) -> int:
    known = questions_of(asked.local)
    questions = chosen(asked.codes, known)
    if asked.json:
        from goldthread.evidence.plain import indicator_told

        print_json([indicator_told(question) for question in questions])
    elif asked.codes:
        print("\n\n".join(in_full(question) for question in questions))
    else:
        print(columns([[question.code, question.name] for question in questions]))
        print(f"\n{len(questions)} indicators. How one is counted: goldthread indicators CODE")
    return 0


def in_full(question: Question) -> str:
    """How one indicator is counted, in plain words."""
    import textwrap

    from goldthread.measures.saying import how_counted

    lines = [f"{question.code}  {question.name}", ""]
    for name, words in how_counted(question).items():
        said = "; ".join(words) if isinstance(words, (list, tuple)) else str(words)
        lines += textwrap.wrap(
            f"{name.replace('_', ' ').capitalize()}: {said}",
            92,
            initial_indent="  ",
            subsequent_indent="    ",
        )
    return "\n".join(lines)
