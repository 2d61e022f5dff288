"""EDINET: what we extract from the document sets that filers submitted is what the regulator published beside them."""

import zipfile
from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.dts.load import load as load_dts
from generator.dts.package import package_from_zip
from generator.dts.resolver import Resolver
from generator.equality import compare, content_hash
from generator.model import Taxonomy
from generator.pipeline.document_sets import find_sets
from generator.qname import NOTE_CONCEPT
from generator.read import ixbrl, xbrl
from tests.support.shared import corpus

EXPECTED = {("07", "PublicDoc"): [(56, 0)], ("02", "PublicDoc"): [(2027, 68)], ("02", "AuditDoc"): [(21, 0), (15, 0)]}
"""By set, in the manifest's order: facts with the notes among them, and the notes."""


@pytest.mark.parametrize(("filing", "part"), list(EXPECTED))
def test_submitted_facts_are_the_published_ones(filing: str, part: str, tmp_path: Path) -> None:
    package = package_from_zip(corpus("edinet-2026-taxonomy.zip").read_bytes(), "edinet-2026-taxonomy.zip")
    with zipfile.ZipFile(corpus("filings.zip")) as archive:
        archive.extractall(tmp_path, [n for n in archive.namelist() if n.startswith(f"edinet/{filing}/")])
    submitted = tmp_path / "edinet" / filing / "submitted" / "XBRL" / part
    resolver = Resolver([package], tmp_path)
    loaded: list[Taxonomy] = []

    def load(points: tuple[str, ...]) -> Taxonomy:
        """Once a set: the published instance has the same extension schema beside it."""
        if not loaded:
            loaded.append(load_dts(points, resolver)[0])
        return loaded[0]

    counts = []
    sets, wrong = find_sets(submitted, tmp_path)
    assert wrong == ()
    for one in sets:
        loaded.clear()
        ours = ixbrl.read_set({str(path): path.read_bytes() for path in one.files}, load)
        assert [d for d in ours.diagnostics if d.severity is Severity.ERROR] == []
        (published,) = (tmp_path / "edinet" / filing / "published").rglob(f"{one.name}.xbrl")
        theirs = xbrl.read(published.read_bytes(), str(published), load)
        difference = compare(ours.report, theirs.report)  # with footnotes, their languages and link roles
        assert difference.missing == ()
        assert difference.extra == ()
        assert content_hash(ours.report.facts) == content_hash(theirs.report.facts)
        notes = sum(1 for fact in ours.report.facts if fact.concept == NOTE_CONCEPT)
        counts.append((len(ours.report.facts), notes))
    assert counts == EXPECTED[filing, part]
