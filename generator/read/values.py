"""Values and decimals of facts: from their texts, by the types of their concepts (XBRL 2.1, 4.6 and 5.1.1.3)."""

import re
from collections.abc import Callable
from decimal import Decimal
from functools import cache

from generator.diagnostics import quoted
from generator.model import Concept, Taxonomy, Value
from generator.qname import QName
from generator.xmltext import is_qname

_SPACE = " \t\r\n"
_SIGNED = ("integer", "nonPositiveInteger", "negativeInteger", "long", "int", "short", "byte")
INTEGERS = frozenset((*_SIGNED, "nonNegativeInteger", "unsignedLong", "unsignedInt", "unsignedShort", "unsignedByte", "positiveInteger"))
_MAX_DIGITS = 10_000
_MAX_EXPONENT = 4_096
_VERBATIM = frozenset(("string", "normalizedString"))


def canonical_value(text: str, concept: Concept, taxonomy: Taxonomy, resolve: Callable[[str], QName]) -> Value:
    """The model's value for the text of a fact of `concept` that is not nil.

    Numbers become Decimal by an ASCII pattern first; QNames are expanded with `resolve` (KeyError: undeclared prefix);
    booleans become "true" or "false"; strings stay exactly as they are and everything else loses the white space
    around it. Facets are the validator's matter. Raises ValueError, with a sentence. XBRL 2.1, 5.1.1.3.
    """
    data_type = taxonomy.types.get(concept.type)
    primitive = data_type.primitive if data_type else concept.base_type.removesuffix("ItemType")
    if concept.is_numeric:
        return parse_number(text, primitive)
    if primitive in _VERBATIM:
        return text
    trimmed = " ".join(text.split()) if primitive == "token" else text.strip(_SPACE)
    if primitive == "QName":
        if not is_qname(trimmed):
            raise ValueError(f"{quoted(trimmed)} is no QName")
        try:
            return resolve(trimmed)
        except KeyError:
            raise ValueError(f"the prefix of {quoted(trimmed)} is not declared") from None
    if primitive == "boolean":
        if trimmed not in ("true", "false", "1", "0"):
            raise ValueError(f"{quoted(trimmed)} is neither true nor false")
        return "true" if trimmed in ("true", "1") else "false"
    return trimmed


@cache
def _number(kind: str) -> re.Pattern[str]:
    digits = r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)"
    return re.compile({"integer": r"[+-]?[0-9]+", "decimal": digits, "double": digits + r"(?:[eE][+-]?[0-9]+)?"}[kind])


def is_plain_number(text: str, *, whole: bool) -> bool:
    """Whether `text` is a number as nearly all are written: at most 60 digits, perhaps a minus, and a point unless it must be `whole`.

    Such a text is in the lexical space of every built-in that it may be a value of, and a Decimal for sure.
    """
    digits = text[1:] if text[:1] == "-" else text
    if len(digits) > 60 or not digits.isascii():
        return False
    return digits.isdigit() or (not whole and digits.replace(".", "", 1).isdigit())


def parse_number(text: str, primitive: str = "decimal") -> Decimal:
    """The Decimal that `text`, a lexical XML Schema number of the built-in `primitive`, stands for.

    INF and NaN, which no Decimal of ours holds, and numbers beyond 10,000 digits are refused. Raises ValueError, with a sentence.
    """
    trimmed = text.strip(_SPACE)
    kind = "double" if primitive in ("double", "float") else "integer" if primitive in INTEGERS else "decimal"
    if len(trimmed) > _MAX_DIGITS:
        raise ValueError(f"the number has more than {_MAX_DIGITS:,} characters")
    if not is_plain_number(trimmed, whole=kind == "integer") and not _number(kind).fullmatch(trimmed):
        raise ValueError(f"{quoted(trimmed)} is no {'number' if kind != 'integer' else 'whole number'}")
    _, mark, exponent = trimmed.lower().partition("e")
    if mark and (len(exponent) > 6 or abs(int(exponent)) > _MAX_EXPONENT):
        raise ValueError(f"the exponent of {quoted(trimmed)} is out of bounds")
    return Decimal(trimmed)


def parse_decimals(decimals: str | None, precision: str | None, value: Value) -> int | None:
    """The fact's `decimals` (None: infinite, nil or not numeric) from its attribute, or by `precision` (XBRL 2.1, 4.6.6).

    Raises ValueError, with a sentence: neither or both given for a number, or not a whole number or INF.
    """
    if not isinstance(value, Decimal):
        if decimals is not None or precision is not None:
            raise ValueError("a nil fact, or one that is no number, must have neither decimals nor precision")
        return None
    if (decimals is None) == (precision is None):
        raise ValueError("a number must have either decimals or precision")
    text = (decimals if decimals is not None else precision or "").strip(_SPACE)
    if text == "INF":
        return None
    digits = text[1:] if text[:1] in ("+", "-") else text
    if not (digits.isascii() and digits.isdigit() and len(digits) <= 6):
        raise ValueError(f"{quoted(text)} is neither a whole number nor INF")
    if decimals is not None:
        return int(text)
    if int(text) <= 0:
        raise ValueError("a precision of 0 says nothing about the number")
    return int(text) - value.adjusted() - 1 if value else None
