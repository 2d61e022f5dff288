"""What the hook costs where it runs: `pre-commit run` in a repository with both samples.

Usage: python -m benchmarks.in_pre_commit [REPEATS]. pre-commit installs the project from a copy first, with its dependencies, so that
pip needs its cache or its index (which is why `make bench` leaves it out). Prints the medians, and the seconds of every run.
"""

import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.measure import Run, once
from benchmarks.samples import SAMPLES
from tests.support.project import clean_environment, copy_project, copy_sample

WHO = {f"GIT_{role}_{part}": "test" for role in ("AUTHOR", "COMMITTER") for part in ("NAME", "EMAIL")}
PRE_COMMIT = [sys.executable, "-m", "pre_commit", "run"]
CONFIG = """repos:
  - repo: {hook}
    rev: {revision}
    hooks: [{{ id: filing-validate }}]
"""


class Repository:
    """A git repository in a new folder; nothing of the user's configuration counts in it."""

    def __init__(self, folder: Path, environment: Mapping[str, str]) -> None:
        """`folder` exists."""
        self.folder = folder
        self.environment = environment
        self.git("init", "--quiet", "--initial-branch=main")

    def git(self, *arguments: str) -> str:
        """What git prints. Raises CalledProcessError."""
        command = ["git", "-c", "core.hooksPath=", "-c", "commit.gpgSign=false", *arguments]
        return subprocess.run(command, cwd=self.folder, env=self.environment, check=True, capture_output=True, encoding="utf-8").stdout

    def commit(self) -> str:
        """Everything committed; the revision."""
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message=state")
        return self.git("rev-parse", "HEAD").strip()


def prepared(scratch: Path, environment: Mapping[str, str]) -> Repository:
    """A repository with both samples and the hook, installed and run once."""
    hook = Repository(copy_project(scratch / "hook"), environment)
    revision = hook.commit()
    (scratch / "user").mkdir()
    user = Repository(scratch / "user", environment)
    for sample in SAMPLES:
        copy_sample(sample, user.folder / sample)
    (user.folder / "notes.txt").write_text("None of the hook's business.\n", encoding="utf-8")
    (user.folder / ".pre-commit-config.yaml").write_text(CONFIG.format(hook=hook.folder, revision=revision), encoding="utf-8")
    user.commit()
    subprocess.run([*PRE_COMMIT, "--all-files"], cwd=user.folder, env=environment, check=True, stdout=sys.stderr)
    return user


def main(arguments: list[str]) -> int:
    """Measure and print; 0."""
    repeats = int(arguments[0]) if arguments else 3
    with tempfile.TemporaryDirectory(prefix="filing-pre-commit-") as name:
        scratch = Path(name)
        environment = clean_environment(PRE_COMMIT_HOME=str(scratch / "home"), FILING_CACHE=str(scratch / "cache"), **WHO)
        user = prepared(scratch, environment)
        table = min((user.folder / SAMPLES[1] / "facts").glob("*.csv"))
        os.chdir(user.folder)
        for case, changed in (("nothing staged", None), ("a text file staged", user.folder / "notes.txt"), ("one table staged", table)):
            if changed is not None:
                changed.write_bytes(changed.read_bytes() + b"\n")
                user.git("add", str(changed))
            show(case, PRE_COMMIT, repeats, environment)
            user.git("reset", "--quiet", "--hard")
        show("all files", [*PRE_COMMIT, "--all-files"], repeats, environment)
        os.chdir("/")
    return 0


def show(case: str, command: list[str], repeats: int, environment: Mapping[str, str]) -> None:
    """Print what some runs took, wall and CPU."""
    costs = [once(Run(name=case, command=command), environment) for _ in range(repeats)]
    wall, cpu = (statistics.median(getattr(cost, kind) for cost in costs) for kind in ("wall", "cpu"))
    print(f"{case:<24} wall {wall:.2f} s, CPU {cpu:.2f} s ({' '.join(f'{cost.wall:.2f}' for cost in costs)})", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
