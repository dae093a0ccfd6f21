"""Names that nobody has: Ada B. Example, Cleo P. Specimen. Telephones of the range kept for fiction."""

from __future__ import annotations

_FIRST = (
    *("Ada", "Ben", "Cleo", "Dev", "Esme", "Finn", "Gita", "Hal", "Ines", "Jo", "Kit", "Lena", "Max"),
    *("Nia", "Omar", "Pip", "Quinn", "Rosa", "Sam", "Tess", "Uma", "Vic", "Wren", "Yusuf", "Zoe"),
)
_LAST = (
    *("Example", "Sample", "Specimen", "Placeholder", "Fictional", "Pretend", "Imaginary", "Invented"),
    *("Madeup", "Nobody", "Notional"),
)
_LETTERS = "ABCDEFGHIJKLMNOPRSTW"


def name_of(number: int) -> str:
    """A name for a number: the same for the same, another for each of the first 5,500."""
    first = _FIRST[number % len(_FIRST)]
    last = _LAST[number % len(_LAST)]
    letter = _LETTERS[number // (len(_FIRST) * len(_LAST)) % len(_LETTERS)]
    return f"{first} {letter}. {last}"


def phone_of(number: int) -> str:
    """A telephone number that rings nowhere (Ofcom keeps 01632 960 for drama)."""
    return f"01632 960{number % 1000:03d}"


def address_of(name: str) -> str:
    """An address of a worker, in the domain kept for examples."""
    return ".".join("".join(filter(str.isalpha, part)).lower() for part in name.split()) + "@example.org"
