"""Duplicate facts: complete, consistent, inconsistent."""

from decimal import Decimal
from pathlib import Path

import pytest

from generator.model import Fact
from generator.qname import NOTE_CONCEPT
from generator.validate import duplicates
from generator.validate.calculation import NOTHING_KNOWN
from generator.validate.duplicates import Duplication, duplicate_sets, duplication
from tests.support.duplicate_report import OTHER, SAME, SPELLED_TWICE, Pair, write_duplicates
from tests.support.filings import run_filing
from tests.support.validate_builders import ENTITY, PURE, concept, fact, q, report, taxonomy

TAXONOMY = taxonomy([concept("A"), concept("Note", "string")])


def number(value: str | None, decimals: int | None = 0) -> Fact:
    return fact("A", None if value is None else Decimal(value), decimals=decimals, id=f"{value}/{decimals}")


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ([number("1"), number("1.0")], "complete"),
        ([number("1"), number("1", 2)], "consistent"),
        ([number("1"), number("2")], "inconsistent"),  # equal decimals: the figures must be equal
        ([number("1"), number("1.5", 1)], "consistent"),  # 1.5 may be either: closed intervals touch
        ([number("1"), number("3")], "inconsistent"),
        ([number("1.2", 1), number("1")], "consistent"),
        ([number("1.6", 1), number("1")], "inconsistent"),
        ([number("1", None), number("1.5", None)], "inconsistent"),
        ([number("1"), number("2"), number("3")], "inconsistent"),
        ([number(None), number(None)], "complete"),
        ([number(None), number("0")], "inconsistent"),
        ([fact("Note", "a"), fact("Note", "a")], "complete"),
        ([fact("Note", "a"), fact("Note", "b")], "inconsistent"),
        ([number("1E+5000", 0), number("2E+5000", 0)], "inconsistent"),
        ([number("1", NOTHING_KNOWN), number("3")], "consistent"),  # precision 0: no digit counts
        ([number("1", NOTHING_KNOWN), number("3", NOTHING_KNOWN)], "consistent"),
        ([number("1", NOTHING_KNOWN), number(None)], "inconsistent"),
    ],
)
def test_how_duplicates_stand(facts: list[Fact], expected: str) -> None:
    assert duplication(facts) is Duplication(expected)


def test_only_equal_aspects_make_duplicates() -> None:
    one = number("1")
    others = [
        one._replace(unit=PURE),
        one._replace(period=None),
        one._replace(dimensions=((q("D"), "x"),)),
        one._replace(concept=q("B")),
        one._replace(entity=ENTITY._replace(identifier="E2")),
        one._replace(language="zh"),
    ]
    assert list(duplicate_sets([one, *others])) == []
    assert list(duplicate_sets([one, *others, one._replace(id="again")])) == [[one, one._replace(id="again")]]


def test_an_inconsistent_set_is_one_error_naming_both_values() -> None:
    (found,) = duplicates.check(report(number("1"), number("1", 1), number("3", None), number("9")), TAXONOMY)
    assert found.code == "oime:disallowedDuplicateFacts"
    assert "1 (decimals 0)" in found.message
    assert "3 (exact)" in found.message
    assert found.location.fact == "3/None"


def test_notes_may_repeat() -> None:
    notes = [Fact(f"n{i}", NOTE_CONCEPT, f"注{i}", ENTITY, None, language="zh") for i in range(2)]
    assert list(duplicates.check(report(*notes), TAXONOMY)) == []


@pytest.mark.parametrize("pairs", [SAME, SPELLED_TWICE])
def test_one_value_may_be_spelled_in_several_ways(pairs: tuple[Pair, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "validate", write_duplicates(tmp_path, pairs), "--format", "json")
    assert [(d["code"], d["message"]) for d in ran.findings] == []


def test_other_values_are_errors_whatever_the_type(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "validate", write_duplicates(tmp_path, OTHER), "--format", "json")
    assert [d["location"]["fact"] for d in ran.errors] == [f"f{at}-1" for at in range(len(OTHER))]
