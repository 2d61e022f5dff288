"""The XML Schema gate of inline pages: ours are valid, and what the schemas forbid is found with its line."""

import io
from decimal import Decimal

import pytest

from generator.diagnostics import InputError, error
from generator.dts.resolver import Resolver
from generator.qname import IX_10, IX_11
from generator.render import ixbrl as writer
from generator.validate.schema_gate_inline import InlineGate
from tests.support.pages import HEADER, figure, inline_page, words
from tests.support.reports import TAXONOMY, fact, report


@pytest.fixture(scope="module")
def gates() -> dict[str, InlineGate]:
    read = Resolver([], None).read
    return {"1.1": InlineGate(read), "1.0": InlineGate(read, IX_10)}


def test_the_plain_page_of_a_report_is_valid(gates: dict[str, InlineGate]) -> None:
    sink = io.BytesIO()
    writer.write_report(report(fact("Revenue", Decimal(1), decimals=0), fact("Title", "a <b>b</b>", "t")), TAXONOMY, sink)
    assert list(gates["1.1"].page(sink.getvalue(), "a.xhtml")) == []


@pytest.mark.parametrize("version", ["1.1", "1.0"])
def test_a_sound_page_is_valid(gates: dict[str, InlineGate], version: str) -> None:
    assert gates[version].findings == ()
    assert list(gates[version].page(inline_page(f"<p>{figure('1')}</p>{words('x')}", version=version), "a.xhtml")) == []


@pytest.mark.parametrize(
    ("body", "version"),
    [
        (figure("1", 'wrong="1"'), "1.1"),
        (figure("1", 'decimals2="1"'), "1.0"),
        (figure("1").replace(' contextRef="c"', ""), "1.1"),
        (words("x", 'escape="yes"'), "1.1"),
        ("<wrong/>", "1.1"),
        ("<td>x</td>", "1.0"),
        (figure(figure("1", key="m")), "1.0"),
    ],
)
def test_what_the_schema_forbids_is_found_with_its_line(gates: dict[str, InlineGate], body: str, version: str) -> None:
    found = list(gates[version].page(inline_page(f"\n{body}", version=version), "a.xhtml"))
    assert found
    assert {d.code for d in found} == {"xml.schema"}
    assert {(d.location.path, d.location.line) for d in found} <= {("a.xhtml", 9), ("a.xhtml", 8)}
    assert "{http" not in found[0].message


def test_what_does_not_parse_is_found(gates: dict[str, InlineGate]) -> None:
    assert [d.code for d in gates["1.1"].page(b"<html", "a.xhtml")] == ["xml.not-well-formed"]
    assert [d.code for d in gates["1.1"].page(b"<!DOCTYPE html>" + inline_page(HEADER), "a.xhtml")] == ["xml.doctype"]


def test_missing_schemas_are_named() -> None:
    known = Resolver([], None)

    def read(url: str) -> bytes:
        if url.endswith("xhtml-table-1.xsd"):
            raise InputError(error("filing.unresolved-document", f"{url} is missing."))
        return known.read(url)

    found = [d.code for d in InlineGate(read, IX_11).findings]
    assert found[0] == "filing.unresolved-document"
    assert "xml.schema" in found
