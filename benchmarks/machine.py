"""What a process took of the machine."""

from __future__ import annotations

import os
import platform
import resource


def peak_megabytes() -> int:
    """The most memory that this process has held, in MB (Linux counts in KB)."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def said() -> dict[str, object]:
    """The machine in a few words: processors, memory, system, Python, DuckDB, pandas, and how busy it was."""
    from importlib.metadata import version

    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processors": os.cpu_count(),
        "memory_gib": round(memory / 2**30),
        "system": f"{platform.system()} {platform.machine()}",
        "python": platform.python_version(),
        "duckdb": version("duckdb"),
        "pandas": version("pandas"),
        "load_at_end": round(os.getloadavg()[1], 1),
    }
