"""Forms of one clause, made from what the document declares: a field for each field, rows for its parts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import MISSING, Field, dataclass, fields
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Literal, get_args, get_origin

from django import forms

from goldthread.contracts.specification.declared import Clock, Scheduled, Step
from goldthread.contracts.specification.shape import hints_of, part_of
from goldthread.web.contracting.asks import LONGEST, MOST, Around, Ask, ask_of, shown_number
from goldthread.web.look.forms import DateField

MOST_ROWS = 60
OWN = "own_name"
SPARE_ROWS = 2
_NUMBERS = (int, float, Decimal)


class NumberField(forms.CharField):
    """A number as people write it: 1,200, 8.50 or 65%. Whole where `kind` is int."""

    def __init__(self, *, kind: type, share: bool = False, **named: Any) -> None:
        super().__init__(max_length=16, **named)
        self.kind, self.share = kind, share
        self.widget.attrs["inputmode"] = "numeric" if kind is int else "decimal"

    def prepare_value(self, value: Any) -> Any:
        """What stands in the box."""
        return value if isinstance(value, str) else shown_number(value, self.share)

    def clean(self, value: Any) -> Any:
        """The number, or None where the box is empty."""
        text = str(super().clean(value) or "").replace(",", "").replace("£", "").strip()
        if not text:
            return None
        percent = text.endswith("%")
        try:
            number = Decimal(text.removesuffix("%").strip())
        except InvalidOperation:
            raise forms.ValidationError(f"{self.label}: enter a number.") from None
        if not number.is_finite() or abs(number) > 10**12:
            raise forms.ValidationError(f"{self.label}: enter a number.")
        if percent:
            number /= 100
        if self.kind is int:
            if number != int(number) or number < 0:
                raise forms.ValidationError(f"{self.label}: enter a whole number, 0 or more.")
            return int(number)
        return float(number) if self.kind is float else number


class LinesField(forms.CharField):
    """Texts, one a line."""

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[str, ...]:
        lines = str(super().clean(value) or "").splitlines()
        return tuple(line.strip() for line in lines if line.strip())


class WeeksField(forms.CharField):
    """Weeks after the start, such as 2, 4."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, tuple | list) else value

    def clean(self, value: Any) -> tuple[int, ...]:
        given = [each for each in re.split(r"[,\s]+", str(super().clean(value) or "")) if each]
        if not all(each.isascii() and each.isdigit() and len(each) < 5 for each in given):
            raise forms.ValidationError(f"{self.label}: enter weeks, such as 2, 4.")
        return tuple(int(each) for each in given)


@dataclass(frozen=True)
class Group:
    """How a form is drawn: plain fields, or the rows of a part, each a list of field names."""

    name: str
    title: str
    hint: str
    rows: tuple[tuple[str, ...], ...]


class PartForm(forms.Form):
    """The form of one clause. `part()` gives what was written; what it leaves out is as it was before.

    `only` and `without` narrow it to some fields; parts of parts are rows, with two empty ones to spare.
    """

    use_required_attribute = False

    def __init__(
        self,
        kind: type,
        before: Any,
        around: Around,
        sent: Mapping[str, Any] | None = None,
        *,
        only: tuple[str, ...] = (),
        without: tuple[str, ...] = (),
    ) -> None:
        super().__init__(sent, label_suffix="")
        self.kind, self.before, self.around = kind, before, around
        names = [one for one in fields(kind) if (not only or one.name in only) and one.name not in without]
        self._asked = names
        self.groups: list[Group] = []
        hints = hints_of(kind)
        if kind is not Scheduled:  # there a target comes before what balances it
            names = sorted(names, key=lambda each: part_of(hints[each.name]) is not None)
        for one in names:
            part, ask = part_of(hints[one.name]), ask_of(kind, one.name)
            value = getattr(before, one.name, None)
            if part is None:
                self._add(one.name, kind, one, hints[one.name], value)
                self._plain(one.name)
                if kind is Clock and one.name == "name":
                    self._own_name()
                continue
            many = get_origin(hints[one.name]) is tuple
            rows = [self._row(f"{one.name}-{n}", part, row) for n, row in self._rows(one.name, value, many)]
            self.groups.append(Group(one.name, ask.label, ask.hint, tuple(rows)))

    def _own_name(self) -> None:
        """A clock that no question asks for has a name of its own, and Today shows it by that."""
        own = self.before is not None and self.before.own
        self.fields[OWN] = forms.CharField(
            label="Or a duty of the contract's own",
            help_text="A few words, where none of the list fits. Today shows it; no indicator counts it.",
            max_length=60,
            required=False,
        )
        self.initial[OWN] = self.before.name.replace("_", " ") if own else ""
        if own:
            self.initial["name"] = ""
        self._plain(OWN)

    def _plain(self, name: str) -> None:
        if self.groups and not self.groups[-1].name:
            last = self.groups.pop()
            self.groups.append(Group("", "", "", (*last.rows, (name,))))
        else:
            self.groups.append(Group("", "", "", ((name,),)))

    def _rows(self, name: str, value: Any, many: bool) -> Iterator[tuple[int, Any]]:
        given = list(value or ()) if many else [value]
        count = len(given) + (SPARE_ROWS if many else 0)
        if self.is_bound:
            sent = (re.fullmatch(rf"{name}-(\d{{1,2}})-\w+", key) for key in self.data)
            count = min(MOST_ROWS, max((int(one[1]) + 1 for one in sent if one), default=0))
        for n in range(count):
            yield n, given[n] if n < len(given) else None

    def _row(self, start: str, part: type, value: Any) -> tuple[str, ...]:
        hints, made = hints_of(part), []
        for one in fields(part):
            name = f"{start}-{one.name}"
            self._add(name, part, one, hints[one.name], None if value is None else getattr(value, one.name))
            made.append(name)
        return tuple(made)

    def _add(self, name: str, kind: type, one: Field[Any], hint: Any, value: Any) -> None:
        ask = ask_of(kind, one.name)
        plain = _plain_of(hint)
        optional = one.default in (None, "", ())
        named = {
            "label": ask.label,
            "help_text": "" if name.endswith("-source") else ask.hint,
            "required": False,
        }
        share = kind is Step and plain is float and self._is_share()
        made = _field(one.name, ask, plain, hint, named, self.around, value, share)
        made.label_suffix = None if optional and not isinstance(made, forms.BooleanField) else ""
        if ask.width:
            made.widget.attrs["width"] = ask.width
        self.fields[name] = made
        self.initial[name] = value

    def _is_share(self) -> bool:
        code = getattr(self.before, "indicator", "")
        question = self.around.known.get(code)
        return question is None or question.shape == "proportion"

    def clean(self) -> dict[str, Any]:
        """What was written; a row that is begun needs its numbers, and a target what balances it."""
        told = super().clean() or {}
        hints = hints_of(self.kind)
        self._given: dict[str, Any] = {}
        for one in self._asked:
            part = part_of(hints[one.name])
            if part is None:
                self._given[one.name] = self._value(one.name, one, hints[one.name], True)
                continue
            rows = [
                made
                for group in self.groups
                if group.name == one.name
                for names in group.rows
                if (made := self._made(names, part)) is not None
            ]
            many = get_origin(hints[one.name]) is tuple
            self._given[one.name] = tuple(rows) if many else (rows[0] if rows else None)
        if self.kind is Clock:
            self._named()
        if self.kind is Scheduled and not self.errors:
            self._balanced()
        return told

    def _made(self, names: tuple[str, ...], part: type) -> Any:
        told = {name.rpartition("-")[2]: self.cleaned_data.get(name) for name in names}
        blank = all(value in (None, "", (), False, []) for value in told.values())
        if blank and not any(name in self.errors for name in names):
            return None
        hints = hints_of(part)
        start = names[0].rpartition("-")[0]
        values = {
            one.name: self._value(f"{start}-{one.name}", one, hints[one.name], False) for one in fields(part)
        }
        return part(**values) if not any(name in self.errors for name in names) else None

    def _value(self, name: str, one: Field[Any], hint: Any, whole: bool) -> Any:
        value = self.cleaned_data.get(name)
        if get_origin(hint) is tuple:
            return tuple(value or ())
        if value not in (None, ""):
            return value
        if one.default is not MISSING and not (one.name in ("least_number",) and whole):
            return one.default
        plain = _plain_of(hint)
        if plain is str:
            return None if type(None) in get_args(hint) else ""
        if name not in self.errors:
            self.add_error(name, f"{self.fields[name].label}: this is needed.")
        return None

    def _named(self) -> None:
        words = re.sub(r"[^a-z0-9]+", "_", str(self.cleaned_data.get(OWN) or "").lower()).strip("_")
        if words and self._given.get("name"):
            self.add_error(OWN, "Choose a duty, or write one of the contract's own, and not both.")
        self._given["own"] = bool(words)
        if words:
            self._given["name"] = words

    def _balanced(self) -> None:
        given = self._given
        if given["steps"] and not given["balance"] and not given["no_balance_because"].strip():
            self.add_error(
                "balance",
                "It has a target, and nothing balances it. Choose an indicator that would show harm, or "
                "state why none is needed.",
            )

    def part(self) -> Any:
        """The clause as it was written."""
        kept = {
            one.name: getattr(self.before, one.name) for one in fields(self.kind) if self.before is not None
        }
        given = {**kept, **self._given}
        return self.kind(**given)


def _plain_of(hint: Any) -> Any:
    """str, int, float, Decimal, bool, date or Literal, whether or not it may be left open."""
    if get_origin(hint) is Literal or get_origin(hint) is tuple:
        return hint
    inner = [each for each in get_args(hint) if each is not type(None)]
    return inner[0] if inner else hint


def _field(
    name: str, ask: Ask, plain: Any, hint: Any, named: dict[str, Any], around: Around, value: Any, share: bool
) -> forms.Field:
    if ask.choices is not None:
        return _chosen(ask, hint, named, around, value)
    if get_origin(hint) is tuple:
        if get_args(hint)[0] is int:
            return WeeksField(max_length=200, **named)
        box = forms.Textarea(attrs={"rows": ask.rows or 3})
        return LinesField(max_length=MOST.get(name, LONGEST), widget=box, **named)
    if plain is bool:
        return forms.BooleanField(label=named["label"], required=False)
    if plain is date:
        return DateField(**named)
    if plain in _NUMBERS:
        return NumberField(kind=plain, share=share, **named)
    widget = forms.Textarea(attrs={"rows": ask.rows}) if ask.rows else forms.TextInput()
    return forms.CharField(max_length=MOST.get(name, LONGEST), widget=widget, **named)


def _chosen(ask: Ask, hint: Any, named: dict[str, Any], around: Around, value: Any) -> forms.Field:
    offered = ask.offered(around)
    taken = value if isinstance(value, tuple) else (value,) if value else ()
    for code in taken:
        offered.setdefault(str(code), f"{code} (not known here)")
    if get_origin(hint) is tuple:
        box = forms.CheckboxSelectMultiple
        return forms.MultipleChoiceField(choices=list(offered.items()), widget=box, **named)
    return forms.ChoiceField(choices=[("", ask.blank), *offered.items()], widget=forms.Select, **named)
