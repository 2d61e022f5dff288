"""Periods in print."""

import pytest

from generator.mapping.periods import UnknownPeriod, fill
from generator.model import Period
from generator.schedule import Text

PERIODS = {
    "half": Period("2020-01-01T00:00:00", "2020-07-01T00:00:00"),
    "year": Period("2019-01-01T00:00:00", "2020-01-01T00:00:00"),
    "month": Period("2020-02-01T00:00:00", "2020-03-01T00:00:00"),
    "odd": Period("2019-12-15T00:00:00", "2020-01-16T00:00:00"),
    "day": Period(None, "2022-01-01T00:00:00"),
}


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("{half:span}", "2020年1-6月", "January-June 2020"),
        ("{year:span}", "2019年度", "2019"),
        ("{month:span}", "2020年2月", "February 2020"),
        ("{odd:span}", "2019年12月15日至2020年1月15日", "15 December 2019 to 15 January 2020"),
        ("截至{day:date}", "截至2021年12月31日", "截至31 December 2021"),
        ("{half:year}年半年报", "2020年半年报", "2020年半年报"),
        ("自{odd:start}起", "自2019年12月15日起", "自15 December 2019起"),
        ("{day:span}", "2021年12月31日", "31 December 2021"),
        ("nothing {to} do", "nothing {to} do", "nothing {to} do"),
    ],
)
def test_fill(text: str, zh: str, en: str) -> None:
    assert fill(Text(zh=text, en=text), PERIODS) == Text(zh=zh, en=en)


def test_unknown_period_is_named() -> None:
    with pytest.raises(UnknownPeriod, match="quarter"):
        fill(Text(zh="{quarter:year}", en=""), PERIODS)
