"""Seven specifications to begin from, with the figures of the sources; the TOML files beside hold them.

    TEMPLATES["seqf"]           # "SEQF supported employment"
    template("seqf")            # a Specification without commissioner, provider and services

`checks.check(spec, indicators, of_template=True)` finds no fault in any of them.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from goldthread.contracts.specification.declared import Specification
from goldthread.contracts.specification.reading import read
from goldthread.kernel.refusals import Refused, did_you_mean

TEMPLATES: dict[str, str] = {
    "ips": "IPS beyond severe mental illness",
    "seqf": "SEQF supported employment",
    "ips-specialist": "IPS in specialist mental health services",
    "tenancy-sustainment": "Tenancy sustainment",
    "social-inclusion": "Social inclusion",
    "floating-support": "Floating support by care cluster",
    "core-and-flexi": "Core-and-flexi supported housing",
}


@cache
def template(name: str) -> Specification:
    """The template of a name. Refused with the nearest name where there is none."""
    return read(text_of(name), f"{name}.toml")


def text_of(name: str) -> str:
    """The TOML text of a template, with its comments."""
    if name not in TEMPLATES:
        raise Refused(
            f'There is no template "{name}". Use one of: {", ".join(TEMPLATES)}.'
            + did_you_mean(name, TEMPLATES)
        )
    return files(__package__).joinpath(f"{name}.toml").read_text("utf-8")
