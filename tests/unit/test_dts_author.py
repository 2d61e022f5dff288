"""The source tables and what is compiled from them."""

import csv
import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from generator.cli import main
from generator.diagnostics import Diagnostic
from generator.dts.author import compile_package, zip_package
from generator.dts.author.source import read_source
from generator.dts.load import load
from generator.dts.package import package_from_files
from generator.dts.resolver import Resolver
from generator.model import Taxonomy
from generator.qname import ALL, DOCUMENTATION, HYPERCUBE_DIMENSION, STANDARD_LABEL, SUMMATION_ITEM_2023, TERSE_LABEL

REPOSITORY = Path(__file__).resolve().parents[2]
TAXONOMY = REPOSITORY / "taxonomy"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of our taxonomy's sources, to be broken."""
    shutil.copytree(TAXONOMY / "tables", tmp_path / "tables")
    shutil.copy(TAXONOMY / "taxonomy.toml", tmp_path)
    return tmp_path


def rows_of(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig"), newline="")))


def table(name: str) -> list[list[str]]:
    """The rows of a table of ours, its head left out."""
    return rows_of(TAXONOMY / "tables" / f"{name}.csv")[1:]


def edit(folder: Path, table: str, change: Callable[[list[list[str]]], None]) -> None:
    path = folder / "tables" / f"{table}.csv"
    rows = rows_of(path)
    change(rows)
    text = io.StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(rows)
    path.write_text(text.getvalue(), encoding="utf-8-sig")


def put(folder: Path, table: str, row: int, column: str, text: str) -> tuple[str, int, int]:
    """Write `text` into a cell (`row` as Excel counts them) and say where it stands."""
    number = rows_of(folder / "tables" / f"{table}.csv")[0].index(column)
    edit(folder, table, lambda rows: rows[row - 1].__setitem__(number, text))
    return f"{table}.csv", row, number + 1


def find(folder: Path, table: str, column: str, text: str) -> int:
    """The number of the first row of `table` with `text` in `column`, as Excel counts rows."""
    rows = rows_of(folder / "tables" / f"{table}.csv")
    return next(n for n, row in enumerate(rows, 1) if n > 1 and row[rows[0].index(column)] == text)


def places(found: list[Diagnostic], code: str) -> set[tuple[str, int | None, int | None]]:
    return {(Path(d.location.path or "").name, d.location.line, d.location.column) for d in found if d.code == code}


def load_ours() -> Taxonomy:
    files, found = compile_package(TAXONOMY)
    assert found == []
    point = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30/cni-2026-06-30.xsd"
    taxonomy, problems = load([point], Resolver([package_from_files(files, "ours")]))
    assert problems == ()
    return taxonomy


def test_the_committed_package_is_in_step_with_the_tables() -> None:
    """If it is not: filing taxonomy build taxonomy."""
    files, found = compile_package(TAXONOMY)
    assert found == []
    package = TAXONOMY / "package"
    committed = {path.relative_to(package).as_posix(): path.read_bytes() for path in package.rglob("*") if path.is_file()}
    assert committed.keys() == files.keys()
    assert [path for path in files if files[path] != committed[path]] == []


def test_the_same_bytes_whatever_the_hash_seed() -> None:
    program = (
        "import hashlib, pathlib, sys\n"
        "from generator.dts.author import compile_package, zip_package\n"
        "files, _ = compile_package(pathlib.Path(sys.argv[1]))\n"
        "print(len(files), hashlib.sha256(zip_package(files, 'top')).hexdigest())\n"
    )
    said = {
        subprocess.run(
            [sys.executable, "-c", program, str(TAXONOMY)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            check=True,
            text=True,
        ).stdout
        for seed, zone in (("0", "UTC"), ("1", "Asia/Shanghai"), ("4711", "America/New_York"))
    }
    assert len(said) == 1
    assert int(said.pop().split()[0]) == 10


def test_a_zip_has_one_top_folder_sorted_entries_and_fixed_times() -> None:
    data = zip_package({"b/x.xml": b"<x/>", "META-INF/catalog.xml": b"<c/>"}, "cni")
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        entries = archive.infolist()
    assert [e.filename for e in entries] == ["cni/META-INF/catalog.xml", "cni/b/x.xml"]
    assert {e.date_time for e in entries} == {(1980, 1, 1, 0, 0, 0)}


def test_every_concept_has_labels_and_every_line_item_says_what_it_is() -> None:
    taxonomy = load_ours()
    ours = [c for c in taxonomy.concepts.values() if c.qname.namespace.startswith("http://taxonomy.filing-generator.example/")]
    assert len(ours) > 70
    for concept in ours:
        assert {x.language for x in taxonomy.labels[concept.qname] if x.role == STANDARD_LABEL} == {"zh", "en"}
        for language in ("zh", "en"):
            if not concept.abstract:
                assert taxonomy.label(concept.qname, language, DOCUMENTATION) != taxonomy.label(concept.qname, language)
    assert taxonomy.label(next(c.qname for c in ours if c.qname.local == "BeforeCorrectionMember"), "zh", TERSE_LABEL) == "更正前"


def test_every_line_item_is_in_a_closed_hypercube_in_the_scenario() -> None:
    taxonomy = load_ours()
    cubes = [r for base_set in taxonomy.relationships[ALL].values() for r in base_set]
    assert {(r.role.rpartition("/")[2], r.target.local) for r in cubes} == {(row[0], row[2]) for row in table("hypercubes")}
    assert {(r.closed, r.context_element) for r in cubes} == {(True, "scenario")}
    members = taxonomy.relationships["http://xbrl.org/int/dim/arcrole/domain-member"]
    inside = {r.target for cube in cubes for r in members[cube.role] if r.source == cube.source}
    assert inside == {c.qname for c in taxonomy.concepts.values() if not c.abstract}


def test_hypercubes_axes_defaults_and_sums_are_those_of_the_tables() -> None:
    taxonomy = load_ours()
    role = "http://taxonomy.filing-generator.example/cn/inquiry/role/"
    axes = taxonomy.relationships[HYPERCUBE_DIMENSION]
    assert [r.target.local for r in axes[f"{role}restated-income"]] == ["ConsolidationAxis", "CorrectionAxis"]
    assert [r.target.local for r in axes[f"{role}long-aged-customers"]] == ["CustomerAxis", "ReceivableAgeAxis"]
    defaults = {a.local: m.local for a, m in taxonomy.defaults.items()}
    assert defaults == {row[0]: row[2] for row in table("members") if row[3] == "yes"}
    assert (defaults["CorrectionAxis"], defaults["ReceivableAgeAxis"]) == ("AfterCorrectionMember", "AllAgesMember")
    sums = taxonomy.relationships[SUMMATION_ITEM_2023][f"{role}revenue-composition"]
    assert [(r.source.local, r.target.local, r.weight) for r in sums] == [
        ("CompositionOperatingRevenue", "CompositionMainBusinessRevenue", 1),
        ("CompositionOperatingRevenue", "CompositionOtherBusinessRevenue", 1),
        ("CompositionOperatingRevenueShare", "CompositionMainBusinessRevenueShare", 1),
        ("CompositionOperatingRevenueShare", "CompositionOtherBusinessRevenueShare", 1),
    ]


def test_the_module_compiles_a_folder_in_place_or_says_why_not(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["taxonomy", "build", str(folder)]) == 0
    schema = next((folder / "package").rglob("*.xsd"))
    before = schema.read_bytes()
    name, line, column = put(folder, "concepts", 5, "balance", "left")
    assert main(["taxonomy", "build", str(folder)]) == 1
    assert f"{name}:{line}:{column}: filing.taxonomy." in capsys.readouterr().out
    assert schema.read_bytes() == before


def test_negated_labels_bring_their_roles_along(folder: Path) -> None:
    edit(folder, "labels", lambda rows: rows.append(["OperatingCost", "negated", "en", "Less: operating cost"]))
    row = find(folder, "presentation", "name", "OperatingCost")
    put(folder, "presentation", row, "preferred_label", "negated")
    files, found = compile_package(folder)
    assert found == []
    for suffix in ("pre", "lab-en"):
        text = next(data for path, data in files.items() if path.endswith(f"_{suffix}.xml")).decode()
        assert 'roleURI="http://www.xbrl.org/2009/role/negatedLabel"' in text


# ---------------------------------------------------------------- broken tables, one test each


BROKEN_CELLS = [
    ("concepts", 2, "name", "营业收入", "filing.taxonomy.name"),
    ("concepts", 2, "kind", "heading", "filing.taxonomy.unknown-kind"),
    ("concepts", 5, "type", "money", "filing.taxonomy.unknown-type"),
    ("concepts", 5, "period", "year", "filing.taxonomy.period"),
    ("concepts", 5, "balance", "left", "filing.taxonomy.balance"),
    ("concepts", 5, "label_zh", "", "filing.taxonomy.empty-label"),
    ("concepts", 5, "label_en", "  ", "filing.taxonomy.empty-label"),
    ("labels", 2, "text", "", "filing.taxonomy.empty-label"),
    ("labels", 2, "role", "short", "filing.taxonomy.unknown-label-role"),
    ("labels", 2, "lang", "fr", "filing.taxonomy.language"),
    ("labels", 2, "name", "Nonesuch", "filing.taxonomy.unknown-name"),
    ("references", 2, "role", "rumour", "filing.taxonomy.unknown-reference-role"),
    ("references", 2, "name", "Nonesuch", "filing.taxonomy.unknown-name"),
    ("roles", 2, "code", "Restated income", "filing.taxonomy.code"),
    ("roles", 2, "definition_en", "", "filing.taxonomy.empty-label"),
    ("presentation", 3, "depth", "deep", "filing.taxonomy.depth"),
    ("presentation", 3, "depth", "4", "filing.taxonomy.depth"),
    ("presentation", 3, "name", "Nonesuch", "filing.taxonomy.unknown-name"),
    ("presentation", 3, "role", "nonesuch", "filing.taxonomy.unknown-role"),
    ("presentation", 3, "preferred_label", "short", "filing.taxonomy.unknown-label-role"),
    ("hypercubes", 2, "role", "nonesuch", "filing.taxonomy.unknown-role"),
    ("hypercubes", 2, "line_items", "OperatingRevenu", "filing.taxonomy.unknown-name"),
    ("hypercubes", 2, "line_items", "CloudServiceRevenue", "filing.taxonomy.line-items"),
    ("hypercubes", 2, "hypercube", "OperatingRevenue", "filing.taxonomy.wrong-kind"),
    ("hypercubes", 2, "axis", "Nonesuch", "filing.taxonomy.unknown-name"),
    ("members", 3, "name", "Nonesuch", "filing.taxonomy.unknown-name"),
    ("members", 3, "depth", "0", "filing.taxonomy.member"),
    ("members", 3, "default", "yes", "filing.taxonomy.member"),
    ("members", 3, "default", "perhaps", "filing.taxonomy.default"),
    ("calculation", 2, "total", "Nonesuch", "filing.taxonomy.unknown-name"),
    ("calculation", 2, "part", "RestatedIncomeAbstract", "filing.taxonomy.wrong-kind"),
    ("calculation", 2, "weight", "half", "filing.taxonomy.weight"),
    ("calculation", 2, "weight", "0", "filing.taxonomy.weight"),
]


@pytest.mark.parametrize(("table", "row", "column", "text", "code"), BROKEN_CELLS)
def test_a_broken_cell_is_found_where_it_stands(folder: Path, table: str, row: int, column: str, text: str, code: str) -> None:
    place = put(folder, table, row, column, text)
    files, found = compile_package(folder)
    assert files == {}
    assert place in places(found, code)


@pytest.mark.parametrize(
    ("table", "column"),
    [("concepts", "name"), ("roles", "code"), ("labels", "role"), ("hypercubes", "axis"), ("members", "name"), ("calculation", "part")],
)
def test_a_row_that_stands_twice_is_found(folder: Path, table: str, column: str) -> None:
    edit(folder, table, lambda rows: rows.append(list(rows[2])))
    rows = rows_of(folder / "tables" / f"{table}.csv")
    files, found = compile_package(folder)
    assert files == {}
    assert (f"{table}.csv", len(rows), rows[0].index(column) + 1) in places(found, "filing.taxonomy.duplicate")


@pytest.mark.parametrize("table", [path.stem for path in sorted((TAXONOMY / "tables").glob("*.csv"))])
def test_a_missing_column_is_named(folder: Path, table: str) -> None:
    def drop(rows: list[list[str]]) -> None:
        for row in rows:
            del row[0]

    gone = rows_of(folder / "tables" / f"{table}.csv")[0][0]
    edit(folder, table, drop)
    files, found = compile_package(folder)
    assert files == {}
    wanted = [d for d in found if d.code == "filing.taxonomy.missing-column" and gone in d.message]
    assert [Path(d.location.path or "").stem for d in wanted] == [table]


def test_a_missing_table_is_named(folder: Path) -> None:
    (folder / "tables" / "members.csv").unlink()
    files, found = compile_package(folder)
    assert files == {}
    assert places(found, "filing.missing-file") == {("members.csv", None, None)}


def test_a_ragged_row_is_found(folder: Path) -> None:
    edit(folder, "roles", lambda rows: rows[3].pop())
    _, found = compile_package(folder)
    assert {(name, line) for name, line, _ in places(found, "filing.taxonomy.ragged-row")} == {("roles.csv", 4)}


def test_a_column_that_stands_twice_is_found(folder: Path) -> None:
    edit(folder, "roles", lambda rows: rows[0].__setitem__(1, "code"))
    _, found = compile_package(folder)
    assert places(found, "filing.taxonomy.duplicate-column") == {("roles.csv", 1, 2)}


def test_an_axis_without_members_is_found(folder: Path) -> None:
    edit(folder, "members", lambda rows: rows.__setitem__(slice(None), [r for r in rows if r[0] != "CorrectionAxis"]))
    row = find(folder, "concepts", "name", "CorrectionAxis")
    _, found = compile_package(folder)
    assert places(found, "filing.taxonomy.no-members") == {("concepts.csv", row, 1)}


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ('prefix = "cni"', 'prefix = "CNI X"', "prefix"),
        ('languages = ["zh", "en"]', "languages = []", "languages"),
        ('version = "2026-06-30"', "", None),
        ('prefix = "cni"', "prefix = ", "prefix"),
    ],
)
def test_a_broken_taxonomy_toml_is_found(folder: Path, old: str, new: str, line: str | None) -> None:
    path = folder / "taxonomy.toml"
    text = path.read_text(encoding="utf-8").replace(old, new)
    path.write_text(text, encoding="utf-8")
    expected = next((n for n, t in enumerate(text.splitlines(), 1) if line and t.startswith(line)), 1)
    files, found = compile_package(folder)
    assert files == {}
    assert places(found, "filing.taxonomy.toml") == {("taxonomy.toml", expected, None)}


def test_a_typed_domain_has_no_labels(folder: Path) -> None:
    source, found = read_source(folder)
    assert found == []
    assert source is not None
    domain = next(c for c in source.concepts if c.kind == "typed-domain")
    assert (domain.name, domain.type, domain.labels) == ("customerName", "string", {})
