"""From layers to parts: what changed is written, what did not is carried over."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from goldthread.facts import parts as writing
from goldthread.facts.arriving import check_fresh
from goldthread.facts.disk import link_or_copy
from goldthread.facts.layers import Ground, Layer, Stack
from goldthread.facts.manifest import Holding, Part
from goldthread.facts.rows import Month
from goldthread.facts.schema import arrow_schema
from goldthread.measures.tables import Table


def build(ground: Ground, stack: Stack, new: Path) -> Holding:
    """Write the parts of one table into `new`; at least one, even where there are no rows."""
    if not stack.layers:
        return carry(stack.base, stack.root, new) if stack.base else _empty(ground, stack.table, new)
    if stack.bytes <= writing.WHOLE_UP_TO or not stack.table.happens:
        holding = _write(ground, stack.table, ground.state(stack), new, "part-all.parquet")
    else:
        holding = _by_month(ground, stack, new)
    if stack.unchecked:
        paths = [new / part.file for part in holding.parts]
        check_fresh(ground, stack.table, Layer({None: paths}, {}))
    return holding


def carry(holding: Holding, root: Path, new: Path) -> Holding:
    """Have the same parts in `new` as in `root`."""
    for part in holding.parts:
        link_or_copy(root / part.file, new / part.file)
    return holding


def _by_month(ground: Ground, stack: Stack, new: Path) -> Holding:
    """Write the months that changed and carry the parts that did not."""
    touched = ground.touched(stack)
    months: list[Month] = []
    parts: list[Part] = []
    for group in writing.groups(stack.months(), stack.bytes / stack.rows):
        held = _untouched(stack.base, group, touched)
        if held is not None:
            carry(held, stack.root, new)
        else:
            held = _write(ground, stack.table, ground.state(stack, group), new, writing.name_of(group))
        if held.rows:
            months += held.months
            parts += held.parts
        else:
            for part in held.parts:
                (new / part.file).unlink()
    return Holding(tuple(sorted(months, key=lambda each: each.month)), tuple(parts))


def _untouched(base: Holding | None, group: Sequence[str], touched: set[str]) -> Holding | None:
    """What the old snapshot holds of exactly these months, when nothing came into them or went."""
    if base is None or set(group) & touched:
        return None
    parts = tuple(part for part in base.parts if part.months == tuple(group))
    months = tuple(month for month in base.months if month.month in group)
    if not parts or sum(part.rows for part in parts) != sum(month.rows for month in months):
        return None
    return Holding(months, parts)


def _write(ground: Ground, table: Table, select: str, new: Path, name: str) -> Holding:
    path = new / table.name / name
    writing.write_sorted(ground.connection, table, select, path)
    pieces = writing.cut(ground.connection, path, writing.rows_in(ground.connection, [path]))
    months, parts = writing.describe(ground.connection, table, new, pieces)
    return Holding(tuple(months), tuple(parts))


def _empty(ground: Ground, table: Table, new: Path) -> Holding:
    import pyarrow.parquet as pq

    path = new / table.name / "part-all.parquet"
    pq.write_table(arrow_schema(table).empty_table(), path, compression="zstd")
    months, parts = writing.describe(ground.connection, table, new, [path])
    return Holding(tuple(months), tuple(parts))
