"""A specification as a TOML file: checked, compared with another, begun anew, turned into terms."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread.cli.asking import add_json, add_local, columns, print_json, questions_of

if TYPE_CHECKING:
    from goldthread.contracts.specification.checks import Fault

FAULTY = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """`specification check FILE`, `compare BEFORE AFTER`, `template [NAME]`, `terms FILE`."""
    what = parser.add_subparsers(dest="what", metavar="WHAT", required=True)
    check = what.add_parser(
        "check", help="every fault and warning, clause by clause; exit 1 where there is a fault"
    )
    check.add_argument("file", type=Path, metavar="FILE", help="the specification, as TOML")
    check.add_argument("--of-template", action="store_true", help="parties and services may still be missing")
    add_local(check)
    compare = what.add_parser("compare", help="what differs between two, clause by clause")
    compare.add_argument("before", type=Path, metavar="BEFORE")
    compare.add_argument("after", type=Path, metavar="AFTER")
    template = what.add_parser(
        "template", help="a specification to begin from; without a name, which there are"
    )
    template.add_argument("name", nargs="?", metavar="NAME")
    terms = what.add_parser("terms", help="the clocks, targets and caps that follow, each with its days")
    terms.add_argument("file", type=Path, metavar="FILE", help="the specification, as TOML")
    add_json(parser)
    for each in (check, compare, template, terms):
        # Before or behind the word: what stands behind must not undo what stands before.
        each.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="print JSON for scripts"
        )


def run(asked: argparse.Namespace) -> int:
    """Do what was asked; 1 where a specification has faults."""
    return {"check": _check, "compare": _compare, "template": _template, "terms": _terms}[asked.what](asked)


def _check(asked: argparse.Namespace) -> int:
    from goldthread.contracts.specification.checks import faults, warnings
    from goldthread.contracts.specification.reading import load

    spec, known = load(asked.file), questions_of(asked.local)
    wrong = faults(spec, known, of_template=asked.of_template)
    better = warnings(spec, known)
    if asked.json:
        print_json(
            {
                "file": asked.file.name,
                "code": spec.code,
                "faults": [asdict(fault) for fault in wrong],
                "warnings": [asdict(fault) for fault in better],
            }
        )
    else:
        print(_told(wrong, "fault") + "\n" + _told(better, "warning"))
    return FAULTY if wrong else 0


def _told(found: Sequence[Fault], word: str) -> str:
    if not found:
        return f"No {word}."
    head = f"{len(found)} {word}{'s' if len(found) != 1 else ''}:"
    return "\n".join((head, *(f"  {fault.clause}\n      {fault.says} {fault.mend}" for fault in found)))


def _compare(asked: argparse.Namespace) -> int:
    from goldthread.contracts.specification.comparing import compare
    from goldthread.contracts.specification.reading import load

    found = compare(load(asked.before), load(asked.after))
    if asked.json:
        print_json([asdict(each) for each in found])
        return 0
    for each in found:
        print(f"{each.clause}{', ' + each.label if each.label else ''}: {each.kind}")
        print(
            "".join(f"  {mark} {text}\n" for mark, text in (("-", each.before), ("+", each.after)) if text),
            end="",
        )
    if not found:
        print("Nothing differs.")
    return 0


def _template(asked: argparse.Namespace) -> int:
    from goldthread.contracts.specification.templates import TEMPLATES, text_of

    if asked.name is None and asked.json:
        print_json([{"name": name, "title": title} for name, title in TEMPLATES.items()])
    elif asked.name is None:
        print(columns(list(TEMPLATES.items())))
    elif asked.json:
        text = text_of(asked.name)
        print_json({"name": asked.name, "title": TEMPLATES[asked.name], "toml": text})
    else:
        print(text_of(asked.name), end="")
    return 0


def _terms(asked: argparse.Namespace) -> int:
    from goldthread.contracts.specification.declared import Agreed
    from goldthread.contracts.specification.reading import load
    from goldthread.contracts.specification.termed import terms_of

    spec = load(asked.file)
    terms = terms_of([Agreed(spec, 1, spec.starts_on)])
    if asked.json:
        print_json(
            {
                "file": asked.file.name,
                "hash": terms.hash,
                "contracts": [asdict(row) for row in terms.contracts],
                "standards": [asdict(row) for row in (*terms.standards, *terms.casework)],
                "targets": [asdict(row) for row in terms.targets],
                "caps": [asdict(row) for row in terms.caps],
            }
        )
        return 0
    rows: list[Sequence[str]] = [("WHAT", "NAME", "SAYS", "FROM", "TO")]
    for standard in (*terms.standards, *terms.casework):
        stages = f" in {', '.join(standard.stages)}" if standard.stages else ""
        rows.append(("clock", standard.name, f"{standard.amount} {standard.unit}{stages}", *_days(standard)))
    for target in terms.targets:
        ends = (("at least", target.at_least), ("at most", target.at_most))
        said = " and ".join(f"{words} {end:g}" for words, end in ends if end is not None)
        rows.append(("target", target.indicator, said, *_days(target)))
    rows += [("cap", cap.role, f"{cap.people:g} people", *_days(cap)) for cap in terms.caps]
    print(columns(rows))
    return 0


def _days(row: Any) -> tuple[str, str]:
    return tuple(day.isoformat() if day else "" for day in (row.valid_from, row.valid_to))  # type: ignore[return-value]
