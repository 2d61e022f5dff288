"""The official suites of XBRL 2.1 and Dimensions 1.0: their variations, and how we judge them. Run as a module it prints the table
of docs/conformance.md: `python -m tests.conformance.suites`.
"""

import sys
import tempfile
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from generator.diagnostics import Diagnostic, Severity
from generator.pipeline.settings import Settings
from generator.pipeline.validate import validate


class Suite(NamedTuple):
    """A suite: its archive in the corpus, its index inside, and the calculations that it expects to be checked."""

    name: str
    archive: str
    index: str
    calc: str


SUITES = (
    Suite("XBRL 2.1", "xbrl-2.1-conformance-2025-07-16.zip", "xbrl-2.1/xbrl.xml", "1.0"),
    Suite("Dimensions 1.0", "xdt-conformance-2025-09-09.zip", "xdt/xdt.xml", "none"),
)
VALID, INVALID = "valid", "invalid"

DEVIATIONS: Mapping[tuple[str, str, str], str] = {}
"""Variations that we judge otherwise than their suite, by suite, file and id, each with its reason. None."""


class Variation(NamedTuple):
    """One variation: `series` is its folder, `path` what is read first, `expected` VALID, INVALID or the code of an error."""

    series: str
    id: str
    path: Path
    expected: str


def unpack(suite: Suite, archive: Path, folder: Path) -> Path:
    """The index of `suite`, unpacked from `archive` into `folder`."""
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(folder)
    return folder / suite.index


def _local(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def variations(index: Path) -> Iterator[Variation]:
    """The variations of a suite, in the order of its index."""
    for testcase in ElementTree.parse(index).getroot().iter("testcase"):
        path = index.parent / testcase.get("uri", "")
        for element in ElementTree.parse(path).getroot().iter():
            if _local(element) == "variation":
                first = next(one for one in element.iter() if one.get("readMeFirst") == "true")
                series = path.parent.relative_to(index.parent).as_posix()
                yield Variation(series, element.get("id", ""), path.parent / (first.text or "").strip(), _expected(element))


def _expected(variation: ElementTree.Element) -> str:
    """What the variation expects; a list of facts, or nothing said, is VALID."""
    result = next(one for one in variation.iter() if _local(one) == "result")
    errors = [(one.text or "").strip() for one in result if _local(one) == "error"]
    return result.get("expected") or (errors[0] if errors else VALID)


def judge(variation: Variation, root: Path, calc: str) -> list[Diagnostic]:
    """The errors that we find in a variation."""
    found = validate([variation.path], Settings(root=root, calc=calc))
    return [diagnostic for diagnostic in found if diagnostic.severity is Severity.ERROR]


def agrees(variation: Variation, codes: set[str]) -> bool:
    """Whether the codes of our errors are what the variation expects."""
    if variation.expected in (VALID, INVALID):
        return bool(codes) == (variation.expected == INVALID)
    return variation.expected in codes


def table(archives: Path) -> Iterator[str]:
    """Lines of Markdown: suite, series, variations that we judge as the suite does, of how many."""
    yield "| suite | series | as expected | of |"
    yield "|---|---|---|---|"
    for suite in SUITES:
        with tempfile.TemporaryDirectory() as folder:
            index = unpack(suite, archives / suite.archive, Path(folder))
            counts: dict[str, list[int]] = {}
            for variation in variations(index):
                count = counts.setdefault(variation.series, [0, 0])
                count[0] += agrees(variation, {d.code for d in judge(variation, index.parent, suite.calc)})
                count[1] += 1
            for series, (good, every) in counts.items():
                yield f"| {suite.name} | {series} | {good} | {every} |"
            good, every = (sum(count[i] for count in counts.values()) for i in (0, 1))
            yield f"| **{suite.name}** | all | **{good}** | **{every}** |"


if __name__ == "__main__":
    from tests.support.shared import corpus

    print("\n".join(table(corpus())), file=sys.stdout)
