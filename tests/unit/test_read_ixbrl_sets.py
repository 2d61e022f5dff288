"""Inline document sets: ids, resources, continuations, footnotes and targets over several files."""

from decimal import Decimal

import pytest

from generator.diagnostics import Diagnostic, InputError, Severity
from generator.model import Link
from generator.qname import FACT_FOOTNOTE, STANDARD_LINK
from generator.read.ixbrl import open_set, read, read_set, read_target
from generator.read.result import ReadReport
from tests.support.pages import CONTEXT, HEADER, REFERENCES, UNIT, figure, inline_page, words
from tests.support.reports import load

RELATED = HEADER.replace("</ix:resources>", '<ix:relationship fromRefs="n" toRefs="x"/></ix:resources>')


def reading(*bodies: str, header: str = HEADER, **parts: str) -> ReadReport:
    """The set of pages with `bodies`: `0.xhtml`, which has the header, `1.xhtml` …"""
    files = {f"{at}.xhtml": inline_page(body, header="" if at else header, **parts) for at, body in enumerate(bodies)}
    return read_set(files, load)


def only(found: ReadReport) -> Diagnostic:
    (diagnostic,) = found.diagnostics
    return diagnostic


def test_files_share_what_the_header_of_one_declares() -> None:
    found = reading(figure("1"), figure("2", key="m"), words("x"))
    assert found.diagnostics == ()
    assert [(f.id, f.value) for f in found.report.facts] == [("n", Decimal(1)), ("m", Decimal(2)), ("t", "x")]
    assert [found.places[key].path for key in ("n", "m", "t")] == ["0.xhtml", "1.xhtml", "2.xhtml"]
    assert found.places["m"].line == 7
    assert len(found.places) == 3


def test_facts_come_in_the_order_of_the_files() -> None:
    pages = {"b": inline_page(figure("1", key="z")), "a": inline_page(figure("2", key="y"), header="")}
    assert [f.id for f in read_set(pages, load).report.facts] == ["z", "y"]


def test_made_ids_are_unique_over_the_set() -> None:
    bare = figure("1").replace('id="n"', "")
    found = reading(bare, bare, figure("3", key="_2"))
    assert [f.id for f in found.report.facts] == ["_1", "_3", "_2"]


def test_text_goes_on_in_another_file() -> None:
    middle = '<ix:continuation id="k" continuedAt="l">b</ix:continuation>'
    found = reading('<ix:continuation id="l">c</ix:continuation>', middle, words("a", 'continuedAt="k"'))
    assert found.diagnostics == ()
    assert [f.value for f in found.report.facts] == ["abc"]


def test_footnotes_and_relationships_reach_over_files() -> None:
    found = reading("", '<ix:footnote id="x">see</ix:footnote>', figure("1"), header=RELATED)
    assert found.diagnostics == ()
    assert found.report.facts[0].links == (Link(FACT_FOOTNOTE, STANDARD_LINK, ("x",)),)
    assert found.places["x"].path == "1.xhtml"


def test_footnote_references_of_1_0_reach_over_files() -> None:
    note = '<ix:footnote footnoteID="x" xml:lang="ja">see</ix:footnote>'
    found = reading(note, figure("1", 'footnoteRefs="x"'), version="1.0")
    assert found.diagnostics == ()
    assert found.report.facts[0].links[0].targets == ("x",)


# ---------------------------------------------------------------- what is wrong with a set is named: file and line


def test_a_missing_continuation_is_named() -> None:
    wrong = only(reading("", words("a", 'continuedAt="gone"')))
    assert (wrong.code, wrong.location.path, wrong.location.line, wrong.location.fact) == (
        "ix11.4.1.2:continuationMissing",
        "1.xhtml",
        7,
        "t",
    )
    assert "'gone'" in wrong.message or "gone" in wrong.message
    assert "document set" in (wrong.hint or "")


def test_a_double_id_is_named_with_the_place_of_the_first() -> None:
    found = reading(figure("1"), figure("2"))
    wrong = only(found)
    assert (wrong.code, wrong.location.path) == ("ix11:uniqueIxId", "1.xhtml")
    assert "line 8 of 0.xhtml" in wrong.message
    assert [f.value for f in found.report.facts] == [Decimal(1)]


def test_resources_are_declared_once() -> None:
    again = f"<ix:header><ix:resources>{CONTEXT}{UNIT}</ix:resources></ix:header>"
    pages = {"0.xhtml": inline_page(figure("1")), "1.xhtml": inline_page("", header=again)}
    found = read_set(pages, load)
    assert [(d.code, d.location.path) for d in found.diagnostics] == [("ix11.14.1.2:resourceIdDuplication", "1.xhtml")] * 2


def test_half_a_set_says_so_once() -> None:
    with pytest.raises(InputError) as found:
        read(inline_page(figure("1") + figure("2", key="m"), header=""), "part.xhtml", load)
    (wrong,) = found.value.diagnostics
    assert (wrong.code, wrong.location.path) == ("ix11.8.1.3:missingHeader", "part.xhtml")
    assert "--document-set" in (wrong.hint or "")


def test_a_prefix_means_the_same_wherever_one_target_has_its_references() -> None:
    more = REFERENCES.replace("<ix:references>", '<ix:references{}xmlns:own="http://example.com/{}">')

    def found(first: str, target: str, second: str) -> list[tuple[str, str | None, str]]:
        header = HEADER.replace(REFERENCES, REFERENCES + more.format(" ", first))
        again = f"<ix:header>{more.format(target, second)}</ix:header>"
        pages = {"0.xhtml": inline_page(figure("1"), header=header), "1.xhtml": inline_page("", header=again)}
        return [(d.code, d.location.path, d.message) for d in open_set(pages).diagnostics]

    assert found("a", " ", "a") == []
    assert found("a", ' target="b" ', "c") == [], "another target is another document"
    ((code, path, message),) = found("a", " ", "c")
    assert (code, path) == ("ix11.12.1.2:referencesNamespacePrefixConflict", "1.xhtml")
    assert all(shown in message for shown in ("own", "http://example.com/a", "http://example.com/c"))


def test_a_set_is_of_one_version() -> None:
    pages = {"0.xhtml": inline_page(figure("1")), "1.htm": inline_page(figure("1", key="m"), header="", version="1.0")}
    assert [d.code for d in read_set(pages, load).diagnostics] == ["filing.mixed-inline-versions"]


def test_a_broken_file_is_named() -> None:
    with pytest.raises(InputError) as found:
        read_set({"0.xhtml": inline_page(""), "1.xhtml": b"<html"}, load)
    assert found.value.diagnostics[0].location.path == "1.xhtml"


# ---------------------------------------------------------------- targets

TWO = HEADER.replace(REFERENCES, REFERENCES + REFERENCES.replace("<ix:references>", '<ix:references target="b">'))


def test_each_target_is_a_report() -> None:
    body = figure("1") + figure("2", 'target="b"', key="m") + '<ix:footnote id="x">both</ix:footnote>'
    header = TWO.replace("</ix:resources>", '<ix:relationship fromRefs="n m" toRefs="x"/></ix:resources>')
    document = open_set({"a.xhtml": inline_page(body, header=header)})
    assert document.targets == (None, "b")
    reports = [read_target(document, target, load) for target in document.targets]
    assert [r.diagnostics for r in reports] == [(), ()]
    assert [[f.id for f in r.report.facts] for r in reports] == [["n", "x"], ["m", "x"]]
    assert [r.report.facts[0].links[0].targets for r in reports] == [("x",), ("x",)]


def test_the_other_targets_are_named_where_one_is_read() -> None:
    found = read(inline_page(figure("2", 'target="b"'), header=TWO), "a.xhtml", load, target="b")
    assert [f.value for f in found.report.facts] == [Decimal(2)]
    assert (only(found).code, only(found).severity) == ("filing.other-targets", Severity.WARNING)


def test_a_target_without_a_taxonomy_is_an_error() -> None:
    wrong = [d.code for d in reading(figure("1", 'target="b"')).diagnostics]
    assert wrong == ["ix11.12.1.2:missingReferences", "filing.other-targets"]


def test_a_target_that_is_not_there_is_refused() -> None:
    with pytest.raises(InputError) as found:
        read(inline_page(figure("1")), "a.xhtml", load, target="b")
    assert [d.code for d in found.value.diagnostics] == ["filing.no-target"]
