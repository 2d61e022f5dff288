"""What the inline writer writes, the inline reader reads back: the same facts, whatever the report."""

import io
import re

from hypothesis import given, settings

from generator.equality import compare, content_hash
from generator.model import Report
from generator.qname import NOTE_CONCEPT
from generator.read import ixbrl as reader
from generator.render import ixbrl as writer
from tests.support.reports import TAXONOMY, load, reports


def through_ixbrl(given: Report) -> Report:
    sink = io.BytesIO()
    writer.write_report(given, TAXONOMY, sink)
    found = reader.read(sink.getvalue(), "a.xhtml", load)
    assert found.diagnostics == ()
    assert set(found.places) == {f.id for f in found.report.facts}
    return found.report


@settings(deadline=None, max_examples=100)
@given(given=reports())
def test_inline_keeps_every_fact(given: Report) -> None:
    back = through_ixbrl(given)
    difference = compare(given, back)
    assert difference.missing == ()
    assert difference.extra == ()
    assert content_hash(given.facts) == content_hash(back.facts)
    linked = {target for fact in given.facts for link in fact.links for target in link.targets}
    assert sum(1 for f in back.facts if f.concept == NOTE_CONCEPT) == len(linked)


@settings(deadline=None, max_examples=50)
@given(given=reports())
def test_a_page_cut_in_two_is_the_same_report(given: Report) -> None:
    sink = io.BytesIO()
    writer.write_report(given, TAXONOMY, sink)
    page = sink.getvalue()
    start, end = (re.search(mark, page) for mark in (rb"<\w+:header>", rb"</\w+:header>"))
    assert start is not None
    assert end is not None
    body = page[: start.start()] + page[end.end() :]
    cover = page[: page.index(b"<body>")] + b"<body><div>" + page[start.start() : end.end()] + b"</div></body></html>"
    whole = reader.read(page, "a.xhtml", load).report
    parts = reader.read_set({"body.xhtml": body, "cover.xhtml": cover}, load)
    assert parts.diagnostics == ()
    assert compare(whole, parts.report).equal
    assert {f.id for f in parts.report.facts} == {f.id for f in whole.facts}
