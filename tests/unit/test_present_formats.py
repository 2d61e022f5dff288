"""The output formats: for people `concise` and `full`, for machines `sarif`, `junit` and `github`; each with what is hard for it."""

import io
import json
import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from generator.diagnostics import Diagnostic, Location, Severity, error, warning
from generator.present import FORMATS, Context, Detail, show
from generator.present.github import workflow_command
from generator.present.sarif import sarif_log
from tests.support.filings import change, copy_sample, run_filing

INQUIRY = "qingcloud-2021-inquiry-reply"

IN_TEXT = error("xbrl.4.7.2", "Wrong.", hint="Mend it.", location=Location(path="a/b.xbrl", line=3, column=7, fact="f1"))
IN_TABLE = error("filing.not-a-number", "“x” is no number.", location=Location(path="facts/收入 表.csv", line=2, column=3))
IN_BOOK = warning("filing.dash", "A dash.", location=Location(path="facts/book.xlsx", sheet="Sheet,1", cell="E3"))
EXPLAINED = Diagnostic(code="filing.rule", severity=Severity.INFO, message="Off.", explained="types-2017", location=Location(path="a.csv"))
NOWHERE = error("filing.certificate", "Nothing is known of the place.")
HOSTILE = error("x:y", "a % b\r\nc\x1b[31m]]><&\"'\u202e", hint="one\ntwo", location=Location(path="d:a,b%.xml", line=1, column=1))
NOT_RUN = error("filing.path", "x does not exist.", location=Location(path="x"))
ALL = (IN_TEXT, IN_TABLE, IN_BOOK, EXPLAINED, NOWHERE, HOSTILE)


def shown(form: str, *diagnostics: Diagnostic, encoding: str = "utf-8", context: Context | None = None) -> tuple[str, str]:
    """What a format prints to standard output and standard error."""
    streams = [
        io.TextIOWrapper(io.BytesIO(), encoding=encoding, errors="strict" if encoding == "utf-8" else "backslashreplace") for _ in "oe"
    ]
    show(diagnostics, form, streams[0], streams[1], context)
    texts = []
    for stream in streams:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode(encoding))  # type: ignore[attr-defined]
    return texts[0], texts[1]


# ---------------------------------------------------------------- people


def test_concise_is_one_line_a_finding() -> None:
    out, _ = shown("concise", *ALL)
    lines = out.splitlines()
    assert lines[0] == "a/b.xbrl:3:7: xbrl.4.7.2 Wrong."
    assert lines[2] == "facts/book.xlsx!Sheet,1!E3: filing.dash warning: A dash."
    assert lines[3] == "a.csv: filing.rule info: Off. [explained: types-2017]"
    assert len(lines) == len(ALL)
    assert "\x1b" not in out
    assert "\u202e" not in out


def test_full_says_line_cell_label_rule_and_what_to_do() -> None:
    detail = Detail(line="<a b='中'>x", caret=8, cell="c", label="资产", rule="a = b")
    context = Context(details=[detail], meaning=lambda code: f"meaning of {code}", language="en")
    out, err = shown("full", IN_TEXT, context=context)
    assert out.splitlines() == [
        "error xbrl.4.7.2: Wrong.",
        "    at     a/b.xbrl:3:7",
        "    line   <a b='中'>x",
        "           " + " " * 9 + "^",  # a Chinese character is two columns wide
        "    cell   c",
        "    fact   f1 (资产)",
        "    rule   a = b",
        "    means  meaning of xbrl.4.7.2",
        "    do     Mend it.",
    ]
    assert err == "1 error\n"
    assert shown("full", IN_TEXT, context=context._replace(language="zh"))[0].startswith("错误 xbrl.4.7.2: Wrong.\n    位置   a/b.xbrl")


def test_full_shows_the_cell_the_label_and_the_rule_of_a_filing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    change(filing / "facts" / "collection.csv", "over-5,balance,71.25", "over-5,balance,81.25")
    ran = run_filing(capsys, "validate", filing, "--format", "full")
    assert ran.code == 1
    (block,) = [b for b in ran.out.split("\nerror ") if "[collection-sum[balance]]" in b]
    assert '    line   total,balance,"4,849.53"\n    cell   4,849.53\n' in block
    assert "    fact   collection.total.balance (以前年度形成的应收账款余额)\n" in block
    assert "    rule   total.{c} = sum([buckets].{c}) (各账龄之和 = 合计)\n" in block
    english = run_filing(capsys, "validate", filing, "--format", "full", "--lang", "en").out
    assert "    rule   total.{c} = sum([buckets].{c}) (The ages add up to the total)\n" in english
    assert "以前年度形成的应收账款余额" not in english


def test_full_bounds_a_long_line_around_the_place(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = tmp_path / "a.xbrl"
    page.write_text(f"<a>{' ' * 3000}<b></a>", encoding="utf-8")
    out = run_filing(capsys, "validate", page, "--format", "full").out
    (line,) = [text for text in out.splitlines() if text.startswith("    line ")]
    assert len(line) < 130
    assert "<b></a>" in line


# ---------------------------------------------------------------- GitHub


def test_github_commands_are_one_escaped_line_each() -> None:
    assert workflow_command(IN_TEXT) == "::error file=a/b.xbrl,line=3,col=7,title=xbrl.4.7.2::Wrong.%0AMend it."
    assert workflow_command(IN_TABLE) == "::error file=facts/收入 表.csv,line=2,title=filing.not-a-number::“x” is no number."
    assert workflow_command(IN_BOOK) == "::warning file=facts/book.xlsx,title=filing.dash::Sheet,1!E3: A dash."
    assert workflow_command(EXPLAINED) == "::notice file=a.csv,title=filing.rule::Off. [explained: types-2017]"
    assert workflow_command(NOWHERE) == "::error title=filing.certificate::Nothing is known of the place."
    hostile = workflow_command(HOSTILE)
    assert hostile.startswith("::error file=d%3Aa%2Cb%25.xml,line=1,col=1,title=x%3Ay::a %25 b%0Ac")
    assert hostile.endswith("%0Aone%0Atwo")
    assert not re.search(r"[\r\n\x1b\u202e]", hostile)


# ---------------------------------------------------------------- JUnit


def junit(*diagnostics: Diagnostic, checked: tuple[str, ...] = ()) -> ElementTree.Element:
    return ElementTree.fromstring(shown("junit", *diagnostics, context=Context(checked=checked))[0])


def test_junit_counts_what_it_holds() -> None:
    root = junit(*ALL, NOT_RUN, checked=("a.csv", "clean"))
    suites = root.findall("testsuite")
    assert root.tag == "testsuites"
    assert int(root.attrib["tests"]) == len(root.findall(".//testcase")) == len(ALL) + 2
    assert int(root.attrib["failures"]) == len(root.findall(".//failure")) == 4
    assert int(root.attrib["errors"]) == len(root.findall(".//error")) == 1
    for suite in suites:
        for counted, tag in (("tests", "testcase"), ("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.attrib[counted]) == len(suite.findall(f".//{tag}")), suite.attrib
    (explained,) = root.findall(".//skipped")
    assert explained.attrib == {"message": "explained: types-2017"}
    (clean,) = [case for case in root.iter("testcase") if case.attrib["name"] == "valid"]
    assert clean.attrib["classname"] == "clean"
    assert len(clean) == 0


def test_junit_escapes_what_xml_cannot_hold() -> None:
    (failure,) = junit(HOSTILE).iter("failure")
    assert failure.attrib["type"] == "x:y"
    assert "]]><&\"'" in (failure.text or "")
    assert "\x1b" not in (failure.text or "")


def test_junit_says_that_nothing_was_wrong() -> None:
    root = junit(checked=("a", "b"))
    assert (root.attrib["tests"], root.attrib["failures"]) == ("2", "0")
    assert ElementTree.fromstring(shown("junit", IN_TABLE, encoding="ascii")[0]).find(".//failure") is not None


# ---------------------------------------------------------------- SARIF

# The parts of the SARIF 2.1.0 schema that bind what we write, in words of our own; unknown members are refused as there.
_TEXT = {"type": "object", "required": ["text"], "properties": {"text": {"type": "string"}}, "additionalProperties": False}
_LEVEL = {"enum": ["none", "note", "warning", "error"]}
_REGION = {
    "type": "object",
    "properties": {"startLine": {"type": "integer", "minimum": 1}, "startColumn": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
_LOCATION = {
    "type": "object",
    "properties": {
        "physicalLocation": {
            "type": "object",
            "required": ["artifactLocation"],
            "properties": {
                "artifactLocation": {
                    "type": "object",
                    "properties": {"uri": {"type": "string", "pattern": r"^[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+$"}},
                    "additionalProperties": False,
                },
                "region": _REGION,
            },
            "additionalProperties": False,
        },
        "logicalLocations": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "properties": {name: {"type": "string"} for name in ("name", "fullyQualifiedName", "kind")},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
_SUPPRESSION = {
    "type": "object",
    "required": ["kind"],
    "properties": {
        "kind": {"enum": ["inSource", "external"]},
        "status": {"enum": ["accepted", "underReview", "rejected"]},
        "justification": {"type": "string"},
    },
    "additionalProperties": False,
}
_RESULT = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "ruleId": {"type": "string"},
        "ruleIndex": {"type": "integer", "minimum": -1},
        "level": _LEVEL,
        "message": _TEXT,
        "locations": {"type": "array", "items": _LOCATION},
        "suppressions": {"type": "array", "uniqueItems": True, "items": _SUPPRESSION},
    },
    "additionalProperties": False,
}
_DRIVER = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "version": {"type": "string"},
        "rules": {
            "type": "array",
            "uniqueItems": True,
            "items": {
                "type": "object",
                "required": ["id"],
                "properties": {"id": {"type": "string"}, "shortDescription": _TEXT},
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}
_NOTIFICATION = {
    "type": "object",
    "required": ["message"],
    "properties": {
        "level": _LEVEL,
        "message": _TEXT,
        "descriptor": {"type": "object", "properties": {"id": {"type": "string"}}, "additionalProperties": False},
    },
    "additionalProperties": False,
}
_INVOCATION = {
    "type": "object",
    "required": ["executionSuccessful"],
    "properties": {"executionSuccessful": {"type": "boolean"}, "toolExecutionNotifications": {"type": "array", "items": _NOTIFICATION}},
    "additionalProperties": False,
}
SARIF: Mapping[str, Any] = {
    "type": "object",
    "required": ["version", "runs"],
    "properties": {
        "$schema": {"type": "string", "format": "uri"},
        "version": {"const": "2.1.0"},
        "runs": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "required": ["tool"],
                "properties": {
                    "tool": {"type": "object", "required": ["driver"], "properties": {"driver": _DRIVER}, "additionalProperties": False},
                    "columnKind": {"enum": ["utf16CodeUnits", "unicodeCodePoints"]},
                    "invocations": {"type": "array", "items": _INVOCATION},
                    "results": {"type": "array", "items": _RESULT},
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def sarif(*diagnostics: Diagnostic) -> dict[str, Any]:
    """The log as a program reads it, checked."""
    log = json.loads(json.dumps(sarif_log(diagnostics, Context(version="1.2.3", meaning=lambda code: f"about {code}"))))
    jsonschema.validate(log, SARIF)
    (run,) = log["runs"]
    return dict(run)


def test_sarif_is_valid_by_its_schema_and_refers_to_its_rules() -> None:
    run = sarif(*ALL, IN_TEXT)
    assert [result["level"] for result in run["results"]] == ["error", "error", "warning", "note", "error", "error", "error"]
    rules = run["tool"]["driver"]["rules"]
    assert [rule["id"] for rule in rules] == list(dict.fromkeys(d.code for d in ALL))
    assert all(rules[result["ruleIndex"]]["id"] == result["ruleId"] for result in run["results"])
    assert rules[0]["shortDescription"] == {"text": "about xbrl.4.7.2"}
    assert run["invocations"] == [{"executionSuccessful": True}]


def test_sarif_places_are_regions_in_texts_and_logical_in_tables() -> None:
    text, table, book, explained, nowhere, _ = sarif(*ALL)["results"]
    assert text["locations"][0]["physicalLocation"]["region"] == {"startLine": 3, "startColumn": 7}
    assert text["locations"][0]["logicalLocations"] == [{"name": "f1", "kind": "fact"}]
    assert table["locations"][0]["physicalLocation"] == {
        "artifactLocation": {"uri": "facts/%E6%94%B6%E5%85%A5%20%E8%A1%A8.csv"},
        "region": {"startLine": 2},
    }
    assert table["locations"][0]["logicalLocations"] == [{"name": "column 3", "kind": "cell"}]
    assert book["locations"][0]["logicalLocations"] == [{"fullyQualifiedName": "Sheet,1!E3", "kind": "cell"}]
    assert explained["suppressions"][0]["justification"] == "explained: types-2017"
    assert "locations" not in nowhere


def test_sarif_tells_a_run_that_did_not_happen() -> None:
    run = sarif(NOT_RUN)
    assert run["results"] == []
    assert run["invocations"][0]["executionSuccessful"] is False
    assert run["invocations"][0]["toolExecutionNotifications"][0]["descriptor"] == {"id": "filing.path"}


# ---------------------------------------------------------------- all of them


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_says_what_a_filing_has_and_keeps_the_exit_code(form: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    assert run_filing(capsys, "validate", filing, "--format", form).code == 0
    change(filing / "facts" / "collection.csv", "y3-4,rate", "y3-4,ratio")
    ran = run_filing(capsys, "validate", filing, "--format", form)
    assert ran.code == 1
    assert "filing.unknown-column" in ran.out


@pytest.mark.parametrize("form", ["json", "sarif", "junit"])
def test_a_document_stands_alone_on_standard_output(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    for arguments in (["validate", "nothing"], ["validate"], ["validate", "--no-such-option"]):
        ran = run_filing(capsys, *arguments, "--format", form)
        assert ran.code == 2
        assert (ElementTree.fromstring if form == "junit" else json.loads)(ran.out) is not None
        assert ran.err == ""


def test_a_path_in_a_package_shows_the_line_of_the_file_inside(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import zipfile

    package = tmp_path / "a.xbri"
    page = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><body>\n<ix:wrong/></body></html>'
    meta = '{"documentInfo": {"documentType": "https://xbrl.org/report-package/2023/xbri"}}'
    with zipfile.ZipFile(package, "w") as archive:
        archive.writestr("a/META-INF/reportPackage.json", meta)
        archive.writestr("a/reports/a.xhtml", page)
    out = run_filing(capsys, "validate", package, "--format", "full").out
    assert "    line   <ix:wrong/></body></html>\n           ^" in out
