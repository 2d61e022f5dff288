"""The xBRL-JSON reader: every defect with its code, its JSON path and the fact's line."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from generator.diagnostics import InputError
from generator.model import NO_ENTITY, PURE, Period
from generator.read.oim_json import read
from generator.read.result import ReadReport
from tests.support.reports import LABOUR, NS, URL, load, name

DIMENSIONS = {"concept": "s:Cash", "entity": "e:ABC-1", "period": "2024-01-01T00:00:00", "unit": "iso4217:CNY"}
TEXT = {"concept": "s:Title", "period": "2023-01-01T00:00:00/2024-01-01T00:00:00", "language": "en"}
NOTE = {"value": "x", "dimensions": {"concept": "xbrl:note", "noteId": "n", "language": "en"}}
FOOTNOTE = {"footnote": {"_": ["n"]}}


def _document(**facts: Any) -> dict[str, Any]:
    return {
        "documentInfo": {
            "documentType": "https://xbrl.org/2021/xbrl-json",
            "namespaces": {
                "s": NS,
                "e": "http://example.com/scheme",
                "iso4217": "http://www.xbrl.org/2003/iso4217",
                "xbrli": "http://www.xbrl.org/2003/instance",
                "xbrl": "https://xbrl.org/2021",
            },
            "linkTypes": {"footnote": "http://www.xbrl.org/2003/arcrole/fact-footnote"},
            "linkGroups": {"_": "http://www.xbrl.org/2003/role/link"},
            "taxonomy": [URL],
        },
        "facts": facts,
    }


def _read(document: dict[str, Any]) -> ReadReport:
    return read(json.dumps(document, indent=1, ensure_ascii=False).encode(), "a.json", load)


def _fact(value: object = "1", dimensions: dict[str, Any] = DIMENSIONS, **more: Any) -> dict[str, Any]:
    return {"value": value, "dimensions": dimensions, **more}


def test_absent_aspects_have_their_meaning() -> None:
    instant = {**DIMENSIONS, "period": "2024-01-01T00:00:00/2024-01-01T00:00:00"}
    found = _read(_document(a=_fact(dimensions={"concept": "s:Share"}), b=_fact(dimensions=instant)))
    assert found.diagnostics == ()
    share, cash = found.report.facts
    assert (share.entity, share.period, share.unit, share.decimals) == (NO_ENTITY, None, PURE, None)
    assert cash.period == Period(None, "2024-01-01T00:00:00")


def test_units_are_put_into_the_models_order() -> None:
    unit = "(iso4217:CNY*s:hour)/(s:person*xbrli:shares)"
    assert _read(_document(a=_fact(dimensions={**DIMENSIONS, "unit": unit}))).report.facts[0].unit == LABOUR


def test_a_place_is_the_line_of_the_facts_object() -> None:
    found = _read(_document(value=_fact(), dimensions=_fact("x"), 甲=_fact()))
    lines = json.dumps(_document(value=_fact(), dimensions=_fact("x"), 甲=_fact()), indent=1, ensure_ascii=False).splitlines()
    assert "甲" in lines[(found.places["甲"].line or 0) - 1]
    assert found.places["甲"].column == 3
    assert [(d.code, d.location.fact) for d in found.diagnostics] == [("xbrlje:invalidFactValue", "dimensions")]
    assert "/facts/dimensions/value" in found.diagnostics[0].message
    with pytest.raises(KeyError):
        found.places["none"]


@pytest.mark.parametrize(
    ("fact", "code"),
    [
        (_fact(1), "xbrlje:invalidJSONStructure"),
        (_fact(True), "xbrlje:invalidJSONStructure"),
        (_fact(decimals="2"), "xbrlje:invalidJSONStructure"),
        (_fact(decimals=True), "xbrlje:invalidJSONStructure"),
        (_fact(decimals=None), "xbrlje:invalidJSONStructure"),
        (_fact(decimals=1.5), "xbrlje:invalidJSONStructure"),
        (_fact(decimals=10**12), "filing.out-of-bounds"),
        (_fact(other=1), "xbrlje:invalidJSONStructure"),
        ({"value": "1"}, "xbrlje:invalidJSONStructure"),
        (_fact(dimensions={**DIMENSIONS, "unit": None}), "xbrlje:invalidJSONStructure"),
        (_fact(dimensions={**DIMENSIONS, "colour": "red"}), "xbrlje:invalidJSONStructure"),
        (_fact(dimensions={**DIMENSIONS, "concept": "Cash"}), "xbrlje:invalidJSONStructure"),
        (_fact(dimensions={}), "oime:missingConceptDimension"),
        (_fact(dimensions={"concept": "q:Cash"}), "oimce:unboundPrefix"),
        (_fact(dimensions={"concept": "s:Nothing"}), "oime:unknownConcept"),
        (_fact(dimensions={"concept": "s:Heading"}), "oime:valueForAbstractConcept"),
        (_fact(dimensions={"concept": "s:Group"}), "oime:unsupportedConceptDataType"),
        (_fact(dimensions={"concept": "s:Part"}), "oime:unsupportedConceptDataType"),
        (_fact("1e5"), "xbrlje:invalidFactValue"),
        (_fact(None, decimals=2), "oime:misplacedDecimalsProperty"),
        (_fact("x", TEXT, decimals=2), "oime:misplacedDecimalsProperty"),
        (_fact("x", {**TEXT, "unit": "iso4217:CNY"}), "oime:misplacedUnitDimension"),
        (_fact("x", {**TEXT, "language": "EN"}), "xbrlje:invalidLanguageCodeCase"),
        (_fact("x", {**TEXT, "language": "e n"}), "oime:invalidLanguage"),
        (_fact(dimensions={**DIMENSIONS, "language": "en"}), "oime:misplacedLanguageDimension"),
        (_fact(dimensions={**DIMENSIONS, "unit": "xbrli:pure"}), "oime:illegalPureUnit"),
        (_fact(dimensions={**DIMENSIONS, "unit": "CNY"}), "oimce:invalidUnitStringRepresentation"),
        (_fact(dimensions={**DIMENSIONS, "unit": "iso4217:CNY*s:x/s:y"}), "oimce:invalidUnitStringRepresentation"),
        (_fact(dimensions={**DIMENSIONS, "entity": "ABC"}), "oimce:invalidSQName"),
        (_fact(dimensions={**DIMENSIONS, "entity": "q:ABC"}), "oimce:unboundPrefix"),
        (_fact(dimensions={**DIMENSIONS, "period": "2023-12-31"}), "oimce:invalidPeriodRepresentation"),
        (_fact(dimensions={**DIMENSIONS, "s:NoAxis": "s:East"}), "oime:unknownDimension"),
        (_fact(dimensions={**DIMENSIONS, "s:Title": "s:East"}), "oime:unknownDimension"),
        (_fact(dimensions={**DIMENSIONS, "s:RegionAxis": None}), "xbrlje:invalidDimensionValue"),
        (_fact(dimensions={**DIMENSIONS, "s:RegionAxis": "North"}), "xbrlje:invalidDimensionValue"),
        (_fact(dimensions={**DIMENSIONS, "noteId": "a"}), "oime:misplacedNoteIDDimension"),
        (_fact(links=FOOTNOTE), "xbrlje:unknownLinkTarget"),
        (_fact(links={"other": {"_": ["a"]}}), "xbrlje:unknownLinkType"),
        (_fact(links={"footnote": {"other": ["a"]}}), "xbrlje:unknownLinkGroup"),
        (_fact(links={"footnote": {"_": ["a"]}}), "oime:illegalStandardFootnoteTarget"),
        (_fact(links={"footnote": []}), "xbrlje:invalidJSONStructure"),
        (_fact(links={"footnote": {"_": "a"}}), "xbrlje:invalidJSONStructure"),
    ],
)
def test_each_defect_of_a_fact_has_its_code_and_path(fact: Any, code: str) -> None:
    found = _read(_document(a=fact))
    assert [(d.code, d.location.fact) for d in found.diagnostics] == [(code, "a")]
    assert "/facts/a" in found.diagnostics[0].message or code == "oime:illegalStandardFootnoteTarget"
    assert (found.diagnostics[0].location.line or 0) > 10


def test_a_fact_that_is_no_object() -> None:
    found = _read(_document(a=[], b=_fact()))
    assert [(d.code, d.location.fact, d.location.line) for d in found.diagnostics] == [("xbrlje:invalidJSONStructure", "a", 1)]
    assert [f.id for f in found.report.facts] == ["b"]


def test_a_default_member_is_an_error_and_leaves_the_fact() -> None:
    found = _read(_document(a=_fact(dimensions={**DIMENSIONS, "s:SegmentAxis": "s:All", "s:RegionAxis": "s:North"})))
    assert [d.code for d in found.diagnostics] == ["oime:invalidDimensionValue"]
    assert found.report.facts[0].dimensions == ((name("RegionAxis"), name("North")),)


@pytest.mark.parametrize(
    ("note", "code"),
    [
        ({**NOTE, "dimensions": {**NOTE["dimensions"], "noteId": "m"}}, "oime:invalidNoteIDValue"),
        ({**NOTE, "dimensions": {"concept": "xbrl:note", "language": "en"}}, "oime:missingNoteIDDimension"),
        ({**NOTE, "dimensions": {"concept": "xbrl:note", "noteId": "n"}}, "oime:missingLanguageForNoteFact"),
        ({**NOTE, "dimensions": {**NOTE["dimensions"], "entity": "e:ABC-1"}}, "oime:misplacedNoteFactDimension"),
        ({**NOTE, "dimensions": {**NOTE["dimensions"], "unit": "iso4217:CNY"}}, "oime:misplacedUnitDimension"),
        ({**NOTE, "decimals": 1}, "oime:misplacedDecimalsProperty"),
        ({**NOTE, "value": "R&D"}, "oime:invalidXHTMLFragment"),
        ({**NOTE, "value": None}, "oime:invalidXHTMLFragment"),
    ],
)
def test_defects_of_notes(note: dict[str, Any], code: str) -> None:
    found = _read(_document(a=_fact(links=FOOTNOTE), n=note))
    assert [(d.code, d.location.fact) for d in found.diagnostics] == [(code, "n")]
    assert [f.id for f in found.report.facts] == ["a"]
    assert found.report.facts[0].links == ()


def test_a_note_that_nothing_links_to() -> None:
    assert [d.code for d in _read(_document(n=NOTE)).diagnostics] == ["oime:unusedNoteFact"]


def _changed(change: Callable[[dict[str, Any]], object]) -> dict[str, Any]:
    document = _document(a=_fact())
    change(document)
    return document


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda d: d.pop("documentInfo"), "xbrlje:invalidJSONStructure"),
        (lambda d: d.update(facts=[]), "xbrlje:invalidJSONStructure"),
        (lambda d: d.update(more=1), "xbrlje:invalidJSONStructure"),
        (lambda d: d["documentInfo"].pop("documentType"), "xbrlje:invalidJSONStructure"),
        (lambda d: d["documentInfo"].update(documentType="x"), "oimce:unsupportedDocumentType"),
        (lambda d: d["documentInfo"].update(taxonomy="x"), "xbrlje:invalidJSONStructure"),
        (lambda d: d["documentInfo"].update(namespaces={"s": 1}), "xbrlje:invalidJSONStructure"),
        (lambda d: d["documentInfo"].update(baseURL="x"), "oime:invalidBaseURL"),
        (lambda d: d["documentInfo"]["namespaces"].update(t=NS), "oimce:multipleAliasesForURI"),
        (lambda d: d["documentInfo"]["namespaces"].update(xs="urn:x"), "oimce:invalidURIForReservedAlias"),
        (lambda d: d["documentInfo"]["namespaces"].update({"a b": "urn:x"}), "xbrlje:invalidJSONStructure"),
        (lambda d: d["documentInfo"]["namespaces"].update(t="urn: x"), "oimce:invalidURI"),
        (lambda d: d["documentInfo"]["linkGroups"].update(_="urn:x"), "oimce:invalidURIForReservedAlias"),
    ],
)
def test_defects_of_the_document(change: Callable[[dict[str, Any]], object], code: str) -> None:
    found = _read(_changed(change))
    assert [d.code for d in found.diagnostics] == [code]
    assert "JSON path /" in found.diagnostics[0].message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "malformed"),
        ("{", "malformed"),
        ('{"a": NaN}', "NaN"),
        ('{"a": -Infinity}', "Infinity"),
        ('{"a": 1, "a": 1}', "“a” twice|a twice"),
        ('{"a": ' + "9" * 5000 + "}", "more than 100 digits"),
        ('{"a": 1.' + "9" * 5000 + "}", "more than 100 digits"),
        ("[" * 100_000 + "]" * 100_000, "nested deeper"),
        ('{"a":' * 100_000, "nested deeper"),
    ],
)
def test_hostile_json_is_refused_before_it_does_harm(text: str, message: str) -> None:
    with pytest.raises(InputError, match=message) as caught:
        read(text.encode(), "a.json", load)
    assert caught.value.diagnostics[0].code == "xbrlje:invalidJSON"


def test_wrong_encoding_is_located() -> None:
    with pytest.raises(InputError) as caught:
        read(b'{\n "a": "\xff"}', "a.json", load)
    place = caught.value.diagnostics[0].location
    assert (place.line, place.column) == (2, 8)


def test_brackets_inside_strings_are_no_depth() -> None:
    found = _read(_document(a=_fact("[" * 200 + '\\"' + "{" * 200, TEXT)))
    assert found.diagnostics == ()
    assert str(found.report.facts[0].value).startswith("[[[")


def test_facts_may_stand_before_the_document_information() -> None:
    document = _document(a=_fact())
    turned = {"facts": document["facts"], "documentInfo": document["documentInfo"]}
    assert [f.id for f in _read(turned).report.facts] == ["a"]


@pytest.mark.parametrize(
    ("change", "line"),
    [
        (lambda text: text + "x", 5),
        (lambda text: text[:-2], 4),
        (lambda text: text.replace('"b":', '"a":'), 1),
        (lambda text: text.replace('"b":', '"b"'), 3),
        (lambda text: text.replace(',\n"b"', '\n"b"'), 3),
        (lambda text: text.replace("}},\n", "}},,\n"), 2),
        (lambda text: text.replace("\n}}", ",\n}}"), 4),
        (lambda text: text.replace("\n}}", '\n}, "facts": {}}'), 1),
        (lambda text: text.replace('"1"', "1e999999999999999x"), 2),
    ],
)
def test_malformed_json_is_told_wherever_it_is(change: Callable[[str], str], line: int) -> None:
    info = json.dumps(_document()["documentInfo"])
    one = json.dumps(_fact())
    text = f'{{"documentInfo": {info}, "facts": {{\n"a": {one},\n"b": {one}\n}}}}\n'
    assert len(read(text.encode(), "a.json", load).report.facts) == 2
    with pytest.raises(InputError) as problem:
        read(change(text).encode(), "a.json", load)
    found = problem.value.diagnostics[0]
    assert (found.code, found.location.line) == ("xbrlje:invalidJSON", line)
