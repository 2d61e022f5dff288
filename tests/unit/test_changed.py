"""`--changed`: a hook names files, and what they are parts of is checked; what is none of ours is passed over."""

from pathlib import Path

import pytest

from generator.pipeline.changed import concerned
from tests.support.filings import change, copy_sample, run_filing

INQUIRY = "qingcloud-2021-inquiry-reply"


def made(folder: Path, name: str, text: str = "x") -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def test_every_part_of_a_filing_stands_for_it_once(tmp_path: Path) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    made(filing, "narrative/policy.md")
    parts = [filing / "filing.toml", filing / "facts" / "collection.csv", filing / "facts" / "x.xlsx", filing / "narrative" / "policy.md"]
    assert concerned(parts) == (filing,)


def test_a_deleted_table_still_stands_for_its_filing(tmp_path: Path) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    table = filing / "facts" / "collection.csv"
    table.unlink()
    assert concerned([table]) == (filing,)


def test_a_file_of_a_kind_stands_for_the_filings_of_that_kind(tmp_path: Path) -> None:
    made(tmp_path, ".git/HEAD")
    kind = made(tmp_path, "kinds/reply/kind.toml", 'id = "reply"').parent
    rules = made(tmp_path, "kinds/reply/rules.csv")
    schedule = made(tmp_path, "kinds/reply/schedules/a.toml")
    label = made(tmp_path, "kinds/reply/extension/tables/labels.csv")
    for name, named in (("b", "../../kinds/reply"), ("a", "../../kinds/reply"), ("c", "../../kinds/other")):
        made(tmp_path, f"filings/{name}/filing.toml", f'kind = "{named}"')
    made(tmp_path, "filings/broken/filing.toml", "kind = ")
    wanted = (tmp_path / "filings" / "a", tmp_path / "filings" / "b")
    for part in (kind / "kind.toml", rules, schedule, label, kind / "report.xhtml.j2"):
        assert concerned([part]) == wanted, part


def test_a_kind_inside_its_filing_stands_for_that_filing(tmp_path: Path) -> None:
    made(tmp_path, "filing.toml", 'kind = "own"')
    made(tmp_path, "own/kind.toml")
    assert concerned([made(tmp_path, "own/schedules/a.toml"), made(tmp_path, "own/rules.csv")]) == (tmp_path,)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "# x"),
        ("data.csv", "a,b"),
        ("package.json", "{}"),
        ("book.xlsx", "x"),
        ("pyproject.toml", "[project]"),
        ("pom.xml", "<project/>"),
        ("index.html", "<html/>"),
        ("code.py", "pass"),
        ("a.zip", "PK"),
    ],
)
def test_what_is_none_of_ours_is_passed_over(name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path, name, text)
    assert concerned([path]) == ()
    ran = run_filing(capsys, "validate", "--changed", path)
    assert (ran.code, ran.out, ran.err) == (0, "", "")


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.xbrl", "broken"),
        ("a.xhtml", "<html/>"),
        ("a.xml", '<xbrl xmlns="http://www.xbrl.org/2003/instance"/>'),
        ("a.json", '{"documentInfo": {}}'),
        ("a.htm", '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>'),
    ],
)
def test_reports_are_checked_whatever_state_they_are_in(name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path, name, text)
    assert concerned([path]) == (path,)
    assert run_filing(capsys, "validate", "--changed", path).code == 1


def test_a_table_of_an_xbrl_csv_report_stands_for_the_report(tmp_path: Path) -> None:
    metadata = made(tmp_path, "r.json", '{"documentInfo": {}, "tables": {"a": {"url": "a.csv"}}}')
    made(tmp_path, "other.json", "[1]")
    assert concerned([made(tmp_path, "a.csv"), made(tmp_path, "b.csv")]) == (metadata,)


def test_the_filing_is_checked_and_its_cell_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    change(filing / "facts" / "collection.csv", "over-5,balance,71.25", "over-5,balance,71.2x")
    ran = run_filing(capsys, "validate", "--changed", filing / "filing.toml", filing / "facts" / "long-aged.csv", "--format", "json")
    assert ran.code == 1
    (found,) = [d for d in ran.errors if d["code"] == "filing.not-a-number"]
    assert found["location"]["path"].endswith("collection.csv")
