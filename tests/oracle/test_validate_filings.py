"""The validators and Arelle on the bench's synthetic filings, whole and with one planted error."""

import random
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic
from generator.dts.load import load
from generator.dts.resolver import Resolver
from generator.model import Taxonomy
from generator.read.xbrl import read
from generator.validate import calculation, dimensions, duplicates, xbrl21
from tests.support.arelle import run_arelle
from tests.support.shared import bench

pytestmark = pytest.mark.oracle

Maker = Callable[[str], Path]


@pytest.fixture(scope="module")
def filing(tmp_path_factory: pytest.TempPathFactory) -> Maker:
    """Makes a filing of about 300 facts, with one planted error of the kind given ("" for none)."""
    script = bench("make_filing.py")

    def make(kind: str) -> Path:
        folder = tmp_path_factory.mktemp(kind or "whole")
        command = [sys.executable, str(script), str(folder), "--facts", "300", "--formats", "xbrl"]
        subprocess.run([*command, *(["--break", kind] if kind else [])], check=True, capture_output=True)
        return folder / "filing.xbrl"

    return make


def ours(path: Path, mode: str) -> Iterator[Diagnostic]:
    resolver = Resolver([], path.parent)

    def taxonomy(entry_points: tuple[str, ...]) -> Taxonomy:
        loaded, diagnostics = load(entry_points, resolver)
        assert not diagnostics
        return loaded

    found = read(path.read_bytes(), str(path), taxonomy)
    yield from found.diagnostics
    model = taxonomy(found.report.taxonomy)
    for check in (xbrl21.check, dimensions.check, duplicates.check):
        yield from check(found.report, model)
    yield from calculation.check(found.report, model, mode)


@pytest.mark.parametrize(
    ("kind", "code", "arelle"),
    [
        ("", None, None),
        ("calc", "calc11e:inconsistentCalculationUsingRounding", "calc11e:inconsistentCalculationUsingRounding"),
        ("dim", "xbrldie:PrimaryItemDimensionallyInvalidError", "xbrldie:PrimaryItemDimensionallyInvalidError"),
        ("type", "cvc-datatype-valid", "xmlSchema:valueError"),
        ("dup", "oime:disallowedDuplicateFacts", "arelle:duplicateFacts"),
    ],
)
def test_the_same_verdict_as_arelle(filing: Maker, kind: str, code: str | None, arelle: str | None) -> None:
    path = filing(kind)
    assert {d.code for d in ours(path, "1.1")} == ({code} if code else set())
    theirs = run_arelle(path, extra=["--validateDuplicateFacts", "inconsistent"])
    assert theirs.codes == ({arelle} if arelle else set()), str(theirs)


@pytest.mark.parametrize(
    ("mode", "theirs", "code"),
    [
        ("1.1-truncate", "c11t", "calc11e:inconsistentCalculationUsingTruncation"),
        ("1.0", "xbrl21", "xbrl.5.2.5.2"),
    ],
)
def test_the_other_calculation_modes(filing: Maker, mode: str, theirs: str, code: str) -> None:
    path = filing("calc")
    assert {d.code for d in ours(path, mode)} == {code}
    assert {c.partition(":")[0] if c.startswith("xbrl.") else c for c in run_arelle(path, calc=theirs).codes} == {code}


FACT = re.compile(r'(<syn:T\w+ [^>]*decimals=")(-?\w+)("[^>]*>)(-?\d+)<')


def mutated(text: str, seed: int) -> str:
    """The instance with one value or decimals in twelve moved by a little: to the edge of rounding, or just beyond."""
    chance = random.Random(seed)

    def change(found: re.Match[str]) -> str:
        decimals, value = found[2], int(found[4])
        kind = chance.randrange(84)
        if kind < 5 and decimals != "INF":
            value += int(10 ** -int(decimals)) * chance.choice([-4, -3, -2, -1, 1, 2, 3, 4])
        elif kind == 5 and decimals != "INF":
            decimals = str(int(decimals) - 1)
        elif kind == 6:
            value += chance.choice([1, -1, 499, 500, 501])
        return f"{found[1]}{decimals}{found[3]}{value}<"

    return FACT.sub(change, text)


# Total (-8, -7], parts [1, 2) and -1 × [7, 8) = (-8, -7], together (-7, -5): no common point. Arelle swaps the bounds under a
# negative weight but not which of them is open, so that it takes -7 for one.
ARELLE_MISSES = {"1.1-truncate": [("calc11e:inconsistentCalculationUsingTruncation", "T5B0")]}


@pytest.mark.parametrize(("mode", "theirs"), [("1.1", "c11r"), ("1.1-truncate", "c11t"), ("1.0", "xbrl21")])
def test_the_same_inconsistencies_as_arelle_at_the_edges(filing: Maker, mode: str, theirs: str) -> None:
    """Each inconsistent total by its concept. Excess digits are compared as a set: Arelle says them once a calculation."""
    path = filing("")
    path.write_text(mutated(path.read_text(encoding="utf-8"), 7), encoding="utf-8")
    found: Counter[tuple[str, str]] = Counter()
    excess: set[str] = set()
    for diagnostic in ours(path, mode):
        concept = re.match(r"\w+", diagnostic.message)
        assert concept
        if diagnostic.code == "calc11e:excessDigits":
            excess.add(concept[0])
        else:
            found[diagnostic.code, concept[0]] += 1
    arelle: Counter[tuple[str, str]] = Counter()
    arelle_excess: set[str] = set()
    for message in run_arelle(path, calc=theirs).findings:
        name = re.search(r"(?:from|values) syn:(\w+)", message.text)
        assert name, str(message)
        if message.code == "calc11e:excessDigits":
            arelle_excess.add(name[1])
        else:
            arelle[message.code.partition(":")[0] if message.code.startswith("xbrl.") else message.code, name[1]] += 1
    assert found - arelle == Counter(ARELLE_MISSES.get(mode, ()))
    assert arelle - found == Counter()
    assert excess == arelle_excess
    assert sum(found.values()) >= 3  # else the filing was hardly changed, and the comparison proves nothing
