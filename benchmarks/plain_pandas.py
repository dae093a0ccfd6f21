"""The same questions in plain pandas: whole columns, merge, sort, groupby; no engine, no kept verdicts.

What a careful analyst would write for each question, written once for all of them: every part of a question
becomes a Series, related rows are filtered before they are merged, and the latest row is picked by sorting.
Tables of up to SMALL rows are read once and kept; from larger ones each question reads only its columns.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from benchmarks import shapes
from benchmarks.columns import needed
from goldthread.kernel.periods import Period
from goldthread.measures.questions import CENSUS, EXPOSURE, PERIOD, Question
from goldthread.measures.tables import Type
from goldthread.measures.tree import (
    OUTSIDE,
    And,
    Arithmetic,
    Band,
    Between,
    Blank,
    Choice,
    Column,
    Compare,
    Given,
    In,
    Literal,
    Node,
    Not,
    Or,
    Outer,
    Parent,
    Pick,
    Related,
    Shift,
    Surely,
    walk,
)

SMALL = 5_000_000
Values = Any  # a Series, or one value for all rows


@dataclass
class Tables:
    """Reads columns of a snapshot's tables as pandas keeps them; blank text, days and numbers are NaN."""

    paths: Mapping[str, Sequence[str]]
    kept: dict[str, pd.DataFrame] = field(default_factory=dict)

    def read(self, name: str, columns: set[str]) -> pd.DataFrame:
        """The living rows of a table with these columns."""
        have = self.kept.get(name)
        if have is not None and columns <= set(have.columns):
            return have
        files = [pq.ParquetFile(path) for path in self.paths[name]]
        rows = sum(file.metadata.num_rows for file in files)
        if have is not None:
            columns = columns | set(have.columns)
        wanted = sorted(columns)
        voids = "voided" in files[0].schema_arrow.names
        parts = []
        for file in files:
            part = file.read(columns=[*wanted, *(["voided"] if voids and "voided" not in columns else [])])
            if voids:
                gone = pc.fill_null(part.column("voided"), False)
                part = part.filter(pc.invert(gone)).select(wanted)
            parts.append(part)
        table = pa.concat_tables(parts)
        for place, column in enumerate(table.schema):
            if pa.types.is_date(column.type):
                days = table.column(place).cast(pa.timestamp("s"))
                table = table.set_column(place, column.name, days)
        mapper = {pa.bool_(): pd.BooleanDtype()}.get
        frame = table.to_pandas(types_mapper=mapper)
        if rows <= SMALL:
            self.kept[name] = frame
        return frame


def rows_of(question: Question, tables: Tables, periods: Sequence[Period], as_of: date) -> pd.DataFrame:
    """The rows of one side of a question, as the kept verdicts hold them."""
    columns = needed(question)
    own = {name for table, name in columns if table == question.each.name}
    frame = tables.read(question.each.name, own | {question.each.key})
    if question.grain is not PERIOD:
        return _asked(question, _Eye(tables, columns, frame, as_of, None))
    asked = [_asked(question, _Eye(tables, columns, frame, as_of, period)) for period in periods]
    return pd.concat(asked, ignore_index=True)


def _asked(question: Question, eye: _Eye) -> pd.DataFrame:
    pool = eye.read(question.pool)
    if isinstance(pool, pd.Series):
        eye = eye.over(eye.frame[pool.fillna(False).to_numpy(dtype=bool)].reset_index(drop=True))
    n = len(eye.frame)
    each = question.each
    person = each.key if each.name == "person" else "person_id" if each.has("person_id") else None

    def read(node: Node | None) -> Values:
        return None if node is None else eye.read(node)

    ends = read(question.ends)
    if question.grain in (EXPOSURE, CENSUS):
        ends = _pick("earlier", [ends, eye.day(eye.as_of)])
    placed = read(question.dated)
    if eye.period is not None:
        placed = eye.day(eye.period.start)
    told: dict[str, Values] = {
        "record_id": eye.frame[each.key],
        "person_id": eye.frame[person] if person else None,
        "placed": placed,
        "period_start": eye.day(eye.period.start) if eye.period else None,
        "starts": read(question.starts),
        "ends": ends,
        "verdict": shapes.verdict(question, eye),
        "value": shapes.value(question, eye),
        "cause": shapes.cause(question, eye),
        "pick": read(question.one_per),
        "pick_order": read(question.order),
    }
    for prefix, nodes in (("s", question.split), ("c", question.cuts)):
        told |= {f"{prefix}_{name}": _cell(eye.read(node), node) for name, node in nodes.items()}
    return pd.DataFrame({name: _spread(values, n) for name, values in told.items()})


def _spread(values: Values, n: int) -> pd.Series:
    return values if isinstance(values, pd.Series) else pd.Series([values] * n if n else [], dtype=None)


def _cell(values: Values, node: Node) -> Values:
    if not isinstance(values, pd.Series):
        return values
    if node.type is Type.BOOLEAN:
        return values.map({True: "yes", False: "no"})
    if node.type is Type.INTEGER:
        return values.astype("Int64").astype("str").where(values.notna())
    return values


@dataclass
class _Eye:
    """Reads nodes over one frame: the records, or related rows merged with what the record says."""

    tables: Tables
    columns: set[tuple[str, str]]
    frame: pd.DataFrame
    as_of: date
    period: Period | None
    record: _Eye | None = None
    outers: Mapping[Any, str] = field(default_factory=dict)
    seen: dict[Any, Values] = field(default_factory=dict)

    def over(self, frame: pd.DataFrame) -> _Eye:
        return _Eye(self.tables, self.columns, frame, self.as_of, self.period)

    def day(self, value: date) -> pd.Timestamp:
        return pd.Timestamp(value).as_unit("s")

    def read(self, node: Node) -> Values:
        """The values of a node. What reads other rows is worked out once."""
        if not isinstance(node, (Related, Parent)):
            return self._read(node)
        form = node.form()
        if form not in self.seen:
            self.seen[form] = self._read(node)
        return self.seen[form]

    def _read(self, node: Node) -> Values:
        match node:
            case Literal():
                return self.day(node.value) if isinstance(node.value, date) else node.value
            case Column():
                return self.frame[node.spec.name]
            case Parent():
                return self._parent(node)
            case Given():
                if node.name == "as_of":
                    return self.day(self.as_of)
                assert self.period is not None
                return self.day(self.period.start if node.name == "period_start" else self.period.end)
            case Outer():
                name = self.outers.get(node.inner.form())
                return self.frame[name] if name is not None else self._alike(node.inner)
            case Compare():
                return _compare(node.how, self.read(node.left), self.read(node.right))
            case In():
                values = self.read(node.value)
                return _known(values.isin([self.read(one) for one in node.values]), values)
            case And():
                return _fold("and", [self.read(term) for term in node.terms])
            case Or():
                return _fold("or", [self.read(term) for term in node.terms])
            case Not():
                value = self.read(node.value)
                return ~value if isinstance(value, pd.Series) else None if value is None else not value
            case Blank():
                value = self.read(node.value)
                return value.isna().astype("boolean") if isinstance(value, pd.Series) else pd.isna(value)
            case Surely():
                value = self.read(node.value)
                return value.fillna(False) if isinstance(value, pd.Series) else bool(value)
            case Pick():
                return _pick(node.how, [self.read(term) for term in node.terms])
            case Choice():
                return self._choice(node)
            case Shift():
                return shift(self.read(node.value), self.read(node.amount), node.unit, node.sign)
            case Between():
                return _between(node.unit, self.read(node.start), self.read(node.end))
            case Arithmetic():
                return _arithmetic(node.how, self.read(node.left), self.read(node.right))
            case Band():
                return _band(self.read(node.value), node)
            case Related():
                return self._related(node)
        raise TypeError(type(node).__name__)

    def _alike(self, node: Node) -> Values:
        """Something of the record that is the same for every record: a literal or a day."""
        assert self.record is not None
        return self.record.read(node)

    def _parent(self, node: Parent) -> Values:
        name = node.column.table.name
        wanted = {column for table, column in self.columns if table == name}
        rows = self.tables.read(name, wanted | {node.column.table.key})
        found = rows.set_index(node.column.table.key)[node.column.spec.name]
        keys = self.read(node.via)
        return pd.Series(found.reindex(keys).array, index=keys.index)

    def _choice(self, node: Choice) -> Values:
        n = len(self.frame)
        result = self.read(node.otherwise) if node.otherwise is not None else None
        if not isinstance(result, pd.Series):
            result = _column([result] * n, node.type, self.frame.index)
        for condition, value in reversed(node.cases):
            holds = self.read(condition)
            if not isinstance(holds, pd.Series):
                holds = pd.Series([bool(holds)] * n, index=self.frame.index)
            told = self.read(value)
            result = result.mask(holds.fillna(False).astype(bool), told)
        return result

    def _related(self, node: Related) -> Values:
        name = node.table.name
        wanted = {column for table, column in self.columns if table == name}
        inner = self.tables.read(name, wanted | {node.table.key})
        terms = (
            node.where.terms
            if isinstance(node.where, And)
            else (node.where,)
            if node.where is not None
            else ()
        )
        own = [term for term in terms if not any(isinstance(part, Outer) for part in walk(term))]
        there = _Eye(self.tables, self.columns, inner, self.as_of, self.period, self)
        if own:
            holds = _fold("and", [there.read(term) for term in own])
            if isinstance(holds, pd.Series):
                inner = inner[holds.fillna(False).to_numpy(dtype=bool)]
        keys = {f"k{place}": self.read(outside) for place, (_, outside) in enumerate(node.same)}
        outside = pd.DataFrame({"row": np.arange(len(self.frame)), **keys}).dropna()
        outers: dict[Any, str] = {}
        parts = [part for part in (node.where, node.value, node.by, node.until) if part is not None]
        for part in (part for top in parts for part in walk(top)):
            if isinstance(part, Outer) and part.inner.form() not in outers:
                values = self.read(part.inner)
                if isinstance(values, pd.Series):
                    outers[part.inner.form()] = named = f"outer{len(outers)}"
                    outside[named] = values.iloc[outside["row"].to_numpy()].array
        mine = {
            f"k{place}": _Eye(self.tables, self.columns, inner, self.as_of, self.period, self).read(column)
            for place, (column, _) in enumerate(node.same)
        }
        merged = inner.assign(**mine).merge(outside, on=list(keys), how="inner")
        there = _Eye(self.tables, self.columns, merged, self.as_of, self.period, self, outers)
        rest = [term for term in terms if any(isinstance(part, Outer) for part in walk(term))]
        if rest:
            holds = _fold("and", [there.read(term) for term in rest])
            merged = merged[holds.fillna(False).to_numpy(dtype=bool)].reset_index(drop=True)
            there = _Eye(self.tables, self.columns, merged, self.as_of, self.period, self, outers)
        return self._folded(node, merged, there)

    def _folded(self, node: Related, merged: pd.DataFrame, there: _Eye) -> Values:
        index = self.frame.index
        everyone = np.arange(len(index))
        if node.how in ("any", "count"):
            counts = merged["row"].value_counts().reindex(everyone, fill_value=0)
            found = pd.Series(counts.to_numpy(), index=index)
            return (found > 0).astype("boolean") if node.how == "any" else found
        if node.how == "sum":
            assert node.value is not None
            sums = there.read(node.value).groupby(merged["row"]).sum().reindex(everyone, fill_value=0)
            return pd.Series(sums.to_numpy(), index=index)
        assert node.by is not None
        if node.how == "peak":
            return self._peak(node, merged, there)
        assert node.value is not None
        ranked = pd.DataFrame(
            {
                "row": merged["row"],
                "by": there.read(node.by),
                "id": merged[node.table.key],
                "v": there.read(node.value),
            }
        ).dropna(subset=["by"])
        ranked = ranked.sort_values(["by", "id"], kind="stable")
        chosen = ranked.drop_duplicates("row", keep="first" if node.how == "first" else "last")
        return pd.Series(chosen.set_index("row")["v"].reindex(everyone).array, index=index)

    def _peak(self, node: Related, merged: pd.DataFrame, there: _Eye) -> pd.Series:
        assert self.period is not None and node.by is not None
        first, last = self.day(self.period.start), self.day(self.period.end)
        spells = pd.DataFrame({"row": merged["row"], "start": there.read(node.by)})
        spells["end"] = there.read(node.until) if node.until is not None else pd.NaT
        spells["start"] = spells["start"].where(spells["start"] > first, first).where(spells["start"].notna())
        spells = spells[(spells["start"] <= last) & ~(spells["end"] < spells["start"])]
        ups = spells[["row", "start"]].rename(columns={"start": "day"}).assign(change=1)
        downs = spells.loc[spells["end"] < last, ["row", "end"]].rename(columns={"end": "day"})
        downs = downs.assign(day=downs["day"] + pd.Timedelta(days=1), change=-1)
        changes = pd.concat([ups, downs]).groupby(["row", "day"], sort=True)["change"].sum()
        most = changes.groupby(level="row").cumsum().groupby(level="row").max()
        everyone = np.arange(len(self.frame))
        return pd.Series(most.reindex(everyone, fill_value=0).to_numpy(), index=self.frame.index)


def _column(values: list[Any], kind: Type, index: pd.Index) -> pd.Series:
    if kind is Type.BOOLEAN:
        return pd.Series(values, index=index, dtype="boolean")
    if kind is Type.DATE:
        return pd.Series(values, index=index, dtype="datetime64[s]")
    if kind.is_number:
        return pd.Series(values, index=index, dtype="float64")
    return pd.Series(values, index=index, dtype="str")


def _known(told: pd.Series, *values: Values) -> pd.Series:
    """An answer, blank where one of the values is blank."""
    blank = np.zeros(len(told), dtype=bool)
    for value in values:
        blank |= value.isna().to_numpy() if isinstance(value, pd.Series) else bool(pd.isna(value))
    answers = told.fillna(False).to_numpy(dtype=bool)
    return pd.Series(pd.arrays.BooleanArray(answers, blank), index=told.index)


def _compare(how: str, left: Values, right: Values) -> Values:
    if not isinstance(left, pd.Series):
        if not isinstance(right, pd.Series):
            return None if left is None or right is None else bool(getattr(left, f"__{how}__")(right))
        turned = {"lt": "gt", "le": "ge", "gt": "lt", "ge": "le"}.get(how, how)
        return _compare(turned, right, left)
    if right is None:
        return _known(left.isna(), None)
    return _known(getattr(left, how)(right), left, right)


def _fold(how: str, terms: list[Values]) -> Values:
    result = terms[0]
    for term in terms[1:]:
        if not isinstance(result, pd.Series):
            result, term = term, result
        result = (result & term) if how == "and" else (result | term)
    return result


def _pick(how: str, values: list[Values]) -> Values:
    values = [value for value in values if isinstance(value, pd.Series) or not pd.isna(value)]
    series = [value for value in values if isinstance(value, pd.Series)]
    if not series:
        return values[0] if how == "coalesce" else max(values) if how == "later" else min(values)
    result = values[0]
    if not isinstance(result, pd.Series):
        result = pd.Series([result] * len(series[0]), index=series[0].index)
    for value in values[1:]:
        if how != "coalesce":
            better = (result >= value) if how == "later" else (result <= value)
            if isinstance(value, pd.Series):
                better |= value.isna()
            result = result.where(better.fillna(False) & result.notna(), value)
        else:
            result = result.where(result.notna(), value)
    return result


def shift(value: Values, amount: Values, unit: str, sign: int) -> Values:
    """Days moved by an amount; months clamp to the last day."""
    if unit != "months":
        return value + sign * pd.to_timedelta(amount * (7 if unit == "weeks" else 1), unit="D")
    if not isinstance(value, pd.Series) and not isinstance(amount, pd.Series):
        return (value + pd.DateOffset(months=sign * amount)).as_unit("s")
    days = value if isinstance(value, pd.Series) else pd.Series([value] * len(amount), index=amount.index)
    blank = days.isna() | (amount.isna() if isinstance(amount, pd.Series) else False)
    whole = days.fillna(pd.Timestamp(0)).to_numpy().astype("datetime64[D]")
    month = whole.astype("datetime64[M]")
    moved = month + sign * np.asarray(np.nan_to_num(amount), dtype=np.int64)
    last = ((moved + 1).astype("datetime64[D]") - 1) - moved.astype("datetime64[D]")
    day = np.minimum(whole - month.astype("datetime64[D]"), last)
    found = (moved.astype("datetime64[D]") + day).astype("datetime64[s]")
    return pd.Series(found, index=days.index).mask(blank)


def _months(value: Values) -> Values:
    if isinstance(value, pd.Series):
        return value.dt.year * 12 + value.dt.month
    return value.year * 12 + value.month


def _between(unit: str, start: Values, end: Values) -> Values:
    if unit == "days":
        gap = end - start
        return gap.dt.days if isinstance(gap, pd.Series) else gap.days
    rough = _months(end) - _months(start)
    over = shift(start, rough, "months", 1) > end
    months = rough - (over.astype(float) if isinstance(over, pd.Series) else int(over))
    return months if unit == "months" else np.floor(months / 12)


def _arithmetic(how: str, left: Values, right: Values) -> Values:
    if how == "div":
        right = right.mask(right == 0) if isinstance(right, pd.Series) else right
        return left / right
    return left + right if how == "add" else left - right if how == "sub" else left * right


def _band(values: Values, node: Band) -> Values:
    result = pd.Series([OUTSIDE] * len(values), index=values.index, dtype="str")
    for label, lowest, highest in reversed(node.bands.ranges):
        inside = values.notna()
        inside &= values >= lowest if lowest is not None else True
        inside &= values <= highest if highest is not None else True
        result = result.mask(inside.fillna(False).astype(bool), label)
    return result.mask(values.isna())
