"""Write a specification as TOML: one canonical text, so that two equal specifications are two equal texts.

`reading.read(write(spec), ...)` is `spec` again. What stands at its default is left out.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import MISSING, Field, fields
from decimal import Decimal
from typing import Any

from goldthread.contracts.specification.declared import Specification
from goldthread.contracts.specification.shape import SHORT, hints_of, key_of, part_of


def write(spec: Specification) -> str:
    """The TOML text of a specification."""
    return "\n".join(_lines(spec, "")).lstrip("\n") + "\n"


def _lines(part: Any, at: str) -> Iterator[str]:
    """The lines of one part: its plain keys first, then the tables below it, each headed by where it is."""
    below: list[tuple[str, str, Any]] = []
    for name, key, value in _given(part):
        if part_of(hints_of(type(part))[name]) is None:
            yield f"{key} = {_plain(value)}"
        elif name in SHORT:
            yield from _short(key, value)
        else:
            below.append((name, key, value))
    for _, key, value in below:
        head = f"{at}.{key}" if at else key
        for row in value if isinstance(value, tuple) else (value,):
            yield ""
            yield f"[[{head}]]" if isinstance(value, tuple) else f"[{head}]"
            yield from _lines(row, head)


def _given(part: Any) -> Iterator[tuple[str, str, Any]]:
    """Name, key and value of each field that is not at its default."""
    hints = hints_of(type(part))
    for field in fields(part):
        value = getattr(part, field.name)
        if value is not None and value != _default(field):
            yield field.name, key_of(field.name, hints[field.name]), value


def _default(field: Field[Any]) -> Any:
    if field.default_factory is not MISSING:
        return field.default_factory()
    return field.default


def _short(key: str, value: Any) -> Iterator[str]:
    """Parts on one line each."""
    if not isinstance(value, tuple):
        yield f"{key} = {_inline(value)}"
    elif value:
        yield f"{key} = ["
        for row in value:
            yield f"    {_inline(row)},"
        yield "]"


def _inline(part: Any) -> str:
    said = (f"{key} = {_plain(value)}" for _, key, value in _given(part))
    return "{ " + ", ".join(said) + " }"


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        # JSON escapes what TOML escapes, and one character more.
        return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_plain, value)) + "]"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return value.isoformat() if hasattr(value, "isoformat") else str(value)
