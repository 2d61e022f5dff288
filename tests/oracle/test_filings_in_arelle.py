"""Findings one by one, ours beside Arelle's: sums with duplicates and nils, enumerations, units; and a real filing where the corpus is."""

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.arelle import run_arelle
from tests.support.duplicate_report import OTHER, SAME, SPELLED_TWICE, write_duplicates
from tests.support.enumerations import write_report, write_taxonomy
from tests.support.filings import run_filing
from tests.support.shared import corpus
from tests.support.sums import CALCULATIONS, write_sums
from tests.support.unit_report import write_pairings
from tests.unit.test_validate_enumerations import CASES

pytestmark = pytest.mark.oracle

INCONSISTENT = re.compile(r"calc11e:inconsistent|xbrl\.5\.2\.5\.2")
TOTAL = re.compile(r"(?:from|values) (?:\w+:)?(\w+) .*?context (\w+)", re.DOTALL)
FACT = re.compile(r'<s:(\w+) contextRef="(\w+)" unitRef="u" (?:decimals="([^"]+)"|[^>]*)>([^<]*)<')

# Where truncated numbers touch, Arelle decides the bound wrongly: under a negative weight it swaps the bounds, but not which of them is
# open; and of duplicates it takes a bound for closed as soon as one of them has a closed one. By report: what it finds or misses for that.
TOUCHING = {1: {("T3", "c26"), ("T2", "c16")}, 2: {("T0", "c9")}}


def misread(lines: list[str]) -> Iterator[tuple[str, str]]:
    """The totals with a duplicate of equal decimals and another value in their calculation: Arelle goes on with the first of the values."""
    values: dict[tuple[str, str, str], set[str]] = {}
    for fact in filter(None, map(FACT.match, lines)):
        values.setdefault((fact[1], fact[2], fact[3] or "nil"), set()).add(fact[4])
    doubtful = {(concept, context) for (concept, context, _), several in values.items() if len(several) > 1}
    for totals in CALCULATIONS:
        for total, parts in totals.items():
            yield from ((total, context) for name in (total, *parts) for concept, context in doubtful if concept == name)


@pytest.mark.parametrize(("mode", "theirs"), [("1.1", "c11r"), ("1.1-truncate", "c11t"), ("1.0", "c10")])
@pytest.mark.parametrize("seed", sorted(TOUCHING))
def test_the_same_sums_are_inconsistent(mode: str, theirs: str, seed: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_sums(tmp_path, seed, truncated=mode == "1.1-truncate")
    lines = path.read_text(encoding="utf-8").splitlines()
    ours: Counter[tuple[str, str]] = Counter()
    ran = run_filing(capsys, "validate", path, "--calc", mode, "--format", "json")
    for found in ran.errors:
        fact = FACT.match(lines[found["location"]["line"] - 1])
        assert fact, found
        if INCONSISTENT.match(found["code"]):
            ours[fact[1], fact[2]] += 1
    arelle: Counter[tuple[str, str]] = Counter()
    result = run_arelle(path, calc=theirs, extra=["--validateDuplicateFacts", "inconsistent"])
    for message in result.findings:
        if INCONSISTENT.match(message.code):
            total = TOTAL.search(message.text)
            assert total, str(message)
            arelle[total[1], total[2]] += 1
    known = set() if mode == "1.0" else set(misread(lines))
    touching = TOUCHING[seed] if mode == "1.1-truncate" else set()
    assert set(arelle - ours) <= known | touching
    assert set(ours - arelle) <= touching
    assert len(ours & arelle) > 50
    duplicates = sum(message.code == "arelle:duplicateFacts" for message in result.findings)
    assert sum(found["code"] == "oime:disallowedDuplicateFacts" for found in ran.findings) == duplicates > 20
    assert touching <= set(arelle - ours) | set(ours - arelle), "no longer a difference: delete it above"


@pytest.mark.parametrize("inline", [False, True])
def test_the_same_enumerations_are_wrong(inline: bool, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Fact by fact, in XBRL 2.1 and inline. For the first version Arelle leaves out the prefix of its code."""
    write_taxonomy(tmp_path)
    path = write_report(tmp_path, [(concept, value) for concept, value, _ in CASES], inline=inline)
    ran = run_filing(capsys, "validate", path, "--format", "json")
    ours = {(d["location"]["fact"], d["code"].removeprefix("enumie:")) for d in ran.errors}
    result = run_arelle(path)
    theirs = {(href.partition("#")[2], message.code) for message in result.findings for href, _ in message.places}
    assert ours == theirs, str(result)
    assert len(ours) == sum(len(codes) for _, _, codes in CASES)


def test_the_same_units_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = write_pairings(tmp_path)
    ran = run_filing(capsys, "validate", path, "--format", "json")
    ours = {(d["location"]["fact"], d["code"]) for d in ran.findings}
    result = run_arelle(path, extra=["--utr"])
    theirs = set()
    for message in result.findings:
        code = message.code.partition(":")[0] if message.code.startswith("xbrl.") else message.code
        theirs |= {(href.partition("#")[2], code) for href, _ in message.places if "#f" in href}
    assert ours == theirs, str(result)
    assert len(ours) > 300


def test_the_same_duplicates_are_inconsistent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Pair by pair. Arelle compares booleans, QNames and URIs as they are spelled, so that `1` and `true` are two values to it."""
    path = write_duplicates(tmp_path, (*SAME, *OTHER, *SPELLED_TWICE))
    ran = run_filing(capsys, "validate", path, "--format", "json")
    assert {d["code"] for d in ran.findings} == {"oime:disallowedDuplicateFacts"}
    ours = {d["location"]["fact"].partition("-")[0] for d in ran.findings}
    result = run_arelle(path, extra=["--validateDuplicateFacts", "inconsistent"])
    assert result.codes == {"arelle:duplicateFacts"}, str(result)
    theirs = {href.partition("#")[2].partition("-")[0] for message in result.findings for href, _ in message.places}
    other = range(len(SAME), len(SAME) + len(OTHER))
    assert ours == {f"f{at}" for at in other}
    assert theirs - ours == {f"f{len(SAME) + len(OTHER) + at}" for at in range(len(SPELLED_TWICE))}
    assert ours <= theirs


@pytest.mark.slow
def test_a_real_filing_with_errors(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """FERC form 6, inland: dimensions and sums, each fact of them. `python -m benchmarks.filings` compares every filing of the corpus."""
    path = tmp_path / "inland.xbrl"
    with zipfile.ZipFile(corpus("filings.zip")) as archive:
        path.write_bytes(archive.read("ferc-form6/inland.xbrl"))
    package = corpus("ferc-form6-taxonomy.zip")
    ran = run_filing(capsys, "validate", path, "--taxonomy-package", package, "--format", "json")
    result = run_arelle(path, [package])
    about = ("xbrldie:", "calc11e:")
    ours = Counter((d["code"], d["location"]["line"]) for d in ran.errors if d["code"].startswith(about))
    theirs: Counter[tuple[str, int | None]] = Counter()
    for message in result.findings:
        if message.code.startswith(about):
            lines = {line for _, line in message.places}
            theirs[message.code, next((line for code, line in ours if code == message.code and line in lines), None)] += 1
    assert ours == theirs, str(result)
    assert ours.total() == 16
