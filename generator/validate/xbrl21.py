"""XBRL 2.1, as far as it speaks of single facts: concepts, values, units, periods, decimals, nil.

A rule is a function of a concept and a fact; all but the value's own are evaluated once for each combination of concept,
unit, period and nil, because reports repeat those thousands of times. What the Report cannot show any
more (both precision and decimals, an empty scenario …) is the readers' to find.
"""

from collections.abc import Iterator, Mapping
from decimal import Decimal

from generator.dates import is_day
from generator.diagnostics import Diagnostic, Location, Severity, quoted
from generator.model import Concept, Fact, Period, Report, Taxonomy, Unit
from generator.qname import ISO4217, NOTE_CONCEPT, XBRLI, QName
from generator.records import NamedTuple
from generator.validate.values import Checker, checker


class Finding(NamedTuple):
    """What a rule found: code, message, hint."""

    code: str
    message: str
    hint: str | None = None


def check(report: Report, taxonomy: Taxonomy) -> Iterator[Diagnostic]:
    """The defects of every fact, in the order of reporting; `xbrl:note` facts, which have no concept, are passed over."""
    aspects: dict[_Aspects, tuple[Finding, ...]] = {}
    kinds: dict[QName, object] = {}  # what of a concept the rules look at: many concepts are alike
    checkers: dict[QName, Checker | None] = {}
    types = _Types(taxonomy)
    for fact in report.facts:
        concept_name, value = fact.concept, fact.value
        kind = kinds.get(concept_name)
        if kind is None:
            kind = kinds[concept_name] = _kind(concept_name, taxonomy)
        key = (kind, fact.unit, fact.period, value is None)
        findings = aspects.get(key)
        if findings is None:
            findings = aspects[key] = _aspect_findings(fact, taxonomy) if concept_name != NOTE_CONCEPT else ()
        if findings:
            for finding in findings:
                yield _diagnostic(fact, finding)
        if value is None:
            if fact.decimals is not None:
                yield _diagnostic(fact, _NIL_DECIMALS)
            continue
        try:
            valid = checkers[concept_name]
        except KeyError:
            valid = checkers[concept_name] = types.checker(concept_name)
        if valid is not None:
            problem = valid(value)
            if problem is not None:
                yield _diagnostic(fact, _value_finding(fact, taxonomy, *problem))


_Aspects = tuple[object, Unit | None, Period | None, bool]
_NIL_DECIMALS = Finding("xbrl.4.6.3", "A nil fact has no decimals.", "Leave the decimals out.")


def _kind(name: QName, taxonomy: Taxonomy) -> object:
    """What of a concept the rules depend on; its own name where it is none of the taxonomy."""
    concept = taxonomy.concepts.get(name)
    if concept is None or name == NOTE_CONCEPT:
        return name
    return (concept.abstract, concept.nillable, concept.base_type, concept.period_type)


def _diagnostic(fact: Fact, finding: Finding) -> Diagnostic:
    message = f"{fact.concept.local}: {finding.message}"
    return Diagnostic(code=finding.code, severity=Severity.ERROR, message=message, hint=finding.hint, location=Location(fact=fact.id))


class _Types:
    """The checks of values by concept, one a type."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        self.taxonomy = taxonomy
        self.by_type: dict[tuple[QName, str], Checker] = {}

    def checker(self, name: QName) -> Checker | None:
        """The check of `name`'s values; None where there is nothing to check (unknown concepts are found elsewhere)."""
        concept = self.taxonomy.concepts.get(name)
        if concept is None or name == NOTE_CONCEPT or concept.base_type in ("", "fractionItemType"):
            return None
        key = (concept.type, concept.base_type)
        if key not in self.by_type:
            builtin = _BUILTIN.get(concept.base_type, concept.base_type.removesuffix("ItemType"))
            self.by_type[key] = checker(self.taxonomy.types, concept.type, builtin)
        return self.by_type[key]


_BUILTIN: Mapping[str, str] = {"monetaryItemType": "decimal", "sharesItemType": "decimal", "pureItemType": "decimal"}


def _value_finding(fact: Fact, taxonomy: Taxonomy, code: str, reason: str) -> Finding:
    name = taxonomy.concepts[fact.concept].type.local
    return Finding(code, f"The value “{quoted(str(fact.value))}” is not valid for {name}: {reason}.")


# ---------------------------------------------------------------- rules over concept, unit, period and nil


def _aspect_findings(fact: Fact, taxonomy: Taxonomy) -> tuple[Finding, ...]:
    concept = taxonomy.concepts.get(fact.concept)
    if concept is None:
        hint = "Check the name and its namespace, and the taxonomy that the report names."
        return (Finding("oime:unknownConcept", f"The taxonomy declares no concept {quoted(str(fact.concept))}.", hint),)
    return tuple(finding for rule in RULES for finding in rule(concept, fact))


def not_abstract(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """An abstract concept groups others and takes no value (XML Schema, cvc-elt.2)."""
    if concept.abstract:
        yield Finding("oime:valueForAbstractConcept", "An abstract concept cannot have a value.")


def nil_only_where_nillable(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """A nil fact needs a nillable concept (XML Schema, cvc-elt.3.1)."""
    if fact.value is None and not concept.nillable:
        yield Finding("cvc-elt.3.1", "The concept is not nillable, so the fact needs a value.")


def numeric_has_unit(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """A numeric item has a unit, another has none (XBRL 2.1, 4.6.2)."""
    if concept.is_numeric and fact.unit is None:
        yield Finding("xbrl.4.6.2", "A numeric fact needs a unit.", "Give the fact a unit, such as iso4217:CNY or xbrli:pure.")
    elif fact.unit is not None and not concept.is_numeric:
        yield Finding("xbrl.4.6.2", "Only a numeric fact has a unit.", "Leave the unit out.")


def monetary_unit_is_a_currency(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """The unit of a monetary item is one ISO 4217 currency (XBRL 2.1, 4.8.2)."""
    if concept.base_type != "monetaryItemType" or fact.unit is None:
        return
    if len(fact.unit.numerators) != 1 or fact.unit.denominators:
        yield Finding("xbrl.4.8.2", f"A monetary amount has one currency as its unit, not {_shown(fact.unit)}.")
        return
    measure = fact.unit.numerators[0]
    if measure.namespace != ISO4217 or not (len(measure.local) == 3 and measure.local.isascii() and measure.local.isupper()):
        hint = "Use a currency code of ISO 4217, such as iso4217:CNY."
        yield Finding("xbrl.4.8.2", f"The unit of a monetary amount is a currency, not {_shown(fact.unit)}.", hint)


def shares_unit_is_shares(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """The unit of a shares item is xbrli:shares (XBRL 2.1, 4.8.2); for pure items there is no such rule."""
    if concept.base_type == "sharesItemType" and fact.unit not in (None, _SHARES):
        yield Finding("xbrl.4.8.2", f"The unit of a number of shares is xbrli:shares, not {_shown(fact.unit)}.")


_SHARES = Unit((QName(XBRLI, "shares"),))
_XBRLI_MEASURES = frozenset({QName(XBRLI, "pure"), QName(XBRLI, "shares")})


def measures_are_known(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """Of the xbrli namespace only pure and shares are measures (XBRL 2.1, 4.8.2)."""
    for measure in (*fact.unit.numerators, *fact.unit.denominators) if fact.unit else ():
        if measure.namespace == XBRLI and measure not in _XBRLI_MEASURES:
            yield Finding("xbrl.4.8.2", f"There is no measure xbrli:{quoted(measure.local)}; there are xbrli:pure and xbrli:shares.")


def unit_is_in_simplest_form(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """No measure stands both above and below the line (XBRL 2.1, 4.8.4)."""
    for measure in sorted(set(fact.unit.numerators) & set(fact.unit.denominators)) if fact.unit else ():
        yield Finding("xbrl.4.8.4", f"The measure {quoted(measure.local)} stands above and below the line of the unit: cancel it.")


def period_fits_the_concept(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """An instant concept has an instant, a duration concept a duration or forever (XBRL 2.1, 4.7.2)."""
    instant = fact.period is not None and fact.period.start is None
    if concept.period_type == "instant" and not instant:
        yield Finding("xbrl.4.7.2", "The concept is of an instant, but the fact has a duration.", "Report it for one day: a balance date.")
    elif concept.period_type == "duration" and instant:
        yield Finding("xbrl.4.7.2", "The concept is of a duration, but the fact has an instant.", "Give the fact a start and an end.")


def period_starts_before_it_ends(concept: Concept, fact: Fact) -> Iterator[Finding]:
    """The dates of a period exist, and it starts before it ends (XBRL 2.1, 4.7.2)."""
    period = fact.period
    if period is None:
        return
    ordered = _ordered(period)
    if ordered is None:
        yield Finding("xbrl.4.7.2", f"The period {quoted(_period(period))} is not made of dates that can be compared.")
    elif not ordered:
        yield Finding("xbrl.4.7.2", f"The period {quoted(_period(period))} ends before it starts.")


def _ordered(period: Period) -> bool | None:
    """Whether a period starts before it ends; None where its dates do not exist or cannot be compared."""
    start, end = period
    if _is_midnight(end) and (start is None or _is_midnight(start)):
        return start is None or start < end
    from datetime import datetime  # slow to import, and nearly all periods start and end at midnight

    try:
        ends = datetime.fromisoformat(end)
        return start is None or datetime.fromisoformat(start) < ends
    except (ValueError, TypeError):  # TypeError: one of the two has a time zone
        return None


def _is_midnight(text: str) -> bool:
    """Whether `text` is a day of the calendar at 00:00:00, without a time zone: such texts order as their times do."""
    year, month, day = text[:4], text[5:7], text[8:10]
    return (
        len(text) == 19
        and text[10:] == "T00:00:00"
        and text[4] == text[7] == "-"
        and text.isascii()
        and (year + month + day).isdigit()
        and year != "0000"
        and is_day(int(year), int(month), int(day))
    )


RULES = (
    not_abstract,
    nil_only_where_nillable,
    numeric_has_unit,
    monetary_unit_is_a_currency,
    shares_unit_is_shares,
    measures_are_known,
    unit_is_in_simplest_form,
    period_fits_the_concept,
    period_starts_before_it_ends,
)
"""Every rule but the value's, in the order of their diagnostics."""


def _shown(unit: Unit | None) -> str:
    if unit is None:
        return "none"
    above = " × ".join(m.local for m in unit.numerators) or "1"
    return quoted(f"{above} / {' × '.join(m.local for m in unit.denominators)}" if unit.denominators else above)


def _period(period: Period) -> str:
    return f"{period.start} – {period.end}" if period.start else period.end


def is_number(fact: Fact) -> bool:
    """Whether the fact has a finite numeric value: calculations and duplicates take no other."""
    return isinstance(fact.value, Decimal) and fact.value.is_finite()
