"""The round-trip certificate checked again: whatever is changed in whichever output of a build, `filing validate OUT` says so."""

import json
import shutil
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from generator.archives import deterministic_zip
from tests.support.builds import Build, build_sample
from tests.support.filings import run_filing

SAMPLE = "qingcloud-2021-inquiry-reply"
FIGURE = "114196561.96"
SHOWN = "114,196,561.96"
OTHER = "114196561.95"
REPORTS = ("{id}.xbrl", "{id}.xhtml", "{id}.json", "{id}-csv/{id}.json", "{id}.xbri")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Build:
    return build_sample(SAMPLE, tmp_path_factory.mktemp("certificate"))


@pytest.fixture
def out(built: Build, tmp_path: Path) -> Path:
    return Path(shutil.copytree(built.out, tmp_path / "out"))


def change_figure(file: Path) -> None:
    """One figure changed in the output whose main file is `file`."""
    if file.suffix == ".xbri":
        with zipfile.ZipFile(file) as archive:
            inside = {name: archive.read(name) for name in archive.namelist()}
        page = next(name for name in inside if name.endswith(".xhtml"))
        inside[page] = changed(inside[page])
        file.write_bytes(deterministic_zip(inside))
        return
    if file.parent.name.endswith("-csv"):
        file = next(p for p in sorted(file.parent.glob("*.csv")) if FIGURE.encode() in p.read_bytes())
    file.write_bytes(changed(file.read_bytes()))


def changed(data: bytes) -> bytes:
    for old, new in ((SHOWN, SHOWN[:-1] + "5"), (FIGURE, OTHER)):
        if f">{old}<".encode() in data:
            return data.replace(f">{old}<".encode(), f">{new}<".encode(), 1)
        if f'"{old}"'.encode() in data:
            return data.replace(f'"{old}"'.encode(), f'"{new}"'.encode(), 1)
    assert FIGURE.encode() in data
    return data.replace(FIGURE.encode(), OTHER.encode(), 1)


def codes(out: Path, capsys: pytest.CaptureFixture[str]) -> list[tuple[str, str]]:
    ran = run_filing(capsys, "validate", out, "--format", "json")
    assert ran.code == (1 if ran.errors else 0)
    return [(d["code"], Path(d["location"]["path"] or "").name) for d in ran.errors]


def rewrite(out: Path, change: Callable[[dict[str, Any]], None]) -> None:
    manifest = json.loads((out / "manifest.json").read_bytes())
    change(manifest)
    (out / "manifest.json").write_text(json.dumps(manifest, ensure_ascii=False), encoding="utf-8")


def with_true_hashes(out: Path) -> None:
    """The manifest's hashes made to fit the files, as one would who wants to hide a change."""

    def rehash(manifest: dict[str, Any]) -> None:
        for output in manifest["outputs"]:
            for part in (output, *output["files"]):
                data = (out / part["path"]).read_bytes()
                part["sha256"], part["bytes"] = sha256(data).hexdigest(), len(data)

    rewrite(out, rehash)


def test_what_a_build_left_is_certified(out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert codes(out, capsys) == []


@pytest.mark.parametrize("report", REPORTS)
def test_one_changed_figure_in_any_output_is_found(report: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_figure(out / report.format(id=SAMPLE))
    assert "filing.changed-output" in {code for code, _ in codes(out, capsys)}


@pytest.mark.parametrize("report", REPORTS)
def test_a_change_is_found_although_the_hashes_were_made_to_fit(report: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    change_figure(out / report.format(id=SAMPLE))
    with_true_hashes(out)
    found = codes(out, capsys)
    assert ("filing.certificate", Path(report.format(id=SAMPLE)).name) in found
    assert sum(code == "filing.certificate" for code, _ in found) == 1, "the others hold what the manifest promises"


@pytest.mark.parametrize("report", REPORTS)
def test_a_missing_output_is_found(report: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (out / report.format(id=SAMPLE)).unlink()
    assert codes(out, capsys) != []


@pytest.mark.parametrize("name", ["{id}-workpapers.xlsx", "{id}-taxonomy.zip", "diagnostics.json"])
def test_every_other_output_is_certified_by_its_hash(name: str, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = out / name.format(id=SAMPLE)
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(data)
    assert ("filing.changed-output", file.name) in codes(out, capsys)


@pytest.mark.parametrize(("key", "value"), [("facts", 221), ("content_hash", "0" * 64)])
def test_a_manifest_that_promises_other_facts_is_found(key: str, value: object, out: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rewrite(out, lambda manifest: manifest.update({key: value}))
    assert {code for code, _ in codes(out, capsys)} == {"filing.certificate"}
