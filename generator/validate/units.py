"""Units Registry 1.0: whether a fact's unit is one that the registry lists for the type of its concept.

The registry (`utr.xml`) comes as bytes and is parsed when the first fact with an unusual unit is met; only units of status REC count.
A type that the registry does not name is looked up by what it restricts; one that it names nowhere on the way takes any unit.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cache

from generator.diagnostics import Diagnostic, Location, Severity, quoted
from generator.model import Concept, Report, Taxonomy, Unit
from generator.qname import ISO4217, XBRLI, QName
from generator.records import NamedTuple
from generator.validate.values import chain_names
from generator.xmlstream import new_parser, parse

UTR = "http://www.xbrl.org/2009/utr"


class RegisteredUnit(NamedTuple):
    """An entry of the registry: a measure for an item type, or, where `numerator` has a name, a ratio of two item types."""

    measure: QName
    item_type: QName
    numerator: QName
    denominator: QName


PlainEntry = tuple[tuple[str, str], ...]
"""A RegisteredUnit as pairs of texts, as it is kept."""


class Registry:
    """The entries of a units registry, by the local name of their item type."""

    def __init__(self, rows: Sequence[PlainEntry]) -> None:
        """`rows` are the entries in any order; few of them are ever looked at."""
        self.rows = tuple(rows)
        self._by_type: dict[str, list[PlainEntry]] = {}
        for row in self.rows:
            self._by_type.setdefault(row[1][1], []).append(row)

    def entries(self, item_type: QName) -> list[RegisteredUnit]:
        """The entries for `item_type`; an entry, or a request, without a namespace fits every namespace."""
        found = [RegisteredUnit(*(QName(*name) for name in row)) for row in self._by_type.get(item_type.local, ())]
        return [e for e in found if e.item_type.namespace in ("", item_type.namespace) or not item_type.namespace]

    def names_units_of(self, namespaces: Iterable[str]) -> bool:
        """Whether the registry lists units of every one of `namespaces`."""
        return {row[0][0] for row in self.rows}.issuperset(namespaces)

    def allows(self, unit: Unit, item_type: QName) -> bool:
        """Whether `unit` may measure `item_type`: by one of its entries, or because it has none."""
        if len(unit.numerators) + len(unit.denominators) > 50:  # no unit of the registry has more than two: bound the work
            return False
        above, below = frozenset(_counted(unit.numerators)), frozenset(_counted(unit.denominators))
        return any(not rest[0] and not rest[1] for rest in self._remainders((above, below), item_type))

    def _remainders(self, unit: "_Measures", item_type: QName, depth: int = 0) -> Iterator["_Measures"]:
        """What can be left of `unit` once `item_type` is taken from its upper part; nothing left is a match."""
        above, below = unit
        entries = self.entries(item_type)
        if not entries:  # a type that the registry does not constrain takes whatever stands there
            yield frozenset(), below
            return
        for entry in entries:
            if entry.numerator == _NONE:
                for measure in sorted(above):
                    if measure[0].local == entry.measure.local and entry.measure.namespace in ("", measure[0].namespace):
                        yield above - {measure}, below
            elif depth < 4:
                for rest in self._remainders(unit, entry.numerator, depth + 1):
                    for turned in self._remainders((rest[1], rest[0]), entry.denominator, depth + 1):
                        yield turned[1], turned[0]


_NONE = QName("", "")
_Measures = tuple[frozenset[tuple[QName, int]], frozenset[tuple[QName, int]]]


def _counted(measures: tuple[QName, ...]) -> Iterator[tuple[QName, int]]:
    """The measures, each with a number that tells equal ones (m × m) apart."""
    return ((measure, measures[:i].count(measure)) for i, measure in enumerate(measures))


def check(report: Report, taxonomy: Taxonomy, registry: Callable[[], Registry]) -> Iterator[Diagnostic]:
    """An error `utre:error-NumericFactUtrInvalid` for each fact whose unit the registry does not list for its type."""
    verdicts: dict[tuple[QName, Unit], QName | None] = {}
    by_type: dict[tuple[QName, Unit], QName | None] = {}
    registry = cache(registry)  # it is large, and read for the first unit that needs it

    def verdict(name: QName, unit: Unit) -> QName | None:
        concept = taxonomy.concepts.get(name)
        if concept is None or _evident(concept, unit):
            return None
        key = (concept.type, unit)
        if key not in by_type:
            by_type[key] = _refusing_type(taxonomy, concept, unit, registry())
        return by_type[key]

    for fact in report.facts:
        if fact.unit is None:
            continue
        key = (fact.concept, fact.unit)
        try:
            item_type = verdicts[key]
        except KeyError:
            item_type = verdicts[key] = verdict(*key)
        if item_type is not None:
            shown = " × ".join(m.local for m in fact.unit.numerators) + "".join(f" / {m.local}" for m in fact.unit.denominators)
            yield Diagnostic(
                code="utre:error-NumericFactUtrInvalid",
                severity=_severity(item_type, fact.unit, registry()),
                message=f"{fact.concept.local}: the Units Registry lists no unit {quoted(shown)} for {item_type.local}.",
                hint="Use a unit of the registry, for money an ISO 4217 code such as iso4217:CNY.",
                location=Location(fact=fact.id),
            )


_PURE = QName(XBRLI, "pureItemType")


def _severity(item_type: QName, unit: Unit, registry: Registry) -> Severity:
    """XBRL 2.1 lets an item of pureItemType have any unit (4.8.2): a warning, unless the measures are of the registry's namespaces.

    A currency of the past is a warning too.
    """
    measures = (*unit.numerators, *unit.denominators)
    foreign = item_type == _PURE and not registry.names_units_of({measure.namespace for measure in measures})
    return Severity.WARNING if foreign or _is_withdrawn(unit) else Severity.ERROR


_OF_THE_PAST = """
ADP AFA ALK ANG AOK AON AOR ARA ARP ARY ATS AZM BAD BEC BEF BEL BGJ BGK BGL BOP BRB BRC BRE BRN BRR BUK BYB BYR CHC CSD
CSJ CSK CYP DDM DEM ECS ECV EEK ESA ESB ESP FIM FRF GEK GHC GHP GNE GNS GQE GRD GWE GWP HRD HRK IEP ILP ILR ISJ ITL LAJ
LSM LTL LTT LUC LUF LUL LVL LVR MGF MLF MRO MTL MTP MVQ MXP MZE MZM NIC NLG PEH PEI PEN PES PLZ PTE RHD ROK ROL RUR SDD
SDP SIT SKK SLL SRG STD SUR SVC TJR TMM TPE TRL UAK UGS UGW USS UYN UYP VEB VEF VNC XEU XFO XFU YDD YUD YUM YUN ZAL ZMK
ZRN ZRZ ZWC ZWD ZWL ZWN ZWR
"""
_WITHDRAWN = frozenset(_OF_THE_PAST.split())
"""Currencies of the past (ISO 4217, table A.3), right for the amounts of their time."""


def _is_withdrawn(unit: Unit) -> bool:
    return any(measure.namespace == ISO4217 and measure.local in _WITHDRAWN for measure in (*unit.numerators, *unit.denominators))


_EVIDENT = frozenset(
    [("monetaryItemType", QName(ISO4217, code)) for code in ("CNY", "EUR", "GBP", "HKD", "JPY", "USD")]
    + [(name, QName(XBRLI, "pure")) for name in ("pureItemType", "percentItemType")]
    + [("sharesItemType", QName(XBRLI, "shares"))]
)
"""What every edition of the registry lists: reports with no other units, nearly all, need not wait for it to be parsed."""


def _evident(concept: Concept, unit: Unit) -> bool:
    return not unit.denominators and len(unit.numerators) == 1 and (concept.type.local, unit.numerators[0]) in _EVIDENT


def _refusing_type(taxonomy: Taxonomy, concept: Concept, unit: Unit, registry: Registry) -> QName | None:
    """The first type of the concept's chain that the registry names, if it refuses the unit."""
    if not concept.is_numeric:
        return None
    for name in chain_names(taxonomy.types, concept.type):
        if registry.entries(name):
            return None if registry.allows(unit, name) else name
    return None


def read_registry(data: bytes, path: str = "utr.xml") -> Registry:
    """The registry in the bytes of a `utr.xml`. Raises InputError where it is not well-formed."""
    entries: list[PlainEntry] = []
    fields: dict[str, str] = {}
    text: list[str] = []
    parser = new_parser(path)

    start_of_ours = f"{UTR}}}"  # names are compared as expat gives them: the registry is read while a hook waits

    def start(name: str, _: dict[str, str]) -> None:
        text.clear()
        if name == f"{start_of_ours}unit":
            fields.clear()

    def end(name: str) -> None:
        if not name.startswith(start_of_ours):
            return
        local = name[len(start_of_ours) :]
        if local != "unit":
            fields[local] = "".join(text).strip()
        elif fields.get("status") == "REC":
            entries.append(_plain(fields))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = text.append
    parse(parser, data, path)
    return Registry(entries)


def _plain(fields: Mapping[str, str]) -> PlainEntry:
    pairs = (
        ("nsUnit", "unitId"),
        ("nsItemType", "itemType"),
        ("nsNumeratorItemType", "numeratorItemType"),
        ("nsDenominatorItemType", "denominatorItemType"),
    )
    return tuple((fields.get(namespace, ""), fields.get(local, "")) for namespace, local in pairs)
