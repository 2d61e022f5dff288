"""The comparison of real filings: what counts as the same finding, and which differences the document explains."""

import json
from pathlib import Path

from benchmarks.filings import EXPLAINED, MODES, Difference, Finding, Row, differences, explanations, line, theirs
from generator.validate.calculation import MODES as OUR_MODES

SUM = "calc11e:inconsistentCalculationUsingRounding"


def test_the_document_explains_by_side_code_and_filing() -> None:
    known = explanations(EXPLAINED.read_text(encoding="utf-8"))
    assert len(known) >= 3

    def covered(side: str, code: str, case: str) -> bool:
        return any(one.covers(Difference(case, "1.1", side, code, 1, "")) for one in known)

    assert covered("Arelle", "xbrl.4.3.2", "ferc-form6/inland.xbrl")
    assert not covered("ours", "xbrl.4.3.2", "ferc-form6/inland.xbrl")
    assert not covered("Arelle", "xbrl.4.3.2", "ferc-form60/wec.xbrl")
    assert not covered("Arelle", SUM, "ferc-form6/inland.xbrl"), "no sum may differ"


def test_findings_are_matched_one_by_one_by_name_and_place() -> None:
    our = [Finding(SUM, "T in c1"), Finding(SUM, "T in c2"), Finding("xbrl.4.7.2", "a.xbrl:3"), Finding("calc11e:excessDigits", "T in c3")]
    their = [
        Finding(SUM, "T in c1"),
        Finding(SUM, "T in c1"),  # in a second role
        Finding("xbrl.4.7.2:periodStartBeforeEnd", "a.xbrl:3"),
        *[Finding("calc11e:excessDigits", "T in c3")] * 2,
    ]
    found = list(differences("a", "1.1", our, their))
    assert found == [Difference("a", "1.1", "ours", SUM, 1, "T in c2"), Difference("a", "1.1", "Arelle", SUM, 1, "T in c1")]


def test_arelles_log_tells_errors_from_warnings() -> None:
    def entry(level: str, code: str, text: str, place: str = "", at: int | None = None) -> dict[str, object]:
        return {"level": level, "code": code, "message": {"text": text}, "refs": [{"href": place, "sourceLine": at}] if place else []}

    log = [
        entry("info", "info", "validated in 1 secs"),
        entry("inconsistency", SUM, "Calculation inconsistent from p:T in link role r reported sum 1 computed sum 2 context c1 unit u"),
        entry("warning", "arelle:duplicateFacts", "twice", "x/a.xbrl#f", 7),
        entry("warning", "x:y", "mild", "x/a.xbrl#f", 8),
    ]
    errors, warnings = theirs(json.dumps({"log": log}))
    assert errors == [Finding(SUM, "T in c1"), Finding("arelle:duplicateFacts", "a.xbrl:7")]
    assert warnings == [Finding("x:y", "a.xbrl:8")]


def test_a_row_shows_counts_of_both_sides() -> None:
    row = Row("a", "1.1", (3, 4, 3), (1, 1, 1), (Difference("a", "1.1", "Arelle", "x", 1, ""),))
    assert line([row]) == "| a | invalid, invalid | 3/4/3 | 1/1/1 | – | 1 `x` |"


def test_every_way_of_calculating_is_asked_for() -> None:
    assert {*MODES, "none"} == set(OUR_MODES)


def test_nothing_is_compared_where_the_corpus_is_absent(tmp_path: Path) -> None:
    from benchmarks.filings import main

    assert main([str(tmp_path)]) == 0
    assert not list(tmp_path.iterdir())
