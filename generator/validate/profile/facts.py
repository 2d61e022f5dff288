"""The checks of a profile that look at facts: entities, periods, units, languages, labels. One small generator a check.

A check takes the report, its taxonomy and the words of its rule's parameter, and yields what it objects to: the offending thing, and
the fact (None: the report as a whole).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence

from generator.diagnostics import Diagnostic, Location
from generator.model import Fact, Report, Taxonomy
from generator.qname import ISO4217, NOTE_CONCEPT, STANDARD_LABEL, QName
from generator.validate.profile.table import Profile

Offence = tuple[str, str | None]
FactCheck = Callable[[Report, Taxonomy, Sequence[str]], Iterator[Offence]]

_FORMS = {"uscc": 18, "lei": 20}
_MIDNIGHT = "T00:00:00"


def check_facts(report: Report, taxonomy: Taxonomy, profile: Profile) -> Iterator[Diagnostic]:
    """What the profile finds wrong with the facts of `report`; each diagnostic names its fact, where it is about one."""
    for rule in profile.rules:
        if rule.check in FACT_CHECKS:
            for value, fact in FACT_CHECKS[rule.check][0](report, taxonomy, rule.parameter):
                yield rule.finding(value, profile.language, Location(fact=fact))


def _facts(report: Report) -> Iterator[Fact]:
    """The facts that are no notes: a note has the entity of all notes."""
    return (fact for fact in report.facts if fact.concept != NOTE_CONCEPT)


def entity_scheme(report: Report, _: Taxonomy, schemes: Sequence[str]) -> Iterator[Offence]:
    """Entities are identified in one of `schemes`."""
    seen = set()
    for fact in _facts(report):
        if fact.entity.scheme not in schemes and fact.entity.scheme not in seen:
            seen.add(fact.entity.scheme)
            yield fact.entity.scheme, fact.id


def identifier(report: Report, _: Taxonomy, parameter: Sequence[str]) -> Iterator[Offence]:
    """Identifiers have right check characters: `uscc` (GB 32100-2015) or `lei` (ISO 17442), and the scheme that they are in.

    Without a scheme every identifier with the length of one is checked.
    """
    kind, schemes = parameter[0], parameter[1:]
    seen = set()
    for fact in _facts(report):
        entity = fact.entity
        if entity not in seen:
            seen.add(entity)
            meant = entity.scheme in schemes if schemes else len(entity.identifier) == _FORMS[kind] and entity.identifier.isalnum()
            if meant and not _is_valid(kind, entity.identifier):
                yield entity.identifier, fact.id


def _is_valid(kind: str, text: str) -> bool:
    # Imported here: only a profile that asks for identifiers pays for it.
    from stdnum import lei
    from stdnum.cn import uscc

    return text.isascii() and text == text.upper() and bool((lei if kind == "lei" else uscc).is_valid(text))


def one_entity(report: Report, _: Taxonomy, __: Sequence[str]) -> Iterator[Offence]:
    """All facts are about one entity."""
    seen: dict[object, str] = {}
    for fact in _facts(report):
        if fact.entity not in seen:
            seen[fact.entity] = fact.id
            if len(seen) > 1:
                yield fact.entity.identifier, fact.id


def label(report: Report, taxonomy: Taxonomy, parameter: Sequence[str]) -> Iterator[Offence]:
    """Whatever is reported (concepts, dimensions, members) has a standard label in each language of the parameter; `any`: in some one."""
    for name, fact in _reported(report).items():
        found = {item.language.split("-")[0].lower() for item in taxonomy.labels.get(name, ()) if item.role == STANDARD_LABEL}
        for language in parameter:
            if language not in found and not (language == "any" and found):
                yield name.local, fact


def _reported(report: Report) -> dict[QName, str]:
    """Every concept, dimension and explicit member that is reported, with the first fact that does."""
    names: dict[QName, str] = {}
    for fact in _facts(report):
        names.setdefault(fact.concept, fact.id)
        for dimension, member in fact.dimensions:
            names.setdefault(dimension, fact.id)
            if isinstance(member, QName):
                names.setdefault(member, fact.id)
    return names


def currency(report: Report, _: Taxonomy, currencies: Sequence[str]) -> Iterator[Offence]:
    """Amounts are in one of `currencies` (ISO 4217)."""
    seen = set()
    for fact in report.facts:
        for measure in (*fact.unit.numerators, *fact.unit.denominators) if fact.unit else ():
            if measure.namespace == ISO4217 and measure.local not in currencies and measure not in seen:
                seen.add(measure)
                yield measure.local, fact.id


def fact_language(report: Report, _: Taxonomy, languages: Sequence[str]) -> Iterator[Offence]:
    """Texts are in one of `languages`."""
    seen = set()
    for fact in _facts(report):
        primary = (fact.language or "").split("-")[0]
        if primary and primary not in languages and primary not in seen:
            seen.add(primary)
            yield primary, fact.id


def whole_days(report: Report, _: Taxonomy, __: Sequence[str]) -> Iterator[Offence]:
    """Periods begin and end with a day."""
    for fact in report.facts:
        for moment in (fact.period.start, fact.period.end) if fact.period else ():
            if moment is not None and not moment.endswith(_MIDNIGHT):
                yield moment, fact.id
                return


def taxonomy_of(report: Report, _: Taxonomy, prefixes: Sequence[str]) -> Iterator[Offence]:
    """The report is against a taxonomy whose URL begins with one of `prefixes`."""
    if not any(url.startswith(tuple(prefixes)) for url in report.taxonomy):
        yield ", ".join(report.taxonomy), None


def required_concept(report: Report, _: Taxonomy, names: Sequence[str]) -> Iterator[Offence]:
    """Each concept of `names` (local names, or `{namespace}local`) is reported."""
    reported = {fact.concept for fact in report.facts}
    known = {name.local for name in reported} | {f"{{{name.namespace}}}{name.local}" for name in reported}
    yield from ((name, None) for name in names if name not in known)


def most_decimals(report: Report, taxonomy: Taxonomy, parameter: Sequence[str]) -> Iterator[Offence]:
    """Facts of an item type (`monetary -2`) have at most so many decimals; exact ones (INF) have more."""
    kind, most = f"{parameter[0]}ItemType", int(parameter[1])
    for fact in report.facts:
        concept = taxonomy.concepts.get(fact.concept)
        if concept is not None and concept.base_type == kind and fact.value is not None and (fact.decimals is None or fact.decimals > most):
            yield "INF" if fact.decimals is None else str(fact.decimals), fact.id


_WORDS = r"\S+(?:\s+\S+)*"

FACT_CHECKS: Mapping[str, tuple[FactCheck, str]] = {
    "currency": (currency, r"[A-Z]{3}(?:\s+[A-Z]{3})*"),
    "decimals": (most_decimals, r"[A-Za-z]+\s+-?\d{1,3}"),
    "entity-scheme": (entity_scheme, _WORDS),
    "fact-language": (fact_language, r"[a-z]{2,3}(?:\s+[a-z]{2,3})*"),
    "identifier": (identifier, r"(?:uscc|lei)(?:\s+\S+)*"),
    "label": (label, r"[a-z]{2,3}(?:\s+[a-z]{2,3})*"),
    "one-entity": (one_entity, ""),
    "required-concept": (required_concept, _WORDS),
    "taxonomy": (taxonomy_of, _WORDS),
    "whole-days": (whole_days, ""),
}
"""The checks on facts by the names that tables use, each with the pattern of its parameter."""
