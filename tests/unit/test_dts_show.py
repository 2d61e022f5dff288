"""`filing taxonomy tree` and `diff`: what a filer sees of a taxonomy, and of its changes."""

import csv
import json
import shutil
from pathlib import Path

import pytest

from generator.cli import main
from generator.dts.show.changes import changes
from generator.dts.show.outline import outline
from generator.model import Relationship, Taxonomy
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomy import taxonomy_at
from generator.qname import ALL, DIMENSION_DEFAULT, DIMENSION_DOMAIN, DOMAIN_MEMBER, HYPERCUBE_DIMENSION, PARENT_CHILD, QName

TAXONOMY = Path(__file__).resolve().parents[2] / "taxonomy"
POINT = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30/cni-2026-06-30.xsd"


def q(local: str) -> QName:
    return QName("http://x.example/", local)


def taxonomy_of(*relationships: Relationship) -> Taxonomy:
    sets: dict[str, dict[str, tuple[Relationship, ...]]] = {}
    for r in relationships:
        base_sets = sets.setdefault(r.arcrole, {})
        base_sets[r.role] = (*base_sets.get(r.role, ()), r)
    return Taxonomy(
        entry_points=(),
        concepts={},
        types={},
        relationships=sets,
        labels={},
        references={},
        roles={},
        typed_domains={},
        prefixes={"x": "http://x.example/"},
    )


def arc(arcrole: str, source: str, target: str, role: str = "r", target_role: str | None = None) -> Relationship:
    return Relationship(arcrole=arcrole, role=role, source=q(source), target=q(target), target_role=target_role, context_element="scenario")


def test_presentation_in_either_language(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "tree", str(TAXONOMY)]) == 0
    zh = capsys.readouterr().out.splitlines()
    assert zh[0].startswith("[002] 净额法项目")
    assert any(line.startswith("[010] 利润表项目更正") for line in zh)
    assert "      营业收入  (cni:OperatingRevenue, monetary, duration, credit)" in zh
    assert main(["taxonomy", "tree", str(TAXONOMY / "package"), "--lang", "en"]) == 0
    en = capsys.readouterr().out.splitlines()
    assert "      Operating revenue  (cni:OperatingRevenue, monetary, duration, credit)" in en
    assert len(en) == len(zh)


def test_calculation_shows_weights(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "tree", POINT, "--view", "calculation", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[2].strip().startswith("+ ")
    assert sum(line.strip().startswith("+ ") for line in lines) == 4


def test_dimensions_show_hypercubes_defaults_and_typed_axes(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "tree", str(TAXONOMY), "--view", "dimensions", "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    with (TAXONOMY / "tables" / "hypercubes.csv").open(encoding="utf-8-sig", newline="") as file:
        cubes = {(row["role"], row["hypercube"]) for row in csv.DictReader(file)}
    assert sum("[closed, scenario]" in line for line in lines) == len(cubes) > 8
    assert any(line.endswith("[typed: customerName]") for line in lines)
    assert "        Consolidated  (cni:ConsolidatedMember) [default]" in lines


def test_dimensions_follow_target_roles() -> None:
    taxonomy = taxonomy_of(
        arc(ALL, "items", "cube"),
        arc(HYPERCUBE_DIMENSION, "cube", "axis", target_role="other"),
        arc(DIMENSION_DOMAIN, "axis", "here"),
        arc(DIMENSION_DOMAIN, "axis", "there", role="other"),
        arc(DOMAIN_MEMBER, "there", "below", role="other"),
        arc(DIMENSION_DEFAULT, "axis", "there", role="defaults"),
    )
    assert [line.strip() for line in outline(taxonomy, "dimensions", "en")] == [
        "r  <r>",
        "items  (x:items)",
        "cube  (x:cube) [open, scenario]",
        "axis  (x:axis)",
        "there  (x:there) [default]",
        "below  (x:below)",
    ]


def test_a_cycle_is_shown_once_and_not_followed() -> None:
    taxonomy = taxonomy_of(arc(PARENT_CHILD, "a", "b"), arc(PARENT_CHILD, "b", "c"), arc(PARENT_CHILD, "c", "b"))
    assert [line.strip() for line in outline(taxonomy, "presentation", "en")][1:] == ["a  (x:a)", "b  (x:b)", "c  (x:c)", "b  (x:b) …"]
    endless = taxonomy_of(arc(PARENT_CHILD, "a", "b"), arc(PARENT_CHILD, "b", "a"))
    assert len(list(outline(endless, "presentation", "en"))) == 4


def test_a_package_without_entry_points_asks_for_one(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    package = Path(shutil.copytree(TAXONOMY / "package", tmp_path / "package"))
    metadata = package / "META-INF" / "taxonomyPackage.xml"
    text = metadata.read_text(encoding="utf-8")
    start, end = text.index("<tp:entryPoints>"), text.index("</tp:entryPoints>")
    metadata.write_text(text[:start] + text[end + len("</tp:entryPoints>") :], encoding="utf-8")
    assert main(["taxonomy", "tree", str(package)]) == 1
    assert "filing.no-entry-point" in capsys.readouterr().err
    assert main(["taxonomy", "tree", str(package), "--entry-point", POINT]) == 0


def test_a_taxonomy_that_does_not_exist_is_bad_usage(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "tree", str(tmp_path / "nowhere")]) == 2
    assert main(["taxonomy", "diff", str(TAXONOMY), str(tmp_path / "nowhere"), "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["valid"] is False


# ---------------------------------------------------------------- diff


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our taxonomy's sources, to be changed."""
    shutil.copytree(TAXONOMY / "tables", tmp_path / "tables")
    shutil.copy(TAXONOMY / "taxonomy.toml", tmp_path)
    return tmp_path


def replace(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def said(folder: Path) -> list[tuple[str, str, str, str, str]]:
    before, after = taxonomy_at(str(TAXONOMY), Settings())[0], taxonomy_at(str(folder), Settings())[0]
    return [(c.kind, c.what, c.name, c.before, c.after) for c in changes(before, after)]


def test_nothing_changed_between_the_tables_and_their_package(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "diff", str(TAXONOMY), str(TAXONOMY / "package")]) == 0
    assert capsys.readouterr().out == ""


CHANGES = [
    (
        "concepts",
        "OperatingCost,item,monetary,duration,debit",
        "OperatingCost,item,monetary,duration,credit",
        ("changed", "balance", "cni:OperatingCost", "debit", "credit"),
    ),
    (
        "concepts",
        "LongAgedReceivablesTopTenShare,item,percent,instant",
        "LongAgedReceivablesTopTenShare,item,pure,instant",
        ("changed", "type", "cni:LongAgedReceivablesTopTenShare", "percentItemType", "pureItemType"),
    ),
    (
        "concepts",
        ",Operating cost,",
        ",Cost of operations,",
        ("changed", "label", "cni:OperatingCost", "Operating cost", "Cost of operations"),
    ),
    (
        "members",
        "RevenueBasisAxis,1,NetBasisMember,\n",
        "",
        ("removed", "member", "cni:AllRevenueBasesMember > cni:NetBasisMember", "present", ""),
    ),
    (
        "calculation",
        "CompositionOperatingRevenue,CompositionOtherBusinessRevenue,1",
        "CompositionOperatingRevenue,CompositionOtherBusinessRevenue,2",
        ("changed", "calculation", "cni:CompositionOperatingRevenue > cni:CompositionOtherBusinessRevenue", "weight 1", "weight 2"),
    ),
]


@pytest.mark.parametrize(("table", "old", "new", "change"), CHANGES)
def test_one_change_is_one_line(folder: Path, table: str, old: str, new: str, change: tuple[str, ...]) -> None:
    replace(folder / "tables" / f"{table}.csv", old, new)
    assert set(said(folder)) == {change}  # once for each role that it stands in


def test_a_new_version_is_compared_by_prefix_and_name(folder: Path) -> None:
    replace(folder / "taxonomy.toml", "2026-06-30", "2027-06-30")
    assert [(kind, what, name) for kind, what, name, _, _ in said(folder)] == [("changed", "namespace", "cni")]


def test_an_added_concept_says_what_it_is(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = folder / "tables" / "concepts.csv"
    path.write_text(path.read_text(encoding="utf-8-sig") + "Extra,item,monetary,instant,debit,新,Extra,,,\n", encoding="utf-8")
    assert main(["taxonomy", "diff", str(TAXONOMY), str(folder)]) == 1
    assert capsys.readouterr().out == "added concept cni:Extra: monetary, instant, debit\n"
    assert main(["taxonomy", "diff", str(TAXONOMY), str(folder), "--format", "json"]) == 1
    (change,) = json.loads(capsys.readouterr().out)["changes"]
    assert (change["kind"], change["what"], change["name"]) == ("added", "concept", "cni:Extra")
