"""`.pre-commit-hooks.yaml` beside the command: every name that can be checked is caught, and the command line is the quick one.

Names of parts of filings are in `test_house.py`, what `--changed` makes of files in `test_changed.py`.
"""

import re
from pathlib import Path

import pytest
from pre_commit.clientlib import load_manifest

from generator.options import plain_validate
from generator.pipeline.settings import REPORT_SUFFIXES
from tests.support.filings import SAMPLES

(HOOK,) = load_manifest(str(Path(__file__).resolve().parents[2] / ".pre-commit-hooks.yaml"))
CAUGHT = re.compile(HOOK["files"])


def test_its_command_is_read_without_argparse() -> None:
    options = plain_validate([*HOOK["entry"].split()[1:], "a/filing.toml"])
    assert options is not None
    assert options.changed


@pytest.mark.parametrize("suffix", [*REPORT_SUFFIXES, ".xsd"])
def test_every_suffix_that_can_be_checked_is_caught(suffix: str) -> None:
    assert CAUGHT.search(f"a{suffix}")
    assert CAUGHT.search(f"deep/er/a b{suffix}")
    assert not CAUGHT.search(f"a{suffix}.orig")
    assert not CAUGHT.search(suffix[1:])


@pytest.mark.parametrize("name", ["out/a-workpapers.xlsx", "a.pdf", "a.py", "html/a.css", "facts/deep/b.csv", "notes.txt"])
def test_names_that_nothing_can_be_checked_by_are_not_caught(name: str) -> None:
    assert not CAUGHT.search(name)


def test_every_file_of_the_samples_that_a_check_reads_is_caught() -> None:
    files = [p for p in sorted(SAMPLES.rglob("*")) if p.suffix in (".toml", ".csv", ".md", ".xlsx") and p.name != "README.md"]
    assert len(files) > 20
    assert [p for p in files if not CAUGHT.search(p.relative_to(SAMPLES).as_posix())] == []
