"""Filings that somebody made to break the program: every one a diagnostic with its place and help, in bounded time, nothing written."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator import publish as publishing
from generator.declarations.reading import key_lines
from generator.diagnostics import InputError
from generator.publish import check_target, publish
from generator.render.ixbrl.page import environment
from generator.rule import RuleSyntaxError, parse_statement
from generator.tabular import csv_rows
from generator.validate.page import check_page
from tests.support.filings import change, copy_sample, run_filing, snapshot
from tests.support.shared import REPOSITORY
from tests.support.tables import as_csv

INQUIRY = "qingcloud-2021-inquiry-reply"
IPO = "qingcloud-2020-ipo-reply"
KIND = "own/inquiry-reply/"
LONG_AGED = KIND + "schedules/long-aged.toml"
TITLE = 'zh = "关于2021年年度报告信息披露监管问询函的回复"'
CUSTOMER = '[[schedules.long-aged.rows.customers]]\ncode = "ceb"\n'
LABEL = CUSTOMER + 'label = "中国光大银行股份有限公司"'
SCHEME = 'scheme = "http://taxonomy.filing-generator.example/entity"'
CURRENCY = 'currency = "CNY"'


def refused(
    capsys: pytest.CaptureFixture[str], filing: Path, tmp_path: Path, code: str, file: str, command: str = "validate"
) -> list[dict[str, object]]:
    """The findings of a run that finds `code` in `file`, all with a place and help; what OUT held stays."""
    out = tmp_path / "out"
    out.mkdir(exist_ok=True)
    (out / "manifest.json").write_text('{"outputs": []}', encoding="utf-8")
    before = snapshot(out)
    ran = run_filing(capsys, command, filing, "--format", "json", *(["-o", out] if command == "build" else []))
    assert ran.code == 1, ran.out[:500]
    assert all(d["location"]["path"] and d["hint"] for d in ran.errors), ran.errors[:3]
    at = [d for d in ran.errors if d["code"] == code and str(d["location"]["path"]).endswith(file)]
    assert at, [(d["code"], d["location"]["path"], d["message"]) for d in ran.errors[:5]]
    assert snapshot(out) == before
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".")) == []
    return at


# ---------------------------------------------------------------- declarations

DECLARATIONS = [
    # what, file, old, new, code
    ("more digits than Python converts", "filing.toml", CURRENCY, f"currency = {'9' * 5000}", "filing.toml"),
    ("a number too long to be shown", "filing.toml", CURRENCY, f"currency = 0x{'f' * 5000}", "filing.declaration"),
    ("a list nested deeply", "filing.toml", CURRENCY, f"currency = {'[' * 400}{']' * 400}", "filing.declaration"),
    ("a list nested beyond reason", "filing.toml", CURRENCY, f"currency = {'[' * 9000}{']' * 9000}", "filing.toml"),
    ("a key of many parts", "filing.toml", CURRENCY, f"currency.{'.'.join('a' * 2000)} = 1", "filing.toml"),
    ("a currency that is no code", "filing.toml", CURRENCY, 'currency = "A:B"', "filing.declaration"),
    ("a language twice", "filing.toml", 'languages = ["zh", "en"]', 'languages = ["zh", "zh"]', "filing.declaration"),
    ("a scheme that is no URI", "filing.toml", SCHEME, 'scheme = "not a uri <>"', "filing.declaration"),
    ("a scheme with a broken escape", "filing.toml", SCHEME, 'scheme = "http://a/%%%"', "filing.declaration"),
    ("an identifier with a space", "filing.toml", 'identifier = "QingCloud-T', 'identifier = "Qing Cloud-T', "filing.declaration"),
    ("a NUL in a title", "filing.toml", TITLE, 'zh = "a\\u0000b"', "filing.character"),
    ("a control character in a title", "filing.toml", TITLE, 'zh = "a\\u0001b"', "filing.character"),
    ("a noncharacter in a label", "filing.toml", LABEL, CUSTOMER + 'label = "a\\uFFFFb"', "filing.character"),
    ("an assumption twice", "filing.toml", 'id = "dashes"', 'id = "opinion-date"', "filing.declaration"),
    (
        "rows of no open list",
        "filing.toml",
        LABEL,
        LABEL + '\n[[schedules.long-aged.rows.x]]\ncode = "y"\nlabel = "z"',
        "filing.unknown-rows",
    ),
    ("a kind with an endless name", "filing.toml", f'kind = "{KIND[:-1]}"', f'kind = "{"a" * 5000}"', "filing.unknown-kind"),
    ("a prefix with a space", KIND + "kind.toml", "cni = ", '"a b" = "http://x"\ncni = ', "filing.declaration"),
    ("a reserved prefix", KIND + "kind.toml", "cni = ", 'xml = "http://x"\ncni = ', "filing.declaration"),
    ("a standard prefix bound anew", KIND + "kind.toml", "cni = ", 'xbrli = "http://x"\ncni = ', "filing.declaration"),
    ("a schedule outside", KIND + "kind.toml", '"loss-rates"', '"../../../etc/passwd"', "filing.declaration"),
    ("a schedule twice", KIND + "kind.toml", '"loss-rates"', '"loss-rates", "loss-rates"', "filing.declaration"),
    ("a scale too long to be shown", LONG_AGED, "scale = 4", f"scale = 0x{'f' * 5000}", "filing.declaration"),
    ("a typed value that XML cannot hold", LONG_AGED, '"=其他"', '"=\\u0001"', "filing.character"),
    ("a column that is none, left out", LONG_AGED, "total = true", 'total = true\nwithout = ["nope"]', "filing.declaration"),
    ("a code twice in a group", LONG_AGED, 'buckets = ["y1-2"', 'buckets = ["y1-2", "y1-2"', "filing.declaration"),
]


@pytest.mark.parametrize(("file", "old", "new", "code"), [case[1:] for case in DECLARATIONS], ids=[case[0] for case in DECLARATIONS])
def test_declarations(file: str, old: str, new: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    change(filing / file, old, new)
    (first, *_) = refused(capsys, filing, tmp_path, code, Path(file).name)
    assert len(str(first["message"])) < 400


def test_a_declaration_beyond_reason_is_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    with (filing / "filing.toml").open("a", encoding="utf-8") as stream:
        stream.write("#" * (5 << 20))
    refused(capsys, filing, tmp_path, "filing.too-large", "filing.toml")


def test_thousands_of_unknown_keys_are_counted(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    change(filing / "filing.toml", CURRENCY, CURRENCY + "\n" + "\n".join(f"k{i} = 1" for i in range(5000)))
    found = refused(capsys, filing, tmp_path, "filing.declaration", "filing.toml")
    assert len(found) == 51
    assert "4950 more keys" in str(found[-1]["message"])


@pytest.mark.parametrize("line", ['# "' + '\\"' * 100_000, "a = '''\n[" + " " * 100_000 + "\n'''", "[" * 50_000])
def test_lines_of_keys_are_found_in_linear_time(line: str) -> None:
    lines = key_lines(f'first = 1\n{line}\n[table]\nlast = """\n[not.a.table]\na\\""""\n"quoted ] key" = [\n1, ]\n')
    assert lines["first",] == 1
    if not line.startswith("["):
        assert lines["table",] == 3 + line.count("\n")
        assert ("not", "a", "table") not in lines
        assert lines["table", "quoted ] key"] == 7 + line.count("\n")


# ---------------------------------------------------------------- rules

RULES = [
    ("a statement of many parts", '"' + "total.balance + " * 100_000 + 'total.balance = 1",,a,b'),
    ("a cell of many characters", "a" * 100_000 + ".b = 1,,a,b"),
    ("a number of many digits", "total.balance = " + "9" * 100_000 + ",,a,b"),
    ("powers of powers", "total.balance = ((total.balance ^ 50) * 1) ^ 50,,a,b"),
    ("no cell", "1 = 2,,a,b"),
]


@pytest.mark.parametrize("rest", [case[1] for case in RULES], ids=[case[0] for case in RULES])
def test_rules(rest: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    with (filing / KIND / "rules.csv").open("a", encoding="utf-8") as stream:
        stream.write(f"x,collection,sum,{rest}\n")
    refused(capsys, filing, tmp_path, "filing.rule-table", "rules.csv")


def test_a_rule_over_more_cells_than_can_be_checked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    with (filing / KIND / "rules.csv").open("a", encoding="utf-8") as stream:
        many = " + ".join(["sum([*].[*])"] * 40)
        stream.write(f"x,long-aged,sum,{{a}}.{{b}} = {{c}}.{{d}} + {many},a: [*]; b: [*]; c: [*]; d: [*],a,b\n")
    (found,) = refused(capsys, filing, tmp_path, "filing.rule-syntax", "rules.csv")
    assert "cells together" in str(found["message"])


def test_more_rules_than_are_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    with (filing / KIND / "rules.csv").open("a", encoding="utf-8") as stream:
        stream.writelines(f"x{i},collection,sum,total.balance = total.balance,,a,b\n" for i in range(6000))
    refused(capsys, filing, tmp_path, "filing.rule-table", "rules.csv")


def test_a_number_in_a_rule_has_ascii_digits() -> None:
    with pytest.raises(RuleSyntaxError):
        parse_statement("a.b = ١٢", "s")


# ---------------------------------------------------------------- facts


def with_table(text: str) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.write_text(text, encoding="utf-8")

    return write


def replaced(make: Callable[[Path], object]) -> Callable[[Path], None]:
    def write(path: Path) -> None:
        path.unlink()
        make(path)

    return write


TABLES: list[tuple[str, Callable[[Path], object], str]] = [
    ("many unknown rows", with_table("row,column,value\n" + "".join(f"row{i},balance,1\n" for i in range(20_000))), "filing.unknown-row"),
    ("one row many times", with_table("row,column,value\n" + "total,balance,1.00\n" * 20_000), "filing.duplicate-row"),
    ("ragged rows", with_table("row,column,value\n" + "total,balance,1,2\n" * 20_000), "filing.csv-ragged"),
    ("many unknown columns", with_table("账龄," + ",".join(f"h{i}" for i in range(20_000)) + "\n"), "filing.unknown-column"),
    ("a name without end", with_table("row,column,value\n" + "x" * 3_000_000 + ",balance,1\n"), "filing.unknown-row"),
    ("a control character", with_table("row,column,value\ntotal,balance,\x01\n"), "filing.encoding"),
    ("a folder", replaced(Path.mkdir), "filing.unreadable-file"),
    ("a pipe", replaced(os.mkfifo), "filing.not-a-file"),
    ("a link to itself", replaced(lambda path: path.symlink_to(path)), "filing.unreadable-file"),
    ("a link out", replaced(lambda path: path.symlink_to("/etc/hosts")), "filing.outside-root"),
    ("a link to a device", replaced(lambda path: path.symlink_to("/dev/zero")), "filing.outside-root"),
    ("no file", Path.unlink, "filing.missing-file"),
    ("another case", lambda path: path.rename(path.with_suffix(".CSV")), "filing.missing-file"),
]


@pytest.mark.parametrize(("make", "code"), [case[1:] for case in TABLES], ids=[case[0] for case in TABLES])
@pytest.mark.parametrize("command", ["validate", "build"])
def test_tables(make: Callable[[Path], object], code: str, command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    make(filing / "facts" / "collection.csv")
    found = refused(capsys, filing, tmp_path, code, "collection.csv", command)
    assert len(found) <= 1_000


def test_a_table_in_another_case_is_not_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    (filing / "facts" / "extra.Csv").write_text("row,column,value\n", encoding="utf-8")
    refused(capsys, filing, tmp_path, "filing.unknown-schedule", "extra.Csv")


def test_lines_end_where_an_editor_ends_them() -> None:
    rows = list(csv_rows('a\u2028b\x85,c\r\n\r\n"d\ne",f\rg,h\n', "t.csv"))
    assert [(row.line, row.cells) for row in rows] == [(1, ["a\u2028b\x85", "c"]), (3, ["d\ne", "f"]), (5, ["g", "h"])]


SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
BOOK = (
    '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
    '<sheets><sheet name="collection" r:id="a"/></sheets></workbook>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="a" Target="worksheets/sheet1.xml"/></Relationships>'
)
STYLES = (
    '<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
    '<numFmts><numFmt numFmtId="x" formatCode="0%"/></numFmts>'
    '<cellXfs><xf numFmtId="²"/></cellXfs></styleSheet>'
)


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ('<row r="1"><c r="A1"><v>1E+999999999</v></c></row>', "filing.workbook-cell"),
        ('<row r="1"><c r="A1"><v>1_000</v></c></row>', "filing.workbook-cell"),
        ('<row r="1"><c r="A1"><v>１２</v></c></row>', "filing.workbook-cell"),
        ('<row r="1"><c r="A1" t="s"><v>²</v></c></row>', "filing.workbook-cell"),
        ('<row r="²"><c r="A1" s="²" t="str"><v>row</v></c></row>', "filing.missing-column"),
        ('<row><c r="XFD1" t="str"><v>x</v></c></row>' * 300, "filing.workbook"),
    ],
    ids=["exponent", "underscore", "full width", "no index", "no row number", "far cells"],
)
def test_workbooks(rows: str, code: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(INQUIRY, tmp_path)
    (filing / "facts" / "collection.csv").unlink()
    with zipfile.ZipFile(filing / "facts" / "book.xlsx", "w") as archive:
        parts = {
            "workbook.xml": BOOK,
            "_rels/workbook.xml.rels": RELATIONS,
            "styles.xml": STYLES,
            "worksheets/sheet1.xml": SHEET.format(rows),
        }
        for name, text in parts.items():
            archive.writestr(f"xl/{name}", text)
    refused(capsys, filing, tmp_path, code, "book.xlsx")


# ---------------------------------------------------------------- what goes out

FORMULAS = ["=1+1", "+1", "@SUM(A1)", '=HYPERLINK(\\"http://x.example\\")', "-2+3|cmd", "<b>&amp;]]>", "\\u202Eabc"]


@pytest.mark.parametrize("text", FORMULAS)
def test_formulas_and_markup_stay_text(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    import openpyxl

    filing = copy_sample(INQUIRY, tmp_path, own_kind=True)
    change(filing / "filing.toml", TITLE, f'zh = "{text}"')
    change(filing / "filing.toml", LABEL, f'{CUSTOMER}label = "{text}"')
    change(filing / "filing.toml", 'name = { zh = "北京青云科技股份有限公司"', f'name = {{ zh = "{text}"')
    change(filing / LONG_AGED, 'zh = "长账龄未回款客户"', f'zh = "{text}"')
    ran = run_filing(capsys, "build", filing, "-o", tmp_path / "out", "--format", "json")
    assert ran.code == 0, ran.out
    shown = json.loads(f'"{text}"')
    book = openpyxl.load_workbook(tmp_path / "out" / f"{INQUIRY}-workpapers.xlsx")
    held = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value == shown]
    assert len(held) >= 3
    assert {cell.data_type for cell in held} == {"s"}


@pytest.mark.parametrize(
    "introduction",
    [
        "<script>alert(1)</script>",
        "<p onclick='x()'>x</p>",
        "<img src='http://x.example/x.png'/>",
        "<a href='javascript:x()'>x</a>",
        "<p style='background: url(http://x.example/)'>x</p>",
    ],
)
def test_nothing_on_a_page_runs_or_loads(introduction: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path, own_kind=True)
    template = '{% extends "_shared/page.xhtml.j2" %}{% block introduction %}' + introduction + "{% endblock %}"
    (filing / "own" / "ipo-reply" / "report.xhtml.j2").write_text(template, encoding="utf-8")
    found = refused(capsys, filing, tmp_path, "filing.page", ".xhtml", "build")
    assert found[0]["location"]["line"]  # type: ignore[index]


@pytest.mark.parametrize(("style", "holds"), [("@import 'x.css';", True), ("a{b:url(x)}", True), ('a{content:"@import url(x)"}', False)])
def test_style_loads_nothing(style: str, holds: bool) -> None:
    page = f'<html xmlns="http://www.w3.org/1999/xhtml"><head><style>{style}</style></head><body/></html>'
    assert bool(list(check_page(page.encode(), "p.xhtml"))) == holds


def test_a_template_counts_to_its_bound_however_loops_are_nested() -> None:
    from jinja2.exceptions import SecurityError

    jinja = environment(None, REPOSITORY / "templates" / "_shared")
    loops = jinja.from_string("{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}")
    with pytest.raises(SecurityError):
        loops.render()


# ---------------------------------------------------------------- where it goes


def test_a_broken_kind_folder_does_not_feed_the_build(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path, own_kind=True)
    kind = filing / "own" / "ipo-reply"
    os.mkfifo(kind / "pipe")
    with (kind / "huge").open("wb") as stream:
        stream.truncate(5 << 30)
    ran = run_filing(capsys, "build", filing, "-o", tmp_path / "out", "--format", "json")
    assert ran.code == 0, ran.out
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    named = [i["path"] for i in manifest["inputs"]]
    assert "kind/ipo-reply/kind.toml" in named
    assert not any(path.endswith(("pipe", "huge")) for path in named)


def test_folders_that_cannot_be_outputs(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x", encoding="utf-8")
    (tmp_path / "loop").symlink_to("loop")
    (tmp_path / "pipe").mkdir()
    os.mkfifo(tmp_path / "pipe" / "x")
    for name in ("file", "loop", "pipe", "file/below", "n" * 300):
        with pytest.raises(InputError) as caught:
            publish({"manifest.json": b"{}"}, tmp_path / name)
        assert caught.value.diagnostics[0].code == "filing.output"
        assert caught.value.diagnostics[0].hint
    assert sorted(p.name for p in tmp_path.iterdir()) == ["file", "loop", "pipe"]


def test_a_folder_whose_name_is_a_pattern_sweeps_nothing_of_others(tmp_path: Path) -> None:
    for left in (".other.1.building", ".**.99999999999999999999.building", ".**.x.building"):
        (tmp_path / left).mkdir()
    publish({"manifest.json": b"{}"}, tmp_path / "**")
    assert (tmp_path / "**" / "manifest.json").is_file()
    assert len([p for p in tmp_path.iterdir() if p.name.endswith(".building")]) == 3


def test_what_a_killed_build_of_the_same_process_number_left_is_swept(tmp_path: Path) -> None:
    left = tmp_path / f".out.{os.getpid()}.building"
    left.mkdir()
    (left / "manifest.json").write_text("half", encoding="utf-8")
    publish({"manifest.json": b"{}"}, tmp_path / "out")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (tmp_path / "out" / "manifest.json").read_bytes() == b"{}"


def test_links_of_the_user_in_a_build_folder_stay(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish({"manifest.json": b"[" * 100_000}, out)  # a manifest that no reader can read
    (tmp_path / "mine").mkdir()
    (out / "folder").symlink_to("../mine")
    (out / "file").symlink_to("nowhere")
    publish({"manifest.json": b"{}"}, out)
    assert os.readlink(out / "folder") == "../mine"
    assert os.readlink(out / "file") == "nowhere"


@pytest.mark.parametrize("at_once", [True, False])
def test_a_quicker_build_is_replaced_and_a_failed_exchange_undone(at_once: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if not at_once:
        monkeypatch.setattr(publishing, "_exchanged_at_once", lambda staging, out: False)
    out = tmp_path / "out"
    publish({"manifest.json": b"old"}, out)
    real = Path.rename
    if not at_once:

        def fail(self: Path, target: Path) -> Path:
            if self.name.endswith(".building"):
                raise OSError(28, "No space left on device")
            return real(self, target)

        monkeypatch.setattr(Path, "rename", fail)
        with pytest.raises(InputError):
            publish({"manifest.json": b"new"}, out)
    else:
        real_exists = Path.exists
        monkeypatch.setattr(Path, "exists", lambda self: False if self == out.resolve() else real_exists(self))
        publish({"manifest.json": b"new"}, out)
    assert (out / "manifest.json").read_bytes() == (b"new" if at_once else b"old")
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_full_disk_leaves_the_previous_outputs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    out = tmp_path / "out"
    publish({"manifest.json": b"old"}, out)

    def full(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(InputError, match="No space left"):
        publish({"manifest.json": b"new", "a/b": b"x"}, out)
    assert (out / "manifest.json").read_bytes() == b"old"
    assert [p.name for p in tmp_path.iterdir()] == ["out"]


def test_a_folder_of_others_is_no_target(tmp_path: Path) -> None:
    (tmp_path / "x").write_text("mine", encoding="utf-8")
    with pytest.raises(InputError):
        check_target(tmp_path)


def test_a_read_only_folder_of_outputs_leaves_nothing_behind(tmp_path: Path) -> None:
    out = tmp_path / "out"
    publish({"manifest.json": b"old", "a/b": b"x"}, out)
    (out / "a").chmod(0o555)
    out.chmod(0o555)
    publish({"manifest.json": b"new"}, out)
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (out / "manifest.json").read_bytes() == b"new"


# ---------------------------------------------------------------- the command line


def started(*arguments: str | Path, **settings: str) -> subprocess.CompletedProcess[bytes]:
    """`filing` in a process of its own."""
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY), **settings}
    command = [sys.executable, "-m", "generator.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, env=environment, check=False, timeout=60)


@pytest.mark.parametrize("command", ["validate", "build"])
def test_a_pipe_is_not_waited_for(command: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.xbrl")
    ran = started(command, tmp_path / "pipe.xbrl", "--format", "json", *(["-o", tmp_path / "out"] if command == "build" else []))
    assert ran.returncode == 1
    assert json.loads(ran.stdout)["valid"] is False


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "gb18030", "utf-8"])
def test_findings_are_printed_in_any_encoding(encoding: str, tmp_path: Path) -> None:
    filing = as_csv(copy_sample(IPO, tmp_path))
    change(filing / "facts" / "revenue-composition.csv", "其他业务,", "其它😀é业务,")
    for form in ("json", "full", "concise"):
        ran = started("validate", filing, "--format", form, PYTHONIOENCODING=encoding)
        assert ran.returncode == 1, ran.stderr
        assert b"filing.unknown-row" in ran.stdout
        if form == "json":
            messages = [d["message"] for d in json.loads(ran.stdout.decode(encoding))["diagnostics"]]
            assert any("其它😀é业务" in message for message in messages)


def test_a_name_that_is_no_text_is_printed(tmp_path: Path) -> None:
    filing = copy_sample(IPO, tmp_path)
    Path(os.fsdecode(os.fsencode(filing / "facts") + b"/\xff.csv")).write_text("row,column,value\n", encoding="utf-8")
    ran = started("validate", filing, "--format", "json")
    assert ran.returncode == 1, ran.stderr
    assert any(d["code"] == "filing.unknown-schedule" for d in json.loads(ran.stdout)["diagnostics"])


def test_what_a_file_says_cannot_pass_for_a_line_of_ours(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path)
    (filing / "facts" / "a\nb\x1b[2J\u202e.csv").write_text("x", encoding="utf-8")
    ran = run_filing(capsys, "validate", filing)
    assert ran.code == 1
    assert not any(c in ran.out for c in "\x1b\u202e")
    assert all("filing." in line for line in ran.out.splitlines())


def test_output_that_cannot_be_printed_is_no_success(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("the system has no /dev/full")
    with open("/dev/full", "wb") as full:
        command = [sys.executable, "-m", "generator.cli", "validate", copy_sample(IPO, tmp_path), "--format", "json"]
        environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
        ran = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, env=environment, check=False)
    assert ran.returncode == 2
    assert b"Traceback" not in ran.stderr


@pytest.mark.parametrize("template", ["", "no page", '{% extends "_shared/page.xhtml.j2" %}{% block introduction %}<p>{% endblock %}'])
def test_a_template_that_makes_no_page(template: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample(IPO, tmp_path, own_kind=True)
    (filing / "own" / "ipo-reply" / "report.xhtml.j2").write_text(template, encoding="utf-8")
    refused(capsys, filing, tmp_path, "xml.not-well-formed", ".xhtml", "build")
