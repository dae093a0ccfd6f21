"""The form of a question: what was asked, without the keys, days and moments it was asked with.

`shape_of_steps` walks what was noted, takes out each value and gives what is left, which is a key.
`marked_steps` walks it in the same order and puts marks in the places of the values.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import F, Field, Model, Q
from django.db.models.expressions import BaseExpression

CONDITIONS = frozenset({"filter", "exclude"})
LONGEST = 2_048  # of a list of keys; a longer one is a question of its own
Values = list[tuple[str, Any]]


class Unkept(Exception):
    """A question with something in it that has no form."""


_numbers: dict[Any, int] = {}


def with_form(condition: Q) -> Q:
    """A condition that many questions share and nobody changes, with its form noted on it."""
    values: Values = []
    try:
        shape = _shape(condition, values)
    except Unkept:
        return condition
    condition.noted = (("noted", _numbers.setdefault(shape, len(_numbers))), values)
    return condition


def shape_of_steps(steps: Sequence[Any], values: Values) -> Any:
    """The form of what was noted; its values are added to `values` as (kind, value)."""
    return tuple(
        (
            name,
            tuple(_shape(one, values) for one in arguments),
            tuple(
                (key, _value(one, values) if name in CONDITIONS else _shape(one, values))
                for key, one in named.items()
            ),
        )
        for name, arguments, named in steps
    )


def _value(value: Any, values: Values) -> Any:
    """The form of what a field is compared with."""
    if isinstance(value, str):
        values.append(("s", str(value)))
        return "s"
    if value is None or value is True or value is False:
        return value
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise Unkept
        values.append(("t", value))
        return "t"
    if isinstance(value, date):
        values.append(("d", value))
        return "d"
    if isinstance(value, Model):
        if not isinstance(value.pk, str):
            raise Unkept
        values.append(("s", value.pk))
        return "s"
    if isinstance(value, (list, tuple, set, frozenset)):
        return _list(value, values)
    return _shape(value, values)


def _list(value: Any, values: Values) -> Any:
    if len(value) > LONGEST:
        raise Unkept
    if not value or not all(isinstance(one, (str, Model)) for one in value):
        return ("list", *(_value(one, values) for one in value))
    for one in value:
        _value(one, values)
    # Lists of lengths that are near one another share a form: the last key is told again.
    length = _padded(len(value))
    values.extend([values[-1]] * (length - len(value)))
    return ("keys", length)


def _padded(length: int) -> int:
    return 1 << (length - 1).bit_length()


def _shape(value: Any, values: Values) -> Any:
    """The form of anything else that a question is made of."""
    if value is None or isinstance(value, (str, bool, int)):
        return (type(value), value)
    if isinstance(value, Q):
        if (noted := value.__dict__.get("noted")) is not None:
            values.extend(noted[1])
            return noted[0]
        return ("Q", value.connector, value.negated, tuple(_child(one, values) for one in value.children))
    if isinstance(value, F):
        return (type(value), value.name)
    if isinstance(value, BaseExpression):
        arguments, named = _made_of(value)
        return (
            type(value),
            tuple(_shape(one, values) for one in arguments),
            tuple((key, _shape(one, values)) for key, one in named.items()),
        )
    if isinstance(value, (list, tuple)):
        return ("row", *(_shape(one, values) for one in value))
    if isinstance(value, slice):
        return ("slice", value.start, value.stop)
    if isinstance(value, Field):
        return (type(value), repr(value.deconstruct()[2:]))
    if getattr(value, "said", None) is not None and value._db is None:
        return ("rows", value.model, shape_of_steps(value.said, values))
    raise Unkept


def _child(child: Any, values: Values) -> Any:
    if isinstance(child, tuple):
        return (child[0], _value(child[1], values))
    return _shape(child, values)


def _made_of(expression: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    if hasattr(expression, "rows"):  # a question inside this one
        return (expression.rows,), {"output_field": expression.told_field}
    told = getattr(expression, "_constructor_args", None)
    if told is None:
        raise Unkept
    arguments, named = told
    return arguments, named


def marked_steps(steps: Sequence[Any], marks: Iterator[Any]) -> list[Any]:
    """What was noted, with a mark in place of each value, in the order of `shape_of_steps`."""
    return [
        (
            name,
            tuple(_marked(one, marks) for one in arguments),
            {
                key: _marked_value(one, marks) if name in CONDITIONS else _marked(one, marks)
                for key, one in named.items()
            },
        )
        for name, arguments, named in steps
    ]


def _marked_value(value: Any, marks: Iterator[Any]) -> Any:
    if isinstance(value, (str, date, Model)):
        return next(marks)
    if isinstance(value, (list, tuple, set, frozenset)):
        told = [_marked_value(one, marks) for one in value]
        if told and all(isinstance(one, (str, Model)) for one in value):
            told += [next(marks) for _ in range(_padded(len(told)) - len(told))]
        return told
    return _marked(value, marks)


def _marked(value: Any, marks: Iterator[Any]) -> Any:
    if isinstance(value, Q):
        children = [
            (one[0], _marked_value(one[1], marks)) if isinstance(one, tuple) else _marked(one, marks)
            for one in value.children
        ]
        return Q.create(children, value.connector, value.negated)
    if isinstance(value, BaseExpression) and not isinstance(value, F):
        arguments, named = _made_of(value)
        told = [_marked(one, marks) for one in arguments]
        return type(value)(*told, **{key: _marked(one, marks) for key, one in named.items()})
    if isinstance(value, (list, tuple)):
        return [_marked(one, marks) for one in value]
    if getattr(value, "said", None) is not None:
        made = type(value)(value.model)
        for name, arguments, named in marked_steps(value.said, marks):
            made = getattr(made, name)(*arguments, **named)
        return made
    return value
