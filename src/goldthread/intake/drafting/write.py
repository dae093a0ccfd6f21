"""The draft as text: a mapping that says what it is sure of, and asks for the rest in comments."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

from goldthread.catalogue.tables import TABLES
from goldthread.intake.drafting.guess import Fill, Guess, guess, matching_column, names_someone
from goldthread.intake.drafting.look import Look, look_at
from goldthread.intake.reading.files import tabular_files
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Type


def draft_mapping(sources: Sequence[Path | str]) -> str:
    """A mapping in TOML for these files or folders. Refused when there is no file to look at."""
    looks: list[Look] = []
    unreadable: list[str] = []
    for path, name in tabular_files([Path(source) for source in sources]):
        try:
            looks += look_at(path, name)
        except Refused as fault:
            unreadable.append(str(fault))
    if not looks:
        raise Refused(unreadable[0] if unreadable else "There is no file to draft a mapping from.")
    groups = _alike(looks)
    guesses = [(group, guess(group[0], TABLES)) for group in groups]
    lines = _head(guesses, unreadable)
    taken: set[str] = set()
    for group, found in guesses:
        lines += _source_and_fact(group, found, taken)
    return "\n".join(lines).rstrip() + "\n"


def _alike(looks: list[Look]) -> list[list[Look]]:
    """Files with the same columns are one source."""
    groups: dict[tuple[object, ...], list[Look]] = {}
    for look in looks:
        groups.setdefault((look.labels(), look.region.sheet), []).append(look)
    return list(groups.values())


def _text(value: str) -> str:
    """A TOML text."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _texts(values: Sequence[str]) -> str:
    return f"[{', '.join(_text(value) for value in values)}]"


def _one_or_more(values: Sequence[str]) -> str:
    return _text(values[0]) if len(values) == 1 else _texts(values)


def _said(text: str) -> str:
    """Text for a comment: one line."""
    return re.sub(r"[\x00-\x1f\x7f]+", " ", text)


# --- the head


def _head(guesses: Sequence[tuple[list[Look], Guess | None]], unreadable: list[str]) -> list[str]:
    lines = [
        "# A draft made from the files themselves. Read it "
        "through; each line that ends in a question is a guess.",
        "# Try it without loading anything: goldthread import THIS_FILE SOURCE... --into STORE --dry-run",
        "",
        'name = "A name for this mapping"',
        'system = "sender"  # the system these files come from: part of every key. What is it called?',
    ]
    orders = {
        column.order for group, _ in guesses for look in group for column in look.columns if column.order
    }
    if "cannot be told" in orders or "both" in orders or {"day first", "month first"} <= orders:
        lines.append('# dates = "day first"  # or "month first": the files do not tell. Which is it?')
    elif orders:
        lines.append(f"dates = {_text(orders.pop())}  # dates with a part above 12 prove it")
    lines += [f"# Not read: {_said(each)}" for each in unreadable]
    lines += ["", *_people(guesses)]
    return lines


def _people(guesses: Sequence[tuple[list[Look], Guess | None]]) -> list[str]:
    labels = [found.person.label for _, found in guesses if found is not None and found.person is not None]
    if not labels:
        return []
    commonest = max(dict.fromkeys(labels), key=labels.count)
    lines = ["[person]", f"key = {_texts([commonest])}  # tells people apart in these files?"]
    for group, found in guesses:
        column = matching_column(group[0])
        if column and found is not None and found.person is not None and column != found.person.label:
            lines.append(
                "# Is one person in these files under several keys? Then this joins them; it is kept hashed, "
                "beside the facts:"
            )
            lines += [f"# source = {_text(_slug(group[0], set()))}", f"# match = [[{_text(column)}]]"]
            break
    return [*lines, ""]


# --- one source


def _slug(look: Look, taken: set[str]) -> str:
    stem = look.region.sheet or Path(look.name).stem
    slug = re.sub(r"[^a-z0-9]+", "_", stem.casefold()).strip("_") or "file"
    name, number = slug, 2
    while name in taken:
        name, number = f"{slug}_{number}", number + 1
    taken.add(name)
    return name


def _source_and_fact(group: list[Look], found: Guess | None, taken: set[str]) -> list[str]:
    look = group[0]
    name = _slug(look, taken)
    usable = found is not None and not found.missing
    mark = "" if usable else "# "
    files = list(dict.fromkeys(each.path.name for each in group))
    shown = f"# {_said(look.name)}: {look.format.label}, {_said(look.format.how)}; {look.rows:,} rows"
    lines = [shown + (" or more looked at." if look.rows >= 20_000 else ".")]
    lines += [f"# {_said(note)}" for note in look.notes]
    if found is None:
        lines.append("# No fact table fits its columns. Which records does it hold?")
        lines.append(f"# Its columns: {_said(', '.join(look.labels()[:40]))}")
    lines += [f"{mark}[source.{name}]", f"{mark}file = {_one_or_more(files)}"]
    region = []
    if look.region.sheet:
        region.append(f"sheet = {_text(look.region.sheet)}")
    if look.region.header:
        region.append(f"header = {_texts(look.region.header)}")
    if region:
        lines.append(f"{mark}region = {{ {', '.join(region)} }}")
    lines.append("")
    if found is not None:
        lines += [*_fact(name, found, mark), ""]
    return lines


def _fact(source: str, found: Guess, mark: str) -> list[str]:
    lines: list[str] = []
    for spec in found.missing:
        lines.append(
            f"# It looks like {found.table.called}, but nothing "
            f"fills {spec.name}: {spec.meaning} Which column?"
        )
    lines += [f"{mark}[[fact]]", f"{mark}table = {_text(found.table.name)}", f"{mark}from = {_text(source)}"]
    if found.table.name != "person":
        doubt = "" if found.record_sure else "  # is this what tells one record from another?"
        lines.append(f"{mark}record_id = {_texts(found.record)}{doubt}")
        if found.person is None and found.table.has("person_id"):
            lines.append(f"{mark}person = false  # nothing here tells people apart?")
    if found.person is not None:
        lines.append(f"{mark}person = {_texts([found.person.label])}")
    lines.append(f"{mark}[fact.columns]")
    if "organisation" not in found.fills:
        lines.append(f'{mark}organisation = {{ value = "Organisation" }}  # whose records are these?')
    for spec in found.table.columns:
        fill = found.fills.get(spec.name)
        if fill is not None:
            lines += [f"{mark}{line}" for line in _column(fill)]
    naming = [label for label in found.unused if names_someone(label)]
    others = [label for label in found.unused if label not in naming]
    if naming:
        lines.append(f"# Left out, because they can say who a person is: {_said(', '.join(naming))}")
    if others:
        lines.append(f"# Not read: {_said(', '.join(others))}")
    return lines


def _column(fill: Fill) -> list[str]:
    spec, label = fill.spec, _text(fill.column.label)
    doubt = "" if fill.sure else "  # is it?"
    if spec.name == "birth_month" and fill.column.label.casefold() != "birth_month":
        return [f"birth_month = {{ birth_month = {label} }}  # the full date of birth is not kept"]
    if spec.name == "voided" and fill.column.looks != "yes or no" and "date" in fill.column.label.casefold():
        when = f"{{ {label} = {{ blank = false }} }}"
        return [
            f"voided = {{ choose = [{{ when = {when}, value = true }}] }}  # voided where this is filled?"
        ]
    if spec.refers_to:
        return [f"{spec.name} = {{ key = {label} }}{doubt}"]
    if spec.type is Type.DATE and fill.column.looks == "moment":
        doubt = doubt or "  # the time of day is not kept"
    if not fill.codes and not fill.unknown:
        return [f"{spec.name} = {label}{doubt}"]
    pairs = ", ".join(f"{_text(theirs)} = {_text(ours)}" for theirs, ours in fill.codes.items())
    lines = [f"{spec.name} = {{ column = {label}, map = {{ {pairs} }} }}{doubt}"]
    if fill.unknown:
        shown = ", ".join(_text(value) for value in fill.unknown[:12])
        lines.append(f"# Values that fit no code are refused until the map has them: {_said(shown)}")
        listed = spec.codes.values if spec.codes else ()
        lines.append(f"# The codes: {', '.join(listed[:40])}{', ...' if len(listed) > 40 else ''}")
    return lines
