"""The project as others get it: a clean copy of its files, apart from the checkout, and clean environments for processes."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
SHIPPED = ("generator", "taxonomy", "templates", "pyproject.toml", "README.md", "LICENSE", ".gitignore", ".pre-commit-hooks.yaml")
LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", ".*_cache")


def copy_project(target: Path) -> Path:
    """What a build of the wheel needs, copied into the new folder `target`, which is returned."""
    target.mkdir(parents=True)
    for name in SHIPPED:
        source = REPOSITORY / name
        if source.is_dir():
            shutil.copytree(source, target / name, ignore=LEFT_OUT)
        elif source.exists():
            shutil.copy2(source, target / name)
    return target


def copy_sample(name: str, target: Path) -> Path:
    """The sample filing `name`, copied into the new folder `target`, which is returned."""
    return Path(shutil.copytree(REPOSITORY / "samples" / name, target, ignore=LEFT_OUT))


def clean_environment(**more: str) -> Mapping[str, str]:
    """Our environment without what would lead a process back to this checkout or this virtual environment."""
    left_out = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "PYTEST_CURRENT_TEST", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"}
    return {name: value for name, value in os.environ.items() if name not in left_out} | more


def scripts_folder(environment: Path) -> Path:
    """The folder of a virtual environment's commands."""
    return environment / ("Scripts" if os.name == "nt" else "bin")
