"""The report as one self-contained page: no request to anywhere, no script, no style but its own."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from goldthread import __version__
from goldthread.evidence import words
from goldthread.facts.disk import write_whole
from goldthread.kernel.refusals import Refused
from goldthread.kernel.words import say_date
from goldthread.measures.saying import how_counted
from goldthread.pictures import bars, curve, funnel_chart, sparkline, table_of, table_of_curve, trend
from goldthread.reports import saying
from goldthread.reports.families import by_family
from goldthread.reports.gather import Gathered

if TYPE_CHECKING:
    from jinja2 import Environment

# A thread through a square: the page's own mark, so that no browser asks a server for one.
ICON = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">'
    '<rect width="16" height="16" fill="#003087"/>'
    '<path d="M2 11c4-8 7 5 12-6" fill="none" stroke="#ffb81c" stroke-width="2"/></svg>'
)


def page(gathered: Gathered) -> str:
    """The whole page as text. The same figures give the same text, to the letter."""
    style = _style()
    template = _environment().get_template("report.html.jinja")
    text: str = template.render(
        report=gathered,
        families=by_family((chapter.code, chapter) for chapter in gathered.told),
        style=style,
        # The page names the one style it may use; whatever else a text might smuggle in is not applied.
        style_hash=base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        icon=base64.b64encode(ICON.encode()).decode(),
        version=__version__,
    )
    return text


def write(gathered: Gathered, path: Path) -> int:
    """Write the page: beside, then renamed, so that a reader sees the old or the new. Answers its bytes."""
    text = page(gathered)
    if path.is_dir():
        raise Refused(f"{path} is a directory. Name a file, such as {path / 'report.html'}.")
    if not path.parent.is_dir():
        raise Refused(f"There is no directory {path.parent}. Make it first, or name another.")
    try:
        write_whole(path, text)
    except OSError as error:
        raise Refused(f"{path} cannot be written: {error.strerror or error}. Name another place.") from error
    return len(text.encode())


@cache
def _style() -> str:
    own = files("goldthread.reports").joinpath("static/report.css").read_text(encoding="utf-8")
    charts = files("goldthread.pictures").joinpath("static/charts.css").read_text(encoding="utf-8")
    return f"\n{own}{charts}"


@cache
def _environment() -> Environment:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    made = Environment(
        loader=PackageLoader("goldthread.reports"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        say=saying,
        words=words,
        how_counted=how_counted,
        table_of=table_of,
        table_of_curve=table_of_curve,
        **{drawing.__name__: _drawn(drawing) for drawing in (bars, curve, funnel_chart, sparkline, trend)},
    )
    made.filters.update(day=say_date, plain=lambda name: name.replace("_", " "))
    return made


def _drawn(drawing: Any) -> Any:
    """A chart as markup: our own SVG, in which every text is escaped where it is made."""
    from markupsafe import Markup

    def draw(*arguments: Any, **named: Any) -> Markup:
        return Markup(drawing(*arguments, **named) or "")

    return draw
