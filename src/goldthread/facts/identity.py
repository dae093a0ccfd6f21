"""STORE/identity.sqlite: what ties the keys by which a sender knows a person to a random person key.

No snapshot holds any of it. A handle (whatever the sender knows a person by) is kept as a hash under a secret
of this store, so the file shows no number and no name; to find a handle one must know it. Erasing a person
destroys the rows that tie: the random key in old snapshots then leads nowhere.

    with IdentityBook.over(store.path, at=now) as book:
        book.find({"key|case system|1017"})     # {handle: person key}
        book.bind(handle, key); book.merge(gone, stays)
        book.keep(draft)                        # written down, and the records of `gone` given to `stays`
        draft.commit()
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import sqlite3
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from goldthread.kernel.refusals import Refused

if TYPE_CHECKING:
    from goldthread.facts.draft import Draft

_LAYOUT = 1
_TABLES = """
CREATE TABLE secret (secret BLOB NOT NULL);
CREATE TABLE handle (digest BLOB PRIMARY KEY, person TEXT NOT NULL, bound_at TEXT NOT NULL) WITHOUT ROWID;
CREATE INDEX handle_person ON handle (person);
CREATE TABLE merged (gone TEXT PRIMARY KEY, stays TEXT NOT NULL, at TEXT NOT NULL, settled INTEGER NOT NULL);
CREATE TABLE erased (person TEXT NOT NULL, at TEXT NOT NULL, by TEXT NOT NULL);
"""


class IdentityBook:
    """Handles and the person keys they lead to. Open it with `IdentityBook.over`."""

    def __init__(self, connection: sqlite3.Connection | None, at: datetime) -> None:
        self._connection = connection
        self._at = at.isoformat()
        self._new: dict[str, str] = {}
        self._merges: dict[str, str] = {}
        self._kept = False
        self._secret = b""
        if connection is not None:
            self._secret = bytes(connection.execute("SELECT secret FROM secret").fetchone()[0])

    @classmethod
    @contextmanager
    def over(cls, store: Path | None, *, at: datetime, dry: bool = False) -> Iterator[IdentityBook]:
        """The book of a store. A dry run reads it and writes nothing; without a store nobody is known.

        Leave the block only after the draft is committed: then the merges count as carried out. After a kill
        they are carried out again with the next `keep`.
        """
        path = store / "identity.sqlite" if store is not None else None
        if path is None or (dry and not (path.exists() and path.stat().st_size)):
            yield cls(None, at)
            return
        with closing(_open(path, dry=dry)) as connection:
            book = cls(connection, at)
            yield book
            if book._kept:
                connection.execute("UPDATE merged SET settled = 1 WHERE settled = 0")

    def find(self, handles: Collection[str]) -> dict[str, str]:
        """The person key of each handle that is known; what is not known is left out."""
        found = {handle: self._new[handle] for handle in handles if handle in self._new}
        if self._connection is not None:
            digests = {self._digest(handle): handle for handle in handles if handle not in found}
            with _transaction(self._connection):
                self._connection.execute("CREATE TEMP TABLE asked (digest BLOB PRIMARY KEY) WITHOUT ROWID")
                self._connection.executemany("INSERT INTO asked VALUES (?)", [(each,) for each in digests])
                rows = self._connection.execute("SELECT digest, person FROM asked JOIN handle USING (digest)")
                found |= {digests[bytes(digest)]: person for digest, person in rows}
                self._connection.execute("DROP TABLE asked")
        return {handle: self._stays(person) for handle, person in found.items()}

    def bind(self, handle: str, key: str) -> None:
        """Let a handle lead to a person key from now on."""
        self._new[handle] = key

    def merge(self, gone: str, stays: str) -> None:
        """Two keys turned out to be one person: everything of `gone` belongs to `stays`."""
        gone, stays = self._stays(gone), self._stays(stays)
        if gone != stays:
            self._merges[gone] = stays

    def merges(self) -> Mapping[str, str]:
        """The merges that have not been carried out in a snapshot yet, as {gone: stays}."""
        waiting: dict[str, str] = {}
        if self._connection is not None:
            asked = "SELECT gone, stays FROM merged WHERE settled = 0"
            waiting = dict(self._connection.execute(asked).fetchall())
        waiting |= self._merges
        return {gone: _last(gone, waiting) for gone in waiting}

    def keep(self, draft: Draft | None = None) -> None:
        """Write down what was learnt, and give the draft's records of merged keys to the keys that stay."""
        merges = self.merges()
        if draft is not None and merges:
            draft.merge_people(merges)
        if self._connection is None:
            return
        with _transaction(self._connection):
            for gone, stays in self._merges.items():
                end = _last(stays, self._merges)
                self._connection.execute("UPDATE handle SET person = ? WHERE person = ?", (end, gone))
                self._connection.execute("UPDATE merged SET stays = ? WHERE stays = ?", (end, gone))
                self._connection.execute(
                    "INSERT OR REPLACE INTO merged VALUES (?, ?, ?, 0)", (gone, end, self._at)
                )
            self._connection.executemany(
                "INSERT INTO handle VALUES (?, ?, ?) "
                "ON CONFLICT (digest) DO UPDATE SET person = excluded.person",
                [(self._digest(handle), self._stays(key), self._at) for handle, key in self._new.items()],
            )
        self._new.clear()
        self._merges.clear()
        self._kept = True

    def now(self, key: str) -> str:
        """The key that a person key was merged into, or itself."""
        if self._connection is not None:
            row = self._connection.execute("SELECT stays FROM merged WHERE gone = ?", (key,)).fetchone()
            if row is not None:
                key = str(row[0])
        return self._stays(key)

    def erase(self, key: str, *, by: str) -> int:
        """Destroy every row that ties a handle to this person, whatever keys were merged into it.

        Answers how many handles there were. The key itself stays in old snapshots and leads nowhere.
        """
        if self._connection is None:
            raise Refused("There is no book of identities to erase from. Name a store.")
        with _transaction(self._connection):
            erased = self._connection.execute("DELETE FROM handle WHERE person = ?", (key,)).rowcount
            known = self._connection.execute(
                "DELETE FROM merged WHERE gone = ? OR stays = ?", (key, key)
            ).rowcount
            if not erased and not known:
                raise Refused(f'Nobody is known by the key "{key}". Check it against the record.')
            self._connection.execute("INSERT INTO erased VALUES (?, ?, ?)", (key, self._at, by))
        # Without this the freed pages would keep their place in the file.
        self._connection.execute("VACUUM")
        return int(erased)

    def erased(self, key: str) -> tuple[datetime, str] | None:
        """When and by whom a key was erased; None when it was not."""
        if self._connection is None:
            return None
        row = self._connection.execute("SELECT at, by FROM erased WHERE person = ?", (key,)).fetchone()
        return (datetime.fromisoformat(row[0]), str(row[1])) if row else None

    def _digest(self, handle: str) -> bytes:
        return hmac.digest(self._secret, handle.encode(), hashlib.sha256)

    def _stays(self, key: str) -> str:
        return _last(key, self._merges)


def _last(key: str, merges: Mapping[str, str]) -> str:
    """Follow merges to their end."""
    seen = {key}
    while key in merges and merges[key] not in seen:
        key = merges[key]
        seen.add(key)
    return key


@contextmanager
def _transaction(connection: sqlite3.Connection) -> Iterator[None]:
    connection.execute("BEGIN")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _open(path: Path, *, dry: bool) -> sqlite3.Connection:
    """Open the book so that what is committed survives a cut of power, and what is deleted is overwritten."""
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, timeout=30)
    try:
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        connection.execute("PRAGMA synchronous = EXTRA")
        connection.execute("PRAGMA secure_delete = ON").fetchall()
        layout = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if layout == 0 and not dry:
            connection.execute("BEGIN IMMEDIATE")
            if int(connection.execute("PRAGMA user_version").fetchone()[0]) == 0:
                for statement in _TABLES.strip().split(";\n"):
                    connection.execute(statement)
                connection.execute("INSERT INTO secret VALUES (?)", (secrets.token_bytes(32),))
                connection.execute(f"PRAGMA user_version = {_LAYOUT}")
            connection.execute("COMMIT")
        elif layout != _LAYOUT:
            raise Refused("The book of identities has another layout. Use the Goldthread that made it.")
    except sqlite3.DatabaseError as error:
        connection.close()
        raise Refused("The book of identities cannot be read. Restore the store from a copy.") from error
    except Refused:
        connection.close()
        raise
    return connection
