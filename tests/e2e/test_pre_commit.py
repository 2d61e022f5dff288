"""The hook as a user meets it: `pre-commit try-repo` in a repository that holds a filing, sound and then with one figure altered."""

import csv
import io
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.project import clean_environment, copy_project, copy_sample

SAMPLE = "qingcloud-2021-inquiry-reply"
NOBODY = {"NAME": "test", "EMAIL": "test@localhost"}
AUTHOR = {f"GIT_{role}_{part}": value for role in ("AUTHOR", "COMMITTER") for part, value in NOBODY.items()}


def git(folder: Path, *arguments: str) -> None:
    command = ["git", "-c", "core.hooksPath=", "-c", "commit.gpgSign=false", *arguments]
    done = subprocess.run(command, cwd=folder, env=clean_environment(**AUTHOR), capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"


def commit_all(folder: Path) -> Path:
    git(folder, "init", "--quiet", "--initial-branch=main")
    git(folder, "add", "--all")
    git(folder, "commit", "--quiet", "--message=state")
    return folder


def alter_a_figure(filing: Path) -> str:
    """Move the last 更正后 figure of the restated income statement by two units in its last digit; its place as `path:line:column`.

    Two, because rounding explains one: three operands, half a unit each, let 更正前 + 更正金额 = 更正后 be off by 1.5 units.
    """
    path = restated_income(filing)
    data = path.read_bytes()
    rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"))))
    line = max(number for number, row in enumerate(rows, 1) if number > 1 and is_after(rows[0], row))
    column = rows[0].index("value")
    printed = rows[line - 1][column]
    altered = printed[:-1] + str((int(printed[-1]) + 2) % 10)
    text = data.decode("utf-8")
    lines = text.splitlines(keepends=True)
    assert printed in lines[line - 1]
    lines[line - 1] = lines[line - 1].replace(printed, altered)
    path.write_bytes("".join(lines).encode("utf-8"))
    return f"{path.relative_to(filing.parent).as_posix()}:{line}:{column + 1}"


def restated_income(filing: Path) -> Path:
    found = sorted((filing / "facts").glob("*income*.csv"))
    assert found, "the sample has no restated income statement any more: choose another figure to alter"
    return found[0]


def is_after(header: list[str], row: list[str]) -> bool:
    return "after" in row[header.index("column")]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project as a git repository with one commit, as pre-commit would clone it."""
    return commit_all(copy_project(tmp_path_factory.mktemp("hook") / "project"))


OTHERS = {
    "notes.txt": "Not the hook's business.\n",
    "index.html": "<html><body>A page</body></html>",
    "page.xhtml": '<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "pom.xml": "<project/>",
    "order.xsd": '<schema xmlns="http://www.w3.org/2001/XMLSchema"/>',
    "package.json": "{}",
    "sources.zip": "PK",
}
"""Files of suffixes that reports have too."""


@pytest.fixture
def scratch(tmp_path: Path) -> Path:
    """A user's repository that holds a copy of the sample and ordinary files."""
    repository = tmp_path / "scratch"
    repository.mkdir()
    for name, text in OTHERS.items():
        (repository / name).write_text(text, encoding="utf-8")
    copy_sample(SAMPLE, repository / "reply")
    return commit_all(repository)


def try_repo(scratch: Path, project: Path) -> tuple[int, str]:
    """Exit code and output of the hook over all files of the scratch repository."""
    environment = clean_environment(PRE_COMMIT_HOME=str(scratch.parent / "pre-commit"), PRE_COMMIT_COLOR="never", **AUTHOR)
    command = [sys.executable, "-m", "pre_commit", "try-repo", str(project), "filing-validate", "--all-files", "--verbose"]
    done = subprocess.run(command, cwd=scratch, env=environment, capture_output=True, encoding="utf-8", errors="replace", check=False)
    return done.returncode, f"{done.stdout}\n{done.stderr}"


def test_a_sound_filing_passes(scratch: Path, project: Path) -> None:
    code, output = try_repo(scratch, project)
    assert code == 0, output
    assert re.search(r"filing validate\.+Passed", output), output
    assert re.search(r"^reply: no error$", output, re.MULTILINE), "many files of one filing are checked once, the others passed over"


def test_an_altered_figure_fails_and_its_cell_is_named(scratch: Path, project: Path) -> None:
    place = alter_a_figure(scratch / "reply")
    git(scratch, "add", "--all")
    code, output = try_repo(scratch, project)
    assert code == 1, output
    assert re.search(r"filing validate\.+Failed", output), output
    assert place in output, output
