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


@pytest.mark.parametrize(
    ("where", "names", "shown"),
    [
        (".", ("a/filing.toml", "a/facts/b.csv", "a/narrative/c.md"), "a"),
        ("a", ("facts/b.csv", "filing.toml", "narrative/c.md"), "."),
        ("a/facts", ("b.csv", "../filing.toml", "../facts/b.csv"), None),
    ],
)
def test_a_filing_is_named_once_however_its_parts_are(
    where: str, names: tuple[str, ...], shown: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("filing.toml", "facts/b.csv", "narrative/c.md"):
        made(tmp_path, f"a/{name}")
    monkeypatch.chdir(tmp_path / where)
    (found,) = concerned([Path(name) for name in names])
    assert found.resolve() == tmp_path / "a"
    assert shown is None or found == Path(shown)


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
        ("view.xhtml", '<html xmlns="http://www.w3.org/1999/xhtml"/>'),
        ("a-viewer.html", '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><script type="application/x.ixbrl-viewer+json"/></html>'),
        ("order.xsd", '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>'),
        ("alone_pre.xml", '<linkbase xmlns="http://www.xbrl.org/2003/linkbase" xmlns:i="http://www.xbrl.org/2003/instance"/>'),
        ("code.py", "pass"),
        ("a.zip", "PK"),
        ("taxonomy.zip", "PK x/META-INF/taxonomyPackage.xml x/a.xsd"),
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
        ("a.xhtml", '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>'),
        ("a.xml", '<xbrl xmlns="http://www.xbrl.org/2003/instance"/>'),
        ("a.json", '{"documentInfo": {}}'),
        ("a.htm", '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>'),
        ("a.xsd", '<schema xmlns:xbrli="http://www.xbrl.org/2003/instance"'),
        ("a.xbri", "broken"),
        ("a.zip", "PK x/META-INF/reportPackage.json"),
        ("b.zip", "PK x/META-INF/taxonomyPackage.xml x/reports/a.xhtml"),
    ],
)
def test_reports_are_checked_whatever_state_they_are_in(name: str, text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = made(tmp_path, name, text)
    assert concerned([path]) == (path,)
    assert run_filing(capsys, "validate", "--changed", path).code == 1


def test_a_linkbase_stands_for_the_schemas_beside_it_that_refer_to_it(tmp_path: Path) -> None:
    linkbase = made(tmp_path, "a_pre.xml", '<linkbase xmlns="http://www.xbrl.org/2003/linkbase"/>')
    schema = made(tmp_path, "a.xsd", '<schema><linkbaseRef href="a_pre.xml"/></schema>')
    made(tmp_path, "b.xsd", "<schema/>")
    assert concerned([linkbase]) == (schema,)


def test_what_cannot_be_read_is_passed_over_where_others_have_its_suffix_too(tmp_path: Path) -> None:
    made(tmp_path, "below/.git/HEAD")
    made(tmp_path, "outside.html", '<html xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"/>')
    page, report = tmp_path / "below" / "page.html", tmp_path / "below" / "a.xbrl"
    for link in (page, report):
        link.symlink_to(tmp_path / "outside.html")
    assert concerned([page]) == ()
    assert concerned([report]) == (report,)


def test_the_pages_of_a_document_set_are_one_report(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    page = '<html xmlns="http://www.w3.org/1999/xhtml" xmlns:ix="http://www.xbrl.org/2013/inlineXBRL"><body/></html>'
    pages = [made(tmp_path, name, page) for name in ("1.htm", "2.htm")]
    names = "".join(f"<ixbrl>{path.name}</ixbrl>" for path in pages)
    manifest = (
        f'<manifest xmlns="http://disclosure.edinet-fsa.go.jp/2013/manifest"><list><instance id="a">{names}</instance></list></manifest>'
    )
    made(tmp_path, "manifest_a.xml", manifest)
    assert concerned(pages) == tuple(pages)
    both = run_filing(capsys, "validate", "--changed", *pages, "--format", "json")
    one = run_filing(capsys, "validate", "--changed", pages[0], "--format", "json")
    assert both.code == 1
    assert [(d["code"], d["location"]) for d in both.findings] == [(d["code"], d["location"]) for d in one.findings]


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
