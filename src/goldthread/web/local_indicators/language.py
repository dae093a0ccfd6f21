"""The language of definitions, word by word, as the page explains it."""

from __future__ import annotations

LANGUAGE: tuple[tuple[str, str], ...] = (
    ("column", "A column of the record; person.gender is one of the row that the record points at."),
    (
        "as_of, period_start, period_end",
        "The day up to which records are known; the period that is asked of.",
    ),
    ("== != < <= > >=", 'Comparisons; started_on >= "2026-04-01" takes a date in quotes.'),
    ("and, or, not", "Joined. Where an answer hangs on something blank, it is not known."),
    ('in ["a", "b"]', "One of a list."),
    ("a if b else c", "One of two values; choice does the same for many."),
    ("blank(x)", "True where nothing is recorded."),
    ("surely(x)", "True where x is known to be true: not known counts as no."),
    ("coalesce(a, b)", "The first that is not blank."),
    ("later(a, b), earlier(a, b)", "The later or the earlier of days that are not blank."),
    ("days(n), weeks(n), months(n)", "A length of time, to be added to a day or taken from it."),
    ("days(a, b), months(a, b), years(a, b)", "Whole days, months or years from one day to another."),
    ("band(number, name)", "The label of the range in [bands] that a number falls in."),
    ("choice(if, then, ..., otherwise)", "The value of the first condition that holds."),
    ('date("2026-07-31")', "A day."),
    (
        'first, last(table.column, by=table.day, where=..., same="person_id")',
        "A value of another record of the same person, the first or the last by a day.",
    ),
    ('any, count(table, where=..., same="person_id")', "Whether there is such a record, or how many."),
    ('sum(table.column, where=..., same="person_id")', "The sum of a number over such records."),
    ('peak(table, by=table.first_day, until=table.last_day, same="person_id")', "The most at any one time."),
)
