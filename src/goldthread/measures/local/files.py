"""A file of local indicators: [bands], [names.TABLE] and [[indicator]], read into questions.

Every mistake is refused with the file and the key it stands under; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from goldthread.kernel.refusals import Refused, did_you_mean
from goldthread.measures.local.expressions import Names, expression
from goldthread.measures.local.settings import check_code, check_name, check_setting, codes, is_number, target
from goldthread.measures.questions import (
    APART,
    NEUTRAL,
    SHAPES,
    Count,
    Grain,
    Question,
    Source,
)
from goldthread.measures.tables import Registry, Table
from goldthread.measures.tree import Bands, Given, Node

MOST_BYTES = 1_000_000
CutMaker = Callable[[str, Table, Node | None], Node]

WORDS = (
    *("code", "version", "shape", "name", "asks", "grain", "each", "unit", "better", "timing", "unknown"),
    *("balanced_by", "unbalanced_because", "beware", "source", "examples", "target", "cuts", "split"),
)
COMMON = ("pool", "one_per", "order", "among", "dated", "due", "starts", "ends")
SETTINGS: Mapping[str, tuple[str, ...]] = {
    "count": ("per",),
    "spread": ("headline",),
    "change": ("meaningful",),
    "curve": ("lost", "horizons"),
    "rate": ("events", "exposure", "multiplier"),
    "ratio": ("top", "bottom", "share"),
}


def read_indicators(path: Path | str, tables: Registry, cut: CutMaker) -> tuple[Question, ...]:
    """The questions of a local file, in its order. `cut` makes a cut that the file only names."""
    path = Path(path)
    try:
        if path.stat().st_size > MOST_BYTES:
            raise Refused(f"{path.name} is larger than {MOST_BYTES:,} bytes. Split it.")
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise Refused(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from None
    return questions(text, tables, cut, where=path.name)


def questions(text: str, tables: Registry, cut: CutMaker, *, where: str) -> tuple[Question, ...]:
    """The questions of a local file given as text; `where` names it in refusals."""
    try:
        told = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{where} is not TOML: {error}.") from None
    unknown = sorted(set(told) - {"bands", "names", "indicator"})
    if unknown:
        raise Refused(
            f'There is no section "{unknown[0]}".{did_you_mean(unknown[0], ["bands", "names", "indicator"])}',
            where=where,
        )
    file = _File(where, tables, cut, _bands(told.get("bands", {}), where), told.get("names", {}))
    indicators = told.get("indicator", [])
    if not isinstance(indicators, list) or not indicators:
        raise Refused("The file declares no [[indicator]].", where=where)
    made = tuple(file.question(each, number) for number, each in enumerate(indicators, 1))
    named = [question.code for question in made]
    twice = sorted({code for code in named if named.count(code) > 1})
    if twice:
        raise Refused(f'The code "{twice[0]}" is declared twice.', where=where)
    return made


def _bands(told: Any, where: str) -> dict[str, Bands]:
    if not isinstance(told, dict):
        raise Refused("[bands] holds names and lists of ranges.", where=where)
    made = {}
    for name, ranges in told.items():
        place = f"{where}: bands.{name}"
        try:
            rows = tuple((str(label), _end(lowest), _end(highest)) for label, lowest, highest in ranges)
            made[name] = Bands(name, rows)
        except (TypeError, ValueError):
            raise Refused(
                'A range is ["label", lowest, highest]; "" leaves an end open.', where=place
            ) from None
        except Refused as refusal:
            raise Refused(str(refusal), where=place) from None
    return made


def _end(value: Any) -> Any:
    """One end of a range; nothing or "" is open."""
    if value == "" or value is None:
        return None
    if not is_number(value):
        raise ValueError(value)
    return value


class _File:
    """What the indicators of one file share."""

    def __init__(
        self, where: str, tables: Registry, cut: CutMaker, bands: Mapping[str, Bands], names: Any
    ) -> None:
        if not isinstance(names, dict):
            raise Refused("[names.TABLE] holds names and expressions.", where=where)
        for table, shared in names.items():
            if table not in tables:
                raise Refused(f'There is no table "{table}".{did_you_mean(table, tables)}', where=where)
            if not isinstance(shared, dict):
                raise Refused(f"[names.{table}] holds names and expressions.", where=where)
            self._no_shadow(where, tables[table], shared)
        self.where, self.tables, self.cut, self.bands, self.names = where, tables, cut, bands, names
        self._read = [0]
        for table in names:
            for name in names[table]:  # a mistake in a shared expression is found even where nothing uses it
                place = f"{where}: names.{table}.{name}"
                expression(name, self._scope(tables[table], place))

    @staticmethod
    def _no_shadow(where: str, table: Table, shared: Mapping[str, Any]) -> None:
        for name in shared:
            if table.has(name):
                raise Refused(
                    f'The name "{name}" is already a column of {table.name}. Choose another.',
                    where=f"{where}: names.{table.name}",
                )

    def _scope(self, each: Table, place: str) -> Names:
        shared = self.names.get(each.name, {})
        return Names(each, self.tables, self.bands, shared, place, in_all=self._read)

    def question(self, told: Any, number: int) -> Question:
        """One [[indicator]]."""
        if not isinstance(told, dict):
            raise Refused("An indicator is a table of keys.", where=self.where)
        code = told.get("code")
        place = f"{self.where}: indicator {str(code)[:80] if code else number}"
        try:
            return self._made(told, check_code(code), place)
        except Refused as refusal:
            said = str(refusal)
            raise Refused(said if said.startswith(self.where) else f"{place}: {said}") from None

    def _made(self, told: Mapping[str, Any], code: str, place: str) -> Question:
        shape = told.get("shape", "proportion")
        kind = SHAPES.get(shape) if isinstance(shape, str) else None
        if kind is None:
            raise Refused(f'There is no shape "{shape}".{did_you_mean(str(shape), SHAPES)}')
        parts = [name for name, _ in kind.node_parts]
        allowed = (*WORDS, *COMMON, *parts, *SETTINGS.get(shape, ()))
        for key in told:
            if key not in allowed:
                raise Refused(f'There is no key "{key}" for a {shape}.{did_you_mean(key, allowed)}')
        if shape in ("rate", "ratio"):
            return self._composite(kind, told, code, place)
        each = self.tables[_text(told, "each", required=True)]
        made: dict[str, Any] = {
            part: expression(told[part], self._scope(each, f"{place}, {part}"))
            for part in (*COMMON, *parts)
            if part in told
        }
        made["split"] = self._split(told.get("split", {}), each, place)
        made["cuts"] = self._cuts(told, each, made, place)
        both = sorted(set(made["split"]) & set(made["cuts"]))
        if both:
            raise Refused(f'"{both[0]}" names a split and a cut. Give the split another name.')
        made.update(self._settings(shape, told))
        return self._built(kind, told, code, each, made)

    def _composite(self, kind: type[Question], told: Mapping[str, Any], code: str, place: str) -> Question:
        sides = SETTINGS[kind.shape][:2]
        made: dict[str, Any] = {}
        for side in sides:
            inner = told.get(side)
            if not isinstance(inner, dict):
                raise Refused(f"A {kind.shape} needs [indicator.{side}], a count of its own.")
            inner = {"asks": told.get("asks", ""), **inner}
            inner.setdefault("cuts", told.get("cuts"))
            inner.setdefault("shape", "count")
            inner = {key: value for key, value in inner.items() if value is not None}
            made[side] = self._made(inner, f"{code}/{side}", f"{place}, {side}")
            if not isinstance(made[side], Count):
                raise Refused(f'The side "{side}" must have the shape count.')
        made.update(self._settings(kind.shape, {key: told[key] for key in told if key not in sides}))
        made["cuts"] = dict(made[sides[0]].cuts)
        return self._built(kind, told, code, made[sides[0]].each, made)

    def _built(
        self, kind: type[Question], told: Mapping[str, Any], code: str, each: Table, made: dict[str, Any]
    ) -> Question:
        missing = [
            name for name, _ in kind.node_parts if name not in made and name in REQUIRED.get(kind.shape, ())
        ]
        if missing:
            raise Refused(f'A {kind.shape} needs "{missing[0]}".')
        grain = told.get("grain", "event")
        if grain not in [one.value for one in Grain]:
            raise Refused(
                f'There is no grain "{grain}".{did_you_mean(str(grain), [one.value for one in Grain])}'
            )
        version = told.get("version", 1)
        if isinstance(version, bool) or not isinstance(version, int) or version < 1:
            raise Refused("version is a whole number from 1.")
        if "unit" in told:
            made["unit"] = _text(told, "unit")
        return kind(
            code=code,
            version=version,
            name=_text(told, "name") or code,
            asks=_text(told, "asks") or _text(told, "name") or code,
            each=each,
            grain=Grain(grain),
            unknown=_text(told, "unknown") or APART,
            better=_text(told, "better") or NEUTRAL,
            target=target(told.get("target")),
            timing=_text(told, "timing") or "monthly",
            balanced_by=codes(told.get("balanced_by", [])),
            unbalanced_because=_text(told, "unbalanced_because"),
            beware=_text(told, "beware"),
            source=Source(_text(told, "source") or "local"),
            number_from="local",
            examples=_text(told, "examples"),
            **made,
        )

    def _settings(self, shape: str, told: Mapping[str, Any]) -> dict[str, Any]:
        made = {key: told[key] for key in SETTINGS.get(shape, ()) if key in told}
        for key, value in made.items():
            check_setting(key, value)
        return {key: tuple(value) if isinstance(value, list) else value for key, value in made.items()}

    def _split(self, told: Any, each: Table, place: str) -> dict[str, Node]:
        if not isinstance(told, dict):
            raise Refused('split is written as { band = "expression" }.')
        for name in told:
            check_name(name)
        return {
            name: expression(text, self._scope(each, f"{place}, split.{name}")) for name, text in told.items()
        }

    def _cuts(
        self, indicator: Mapping[str, Any], each: Table, made: Mapping[str, Any], place: str
    ) -> dict[str, Node]:
        """A list of names, or a table of names and expressions. By default where the record belongs."""
        told, grain = indicator.get("cuts"), indicator.get("grain")
        if told is None:
            return {
                name: self.cut(name, each, None) for name in ("service", "team", "locality") if each.has(name)
            }
        on = made.get("dated", made.get("starts", Given("period_start") if grain == "period" else None))
        if isinstance(told, list):
            return {str(name): self.cut(str(name), each, on) for name in told}
        if isinstance(told, dict):
            for name in told:
                check_name(name)
            return {
                name: expression(text, self._scope(each, f"{place}, cuts.{name}"))
                for name, text in told.items()
            }
        raise Refused('cuts is a list such as ["service", "locality"], or a table of names and expressions.')


REQUIRED: Mapping[str, tuple[str, ...]] = {
    "proportion": ("met",),
    "spread": ("value",),
    "change": ("before", "after"),
    "curve": ("length", "cause"),
    "published": ("value",),
}


def _text(told: Mapping[str, Any], key: str, *, required: bool = False) -> str:
    value = told.get(key, "")
    if not isinstance(value, str):
        raise Refused(f'"{key}" must be text in quotes.')
    if required and not value:
        raise Refused(f'The indicator needs "{key}".')
    return value
