"""Reading TOML with refusals that name the file, the key and the nearest name that would have done."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from goldthread.kernel.refusals import Refused, did_you_mean

_LARGEST = 1_000_000


def read_toml(path: Path) -> Section:
    """The whole file as a section. Refused when it is missing, too large, or not TOML."""
    try:
        size = path.stat().st_size
        if size > _LARGEST:
            raise Refused(f"{path.name} has {size:,} bytes; a mapping has at most {_LARGEST:,}.")
        content = path.read_bytes().decode("utf-8-sig")
        return Section(path.name, "", tomllib.loads(content))
    except FileNotFoundError:
        raise Refused(f'There is no mapping file "{path}". Check the path.') from None
    except OSError as fault:
        raise Refused(f'The mapping "{path}" cannot be read: {fault.strerror or fault}.') from None
    except UnicodeDecodeError:
        raise Refused(f"{path.name} is not UTF-8. Save the mapping as UTF-8.") from None
    except (ValueError, RecursionError) as fault:
        raise Refused(f"{path.name} is not valid TOML: {fault}. Mend that place.") from None


class Section:
    """A table of the file that knows its place. Whatever was never asked for is refused by `done`."""

    def __init__(self, file: str, place: str, content: Mapping[str, Any]) -> None:
        self.file = file
        self.place = place
        self.content = content
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        self._asked.add(key)
        return key in self.content

    def at(self, key: str) -> str:
        """The place of a key, as a person would look for it."""
        return f"{self.place}.{key}" if self.place else key

    def refuse(self, key: str, why: str) -> Refused:
        """A refusal at a key."""
        return Refused(why, where=f"{self.file}, {self.at(key)}" if key else f"{self.file}, {self.place}")

    def raw(self, key: str) -> Any:
        """The value as it stands; None when absent."""
        self._asked.add(key)
        return self.content.get(key)

    def text(self, key: str, default: str | None = None) -> str | None:
        """A text, or the default when absent."""
        value = self.raw(key)
        if value is None:
            return default
        if not isinstance(value, str) or not value.strip():
            raise self.refuse(key, f'Write a text in quotes, not {spoken(value)}, as {key} = "...".')
        return value

    def number(self, key: str, default: int, lowest: int = 1) -> int:
        """A whole number, or the default when absent."""
        value = self.raw(key)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, int) or value < lowest:
            raise self.refuse(key, f"Write a whole number of {lowest} or more, not {spoken(value)}.")
        return value

    def yes(self, key: str) -> bool:
        """true or false; false when absent."""
        value = self.raw(key)
        if value is None:
            return False
        if not isinstance(value, bool):
            raise self.refuse(key, f"Write true or false, not {spoken(value)}.")
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """One text or a list of texts; none when absent."""
        value = self.raw(key)
        if value is None:
            return ()
        several = value if isinstance(value, list) else [value]
        if not several or not all(isinstance(each, str) and each.strip() for each in several):
            raise self.refuse(key, f'Write a text or a list of texts, as {key} = ["a", "b"].')
        return tuple(several)

    def one_of(self, key: str, allowed: Iterable[str], default: str) -> str:
        """One of a few words."""
        words = list(allowed)
        value = self.text(key, default) or default
        if value not in words:
            raise self.refuse(key, f'"{value}" is not one of {", ".join(words)}.{did_you_mean(value, words)}')
        return value

    def section(self, key: str) -> Section | None:
        """A table inside this one; None when absent."""
        value = self.raw(key)
        if value is None:
            return None
        if not isinstance(value, dict):
            raise self.refuse(key, f"Write a table, as [{self.at(key)}], not {spoken(value)}.")
        return Section(self.file, self.at(key), value)

    def sections(self, key: str) -> list[Section]:
        """A list of tables; empty when absent."""
        value = self.raw(key)
        if value is None:
            return []
        if not isinstance(value, list) or not all(isinstance(each, dict) for each in value):
            raise self.refuse(key, f"Write each as [[{self.at(key)}]].")
        return [Section(self.file, f"{self.at(key)}[{n}]", each) for n, each in enumerate(value, start=1)]

    def done(self) -> None:
        """Refuse a key that nobody asked for: a misspelt word must not pass in silence."""
        for key in self.content:
            if key not in self._asked:
                raise self.refuse(
                    key, f'There is no "{key}" here.{did_you_mean(key, self._asked)} See docs/importing.md.'
                )


def spoken(value: object) -> str:
    """A TOML value in words, for a refusal."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'the text "{value}"'
    if isinstance(value, datetime | date):
        return f"the date {value.isoformat()}"
    if isinstance(value, dict):
        return "a table"
    if isinstance(value, list):
        return "a list"
    return f"the number {value}"
