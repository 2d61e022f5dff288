"""What xBRL-JSON and xBRL-CSV have in common: document information, SQNames, units, periods, and facts from their aspects.

OIM 1.0 and OIM common definitions 1.0. A defect is raised as `Defect`, which the reader turns into a Diagnostic at the fact.
"""

import re
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from generator.diagnostics import quoted
from generator.equality import canonical_markup
from generator.model import NO_ENTITY, PURE, Entity, Fact, Member, Period, Taxonomy, Unit, Value
from generator.qname import ISO4217, NOTE_CONCEPT, OIM, XBRLI, XS, QName
from generator.read.concepts import ConceptUse, ConceptUses
from generator.read.instance import canonical_value

_RESERVED = {
    "xbrl": OIM,
    "xbrli": XBRLI,
    "xs": XS,
    "iso4217": ISO4217,
    "utr": "http://www.xbrl.org/2009/utr",
    "enum2": "http://xbrl.org/2020/extensible-enumerations-2.0",
}
_RESERVED_LINKS = {
    "footnote": "http://www.xbrl.org/2003/arcrole/fact-footnote",
    "explanatoryFact": "http://www.xbrl.org/2009/arcrole/fact-explanatoryFact",
    "_": "http://www.xbrl.org/2003/role/link",
}
_NCNAME = r"[^\W\d][\w.\-·]*"
_PREFIX = re.compile(_NCNAME)
_SQNAME = re.compile(rf"({_NCNAME}):(\S+)")
_QNAME = re.compile(rf"({_NCNAME}):({_NCNAME})")
_FACTORS = rf"{_NCNAME}:{_NCNAME}(?:\*{_NCNAME}:{_NCNAME})*"
_PART = rf"(?:{_NCNAME}:{_NCNAME}|\({_NCNAME}:{_NCNAME}(?:\*{_NCNAME}:{_NCNAME})+\))"
_UNIT = re.compile(rf"(?:{_FACTORS}|{_PART}/{_PART})")
_INSTANT = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]*[1-9])?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
_PERIOD = re.compile(rf"(?:({_INSTANT})/)?({_INSTANT})")
_LANGUAGE = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
_BUILT_IN = frozenset(("concept", "entity", "period", "unit", "language", "noteId"))


class Defect(Exception):
    """What is wrong with a fact or a part of the document: code, sentence, hint, and where (a JSON path, or "")."""

    def __init__(self, code: str, message: str, hint: str | None = None, part: str = "") -> None:
        """See the class."""
        super().__init__(message)
        self.code, self.message, self.hint, self.part = code, message, hint, part


@dataclass(frozen=True, slots=True, kw_only=True)
class DocumentInfo:
    """`documentInfo` of xBRL-JSON and xBRL-CSV: prefix to namespace, alias to URI, and the taxonomy's references as written."""

    namespaces: Mapping[str, str]
    link_types: Mapping[str, str]
    link_groups: Mapping[str, str]
    taxonomy: tuple[str, ...]
    base_url: str = ""
    extends: tuple[str, ...] = ()
    features: Mapping[str, Any] = field(default_factory=dict)


def document_info(document: Any, document_type: str, family: str) -> tuple[DocumentInfo, list[Defect]]:
    """The document information of a parsed metadata or report object, and what is wrong with it.

    `family` is the codes' prefix, "xbrlje" or "xbrlce". Raises Defect where nothing can be read on. OIM common 1.0, 2 and 3.
    """
    structure = f"{family}:invalidJSONStructure"
    if not isinstance(document, dict) or not isinstance(document.get("documentInfo"), dict):
        raise Defect(structure, "The document has no object documentInfo.", part="/documentInfo")
    info = document["documentInfo"]
    kind = info.get("documentType")
    if not isinstance(kind, str):
        raise Defect(structure, "documentInfo names no documentType.", f'"documentType": "{document_type}"', "/documentInfo/documentType")
    if kind != document_type:
        message = f"The document type {quoted(kind)} is not supported."
        raise Defect("oimce:unsupportedDocumentType", message, f"Known is {document_type}.", "/documentInfo/documentType")
    problems: list[Defect] = []
    maps = {name: _aliases(info, name, structure, problems) for name in ("namespaces", "linkTypes", "linkGroups")}
    taxonomy = _texts(info, "taxonomy", structure)
    if not taxonomy and not info.get("extends"):
        problems.append(Defect("oime:noTaxonomy", "The list of taxonomies is empty.", part="/documentInfo/taxonomy"))
    base = info.get("baseURL", "")
    if not isinstance(base, str) or (base and "://" not in base):
        raise Defect("oime:invalidBaseURL", "baseURL is no absolute URL.", part="/documentInfo/baseURL")
    features = info.get("features", {})
    found = DocumentInfo(
        namespaces=maps["namespaces"],
        link_types=maps["linkTypes"],
        link_groups=maps["linkGroups"],
        taxonomy=taxonomy,
        base_url=base,
        extends=_texts(info, "extends", structure),
        features=features if isinstance(features, dict) else {},
    )
    return found, problems


def _texts(info: Mapping[str, Any], name: str, code: str) -> tuple[str, ...]:
    value = info.get(name, [])
    if not isinstance(value, list) or any(not isinstance(item, str) or not item.strip() for item in value):
        raise Defect(code, f"{name} is no list of texts.", part=f"/documentInfo/{name}")
    return tuple(value)


def _aliases(info: Mapping[str, Any], name: str, code: str, problems: list[Defect]) -> dict[str, str]:
    """A prefix or alias map (OIM common 1.0, 3.2 and 3.3)."""
    part = f"/documentInfo/{name}"
    value = info.get(name, {})
    if not isinstance(value, dict) or any(not isinstance(uri, str) or not uri for uri in value.values()):
        raise Defect(code, f"{name} is no map of texts.", part=part)
    reserved = _RESERVED if name == "namespaces" else _RESERVED_LINKS
    seen: dict[str, str] = {}
    for alias, uri in value.items():
        if not _PREFIX.fullmatch(alias):
            problems.append(Defect(code, f"The alias {quoted(alias)} is no name.", part=part))
        if alias in reserved and uri != reserved[alias]:
            message = f"The alias {alias} stands for {reserved[alias]}, not for {quoted(uri)}."
            problems.append(Defect("oimce:invalidURIForReservedAlias", message, part=f"{part}/{alias}"))
        if uri in seen:
            message = f"{quoted(uri)} has two aliases, {quoted(seen[uri])} and {quoted(alias)}."
            problems.append(Defect("oimce:multipleAliasesForURI", message, part=part))
        seen[uri] = alias
        if any(c in " \t\r\n" for c in uri):
            problems.append(Defect("oimce:invalidURI", f"{quoted(uri)} is no URI.", part=f"{part}/{alias}"))
    return dict(value)


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
        self._taxonomy = taxonomy
        self._family = family
        self._strict = family == "xbrlje"
        self._uses = ConceptUses(taxonomy)
        self._concepts: dict[str | None, ConceptUse] = {}
        self._contexts: dict[tuple[tuple[str, str | None], ...], _Context] = {}
        self._units: dict[str, Unit] = {}

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
            try:
                found = use.number(value) if use.numeric else canonical_value(value, use.concept, self._taxonomy, self._resolve)
            except ValueError as problem:
                raise Defect(f"{self._family}:invalidFactValue", f"The value does not fit its type: {problem}.", part="/value") from None
        if decimals is not None and not isinstance(found, Decimal):
            if self._strict:
                what = "nil" if value is None else "not numeric"
                raise Defect("oime:misplacedDecimalsProperty", f"The fact is {what}, but has decimals.", part="/decimals")
            decimals = None
        return Fact(key, use.concept.qname, found, context.entity, context.period, unit, decimals, language, context.dimensions)

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
        if not use.concept.period_type or use.concept.base_type == "fractionItemType":
            message = f"{name.local} is a tuple or a fraction, which the Open Information Model cannot hold."
            raise Defect("oime:unsupportedConceptDataType", message, part="/dimensions/concept")
        if use.concept.abstract:
            raise Defect("oime:valueForAbstractConcept", f"{name.local} is abstract: it has no facts.", part="/dimensions/concept")
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
        return QName(self._namespace(found[1], aspect), found[2])

    def _namespace(self, prefix: str, aspect: str) -> str:
        if prefix not in self._namespaces:
            hint = "Declare it in documentInfo, namespaces."
            raise Defect("oimce:unboundPrefix", f"The prefix {quoted(prefix)} is not declared.", hint, f"/dimensions/{aspect}")
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
        language = aspects["language"] or ""
        if not _LANGUAGE.fullmatch(language):
            code = "oime:invalidLanguage" if self._strict else "xbrlce:invalidLanguageCode"
            raise Defect(code, f"{quoted(language)} is no language.", part="/dimensions/language")
        if not use.text:
            if self._strict:
                message = f"{use.concept.qname.local} is no text, but the fact has a language."
                raise Defect("oime:misplacedLanguageDimension", message, part="/dimensions/language")
            return None
        if self._strict and language != language.lower():
            message = f"The language {quoted(language)} is not in lower case."
            raise Defect("xbrlje:invalidLanguageCodeCase", message, part="/dimensions/language")
        return language.lower()

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
            return dimension, member
        value = self._qname(member, name)
        if self._taxonomy.defaults.get(dimension) != value:
            return dimension, value
        family = "oime" if self._strict else "xbrlce"
        hint = "Leave the dimension out: its default holds by itself."
        report(Defect(f"{family}:invalidDimensionValue", f"{quoted(member or '')} is the default member of {quoted(name)}.", hint, part))
        return None

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
        if value is None or canonical_markup(value) is None:
            raise Defect("oime:invalidXHTMLFragment", "The note's value is no XHTML fragment.", "Escape & and < in plain text.", "/value")
        language = (aspects["language"] or "").lower()
        return Fact(key, NOTE_CONCEPT, value, NO_ENTITY, None, language=language)


def link_targets_known(targets: Sequence[str], known: Container[str], family: str, part: str) -> list[str]:
    """`targets` without repetition. Raises Defect where one is no fact of the report."""
    for target in targets:
        if target not in known:
            raise Defect(f"{family}:unknownLinkTarget", f"A link leads to {quoted(target)}, which is no fact of the report.", part=part)
    return list(dict.fromkeys(targets))


def link_uri(alias: str, known: Mapping[str, str], code: str, part: str) -> str:
    """The URI of a link type or group. Raises Defect where the alias is not declared."""
    if alias not in known:
        raise Defect(code, f"The alias {quoted(alias)} is not declared in documentInfo.", part=part)
    return known[alias]
