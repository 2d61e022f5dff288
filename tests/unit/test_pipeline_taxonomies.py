"""Taxonomies at hand: what stands in for a filing's own entry point, and what does not."""

from pathlib import Path

import pytest

from generator.diagnostics import Severity
from generator.pipeline.settings import Settings
from generator.pipeline.taxonomies import load_taxonomy, shipped_package


def own(name: str) -> str:
    """An entry point that a filing of the first shipped kind could have of its own, by its path below `filings`."""
    entry_point = shipped_package().metadata.entry_points[0].documents[0]
    return f"{entry_point.rpartition('/')[0]}/filings/{name}"


def test_the_shipped_taxonomy_stands_in_for_an_entry_point_taken_away_from_its_package(tmp_path: Path) -> None:
    taxonomy, found = load_taxonomy([own("a-reply/a-reply.xsd")], tmp_path, Settings())
    assert [d.code for d in found] == ["filing.assertions-not-at-hand"]
    assert taxonomy.concepts


@pytest.mark.parametrize("name", ["a-reply/a-reply.xsdx", "a-reply/b-reply.xsd", "a-reply.xsd"])
def test_nothing_stands_in_for_a_wrong_reference(name: str, tmp_path: Path) -> None:
    _, found = load_taxonomy([own(name)], tmp_path, Settings())
    assert [d.severity for d in found] == [Severity.ERROR]
    assert own(name) in f"{found[0].message} {found[0].location.path}"
