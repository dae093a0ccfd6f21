"""A mapping file read whole: every key known, every table and column declared, every code in its list."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Literal, cast
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from goldthread.catalogue.tables import TABLES
from goldthread.intake.mapping.expressions import read_dates, read_expression, read_ref, read_refs, read_where
from goldthread.intake.mapping.language import (
    Dates,
    Expression,
    Fact,
    Join,
    One,
    PersonKey,
    Ref,
    SenderMapping,
    Source,
)
from goldthread.intake.mapping.toml import Section, read_toml, spoken
from goldthread.intake.reading.delimited import DELIMITERS
from goldthread.intake.reading.encodings import DECLARED
from goldthread.intake.reading.grid import folded
from goldthread.intake.reading.region import Region, Unpivot
from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.tables import ColumnSpec, Registry, Table

_YES = ("yes", "y", "true", "t", "1")
_NO = ("no", "n", "false", "f", "0")


def read_mapping(path: Path, tables: Registry = TABLES) -> SenderMapping:
    """A mapping, checked against the declared tables. Refused with file, key and the nearest name."""
    top = read_toml(path)
    sources = _sources(top)
    person = _person(top, sources)
    defaults = top.section("defaults")
    facts = tuple(_fact(each, sources, person, defaults, tables) for each in top.sections("fact"))
    _wanted(defaults, facts)
    _told_apart(top, facts)
    if not facts:
        raise Refused(
            f"{path.name} fills no fact table. Write at least one [[fact]] with a table and columns."
        )
    decimal = top.one_of("decimal", (".", ","), ".")
    mapping = SenderMapping(
        path=path,
        name=top.text("name") or path.stem,
        system=_system(top, sources, path),
        sources=sources,
        facts=facts,
        person=person,
        cut_off=_cut_off(top, sources),
        zone=_zone(top),
        blanks=frozenset(folded(str(each)) for each in _list(top, "blanks")) | {""},
        dates=read_dates(top, "dates") or Dates(),
        decimal=cast(Literal[".", ","], decimal),
        yes=frozenset(folded(str(each)) for each in (_list(top, "yes") or _YES)),
        no=frozenset(folded(str(each)) for each in (_list(top, "no") or _NO)),
    )
    top.done()
    return mapping


def _list(top: Section, key: str) -> list[object]:
    value = top.raw(key)
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(each, str | int) for each in value):
        raise top.refuse(key, f'Write a list, as {key} = ["a", "b"], not {spoken(value)}.')
    return [each if not isinstance(each, bool) else str(each).lower() for each in value]


def _zone(top: Section) -> str:
    name = top.text("time_zone", "Europe/London") or "Europe/London"
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise top.refuse("time_zone", f'"{name}" is not a time zone. Write one as "Europe/London".') from None
    return name


# --- sources


def _sources(top: Section) -> dict[str, Source]:
    block = top.section("source")
    if block is None or not block.content:
        raise Refused(f"{top.file} names no file. Write at least one [source.NAME] with file or headers.")
    sources: dict[str, Source] = {}
    for name in block.content:
        section = block.section(name)
        assert section is not None
        sources[name] = _source(name, section)
    for source in sources.values():
        for join in source.joins.values():
            if join.source not in sources:
                raise Refused(
                    f'There is no source "{join.source}".{did_you_mean(join.source, sources)}',
                    where=f"{top.file}, source.{source.name}.join.{join.name}.source",
                )
    return sources


def _source(name: str, section: Section) -> Source:
    files, headers = section.texts("file"), section.texts("headers")
    if not files and not headers:
        raise section.refuse("file", 'Say which file it is, as file = "Contacts*.csv", or by its headers.')
    encoding = section.text("encoding")
    if encoding is not None and encoding.casefold().replace("_", "-") not in DECLARED:
        raise section.refuse(
            "encoding", f'"{encoding}" is not an encoding this reads.{did_you_mean(encoding, DECLARED)}'
        )
    delimiter = section.text("delimiter") if section.raw("delimiter") != "\t" else "tab"
    if delimiter is not None and delimiter not in (*DELIMITERS, *DELIMITERS.values()):
        raise section.refuse("delimiter", f'"{delimiter}" is not one of {", ".join(DELIMITERS)}.')
    joins = _joins(section)
    source = Source(
        name=name,
        files=files,
        headers=headers,
        encoding=encoding,
        delimiter=delimiter,
        region=_region(section),
        unpivot=_unpivot(section),
        where=read_where(section, "where", ()),
        optional=section.yes("optional"),
        joins=joins,
    )
    section.done()
    return source


def _joins(section: Section) -> dict[str, Join]:
    block = section.section("join")
    joins: dict[str, Join] = {}
    for name in block.content if block is not None else ():
        assert block is not None
        inner = block.section(name)
        assert inner is not None
        on = inner.section("on")
        if on is None or not on.content:
            raise inner.refuse(
                "on", 'Say which columns must be equal, as on = { PersonalID = "PersonalID" }.'
            )
        # A join may look at one that stands before it.
        pairs = tuple((read_ref(on, here, here, joins), on.text(here) or "") for here in on.content)
        joins[name] = Join(
            name,
            inner.text("source", name) or name,
            pairs,
            inner.yes("required"),
            cast(Literal["only", "first", "last"], inner.one_of("take", ("only", "first", "last"), "only")),
            inner.text("by"),
        )
        inner.done()
    return joins


def _region(section: Section) -> Region:
    inner = section.section("region")
    if inner is None:
        return Region()
    until: str | int | tuple[str, str] = "end"
    given = inner.raw("until")
    block = inner.number("block", 1)
    if given is None:
        until = "blank" if "block" in inner.content else "end"
    elif isinstance(given, int) and not isinstance(given, bool):
        until = given
    elif isinstance(given, dict) and len(given) == 1 and all(isinstance(v, str) for v in given.values()):
        until = cast(tuple[str, str], next(iter(given.items())))
    elif given in ("blank", "end"):
        until = given
    else:
        raise inner.refuse("until", 'Write "blank", "end", a row number, or { Column = "text" }.')
    row = inner.number("header_row", 0, lowest=0) or None
    region = Region(
        sheet=inner.text("sheet"),
        header=inner.texts("header"),
        header_row=row,
        header_rows=inner.number("header_rows", 1),
        names=inner.one_of("names", ("joined", "first", "last"), "joined"),
        block=block,
        until=until,
        on_its_side=inner.yes("on_its_side"),
    )
    inner.done()
    return region


def _unpivot(section: Section) -> Unpivot | None:
    inner = section.section("unpivot")
    if inner is None:
        return None
    columns = inner.texts("columns")
    name, value = inner.text("name"), inner.text("value")
    if not columns or name is None or value is None:
        raise inner.refuse(
            "columns",
            'Write columns = ["Jan-*"], name = "month" and value = "people" to turn columns into rows.',
        )
    unpivot = Unpivot(columns, name, value, inner.yes("keep_blank"))
    inner.done()
    return unpivot


# --- the whole folder


def _known_source(section: Section, key: str, sources: Iterable[str]) -> str:
    name = section.text(key)
    if name is None:
        raise section.refuse(key, f'Name a source, as {key} = "contacts".')
    if name not in set(sources):
        raise section.refuse(key, f'There is no source "{name}".{did_you_mean(name, sources)}')
    return name


def _system(top: Section, sources: dict[str, Source], path: Path) -> One:
    if not isinstance(top.raw("system"), dict):
        return One(constant=top.text("system") or path.stem)
    inner = top.section("system")
    assert inner is not None
    one = One(
        inner.text("otherwise") or path.stem, _known_source(inner, "source", sources), inner.texts("column")
    )
    inner.done()
    return one


def _cut_off(top: Section, sources: dict[str, Source]) -> One | None:
    inner = top.section("cut_off")
    if inner is None:
        return None
    day = inner.raw("date")
    if day is not None:
        if type(day) is not date:
            raise inner.refuse(
                "date", f"Write a day without quotes, as date = 2026-09-30, not {spoken(day)}."
            )
        one = One(constant=day)
    else:
        one = One(source=_known_source(inner, "source", sources), columns=inner.texts("column"))
        if not one.columns:
            raise inner.refuse("column", 'Name the column that holds the day, as column = "ExportEndDate".')
    inner.done()
    return one


# --- people and facts


def _person(top: Section, sources: dict[str, Source]) -> PersonKey:
    inner = top.section("person")
    if inner is None:
        return PersonKey()
    source = _known_source(inner, "source", sources) if "source" in inner else None
    key = inner.texts("key")
    if not key:
        raise inner.refuse("key", 'Name the column that tells people apart, as key = ["PersonalID"].')
    sets = inner.raw("match") or []
    if not isinstance(sets, list) or not all(isinstance(each, list) and each for each in sets):
        raise inner.refuse("match", 'Write a list of lists of columns, as match = [["NHSNumber"]].')
    if sets and source is None:
        raise inner.refuse("source", "Say in which source the columns of match stand.")
    joins = sources[source].joins if source else ()
    match = tuple(tuple(read_ref(inner, "match", str(column), joins) for column in each) for each in sets)
    inner.done()
    return PersonKey(key, source, match)


def _fact(
    section: Section,
    sources: dict[str, Source],
    person: PersonKey,
    defaults: Section | None,
    tables: Registry,
) -> Fact:
    name = section.text("table")
    if name is None:
        raise section.refuse("table", 'Say which fact table it fills, as table = "support".')
    try:
        table = tables[name]
    except Refused as fault:
        raise section.refuse("table", fault.sentence) from None
    if table.derived:
        raise section.refuse("table", f'"{name}" is worked out from other tables and cannot be imported.')
    source = sources[_known_source(section, "from", sources)]
    columns = _columns(section, table, source, defaults)
    record_key = read_refs(section, "record_id", source.joins)
    person_key = _person_key(section, table, source, person)
    if name == "person":
        if not person_key:
            raise section.refuse("table", 'Say how people are told apart, as [person] with key = ["..."].')
    elif not record_key:
        raise section.refuse("record_id", "Name the columns that tell one record from another.")
    place = f"{section.place} ({name})"
    repeats = section.one_of("repeats", ("refuse", "first", "last"), "last" if name == "person" else "refuse")
    fact = Fact(
        table,
        source.name,
        columns,
        record_key,
        section.text("apart") or "",
        person_key,
        read_where(section, "where", source.joins),
        cast(Literal["refuse", "first", "last"], repeats),
        place,
    )
    section.done()
    _all_required(section, fact)
    return fact


def _told_apart(top: Section, facts: tuple[Fact, ...]) -> None:
    """Two facts must not give two records of one table the same id."""
    seen: dict[tuple[object, ...], Fact] = {}
    for fact in facts:
        key = (fact.table.name, fact.source, fact.record_key, fact.apart)
        if fact.table.name != "person" and key in seen:
            raise Refused(
                f'This and {seen[key].place} give the same record id. Write apart = "..." in one of them, '
                "with a word that tells its records from the others.",
                where=f"{top.file}, {fact.place}",
            )
        seen[key] = fact


def _person_key(section: Section, table: Table, source: Source, person: PersonKey) -> tuple[Ref, ...]:
    if not table.has("person_id"):  # the record id of the person table is its person_id, so it has one
        section.raw("person")
        return ()
    given = section.raw("person")
    if given is False:
        return ()
    if given is not None:
        return read_refs(section, "person", source.joins)
    return tuple(read_ref(section, "person", column, source.joins) for column in person.key)


def _wanted(defaults: Section | None, facts: tuple[Fact, ...]) -> None:
    """A default that no table has a column for would be passed over without a word."""
    known = {name for fact in facts for name in fact.table.column_names}
    for name in defaults.content if defaults is not None else ():
        if name not in known and facts:
            assert defaults is not None
            raise defaults.refuse(
                name, f"None of the tables filled here has this column.{did_you_mean(name, known)}"
            )


def _columns(
    section: Section, table: Table, source: Source, defaults: Section | None
) -> dict[str, Expression]:
    inner = section.section("columns")
    if inner is None:
        inner = Section(section.file, section.at("columns"), {})
    columns: dict[str, Expression] = {}
    for name in inner.content:
        columns[name] = read_expression(inner, name, _fillable(inner, table, name), source.joins)
    for name in defaults.content if defaults is not None else ():
        assert defaults is not None
        if table.has(name) and name not in columns:
            columns[name] = read_expression(defaults, name, table.spec(name), source.joins)
        else:
            defaults.raw(name)
    return columns


def _fillable(section: Section, table: Table, name: str) -> ColumnSpec:
    if name == table.key or (name == "person_id" and table.has(name)):
        word = "person" if name == "person_id" else "record_id"
        raise section.refuse(
            name, f'"{name}" is worked out. Name its columns beside table, as {word} = [...].'
        )
    try:
        return table.spec(name)
    except Refused as fault:
        raise section.refuse(name, fault.sentence) from None


def _all_required(section: Section, fact: Fact) -> None:
    made = {fact.table.key}
    if fact.person_key:
        made.add("person_id")
    for spec in fact.table.columns:
        at = f"{spec.name[:-3]}_at" if spec.name.endswith("_on") else ""
        if (
            spec.required
            and spec.name not in made
            and spec.name not in fact.columns
            and at not in fact.columns
        ):
            how = "a [person] key" if spec.name == "person_id" else f'{spec.name} = "..." in its columns'
            raise section.refuse(
                "columns", f'"{fact.table.name}" needs "{spec.name}": {spec.meaning} Give {how}.'
            )
