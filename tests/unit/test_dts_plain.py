"""The quick reader of plain linkbases says what the other reader says, to the last place, or leaves the document to it."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.diagnostics import InputError
from generator.dts import reader
from generator.dts.document import Document
from generator.dts.plain_linkbase import read_plain_linkbase
from generator.dts.plain_markup import NotPlain, cut
from generator.inputs import read_zip
from generator.qname import CONCEPT_LABEL, CONCEPT_REFERENCE, PARENT_CHILD, SUMMATION_ITEM_2023
from tests.support.shared import corpus
from tests.unit.test_dts_load import arc, extended, linkbase, loc

URL = "http://example.com/t/l.xml"
PACKAGE = Path(__file__).resolve().parents[2] / "taxonomy" / "package"


def slowly(data: bytes, monkeypatch: pytest.MonkeyPatch) -> Document:
    """What the reader of parser's events makes of `data`."""

    def refuse(*_: object) -> Document:
        raise NotPlain

    with monkeypatch.context() as patch:
        patch.setattr(reader, "read_plain_linkbase", refuse)
        return reader.read_document(data, URL)


def said(document: Document) -> dict[str, Any]:
    """All that a document says, with lines and columns for the numbers of tags."""

    def placed(record: Any) -> Any:
        place = document.place(record.line, record.column)
        return record._replace(line=place.line, column=place.column)

    def at(place: tuple[int, int]) -> tuple[int | None, int | None]:
        location = document.place(*place)
        return location.line, location.column

    found = {field.name: getattr(document, field.name) for field in dataclasses.fields(document) if field.compare}
    found |= {name: list(map(placed, found[name])) for name in ("links", "foreign")}
    found["arcs"] = [(base_set, list(map(placed, arcs))) for base_set, arcs in document.arcs.items()]
    found["resources"] = [(key, placed(one)) for key, one in document.resources.items()]
    found["locators"] = {link: [(key, at(place)) for key, place in located.items()] for link, located in document.locators.items()}
    found["linkbases"] = [
        (one.key, list(map(placed, one.refs)), *([(use, at(p)) for use, p in uses.items()] for uses in (one.uses, one.links)))
        for one in document.linkbases
    ]
    return found


def is_quick(data: bytes, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the quick reader reads `data`; it then says what the other one says."""
    try:
        quick = read_plain_linkbase(data, URL)
    except NotPlain:
        return False
    assert said(quick) == said(slowly(data, monkeypatch))
    return True


LABELS = (
    '<link:label xlink:type="resource" xlink:label="l" xlink:role="http://www.xbrl.org/2003/role/label" xml:lang="zh">收入 &amp; &#x5176;他'
    '</link:label><link:label xlink:type="resource" xlink:label="m" id="m" xml:lang="en"> A &gt; B\n </link:label>'
)
REFERENCE = (
    '<link:reference xlink:type="resource" xlink:label="r"><ref:Name>IAS 1</ref:Name><ref:Note/>'
    "<ref:Number> 1 </ref:Number></link:reference>"
)
BODY = (
    extended("label", loc("A") + LABELS + arc("label", CONCEPT_LABEL, "A", "l") + arc("label", CONCEPT_LABEL, "A", "m"))
    + "\n<!-- a comment -->\n"
    + extended("reference", loc("A") + REFERENCE + arc("reference", CONCEPT_REFERENCE, "A", "r", 'use="prohibited" priority="2"'))
    + extended("presentation", "".join(map(loc, "ABC")) + arc("presentation", PARENT_CHILD, "A", "B", 'order="2.5"') + "\n")
    + extended("calculation", "".join(map(loc, "ABC")) + arc("calculation", SUMMATION_ITEM_2023, "A", "B", 'weight="-1.0"'))
)
PLAIN = linkbase(BODY).encode()


def test_both_readers_say_the_same_of_a_plain_linkbase(monkeypatch: pytest.MonkeyPatch) -> None:
    assert is_quick(PLAIN, monkeypatch)


def test_the_linkbases_of_our_package_are_plain(monkeypatch: pytest.MonkeyPatch) -> None:
    files = [path for path in sorted(PACKAGE.rglob("*.xml")) if path.parent.name != "META-INF"]
    assert len(files) > 5
    assert [path.name for path in files if not is_quick(path.read_bytes(), monkeypatch)] == []


@pytest.mark.parametrize("name", ["ferc-form60", "edinet-2026", "ifrs-2023"])
def test_the_linkbases_of_others_are_plain(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every tenth, none of the largest, so that the test takes seconds."""
    files = read_zip(corpus(f"{name}-taxonomy.zip").read_bytes(), name)
    chosen = [data for path, data in sorted(files.items()) if path.endswith(".xml") and b"linkbase>" in data and len(data) < 300_000][::10]
    assert chosen
    assert all(is_quick(data, monkeypatch) for data in chosen)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("<link:linkbase ", "<!DOCTYPE x><link:linkbase "),
        ("收入", "<![CDATA[x]]>"),
        ("&amp;", "&nbsp;"),
        ("&#x5176;", "&#0;"),
        ("收入", "]]>"),
        ("收入", "\x01"),
        ("收入", "\ufffe"),
        ("收入", "<b xmlns='http://www.w3.org/1999/xhtml'>x</b>"),
        ('xlink:label="l"', "xlink:label='l'"),
        ('xlink:label="l"', 'xlink:label="l" xlink:label="k"'),
        ('xlink:label="l"', 'xlink:label="l" xmlns:x="http://x.example/"'),
        ('xlink:label="l"', 'xlink:label=" l"'),
        ('xlink:label="l"', 'xlink:label="l" other="x"'),
        ('xlink:label="l"', 'xlink:label="l" nowhere:x="x"'),
        ('xlink:label="l"', 'xlink:label="a>b"'),
        ("</link:label>", "</link:labels>"),
        ("</link:labelLink>", ""),
        ('xml:lang="zh"', ""),
        ('xml:lang="zh"', 'xml:lang="中文"'),
        ('order="2.5"', 'order="two"'),
        ('xlink:from="A"', 'xlink:from="Z"'),
        ('xlink:type="arc"', 'xlink:type="bow"'),
        ('xlink:type="arc"', 'xlink:type="arc" xml:base="http://x.example/"'),
        ('id="m"', 'id="1m"'),
        ("<!-- a comment -->", "<!-- a -- comment -->"),
        ("<!-- a comment -->", "<?a comment?>"),
    ],
)
def test_what_is_unusual_or_wrong_is_left_to_the_other_reader(old: str, new: str, monkeypatch: pytest.MonkeyPatch) -> None:
    text = PLAIN.decode()
    assert old in text
    assert not is_quick(text.replace(old, new, 1).encode("utf-8", "surrogatepass"), monkeypatch)


def test_what_is_not_utf_8_is_left_to_the_other_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    assert not is_quick(PLAIN.replace("收入".encode(), b"\xff"), monkeypatch)
    assert not is_quick(b'<?xml version="1.0" encoding="gb18030"?>' + PLAIN, monkeypatch)
    assert is_quick(b'<?xml version="1.0" encoding="UTF-8"?>\r\n' + PLAIN.replace(b"\n", b"\r\n"), monkeypatch)


PIECES = [
    "<",
    ">",
    "/",
    '"',
    "'",
    "&",
    "&amp;",
    "=",
    " ",
    "\n",
    "\t",
    "\r",
    "-->",
    "<!--",
    "]]>",
    ":",
    "xmlns=",
    "A",
    "1",
    "收",
    "\x00",
    "</",
    "/>",
]


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_whatever_is_changed_the_two_readers_agree_or_one_declines(data: st.DataObject) -> None:
    text = PLAIN.decode()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(text)))
        text = text[:at] + data.draw(st.sampled_from(PIECES)) + text[at + data.draw(st.integers(0, 3)) :]
    with pytest.MonkeyPatch.context() as patch:
        try:
            is_quick(text.encode(), patch)
        except InputError as problem:  # the quick reader took what is not even well-formed
            raise AssertionError(text) from problem


def test_a_deep_or_endless_document_is_cut_without_recursion() -> None:
    assert len(cut(b"<a>" * 100_000)) == 100_001
    with pytest.raises(NotPlain):
        read_plain_linkbase(
            b'<link:linkbase xmlns:link="http://www.xbrl.org/2003/linkbase">' + b"<link:x>" * 1000 + b"</link:linkbase>", URL
        )
