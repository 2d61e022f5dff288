"""Values that the OIM treats by their type: canonical forms, enumerations, types that it cannot hold, fragments of notes.

xBRL-JSON 1.0, 6.1.1; Extensible Enumerations 2.0; OIM 1.0, 3.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from generator.diagnostics import InputError
from generator.model import Concept, Taxonomy
from generator.qname import XHTML, QName
from generator.records import TYPE_CHECKING
from generator.xmlstream import new_parser, parse

if TYPE_CHECKING:
    from typing import Literal

    Enumeration = Literal["", "one", "set"]

ENUM2 = "http://xbrl.org/2020/extensible-enumerations-2.0"
_DTR = "http://www.xbrl.org/dtr/type/"
_TIME = r"(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]*[1-9])?Z?"
_DATE = r"-?[0-9]{4,}-[0-9]{2}-[0-9]{2}"
_INTEGER = re.compile(r"0|-?[1-9][0-9]*")
_FLOAT = re.compile(r"-?[1-9]\.(?:0|[0-9]*[1-9])E(?:0|-?[1-9][0-9]*)|0\.0E0|-?INF|NaN")
_CANONICAL = {
    "decimal": re.compile(r"(?!-0\.0$)-?(?:0|[1-9][0-9]*)\.(?:0|[0-9]*[1-9])"),
    "float": _FLOAT,
    "double": _FLOAT,
    "boolean": re.compile(r"true|false"),
    "date": re.compile(rf"{_DATE}Z?"),
    "dateTime": re.compile(rf"{_DATE}T{_TIME}"),
    "time": re.compile(_TIME),
    "hexBinary": re.compile(r"(?:[0-9A-F]{2})*"),
    "language": re.compile(r"[a-z]{1,8}(?:-[a-z0-9]{1,8})*"),
}
_WHOLE = """integer nonPositiveInteger negativeInteger long int short byte nonNegativeInteger unsignedLong unsignedInt
unsignedShort unsignedByte positiveInteger"""
_CANONICAL.update(dict.fromkeys(_WHOLE.split(), _INTEGER))
_QNAME = re.compile(r"([^\W\d][\w.\-·]*):([^\W\d][\w.\-·]*)")


def is_canonical(text: str, primitive: str) -> bool:
    """Whether `text` is the canonical form of a value of the XML Schema built-in `primitive`; true for types that have none."""
    pattern = _CANONICAL.get(primitive)
    return pattern is None or pattern.fullmatch(text) is not None


def enumeration_names(text: str, kind: Enumeration, resolve: Callable[[str], str]) -> str:
    """The expanded names (`namespace#local`, in order) of an enumeration's prefixed ones, as XBRL 2.1 writes them.

    `resolve` gives the namespace of a prefix. Raises ValueError, with a sentence. Extensible Enumerations 2.0, 2.
    """
    names = text.split(" ") if kind == "set" and text else [] if kind == "set" else [text.strip(" \t\r\n")]
    found = []
    for name in names:
        match = _QNAME.fullmatch(name)
        if not match:
            raise ValueError(f"{name[:80]!r} is no prefix:name")
        found.append(f"{resolve(match[1])}#{match[2]}")
    if len(set(found)) != len(found):
        raise ValueError("a member of the enumeration stands there twice")
    return " ".join(sorted(found))


class DomainTypes:
    """What the OIM makes of the types of one taxonomy's concepts and typed dimensions."""

    def __init__(self, taxonomy: Taxonomy) -> None:
        """`taxonomy` is the report's."""
        self._taxonomy = taxonomy

    def enumeration(self, concept: Concept) -> Enumeration:
        """Whether `concept` is an extensible enumeration of one member or of a set (Extensible Enumerations 2.0)."""
        for name in self._chain(concept.type):
            if name.namespace == ENUM2:
                return "set" if name.local.startswith("enumerationSet") else "one"
        return ""

    def unsupported(self, concept: Concept) -> bool:
        """Whether the OIM cannot hold facts of `concept`: tuples, fractions, prefixed content other than SQNames (OIM 1.0, 3.1)."""
        if not concept.period_type or concept.base_type == "fractionItemType":
            return True
        return self._prefixed(concept.type, ("SQNameItemType", "SQNamesItemType"), "prefixedContentItemType")

    def unsupported_domain(self, domain: QName) -> bool:
        """Whether the typed domain element `domain` is complex, or prefixed content (OIM 1.0, 3.4)."""
        kind = self._taxonomy.typed_domains.get(domain)
        if kind is None:
            return False
        declared = self._taxonomy.types.get(kind)
        return declared is None or not declared.primitive or self._prefixed(kind, ("SQNameType", "SQNamesType"), "prefixedContentType")

    def primitive_of_domain(self, domain: QName) -> str:
        """The XML Schema built-in at the root of a typed domain, "" where it is not known."""
        declared = self._taxonomy.types.get(self._taxonomy.typed_domains.get(domain, domain))
        return declared.primitive if declared else ""

    def _prefixed(self, kind: QName, held: tuple[str, ...], root: str) -> bool:
        names = [name.local for name in self._chain(kind) if name.namespace.startswith(_DTR)]
        return root in names and not any(name in held for name in names)

    def _chain(self, kind: QName) -> list[QName]:
        found: list[QName] = []
        name: QName | None = kind
        while name is not None and name not in found:
            found.append(name)
            declared = self._taxonomy.types.get(name)
            name = declared.base if declared else None
        return found


def fragment_defect(text: str) -> tuple[str, str] | None:
    """What is wrong with a note's value as an XHTML fragment: code and sentence, or None (OIM 1.0, xbrl:note).

    Elements are XHTML's, written without a prefix.
    """
    if "<" not in text and "&" not in text:
        return None
    parser = new_parser("")
    parser.namespace_prefixes = True  # names as namespace}local}prefix
    wrong: list[tuple[str, str]] = []
    depth = 0

    def start(name: str, _: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth == 2 and not name.startswith(f"{XHTML}}}"):
            wrong.append(("oime:invalidXHTMLFragment", "The note holds an element that is not XHTML."))
        elif name.startswith(f"{XHTML}}}") and name.count("}") == 2:
            wrong.append(("oime:xhtmlElementInNonDefaultNamespace", "The note writes XHTML with a prefix."))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    try:
        parse(parser, f'<div xmlns="{XHTML}">{text}</div>'.encode(), "")
    except (InputError, UnicodeEncodeError):
        return "oime:invalidXHTMLFragment", "The note's value is no XHTML fragment."
    return wrong[0] if wrong else None
