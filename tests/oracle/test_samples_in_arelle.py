"""Arelle on every output of both samples: no error, no warning, and the very facts that we meant."""

from pathlib import Path

import pytest

from generator.equality import compare, content_hash
from generator.mapping.notes import without_notes
from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from tests.support.arelle import run_arelle
from tests.support.builds import Build

pytestmark = pytest.mark.oracle

OUTPUTS = ("{id}.xbrl", "{id}.xhtml", "{id}.json", "{id}-csv/{id}.json", "{id}.xbri")


@pytest.mark.parametrize("output", OUTPUTS)
def test_output_is_clean_and_holds_our_facts(output: str, built_sample: Build, tmp_path: Path) -> None:
    file = built_sample.out / output.format(id=built_sample.id)
    saved = tmp_path / "saved.json"
    extra = ["--formula", "none", *(["--reportPackage"] if file.suffix == ".xbri" else [])]  # test_assertions_in_arelle.py runs them
    result = run_arelle(file, [built_sample.taxonomy], save_json=saved, extra=extra)
    assert result.clean, str(result)
    theirs = read_for(saved, Settings(packages=(built_sample.taxonomy,), root=tmp_path)).report
    ours = read_for(built_sample.out / f"{built_sample.id}.xbrl", Settings()).report
    assert len(without_notes(theirs).facts) == len(without_notes(ours).facts) > 0
    assert compare(without_notes(ours), without_notes(theirs)).equal
    if "-csv/" not in output:  # docs/decisions/0004
        assert compare(ours, theirs).equal
    assert content_hash(theirs.facts) == built_sample.manifest["content_hash"]
