"""What may stand on a page as markup: nothing that the schema of inline XBRL refuses, nothing that runs or loads."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from generator.dts.resolver import Resolver
from generator.render.ixbrl.fragments import embeddable
from generator.validate.schema_gate_inline import InlineGate

PAGE = (
    '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><head><title>x</title></head><body><table>'
    '<tr><td><ix:nonNumeric name="a" contextRef="c" id="x" escape="true">{}</ix:nonNumeric></td></tr></table></body></html>'
)


@pytest.fixture(scope="module")
def gate() -> InlineGate:
    return InlineGate(Resolver([], None).read)


_NAMES = (
    "p div span b i a br hr ul ol li dl dt dd table caption col colgroup thead tfoot tbody tr td th pre h1 blockquote em ins font u bdo q"
)
_ATTRIBUTES = (
    *('align="left"', 'align="middle"', 'colspan="2"', 'colspan="x"', 'class="a"', 'class=""', 'style="color:red"', 'width="50%"'),
    *('width="wide"', 'border="1"', 'href="#a"', 'dir="ltr"', 'xml:lang="en"', 'title=""', 'valign="top"', 'bgcolor="red"', 'height="9"'),
)


@st.composite
def _elements(draw: st.DrawFn, depth: int = 0) -> str:
    name = draw(st.sampled_from(_NAMES.split()))
    attribute = draw(st.sampled_from(("", "", "", *_ATTRIBUTES)))
    inner = st.sampled_from(("", " ", "words"))
    if depth < 4:
        inner = st.one_of(inner, _elements(depth + 1))
    content = "".join(draw(st.lists(inner, max_size=3)))
    return f"<{name}{attribute and ' ' + attribute}>{content}</{name}>"


_TABLES = (
    "<table><tr><td>1</td></tr></table>",
    "<table><caption>c</caption><col/><col/><thead><tr><th>a</th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>",
    "<table><tbody><tr><td>b</td></tr></tbody><tr><td>b</td></tr></table>",
    "<table><thead><tr><th>a</th></tr></thead></table>",
    "<table><tr><td>1</td></tr><caption>late</caption></table>",
    "<table></table>",
)


@settings(deadline=None, max_examples=300)
@given(text=st.one_of(_elements(), st.sampled_from(_TABLES)))
@example(text='<br dir="ltr"></br>')
def test_what_is_embedded_is_valid(gate: InlineGate, text: str) -> None:
    if embeddable(text):
        assert [d.message for d in gate.page(PAGE.format(text).encode(), "a.xhtml")] == []


@pytest.mark.parametrize(
    "text", [*_TABLES[:2], "plain", '<p class="x">a <b>bold</b> word<br/></p>', '<a href="https://example.com/">x</a>']
)
def test_ordinary_markup_is_embedded(text: str) -> None:
    assert embeddable(text)


@pytest.mark.parametrize(
    "text",
    [
        "<script>x</script>",
        '<p onclick="x">a</p>',
        '<a href="javascript:x">a</a>',
        '<img src="http://example.com/a.png" alt=""/>',
        '<p style="background:url(http://example.com)">a</p>',
        '<p style="-ix-hidden:f1">a</p>',
        '<x xmlns="urn:other"/>',
        '<ix:nonNumeric xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>',
        "<?php x ?>",
        "<p>a",
        "<p><div>a</div></p>",
        *_TABLES[2:],
    ],
)
def test_what_is_not_on_the_list_is_text(text: str) -> None:
    assert not embeddable(text)
