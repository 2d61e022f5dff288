"""Arelle on dates, yes and no, enumerations, texts, notes: clean, and the very facts that we meant, in every syntax."""

from pathlib import Path

import pytest

from generator.equality import compare
from generator.mapping.notes import without_notes
from generator.pipeline.build import build
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from tests.support.arelle import run_arelle
from tests.support.typed_filing import write_typed_filing

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The build of the filing of typed cells."""
    folder = tmp_path_factory.mktemp("typed")
    done = build(write_typed_filing(folder / "filing"), folder / "out", Settings())
    assert done.manifest is not None, [d.message for d in done.diagnostics]
    return folder / "out"


@pytest.mark.parametrize("output", ["typed.xbrl", "typed.xhtml", "typed.json", "typed-csv/typed.json", "typed.xbri"])
def test_arelle_reads_our_facts(output: str, built: Path, tmp_path: Path) -> None:
    taxonomy = built / "typed-taxonomy.zip"
    saved = tmp_path / "saved.json"
    result = run_arelle(built / output, [taxonomy], save_json=saved, extra=["--reportPackage"] if output.endswith(".xbri") else [])
    assert result.clean, str(result)
    ours = read_for(built / "typed.xbrl", Settings(packages=(taxonomy,))).report
    theirs = read_for(saved, Settings(packages=(taxonomy,), root=tmp_path)).report
    assert len(without_notes(ours).facts) == 22
    assert compare(without_notes(ours), without_notes(theirs)).equal
    if "-csv/" not in output:  # docs/decisions/0004
        assert compare(ours, theirs).equal
