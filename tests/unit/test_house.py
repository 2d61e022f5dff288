"""The house in order: what pyproject.toml, the lock, the hook and the repository's files promise."""

import ast
import os
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version
from pre_commit.clientlib import load_manifest

REPOSITORY = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]

# Distributions that are imported under another name, or not at all.
IMPORT_NAMES = {"arelle-release": "arelle", "python-stdnum": "stdnum", "ixbrl-viewer": "iXBRLViewerPlugin"}


def direct_requirements() -> Iterator[Requirement]:
    for listed in (PROJECT["dependencies"], *PROJECT["optional-dependencies"].values()):
        yield from map(Requirement, listed)


def locked() -> Mapping[str, list[Version]]:
    """The pinned versions by distribution: more than one where the lock tells Python versions apart."""
    found: dict[str, list[Version]] = {}
    for name, version in re.findall(r"^([A-Za-z0-9._-]+)==(\S+)", lock_text(), re.MULTILINE):
        found.setdefault(canonicalize_name(name), []).append(Version(version))
    return found


def lock_text() -> str:
    return (REPOSITORY / "requirements.txt").read_text(encoding="utf-8")


def third_party_imports() -> set[str]:
    """The top names that the package imports and that are neither ours nor the standard library's; `find_spec("x")` counts."""
    found = set()
    for path in (REPOSITORY / "generator").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
            if isinstance(node, ast.Import):
                found |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
                found.add(node.module.split(".")[0])
            elif isinstance(node, ast.Call) and "find_spec" in ast.unparse(node.func) and isinstance(node.args[0], ast.Constant):
                found.add(str(node.args[0].value).split(".")[0])
    return found - sys.stdlib_module_names - {"generator"}


def tracked_texts() -> Iterator[tuple[str, str]]:
    """Every text file that is, or would be, in the repository, by path."""
    command = ["git", "-c", "core.quotePath=false", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        listed = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=True).stdout.decode().split("\0")
    except (OSError, subprocess.CalledProcessError):
        listed = [str(p.relative_to(REPOSITORY)) for p in REPOSITORY.rglob("*") if not {".git", ".venv", "out"} & set(p.parts)]
    for name in sorted(filter(None, listed)):
        path = REPOSITORY / name
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            if b"\0" not in data[:8192]:
                yield name, data.decode("utf-8", "replace")


def test_what_is_imported_is_declared_and_what_is_declared_is_used() -> None:
    declared = {IMPORT_NAMES.get(name := canonicalize_name(Requirement(r).name), name) for r in PROJECT["dependencies"]}
    assert third_party_imports() == declared


def test_every_requirement_has_a_lower_and_an_upper_bound() -> None:
    for requirement in direct_requirements():
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == {">=", "<"}, f"{requirement}: pre-commit and pip resolve pyproject.toml, not the lock"


def test_the_lock_holds_every_requirement_within_its_bounds() -> None:
    pins = locked()
    for requirement in direct_requirements():
        versions = pins.get(canonicalize_name(requirement.name), [])
        assert versions, f"{requirement.name} is not locked: make lock"
        assert all(requirement.specifier.contains(version) for version in versions), f"{requirement} but locked {versions}: make lock"


def test_the_lock_is_hashed_and_names_no_host() -> None:
    entries = re.split(r"\n(?=\S)", lock_text().strip())
    assert all("--hash=sha256:" in entry for entry in entries if not entry.startswith("#"))
    assert not re.search(r"://|--(extra-)?index|--find-links|file:|@ ", lock_text())


def test_no_file_names_a_machine_a_registry_or_a_secret() -> None:
    folders = "|".join(("work", "root", "home", "tmp/venv"))
    hosts = "|".join(("pypi" + r"\.org", "python" + r"hosted\.org", "artifact" + "ory", "--extra-" + "index-url"))
    wrong = re.compile(rf"(?:^|[^A-Za-z0-9_.\-/:])/(?:{folders})/|{hosts}|BEGIN [A-Z ]*PRIVATE KEY", re.MULTILINE)
    offences = [
        f"{name}:{text.count(chr(10), 0, match.start()) + 1}: {match.group().strip()}"
        for name, text in tracked_texts()
        for match in wrong.finditer(text)
    ]
    assert not offences


@pytest.mark.skipif(os.name == "nt", reason="Windows has no executable bit")
def test_continuous_integration_runs_make_test() -> None:
    script = REPOSITORY / ".ci" / "run"
    assert os.access(script, os.X_OK)
    assert "make test" in script.read_text(encoding="utf-8")
    assert subprocess.run(["sh", "-n", str(script)], check=False).returncode == 0


def test_the_hook_runs_a_command_that_we_install() -> None:
    (hook,) = load_manifest(str(REPOSITORY / ".pre-commit-hooks.yaml"))
    assert (hook["id"], hook["language"], hook["require_serial"]) == ("filing-validate", "python", True)
    assert hook["entry"].split()[0] in PROJECT["scripts"]
    assert hook["types"] == ["file"], "a type would be demanded beside files, and .xlsx has none"
    assert not hook["types_or"]


@pytest.mark.parametrize(
    ("path", "caught"),
    [
        ("filing.toml", True),
        ("samples/one/filing.toml", True),
        ("samples/one/facts/收入.csv", True),
        ("facts/facts.xlsx", True),
        ("facts/~$facts.xlsx", False),
        ("one/narrative/policy.md", True),
        ("out/report.xbrl", True),
        ("out/report.xhtml", True),
        ("out/report.xbri", True),
        ("README.md", False),
        ("data/other.csv", False),
        ("my-filing.toml", False),
        ("out/report.json", True),
        ("out/report-csv/report.json", True),
        ("out/report-csv/income.csv", True),
        ("kinds/reply/kind.toml", True),
        ("kinds/reply/rules.csv", True),
        ("kinds/reply/schedules/income.toml", True),
        ("kinds/reply/extension/tables/labels.csv", True),
        ("kinds/reply/report.xhtml.j2", True),
        ("pyproject.toml", False),
        ("book.xlsx", False),
        ("facts/notes.csv.orig", False),
    ],
)
def test_the_hook_catches_what_a_filing_is_made_of(path: str, caught: bool) -> None:
    (hook,) = load_manifest(str(REPOSITORY / ".pre-commit-hooks.yaml"))
    assert bool(re.search(hook["files"], path)) is caught
