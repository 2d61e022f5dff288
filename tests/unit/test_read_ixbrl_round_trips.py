"""What the inline writer writes, the inline reader reads back: the same facts, whatever the report."""

import io

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
