"""Reading fact by fact from a file: what reading it whole gives, and nothing where there is something to say."""

import gc
import io
import tracemalloc
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.equality import compare, compare_in_step
from generator.model import NO_ENTITY, Fact, Link, Report
from generator.pipeline import convert, streaming
from generator.pipeline import reports as module
from generator.pipeline.convert import Converted
from generator.pipeline.settings import Settings
from generator.qname import FACT_FOOTNOTE, NOTE_CONCEPT, STANDARD_LINK
from generator.read import oim_csv, oim_csv_stream, oim_json, oim_json_stream, xbrl, xbrl_stream
from generator.read.result import NotStreamable, ReadReport, StreamedFacts
from generator.render import oim_csv as csv_writer
from generator.render import oim_json as json_writer
from generator.render import xbrl as xbrl_writer
from tests.support.reports import TAXONOMY, fact, load, report, reports
from tests.support.small_taxonomy import small_package


def pieces(data: bytes, size: int) -> Callable[[], Iterator[bytes]]:
    return lambda: (data[at : at + size] for at in range(0, len(data), size))


def as_xbrl(report: Report) -> bytes:
    sink = io.BytesIO()
    xbrl_writer.write(report, TAXONOMY, sink)
    return sink.getvalue()


def as_json(report: Report) -> bytes:
    sink = io.BytesIO()
    json_writer.write(report, sink, TAXONOMY)
    return sink.getvalue()


def same(streamed: ReadReport, whole: ReadReport) -> None:
    """The same facts in the same order, each time that they are read."""
    assert whole.diagnostics == ()
    assert isinstance(streamed.report.facts, StreamedFacts)
    for _ in range(2):
        assert list(streamed.report.facts) == list(whole.report.facts)
    assert len(streamed.report.facts) == len(whole.report.facts)
    assert streamed.report.taxonomy == whole.report.taxonomy
    assert streamed.report.prefixes == whole.report.prefixes


SIZES = st.sampled_from((1, 7, 100, 1 << 16))


@settings(deadline=None, max_examples=60)
@given(given=reports(), size=SIZES)
def test_an_instance_streams(given: Report, size: int) -> None:
    data = as_xbrl(given)
    same(xbrl_stream.stream(pieces(data, size), "a.xbrl", load), xbrl.read(data, "a.xbrl", load))


@settings(deadline=None, max_examples=60)
@given(given=reports(), size=SIZES)
def test_json_streams(given: Report, size: int) -> None:
    data = as_json(given)
    same(oim_json_stream.stream(pieces(data, size), "a.json", load), oim_json.read(data, "a.json", load))


@settings(deadline=None, max_examples=60)
@given(given=reports(), size=SIZES)
def test_tables_stream(given: Report, size: int) -> None:
    files = csv_writer.write(given, "a", TAXONOMY)
    main = files["a.json"]
    streamed = oim_csv_stream.stream(main, "a.json", load, files.__getitem__, lambda url: pieces(files[url], size)())
    same(streamed, oim_csv.read(main, "a.json", load, files.__getitem__))


@settings(deadline=None, max_examples=60)
@given(first=reports(), second=reports())
def test_comparing_in_step_is_comparing(first: Report, second: Report) -> None:
    whole, found = compare(first, second), compare_in_step(first, second, most=1000)
    assert bool(found.missing) == bool(whole.missing)
    assert bool(found.extra) == bool(whole.extra)
    assert compare_in_step(first, first) == type(found)(facts=found.facts, missing=(), extra=(), same_ids=True)


REPORT = """<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:s="http://example.com/small" xmlns:iso4217="http://www.xbrl.org/2003/iso4217">
<link:schemaRef xlink:type="simple" xlink:href="http://example.com/small/small.xsd"/>{before}
<xbrli:unit id="u"><xbrli:measure>iso4217:CNY</xbrli:measure></xbrli:unit>{facts}{after}</xbrli:xbrl>"""
CONTEXT = """<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://example.com/scheme">A</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:instant>2023-12-31</xbrli:instant></xbrli:period></xbrli:context>"""
FACT = '<s:Cash id="{}" contextRef="c" unitRef="u" decimals="0">{}</s:Cash>'


@pytest.mark.parametrize("syntax", ["xbrl", "json"])
def test_what_is_compared_in_step_is_not_held(syntax: str) -> None:
    """Without a search for cycles: a parser, or a fact, that only such a search frees would grow with the report."""

    def peak(count: int) -> int:
        text = "<p>" + "word " * 400 + "</p>"
        given = report(*(fact("Title", f"{text}{number}", f"f{number}") for number in range(count)))
        data, stream = (as_xbrl(given), xbrl_stream.stream) if syntax == "xbrl" else (as_json(given), oim_json_stream.stream)
        chunks = pieces(data, 1 << 12)
        gc.collect()
        gc.disable()
        tracemalloc.start()
        try:
            first, second = (stream(chunks, f"a.{syntax}", load).report for _ in range(2))
            compared = compare_in_step(first, second)
            reached = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
            gc.enable()
        assert (compared.facts, compared.missing, compared.extra) == (count, (), ())
        return reached

    few, many = 50, 400
    assert peak(many) - peak(few) < (many - few) * 1000  # ids are known; the texts alone are 2,000 bytes each


def test_a_context_may_come_after_its_facts() -> None:
    data = REPORT.format(before="", facts=FACT.format("a", 1) + FACT.format("b", 2), after=CONTEXT).encode()
    same(xbrl_stream.stream(pieces(data, 50), "a.xbrl", load), xbrl.read(data, "a.xbrl", load))


def test_made_ids_are_the_same_in_every_pass() -> None:
    facts = "".join(FACT.replace(' id="{}"', "").format(n) for n in range(3)) + FACT.format("_2", 4)
    data = REPORT.format(before=CONTEXT, facts=facts, after="").encode()
    same(xbrl_stream.stream(pieces(data, 50), "a.xbrl", load), xbrl.read(data, "a.xbrl", load))


@pytest.mark.parametrize(
    "facts",
    [
        FACT.format("a", "x"),
        FACT.format("a", 1) + FACT.format("a", 2),
        FACT.format("a", 1).replace('"c"', '"d"'),
        FACT.format("a", 1).replace("Cash", "Unknown"),
        FACT.format("a", 1) + "<",
        "<!DOCTYPE a>",
    ],
)
def test_an_instance_with_a_defect_is_for_the_reader_of_the_whole(facts: str) -> None:
    data = REPORT.format(before=CONTEXT, facts=facts, after="").encode()
    with pytest.raises(NotStreamable):
        xbrl_stream.stream(pieces(data, 50), "a.xbrl", load)


HEAD = '{"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-json", "namespaces": {"s": "http://example.com/small", '
HEAD += '"e": "http://example.com/scheme"}, "taxonomy": ["http://example.com/small/small.xsd"]}, "facts": {'
ONE = '"a": {"value": "1", "dimensions": {"concept": "s:Cash", "entity": "e:A", "period": "2024-01-01T00:00:00"}}'


@pytest.mark.parametrize(
    "text",
    [
        HEAD + ONE + "," + ONE + "}}",
        HEAD + ONE + "}",
        HEAD + ONE + "}} x",
        HEAD + ONE + ",}}",
        HEAD + ONE.replace('"1"', "1") + "}}",
        HEAD + ONE[:-1] + ', "links": {"footnote": {"_": ["b"]}}}' + "}}",
        HEAD + ONE + '}, "x": 1}',
        HEAD.replace('"facts": {', '"facts": [') + "]}",
        HEAD + ONE[:-1] + ', "s:x": ' + "[" * 40 + "]" * 40 + "}}}",
        HEAD + ONE + '}, "facts": {}}',
    ],
)
def test_json_with_a_defect_is_for_the_reader_of_the_whole(text: str) -> None:
    right = (HEAD + ONE + "}}").encode()
    same(oim_json_stream.stream(pieces(right, 3), "a.json", load), oim_json.read(right, "a.json", load))
    with pytest.raises(NotStreamable):
        oim_json_stream.stream(pieces(text.encode(), 3), "a.json", load)


@pytest.fixture
def large(tmp_path: Path) -> Path:
    """An instance of some thousand facts with notes and nil facts, its taxonomy beside it."""
    folder = tmp_path / "given"
    folder.mkdir()
    (folder / "small-taxonomy.zip").write_bytes(small_package())
    note = Fact("n", NOTE_CONCEPT, "words", NO_ENTITY, None, language="en")
    noted = Link(FACT_FOOTNOTE, STANDARD_LINK, ("n",))
    facts = [fact("Cash", None if n % 7 == 0 else Decimal(n), f"t{n % 3}.r{n}.a" if n % 2 else f"f{n}") for n in range(3000)]
    facts[5] = facts[5]._replace(links=(noted,))
    (folder / "a.xbrl").write_bytes(as_xbrl(report(*facts, note)))
    return folder / "a.xbrl"


def converted(source: Path, out: Path, tmp_path: Path) -> Converted:
    return convert.convert(source, out, Settings(root=tmp_path))


@pytest.mark.parametrize("form", ["xbrl", "json", "csv"])
def test_a_large_report_is_converted_to_the_same_bytes(form: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: Path) -> None:
    whole, streamed = tmp_path / "whole" / f"x.{form}", tmp_path / "streamed" / f"x.{form}"
    first = converted(large, whole, tmp_path)
    monkeypatch.setattr(streaming, "SMALL", 0)
    monkeypatch.setattr(convert, "read_sources", None)  # the whole is not read
    second = converted(large, streamed, tmp_path)
    assert {d.code for d in first.diagnostics} == {d.code for d in second.diagnostics} == {"filing.convert-taxonomy"}
    assert [w.facts for w in first.written] == [w.facts for w in second.written]
    files = {p.relative_to(whole.parent): p.read_bytes() for p in whole.parent.rglob("*") if p.is_file()}
    assert files == {p.relative_to(streamed.parent): p.read_bytes() for p in streamed.parent.rglob("*") if p.is_file()}


@settings(deadline=None, max_examples=60)
@given(given=reports(), size=SIZES)
def test_an_instance_is_read_in_pieces(given: Report, size: int) -> None:
    data = as_xbrl(given)
    in_pieces, whole = xbrl.read_chunks(pieces(data, size), "a.xbrl", load), xbrl.read(data, "a.xbrl", load)
    assert list(in_pieces.report.facts) == list(whole.report.facts)
    assert dict(in_pieces.places) == dict(whole.places)
    assert in_pieces.diagnostics == whole.diagnostics


def test_ids_are_made_alike_in_pieces() -> None:
    facts = "".join(FACT.replace(' id="{}"', "").format(n) for n in range(3)) + FACT.format("_2", 4)
    data = REPORT.format(before=CONTEXT, facts=facts, after="").encode()
    assert [fact.id for fact in xbrl.read_chunks(pieces(data, 9), "a.xbrl", load).report.facts] == ["_1", "_3", "_4", "_2"]


def test_a_large_instance_is_checked_without_being_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is found, and where, does not depend on the file's size; the file is never read as a whole."""
    facts = FACT.format("a", "x") + FACT.format("b", 2)
    found = {}
    for name, padding in (("small", ""), ("large", f"<!-- {'x' * 400_000} -->")):
        path = tmp_path / f"{name}.xbrl"
        path.write_bytes(REPORT.format(before=padding + CONTEXT, facts=facts, after="").encode())
        if name == "large":
            monkeypatch.setattr(module, "read_file", lambda *_, **__: pytest.fail("read as a whole"))
        (tmp_path / "small-taxonomy.zip").write_bytes(small_package())
        (own,) = module.read_all(path, Settings())
        found[name] = [(d.code, d.location.line, d.location.column and d.location.fact) for d in own.diagnostics]
    assert found["large"] == found["small"] == [("cvc-datatype-valid", found["small"][0][1], "a")]
