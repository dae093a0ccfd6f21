"""Read terms from TOML. Every mistake is refused in a sentence that names the file and the place in it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from goldthread.catalogue.tables.codes import PAUSE_REASON, STAGE, WORKER_ROLE
from goldthread.contracts.places import UNREADABLE, Place, known_keys
from goldthread.contracts.terms.declared import (
    SUSTAINED,
    Cap,
    Contract,
    Gaps,
    Row,
    Standard,
    Target,
    TermSet,
)
from goldthread.contracts.terms.vocabulary import (
    CASEWORK_RESPONSES,
    CASEWORK_STANDARDS,
    CASEWORK_STARTS,
    RESPONSES,
    STANDARDS,
    STARTS,
)
from goldthread.kernel.calendar import read_nation
from goldthread.kernel.clocks import Limit
from goldthread.kernel.refusals import Refused

TEMPLATES = ("ips", "seqf", "tenancy-sustainment")
_MOST_GAP = 36_525  # days
_TOP = ("name", "contract", "standard", "target", "cap", "gaps")
_KEYS = {
    "contract": (
        *("code", "name", "services", "from", "to", "nation", "template", "sustained"),
        *("minimum_weekly_hours", "home_gap_days", "work_gap_days"),
    ),
    "standard": (
        *("contract", "name", "starts", "response", "amount", "unit", "points", "pauses", "stages"),
        *("from", "to", "source", "ours", "own"),
    ),
    "target": (
        *("contract", "indicator", "at_least", "at_most", "between", "least_number"),
        *("from", "to", "source", "ours"),
    ),
    "cap": ("contract", "role", "people", "from", "to", "source", "ours"),
    "gaps": ("home_days", "work_days"),
}


def load(path: Path) -> TermSet:
    """The terms of a file; a contract with a `template` takes what it does not say itself from that set."""
    try:
        text = path.read_text("utf-8-sig")
    except FileNotFoundError:
        raise Refused(f"There is no file {path.name} to read terms from. Check the path.") from None
    except (OSError, UnicodeDecodeError):
        raise Refused(f"{path.name} cannot be read as text. Save it as UTF-8.") from None
    return parse(text, path.name)


def packaged() -> TermSet:
    """The three packaged sets together, used when no terms are given."""
    sets = [_packaged(name) for name in TEMPLATES]
    return TermSet(
        contracts=tuple(row for each in sets for row in each.contracts),
        standards=tuple(row for each in sets for row in each.standards),
        targets=tuple(row for each in sets for row in each.targets),
        caps=tuple(row for each in sets for row in each.caps),
        gaps=sets[0].gaps,
        name="Packaged terms",
    )


def casework() -> TermSet:
    """The duties of the day that every service has."""
    return _packaged("casework")


def _packaged(name: str) -> TermSet:
    text = Path(__file__).with_name(f"{name}.toml").read_text("utf-8")
    return parse(text, f"{name}.toml")


def parse(text: str, origin: str) -> TermSet:
    """TermSet from TOML text; `origin` is the name that refusals give."""
    try:
        written = tomllib.loads(text)
    except tomllib.TOMLDecodeError as mistake:
        raise Refused(f"It is not TOML: {mistake}. Mend that place.", where=origin) from None
    except (ValueError, RecursionError):
        raise Refused(UNREADABLE, where=origin) from None
    known_keys(written, _TOP, origin)
    contracts = tuple(_rows(written, "contract", origin, _contract))
    codes = [each.code for each in contracts]
    if not contracts:
        raise Refused("It has no [[contract]]. Give at least one, with a code.", where=origin)
    for code in codes:
        if codes.count(code) > 1:
            raise Refused(f'The contract "{code}" is written twice. Keep one.', where=origin)

    def of_contract(read: Callable[[Place], Row]) -> Callable[[Place], Row]:
        def reading(place: Place) -> Row:
            row = read(place)
            if row.contract not in codes:
                raise place.refuse("contract", f'"{row.contract}" is no [[contract]] here.', codes)
            return row

        return reading

    standards = _rows(written, "standard", origin, of_contract(_standard))
    terms = TermSet(
        contracts=contracts,
        standards=tuple(row for row in standards if _known_to_facts(row.starts, row.response)),
        casework=tuple(row for row in standards if not _known_to_facts(row.starts, row.response)),
        targets=tuple(_rows(written, "target", origin, of_contract(_target))),
        caps=tuple(_rows(written, "cap", origin, of_contract(_cap))),
        gaps=_gaps(written, origin),
        name=str(written.get("name", origin)),
    )
    terms = _with_templates(terms)
    _no_overlaps(terms, origin)
    _no_contradictions(terms, origin)
    return terms


def _place(written: Any, kind: str, place: str) -> Place:
    return Place(written, f"[[{kind}]]", _KEYS[kind], place)


def _rows(written: Mapping[str, Any], kind: str, origin: str, read: Callable[[Place], Any]) -> list[Any]:
    rows = written.get(kind, [])
    if not isinstance(rows, list):
        raise Refused(f"Write [[{kind}]] with two brackets: there may be several.", where=origin)
    return [read(_place(row, kind, f"{origin}: {kind} {n}")) for n, row in enumerate(rows, start=1)]


def _contract(place: Place) -> Contract:
    start, end = place.days()
    nation = place.text("nation", "england-and-wales")
    try:
        nation = str(read_nation(nation))
    except Refused as refusal:
        raise place.refuse("nation", refusal.sentence) from None
    return Contract(
        code=place.text("code"),
        name=place.text("name", ""),
        services=place.texts("services", ("*",)),
        valid_from=start,
        valid_to=end,
        nation=nation,
        template=place.among("template", TEMPLATES) if "template" in place.written else None,
        sustained=place.among("sustained", SUSTAINED, "unbroken"),
        minimum_weekly_hours=place.number("minimum_weekly_hours"),
        gaps=_own_gaps(place),
    )


def _own_gaps(place: Place) -> Gaps | None:
    """The gaps of one contract, where it says them; those of the whole set else."""
    if not {"home_gap_days", "work_gap_days"} & place.written.keys():
        return None
    return Gaps(*(_gap(place, key) for key in ("home_gap_days", "work_gap_days")))


def _gap(place: Place, key: str) -> int:
    days = place.whole(key, 14)
    if days > _MOST_GAP:
        raise place.refuse(key, f"A gap of {days:,} days is more than a century. Check it.")
    return days


def _standard_name(place: Place) -> str:
    """The name that questions ask for; another only where the contract says that it is its own.

    A misspelt name would otherwise leave the duty of the template standing, and the contract's own unread.
    """
    name, own = place.text("name"), place.yes("own")
    if name in STANDARDS and not _known_to_facts(place.text("starts"), place.text("response")):
        raise place.refuse(
            "name",
            f'Questions ask for "{name}", and these events are known to Today alone. Use the events of '
            "docs/terms.md, or another name.",
        )
    if name not in STANDARDS and name not in CASEWORK_STANDARDS and not own:
        raise place.refuse(
            "name",
            f'No question asks for a standard "{name}". Use one of: {", ".join(STANDARDS)}; or write '
            "own = true for a duty that only your own indicators ask for.",
            (*STANDARDS, *CASEWORK_STANDARDS),
        )
    return name


def _standard(place: Place) -> Standard:
    start, end = place.days()
    starts = place.among("starts", (*STARTS, *CASEWORK_STARTS))
    response = place.among("response", tuple(dict.fromkeys((*RESPONSES, *CASEWORK_RESPONSES))))
    table = starts.partition(".")[0]
    if table not in _tables_of(response):
        fitting = ", ".join(name for name in (*RESPONSES, *CASEWORK_RESPONSES) if table in _tables_of(name))
        raise place.refuse("response", f'"{response}" cannot answer "{starts}". Use one of: {fitting}.')
    amount, unit = place.whole("amount"), place.text("unit")
    try:
        Limit(amount, unit)  # type: ignore[arg-type]  # it refuses what is not a unit
    except Refused as refusal:
        raise place.refuse(
            "unit" if "unit" in refusal.sentence[:40] else "amount", refusal.sentence
        ) from None
    points = place.written.get("points", [])
    whole = isinstance(points, list) and all(type(n) is int and 1 <= n <= 520 for n in points)
    if not whole or len(set(points)) != len(points):
        raise place.refuse("points", "It is a list of weeks after the start, such as [2, 4].")
    if points and unit != "weeks":
        raise place.refuse("unit", 'With "points" the unit is weeks.')
    pauses = place.texts("pauses", ())
    for pause in pauses:
        if pause not in PAUSE_REASON.values:
            raise place.refuse(
                "pauses", f'"{pause}" is no pause. Use some of: {", ".join(PAUSE_REASON.values)}.'
            )
    stages = place.texts("stages", ())
    for stage in stages:
        if stage not in STAGE.values:
            raise place.refuse("stages", f'"{stage}" is no stage. Use some of: {", ".join(STAGE.values)}.')
    return Standard(
        contract=place.text("contract"),
        name=_standard_name(place),
        starts=starts,
        response=response,
        amount=amount,
        unit=unit,
        points=tuple(points),
        pauses=pauses,
        valid_from=start,
        valid_to=end,
        source=place.text("source", ""),
        ours=place.yes("ours"),
        stages=stages,
    )


def _tables_of(response: str) -> tuple[str, ...]:
    """The tables whose clocks it can answer, in facts or in the day."""
    return tuple(
        table
        for known in (RESPONSES, CASEWORK_RESPONSES)
        if response in known
        for table in known[response][1]
    )


def _known_to_facts(starts: str, response: str) -> bool:
    return starts in STARTS and response in RESPONSES


def _target(place: Place) -> Target:
    start, end = place.days()
    low, high = place.number("at_least"), place.number("at_most")
    if "between" in place.written:
        both = place.written["between"]
        if not isinstance(both, list) or len(both) != 2:
            raise place.refuse("between", "It is two numbers, such as [9, 12].")
        if low is not None or high is not None:
            raise place.refuse("between", 'It stands alone: leave out "at_least" and "at_most".')
        low, high = (
            _place({"at_least": end_of}, "target", place.place).number("at_least") for end_of in both
        )
    if low is None and high is None:
        raise Refused('Give "at_least", "at_most" or "between".', where=place.place)
    if low is not None and high is not None and high < low:
        raise place.refuse("between" if "between" in place.written else "at_most", "The floor lies above it.")
    return Target(
        contract=place.text("contract"),
        indicator=place.text("indicator"),
        at_least=low,
        at_most=high,
        least_number=place.whole("least_number", 1),
        valid_from=start,
        valid_to=end,
        source=place.text("source", ""),
        ours=place.yes("ours"),
    )


def _cap(place: Place) -> Cap:
    start, end = place.days()
    people = place.number("people")
    if people is None or people <= 0:
        raise place.refuse("people", "It is the number of people for one whole-time equivalent, above 0.")
    return Cap(
        contract=place.text("contract"),
        role=place.among("role", WORKER_ROLE.values),
        people=people,
        valid_from=start,
        valid_to=end,
        source=place.text("source", ""),
        ours=place.yes("ours"),
    )


def _gaps(written: Mapping[str, Any], origin: str) -> Gaps:
    if isinstance(written.get("gaps", {}), list):
        raise Refused("Write [gaps] with one bracket: there is one.", where=origin)
    place = _place(written.get("gaps", {}), "gaps", f"{origin}: gaps")
    return Gaps(home_days=_gap(place, "home_days"), work_days=_gap(place, "work_days"))


def _with_templates(terms: TermSet) -> TermSet:
    """Add what a contract leaves to its template: duties, targets and caps of other names than its own."""
    standards, targets, caps = list(terms.standards), list(terms.targets), list(terms.caps)
    for contract in terms.contracts:
        if contract.template is None:
            continue
        base = _packaged(contract.template)
        code = contract.code
        said = {row.name for row in terms.standards if row.contract == code}
        standards += [replace(row, contract=code) for row in base.standards if row.name not in said]
        said = {row.indicator for row in terms.targets if row.contract == code}
        targets += [replace(row, contract=code) for row in base.targets if row.indicator not in said]
        said = {row.role for row in terms.caps if row.contract == code}
        caps += [replace(row, contract=code) for row in base.caps if row.role not in said]
    return replace(terms, standards=tuple(standards), targets=tuple(targets), caps=tuple(caps))


def _no_overlaps(terms: TermSet, origin: str) -> None:
    """One contract says one thing about one matter on one day."""
    named: list[tuple[str, str, str, Standard | Target | Cap]] = [
        *(("standard", row.contract, row.name, row) for row in (*terms.standards, *terms.casework)),
        *(("target", row.contract, row.indicator, row) for row in terms.targets),
        *(("cap", row.contract, row.role, row) for row in terms.caps),
    ]
    seen: dict[tuple[str, str, str], list[Standard | Target | Cap]] = {}
    for kind, contract, name, row in named:
        for other in seen.setdefault((kind, contract, name), []):
            if _same_days(row, other) and _same_people(row, other):
                raise Refused(
                    f'The contract "{contract}" says "{name}" twice for the same days. Give "from" and "to".',
                    where=f"{origin}: {kind}",
                )
        seen[kind, contract, name].append(row)


def _same_days(one: Standard | Target | Cap, other: Standard | Target | Cap) -> bool:
    first, last = date.min, date.max
    return (one.valid_from or first) <= (other.valid_to or last) and (other.valid_from or first) <= (
        one.valid_to or last
    )


def _same_people(one: Standard | Target | Cap, other: Standard | Target | Cap) -> bool:
    """Whether both hold for the same people: duties may be narrowed to stages that differ."""
    if not isinstance(one, Standard) or not isinstance(other, Standard):
        return True
    return not one.stages or not other.stages or bool(set(one.stages) & set(other.stages))


def _no_contradictions(terms: TermSet, origin: str) -> None:
    """Two contracts that name the same service, equally closely, may not set it different duties."""
    patterns = {pattern for each in terms.contracts for pattern in each.services if pattern != "*"}
    for service in sorted(patterns):
        rows: dict[str, Standard] = {}
        for contract in terms.contracts:
            if contract.fit(service) != 3:
                continue
            for row in (row for row in terms.standards if row.contract == contract.code):
                other = rows.setdefault(row.name, row)
                if _duty(row) != _duty(other) and _same_days(row, other) and _same_people(row, other):
                    raise Refused(
                        f'"{other.contract}" and "{row.contract}" both name the service "{service}" and set '
                        f'it different times for "{row.name}". Give each service one contract.',
                        where=origin,
                    )


def _duty(row: Standard) -> tuple[object, ...]:
    return (row.starts, row.response, row.amount, row.unit, row.points, row.pauses)
