"""Identifiers: random keys of people, identifiers that follow from a record, bytes to hash, NHS numbers."""

from __future__ import annotations

import base64
import hashlib
import math
import re
import secrets
import struct
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal

from goldthread.kernel.instants import as_instant
from goldthread.kernel.refusals import Refused

Value = None | bool | int | float | Decimal | str | date | datetime
"""A value that a fact table can hold."""

KEY_LENGTH = 26


def new_key(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A random key of 128 bits: 26 characters, a to z and 2 to 7. Tests and demo pass their own source."""
    source = random_bytes(16)
    if len(source) != 16:
        raise ValueError(f"the source of randomness gave {len(source)} bytes, not 16")
    return _base32(source)


def new_person_key(random_bytes: Callable[[int], bytes] = secrets.token_bytes) -> str:
    """A random key for a person. It says nothing of them; what ties it to them is kept elsewhere."""
    return new_key(random_bytes)


def record_id(*parts: Value) -> str:
    """An identifier that follows from its parts (source, kind, sender's number): 130 bits of SHA-256.

    It has 26 characters. The same parts give the same on every machine; ("a", "bc") and ("ab", "c") differ.
    """
    if not parts:
        raise ValueError("an identifier needs at least one part")
    return _base32(hashlib.sha256(canonical_row(parts)).digest()[:17])[:KEY_LENGTH]


def canonical_row(values: Iterable[Value]) -> bytes:
    """Bytes of a row of values: their number, then each; no two different rows share theirs."""
    parts = [canonical_bytes(value) for value in values]
    return b"r%d:" % len(parts) + b"".join(parts)


def canonical_bytes(value: Value) -> bytes:
    """Bytes of one value to hash: a letter for its type, its length, and itself. Equal values, equal bytes.

    -0.0 is 0.0, every NaN is one NaN, Decimal 1.50 is 1.5, a datetime is its instant in UTC, text is as
    it stands. 1, 1.0 and True differ. Refused: a datetime without zone, a Decimal that is no number, text
    that is not Unicode.
    """
    letter, payload = _typed(value)
    return letter + b"%d:" % len(payload) + payload


def _typed(value: Value) -> tuple[bytes, bytes]:
    # The order matters: a bool is an int and a datetime is a date in Python.
    if isinstance(value, str):
        return b"s", _utf8(value)
    if value is None:
        return b"n", b""
    if isinstance(value, bool):
        return b"b", b"1" if value else b"0"
    if isinstance(value, int):
        return b"i", b"%d" % value
    if isinstance(value, float):
        return b"f", struct.pack(">d", math.nan if math.isnan(value) else value + 0.0)
    if isinstance(value, Decimal):
        return b"m", _decimal(value)
    if isinstance(value, datetime):
        return b"t", as_instant(value).astimezone(UTC).isoformat(timespec="microseconds").encode()
    if isinstance(value, date):
        return b"d", value.isoformat().encode()
    raise TypeError(f"a fact table holds no {type(value).__name__}")


def _decimal(value: Decimal) -> bytes:
    sign, digits, exponent = value.as_tuple()
    if not isinstance(exponent, int):
        raise Refused(f"{value} is not an amount. Give a number.")
    # Decimal.normalize would round to the precision of the moment.
    number = int("".join(map(str, digits)))
    while number and number % 10 == 0:
        number, exponent = number // 10, exponent + 1
    return b"%de%d" % (-number if sign else number, exponent if number else 0)


def _utf8(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise Refused("This text holds half a character. Save the file as UTF-8 and try again.") from None


def _base32(source: bytes) -> str:
    return base64.b32encode(source).decode().rstrip("=").lower()


# --- NHS numbers

_NHS_NUMBER = re.compile(r"[0-9]{10}|[0-9]{3} [0-9]{3} [0-9]{4}")


def nhs_number_plain(text: str) -> str:
    """Its ten digits. Refused unless written as ten digits or 3-3-4 with spaces; no check is made."""
    if not _NHS_NUMBER.fullmatch(text):
        # The number itself is left out: a refusal may end in a log.
        raise Refused("An NHS number has ten digits, as in 999 000 0018. Check the number.")
    return text.replace(" ", "")


def nhs_number_valid(text: str) -> bool:
    """Whether it is written as an NHS number and its last digit agrees (modulus 11, NHS Data Dictionary)."""
    if not _NHS_NUMBER.fullmatch(text):
        return False
    digits = [int(digit) for digit in text.replace(" ", "")]
    weighted = sum(digit * weight for digit, weight in zip(digits[:9], range(10, 1, -1), strict=True))
    # A check digit of 10 has no digit, so such a number is never issued.
    return (11 - weighted % 11) % 11 == digits[9]


def nhs_number_display(text: str) -> str:
    """As it is read aloud: 999 000 0018. Refused unless it has ten digits."""
    digits = nhs_number_plain(text)
    return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
