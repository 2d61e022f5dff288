"""The wheel works alone: built from a copy of the project, installed into an empty environment, used outside the repository."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.support.project import REPOSITORY, clean_environment, copy_project, copy_sample, scripts_folder

SAMPLE = "qingcloud-2021-inquiry-reply"


def run(command: list[str], folder: Path, environment: Mapping[str, str] | None = None, expected: int = 0) -> str:
    """The standard output of a command that must end with `expected`."""
    done = subprocess.run(
        command, cwd=folder, env=environment or clean_environment(), capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    assert done.returncode == expected, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from a copy that holds nothing but the project's files."""
    project = copy_project(tmp_path_factory.mktemp("wheel") / "project")
    run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", "dist"], project)
    (built,) = (project / "dist").glob("*.whl")
    return built


@pytest.fixture(scope="module")
def filing(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command `filing` of an environment that holds the wheel and its dependencies, resolved from its bounds."""
    environment = tmp_path_factory.mktemp("environment") / "venv"
    run([sys.executable, "-m", "virtualenv", "--quiet", "--no-periodic-update", str(environment)], wheel.parent)
    python = scripts_folder(environment) / "python"
    run([str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", str(wheel)], wheel.parent)
    return scripts_folder(environment) / "filing"


@pytest.mark.parametrize("folder", ["taxonomy", "templates"])
def test_all_data_is_in_the_wheel(wheel: Path, folder: str) -> None:
    ours = {f"generator/_data/{path.relative_to(REPOSITORY).as_posix()}" for path in (REPOSITORY / folder).rglob("*") if path.is_file()}
    with zipfile.ZipFile(wheel) as archive:
        shipped = {name for name in archive.namelist() if name.startswith(f"generator/_data/{folder}/")}
    assert ours
    assert shipped == ours


def test_nothing_else_is_in_the_wheel(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        tops = {name.split("/")[0] for name in archive.namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"generator"}


def test_the_installed_command_builds_a_copy_of_a_sample(filing: Path, tmp_path: Path) -> None:
    sample = copy_sample(SAMPLE, tmp_path / "copy")
    home = tmp_path / "home"
    home.mkdir()
    nowhere = clean_environment(HOME=str(home), XDG_CACHE_HOME=str(home / "cache"), PATH=os.defpath)
    nowhere = {name: value for name, value in nowhere.items() if name != "FILING_CACHE"}

    where = run([str(filing.parent / "python"), "-c", "import generator; print(generator.__file__)"], tmp_path, nowhere)
    assert Path(where.strip()).is_relative_to(filing.parent.parent), "the environment's own copy is the one in use"

    run([str(filing), "build", str(sample), "-o", str(tmp_path / "out")], tmp_path, nowhere)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["facts"] > 0
    assert manifest["rules"]["violated"] == 0
    assert {"xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "taxonomy-package", "workpapers"} <= {o["role"] for o in manifest["outputs"]}
    for output in manifest["outputs"]:
        assert (tmp_path / "out" / output["path"]).stat().st_size == output["bytes"]


def test_the_installed_command_validates_what_it_built(filing: Path, tmp_path: Path) -> None:
    sample = copy_sample(SAMPLE, tmp_path / "copy")
    verdict = json.loads(run([str(filing), "validate", "--format", "json", str(sample)], tmp_path))
    assert verdict["valid"] is True
