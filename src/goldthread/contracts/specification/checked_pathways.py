"""What can be wrong with pathways: their four components, and stages that cannot be reached or left."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from goldthread.catalogue.tables.codes import STAGE
from goldthread.contracts.specification.clauses import Fault, among, blank, twice, uncountable, unknown
from goldthread.contracts.specification.declared import ContactStandard, Pathway, Route, Specification, Stage
from goldthread.contracts.specification.words import ACTORS, OUTCOME_TERMS, ROUTES

_LEAVE = ("exit", "move_on")  # routes that may lead out of the pathway


def clause_of(pathway: Pathway, stage: Stage | None = None) -> str:
    """`pathway ips`, or `pathway ips, stage intensive`."""
    named = f"pathway {pathway.code or 'without a code'}"
    return named if stage is None else f"{named}, stage {stage.code or 'without a code'}"


def pathway_faults(spec: Specification, indicators: Mapping[str, Any]) -> Iterator[Fault]:
    """Everything that is wrong with the pathways of a specification."""
    if not spec.pathways:
        yield Fault("pathways", "It has no pathway.", "Describe at least one, with its stages.")
    yield from twice(spec.pathways, clause_of)
    for pathway in spec.pathways:
        yield from _named(pathway)
        yield from _components(pathway, indicators)
        for stage in pathway.stages:
            yield from _stage(pathway, stage)
        yield from twice(pathway.stages, lambda stage, whole=pathway: clause_of(whole, stage))  # type: ignore[misc]
        yield from _ways(pathway)
    yield from _contacts(spec)


def _named(pathway: Pathway) -> Iterator[Fault]:
    for what, text in (("code", pathway.code), ("name", pathway.name)):
        if blank(text):
            yield Fault(clause_of(pathway), f"It has no {what}.", "Give it one.")
    if blank(pathway.for_whom):
        yield Fault(clause_of(pathway), "It does not say for whom it is.", "Say for whom.")


def _components(pathway: Pathway, indicators: Mapping[str, Any]) -> Iterator[Fault]:
    """The four components of S2: timeline, categories of care, outcome criteria, variances."""
    clause = clause_of(pathway)
    if not pathway.stages:
        yield Fault(clause, "It has no timeline.", "Give it stages.")
    if not pathway.categories:
        yield Fault(
            clause, "It has no category of care.", "Name at least one, with what is preferred for it."
        )
    for category in pathway.categories:
        if blank(category.name) or not category.interventions:
            place = f"{clause}, category {category.name or 'without a name'}"
            yield Fault(
                place, "It names no preferred intervention.", "Name it, and what is preferred for it."
            )
    for term, words in OUTCOME_TERMS.items():
        if term not in {outcome.term for outcome in pathway.outcomes}:
            yield Fault(clause, f"It has no outcome for the {words.lower()}.", "Say what success is by then.")
    for number, outcome in enumerate(pathway.outcomes, start=1):
        place = f"{clause}, outcome {number}"
        yield from among(place, outcome.term, OUTCOME_TERMS, "term of an outcome")
        if blank(outcome.says):
            yield Fault(place, "It says nothing.", "Say what success is.")
        if outcome.indicator and outcome.indicator not in indicators:
            says = unknown(outcome.indicator, indicators, "indicator")
            yield Fault(place, says, "Choose one that is computed, or leave it out.")
    if not pathway.variances:
        yield Fault(clause, "It permits no variance.", "Say which deviations are permitted, and who decides.")
    yield from twice(pathway.variances, lambda one: f"{clause}, variance {one.code or 'without a code'}")
    for variance in pathway.variances:
        place = f"{clause}, variance {variance.code or 'without a code'}"
        if blank(variance.code) or blank(variance.says):
            yield Fault(place, "It does not say what is permitted.", "Give it a code and say it in words.")
        yield from among(place, variance.decided_by, ACTORS, "one who decides")


def _stage(pathway: Pathway, stage: Stage) -> Iterator[Fault]:
    clause = clause_of(pathway, stage)
    yield from among(clause, stage.code, STAGE.values, "stage")
    if blank(stage.says):
        yield Fault(clause, "It does not say what is done.", "Say it in a sentence.")
    spans = (("weeks", stage.weeks_least, stage.weeks_most), ("hours", stage.hours_least, stage.hours_most))
    for what, least, most in spans:
        if least is not None and most is not None and most < least:
            yield Fault(clause, f"Its most {what} are fewer than its least.", "Put the smaller number first.")
    if stage.hours_most is not None and stage.hours_most > 168:
        yield Fault(clause, "A week has 168 hours.", "Write the hours of support in one week.")
    if stage.contact is not None and (stage.contact.times < 1 or stage.contact.amount < 1):
        place = f"{clause}, contact"
        yield Fault(place, "It asks for no contact at all.", "Write at least once, and in how long.")
    elif stage.contact is not None:
        sentence = uncountable(stage.contact.amount, stage.contact.unit)
        if sentence is not None:
            yield Fault(f"{clause}, contact", "Its time cannot be counted.", sentence)
    for number, route in enumerate(stage.routes, start=1):
        yield from _route(pathway, stage, route, f"{clause}, route {number}")


def _route(pathway: Pathway, stage: Stage, route: Route, place: str) -> Iterator[Fault]:
    yield from among(place, route.kind, ROUTES, "kind of route")
    if blank(route.when):
        yield Fault(place, "It does not say when it is taken.", "Say when.")
    codes = [each.code for each in pathway.stages]
    if route.to is not None and route.to not in codes:
        says = f"It leads to a stage that is not there. {unknown(route.to, codes, 'stage of this pathway')}"
        yield Fault(place, says, "Choose a stage of this pathway.")
    elif route.to == stage.code and stage.code:
        yield Fault(place, "It leads back to its own stage.", "Lead it on, or take it out.")
    if route.kind == "exit" and route.to is not None:
        yield Fault(place, "An end of support leads to no stage.", "Leave the stage out, or change the kind.")
    if route.to is None and route.kind in ROUTES and route.kind not in _LEAVE:
        yield Fault(place, "It leads nowhere.", "Say to which stage.")


def _ways(pathway: Pathway) -> Iterator[Fault]:
    """Every stage can be reached from the first, and from every stage there is a way out."""
    codes = [stage.code for stage in pathway.stages]
    onward = {stage.code: {r.to for r in stage.routes if r.to in codes} for stage in pathway.stages}
    out = {stage.code for stage in pathway.stages if any(_leaves(route) for route in stage.routes)}
    reached = _reach(codes[:1], onward)
    for stage in pathway.stages:
        clause = clause_of(pathway, stage)
        if not out & _reach([stage.code], onward):
            yield Fault(clause, "It cannot be left.", "Give it a route out, or to a stage that has one.")
        if stage.code not in reached:
            yield Fault(clause, f'No route leads here from "{codes[0]}".', "Lead one here, or take it out.")


def _leaves(route: Route) -> bool:
    return route.to is None and route.kind in _LEAVE


def _reach(begin: list[str], onward: Mapping[str, set[str]]) -> set[str]:
    found, waiting = set(begin), list(begin)
    while waiting:
        for code in onward.get(waiting.pop(), ()):
            if code not in found:
                found.add(code)
                waiting.append(code)
    return found


def _contacts(spec: Specification) -> Iterator[Fault]:
    """One stage asks for one contact standard: on Today a person has a stage, and no pathway."""
    asked: dict[str, tuple[ContactStandard | None, str]] = {}
    for pathway in spec.pathways:
        for stage in pathway.stages:
            place = f"{clause_of(pathway, stage)}, contact"
            first, where = asked.setdefault(stage.code, (stage.contact, place))
            if _often(first) != _often(stage.contact):
                yield Fault(place, f"It differs from {where}.", "Give a stage one contact standard.")


def _often(contact: ContactStandard | None) -> tuple[object, ...] | None:
    return None if contact is None else (contact.times, contact.amount, contact.unit)
