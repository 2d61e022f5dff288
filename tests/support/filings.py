"""Copies of the sample filings to be changed, and the command line run in this process."""

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from generator.cli import main
from tests.support.shared import REPOSITORY

SAMPLES = REPOSITORY / "samples"
SAMPLE_NAMES = ("qingcloud-2020-ipo-reply", "qingcloud-2021-inquiry-reply")
NAMESPACE = "http://taxonomy.filing-generator.example/cn/inquiry/2026-06-30"


@dataclass(frozen=True)
class Ran:
    """What a run of the command line came to."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object of `--format json`."""
        value = json.loads(self.out)
        assert isinstance(value, dict)
        return value

    @property
    def findings(self) -> list[dict[str, Any]]:
        """The diagnostics of `--format json`."""
        found = self.json["diagnostics"]
        assert isinstance(found, list)
        return found

    @property
    def errors(self) -> list[dict[str, Any]]:
        """Those of severity error."""
        return [d for d in self.findings if d["severity"] == "error"]


def run_filing(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> Ran:
    """`filing` with `arguments`, in this process."""
    capsys.readouterr()
    code = main([str(a) for a in arguments])
    captured = capsys.readouterr()
    return Ran(code, captured.out, captured.err)


def copy_sample(name: str, folder: Path, *, own_kind: bool = False) -> Path:
    """A copy of the sample filing `name` below `folder`; with `own_kind` its kind is copied into it, to be changed too."""
    filing = folder / name
    shutil.copytree(SAMPLES / name, filing)
    if own_kind:
        text = (filing / "filing.toml").read_text(encoding="utf-8")
        kind = next(line for line in text.splitlines() if line.startswith("kind = ")).split('"')[1]
        shutil.copytree(REPOSITORY / "templates" / kind, filing / "own" / kind)
        change(filing / "filing.toml", f'kind = "{kind}"', f'kind = "own/{kind}"')
    return filing


def change(path: Path, old: str, new: str) -> None:
    """Replace the one occurrence of `old` in the file by `new`."""
    text = path.read_bytes().decode("utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_bytes(text.replace(old, new).encode("utf-8"))


def line_of(path: Path, text: str) -> int:
    """The line (from 1) of the one line that holds `text`."""
    found = [number for number, line in enumerate(path.read_text(encoding="utf-8-sig").split("\n"), 1) if text in line]
    assert len(found) == 1, f"{text!r} stands in lines {found} of {path.name}"
    return found[0]


def snapshot(folder: Path) -> dict[str, bytes]:
    """Every file below `folder` with its bytes."""
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


Change = Callable[[Path], None]
