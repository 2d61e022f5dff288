"""`filing explain`: every code that can be emitted is explained, in two languages and with examples, and nothing else is."""

import csv
from pathlib import Path

import pytest

from generator.explain import meaning_of, near, plain_code, read_families, read_meanings
from generator.locations import data_folder
from tests.support.codes import COMPUTED, PACKAGE, PREFIXES, emitted_codes
from tests.support.filings import run_filing

FOLDER = data_folder("templates") / "_codes"
PROFILES = sorted((data_folder("templates") / "_profiles").glob("*.csv"))


def profile_codes() -> set[str]:
    """The codes of the shipped profiles, which stand in their tables."""
    found = set()
    for path in PROFILES:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            found |= {f"profile.{row['code']}" for row in csv.DictReader(stream)}
    return found


def test_every_code_that_can_be_emitted_is_explained() -> None:
    meanings = read_meanings(FOLDER)
    missing = {code: where for code, where in emitted_codes().items() if code not in meanings}
    missing |= dict.fromkeys(profile_codes() - set(meanings), "a profile")
    missing |= {code: where for code, (where, _) in COMPUTED.items() if code not in meanings}
    assert not missing, "add a line for each to the tables of templates/_codes"


def test_nothing_is_explained_that_cannot_be_emitted() -> None:
    stale = set(read_meanings(FOLDER)) - set(emitted_codes()) - profile_codes() - set(COMPUTED)
    assert not stale, "no code of the source: delete the lines from the tables of templates/_codes"


def test_computed_codes_are_still_computed_where_they_were() -> None:
    for module, words in COMPUTED.values():
        assert words in (PACKAGE / module).read_text(encoding="utf-8"), f"{module} no longer has {words}"


def test_every_explanation_is_whole() -> None:
    meanings = read_meanings(FOLDER)
    assert len(meanings) > 400
    for meaning in meanings.values():
        assert all(meaning), meaning
        assert any("\u4e00" <= c <= "\u9fff" for c in meaning.zh), meaning
        assert meaning.en.isascii(), meaning
        assert meaning.wrong != meaning.right or meaning.wrong == "–", meaning
        assert max(map(len, meaning)) < 200, meaning


def test_a_code_stands_in_one_table() -> None:
    codes = []
    for path in sorted(FOLDER.glob("*.csv")):
        if path.name != "families.csv":
            with path.open(encoding="utf-8-sig", newline="") as stream:
                codes += [row["code"] for row in csv.DictReader(stream)]
    assert len(codes) == len(set(codes)), sorted(code for code in codes if codes.count(code) > 1)


def test_the_families_cover_every_code() -> None:
    prefixes = tuple(prefix for family in read_families(FOLDER) for prefix in family.prefix.split())
    assert {code for code in read_meanings(FOLDER) if not code.startswith(prefixes) and not code.startswith("ix:")} == set()
    assert {prefix for prefix in PREFIXES if not prefix.startswith(prefixes) and prefix != "ix:"} <= {"enum2ie:", "enumie:"}


@pytest.mark.parametrize(
    ("printed", "listed"),
    [
        ("ix11.10.1.2:nonFractionChildren", "ix:nonFractionChildren"),
        ("ix10.9.1.2:nonFractionChildren", "ix:nonFractionChildren"),
        ("ix11:uniqueIxId", "ix:uniqueIxId"),
        ("xbrl.4.7.2", "xbrl.4.7.2"),
        ("filing.rule", "filing.rule"),
    ],
)
def test_a_code_is_found_as_it_is_printed(printed: str, listed: str) -> None:
    meanings = read_meanings(FOLDER)
    assert plain_code(printed) == listed
    assert meaning_of(printed, meanings) == meanings[listed]


def test_a_section_without_an_entry_means_what_the_one_above_it_does() -> None:
    meanings = read_meanings(FOLDER)
    found = meaning_of("xbrl.4.7.2.9", meanings)
    assert found is not None
    assert found.code == "xbrl.4.7.2"
    assert meaning_of("xbrl.9.9", meanings) is None


def test_likely_codes_for_a_slip() -> None:
    meanings = read_meanings(FOLDER)
    assert "filing.not-a-number" in near("filing.not-a-numbr", meanings)
    assert "oime:unknownConcept" in near("xbrlje:unknownConcept", meanings)
    assert near("zzzz", meanings) == ()


def test_the_command_explains_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "explain", "xbrl.4.7.2")
    meaning = read_meanings(FOLDER)["xbrl.4.7.2"]
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "xbrl.4.7.2", f"  {meaning.zh}", f"  {meaning.en}", f"  wrong: {meaning.wrong}", f"  right: {meaning.right}",
    ]  # fmt: skip
    assert meaning.zh not in run_filing(capsys, "explain", "xbrl.4.7.2", "--lang", "en").out
    assert meaning.en not in run_filing(capsys, "explain", "xbrl.4.7.2", "--lang", "zh").out


def test_the_command_lists_families_and_tells_near_codes(capsys: pytest.CaptureFixture[str]) -> None:
    assert "xbrldte: xbrldie:" in run_filing(capsys, "explain").out
    unknown = run_filing(capsys, "explain", "filing.ruel")
    assert unknown.code == 2
    assert "filing.rule" in unknown.err
    assert run_filing(capsys, "explain", "filing.rule", "--format", "json").json["code"] == "filing.rule"


def test_a_table_that_does_not_read_is_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("code,zh\nx,y\n", encoding="utf-8")
    with pytest.raises(Exception, match="The column “en” is missing"):
        read_meanings(tmp_path)
