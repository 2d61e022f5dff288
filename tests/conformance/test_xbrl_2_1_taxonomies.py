"""The official XBRL 2.1 suite's variations on schemas (100-series) and linkbases (200-series), as our loader judges them.

A variation is valid when the DTS of its starting document loads without an error. Its instances, where it has some, are the
business of others: of an instance only the taxonomy that it names is loaded.
"""

import os
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from generator.diagnostics import Severity
from generator.dts.load import load
from generator.dts.resolver import Resolver
from tests.support.shared import corpus

SUITE = "xbrl-2.1-conformance-2025-07-16.zip"
SERIES = ("Common/100-schema/", "Common/200-linkbase/")
HREF = "{http://www.w3.org/1999/xlink}href"
LINK = "{http://www.xbrl.org/2003/linkbase}"
REFERENCES = tuple(LINK + name for name in ("schemaRef", "linkbaseRef", "roleRef", "arcroleRef"))

DEVIATIONS: Mapping[tuple[str, str], str] = {}
"""Variations that we judge otherwise than the suite, by test case and id, each with its reason. None so far."""


class Variation(NamedTuple):
    """One variation: the test case's file name, its own id, whether it is valid, the paths that loading starts from."""

    testcase: str
    id: str
    is_valid: bool
    entry_points: tuple[str, ...]


@pytest.fixture(scope="module")
def suite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the suite, unpacked."""
    folder = tmp_path_factory.mktemp("suite")
    with zipfile.ZipFile(corpus(SUITE)) as archive:
        archive.extractall(folder)
    return folder / "xbrl-2.1"


def variations(suite: Path) -> Iterator[Variation]:
    """The variations of the two series, in the order of the index."""
    for testcase in ElementTree.parse(suite / "xbrl.xml").getroot().iter("testcase"):
        uri = testcase.get("uri", "")
        if uri.startswith(SERIES):
            path = suite / uri
            for element in ElementTree.parse(path).getroot().iter("variation"):
                verdict = element.find("result")
                assert verdict is not None
                yield Variation(path.name, element.get("id", ""), verdict.get("expected") == "valid", tuple(starts(path.parent, element)))


def starts(folder: Path, variation: ElementTree.Element) -> Iterator[str]:
    """The documents to read first; of an instance, those that it refers to."""
    data = [element for element in variation.findall("data/*") if element.text]
    for element in [one for one in data if one.get("readMeFirst") == "true"] or data[:1]:
        path = folder / (element.text or "").strip()
        if element.tag != "instance":
            yield os.path.normpath(path)
            continue
        for reference in ElementTree.parse(path).getroot().iter():
            if reference.tag in REFERENCES:
                yield os.path.normpath(path.parent / reference.get(HREF, "").partition("#")[0])


def test_schemas_and_linkbases_are_judged_as_the_suite_says(suite: Path) -> None:
    resolver = Resolver(root=suite)
    judged, otherwise = 0, {}
    for variation in variations(suite):
        _, found = load(variation.entry_points, resolver)
        errors = [d for d in found if d.severity is Severity.ERROR]
        judged += 1
        if variation.is_valid == bool(errors):
            said = "; ".join(f"{d.code} {d.message}" for d in errors) or "nothing"
            otherwise[variation.testcase, variation.id] = f"valid: {variation.is_valid}, but we say {said}"
        assert all(d.location.path and d.location.line and d.location.column for d in errors if d.code.startswith("xbrl.")), variation
    assert judged > 180
    assert otherwise.keys() == DEVIATIONS.keys(), "\n".join(f"{key}: {text}" for key, text in otherwise.items())
