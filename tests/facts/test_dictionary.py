"""The dictionary says every column once, the same way each time."""

from __future__ import annotations

from facts.few_tables import REGISTRY
from goldthread.facts.dictionary import code_lists, entries, markdown
from goldthread.facts.schema import declared


def test_every_column_is_told_once() -> None:
    tables = declared()
    told = [(each.table, each.column) for each in entries(tables)]
    assert len(told) == len(set(told)) == sum(len(table.columns) for table in tables.values())
    text = markdown(tables)
    assert text == markdown(tables)
    for name in tables:
        assert f"\n## {name}\n" in text
    for listed in code_lists(tables):
        assert f"\n### {listed.name}\n" in text


def test_a_column_in_words() -> None:
    text = markdown(REGISTRY)
    assert "| `minutes` | How long. | whole number (minutes) |  | about a person |" in text
    assert "| `person_id` | With whom. | key of [person](#person) | yes | about a person |" in text
    assert "| `mode` | How. | code: [Mode](#mode) |  | about a person |" in text
    assert "Worked out. Worked out, never imported." in text
    assert "| `face` | Face to face |  |" in text


def test_every_column_has_a_meaning_and_a_privacy_class() -> None:
    for each in entries():
        assert each.meaning.endswith("."), f"{each.table}.{each.column}"
        assert each.privacy
