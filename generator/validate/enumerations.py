"""Extensible enumerations: whether what a fact names is in the domain of its concept (Extensible Enumerations 2.0, 6.1; 1.0, 3).

In 2.0 a value is the URI of an expanded name (`namespace#local`), or a list of such in order; in 1.0 it is a QName. What a declaration
gets wrong is said with the taxonomy (`dts/enumeration_rules.py`), and then leaves a domain without members.
"""

from collections.abc import Iterator

from generator.diagnostics import Diagnostic, Location, error, quoted
from generator.model import Report, Taxonomy
from generator.qname import ENUMERATIONS_2, QName
from generator.records import NamedTuple
from generator.validate.values import chain_names

ENUMERATIONS_1 = "http://xbrl.org/2014/extensible-enumerations"
_MOST_SHOWN = 3


class Domain(NamedTuple):
    """What facts of one concept may name: QNames in 1.0, URIs in 2.0. `is_set` is where several are allowed."""

    members: frozenset[str | QName]
    code: str
    is_set: bool


def check(report: Report, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """What is wrong with the facts of enumerations; nil names nothing."""
    domains = {name: domain for name in taxonomy.enumerations if (domain := _domain(taxonomy, name)) is not None}
    for fact in report.facts if domains else ():
        domain = domains.get(fact.concept)
        if domain is None or fact.value is None:
            continue
        named: list[str | QName] = list(fact.value.split()) if isinstance(fact.value, str) else [fact.value]  # type: ignore[list-item]
        for code, message, hint in _problems(named, domain):
            yield error(code, f"{fact.concept.local}: {message}", hint=hint, location=Location(fact=fact.id))


def _domain(taxonomy: Taxonomy, concept: QName) -> Domain | None:
    """The domain of `concept`; None where its type is no enumeration's, whatever attributes it has."""
    declared = taxonomy.concepts.get(concept)
    names = chain_names(taxonomy.types, declared.type) if declared else ()
    kind = next(
        (name for name in names if name.namespace in (ENUMERATIONS_1, ENUMERATIONS_2) and name.local.startswith("enumeration")), None
    )
    if kind is None:
        return None
    members = taxonomy.enumeration_members(concept)
    if kind.namespace == ENUMERATIONS_1:
        return Domain(frozenset(members), "enumie:InvalidFactValue", False)
    is_set = kind.local.startswith("enumerationSet")
    code = "enum2ie:InvalidEnumerationSetValue" if is_set else "enum2ie:InvalidEnumerationValue"
    return Domain(frozenset(f"{member.namespace}#{member.local}" for member in members), code, is_set)


def _problems(named: list[str | QName], domain: Domain) -> Iterator[tuple[str, str, str]]:
    """The code, the sentence and the hint of each rule that the names break; none where the type refuses the value by its pattern."""
    if (not domain.is_set and len(named) != 1) or not all(isinstance(name, QName) or "#" in name for name in named):
        return
    foreign = [name for name in named if name not in domain.members]
    if foreign:
        shown = ", ".join(quoted(_local(name)) for name in foreign[:_MOST_SHOWN])
        known = ", ".join(sorted(_local(member) for member in domain.members)[:8]) or "none"
        yield domain.code, f"{shown} is not in the concept's domain.", f"Name members of the domain: {known}."
    if len(set(named)) < len(named):
        again = next(name for at, name in enumerate(named) if name in named[:at])
        yield "enum2ie:RepeatedEnumerationSetValue", f"{quoted(_local(again))} stands there twice.", "Name each member once."
    if named != sorted(named, key=str):
        message = "the members are not in the order of their names, by which equal sets are told."
        yield "enum2ie:InvalidEnumerationSetOrder", message, "Order them by namespace#name, character by character."


def _local(name: str | QName) -> str:
    return name.local if isinstance(name, QName) else name.rpartition("#")[2] or name
