"""What rows must hold before they become part of a draft."""

from __future__ import annotations

from goldthread.facts.duck import files
from goldthread.facts.layers import Ground, Layer
from goldthread.kernel.refusals import Refused
from goldthread.measures.tables import Table, Type


def check(ground: Ground, table: Table, layer: Layer, many: bool) -> tuple[Layer, int]:
    """Refuse blanks where a value is required, numbers that are none, and one record id with two contents.

    Answers the layer with each row once, and how many repeats of identical rows it held.
    """
    if not layer.rows:
        return layer, 0
    required = [column.name for column in table.columns if column.required or column.name == table.key]
    numbers = [column.name for column in table.columns if column.type is Type.NUMBER]
    asked = [f'count(*) - count("{name}")' for name in required]
    asked += [f'count(*) FILTER (NOT isfinite("{name}"))' for name in numbers]
    asked += [f'count(DISTINCT hash("{table.key}"))', f"count(*) FILTER (\"{table.key}\" = '')"]
    query = f"SELECT {', '.join(asked)} FROM {files(layer.files)}"
    found = [int(count) for count in ground.connection.execute(query).fetchall()[0]]
    for name, blanks in zip(required, found, strict=False):
        if blanks:
            raise Refused(
                f'"{name}" of "{table.name}" is required and is blank in {blanks} of {layer.rows} rows. '
                "Fill it in or leave those rows out."
            )
    for name, odd in zip(numbers, found[len(required) :], strict=False):
        if odd:
            raise Refused(
                f'"{name}" of "{table.name}" is not a number in {odd} of {layer.rows} rows. Leave it blank.'
            )
    distinct, empty = found[-2:]
    if empty:
        raise Refused(f'"{table.key}" of "{table.name}" is empty in {empty} rows. Give each record an id.')
    # As many hashes as rows proves that no id comes twice; fewer may be chance and is looked at closely.
    return (layer, 0) if distinct == layer.rows else _once(ground, table, layer, many)


def _once(ground: Ground, table: Table, layer: Layer, many: bool) -> tuple[Layer, int]:
    once = ground.stage(table, f"SELECT DISTINCT * FROM {files(layer.files)}", many)
    twice = first_repeat(ground, table, once)
    if twice is not None:
        raise Refused(
            f'The record id "{twice}" comes more than once for "{table.name}" with different content. '
            "Keep one of them."
        )
    return once, layer.rows - once.rows


def first_repeat(ground: Ground, table: Table, layer: Layer) -> str | None:
    """The first record id that several rows of a layer have; None where each has its own."""
    found = ground.connection.execute(
        f'SELECT "{table.key}" FROM {files(layer.files)} GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1'
    ).fetchall()
    return str(found[0][0]) if found else None


def check_fresh(ground: Ground, table: Table, layer: Layer) -> None:
    """Refuse a built table in which a record id comes twice, because rows were put without looking."""
    query = f'SELECT count(*), count(DISTINCT hash("{table.key}")) FROM {files(layer.files)}'
    rows, distinct = ground.connection.execute(query).fetchall()[0]
    twice = first_repeat(ground, table, layer) if rows != distinct else None
    if twice is not None:
        raise Refused(
            f'Rows of "{table.name}" were put as fresh, but the record id "{twice}" is in the store already. '
            "Put them without `fresh`."
        )
