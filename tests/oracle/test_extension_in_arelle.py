"""Arelle on extensions: a small one of the shipped taxonomy, and the sample that extends the one of the corpus."""

from pathlib import Path

import pytest

from generator.dts.author import compile_package, zip_package
from generator.dts.load import load
from generator.dts.package import open_package
from generator.dts.resolver import Resolver
from generator.equality import content_hash
from generator.pipeline.build import build
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomies import shipped_files
from generator.qname import QName
from tests.support.arelle import run_arelle
from tests.support.builds import Build
from tests.support.extension import ENTRY_POINT, OWN, write_extension
from tests.support.filings import SAMPLES
from tests.support.shared import corpus

pytestmark = pytest.mark.oracle
NAME = "qingcloud-2021-ifrs"


def test_arelle_finds_nothing_wrong_with_an_extension(tmp_path: Path) -> None:
    files, found = compile_package(write_extension(tmp_path / "tables"))
    assert found == []
    ours, shipped = tmp_path / "extension.zip", tmp_path / "shipped.zip"
    ours.write_bytes(zip_package(files, "extension"))
    shipped.write_bytes(zip_package(shipped_files(), "shipped"))
    result = run_arelle(ENTRY_POINT, [ours, shipped])
    assert result.clean, str(result)


def test_arelle_finds_nothing_wrong_with_the_sample_on_a_base_taxonomy(tmp_path: Path) -> None:
    package = corpus("ifrs-2023-taxonomy.zip")
    built = build(SAMPLES / NAME, tmp_path / NAME, Settings(packages=(package,)))
    assert built.manifest is not None, [d.message for d in built.diagnostics]
    left = Build(NAME, tmp_path / NAME)
    saved = tmp_path / "saved.json"
    result = run_arelle(left.out / f"{NAME}.xbri", [package], save_json=saved, extra=["--reportPackage"])
    assert result.clean, str(result)
    theirs = read_for(saved, Settings(packages=(package, left.taxonomy), root=tmp_path)).report
    assert content_hash(theirs.facts) == left.manifest["content_hash"]


INSTANCE = """<xbrli:xbrl xmlns:xbrli="http://www.xbrl.org/2003/instance" xmlns:link="http://www.xbrl.org/2003/linkbase"
 xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ext="{own}">
<link:schemaRef xlink:type="simple" xlink:href="{entry_point}"/>
<xbrli:context id="c"><xbrli:entity><xbrli:identifier scheme="http://x.example/id">1</xbrli:identifier></xbrli:entity>
<xbrli:period><xbrli:startDate>2025-01-01</xbrli:startDate><xbrli:endDate>2025-12-31</xbrli:endDate></xbrli:period></xbrli:context>
<ext:MainRegion contextRef="c">{one}</ext:MainRegion><ext:Regions contextRef="c">{several}</ext:Regions></xbrli:xbrl>"""


def test_facts_of_an_authored_enumeration_name_its_members_in_arelle_as_here(tmp_path: Path) -> None:
    files, _ = compile_package(write_extension(tmp_path / "tables"))
    ours, shipped = tmp_path / "extension.zip", tmp_path / "shipped.zip"
    ours.write_bytes(zip_package(files, "extension"))
    shipped.write_bytes(zip_package(shipped_files(), "shipped"))
    taxonomy, _ = load([ENTRY_POINT], Resolver([open_package(path, tmp_path) for path in (ours, shipped)]))
    one, several = (
        [f"{m.namespace}#{m.local}" for m in taxonomy.enumeration_members(QName(OWN, name))] for name in ("MainRegion", "Regions")
    )
    head = next(text for text in several if text not in one)

    def codes(value: str) -> frozenset[str]:
        file = tmp_path / "facts.xbrl"
        file.write_text(INSTANCE.format(own=OWN, entry_point=ENTRY_POINT, one=value, several=" ".join(several)), encoding="utf-8")
        return run_arelle(file, [ours, shipped]).codes

    assert [codes(value) for value in one] == [frozenset()] * 2
    assert codes(head) == {"enum2ie:InvalidEnumerationValue"}
