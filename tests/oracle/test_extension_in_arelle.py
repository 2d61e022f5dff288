"""Arelle on extensions: a small one of the shipped taxonomy, and the sample that extends the one of the corpus."""

from pathlib import Path

import pytest

from generator.dts.author import compile_package, zip_package
from generator.equality import content_hash
from generator.pipeline.build import build
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomies import shipped_files
from tests.support.arelle import run_arelle
from tests.support.builds import Build
from tests.support.extension import ENTRY_POINT, write_extension
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
