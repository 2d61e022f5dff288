"""Whether a value is valid for its type: built-in lexical spaces and facets (XML Schema Part 2, 3 and 4.3).

`checker` compiles a type once; what it returns is called for every value. Numbers come as Decimals, for which the readers
have already checked the digits; QNames come expanded. The codes are the names of XML Schema's own validity rules.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

from generator.dates import is_day
from generator.model import DataType, Member, Value
from generator.qname import XBRLI, XS, QName
from generator.xmltext import is_name

Problem = tuple[str, str]
"""(code, reason): the XML Schema rule that a value breaks, and in which way."""

Checker = Callable[[Value | Member], Problem | None]
"""None for a valid value; nil (None) is always valid here."""

_Test = Callable[[Decimal], Problem | None]
_TextTest = Callable[[str], Problem | None]

_RANGES: Mapping[str, tuple[int | None, int | None]] = {
    "integer": (None, None),
    "nonPositiveInteger": (None, 0),
    "negativeInteger": (None, -1),
    "nonNegativeInteger": (0, None),
    "positiveInteger": (1, None),
    "long": (-(2**63), 2**63 - 1),
    "int": (-(2**31), 2**31 - 1),
    "short": (-(2**15), 2**15 - 1),
    "byte": (-128, 127),
    "unsignedLong": (0, 2**64 - 1),
    "unsignedInt": (0, 2**32 - 1),
    "unsignedShort": (0, 2**16 - 1),
    "unsignedByte": (0, 255),
}
_NUMERIC = frozenset(_RANGES) | {"decimal", "float", "double"}
_VERBATIM_NAMES = frozenset({"string", "normalizedString", "QName", "anyURI", "token"})
_VERBATIM = frozenset({"string", "normalizedString", "", "anySimpleType"})
_ZONE = r"(?:Z|[+-](?:0\d|1[0-3]):[0-5]\d|[+-]14:00)?"
_TIME = r"(?:(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?|24:00:00(?:\.0+)?)"
_DAY = r"(-?\d{4,9})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
_NAME_START = r"[^\W\d·]"
_LEXICAL: Mapping[str, str] = {
    "boolean": r"true|false|1|0",
    "date": _DAY + _ZONE,
    "dateTime": f"{_DAY}T{_TIME}{_ZONE}",
    "dateUnion": f"{_DAY}(?:T{_TIME})?{_ZONE}",
    "time": _TIME + _ZONE,
    "duration": r"-?P(?=.)(?:\d+Y)?(?:\d+M)?(?:\d+D)?(?:T(?=.)(?:\d+H)?(?:\d+M)?(?:\d+(?:\.\d+)?S)?)?",
    "gYear": r"-?\d{4,9}" + _ZONE,
    "gYearMonth": r"-?\d{4,9}-(?:0[1-9]|1[0-2])" + _ZONE,
    "gMonth": r"--(?:0[1-9]|1[0-2])(?:--)?" + _ZONE,
    "gMonthDay": r"--(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d)|(?:0[13-9]|1[0-2])-30|(?:0[13578]|1[02])-31)" + _ZONE,
    "gDay": r"---(?:0[1-9]|[12]\d|3[01])" + _ZONE,
    "hexBinary": r"(?:[0-9a-fA-F]{2})*",
    "language": r"[a-zA-Z]{1,8}(?:-[a-zA-Z0-9]{1,8})*",
    "Name": rf"(?:{_NAME_START}|:)[\w:.·-]*",
    "NCName": rf"{_NAME_START}[\w.·-]*",
    "ID": rf"{_NAME_START}[\w.·-]*",
    "IDREF": rf"{_NAME_START}[\w.·-]*",
    "ENTITY": rf"{_NAME_START}[\w.·-]*",
    "NMTOKEN": r"[\w:.·-]+",
    "NMTOKENS": r"[\w:.·-]+(?: [\w:.·-]+)*",
    "IDREFS": rf"{_NAME_START}[\w.·-]*(?: {_NAME_START}[\w.·-]*)*",
    "base64Binary": r"(?:[A-Za-z0-9+/ ]|=(?=[= ]*$))*",
}


def checker(types: Mapping[QName, DataType], name: QName, fallback: str = "") -> Checker:
    """The check of values of the type `name`, a key of `types`.

    `fallback` is the built-in type ("decimal") assumed where the chain does not reach one.
    """
    chain = list(_chain(types, name))
    builtin = _builtin(types, name) or fallback or (chain[-1].primitive if chain else "")
    if builtin in _NUMERIC:
        return _number_checker(builtin, [t.facets for t in chain])
    if builtin == "QName":
        return _qname
    return _text_checker(builtin, [t.facets for t in chain])


def chain_names(types: Mapping[QName, DataType], name: QName) -> Iterator[QName]:
    """The names of `name` and the types that it restricts, up to the root."""
    for data_type in _chain(types, name):
        yield data_type.qname
        if data_type.base is not None and data_type.base not in types:
            yield data_type.base
    if name not in types:
        yield name


def _builtin(types: Mapping[QName, DataType], name: QName) -> str:
    """The nearest built-in type whose lexical space is known here; "" where the chain names none."""
    for ancestor in chain_names(types, name):
        if ancestor == QName(XBRLI, "dateUnion"):
            return "dateUnion"  # a union of date and dateTime
        if ancestor.namespace == XS and (ancestor.local in _NUMERIC or ancestor.local in _LEXICAL or ancestor.local in _VERBATIM_NAMES):
            return ancestor.local
    return ""


def _chain(types: Mapping[QName, DataType], name: QName) -> Iterator[DataType]:
    seen: set[QName] = set()
    current: QName | None = name
    while current is not None and current in types and current not in seen:
        seen.add(current)
        yield types[current]
        current = types[current].base


def _qname(value: Value | Member) -> Problem | None:
    return None if value is None or isinstance(value, QName) else ("cvc-datatype-valid", "it is no QName with a declared prefix")


# ---------------------------------------------------------------- numbers


def _number_checker(builtin: str, levels: list[tuple[tuple[str, str], ...]]) -> Checker:
    tests = [test for facets in levels for test in _number_tests(facets)]
    infinite = builtin in ("float", "double")
    low, high = _RANGES.get(builtin, (None, None))
    whole = builtin in _RANGES

    def check(value: Value | Member) -> Problem | None:
        number = value if isinstance(value, Decimal) else _as_number(value)
        if not isinstance(number, Decimal):
            return number
        if not number.is_finite():
            return None if infinite else ("cvc-datatype-valid", f"it is no {builtin}")
        if whole and (number != number.to_integral_value() or (low is not None and number < low) or (high is not None and number > high)):
            return "cvc-datatype-valid", f"it is no {builtin}"
        for test in tests:
            problem = test(number)
            if problem:
                return problem
        return None

    return check


def _as_number(value: Value | Member) -> Decimal | Problem | None:
    """A number that comes as text (a typed member), or why it is none; None for nil."""
    if value is None:
        return None
    text = value.strip(" \t\r\n") if isinstance(value, str) else ""
    if re.fullmatch(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?", text):
        return Decimal(text)
    return {"INF": Decimal("Infinity"), "-INF": Decimal("-Infinity"), "NaN": Decimal("NaN")}.get(text) or (
        "cvc-datatype-valid",
        "it is no number",
    )


def _number_tests(facets: tuple[tuple[str, str], ...]) -> Iterator[_Test]:
    allowed = {number for name, text in facets if name == "enumeration" and (number := _decimal(text)) is not None}
    if allowed:
        yield lambda v: None if v in allowed else ("cvc-enumeration-valid", "it is none of the values listed for its type")
    for name, text in facets:
        bound = _decimal(text)
        if bound is not None and name in _BOUNDS:
            yield _bounded(name, bound)
        elif bound is not None and name in ("totalDigits", "fractionDigits"):
            yield _digits(name, int(bound))


_BOUNDS: Mapping[str, tuple[Callable[[Decimal, Decimal], bool], str]] = {
    "minInclusive": (lambda v, b: v >= b, "at least"),
    "maxInclusive": (lambda v, b: v <= b, "at most"),
    "minExclusive": (lambda v, b: v > b, "greater than"),
    "maxExclusive": (lambda v, b: v < b, "less than"),
}


def _bounded(name: str, bound: Decimal) -> _Test:
    holds, words = _BOUNDS[name]
    return lambda v: None if holds(v, bound) else (f"cvc-{name}-valid", f"it must be {words} {bound}")


def _digits(name: str, most: int) -> _Test:
    def test(value: Decimal) -> Problem | None:
        _, digits, exponent = value.as_tuple()
        text = "".join(map(str, digits))
        places = -exponent if isinstance(exponent, int) else 0
        # The value space counts: 1.50 has one fraction digit, 100 has three digits, 0.05 two.
        while places > 0 and text.endswith("0"):
            text, places = text[:-1], places - 1
        total = max(len(text.lstrip("0")) + max(-places, 0), places)
        found = max(places, 0) if name == "fractionDigits" else total
        kind = "fraction digits" if name == "fractionDigits" else "digits"
        return None if found <= most else (f"cvc-{name}-valid", f"it has more than {most} {kind}")

    return test


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text.strip())
    except InvalidOperation:
        return None


# ---------------------------------------------------------------- text


@cache
def _lexical(builtin: str) -> "re.Pattern[str]":
    # Names are Unicode; digits elsewhere are ASCII only.
    return re.compile(_LEXICAL[builtin], 0 if _NAME_START in _LEXICAL[builtin] or builtin.startswith("NMTOKEN") else re.ASCII)


def _text_checker(builtin: str, levels: list[tuple[tuple[str, str], ...]]) -> Checker:
    collapse = builtin not in _VERBATIM or any(("whiteSpace", "collapse") in facets for facets in levels)
    tests = [test for facets in levels for test in _text_tests(builtin, facets)]
    known = builtin in _LEXICAL

    def check(value: Value | Member) -> Problem | None:
        if value is None:
            return None
        text = str(value)
        if collapse:
            text = _collapsed(text)
        if known and not (_is_quick(builtin, text) or _is_lexical(builtin, text)):
            return "cvc-datatype-valid", f"it is no {'date' if builtin == 'dateUnion' else builtin}"
        for test in tests:
            problem = test(text)
            if problem:
                return problem
        return None

    return check


def _is_quick(builtin: str, text: str) -> bool:
    """Whether `text` is of the built-in type for sure, told without a pattern, which would have to be compiled first."""
    if builtin == "boolean":
        return text in ("true", "false", "1", "0")
    if builtin in ("date", "dateUnion"):
        year, month, day = text[:4], text[5:7], text[8:]
        plain = len(text) == 10 and text[4] == text[7] == "-" and text.isascii() and (year + month + day).isdigit()
        return plain and year != "0000" and is_day(int(year), int(month), int(day))
    return builtin in ("NCName", "ID", "IDREF", "ENTITY") and is_name(text)


def _is_lexical(builtin: str, text: str) -> bool:
    found = _lexical(builtin).fullmatch(text)
    return found is not None and not (builtin.startswith("date") and not _real_day(found))


def _collapsed(text: str) -> str:
    """`text` with single spaces between its words; the white space is XML's, not Unicode's."""
    spaced = text.replace("\t", " ").replace("\n", " ").replace("\r", " ")
    return " ".join(word for word in spaced.split(" ") if word) if " " in spaced else spaced


def _real_day(found: "re.Match[str]") -> bool:
    """Whether the day exists: no 30 February, no year 0."""
    year = int(found[1])
    return year != 0 and is_day(year, int(found[2]), int(found[3]))


def _text_tests(builtin: str, facets: tuple[tuple[str, str], ...]) -> Iterator[_TextTest]:
    allowed = frozenset(text for name, text in facets if name == "enumeration")
    if allowed:
        yield lambda t: None if t in allowed else ("cvc-enumeration-valid", "it is none of the values listed for its type")
    patterns = tuple(text for name, text in facets if name == "pattern")
    if patterns:
        yield _patterned(patterns)
    for name, text in facets:
        if name in ("length", "minLength", "maxLength") and text.strip().isdecimal():
            yield _sized(builtin, name, int(text))
        elif name in _BOUNDS and builtin in ("date", "dateTime", "dateUnion"):
            yield _dated(name, text.strip())


def _patterned(patterns: tuple[str, ...]) -> _TextTest:
    from generator.xsd.pattern import Pattern, PatternError  # most taxonomies have no patterns

    try:
        compiled = [Pattern(p) for p in patterns]
    except PatternError:
        return lambda t: None  # the schema's own defect, reported where schemas are checked
    shown = " or ".join(patterns)[:60]
    return lambda t: None if any(p.matches(t) for p in compiled) else ("cvc-pattern-valid", f"it does not match the pattern {shown}")


def _sized(builtin: str, name: str, size: int) -> _TextTest:
    def test(text: str) -> Problem | None:
        length = len(text)
        if builtin == "hexBinary":
            length //= 2
        elif builtin == "base64Binary":
            length = len(text.replace(" ", "").rstrip("=")) * 3 // 4
        elif builtin in ("NMTOKENS", "IDREFS"):
            length = len(text.split())
        good = length == size if name == "length" else length >= size if name == "minLength" else length <= size
        words = {"length": "exactly", "minLength": "at least", "maxLength": "at most"}[name]
        return None if good else (f"cvc-{name}-valid", f"its length is {length}; it must be {words} {size}")

    return test


def _dated(name: str, bound: str) -> _TextTest:
    """Dates of four-digit years without a zone order as their text does; others are left alone."""

    def test(text: str) -> Problem | None:
        if not (len(text) == len(bound) and text[:4].isdecimal() and bound[:4].isdecimal() and text[-1:].isdecimal()):
            return None
        good = (text == bound and name.endswith("Inclusive")) or (text > bound if name.startswith("min") else text < bound)
        return None if good else (f"cvc-{name}-valid", f"it must be {_BOUNDS[name][1]} {bound}")

    return test
