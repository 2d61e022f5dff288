"""Every variation of the official suites through `filing validate`: in process, and a sample through the command."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.diagnostics import Diagnostic
from tests.conformance.suites import DEVIATIONS, SUITES, Suite, Variation, agrees, judge, unpack, variations
from tests.support.shared import REPOSITORY, corpus

SAMPLE = 40
"""Of so many variations one goes through the command."""


@pytest.fixture(scope="module", params=SUITES, ids=lambda suite: suite.name)
def suite(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[Suite, Path]:
    """A suite and its index, unpacked."""
    chosen: Suite = request.param
    return chosen, unpack(chosen, corpus(chosen.archive), tmp_path_factory.mktemp("suite"))


def test_every_variation_is_judged_as_the_suite_says(suite: tuple[Suite, Path]) -> None:
    chosen, index = suite
    otherwise: dict[tuple[str, str, str], str] = {}
    judged = 0
    for variation in variations(index):
        found = judge(variation, index.parent, chosen.calc)
        judged += 1
        if not agrees(variation, {d.code for d in found}):
            otherwise[chosen.name, variation.path.name, variation.id] = f"expected {variation.expected}, found {_shown(found)}"
    assert judged > 200
    expected = {key for key in DEVIATIONS if key[0] == chosen.name}
    assert otherwise.keys() == expected, "\n".join(f"{key}: {text}" for key, text in otherwise.items())


def test_the_command_says_the_same(suite: tuple[Suite, Path]) -> None:
    chosen, index = suite
    for variation in list(variations(index))[::SAMPLE]:
        code, printed = _command(variation, index.parent, chosen.calc)
        errors = {d["code"] for d in printed["diagnostics"] if d["severity"] == "error"}
        assert errors == {d.code for d in judge(variation, index.parent, chosen.calc)}, variation
        assert (code, printed["valid"]) == ((1, False) if errors else (0, True)), variation


def _command(variation: Variation, root: Path, calc: str) -> tuple[int, dict[str, list[dict[str, str]]]]:
    arguments = ["validate", "--format", "json", "--root", str(root), "--calc", calc, str(variation.path)]
    environment = {**os.environ, "PYTHONPATH": str(REPOSITORY)}
    done = subprocess.run(
        [sys.executable, "-m", "generator.cli", *arguments], capture_output=True, text=True, env=environment, check=False, cwd=root
    )
    return done.returncode, json.loads(done.stdout)


def _shown(found: list[Diagnostic]) -> str:
    return "; ".join(f"{d.code} {d.message}" for d in found[:3]) or "nothing"
