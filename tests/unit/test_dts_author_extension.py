"""A filer's extension of a base taxonomy, enumerations, open hypercubes: authored as tables, loaded as any taxonomy."""

from pathlib import Path

import pytest

from generator.dts.author import compile_package
from generator.dts.load import load
from generator.dts.package import open_package, package_from_files
from generator.dts.resolver import Resolver
from generator.model import Taxonomy
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomy import check_taxonomy
from generator.qname import ALL, DOMAIN_MEMBER, HYPERCUBE_DIMENSION, STANDARD_LABEL, QName
from tests.support.extension import BASE, ENTRY_POINT, OWN, ROLE, write_extension

REPOSITORY = Path(__file__).resolve().parents[2]
ANCHOR = "http://www.esma.europa.eu/xbrl/esef/arcrole/wider-narrower"
ENUM2 = "http://xbrl.org/2020/extensible-enumerations-2.0"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An extension of the shipped taxonomy."""
    return write_extension(tmp_path / "extension")


def loaded(folder: Path) -> Taxonomy:
    files, problems = compile_package(folder)
    assert problems == []
    shipped = REPOSITORY / "taxonomy" / "package"
    taxonomy, found = load([ENTRY_POINT], Resolver([package_from_files(files, "extension"), open_package(shipped, shipped)]))
    assert found == ()
    return taxonomy


def own(name: str) -> QName:
    return QName(OWN, name)


def base(name: str) -> QName:
    return QName(BASE, name)


def replace(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / "tables" / f"{table}.csv"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_base_concepts_stand_among_our_own(folder: Path) -> None:
    taxonomy = loaded(folder)
    members = {(r.source, r.target) for r in taxonomy.relationships[DOMAIN_MEMBER][ROLE]}
    assert (base("CloudServicesMember"), own("EdgeCloudMember")) in members
    assert (own("KindsLineItems"), base("OperatingRevenue")) in members
    assert [r.target for r in taxonomy.relationships[HYPERCUBE_DIMENSION][ROLE]] == [base("BusinessSegmentAxis")]
    assert "Turnover" in [x.text for x in taxonomy.labels[base("OperatingRevenue")] if x.role == STANDARD_LABEL]
    assert any("Our manual" in [text for _, text in r.parts] for r in taxonomy.references[base("OperatingCost")])


def test_the_base_comes_along_but_does_not_go_out(folder: Path) -> None:
    taxonomy = loaded(folder)
    assert base("CustomerAxis") in taxonomy.concepts
    assert taxonomy.defaults[base("BusinessSegmentAxis")] == base("AllSegmentsMember")
    assert not any("cni" in path for path in compile_package(folder)[0])


def test_anchors_lead_from_wider_to_narrower(folder: Path) -> None:
    (arcs,) = loaded(folder).relationships[ANCHOR].values()
    assert [(r.source, r.target) for r in arcs] == [(base("OperatingRevenue"), own("LeaseRevenue"))]


def test_a_hypercube_may_be_open(folder: Path) -> None:
    assert [(r.closed, r.context_element) for r in loaded(folder).relationships[ALL][ROLE]] == [(False, "scenario")]


def test_enumerations_name_their_domain_and_its_members_stand_in_the_role(folder: Path) -> None:
    files, _ = compile_package(folder)
    schema = next(data for path, data in files.items() if path.endswith(".xsd")).decode()
    domain = f'enum2:domain="ext:AllRegionsMember" enum2:linkrole="{ROLE}"'
    assert f'{domain} enum2:headUsable="false"' in schema
    assert f'{domain} enum2:headUsable="true"' in schema
    taxonomy = loaded(folder)
    assert taxonomy.concepts[own("MainRegion")].type == QName(ENUM2, "enumerationItemType")
    assert taxonomy.concepts[own("Regions")].type == QName(ENUM2, "enumerationSetItemType")
    members = [r.target.local for r in taxonomy.relationships[DOMAIN_MEMBER][ROLE] if r.source == own("AllRegionsMember")]
    assert members == ["NorthMember", "SouthMember"]


def test_check_looks_names_up_in_the_base(folder: Path) -> None:
    found = check_taxonomy(folder, Settings())
    assert [(d.code, d.message.split()[0]) for d in found] == [
        ("filing.taxonomy.no-anchor", "MainRegion"),
        ("filing.taxonomy.no-anchor", "Regions"),
    ]


WRONG = [
    ("presentation", "cni:OperatingRevenue", "cni:OperatingRevenu", "unknown-name", 5, 3),
    ("hypercubes", "cni:BusinessSegmentAxis", "cni:OperatingRevenue", "wrong-kind", 2, 4),
    ("calculation", "cni:OperatingRevenue", "cni:OperatingCost", "calculation-balance", 2, 4),
    ("anchors", "cni:OperatingRevenue", "Regions", "anchor", 2, 1),
    ("concepts", "AllRegionsMember,kinds,no", "NoMember,kinds,no", "unknown-name", 6, 7),
    ("concepts", "AllRegionsMember,kinds,no", "AllRegionsMember,kind,no", "unknown-role", 6, 8),
    ("concepts", "AllRegionsMember,kinds,no", "AllRegionsMember,kinds,perhaps", "head-usable", 6, 9),
]


@pytest.mark.parametrize(("table", "old", "new", "code", "line", "column"), WRONG)
def test_what_is_wrong_in_an_extension(folder: Path, table: str, old: str, new: str, code: str, line: int, column: int) -> None:
    replace(folder, table, old, new)
    found = [d for d in check_taxonomy(folder, Settings()) if d.code == f"filing.taxonomy.{code}"]
    assert [(d.location.line, d.location.column) for d in found] == [(line, column)]


@pytest.mark.parametrize("broken", ["schema", "prefix", "namespace"])
def test_a_base_without_its_parts_is_refused(folder: Path, broken: str) -> None:
    path = folder / "taxonomy.toml"
    text = path.read_text(encoding="utf-8")
    head, _, tail = text.partition("[[base]]")
    path.write_text(head + "[[base]]" + "".join(f"{x}\n" for x in tail.splitlines() if not x.startswith(broken)), encoding="utf-8")
    files, found = compile_package(folder)
    assert files == {}
    assert [d.code for d in found] == ["filing.taxonomy.toml"]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('prefix = "cni"', 'prefix = "xbrli"'),
        ('prefix = "cni"', 'prefix = "ext"'),
        ('prefix = "ext"', 'prefix = "link"'),
        (f'namespace = "{BASE}"', f'namespace = "{OWN}"'),
        (f'schema = "{BASE}/cni-2026-06-30.xsd"', 'schema = "/etc/passwd"'),
        ("[[base]]", "[base]"),
        ("[[base]]", '[[base]]\nentry_point = "http://b.example/all.xsd"'),
    ],
)
def test_a_base_that_cannot_be_is_refused(folder: Path, old: str, new: str) -> None:
    path = folder / "taxonomy.toml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    files, found = compile_package(folder)
    assert files == {}
    assert [(d.code, (d.location.line or 0) > 0) for d in found] == [("filing.taxonomy.toml", True)]
