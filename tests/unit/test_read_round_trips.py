"""read(write(r)) equals r in each syntax, and along chains of syntaxes."""

import io
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings

from generator.equality import compare, content_hash
from generator.model import Fact, Report
from generator.qname import NOTE_CONCEPT
from generator.read import oim_csv as csv_reader
from generator.read import oim_json as json_reader
from generator.read import xbrl as xbrl_reader
from generator.render import oim_csv as csv_writer
from generator.render import oim_json as json_writer
from generator.render import xbrl as xbrl_writer
from tests.support.reports import TAXONOMY, fact, load, report, reports


def through_xbrl(given: Report) -> Report:
    sink = io.BytesIO()
    xbrl_writer.write(given, TAXONOMY, sink)
    found = xbrl_reader.read(sink.getvalue(), "a.xbrl", load)
    assert found.diagnostics == ()
    assert set(found.places) == {f.id for f in found.report.facts}
    return found.report


def through_json(given: Report) -> Report:
    sink = io.BytesIO()
    json_writer.write(given, sink)
    found = json_reader.read(sink.getvalue(), "a.json", load)
    assert found.diagnostics == ()
    assert set(found.places) == {f.id for f in found.report.facts}
    return found.report


def through_csv(given: Report) -> Report:
    files = csv_writer.write(given, "a")
    found = csv_reader.read(files["a.json"], "a.json", load, files.__getitem__)
    assert found.diagnostics == ()
    assert set(found.places) == {f.id for f in found.report.facts}
    return found.report


SYNTAXES = [through_xbrl, through_json, through_csv]


def _by_id(given: Report) -> dict[str, Fact]:
    return {f.id: f._replace(links=()) for f in given.facts if f.concept != NOTE_CONCEPT}


@pytest.mark.parametrize("through", SYNTAXES)
@settings(deadline=None, max_examples=150)
@given(given=reports())
def test_each_syntax_keeps_every_fact(through: Callable[[Report], Report], given: Report) -> None:
    back = through(given)
    difference = compare(given, back)
    assert difference.missing == ()
    assert difference.extra == ()
    assert content_hash(given.facts) == content_hash(back.facts)


@settings(deadline=None, max_examples=100)
@given(given=reports())
def test_chains_keep_the_content_hash(given: Report) -> None:
    expected = content_hash(given.facts)
    for first, second, third in ((0, 1, 2), (2, 1, 0), (1, 2, 0), (0, 2, 1)):
        back = SYNTAXES[third](SYNTAXES[second](SYNTAXES[first](given)))
        assert content_hash(back.facts) == expected


@pytest.mark.parametrize("through", SYNTAXES)
def test_ids_of_schedules_survive(through: Callable[[Report], Report]) -> None:
    given = report(
        fact("Cash", Decimal("12.30"), "sheet.r1.c1", decimals=2),
        fact("Cash", Decimal("-7"), "sheet.r2.c1", decimals=0),
        fact("Revenue", None, "sheet.r2.c2"),
        fact("Title", "#none", "other.1st.c1"),
    )
    assert _by_id(through(given)) == _by_id(given)


@pytest.mark.parametrize("through", SYNTAXES)
def test_facts_come_back_as_they_are_with_notes(through: Callable[[Report], Report]) -> None:
    back = through(report(fact("Share", Decimal("0.5"), "t.r.c", decimals=3)))
    assert list(back.facts) == [fact("Share", Decimal("0.5"), "t.r.c", decimals=3)]
    assert back.taxonomy == ("http://example.com/small/small.xsd",)
