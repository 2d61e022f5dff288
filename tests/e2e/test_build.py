"""What a build leaves: whole, the same everywhere, and proof against being killed."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tomllib
from hashlib import sha256
from pathlib import Path

import pytest

from generator.pipeline.reports import read_for
from generator.pipeline.settings import Settings
from generator.qname import NOTE_CONCEPT
from tests.support.builds import Build
from tests.support.filings import REPOSITORY, SAMPLES, change, copy_sample, run_filing, snapshot

ROLES = ["xbrl", "ixbrl", "xbrl-json", "xbrl-csv", "report-package", "taxonomy-package", "workpapers", "diagnostics"]


def test_manifest_says_what_is_there(built_sample: Build) -> None:
    manifest = built_sample.manifest
    assert [o["role"] for o in manifest["outputs"]] == ROLES
    listed = {"manifest.json"}
    for output in manifest["outputs"]:
        for part in (output, *output["files"]):
            data = (built_sample.out / part["path"]).read_bytes()
            assert (part["sha256"], part["bytes"]) == (sha256(data).hexdigest(), len(data))
            listed.add(part["path"])
        assert output["facts"] == (manifest["facts"] if output["role"] in ROLES[:5] else None)
    assert set(snapshot(built_sample.out)) == listed
    rules = dict(manifest["rules"])
    assert rules.pop("total") == sum(rules.values()) > 0
    assert set(rules) == {"exact", "within_rounding", "violated", "explained", "not_evaluated"}
    hashes = {i["path"]: i["sha256"] for i in manifest["inputs"]}
    assert hashes["filing.toml"] == sha256((SAMPLES / built_sample.id / "filing.toml").read_bytes()).hexdigest()
    assert not any(os.path.isabs(path) or "\\" in path for path in hashes)


@pytest.mark.parametrize("output", ["{id}.xbrl", "{id}.xhtml", "{id}.json", "{id}-csv/{id}.json", "{id}.xbri"])
def test_fact_ids_are_schedule_row_column_in_every_syntax(output: str, built_sample: Build) -> None:
    report = read_for(built_sample.out / output.format(id=built_sample.id), Settings()).report
    facts = [f.id for f in report.facts if f.concept != NOTE_CONCEPT]
    assert len(facts) == len(set(facts)) == built_sample.manifest["facts"]
    schedules = set(tomllib.loads((SAMPLES / built_sample.id / "filing.toml").read_text(encoding="utf-8"))["schedules"])
    assert {f.split(".")[0] for f in facts} == schedules
    assert all(len(f.split(".")) == 3 and f.isascii() for f in facts)


def run_build(sample: str, out: Path, cwd: Path, **environment: str) -> None:
    clean = {k: v for k, v in os.environ.items() if k not in ("TZ", "LC_ALL", "LANG", "PYTHONHASHSEED")}
    command = [sys.executable, "-m", "generator.cli", "build", str(SAMPLES / sample), "-o", str(out)]
    done = subprocess.run(
        command, cwd=cwd, env={**clean, "PYTHONPATH": str(REPOSITORY), **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def test_the_same_bytes_under_any_clock_locale_seed_and_folder(built_sample: Build, tmp_path: Path) -> None:
    first, second = tmp_path / "a", tmp_path / "elsewhere" / "b"
    second.parent.mkdir()
    run_build(built_sample.id, first, REPOSITORY, TZ="Asia/Shanghai", LC_ALL="C", PYTHONHASHSEED="1")
    run_build(built_sample.id, second, second.parent, TZ="America/New_York", LC_ALL="C.UTF-8", PYTHONHASHSEED="12345", FILING_CACHE="")
    assert snapshot(first) == snapshot(second) == snapshot(built_sample.out)


KILLED = """
import os, signal, sys
count = 0
real = os.fsync
def fsync(handle):
    global count
    count += 1
    if count == int(sys.argv[1]):
        os.kill(os.getpid(), signal.SIGKILL)
    real(handle)
os.fsync = fsync
from generator.cli import main
sys.exit(main(["build", sys.argv[2], "-o", sys.argv[3]]))
"""


def test_a_killed_build_leaves_the_previous_outputs_whole(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample("qingcloud-2020-ipo-reply", tmp_path)
    out = tmp_path / "out"
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    before = snapshot(out)
    change(filing / "filing.toml", "Reply to the opinion", "Another reply to the opinion")
    for at in ("1", "6", "12"):  # while files, then folders are written; the exchange comes after
        command = [sys.executable, "-c", KILLED, at, str(filing), str(out)]
        done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, check=False)
        assert done.returncode == -signal.SIGKILL
        assert snapshot(out) == before
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    assert snapshot(out) != before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "qingcloud-2020-ipo-reply"]  # nothing is left of the killed ones


def test_what_others_put_into_the_build_folder_stays(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample("qingcloud-2020-ipo-reply", tmp_path)
    out = tmp_path / "out"
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    (out / "notes.txt").write_text("ask the auditor", encoding="utf-8")
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    assert (out / "notes.txt").read_text(encoding="utf-8") == "ask the auditor"


def test_outputs_wanted_are_outputs_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    filing = copy_sample("qingcloud-2020-ipo-reply", tmp_path)
    change(filing / "filing.toml", 'currency = "CNY"', 'currency = "CNY"\noutputs = ["xbrl", "workpapers"]')
    out = tmp_path / "out"
    assert run_filing(capsys, "build", filing, "-o", out).code == 0
    manifest = json.loads((out / "manifest.json").read_bytes())
    assert [o["role"] for o in manifest["outputs"]] == ["xbrl", "workpapers", "diagnostics"]


def test_a_build_folder_validates_and_a_changed_output_does_not(
    built_sample: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    shutil.copytree(built_sample.out, out)
    assert run_filing(capsys, "validate", out, "--format", "json").json == {"valid": True, "diagnostics": []}
    page = out / f"{built_sample.id}.json"
    page.write_bytes(page.read_bytes().replace(b'"decimals": 4', b'"decimals": 3', 1).replace(b'"decimals":4', b'"decimals":3', 1))
    ran = run_filing(capsys, "validate", out, "--format", "json")
    assert ran.code == 1
    assert "filing.changed-output" in {d["code"] for d in ran.errors}


def test_quiet_in_a_pipe(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ran = run_filing(capsys, "validate", SAMPLES / "qingcloud-2021-inquiry-reply", "--format", "json")
    assert (ran.code, ran.err) == (0, "")


def test_version_answers_before_anything_is_imported() -> None:
    show = "print(sorted(m for m in sys.modules if m.startswith('generator')))"
    program = f"import sys\nfrom generator.cli import main\nmain(['--version'])\n{show}"
    done = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    version, modules = done.stdout.splitlines()
    assert version.startswith("filing ")
    assert modules == "['generator', 'generator.cli']"
