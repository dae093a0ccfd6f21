"""The Jinja environment of the pages: escaping on, words and charts as functions, nothing else."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.templatetags.static import static
from django.utils.html import json_script
from jinja2 import ChainableUndefined, Environment
from markupsafe import Markup

from goldthread import __version__
from goldthread.evidence import words
from goldthread.evidence.drill import say
from goldthread.kernel.words import plural, say_date, say_instant, say_number
from goldthread.pictures import bars, curve, funnel_chart, lanes, pairs, sparkline, table_of, trend
from goldthread.web.look import people as person_words
from goldthread.web.look.addresses import url


def environment(**options: Any) -> Environment:
    """As Django asks for it; a misspelt name in a template is empty, never a fault before a reader."""
    made = Environment(
        **{**options, "undefined": ChainableUndefined, "trim_blocks": True, "lstrip_blocks": True}
    )
    made.globals.update(
        static=static,
        url=url,
        address=address,
        query_of=query_of,
        release=__version__,
        kind_of=_kind_of,
        data_block=_data_block,
        drawn=_picture,
        words=words,
        person_words=person_words,
        person_way=person_words.person_way,
        person_ways=person_words.person_ways,
        table_of=table_of,
        **{
            drawing.__name__: _drawn(drawing)
            for drawing in (bars, curve, funnel_chart, lanes, pairs, sparkline, trend)
        },
    )
    made.filters.update(
        sentence=_sentence,
        day=say_date,
        moment=say_instant,
        say=say,
        number=say_number,
        plural=_plural,
        plain=_plain,
        short=_short,
    )
    return made


def address(name: str, /, *arguments: str, **query: Any) -> str:
    """The address of a page with its query; what is None is left out."""
    told = query_of(**query)
    path = url(name, args=arguments)
    return f"{path}?{told}" if told else path


def query_of(**query: Any) -> str:
    """A query as it stands in an address; what is None or empty is left out."""
    return urlencode({key: value for key, value in query.items() if value is not None and value != ""})


def _kind_of(bound: Any) -> str:
    """How a field is drawn: by its widget's own word, else by what the widget is."""
    widget = bound.field.widget
    told = getattr(widget, "kind", "") or _WIDGETS.get(type(widget).__name__, "")
    return told or ("select" if getattr(widget, "choices", None) is not None else "input")


_WIDGETS = {
    "RadioSelect": "radios",
    "CheckboxSelectMultiple": "checkboxes",
    "CheckboxInput": "checkbox",
    "Textarea": "textarea",
}


def _data_block(name: str, value: Any) -> Any:
    """A block of data for a script to read; it can end no element and runs nothing."""
    return json_script(value, name)


def _picture(svg: str) -> Markup:
    """A QR code as markup: made by the sign-in library from our own text, without its XML heading."""
    return Markup(svg[svg.index("<svg") :])


def _drawn(drawing: Any) -> Any:
    """A chart as markup: our own SVG, with every text in it escaped where it is made."""

    def draw(*arguments: Any, **named: Any) -> Markup:
        return Markup(drawing(*arguments, **named) or "")

    return draw


def _plural(count: int, one: str, many: str | None = None) -> str:
    return plural(count, one, many)


def _sentence(words: str) -> str:
    """The first letter a capital, the others as they are: a unit keeps its own."""
    return words[:1].upper() + words[1:]


def _short(key: str) -> str:
    """A key short enough to tell rows apart by; the page of the record has it whole."""
    return key if len(key) <= 16 else f"{key[:8]}…"


def _plain(name: str) -> str:
    """risk_level as people read it: risk level."""
    return name.replace("_", " ")
