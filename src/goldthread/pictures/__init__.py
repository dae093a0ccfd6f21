"""Charts: drawings of figures as SVG text, for pages and for print.

They never compute a figure, and never draw what has no table beside it: every chart has `table_of`. Their
style is `static/charts.css`. Start with `trend.py`; `svg.py` is the pen.
"""

from goldthread.pictures.bars import bars
from goldthread.pictures.curve import curve
from goldthread.pictures.funnel import funnel_chart
from goldthread.pictures.lanes import lanes
from goldthread.pictures.naming import group_name
from goldthread.pictures.pairs import Pair, pairs
from goldthread.pictures.sparkline import sparkline
from goldthread.pictures.table import Table, table_of, table_of_curve
from goldthread.pictures.trend import trend

__all__ = [
    "Pair",
    "Table",
    "bars",
    "curve",
    "funnel_chart",
    "group_name",
    "lanes",
    "pairs",
    "sparkline",
    "table_of",
    "table_of_curve",
    "trend",
]
