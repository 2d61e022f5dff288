"""In continuous integration a needless skip fails the run; absent shared material does not."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[2]
PASSES = "def test_sound() -> None:\n    assert 1 + 1 == 2\n"
AT_RUN = "import pytest\ndef test_skips() -> None:\n    pytest.skip({reason!r})\n"
AT_IMPORT = "import pytest\npytest.skip({reason!r}, allow_module_level=True)\n"
EXPECTED_FAILURE = "import pytest\n@pytest.mark.xfail(strict=True, reason='known')\ndef test_wrong() -> None:\n    assert 1 + 1 == 3\n"


def run(folder: Path, *, workers: int) -> subprocess.CompletedProcess[str]:
    """A run of pytest over the tests in `folder` with the gate on, in a process of its own."""
    (folder / "gate.py").write_text(
        "from tests.support.skips import SkipGate\n"
        "def pytest_configure(config):\n"
        "    if not hasattr(config, 'workerinput'):\n"
        "        config.pluginmanager.register(SkipGate())\n",
        encoding="utf-8",
    )
    (folder / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "gate", "-p", "no:cacheprovider", f"-n{workers}", "."]
    paths = os.pathsep.join([str(folder), str(REPOSITORY)])
    return subprocess.run(command, cwd=folder, env=os.environ | {"PYTHONPATH": paths}, capture_output=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(("source", "workers"), [(AT_RUN, 0), (AT_RUN, 1), (AT_IMPORT, 1)])
def test_a_needless_skip_fails_the_run(tmp_path: Path, source: str, workers: int) -> None:
    (tmp_path / "test_sound.py").write_text(PASSES, encoding="utf-8")
    (tmp_path / "test_case.py").write_text(source.format(reason="no Chromium here"), encoding="utf-8")
    done = run(tmp_path, workers=workers)
    assert done.returncode == 1, done.stdout
    assert "test_case.py" in done.stdout
    assert "no Chromium here" in done.stdout


@pytest.mark.parametrize("source", [AT_RUN.format(reason="FILING_CORPUS: x.zip is not in shared"), EXPECTED_FAILURE])
def test_absent_shared_material_and_expected_failures_pass(tmp_path: Path, source: str) -> None:
    (tmp_path / "test_sound.py").write_text(PASSES, encoding="utf-8")
    (tmp_path / "test_case.py").write_text(source, encoding="utf-8")
    done = run(tmp_path, workers=0)
    assert done.returncode == 0, done.stdout
