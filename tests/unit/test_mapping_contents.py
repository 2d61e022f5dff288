"""Printed cells that are no numbers: what each type takes, and what it refuses with a hint."""

import contextlib
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.mapping.cell_types import plain_label
from generator.mapping.contents import Misfit, parse_content
from generator.model import Period
from generator.qname import QName
from generator.schedule import CellAspects, Content, NumberFormat

NS = "http://x.example/n"
ACTIVE, OPERATING, ACTING = (QName(NS, local) for local in ("Active", "Operating", "Acting"))
CHOICES = {
    plain_label(label): members for label, members in {"存 续": (ACTIVE,), "Alive": (ACTIVE,), "Working": (OPERATING, ACTING)}.items()
}


def value(content: Content, text: str) -> object:
    period = Period(None, "2026-01-01T00:00:00")
    aspects = CellAspects(
        concept=QName(NS, "X"), period=period, unit=None, dimensions=(), format=NumberFormat(), content=content, choices=CHOICES
    )
    return parse_content(text, aspects)


@pytest.mark.parametrize(
    ("content", "text", "expected"),
    [
        (Content.DATE, "1992-06-18", "1992-06-18"),
        (Content.DATE, "2018/4/21", "2018-04-21"),
        (Content.DATE, "2018.04.21", "2018-04-21"),
        (Content.DATE, "2018 年 4 月 21 日", "2018-04-21"),
        (Content.DATE, "2020-02-29", "2020-02-29"),
        (Content.MONTH, "2018-04", "2018-04"),
        (Content.MONTH, "2018/4", "2018-04"),
        (Content.MONTH, "2018年12月", "2018-12"),
        (Content.YEAR, "2018", "2018"),
        (Content.YEAR, "2018年度", "2018"),
        (Content.BOOLEAN, "是", "true"),
        (Content.BOOLEAN, "否", "false"),
        (Content.BOOLEAN, "TRUE", "true"),
        (Content.BOOLEAN, "No", "false"),
        (Content.MEMBER, "存续", f"{NS}#Active"),
        (Content.MEMBER, "ALIVE", f"{NS}#Active"),
        (Content.MEMBERS, "Alive", f"{NS}#Active"),
        (Content.TEXT, "是", "是"),
        (Content.TEXT, "一\r\n二\r三", "一\n二\n三"),
    ],
)
def test_value(content: Content, text: str, expected: str) -> None:
    assert value(content, text) == expected


@pytest.mark.parametrize(
    ("content", "text", "code", "said"),
    [
        (Content.DATE, "2018-02-29", "filing.not-a-date", "no day of the calendar"),
        (Content.DATE, "2018-13-01", "filing.not-a-date", "no day of the calendar"),
        (Content.DATE, "2018-4/21", "filing.not-a-date", "no date"),
        (Content.DATE, "2018-04", "filing.not-a-date", "no date"),
        (Content.DATE, "二〇一八年四月二十一日", "filing.not-a-date", "no date"),
        (Content.DATE, "２０１８-04-21", "filing.not-a-date", "no date"),
        (Content.DATE, "0000-01-01", "filing.not-a-date", "no day of the calendar"),
        (Content.MONTH, "2018-13", "filing.not-a-date", "no month"),
        (Content.MONTH, "2018-04-21", "filing.not-a-date", "no month"),
        (Content.YEAR, "18", "filing.not-a-date", "no year"),
        (Content.BOOLEAN, "是吗", "filing.not-a-boolean", "neither yes nor no"),
        (Content.BOOLEAN, "1", "filing.not-a-boolean", "neither yes nor no"),
        (Content.MEMBER, "注销", "filing.not-a-member", "no member of “X”"),
        (Content.MEMBER, "Working", "filing.not-a-member", "more than one member: Operating, Acting"),
        (Content.MEMBERS, "存续、Alive", "filing.not-a-member", "twice"),
        (Content.TEXT, "a\x07b", "filing.character", "U+0007"),
    ],
)
def test_what_does_not_fit(content: Content, text: str, code: str, said: str) -> None:
    with pytest.raises(Misfit, match=said.replace("+", r"\+")) as caught:
        value(content, text)
    assert caught.value.code == code
    assert caught.value.hint


@given(
    st.dates(min_value=date(1000, 1, 1)),
    st.sampled_from(["{0:04}-{1:02}-{2:02}", "{0:04}/{1}/{2}", "{0:04}.{1}.{2}", "{0:04}年{1}月{2}日"]),
)
def test_every_day_in_every_form_is_that_day(day: date, form: str) -> None:
    assert value(Content.DATE, form.format(day.year, day.month, day.day)) == day.isoformat()


@given(st.text(max_size=30), st.sampled_from([c for c in Content if c is not Content.NUMBER]))
def test_whatever_stands_there_it_is_a_value_or_a_misfit(text: str, content: Content) -> None:
    with contextlib.suppress(Misfit):
        assert isinstance(value(content, text), str)
