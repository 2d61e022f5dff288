"""Arelle, offline, reads a converted filing without an error, and reads the same facts from it as from the original."""

import json
import zipfile
from pathlib import Path

import pytest

from generator.cli import main
from generator.equality import content_hash
from generator.pipeline.settings import Settings
from generator.pipeline.sources import read_sources
from tests.support.arelle import run_arelle
from tests.support.shared import corpus

pytestmark = pytest.mark.oracle

# The filer's text blocks hold HTML that XHTML forbids (class="", lang, width, height, type, start); in the page their markup stands as it
# was reported. Nothing else may be found.
MARKUP_AS_REPORTED = {"lxml.SCHEMAV_CVC_COMPLEX_TYPE_3_2_1", "arelle:xhtmlClassError"}


@pytest.mark.parametrize("out", ["wec.json", "wec.xhtml", "wec.xbri"])
def test_arelle_reads_a_converted_filing(out: str, tmp_path: Path) -> None:
    package = corpus("ferc-form60-taxonomy.zip")
    original = tmp_path / "wec.xbrl"
    with zipfile.ZipFile(corpus("filings.zip")) as archive:
        original.write_bytes(archive.read("ferc-form60/wec.xbrl"))
    target = tmp_path / out
    assert main(["convert", str(original), str(target), "--taxonomy-package", str(package)]) == 0
    saved = tmp_path / "saved.json"
    result = run_arelle(target, [package], calc=None, save_json=saved, validate=False)
    expected = set() if out.endswith(".json") else MARKUP_AS_REPORTED
    assert result.codes <= expected, str(result)
    assert all("attribute" in message.text.lower() for message in result.findings)
    facts = json.loads(saved.read_bytes())["facts"].values()
    settings = Settings(packages=(package,))
    (ours,) = read_sources(original, settings)
    (theirs,) = read_sources(saved, settings)
    assert sum(fact["dimensions"]["concept"] != "xbrl:note" for fact in facts) == 1548
    assert content_hash(theirs.report.facts) == content_hash(ours.report.facts)
