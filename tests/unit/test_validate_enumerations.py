"""Facts of extensible enumerations: members of the domain, each once, in order; in both versions, in XBRL 2.1 and inline."""

import json
from pathlib import Path

import pytest

from tests.support.enumerations import NS, uri, write_report, write_taxonomy
from tests.support.filings import run_filing

WRONG_ONE, WRONG_SET = "enum2ie:InvalidEnumerationValue", "enum2ie:InvalidEnumerationSetValue"
AGAIN, ORDER, WRONG_FIRST = "enum2ie:RepeatedEnumerationSetValue", "enum2ie:InvalidEnumerationSetOrder", "enumie:InvalidFactValue"

CASES = [
    ("One", uri("A"), []),
    ("One", f"\n {uri('B')} ", []),
    ("One", None, []),
    ("One", uri("D"), [WRONG_ONE]),
    ("One", uri("N"), [WRONG_ONE]),
    ("One", uri("X"), [WRONG_ONE]),
    ("One", "http://example.com/other#A", [WRONG_ONE]),
    ("Several", "", []),
    ("Several", uri("A", "B", "D"), []),
    ("Several", uri("A").replace(" ", "\n\t") + "\n " + uri("B"), []),
    ("Several", uri("A", "N"), [WRONG_SET]),
    ("Several", uri("B", "A"), [ORDER]),
    ("Several", uri("A", "A"), [AGAIN]),
    ("Several", uri("X", "A", "A"), [WRONG_SET, AGAIN, ORDER]),
    ("First", "e:A", []),
    ("First", None, []),
    ("First", "e:D", [WRONG_FIRST]),
    ("First", "e:N", [WRONG_FIRST]),
]
"""Concept, value, codes."""


@pytest.mark.parametrize("inline", [False, True])
@pytest.mark.parametrize(("concept", "value", "codes"), CASES)
def test_what_a_fact_may_name(
    concept: str, value: str | None, codes: list[str], inline: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_taxonomy(tmp_path)
    path = write_report(tmp_path, [(concept, value)], inline=inline)
    ran = run_filing(capsys, "validate", path, "--format", "json")
    assert [d["code"] for d in ran.errors] == codes, ran.out
    assert all((d["location"]["fact"], d["location"]["path"]) == ("f0", str(path)) for d in ran.errors)


def test_the_message_names_what_is_wrong_and_what_would_be_right(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_taxonomy(tmp_path)
    ran = run_filing(capsys, "validate", write_report(tmp_path, [("Several", uri("A", "X"))]), "--format", "json")
    (found,) = ran.errors
    assert found["message"] == "Several: X is not in the concept's domain."
    assert found["hint"] == "Name members of the domain: A, B, D."


def test_what_breaks_the_type_is_said_once(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_taxonomy(tmp_path)
    ran = run_filing(capsys, "validate", write_report(tmp_path, [("One", "A")]), "--format", "json")
    assert [d["code"] for d in ran.errors] == ["cvc-pattern-valid"]


def test_in_json_members_have_prefixes_and_any_order(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write_taxonomy(tmp_path)
    values = (("One", "e:A"), ("One", "e:X"), ("Several", "e:B e:A"), ("Several", "e:A e:N"), ("Several", ""), ("First", "e:N"))
    facts = {
        f"f{at}": {"value": value, "dimensions": {"concept": f"e:{concept}", "entity": "s:1", "period": f"{2000 + at}-12-31T00:00:00"}}
        for at, (concept, value) in enumerate(values)
    }
    info = {
        "documentType": "https://xbrl.org/2021/xbrl-json",
        "namespaces": {"e": NS, "s": "http://example.com/id", "xbrl": "https://xbrl.org/2021"},
        "taxonomy": ["e.xsd"],
    }
    path = tmp_path / "e.json"
    path.write_text(json.dumps({"documentInfo": info, "facts": facts}), encoding="utf-8")
    ran = run_filing(capsys, "validate", path, "--format", "json")
    assert {d["location"]["fact"]: d["code"] for d in ran.errors} == {"f1": WRONG_ONE, "f3": WRONG_SET, "f5": WRONG_FIRST}
