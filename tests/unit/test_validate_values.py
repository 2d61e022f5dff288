"""Values against types: lexical spaces, facets, and patterns of XML Schema."""

import re
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.qname import XBRLI, XS, QName
from generator.validate.values import checker
from generator.xsd.pattern import Pattern, PatternError
from tests.support.validate_builders import data_type, item_types


def code(value, builtin: str, *facets: tuple[str, str]) -> str | None:
    restricted = data_type("restricted", QName(XS, builtin), *facets, primitive=builtin)
    problem = checker({restricted.qname: restricted}, restricted.qname)(value)
    return problem[0] if problem else None


@pytest.mark.parametrize(
    ("builtin", "good", "bad"),
    [
        ("boolean", "true false 1 0", "yes TRUE 2"),
        ("date", "2024-02-29 2024-12-31Z 2024-01-01+08:00 12024-01-01 -0001-01-01", "2023-02-29 2024-13-01 24-01-01 2024-1-1 0000-01-01"),
        (
            "dateTime",
            "2024-02-29T00:00:00 2024-01-01T24:00:00 2024-01-01T10:00:00.5Z",
            "2024-01-01 2024-01-01T25:00:00 ２０２４-01-01T00:00:00",
        ),
        ("duration", "P1Y P1Y2M3DT4H5M6.7S -P1D PT1S", "P PT 1Y P1S P-1Y"),
        ("gYearMonth", "2024-01 2024-12Z", "2024-13 2024"),
        ("gMonthDay", "--02-29 --12-31", "--02-30 --11-31"),
        ("hexBinary", "00ff 0", "0g"),
        ("language", "zh zh-Hans en-US", "zh_CN 中文"),
        ("NCName", "a 中文 _a-1", "1a a:b"),
        ("QName", "", "x"),
    ],
)
def test_lexical_spaces(builtin: str, good: str, bad: str) -> None:
    odd = {"0"} if builtin == "hexBinary" else set()
    assert {g: code(g, builtin) for g in good.split() if g not in odd} == {g: None for g in good.split() if g not in odd}
    assert {b: code(b, builtin) for b in bad.split()} == dict.fromkeys(bad.split(), "cvc-datatype-valid")


@pytest.mark.parametrize(
    ("value", "builtin", "facets", "expected"),
    [
        ("5", "decimal", [("minInclusive", "5")], None),
        ("5", "decimal", [("minExclusive", "5")], "cvc-minExclusive-valid"),
        ("5.01", "decimal", [("maxInclusive", "5")], "cvc-maxInclusive-valid"),
        ("1.50", "decimal", [("fractionDigits", "1")], None),
        ("1.51", "decimal", [("fractionDigits", "1")], "cvc-fractionDigits-valid"),
        ("1200", "decimal", [("totalDigits", "4")], None),
        ("12E2", "decimal", [("totalDigits", "3")], "cvc-totalDigits-valid"),
        ("0.0012", "decimal", [("totalDigits", "3")], "cvc-totalDigits-valid"),
        ("2.0", "decimal", [("enumeration", "1"), ("enumeration", "2")], None),
        ("3", "decimal", [("enumeration", "1"), ("enumeration", "2")], "cvc-enumeration-valid"),
        ("1.5", "integer", [], "cvc-datatype-valid"),
        ("1.0", "integer", [], None),
        ("1E40", "integer", [], None),
        ("-1", "nonNegativeInteger", [], "cvc-datatype-valid"),
        ("128", "byte", [], "cvc-datatype-valid"),
        ("Infinity", "double", [], None),
        ("Infinity", "decimal", [], "cvc-datatype-valid"),
    ],
)
def test_numbers_and_their_facets(value: str, builtin: str, facets: list[tuple[str, str]], expected: str | None) -> None:
    assert code(Decimal(value), builtin, *facets) == expected


@pytest.mark.parametrize(
    ("value", "builtin", "facets", "expected"),
    [
        ("", "string", [("minLength", "1")], "cvc-minLength-valid"),
        ("中文", "string", [("length", "2")], None),
        ("abc", "string", [("maxLength", "2")], "cvc-maxLength-valid"),
        (" a  b ", "token", [("length", "3")], None),
        ("a", "string", [("enumeration", "a"), ("enumeration", "b")], None),
        ("c", "string", [("enumeration", "a"), ("enumeration", "b")], "cvc-enumeration-valid"),
        ("C0000001", "string", [("pattern", "C[0-9]{7}")], None),
        ("C000001", "string", [("pattern", "C[0-9]{7}")], "cvc-pattern-valid"),
        ("x", "string", [("pattern", "a"), ("pattern", "x")], None),  # patterns of one step are alternatives
        ("x", "string", [("pattern", "(")], None),  # the schema's own defect is not the value's
        ("2024-01-01", "date", [("minInclusive", "2024-01-02")], "cvc-minInclusive-valid"),
        ("2024-01-02", "date", [("minInclusive", "2024-01-02")], None),
        (None, "string", [("minLength", "1")], None),
    ],
)
def test_text_and_its_facets(value: str | None, builtin: str, facets: list[tuple[str, str]], expected: str | None) -> None:
    assert code(value, builtin, *facets) == expected


def test_facets_of_every_step_of_the_derivation_hold() -> None:
    first = data_type("first", QName(XBRLI, "decimalItemType"), ("minInclusive", "0"))
    second = data_type("second", first.qname, ("maxInclusive", "1"))
    check = checker(item_types() | {first.qname: first, second.qname: second}, second.qname)
    assert [check(Decimal(v)) is None for v in ("-0.1", "0", "1", "1.1")] == [False, True, True, False]


def test_a_typed_number_that_comes_as_text_is_read() -> None:
    assert code("12", "integer", ("maxInclusive", "12")) is None
    assert code("13", "integer", ("maxInclusive", "12")) == "cvc-maxInclusive-valid"
    assert code("１２", "integer") == "cvc-datatype-valid"
    assert code("1_2", "integer") == "cvc-datatype-valid"


def test_a_chain_that_loops_ends() -> None:
    a, b = data_type("a", data_type("b", QName("", "")).qname), data_type("b", data_type("a", QName("", "")).qname)
    assert checker({a.qname: a, b.qname: b}, a.qname)("x") is None


# ---------------------------------------------------------------- patterns


@pytest.mark.parametrize(
    ("pattern", "good", "bad"),
    [
        ("a|bc", "a bc", "b ac abc"),
        ("a{2,3}", "aa aaa", "a aaaa"),
        ("a{2,}b?", "aa aaab", "a aabb"),
        ("(ab){0}c", "c", "abc"),
        (r"\d{2}\.\d", "12.3 １２.３", "123 12.34"),
        (r"[a-z-[aeiou]]+", "xyz", "xyza"),
        ("[^ab]", "c", "a b"),
        (r"\p{Lu}\p{IsCJKUnifiedIdeographs}*", "A A中文", "a 中"),
        (r"\P{L}", "1", "a"),
        (r"\i\c*", "a_1 中-1", "1a -a"),
        (r"[\-x^\]]+", "-x^]", "y"),
        ("a.c", "abc a中c", "ac"),
        ("[+-]?[0-9]+", "+1 -12 3", "+ 1-"),
        ("^a$", "^a$", "a"),
    ],
)
def test_patterns(pattern: str, good: str, bad: str) -> None:
    compiled = Pattern(pattern)
    assert [g for g in good.split() if not compiled.matches(g)] == []
    assert [b for b in bad.split() if compiled.matches(b)] == []


@pytest.mark.parametrize(
    "pattern", ["(", "a)", "a{2", "a{3,2}", "[b-a]", "[", "*", r"\q", r"\p{X}", r"\p{IsNowhere}", "a{9999999}", "(" * 60 + ")" * 60]
)
def test_a_pattern_that_does_not_read_is_refused(pattern: str) -> None:
    with pytest.raises(PatternError):
        Pattern(pattern)


def test_a_pattern_that_would_never_finish_elsewhere_finishes() -> None:
    assert not Pattern("(x+x+)+y").matches("x" * 5_000)
    assert Pattern("(x+x+)+y").matches("x" * 5_000 + "y")
    assert not Pattern("((a*)*)*b").matches("a" * 5_000)


PATTERN = st.recursive(
    st.sampled_from(["a", "b", "[ab]", "[^a]", "."]),
    lambda inner: st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map("({0[0]}|{0[1]})".format),
        st.tuples(inner, st.sampled_from(["?", "*", "+", "{2}", "{1,2}", "{0,1}", "{0}", "{1,}"])).map("({0[0]}){0[1]}".format),
    ),
    max_leaves=6,
)


@given(PATTERN, st.text("abc", max_size=6))
def test_patterns_agree_with_python_where_both_read_them_alike(pattern: str, text: str) -> None:
    assert Pattern(pattern).matches(text) == bool(re.fullmatch(pattern, text))
