"""The document information of xBRL-JSON and xBRL-CSV: type, namespaces, link aliases, taxonomy, features (OIM common 1.0, 2 and 3).

A defect is a `Defect`, which the reader turns into a Diagnostic at its place.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Container, Iterator, Mapping, Sequence

from generator.diagnostics import quoted
from generator.qname import ISO4217, OIM, XBRLI, XS
from generator.records import TYPE_CHECKING, Record, field

if TYPE_CHECKING:
    from typing import Any

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
NCNAME = r"[^\W\d][\w.\-·]*"
_PREFIX = re.compile(NCNAME)
_EXTENSION = re.compile(rf"({NCNAME}):(\S+)")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:\S*")
_INFO = frozenset(("documentType", "namespaces", "linkTypes", "linkGroups", "taxonomy", "baseURL", "features"))
_CSV_INFO = frozenset(("extends", "final"))
ALLOWED_DUPLICATES = "xbrl:allowedDuplicates"
CANONICAL_VALUES = "xbrl:canonicalValues"


class Defect(Exception):
    """What is wrong with a fact or a part of the document: code, sentence, hint, and where (a JSON path, or "")."""

    def __init__(self, code: str, message: str, hint: str | None = None, part: str = "") -> None:
        """See the class."""
        super().__init__(message)
        self.code, self.message, self.hint, self.part = code, message, hint, part


class DocumentInfo(Record):
    """`documentInfo` of xBRL-JSON and xBRL-CSV: prefix to namespace, alias to URI, and the taxonomy's references as written.

    `canonical` is the feature of canonical values (xBRL-JSON 1.0, 6.1.1); `duplicates` is that of allowed duplicates: "none",
    "complete", "consistent" or "all" (6.1.2).
    """

    namespaces: Mapping[str, str]
    link_types: Mapping[str, str]
    link_groups: Mapping[str, str]
    taxonomy: tuple[str, ...]
    base_url: str = ""
    extends: tuple[str, ...] = ()
    features: Mapping[str, Any] = field(default_factory=dict)

    @property
    def canonical(self) -> bool:
        """Whether every value promises to be in canonical form."""
        return self.features.get(CANONICAL_VALUES) in (True, "true")

    @property
    def duplicates(self) -> str:
        """Which duplicate facts the report allows itself."""
        return str(self.features.get(ALLOWED_DUPLICATES, "all"))


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
    known = _INFO | _CSV_INFO if family == "xbrlce" else _INFO
    problems.extend(unknown_members(info, known, "/documentInfo", maps["namespaces"], structure))
    taxonomy = _texts(info, "taxonomy", structure)
    extends = _texts(info, "extends", structure) if family == "xbrlce" else ()
    if not taxonomy and not extends:
        problems.append(Defect("oime:noTaxonomy", "The list of taxonomies is empty.", part="/documentInfo/taxonomy"))
    base = info.get("baseURL", "")
    if not isinstance(base, str) or (base and "://" not in base):
        raise Defect("oime:invalidBaseURL", "baseURL is no absolute URL.", part="/documentInfo/baseURL")
    features = info.get("features", {})
    problems.extend(_wrong_features(features, maps["namespaces"], structure))
    found = DocumentInfo(
        namespaces=maps["namespaces"],
        link_types=maps["linkTypes"],
        link_groups=maps["linkGroups"],
        taxonomy=taxonomy,
        base_url=base,
        extends=extends,
        features=features if isinstance(features, dict) else {},
    )
    return found, problems


def unknown_members(
    holder: Mapping[str, Any], known: Collection[str], part: str, namespaces: Mapping[str, str], code: str
) -> Iterator[Defect]:
    """The members of a JSON object that are neither `known` nor extension properties with a declared prefix (OIM common 1.0, 4)."""
    for name in holder:
        if name in known:
            continue
        found = _EXTENSION.fullmatch(name)
        if not found:
            yield Defect(code, f"There is no member {quoted(name)} here.", part=f"{part}/{name}")
        elif found[1] not in namespaces:
            yield Defect("oimce:unboundPrefix", f"The prefix {quoted(found[1])} is not declared.", part=f"{part}/{name}")


def _wrong_features(features: Any, namespaces: Mapping[str, str], code: str) -> Iterator[Defect]:
    if not isinstance(features, dict):
        yield Defect(code, "features is no object.", part="/documentInfo/features")
        return
    yield from unknown_members(features, (), "/documentInfo/features", namespaces, code)
    allowed = features.get(ALLOWED_DUPLICATES, "all")
    if allowed not in ("none", "complete", "consistent", "all"):
        message = f"{quoted(str(allowed))} is none of none, complete, consistent and all."
        yield Defect(code, message, part=f"/documentInfo/features/{ALLOWED_DUPLICATES}")


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
    names = {uri: alias for alias, uri in reserved.items()}
    seen: dict[str, str] = {}
    for alias, uri in value.items():
        if not _PREFIX.fullmatch(alias):
            problems.append(Defect(code, f"The alias {quoted(alias)} is no name.", part=f"{part}/{alias}"))
        if alias in reserved and uri != reserved[alias]:
            message = f"The alias {alias} stands for {reserved[alias]}, not for {quoted(uri)}."
            problems.append(Defect("oimce:invalidURIForReservedAlias", message, part=f"{part}/{alias}"))
        elif uri in names and alias != names[uri]:
            message = f"{quoted(uri)} must have the alias {names[uri]}, not {quoted(alias)}."
            problems.append(Defect("oimce:invalidAliasForReservedURI", message, part=f"{part}/{alias}"))
        if uri in seen:
            message = f"{quoted(uri)} has two aliases, {quoted(seen[uri])} and {quoted(alias)}."
            problems.append(Defect("oimce:multipleAliasesForURI", message, part=f"{part}/{alias}"))
        seen[uri] = alias
        if not _ABSOLUTE.fullmatch(uri):
            problems.append(Defect("oimce:invalidURI", f"{quoted(uri)} is no absolute URI.", part=f"{part}/{alias}"))
    return dict(value)


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
