"""Facts from the texts of their aspects, the same for xBRL-JSON and xBRL-CSV: SQNames, units, periods, dimensions, notes.

OIM 1.0 and OIM common definitions 1.0. A defect is raised as `Defect`, which the reader turns into a Diagnostic at the fact.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal

from generator.diagnostics import quoted
from generator.model import NO_ENTITY, PURE, Entity, Fact, Member, Period, Taxonomy, Unit, Value
from generator.qname import NOTE_CONCEPT, QName
from generator.read.concepts import ConceptUse, ConceptUses
from generator.read.oim_document import NCNAME, Defect, DocumentInfo
from generator.read.oim_values import DomainTypes, enumeration_names, fragment_defect, is_canonical
from generator.read.values import canonical_value
from generator.records import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from generator.read.oim_values import Enumeration

_SQNAME = re.compile(rf"({NCNAME}):(\S+)")
_QNAME = re.compile(rf"({NCNAME}):({NCNAME})")
_FACTORS = rf"{NCNAME}:{NCNAME}(?:\*{NCNAME}:{NCNAME})*"
_PART = rf"(?:{NCNAME}:{NCNAME}|\({NCNAME}:{NCNAME}(?:\*{NCNAME}:{NCNAME})+\))"
_UNIT = re.compile(rf"(?:{_FACTORS}|{_PART}/{_PART})")
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*[1-9])?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_PERIOD = re.compile(rf"(?:({_INSTANT})/)?({_INSTANT})")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_BUILT_IN = frozenset(("concept", "entity", "period", "unit", "language", "noteId"))


_PER_FACT = frozenset(("concept", "unit", "language"))


class _Context(NamedTuple):
    """The aspects that many facts share, interpreted once."""

    entity: Entity
    period: Period | None
    dimensions: tuple[tuple[QName, Member], ...]


class FactMaker:
    """Facts from the texts of their aspects, for one report."""

    def __init__(self, info: DocumentInfo, taxonomy: Taxonomy, family: str) -> None:
        """`family` is the codes' prefix, "xbrlje" or "xbrlce"; in CSV unit, language and decimals where a fact can have none
        are ignored, in JSON they are errors (xBRL-CSV 1.0, 3.1.4)."""
        self._namespaces = info.namespaces
        self._canonical = info.canonical and family == "xbrlje"
        self._types = DomainTypes(taxonomy)
        self._taxonomy = taxonomy
        self._family = family
        self._strict = family == "xbrlje"
        self._uses = ConceptUses(taxonomy)
        self._concepts: dict[str | None, ConceptUse] = {}
        self._enumerations: dict[QName, Enumeration] = {}
        self._contexts: dict[tuple[tuple[str, str | None], ...], _Context] = {}
        self._units: dict[str, Unit] = {}
        self._names: dict[QName, QName] = {}

    def fact(
        self, key: str, value: str | None, decimals: int | None, aspects: Mapping[str, str | None], report: Callable[[Defect], None]
    ) -> Fact:
        """The fact `key`; `value` None is nil. Raises Defect where it cannot be one; `report` takes what it can be in spite of."""
        name = aspects.get("concept")
        use = self._concepts.get(name)
        if use is None:
            concept = self._qname(name, "concept")
            if concept == NOTE_CONCEPT:
                return self._note(key, value, decimals, aspects)
            use = self._concepts[name] = self._use(concept)
        shared = tuple([item for item in aspects.items() if item[0] not in _PER_FACT])
        context = self._contexts.get(shared)
        if context is None:
            context = self._contexts[shared] = self._context(aspects, report)
        unit = self._unit_of(use, aspects)
        language = self._language(use, aspects)
        found: Value = None
        if value is not None:
            found = self._value(value, use)
        if decimals is not None and not isinstance(found, Decimal):
            if self._strict:
                what = "nil" if value is None else "not numeric"
                raise Defect("oime:misplacedDecimalsProperty", f"The fact is {what}, but has decimals.", part="/decimals")
            decimals = None
        return Fact(key, use.concept.qname, found, context.entity, context.period, unit, decimals, language, context.dimensions)

    def _value(self, value: str, use: ConceptUse) -> Value:
        """The fact's value. Raises Defect."""
        kind = self._enumerations[use.concept.qname]
        if self._canonical:
            ordered = kind != "set" or value.split(" ") == sorted(value.split(" "))
            if not ordered or not is_canonical(value, use.primitive):
                message = f"{quoted(value)} is not in canonical form, which the report promises."
                raise Defect("xbrlje:nonCanonicalValue", message, "Drop the feature xbrl:canonicalValues, or rewrite the value.", "/value")
        try:
            if kind:
                return enumeration_names(value, kind, lambda prefix: self._namespace(prefix, "", "/value"))
            return use.number(value) if use.numeric else canonical_value(value, use.concept, self._taxonomy, self._resolve)
        except ValueError as problem:
            raise Defect(f"{self._family}:invalidFactValue", f"The value does not fit its type: {problem}.", part="/value") from None

    def check(self, aspect: str, text: str | None) -> None:
        """Raise Defect where no fact could have `text` as its `aspect`, by itself (None: nil)."""
        if aspect == "concept":
            name = self._qname(text, "concept")
            if name != NOTE_CONCEPT:
                self._use(name)
        elif aspect == "entity":
            self.entity(text)
        elif aspect == "period":
            self._period(text)
        elif aspect == "unit":
            self._unit(text or "")
        elif aspect == "language":
            self._language_code(text or "")
        else:
            found: list[Defect] = []
            self._dimension(aspect, text, found.append)
            if found:
                raise found[0]

    def is_numeric(self, concept: str | None) -> bool:
        """Whether `concept`, an SQName, names a numeric concept of the taxonomy."""
        found = _QNAME.fullmatch(concept or "")
        use = self._uses[QName(self._namespaces.get(found[1], ""), found[2])] if found else None
        return use is not None and use.numeric

    # ------------------------------------------------------------ aspects

    def _context(self, aspects: Mapping[str, str | None], report: Callable[[Defect], None]) -> _Context:
        dimensions: dict[QName, Member] = {}
        for name, member in aspects.items():
            pair = None if name in _BUILT_IN else self._dimension(name, member, report)
            if pair is not None:
                if pair[0] in dimensions:  # through two prefixes
                    message = f"The dimension {quoted(name)} is given twice."
                    raise Defect(f"{self._family}:invalidJSONStructure", message, part="/dimensions")
                dimensions[pair[0]] = pair[1]
        if "noteId" in aspects:
            raise Defect("oime:misplacedNoteIDDimension", "Only notes have a noteId.", part="/dimensions/noteId")
        entity = self.entity(aspects["entity"]) if "entity" in aspects else NO_ENTITY
        period = self._period(aspects["period"]) if "period" in aspects else None
        return _Context(entity, period, tuple((dimension, dimensions[dimension]) for dimension in sorted(dimensions)))

    def _use(self, name: QName) -> ConceptUse:
        use = self._uses[name]
        if use is None:
            raise Defect("oime:unknownConcept", f"The taxonomy declares no concept {quoted(str(name))}.", part="/dimensions/concept")
        if self._types.unsupported(use.concept):
            message = f"{name.local} is a tuple, a fraction or prefixed content, which the Open Information Model cannot hold."
            raise Defect("oime:unsupportedConceptDataType", message, part="/dimensions/concept")
        if use.concept.abstract:
            raise Defect("oime:valueForAbstractConcept", f"{name.local} is abstract: it has no facts.", part="/dimensions/concept")
        self._enumerations[name] = self._types.enumeration(use.concept)
        return use

    def _resolve(self, text: str) -> QName:
        prefix, colon, local = text.rpartition(":")
        return QName(self._namespaces[prefix] if colon else "", local)

    def _qname(self, text: str | None, aspect: str) -> QName:
        if text is None:
            if aspect == "concept":
                raise Defect("oime:missingConceptDimension", "The fact has no concept.", part="/dimensions")
            raise Defect(f"{self._family}:invalidDimensionValue", "An explicit dimension has no nil member.", part=f"/dimensions/{aspect}")
        found = _QNAME.fullmatch(text)
        if not found:
            code = {"concept": f"{self._family}:invalidConceptQName", "unit": "oimce:invalidUnitStringRepresentation"}
            if self._strict:
                code["concept"] = "xbrlje:invalidJSONStructure"
            shown = code.get(aspect, f"{self._family}:invalidDimensionValue")
            raise Defect(shown, f"{quoted(text)} is no prefix:name.", part=f"/dimensions/{aspect}")
        name = QName(self._namespace(found[1], aspect), found[2])
        return self._names.setdefault(name, name)  # contexts are many, names are few

    def _namespace(self, prefix: str, aspect: str, part: str = "") -> str:
        if prefix not in self._namespaces:
            hint = "Declare it in documentInfo, namespaces."
            raise Defect("oimce:unboundPrefix", f"The prefix {quoted(prefix)} is not declared.", hint, part or f"/dimensions/{aspect}")
        return self._namespaces[prefix]

    def entity(self, text: str | None) -> Entity:
        """The entity of an SQName: its prefix stands for the scheme. Raises Defect."""
        found = _SQNAME.fullmatch(text or "")
        if not found:
            raise Defect("oimce:invalidSQName", f"{quoted(text or '')} is no scheme:identifier.", part="/dimensions/entity")
        entity = Entity(self._namespace(found[1], "entity"), found[2])
        if entity == NO_ENTITY:
            message = "This entity is reserved for reports that name none."
            raise Defect("oime:invalidUseOfReservedIdentifier", message, "Leave it out.", "/dimensions/entity")
        return entity

    def _period(self, text: str | None) -> Period:
        family = "oimce" if self._strict else "xbrlce"
        found = _PERIOD.fullmatch(text or "")
        if not found:
            hint = "Write 2024-01-01T00:00:00, or start/end."
            raise Defect(f"{family}:invalidPeriodRepresentation", f"{quoted(text or '')} is no period.", hint, "/dimensions/period")
        start, end = found[1], found[2]
        return Period(None if start == end else start, end)

    def _unit_of(self, use: ConceptUse, aspects: Mapping[str, str | None]) -> Unit | None:
        if not use.numeric:
            if "unit" in aspects and self._strict:
                message = f"{use.concept.qname.local} is not numeric, but the fact has a unit."
                raise Defect("oime:misplacedUnitDimension", message, part="/dimensions/unit")
            return None
        return self._unit(aspects["unit"] or "") if "unit" in aspects else PURE

    def _unit(self, text: str) -> Unit:
        """The unit of a unit string (OIM common 1.0, 3.4)."""
        if text not in self._units:
            if not _UNIT.fullmatch(text):
                hint = "Write iso4217:CNY, or iso4217:CNY/xbrli:shares."
                raise Defect("oimce:invalidUnitStringRepresentation", f"{quoted(text)} is no unit.", hint, "/dimensions/unit")
            above, _, below = text.partition("/")
            parts = [tuple(sorted(self._qname(m, "unit") for m in p.strip("()").split("*"))) if p else () for p in (above, below)]
            unit = Unit(parts[0], parts[1])
            if unit == PURE:
                raise Defect("oime:illegalPureUnit", "The unit xbrli:pure is left out, never written.", part="/dimensions/unit")
            self._units[text] = unit
        return self._units[text]

    def _language(self, use: ConceptUse, aspects: Mapping[str, str | None]) -> str | None:
        if "language" not in aspects:
            return None
        language = self._language_code(aspects["language"] or "")
        if not use.text:
            if self._strict:
                message = f"{use.concept.qname.local} is no text, but the fact has a language."
                raise Defect("oime:misplacedLanguageDimension", message, part="/dimensions/language")
            return None
        if self._strict and language != language.lower():
            message = f"The language {quoted(language)} is not in lower case."
            raise Defect("xbrlje:invalidLanguageCodeCase", message, part="/dimensions/language")
        return language.lower()

    def _language_code(self, language: str) -> str:
        if not _LANGUAGE.fullmatch(language):
            code = "oime:invalidLanguage" if self._strict else "xbrlce:invalidLanguageCode"
            raise Defect(code, f"{quoted(language)} is no language.", part="/dimensions/language")
        return language

    def _dimension(self, name: str, member: str | None, report: Callable[[Defect], None]) -> tuple[QName, Member] | None:
        """A dimension and its member; None where the member is the default, which `report` is told."""
        part = f"/dimensions/{name}"
        found = _QNAME.fullmatch(name)
        if not found:
            raise Defect(f"{self._family}:invalidJSONStructure", f"There is no dimension {quoted(name)}.", part=part)
        dimension = QName(self._namespace(found[1], name), found[2])
        concept = self._taxonomy.concepts.get(dimension)
        if concept is None or (concept.typed_domain is None and concept.substitution_group.local != "dimensionItem"):
            raise Defect("oime:unknownDimension", f"The taxonomy declares no dimension {quoted(name)}.", part=part)
        if concept.typed_domain is not None:
            self._check_typed(concept.typed_domain, name, member)
            return dimension, member
        value = self._qname(member, name)
        if self._taxonomy.defaults.get(dimension) != value:
            return dimension, value
        family = "oime" if self._strict else "xbrlce"
        hint = "Leave the dimension out: its default holds by itself."
        report(Defect(f"{family}:invalidDimensionValue", f"{quoted(member or '')} is the default member of {quoted(name)}.", hint, part))
        return None

    def _check_typed(self, domain: QName, name: str, member: str | None) -> None:
        part = f"/dimensions/{name}"
        if self._types.unsupported_domain(domain):
            message = f"The members of {quoted(name)} are of a type that the Open Information Model cannot hold."
            raise Defect("oime:unsupportedDimensionDataType", message, part=part)
        if self._canonical and member is not None and not is_canonical(member, self._types.primitive_of_domain(domain)):
            raise Defect("xbrlje:nonCanonicalValue", f"{quoted(member)} is not in canonical form.", part=part)

    # ------------------------------------------------------------ notes (OIM 1.0, 3.5.1.1)

    def _note(self, key: str, value: str | None, decimals: int | None, aspects: Mapping[str, str | None]) -> Fact:
        if not aspects.get("language"):
            raise Defect("oime:missingLanguageForNoteFact", "The note has no language.", part="/dimensions")
        if self._strict and "noteId" not in aspects:
            raise Defect("oime:missingNoteIDDimension", "The note has no noteId.", f'"noteId": "{quoted(key)}"', "/dimensions")
        if self._strict and aspects["noteId"] != key:
            raise Defect("oime:invalidNoteIDValue", "The note's noteId is not its id.", f'"noteId": "{quoted(key)}"', "/dimensions/noteId")
        if self._strict and decimals is not None:
            raise Defect("oime:misplacedDecimalsProperty", "A note has no decimals.", part="/decimals")
        for name in aspects:
            if name in ("entity", "period") or name not in _BUILT_IN:
                raise Defect("oime:misplacedNoteFactDimension", f"A note has no {quoted(name)}.", part=f"/dimensions/{name}")
            if name == "unit" and self._strict:
                raise Defect("oime:misplacedUnitDimension", "A note has no unit.", part="/dimensions/unit")
        if value is None:
            raise Defect("oime:invalidXHTMLFragment", "The note's value is nil.", part="/value")
        if wrong := fragment_defect(value):
            raise Defect(*wrong, "Escape & and < in plain text; write XHTML without prefixes.", "/value")
        language = (aspects["language"] or "").lower()
        return Fact(key, NOTE_CONCEPT, value, NO_ENTITY, None, language=language)
