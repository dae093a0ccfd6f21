"""Which encoding a file is in: told, said, and where it cannot be told, said too."""

from __future__ import annotations

from pathlib import Path

import pytest

from goldthread.intake.reading.encodings import find_encoding
from goldthread.intake.reading.files import find_format, open_table
from goldthread.kernel.refusals import Refused

TEXT = "Name,Street\r\nRenée Müller,Châtelet\r\nJosé Núñez,Placa d’Espanya – 3\r\n"

#   codec        | mark            | label          | how it was told
TOLD = [
    ("utf-8", b"", "UTF-8", "every byte fits it"),
    ("utf-8", b"\xef\xbb\xbf", "UTF-8", "told by its byte-order mark"),
    ("utf-16-le", b"\xff\xfe", "UTF-16 LE", "told by its byte-order mark"),
    ("utf-16-be", b"\xfe\xff", "UTF-16 BE", "told by its byte-order mark"),
    ("utf-16-le", b"", "UTF-16 LE", "told by the zero bytes between its letters"),
    ("utf-16-be", b"", "UTF-16 BE", "told by the zero bytes between its letters"),
    ("cp1252", b"", "Windows-1252", "its accents and marks read as words that way"),
    ("mac_roman", b"", "Mac Roman", "its accents read as words that way"),
]


@pytest.mark.parametrize("codec, mark, label, how", TOLD)
def test_an_encoding_is_told_and_its_rows_are_read(
    tmp_path: Path, codec: str, mark: bytes, label: str, how: str
) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(mark + TEXT.encode(codec))
    found = find_encoding(path)
    assert (found.label, found.how, found.unsure) == (label, how, "")
    opened = open_table(find_format(path, "people.csv"))
    assert opened.header.names == ["Name", "Street"]
    cells = [row for batch in opened.batches() for row in batch.cells]
    assert cells == [["Renée Müller", "Châtelet"], ["José Núñez", "Placa d’Espanya – 3"]]


@pytest.mark.parametrize(
    "declared, codec",
    [
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16-be"),
        ("windows-1252", "cp1252"),
        ("Mac_Roman", "mac_roman"),
    ],
)
def test_a_declared_encoding_is_taken(tmp_path: Path, declared: str, codec: str) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes(TEXT.encode(codec))
    found = find_encoding(path, declared)
    assert (found.codec, found.how) == (codec, "declared in the mapping")


def test_plain_letters_are_utf_8_without_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "plain.csv"
    path.write_bytes(b"a,b\n1,2\n")
    assert find_encoding(path).how.startswith("plain letters only")


def test_what_could_be_either_is_said(tmp_path: Path) -> None:
    path = tmp_path / "money.csv"
    path.write_bytes("rent,£\n1,2\n".encode("cp1252"))  # the pound sign is the same byte in both
    found = find_encoding(path)
    assert found.label == "Windows-1252"
    assert "could be Windows-1252 or Mac Roman" in found.unsure


def test_a_byte_that_windows_does_not_have_tells_mac_roman(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("Name\nÅsa\n".encode("mac_roman"))  # byte 0x81
    assert find_encoding(path).how == "it holds bytes that Windows-1252 does not have"


REFUSED = [
    (b"a\nb\xe9\n", "utf-8", "line 2 holds the byte 0xe9"),
    (b"a\n\x81\n", "windows-1252", "line 2 holds the byte 0x81"),
    ("aé".encode("utf-16-le")[:-1], "utf-16-le", "ends in the middle of a character"),
    (b"a\n", "latin-9", "is not an encoding this reads"),
    (b"a\n", "utf8", 'Did you mean "utf-8"?'),
    ("é à ü ö\n".encode() * 5 + b"\xe9\n", None, "nearly all UTF-8"),
]


@pytest.mark.parametrize("content, declared, words", REFUSED)
def test_a_file_that_is_not_what_it_says_is_refused(
    tmp_path: Path, content: bytes, declared: str | None, words: str
) -> None:
    path = tmp_path / "odd.csv"
    path.write_bytes(content)
    with pytest.raises(Refused, match=words.replace("?", r"\?")):
        find_encoding(path, declared)
