"""Read a specification from TOML. What cannot be read as meant is refused with the file and the place in it.

    spec = read(text, "mine.toml")

Only types are refused here, and keys that do not exist. Text that is missing is read as empty, so that a
draft can be kept; `checks` says what an agreed specification may not leave out.
"""

from __future__ import annotations

import tomllib
from dataclasses import MISSING, Field, fields
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, Literal, TypeVar, get_args, get_origin
from unicodedata import category

from goldthread.contracts.places import UNREADABLE, Place
from goldthread.contracts.specification.declared import Specification
from goldthread.contracts.specification.shape import hints_of, key_of, part_of
from goldthread.kernel.refusals import Refused

Part = TypeVar("Part")


def load(path: Path) -> Specification:
    """The specification of a file."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Refused(f"There is no file {path.name} to read a specification from. Check the path.") from None
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{path.name} cannot be read as text. Save it as UTF-8.") from None
    return read(text, path.name)


def read(text: str, origin: str) -> Specification:
    """The specification of TOML text; `origin` is the name that refusals give."""
    return _part(Specification, _toml(text, origin), "the specification", origin)


def check_shown(text: str, origin: str) -> None:
    """Refuse TOML with a character in it that turns or hides the text beside it, with its place.

    Asked of what comes in, never of what is kept: that must open.
    """
    for key, value in _toml(text, origin).items():
        _shown(key, value, origin)


def _toml(text: str, origin: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as mistake:
        raise Refused(f"It is not TOML: {mistake}. Mend that place.", where=origin) from None
    except (ValueError, RecursionError):
        raise Refused(UNREADABLE, where=origin) from None


def _shown(key: str, value: Any, place: str) -> None:
    if isinstance(value, dict):
        for inner, each in value.items():
            _shown(inner, each, _below(place, key))
    elif isinstance(value, list):
        for n, each in enumerate(value, start=1):
            _shown(f"{key} {n}" if isinstance(each, dict) else key, each, place)
    elif isinstance(value, str):
        for letter in value:
            if not (letter.isprintable() or letter in "\n\r\t" or category(letter) == "Zs"):
                raise Refused(
                    f'"{key}" holds the character U+{ord(letter):04X}, which is not shown. Remove it.',
                    where=place,
                )


def _part(kind: type[Part], written: Any, header: str, place: str) -> Part:
    hints = hints_of(kind)
    here = Place(written, header, (key_of(name, hint) for name, hint in hints.items()), place)
    given = {field.name: _value(here, field, hints[field.name]) for field in fields(kind)}  # type: ignore[arg-type]
    return kind(**{name: value for name, value in given.items() if value is not MISSING})


def _value(here: Place, field: Field[Any], hint: Any) -> Any:
    """What a field holds; MISSING where its default is to stand."""
    key = key_of(field.name, hint)
    part = part_of(hint)
    if key not in here.written:
        return _without(here, field, hint)
    if part is not None and get_origin(hint) is tuple:
        return _parts(here, key, part)
    if part is not None:
        return _part(part, here.written[key], f"[{key}]", _below(here.place, key))
    if get_origin(hint) is Literal:
        return here.among(key, get_args(hint))
    return _plain(here, key, hint)


def _parts(here: Place, key: str, part: type) -> tuple[Any, ...]:
    rows = here.written[key]
    if not isinstance(rows, list):
        raise Refused(f"Write [[{key}]] with two brackets: there may be several.", where=here.place)
    return tuple(
        _part(part, row, f"[[{key}]]", _below(here.place, f"{key} {n}"))
        for n, row in enumerate(rows, start=1)
    )


def _below(place: str, part: str) -> str:
    """`mine.toml: pathway 1, stage 2`."""
    return f"{place}, {part}" if ": " in place else f"{place}: {part}"


def _plain(here: Place, key: str, hint: Any) -> Any:
    """One word, number, day or list of these, by the type that the field declares."""
    among = get_args(hint)
    if get_origin(hint) is tuple:
        return here.texts(key, ()) if among[0] is str else _weeks(here, key)
    kinds = [each for each in among if each is not type(None)] or [hint]
    kind = kinds[0]
    if kind is str:
        return _text(here, key)
    if kind is bool:
        return here.yes(key)
    if kind is int:
        return here.whole(key)
    if kind is float:
        return here.number(key)
    return here.exact(key) if kind is Decimal else here.day(key)


def _text(here: Place, key: str) -> str:
    value = here.written[key]
    if not isinstance(value, str):
        raise here.refuse(key, "It is text, in quotes.")
    return value


def _weeks(here: Place, key: str) -> tuple[int, ...]:
    found = here.written[key]
    if not isinstance(found, list) or not all(type(n) is int and n >= 0 for n in found):
        raise here.refuse(key, "It is a list of weeks after the start, such as [2, 4].")
    return tuple(found)


def _without(here: Place, field: Field[Any], hint: Any) -> Any:
    if field.default is not MISSING or field.default_factory is not MISSING:
        return MISSING
    if hint is str:
        return ""
    if get_origin(hint) is tuple:
        return ()
    key = key_of(field.name, hint)
    example = {date: ", such as 2026-04-01", Decimal: ", such as 2500", int: ", such as 4"}.get(hint, "")
    raise Refused(f'"{key}" is missing. Give it{example}.', where=here.place)
