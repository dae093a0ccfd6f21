"""What was measured, as a table that a person reads."""

from __future__ import annotations

from statistics import median
from typing import Any


def printed(told: dict[str, Any]) -> str:
    """The whole result as text."""
    built = told["building"]
    lines = [
        f"{told['people']:,} people, {sum(built['rows'].values()):,} records, {built['parquet_mb']} MB",
        "",
        f"{'':28}{'seconds':>10}{'processor':>11}{'peak MB':>9}",
        _line("building the store", built["seconds"], built["cpu_seconds"], built["peak_mb"]),
    ]
    deriving = told["deriving"]
    lines.append(_line("derived tables", deriving["seconds"], deriving["cpu_seconds"], deriving["peak_mb"]))
    for name, runs in (*told["runs"].items(), ("pages and drills, all", told["reading"])):
        seconds, cpu = (median(run[part] for run in runs) for part in ("seconds", "cpu_seconds"))
        lines.append(_line(name, seconds, cpu, max(run["peak_mb"] for run in runs)))
    lines.append("")
    lines += [f"{name:62}{ratio:9.2f}" for name, ratio in told["ratios"].items()]
    for kind in ("pages", "drills"):
        times = [median(run[kind][code] for run in told["reading"]) for code in told["reading"][0][kind]]
        said = f"{kind} from kept verdicts, ms: median, longest"
        lines.append(f"{said:62}{1000 * median(times):9.0f}{1000 * max(times):9.0f}")
    if "agreement" in told:
        agreed = told["agreement"]
        differ = ", ".join(f"{code}: {rows}" for code, rows in agreed["differ"].items()) or "none"
        lines.append(f"{agreed['rows']:,} rows of {agreed['people']:,} people; rows that differ: {differ}")
    if "commands" in told:
        lines.append("")
        for name, spent_ in told["commands"].items():
            lines.append(f"{name:42}{spent_['seconds']:8.2f} s{spent_['x_bare']:8.1f} x a bare start")
    return "\n".join(lines)


def _line(name: str, seconds: float, cpu: float | None, peak: float) -> str:
    spent = f"{cpu:11.2f}" if cpu is not None else f"{'':11}"
    return f"{name:28}{seconds:10.2f}{spent}{peak:9.0f}"
