"""A kind of filing made of tables alone, beside the filing, on an extension of the shipped taxonomy: docs/new-kind.md, step by step."""

import json
import zipfile
from pathlib import Path

import pytest

from generator.cli import main
from tests.support.extension import BASE, ENTRY_POINT, OWN, write_extension

FILING = """
id = "mine"
kind = "my-kind"
title = { zh = "我的", en = "Mine" }
languages = ["zh", "en"]
currency = "CNY"

[entity]
scheme = "http://x.example/entity"
identifier = "X"
name = { zh = "某公司", en = "A company" }

[periods]
year = { start = 2025-01-01, end = 2025-12-31 }

[schedules.revenue]
document = "D"
heading = "H"
table = "T"
"""
KIND = f"""
title = {{ zh = "种类", en = "Kind" }}
entry_point = "{ENTRY_POINT}"
namespace = "{OWN}"
extension = "extension"
base_package = "the shipped one"
schedules = ["revenue"]

[prefixes]
ext = "{OWN}"
cni = "{BASE}"
"""
SCHEDULE = """
id = "revenue"
title = { zh = "收入", en = "Revenue" }
role = "kinds"
period = "year"
unit = "currency"
label_headings = { zh = "项目", en = "Item" }
format = { scale = 4, places = 2 }

[[columns]]
code = "all"
heading = { zh = "合计", en = "Total" }

[[columns]]
code = "edge"
heading = { zh = "边缘云", en = "Edge cloud" }
dimensions = { "cni:BusinessSegmentAxis" = "EdgeCloudMember" }

[[rows]]
code = "revenue"
label = { zh = "营业收入", en = "Revenue" }
concept = "cni:OperatingRevenue"

[[rows]]
code = "lease"
label = { zh = "其中：租赁收入", en = "of which leases" }
concept = "LeaseRevenue"
"""
RULES = "id,schedule,relation,statement,for,label_zh,label_en\nequal,revenue,equality,revenue.{c} = lease.{c},c: [*],相等,Equal\n"
FACTS = "row,column,value\nrevenue,all,10.00\nrevenue,edge,4.00\nlease,all,10.00\nlease,edge,4.00\n"


@pytest.fixture
def filing(tmp_path: Path) -> Path:
    """The filing with its kind inside."""
    folder = tmp_path / "mine"
    kind = folder / "my-kind"
    write_extension(kind / "extension")
    (folder / "facts").mkdir()
    (kind / "schedules").mkdir()
    for path, text in (
        (folder / "filing.toml", FILING),
        (folder / "facts" / "revenue.csv", FACTS),
        (kind / "kind.toml", KIND),
        (kind / "schedules" / "revenue.toml", SCHEDULE),
        (kind / "rules.csv", RULES),
        (kind / "report.xhtml.j2", '{% extends "_shared/page.xhtml.j2" %}\n'),
    ):
        path.write_text(text, encoding="utf-8")
    return folder


def test_it_builds_validates_and_ships_its_own_taxonomy(filing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "out"
    assert main(["build", str(filing), "-o", str(out)]) == 0, capsys.readouterr().out
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert (manifest["facts"], manifest["rules"]["exact"]) == (4, 2)
    assert any(entry["path"].startswith("taxonomy/x.example/") for entry in manifest["inputs"])
    with zipfile.ZipFile(out / "mine-taxonomy.zip") as archive:
        assert "mine-taxonomy/x.example/ext/2026/ext-2026.xsd" in archive.namelist()
        assert not any("cni" in name for name in archive.namelist())
    assert main(["validate", str(out)]) == 0, capsys.readouterr().out
    for path in ("mine.xbri", "mine-csv/mine.json", "mine.xhtml"):
        assert main(["validate", str(out / path)]) == 0, capsys.readouterr().out


def test_a_mistake_in_its_tables_is_named_when_the_filing_is_checked(filing: Path, capsys: pytest.CaptureFixture[str]) -> None:
    table = filing / "my-kind" / "extension" / "tables" / "calculation.csv"
    table.write_text(table.read_text(encoding="utf-8").replace("LeaseRevenue,1", "LeaseRevenu,1"), encoding="utf-8")
    assert main(["validate", str(filing)]) == 1
    assert "calculation.csv:2:3: filing.taxonomy.unknown-name" in capsys.readouterr().out


@pytest.mark.parametrize(("name", "said"), [("../elsewhere", "is no folder of the kind"), ("nowhere", "holds no taxonomy.toml")])
def test_an_extension_that_is_not_there(filing: Path, name: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    kind = filing / "my-kind" / "kind.toml"
    kind.write_text(kind.read_text(encoding="utf-8").replace('extension = "extension"', f'extension = "{name}"'), encoding="utf-8")
    assert main(["validate", str(filing)]) == 1
    printed = capsys.readouterr().out
    assert "kind.toml:5" in printed
    assert said in printed
