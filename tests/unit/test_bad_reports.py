"""Reports that are broken through and through: a diagnostic and exit 1, never a defect of ours."""

from pathlib import Path

import pytest

from tests.support.builds import Build
from tests.support.filings import run_filing

NOTHING = {
    "empty.xbrl": b"",
    "text.xbrl": b"hello",
    "text.json": b"hello",
    "empty.json": b"{}",
    "list.json": b"[]",
    "null.json": b"null",
    "info.json": b'{"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-json"}}',
    "csv.json": b'{"documentInfo": {"documentType": "https://xbrl.org/2021/xbrl-csv"}}',
    "other.json": b'{"documentInfo": {"documentType": 7}}',
    "deep.json": b'{"a":' * 3000 + b"1" + b"}" * 3000,
    "nan.json": b'{"documentInfo": NaN}',
    "doctype.xbrl": b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>',
    "open.xbrl": b"<x>",
    "other.xml": b"<x/>",
    "page.xhtml": b'<html xmlns="http://www.w3.org/1999/xhtml"/>',
    "utf16.xbrl": "<x/>".encode("utf-16"),
    "zip.xbri": b"PK\x03\x04 and nothing more",
    "binary.xbrl": bytes(range(256)),
}


@pytest.mark.parametrize("name", sorted(NOTHING))
def test_what_is_no_report(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / name
    path.write_bytes(NOTHING[name])
    ran = run_filing(capsys, "validate", path, "--format", "json")
    assert ran.code == 1, ran.out
    assert ran.errors
    assert not any(d["code"] == "filing.internal" for d in ran.errors), ran.out


@pytest.mark.parametrize("output", ["{id}.xbrl", "{id}.xhtml", "{id}.json", "{id}-csv/{id}.json"])
@pytest.mark.parametrize("keep", [0.1, 0.5, 0.9, 0.999])
def test_a_report_cut_short(output: str, keep: float, built_sample: Build, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    whole = (built_sample.out / output.format(id=built_sample.id)).read_bytes()
    path = tmp_path / Path(output.format(id=built_sample.id)).name
    path.write_bytes(whole[: int(len(whole) * keep)])
    ran = run_filing(capsys, "validate", path, "--format", "json")
    assert ran.code == 1, ran.out
    assert not any(d["code"] == "filing.internal" for d in ran.errors), ran.out
