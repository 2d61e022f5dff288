"""Inline XBRL transformations: registry 3's own suite, and the cases of registries 4 and 5 that trip people up."""

import zipfile
from xml.etree import ElementTree

import pytest

from generator.qname import IXT_4, IXT_5, QName
from generator.read.transformations import (
    IXT_1,
    IXT_1_FIRST,
    IXT_2,
    IXT_3,
    TransformationFailed,
    UnknownTransformation,
    is_known,
    transform,
)
from tests.support.shared import corpus

_SUITE = "{http://xbrl.org/2011/conformance-rendering/transforms}"


def test_registry_3_suite_n_of_n() -> None:
    with zipfile.ZipFile(corpus("transformation-registry-3.zip")) as archive:
        root = ElementTree.fromstring(archive.read("trr3/tests.xml"))
    wrong = []
    count = 0
    for case in root.iter(f"{_SUITE}transform"):
        name = QName(IXT_3, case.attrib["name"].partition(":")[2])
        for variation in case.iter(f"{_SUITE}variation"):
            count += 1
            expected = variation.attrib["output"] if variation.attrib["result"] == "valid" else None
            try:
                found: str | None = transform(name, variation.attrib["input"])
            except TransformationFailed:
                found = None
            if found != expected:
                wrong.append((name.local, variation.attrib, found))
    assert wrong == []
    assert count > 300


@pytest.mark.parametrize("registry", [IXT_4, IXT_5])
@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("num-dot-decimal", "1,234.56", "1234.56"),
        ("num-dot-decimal", "12,3456.78", "123456.78"),
        ("num-dot-decimal", " 1 234\u00a0567 ", "1234567"),
        ("num-dot-decimal", ".50", "0.5"),
        ("num-dot-decimal", "00012.300", "12.3"),
        ("num-comma-decimal", "1.234,50", "1234.5"),
        ("num-unit-decimal", "１，２３４元５６分", "1234.56"),
        ("num-unit-decimal", "12元5分", "12.05"),
        ("fixed-zero", "不适用", "0"),
        ("fixed-empty", "any", ""),
        ("fixed-true", "是", "true"),
        ("fixed-false", "否", "false"),
        ("date-year-month-day", "2023年12月31日", "2023-12-31"),
        ("date-year-month-day", "２０２３年１２月３１日", "2023-12-31"),
        ("date-year-month", "2023年12月", "2023-12"),
        ("date-day-month-year", "३१.१२.२०२३", "2023-12-31"),
        ("date-day-monthname-year-en", "31st of December 2023", "2023-12-31"),
        ("date-day-monthname-de", "24. Dezember", "--12-24"),
        ("date-monthname-year-cs", "červenci 2021", "2021-07"),
        ("date-day-monthroman-year", "5 XII 2020", "2020-12-05"),
        ("date-jpn-era-year-month-day", "令和元年5月1日", "2019-05-01"),
        ("date-ind-day-monthname-year-hi", "11 पौष 1921", "2000-01-01"),
        ("date-day-month", "29.2", "--02-29"),
    ],
)
def test_text_becomes_its_value(registry: str, name: str, text: str, value: str) -> None:
    assert transform(QName(registry, name), text) == value


@pytest.mark.parametrize("registry", [IXT_1, IXT_1_FIRST])
@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("numcommadot", "1,234.50", "1234.50"),
        ("numdotcomma", " 1.234,5 ", "1234.5"),
        ("numspacedot", "1\u00a0234.5", "1234.5"),
        ("numspacecomma", "1 234,5", "1234.5"),
        ("numcomma", "1234,5", "1234.5"),
        ("numcomma", "1,234.5", None),
        ("numcommadot", "12,34", None),
        ("numdash", " - ", "0"),
        ("numdash", "—", None),
        ("dateslasheu", "31/12/2009", "2009-12-31"),
        ("dateslashus", "12/31/09", "2009-12-31"),
        ("dateslashus", "31/12/09", None),
        ("datedoteu", "31.12.2009", "2009-12-31"),
        ("datelonguk", "1 January 2010", "2010-01-01"),
        ("datelonguk", "1 Jan 2010", None),
        ("dateshortus", "Feb 29, 2012", "2012-02-29"),
        ("dateshortus", "Feb 29, 2011", None),
        ("datelongdaymonthuk", "31 December", "--12-31"),
        ("dateslashdaymontheu", "29/13", None),
        ("dateshortmonthdayus", "Dec 31st", "--12-31"),
        ("datelongyearmonth", "2010 March", "2010-03"),
        ("dateshortmonthyear", "Mar 10", "2010-03"),
        ("numdotdecimal", "1", None),
    ],
)
def test_registry_1(registry: str, name: str, text: str, value: str | None) -> None:
    try:
        found: str | None = transform(QName(registry, name), text)
    except ValueError:
        found = None
    assert found == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("num-dot-decimal", "１，２３４．５６"),
        ("num-dot-decimal", "(1,234)"),
        ("num-dot-decimal", "-1,234"),
        ("num-dot-decimal", "1,234万"),
        ("num-dot-decimal", "—"),
        ("num-dot-decimal", ""),
        ("num-dot-decimal", " , "),
        ("num-dot-decimal", "1.2.3"),
        ("num-dot-decimal", "1e5"),
        ("num-unit-decimal", "1234"),
        ("date-year-month-day", "二〇二三年十二月三十一日"),
        ("date-year-month-day", "2023年2月29日"),
        ("date-year-month-day", "203年2月2日"),
        ("date-day-monthname-en", "31 december"),
        ("date-day-month", "30.2"),
        ("num-dot-decimal", "1" * 5_000),
    ],
)
def test_what_it_does_not_take_is_no_value(name: str, text: str) -> None:
    with pytest.raises(TransformationFailed):
        transform(QName(IXT_4, name), text)


def test_names_belong_to_their_registry() -> None:
    assert is_known(QName(IXT_5, "num-dot-decimal-apos"))
    assert transform(QName(IXT_5, "num-dot-decimal-apos"), "1'234.5") == "1234.5"
    assert not is_known(QName(IXT_4, "num-dot-decimal-apos"))
    assert not is_known(QName(IXT_4, "numdotdecimal"))
    assert not is_known(QName(IXT_5, "date-year-month-day-cjk"))
    assert is_known(QName(IXT_3, "dateyearmonthdaycjk"))
    assert not is_known(QName(IXT_2, "calindaymonthyear"))
    assert is_known(QName(IXT_2, "dateyearmonthdaycjk"))


@pytest.mark.parametrize("name", [QName(IXT_4, "num-dot"), QName("urn:own", "num-dot-decimal"), QName(IXT_4, "date-day-monthname-xx")])
def test_an_unknown_name_is_said_to_be_unknown(name: QName) -> None:
    with pytest.raises(UnknownTransformation):
        transform(name, "1")


def test_long_text_is_refused_before_any_pattern_sees_it() -> None:
    with pytest.raises(TransformationFailed, match="too many"):
        transform(QName(IXT_4, "date-day-monthname-year-en"), "1 " + "May " * 100_000)
    assert transform(QName(IXT_4, "fixed-zero"), "x" * 100_000) == "0"
