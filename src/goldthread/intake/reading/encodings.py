"""Which encoding a text file is in: told by its first bytes, by its content, or declared, and always said."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from goldthread.kernel.refusals import Refused, did_you_mean

_CHUNK = 1 << 20
_CONTEXTS = 5000

# What a mapping may declare, and what Python calls it.
DECLARED = {
    "utf-8": "utf-8",
    "utf-16": "utf-16",
    "utf-16-le": "utf-16-le",
    "utf-16-be": "utf-16-be",
    "windows-1252": "cp1252",
    "mac-roman": "mac_roman",
}
_LABELS = {
    "utf-8": "UTF-8",
    "utf-16-le": "UTF-16 LE",
    "utf-16-be": "UTF-16 BE",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
}
_TYPOGRAPHY = set("’‘“”–—…£€•\u00a0®©°½¼¾")
_MULTIBYTE = re.compile(rb"[\xc3-\xf4][\x80-\xbf]{1,3}")


@dataclass(frozen=True)
class Encoding:
    """How to decode a file.

    `codec` is Python's name, `bom` the bytes to pass over, `how` says what it rests on.
    """

    codec: str
    label: str
    how: str
    bom: int = 0
    unsure: str = ""
    holds_nul: bool = False

    @property
    def writes(self) -> str:
        """The codec that gives the same bytes back, mark included."""
        if self.codec == "utf-8" and self.bom:
            return "utf-8-sig"
        return self.codec


def find_encoding(path: Path, declared: str | None = None) -> Encoding:
    """The encoding of a file, read once from end to end. Refused when a byte cannot be what was declared."""
    with path.open("rb") as stream:
        head = stream.read(4096)
    if declared is not None:
        return _declared(path, head, declared)
    for mark, codec in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if head.startswith(mark):
            return _checked(path, codec, "told by its byte-order mark", bom=len(mark))
    if (wide := _wide(head)) is not None:
        return _checked(path, wide, "told by the zero bytes between its letters")
    return _narrow(path)


def _declared(path: Path, head: bytes, declared: str) -> Encoding:
    codec = DECLARED.get(declared.casefold().replace("_", "-"))
    if codec is None:
        raise Refused(
            f'"{declared}" is not an encoding this reads.{did_you_mean(declared, DECLARED)} '
            f"Write one of: {', '.join(DECLARED)}."
        )
    bom = 0
    if codec == "utf-16":
        codec = "utf-16-be" if head.startswith(codecs.BOM_UTF16_BE) else (_wide(head) or "utf-16-le")
    marks = {"utf-8": codecs.BOM_UTF8, "utf-16-le": codecs.BOM_UTF16_LE, "utf-16-be": codecs.BOM_UTF16_BE}
    if codec in marks and head.startswith(marks[codec]):
        bom = len(marks[codec])
    return _checked(path, codec, "declared in the mapping", bom=bom)


def _wide(head: bytes) -> str | None:
    """UTF-16 without a mark: plain letters leave every second byte zero."""
    if len(head) < 4 or b"\0" not in head:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    half = len(head) // 2
    if odd > 0.6 * half and even < 0.05 * half:
        return "utf-16-le"
    if even > 0.6 * half and odd < 0.05 * half:
        return "utf-16-be"
    return None


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            yield chunk


def _checked(path: Path, codec: str, how: str, *, bom: int = 0) -> Encoding:
    """Decode the whole file once, so that a bad byte is met before any row is read."""
    decoder = codecs.getincrementaldecoder(codec)()
    line, nul, offset = 1, False, 0
    newline = "\n".encode(codec)
    for chunk in _chunks(path):
        try:
            decoded = decoder.decode(chunk)
        except UnicodeDecodeError as fault:
            bad_line = line + fault.object[: fault.start].count(newline)
            raise Refused(
                f"{path.name} is not {_LABELS[codec]}, {how}: line {bad_line} holds the byte "
                f"{fault.object[fault.start]:#04x}. Declare its encoding in the mapping, "
                'as encoding = "windows-1252".'
            ) from None
        line += decoded.count("\n")
        nul = nul or "\0" in decoded
        offset += len(chunk)
    if decoder.getstate()[0]:
        raise Refused(
            f"{path.name} ends in the middle of a character of {_LABELS[codec]}, {how}. "
            "Send the file again, or declare its encoding in the mapping."
        )
    return Encoding(codec, _LABELS[codec], how, bom, holds_nul=nul)


def _narrow(path: Path) -> Encoding:
    """UTF-8 when every byte fits it; otherwise Windows-1252 or Mac Roman, by how its letters read."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    high = nul = False
    try:
        for chunk in _chunks(path):
            high = high or not chunk.isascii()
            nul = nul or b"\0" in chunk
            decoder.decode(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return _one_byte(path, nul)
    how = "every byte fits it" if high else "plain letters only, which read the same in every encoding"
    return Encoding("utf-8", "UTF-8", how, holds_nul=nul)


def _one_byte(path: Path, nul: bool) -> Encoding:
    contexts: list[bytes] = []
    seen: set[int] = set()
    high = multibyte = 0
    for chunk in _chunks(path):
        nul = nul or b"\0" in chunk
        multibyte += sum(len(found) for found in _MULTIBYTE.findall(chunk))
        for found in re.finditer(rb"[\x80-\xff]", chunk):
            seen.add(chunk[found.start()])
            high += 1
            if len(contexts) < _CONTEXTS:
                contexts.append(chunk[max(0, found.start() - 1) : found.start() + 2].rjust(3, b" "))
    if multibyte > 0.8 * high and multibyte > 4:
        raise Refused(
            f"{path.name} is nearly all UTF-8, but some bytes are not. It may be two files put together. "
            'Declare its encoding in the mapping, as encoding = "windows-1252", or send it again.'
        )
    windows, mac = _reads_well(contexts, "cp1252"), _reads_well(contexts, "mac_roman")
    if seen & {0x81, 0x8D, 0x8F, 0x90, 0x9D}:
        return Encoding(
            "mac_roman", "Mac Roman", "it holds bytes that Windows-1252 does not have", holds_nul=nul
        )
    if mac > windows:
        codec, other, how = "mac_roman", "Windows-1252", "its accents read as words that way"
    else:
        codec, other, how = "cp1252", "Mac Roman", "its accents and marks read as words that way"
    unsure = ""
    if abs(mac - windows) <= 0.2 * len(contexts):
        how = "not UTF-8"
        unsure = (
            f"{path.name} could be {_LABELS[codec]} or {other}; it is read as {_LABELS[codec]}. "
            "Declare its encoding in the mapping to be sure."
        )
    return Encoding(codec, _LABELS[codec], how, unsure=unsure, holds_nul=nul)


def _reads_well(contexts: list[bytes], codec: str) -> float:
    """How far the bytes above 127 read as text: letters inside words, typographic marks in their places."""
    score = 0.0
    for around in contexts:
        before, char, after = around[:1].decode("latin-1"), around[1:2].decode(codec, "replace"), around[2:]
        beside = after.decode("latin-1")
        within = before.isascii() and before.isalpha()
        if char.isalpha():
            if char.islower():
                score += 1.0 if within or beside.isalpha() else 0.0
            else:
                score += 0.5 if not within and beside.isalpha() else (0.5 if before.isupper() else -1.0)
        elif char in _TYPOGRAPHY:
            score += 0.75
        else:
            score -= 1.0
    return score
