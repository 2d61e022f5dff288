"""The hook beside itself: several at once on an empty cache, and where no cache can be kept, find the same and leave no litter."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.filings import SAMPLES
from tests.support.project import clean_environment

REPOSITORY = Path(__file__).resolve().parents[2]
INQUIRY = SAMPLES / "qingcloud-2021-inquiry-reply"


def hook(cache: Path, *paths: Path) -> "subprocess.Popen[str]":
    """The hook's command on changed files, started."""
    command = [sys.executable, "-m", "generator.cli", "validate", "--changed", *map(str, paths)]
    environment = clean_environment(FILING_CACHE=str(cache))
    return subprocess.Popen(
        command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8", errors="replace"
    )


def test_hooks_at_once_agree_and_leave_a_whole_cache(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    running = [hook(cache, INQUIRY / "facts" / "collection.csv", INQUIRY / "filing.toml") for _ in range(3)]
    said = [process.communicate(timeout=300) for process in running]
    assert [process.returncode for process in running] == [0, 0, 0], said
    assert len({out for out, _ in said}) == 1
    assert said[0][1].count("no error") == 1, "a filing of which two files changed is checked once"
    kept = sorted(path.name for path in cache.rglob("*") if path.is_file())
    assert kept
    assert not [name for name in kept if name.startswith(".")], "nothing half-written is left"


@pytest.mark.parametrize("kind", ["a file in its place", "a folder that may not be written", "a file system that takes nothing"])
def test_a_cache_that_cannot_be_written_harms_nothing(kind: str, tmp_path: Path) -> None:
    place = tmp_path / "cache"
    if kind == "a file in its place":
        place.write_text("x", encoding="utf-8")
        place /= "below"
    elif kind == "a folder that may not be written":
        place.mkdir(mode=0o555)
    else:  # the superuser may write into any folder, but not here
        place = Path("/proc/self/cache")
    process = hook(place, INQUIRY / "filing.toml")
    out, err = process.communicate(timeout=300)
    assert process.returncode == 0, (out, err)
    assert "Traceback" not in err
