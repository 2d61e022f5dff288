"""Arelle on a filing with a text: nested text blocks, figures and tables within them, in every syntax the very facts that we meant."""

from pathlib import Path

import pytest

from generator.equality import compare
from generator.mapping.notes import without_notes
from generator.pipeline.build import build
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from tests.support.arelle import run_arelle
from tests.support.narrative import write_filing

pytestmark = pytest.mark.oracle


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("text")
    made = build(write_filing(folder / "small"), folder / "out", Settings())
    assert made.manifest is not None, [d.message for d in made.diagnostics]
    return folder / "out"


@pytest.mark.parametrize("output", ["small.xbrl", "small.xhtml", "small.json", "small-csv/small.json"])
def test_arelle_reads_the_texts_that_we_meant(output: str, built: Path, tmp_path: Path) -> None:
    package = built / "small-taxonomy.zip"
    saved = tmp_path / "saved.json"
    result = run_arelle(built / output, [package], save_json=saved)
    assert result.clean, str(result)
    theirs = read_for(saved, Settings(packages=(package,), root=tmp_path)).report
    ours = read_for(built / "small.xbrl", Settings(packages=(package,))).report
    assert len(without_notes(ours).facts) == 17
    assert compare(without_notes(ours), without_notes(theirs)).equal
    texts = {f.id: f.value for f in ours.facts if f.id.startswith("text.")}
    if output != "small-csv/small.json":  # where Arelle makes ids of its own
        assert texts == {f.id: f.value for f in theirs.facts if f.id.startswith("text.")}
