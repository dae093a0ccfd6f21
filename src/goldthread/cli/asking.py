"""Arguments that several commands take, read into what the rooms below expect."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.cli.record import open_record
from goldthread.kernel.refusals import Refused, did_you_mean

if TYPE_CHECKING:
    from goldthread.contracts.terms import Terms
    from goldthread.evidence.inquiry import Inquiry
    from goldthread.kernel.periods import Period
    from goldthread.measures.questions import Question

NOT_RECORDED = "not recorded"


def add_store(parser: argparse.ArgumentParser) -> None:
    """Which store, under which terms, up to which day."""
    parser.add_argument("--store", required=True, type=Path, metavar="DIR", help="the store to read")
    parser.add_argument("--terms", type=Path, metavar="FILE", help="terms and targets (TOML)")
    parser.add_argument("--as-of", metavar="DAY", help="look no further than this day, as 2026-09-30")


def add_period(parser: argparse.ArgumentParser) -> None:
    """Which period."""
    parser.add_argument(
        "--period", required=True, metavar="P", help="2026-07, 2026-07..2026-09, 2026-Q3, FY2026 or two days"
    )


def add_local(parser: argparse.ArgumentParser) -> None:
    """Files of local indicators."""
    parser.add_argument(
        "--local",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="your own indicators (TOML)",
    )


def add_where(parser: argparse.ArgumentParser) -> None:
    """Cuts to hold fixed."""
    parser.add_argument(
        "--where",
        action="append",
        default=[],
        metavar="CUT=VALUE",
        help=f'hold a cut fixed, as service="North"; "{NOT_RECORDED}" for blank',
    )


def add_json(parser: argparse.ArgumentParser) -> None:
    """JSON in place of words."""
    parser.add_argument("--json", action="store_true", help="print JSON for scripts")


def period_of(asked: argparse.Namespace) -> Period:
    """The period asked for."""
    from goldthread.kernel.periods import parse_period

    return parse_period(asked.period)


def where_of(asked: argparse.Namespace) -> dict[str, str | None]:
    """{cut: value}; a value of "not recorded" is blank."""
    found: dict[str, str | None] = {}
    for told in asked.where:
        name, equals, value = told.partition("=")
        if not equals or not name.strip():
            raise Refused(f'"--where {told}" must be written as CUT=VALUE, such as service=North.')
        found[name.strip()] = None if value.strip().lower() == NOT_RECORDED else value.strip()
    return found


def names_of(told: str) -> list[str]:
    """The names of "service,locality", each once."""
    return list(dict.fromkeys(name.strip() for name in told.split(",") if name.strip()))


def terms_of(asked: argparse.Namespace) -> Terms | None:
    """The terms of --terms, else those agreed in the case record of the store; None for the packaged ones."""
    from goldthread.contracts.terms import Terms

    if asked.terms is None:
        return _agreed(asked)
    terms = Terms.load(asked.terms)
    _check_targets(terms, asked)
    return terms


def _agreed(asked: argparse.Namespace) -> Terms | None:
    """What is agreed where the store is the one of the case record."""
    if not _of_the_record(asked):
        return None
    open_record()
    from goldthread.contracts.queries import terms_in_force

    return terms_in_force()


def _of_the_record(asked: argparse.Namespace) -> bool:
    """Whether the store is the one of the case record, as the environment tells of both."""
    kept, record = os.environ.get("GOLDTHREAD_STORE"), os.environ.get("GOLDTHREAD_DATABASE")
    return bool(kept and record) and Path(str(kept)).resolve() == Path(asked.store).resolve()


def _check_targets(terms: Terms, asked: argparse.Namespace) -> None:
    """Refuse a share that no figure can have, and say where a target is of no indicator known here."""
    known = known_to(asked)
    strange = any(target.indicator not in known for target in terms.targets)
    templates = {target.indicator for target in type(terms).packaged().targets} if strange else set()
    for target in terms.targets:
        question = known.get(target.indicator)
        ends = [end for end in (target.at_least, target.at_most) if end is not None]
        if question is None and target.indicator not in templates:
            hint = did_you_mean(target.indicator, known)
            print(
                f'goldthread: {asked.terms.name} has a target of "{target.indicator}", which is no indicator '
                f"here. It is held against nothing.{hint}",
                file=sys.stderr,
            )
        elif question is not None and question.shape == "proportion" and any(end > 1 for end in ends):
            raise Refused(
                f"{asked.terms.name}: a target of {target.indicator} is {max(ends):g}; a share is at most 1. "
                f'Write {max(ends) / 100:g} or "{max(ends):g}%".'
            )


def questions_of(files: Sequence[Path]) -> dict[str, Question]:
    """The catalogue and the local indicators of these files, by code."""
    from goldthread.catalogue.local import questions_with

    return questions_with(files)


def known_to(asked: argparse.Namespace) -> dict[str, Question]:
    """The catalogue, the files of --local, and what is approved in the case record of the store."""
    found = questions_of(asked.local)
    if _of_the_record(asked):
        open_record()
        from goldthread.contracts.local_queries import approved

        found |= {code: question for code, question in approved().items() if code not in found}
    return found


def chosen(codes: Sequence[str], known: Mapping[str, Question]) -> list[Question]:
    """The questions of these codes, or all. A code that ends in .* takes all that begin so."""
    if not codes:
        return list(known.values())
    found: list[Question] = []
    for told in codes:
        for code in told.split(","):
            found += _one_or_many(code.strip(), known)
    return list({question.code: question for question in found}.values())


def _one_or_many(code: str, known: Mapping[str, Question]) -> list[Question]:
    if code.endswith("*"):
        many = [question for name, question in known.items() if name.startswith(code[:-1])]
        if many:
            return many
    return [one_of(code, known)]


def one_of(code: str, known: Mapping[str, Question]) -> Question:
    """The question of this very code."""
    if code not in known:
        hint = did_you_mean(code, known) or ' "goldthread indicators" lists them.'
        raise Refused(f'There is no indicator "{code}".{hint}')
    return known[code]


@contextmanager
def inquiry_of(asked: argparse.Namespace) -> Iterator[Inquiry]:
    """An inquiry on the store that the command names."""
    from goldthread.evidence.inquiry import opened

    as_of = None
    if asked.as_of is not None:
        try:
            as_of = date.fromisoformat(asked.as_of)
        except ValueError:
            raise Refused(f'"{asked.as_of}" is not a day. Write it as 2026-09-30.') from None
    with opened(asked.store, terms=terms_of(asked), as_of=as_of) as inquiry:
        yield inquiry


def print_json(value: Any) -> None:
    """JSON on standard output, with people's own letters kept."""
    import json

    json.dump(value, sys.stdout, ensure_ascii=False, indent=2, allow_nan=False, default=str)
    sys.stdout.write("\n")


def columns(rows: Sequence[Sequence[str]]) -> str:
    """Rows of text in aligned columns, two spaces apart."""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))] if rows else []
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
