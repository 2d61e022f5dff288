"""Printed numbers to exact values, by the declaration alone."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.mapping.numbers import NotANumber, parse_number
from generator.schedule import NumberFormat

WAN = NumberFormat(scale=4, places=2)
YUAN = NumberFormat(places=2)
PERCENT = NumberFormat(scale=-2, places=2, percent=True)


@pytest.mark.parametrize(
    ("text", "form", "value"),
    [
        ("1,234,567.89", WAN, "12345678900"),
        ("-26,678,480.56", YUAN, "-26678480.56"),
        ("−0.05", YUAN, "-0.05"),
        ("23.66%", PERCENT, "0.2366"),
        ("23.66", PERCENT, "0.2366"),
        ("100%", PERCENT, "1"),
        ("0.00", WAN, "0"),
        ("-0.00", YUAN, "0"),
        ("(1,234.50)", NumberFormat(places=2, negative="parentheses"), "-1234.50"),
        ("6.74", NumberFormat(scale=8, places=2), "674000000"),
    ],
)
def test_value(text: str, form: NumberFormat, value: str) -> None:
    assert parse_number(text, form) == Decimal(value)


def test_decimals_follow_from_places_and_scale() -> None:
    assert [f.decimals for f in (WAN, YUAN, PERCENT)] == [-2, 2, 4]


@pytest.mark.parametrize(
    "text", ["", "1 234", "1,23", "12,3456.78", "1.", ".5", "1e5", "1_0", "万", "１２", "--1", "(1)", "1%", "0x1", "+1"]
)
def test_what_is_no_number(text: str) -> None:
    with pytest.raises(NotANumber) as caught:
        parse_number(text, YUAN)
    assert caught.value.hint


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2), st.integers(-6, 12))
def test_printed_and_read_again_nothing_is_lost(value: Decimal, scale: int) -> None:
    form = NumberFormat(scale=scale, places=2)
    assert parse_number(f"{value:,.2f}", form) == value.scaleb(scale)
