"""What a value may look like: the few simple types that schemas and linkbases use (XML Schema Part 2, section 3)."""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

_START = (
    "A-Z_a-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff\u0370-\u037d\u037f-\u1fff\u200c-\u200d\u2070-\u218f"
    "\u2c00-\u2fef\u3001-\ud7ff\uf900-\ufdcf\ufdf0-\ufffd\U00010000-\U000effff"
)
_NAME = rf"[{_START}][{_START}\-.0-9\u00b7\u0300-\u036f\u203f-\u2040]*"
_WHOLE_NCNAME = rf"{_NAME}\Z"
_WHOLE_QNAME = rf"(?:{_NAME}:)?{_NAME}\Z"
# Nearly all names are ASCII, and the classes of all letters take long to compile: only where a name needs them.
_ASCII_NAME = r"[A-Za-z_][A-Za-z_\-.0-9]*"
_ASCII_NCNAME = re.compile(rf"{_ASCII_NAME}\Z")
_ASCII_QNAME = re.compile(rf"(?:{_ASCII_NAME}:)?{_ASCII_NAME}\Z")
_LANGUAGE = re.compile(r"(?:[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*)?\Z")
_URI = re.compile(r"(?:[^%#]|%[0-9A-Fa-f]{2})*(?:#(?:[^%#]|%[0-9A-Fa-f]{2})*)?\Z")
_ABSOLUTE = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:.")
_YEAR = r"-?(?:[1-9][0-9]{3,}|0[0-9]{3})"
_ZONE = r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])?"
_DAY = r"-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])"
_TIME = r"(?:[01][0-9]|2[0-4]):[0-5][0-9]:[0-5][0-9](?:\.[0-9]+)?"


def is_ncname(text: str) -> bool:
    """Whether `text` is a name without a colon (Namespaces in XML)."""
    return _ASCII_NCNAME.match(text) is not None or (not text.isascii() and re.match(_WHOLE_NCNAME, text) is not None)


def _is_qname(text: str) -> bool:
    return _ASCII_QNAME.match(text) is not None or (not text.isascii() and re.match(_WHOLE_QNAME, text) is not None)


def is_absolute(uri: str) -> bool:
    """Whether `uri` starts with a scheme (RFC 3986, 4.3)."""
    return _ABSOLUTE.match(uri) is not None


def _pattern(expression: str) -> Callable[[str], bool]:
    # Compiled when it is first needed (and then kept by the library): most taxonomies need few of the many.
    whole = expression + r"\Z"
    return lambda text: re.match(whole, text) is not None


def _one_of(words: str) -> Callable[[str], bool]:
    allowed = frozenset(words.split())
    return lambda text: text in allowed


def _each(allowed: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: all(map(allowed, text.split()))


_DERIVATIONS = _one_of("#all extension restriction list union substitution")

STANDARD_ROLES = "http://www.xbrl.org/2003/role/"  # none of them is for locators
KINDS: Mapping[str, Callable[[str], bool]] = {
    "ncname": is_ncname,
    "id": is_ncname,
    "qname": _is_qname,
    "qnames": _each(_is_qname),
    "language": lambda text: _LANGUAGE.match(text) is not None,
    "uri": lambda text: _URI.match(text) is not None,
    "some-uri": lambda text: bool(text) and _URI.match(text) is not None,
    "locator-role": lambda text: bool(text) and _URI.match(text) is not None and not text.startswith(STANDARD_ROLES),
    "boolean": _one_of("true false 1 0"),
    "context-element": _one_of("segment scenario"),
    "count": _pattern(r"\+?[0-9]+|-0+"),
    "count-or-unbounded": _pattern(r"\+?[0-9]+|-0+|unbounded"),
    "cycles": _one_of("any undirected none"),
    "use": _one_of("optional prohibited"),
    "show": _one_of("new replace embed other none"),
    "actuate": _one_of("onLoad onRequest other none"),
    "form": _one_of("qualified unqualified"),
    "attribute-use": _one_of("optional prohibited required"),
    "xml-space": _one_of("default preserve"),
    "process": _one_of("strict lax skip"),
    "white-space": _one_of("preserve replace collapse"),
    "period": _one_of("instant duration"),
    "balance": _one_of("debit credit"),
    "derivations": _each(_DERIVATIONS),
}
"""What the value of an attribute is, by the name that the tables give it; white space at its ends is gone already."""

_INTEGER = _pattern(r"[+-]?[0-9]+")
BUILT_IN: Mapping[str, Callable[[str], bool]] = {
    "decimal": _pattern(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"),
    "float": _pattern(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN"),
    "double": _pattern(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?|-?INF|NaN"),
    "boolean": KINDS["boolean"],
    **dict.fromkeys(("integer", "long", "int", "short", "byte"), _INTEGER),
    **dict.fromkeys(("nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte"), _pattern(r"\+?[0-9]+|-0+")),
    "positiveInteger": _pattern(r"\+?0*[1-9][0-9]*"),
    "nonPositiveInteger": _pattern(r"-[0-9]+|\+?0+"),
    "negativeInteger": _pattern(r"-0*[1-9][0-9]*"),
    "date": _pattern(_YEAR + _DAY + _ZONE),
    "dateTime": _pattern(f"{_YEAR}{_DAY}T{_TIME}{_ZONE}"),
    "time": _pattern(_TIME + _ZONE),
    "gYear": _pattern(_YEAR + _ZONE),
    "gYearMonth": _pattern(_YEAR + r"-(?:0[1-9]|1[0-2])" + _ZONE),
    "gMonthDay": _pattern(r"-" + _DAY + _ZONE),
    "gMonth": _pattern(r"--(?:0[1-9]|1[0-2])" + _ZONE),
    "gDay": _pattern(r"---(?:0[1-9]|[12][0-9]|3[01])" + _ZONE),
    "anyURI": KINDS["uri"],
    "QName": KINDS["qname"],
    "NCName": is_ncname,
    "language": KINDS["language"],
    "hexBinary": _pattern(r"(?:[0-9A-Fa-f]{2})*"),
}
"""The lexical space of XML Schema's built-in types; one that is not here takes any text."""

_WHOLE = """
integer long int short byte nonNegativeInteger unsignedLong unsignedInt unsignedShort unsignedByte positiveInteger
nonPositiveInteger negativeInteger
"""
_NUMBERS = frozenset({"decimal", "float", "double", *_WHOLE.split()})


def canonical_text(root: str, text: str) -> str:
    """`text`, a value of a type with the built-in `root`, in a form that is the same for equal values."""
    if root == "boolean":
        return {"1": "true", "0": "false"}.get(text.strip(), text.strip())
    if root in _NUMBERS:
        try:
            return str(Decimal(text.strip()).normalize())
        except InvalidOperation:
            return text.strip()
    return text
